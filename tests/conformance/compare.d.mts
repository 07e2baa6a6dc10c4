import type { Trace } from '../../src/scenario/trace.ts';

export interface Comparison {
  readonly seconds: number;
  readonly states: number;
  readonly events: number;
  readonly outputs: number;
  readonly outputTotal: number;
  readonly first: readonly string[];
  readonly exact: boolean;
}
export function compareTraces(expected: Trace, actual: Trace, what?: '' | 'frames' | 'outputs'): Comparison;
