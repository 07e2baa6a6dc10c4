/** The words of the editor, in English. */
export const editorWords = {} as const;
