import { createStore } from 'zustand/vanilla';

/** Lines typed in the console, oldest first; equal neighbours are kept once. Kept in the browser, across workspaces. */
export const history = createStore<{ readonly lines: readonly string[] }>(() => ({ lines: [] }));

const LINES_MAX = 1_000;

export function rememberLine(line: string): void {
  if (!line.trim() || history.getState().lines.at(-1) === line) return;
  history.setState(({ lines }) => ({ lines: [...lines, line].slice(-LINES_MAX) }));
}
