/** The words of the canvas, in English. */
export const canvasWords = {} as const;
