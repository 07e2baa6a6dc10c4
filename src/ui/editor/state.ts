import { createStore } from 'zustand/vanilla';
import type { Difference } from './analysis/differences.ts';
import type { Snippet } from './snippets.ts';

/** What the full editor found out about the file that it shows. */
export const analysis = createStore<{ readonly file: string; readonly differences: readonly Difference[]; readonly isComplete: boolean }>(() => ({
  file: '',
  differences: [],
  isComplete: false,
}));

/** What the full editor can do for the rest of the pane; nothing as long as it is not there. */
export interface EditorCommands {
  readonly format: (() => void) | undefined;
  readonly insert: ((snippet: Snippet) => void) | undefined;
  readonly focus: (() => void) | undefined;
}
export const editorCommands = createStore<EditorCommands>(() => ({ format: undefined, insert: undefined, focus: undefined }));

/** Where the cursor stood in the plain editor when the full one took its place; nothing where it was elsewhere. */
export const handover = createStore<{ readonly caret: number | undefined }>(() => ({ caret: undefined }));
