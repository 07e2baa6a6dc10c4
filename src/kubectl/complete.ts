import type { KubectlContext } from './contract.ts';
export function completeLine(line: string, _context: KubectlContext): { candidates: readonly string[]; from: number } {
  return { candidates: [], from: line.length };
}
