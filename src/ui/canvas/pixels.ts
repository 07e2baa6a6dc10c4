/** A picture as numbers, one for each pixel: red in the lowest eight bits, alpha in the highest. */
export interface Stamp {
  readonly size: number;
  readonly words: Uint32Array;
}

/**
 * A canvas's pixels, written directly. A canvas takes each rectangle as an order to be carried out later, which for twenty thousand tiles
 * costs more than writing them. Only what was touched is shown.
 */
export class Pixels {
  private readonly image: ImageData;
  private readonly words: Uint32Array;
  readonly width: number;
  readonly height: number;
  private left = Infinity;
  private top = Infinity;
  private right = 0;
  private bottom = 0;

  constructor(private readonly context: CanvasRenderingContext2D) {
    this.width = context.canvas.width;
    this.height = context.canvas.height;
    this.image = new ImageData(Math.max(1, this.width), Math.max(1, this.height));
    this.words = new Uint32Array(this.image.data.buffer);
  }

  /** Whether it still is of the canvas's size. */
  get fits(): boolean {
    return this.width === this.context.canvas.width && this.height === this.context.canvas.height;
  }

  /** Wipes everything. */
  clear(): void {
    this.words.fill(0);
    this.touch(0, 0, this.width, this.height);
  }

  /** Brings what was touched since the last time to the canvas. */
  show(): void {
    const { left, top, right, bottom } = this;
    if (left < right && top < bottom) this.context.putImageData(this.image, 0, 0, left, top, right - left, bottom - top);
    this.left = this.top = Infinity;
    this.right = this.bottom = 0;
  }

  /** A filled rectangle, in whole pixels; 0 wipes. */
  rect(x: number, y: number, width: number, height: number, word: number): void {
    const left = Math.max(0, x);
    const top = Math.max(0, y);
    const right = Math.min(this.width, x + width);
    const bottom = Math.min(this.height, y + height);
    if (left >= right || top >= bottom) return;
    this.touch(left, top, right, bottom);
    for (let row = top; row < bottom; row++) {
      const end = row * this.width + right;
      for (let at = row * this.width + left; at < end; at++) this.words[at] = word;
    }
  }

  /** The outline of a rectangle, within it. */
  frame(x: number, y: number, width: number, height: number, line: number, word: number): void {
    this.rect(x, y, width, line, word);
    this.rect(x, y + height - line, width, line, word);
    this.rect(x, y + line, line, height - 2 * line, word);
    this.rect(x + width - line, y + line, line, height - 2 * line, word);
  }

  /** A picture, at a whole pixel; `opacity` from 0 to 1. */
  stamp({ size, words }: Stamp, x: number, y: number, opacity = 1): void {
    const left = Math.max(0, x);
    const top = Math.max(0, y);
    const right = Math.min(this.width, x + size);
    const bottom = Math.min(this.height, y + size);
    if (left >= right || top >= bottom) return;
    this.touch(left, top, right, bottom);
    for (let row = top; row < bottom; row++) {
      let from = (row - y) * size + (left - x);
      const end = row * this.width + right;
      for (let at = row * this.width + left; at < end; at++, from++) {
        const word = words[from] as number;
        if (word) this.words[at] = opacity === 1 ? word : faded(word, opacity);
      }
    }
  }

  private touch(left: number, top: number, right: number, bottom: number): void {
    if (left < this.left) this.left = left;
    if (top < this.top) this.top = top;
    if (right > this.right) this.right = right;
    if (bottom > this.bottom) this.bottom = bottom;
  }
}

/** The same colour, less opaque. */
export const faded = (word: number, opacity: number): number => ((word & 0xffffff) | (Math.round((word >>> 24) * opacity) << 24)) >>> 0;

const words = new Map<string, number>();
let probe: CanvasRenderingContext2D | null | undefined;

/** A colour of the theme, in whatever notation, as a word. */
export function wordOf(colour: string): number {
  let word = words.get(colour);
  if (word === undefined) {
    probe ??= canvasOf(1).getContext('2d', { willReadFrequently: true });
    if (!probe) return 0xff808080;
    probe.clearRect(0, 0, 1, 1);
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    word = wordsOf(probe, 1)[0] ?? 0;
    words.set(colour, word);
  }
  return word;
}

export function canvasOf(size: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  return canvas;
}

/** A square of a canvas as words. */
export function wordsOf(context: CanvasRenderingContext2D, size: number): Uint32Array {
  return new Uint32Array(context.getImageData(0, 0, size, size).data.buffer);
}
