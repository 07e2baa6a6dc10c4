import { useRef, useSyncExternalStore } from 'react';
import { Cursor, type Log } from '../timeline/log.ts';
import type { Entry, World } from '../timeline/types.ts';
import { playhead } from './playhead.ts';
import { currentBranch, session } from './session.ts';
import { draw, mayDraw } from './turns.ts';

/** What React shows: one frame of one branch. A new object for each frame and each growth of the log: memoise by its identity. */
export interface Frame {
  readonly branch: string;
  readonly position: number;
  /** How many frames there are so far. */
  readonly length: number;
  /** Virtual time in ms of the entry that made this frame. */
  readonly atMs: number;
  /** The entry that made this frame; undefined at position 0. */
  readonly entry: Entry | undefined;
  /** Every object at this frame. Its maps are reused: read while rendering, keep objects if you like, never the maps. */
  readonly world: World;
  readonly log: Log;
}

let cursor: Cursor | undefined;
let cached: Frame | undefined;

/** The frame at the playhead. The same object until the position or the log changes. */
export function currentFrame(): Frame {
  const branch = currentBranch();
  const position = Math.min(playhead.getState().position, branch.length);
  if (cached && cached.log === branch.log && cached.position === position && cached.length === branch.length && cached.branch === branch.id) return cached;
  if (cursor?.log !== branch.log) cursor = new Cursor(branch.log);
  const world = cursor.seek(position);
  cached = {
    branch: branch.id,
    position,
    length: branch.length,
    atMs: branch.log.timeAt(position),
    entry: branch.log.entries[position - 1],
    world,
    log: branch.log,
  };
  return cached;
}

const listeners = new Set<() => void>();
let stopListening: (() => void)[] = [];
let scheduled = false;
let askedMs = 0;
let last: Frame | undefined;

function commit(frameMs: number): void {
  if (!mayDraw(frameMs, askedMs)) {
    requestAnimationFrame(commit);
    return;
  }
  scheduled = false;
  const frame = currentFrame();
  if (frame === last) return;
  last = frame;
  draw(frameMs, () => {
    for (const listener of listeners) listener();
  });
}

function schedule(): void {
  askedMs = performance.now();
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(commit);
}

/** Calls `listener` when the frame changed, at most once for each animation frame, and when it is React's turn. Returns how to stop. */
export function subscribeFrame(listener: () => void): () => void {
  if (listeners.size === 0) {
    stopListening = [playhead.subscribe(schedule), session.subscribe(schedule)];
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    for (const stop of stopListening) stop();
    stopListening = [];
    last = undefined;
  };
}

/**
 * The frame at the playhead, for React: at most one commit for each animation frame, however fast the timeline plays.
 * The snapshot that React compares is `last`, so a frame is never half old and half new.
 */
export function useWorld(): Frame {
  return useSyncExternalStore(subscribeFrame, snapshot);
}

function snapshot(): Frame {
  last ??= currentFrame();
  return last;
}

/** What a selector makes of the frame; renders only where the result is another (compared with Object.is, or by `equal`). */
export function useFrame<T>(selector: (frame: Frame) => T, equal: (a: T, b: T) => boolean = Object.is): T {
  const memory = useRef<{ readonly value: T } | undefined>(undefined);
  return useSyncExternalStore(subscribeFrame, () => {
    const value = selector(snapshot());
    if (!memory.current || !equal(memory.current.value, value)) memory.current = { value };
    return memory.current.value;
  });
}
