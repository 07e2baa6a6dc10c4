/**
 * When React may draw, where drawing takes it longer than an animation frame leaves it. The playhead, the tiles and the clock are written past
 * React in every frame; cards, words and the console then follow a few times a second, all in the same frame, so that one frame in twenty is late
 * and not every second one. As soon as the playhead stands still they are drawn at once.
 */

/** What takes less, in real ms, fits into a frame, and needs no rest after it. */
const CHEAP_MS = 5;
/** The rest after a turn: so many times as long as it took, up to the cap, in real ms. */
const REST_FACTOR = 30;
const REST_MS_MAX = 800;
/** The playhead stands still when nothing has asked for so long, in real ms. */
const STILL_MS = 150;

let turnMs = Number.NEGATIVE_INFINITY;
let spentMs = 0;
let restUntilMs = 0;

/**
 * Whether what was asked for at `askedMs` may be drawn in the animation frame of `frameMs`. Both are times as `requestAnimationFrame` gives them:
 * `askedMs` is that of the newest request.
 */
export function mayDraw(frameMs: number, askedMs: number): boolean {
  return frameMs === turnMs || frameMs >= restUntilMs || frameMs - askedMs >= STILL_MS;
}

/** Tells React, in the animation frame of `frameMs`, and takes down how long it needed. */
export function draw(frameMs: number, tell: () => void): void {
  const startMs = performance.now();
  tell();
  // React carries out what it was told in a microtask before this one.
  queueMicrotask(() => {
    const endMs = performance.now();
    spentMs = (frameMs === turnMs ? spentMs : 0) + endMs - startMs;
    turnMs = frameMs;
    restUntilMs = spentMs < CHEAP_MS ? 0 : endMs + Math.min(REST_MS_MAX, spentMs * REST_FACTOR);
  });
}
