import { createStore } from 'zustand/vanilla';
import { focusPane } from '../panes.ts';

/** A line that waits to be put into the prompt, which may not be on the page yet. */
export const prefill = createStore<{ readonly line?: string }>(() => ({}));

/** Puts a line into the console's prompt, to be finished by hand. */
export function putIntoPrompt(line: string): void {
  prefill.setState({ line }, true);
  focusPane('console');
}

/** The line that waits, which is then taken. */
export function taken(): string | undefined {
  const { line } = prefill.getState();
  if (line !== undefined) prefill.setState({}, true);
  return line;
}
