import { readClock } from './clock.ts';
import { type Timed, instantOf, paired, positionAt } from './instants.ts';
import type { Playhead } from './playhead.ts';
import type { Branch } from './session.ts';

type Line = Pick<Branch, 'id' | 'parent' | 'length'>;

/** A branch and those that it came from, each with how many of its entries they have in common. */
function lineage(branch: Line, branches: readonly Line[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  let position = Number.POSITIVE_INFINITY;
  for (let at: Line | undefined = branch; at && !found.has(at.id);) {
    found.set(at.id, position);
    const { parent }: Line = at;
    position = Math.min(position, parent?.position ?? 0);
    at = parent && branches.find(({ id }) => id === parent.id);
  }
  return found;
}

/** How many entries two branches share: up to where the one, or what it came from, left the other, or what that came from. */
export function sharedLength(a: Line, b: Line, branches: readonly Line[]): number {
  const ofA = lineage(a, branches);
  for (const [id, inB] of lineage(b, branches)) {
    const inA = ofA.get(id);
    if (inA !== undefined) return Math.min(inA, inB, a.length, b.length);
  }
  return 0;
}

/** How the clock of the current branch runs; see `clock.ts`. */
export interface Pace {
  readonly speed: number | 'even';
  readonly shortenWaits: boolean;
  readonly reducedMotion: boolean;
}

/** Two logs in step: the first has the playhead, and `shared` entries are the same in both. */
export interface Pair<L extends Timed = Timed> {
  readonly main: L;
  readonly other: L;
  readonly shared: number;
}

interface Reached {
  readonly position: number;
  readonly progress: number;
}

/**
 * The frame of the other log that is in force where the first stands: the same one in the common past, else the last at the same virtual
 * time. Where both decide something at one time, the other has come as far through its decisions as the first has through its own.
 */
export function positionBeside(pair: Pair, position: number, timeMs: number): number {
  return Math.ceil(sameInstant(pair, position) ?? positionAt(pair.other, timeMs));
}

/** In the middle of an instant of the first log: how far the other is, as a position with a fraction. Undefined while nothing happens in the first. */
function sameInstant({ main, other, shared }: Pair, position: number): number | undefined {
  if (position === 0) return 0;
  const { atMs, start, end } = instantOf(main, Math.ceil(position));
  if (position >= end) return undefined;
  if (position <= shared) return position;
  const last = positionAt(other, atMs);
  if ((other.entries[last - 1]?.at ?? Number.NEGATIVE_INFINITY) < atMs) return last;
  const theirs = instantOf(other, last);
  return theirs.start + ((position - start) / (end - start)) * (theirs.end - theirs.start);
}

/** The playhead of the other log: a function of the first one's, so that it goes back where that goes back. */
export function besideOf(pair: Pair, head: Playhead, pace: Pace): Playhead {
  const { position, from, progress, timeMs, playing, held } = head;
  const rest = positionBeside(pair, position, timeMs);
  const still: Playhead = { position: rest, from: rest, progress: 1, timeMs, playing, held };
  if (pace.reducedMotion) return still;
  if (!playing || pace.speed === 'even') {
    if (progress >= 1) return still;
    return { ...still, from: positionBeside(pair, from, head.fromMs ?? pair.main.entries[from - 1]?.at ?? 0), progress };
  }
  const reached = whilePlaying(pair, head, { ...pace, speed: pace.speed });
  if (!reached || reached.progress >= 1) return reached ? { ...still, position: reached.position, from: reached.position } : still;
  return { ...still, position: reached.position, from: reached.position - 1, progress: reached.progress };
}

function whilePlaying(
  pair: Pair,
  { position, progress, timeMs }: Playhead,
  { speed, shortenWaits }: { speed: number; shortenWaits: boolean },
): Reached | undefined {
  const { main, other } = pair;
  // At the very start of a change, the instant is already the new one.
  const now = position - 1 + Math.max(1e-6, progress);
  const within = sameInstant(pair, now);
  if (within !== undefined) {
    const whole = Math.ceil(within);
    return { position: whole, progress: whole === within ? 1 : within - whole + 1 };
  }
  const seen = positionAt(other, timeMs);
  if (seen === 0 || (other.entries[seen - 1]?.at ?? 0) <= instantOf(main, position).atMs) return undefined;
  // The first waits, and something happens here: its decisions pass one after the other.
  return readClock(paired(other, main), timeMs, speed, shortenWaits);
}
