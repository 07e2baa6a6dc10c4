import { createStore } from 'zustand/vanilla';

/**
 * Where the reader stands on the current branch's log. The picture is a mix of the frames `from` and `position`: at `progress` 0 it is `from`,
 * at 1 it is `position`. At rest both are equal and `progress` is 1. Going back, `from` is the later frame, so motion plays backwards by itself.
 * Anything that moves on the canvas is a function of these numbers, never of a timer of its own.
 */
export interface Playhead {
  /** The frame that texts, tables and the console show: 0 is before the first entry, n is after entry n. */
  readonly position: number;
  readonly from: number;
  /** Virtual time in ms that a step comes from, where it comes from the middle of a wait. */
  readonly fromMs?: number | undefined;
  readonly progress: number;
  /** Virtual time in ms: that of the frame, or later while the cluster waits for the next one. */
  readonly timeMs: number;
  readonly playing: boolean;
  /** Whether the reader has hold of it. What takes long to look up waits until they let go. */
  readonly held: boolean;
}

export const REST: Playhead = { position: 0, from: 0, progress: 1, timeMs: 0, playing: false, held: false };

/**
 * Changes up to once for each animation frame while playing. Components must not render from it: subscribe and write to a ref
 * (`playhead.subscribe`), or use `useWorld()`, which renders only where the frame changed.
 */
export const playhead = createStore<Playhead>(() => REST);
