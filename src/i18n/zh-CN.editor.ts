import type { editorWords as en } from './en.editor.ts';

/** The words of the editor, in Chinese. */
export const editorWords = {} satisfies Record<keyof typeof en, string>;
