import type { canvasWords as en } from './en.canvas.ts';

/** The words of the canvas, in Chinese. */
export const canvasWords = {} satisfies Record<keyof typeof en, string>;
