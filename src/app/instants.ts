import type { Entry } from '../timeline/types.ts';

/** As much of a log as finding one's way needs. */
export interface Timed {
  readonly entries: readonly Pick<Entry, 'at'>[];
  /** When something else that is shown in step happens next after a time, in ms. */
  readonly nextBeside?: (atMs: number) => number | undefined;
}

/** A log as its clock sees it while another is shown beside it: a wait ends where either of them goes on. */
export function paired({ entries }: Timed, beside: Timed): Timed {
  return { entries, nextBeside: (atMs) => beside.entries[positionAt(beside, atMs)]?.at };
}

/** How many entries lie at `atMs` or before: the position after the last of them. */
export function positionAt({ entries }: Timed, atMs: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as Pick<Entry, 'at'>).at <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many entries lie strictly before `atMs`. Times are whole milliseconds. */
export function positionBefore(log: Timed, atMs: number): number {
  return positionAt(log, atMs - 1);
}

/** The entries of one virtual time. */
export interface Instant {
  readonly atMs: number;
  /** Position before its first entry, and after its last. */
  readonly start: number;
  readonly end: number;
  /** When the next instant is, in ms; undefined where none is known. */
  readonly nextMs: number | undefined;
}

/** The instant that `position` belongs to: that of the entry just applied. Position 0 belongs to an empty one at time 0. */
export function instantOf(log: Timed, position: number): Instant {
  const { entries } = log;
  const atMs = entries[position - 1]?.at ?? Math.min(0, (entries[0]?.at ?? 0) - 1);
  const end = position === 0 ? 0 : positionAt(log, atMs);
  return { atMs, start: position === 0 ? 0 : positionBefore(log, atMs), end, nextMs: earlier(entries[end]?.at, log.nextBeside?.(atMs)) };
}

/** The earlier of two times, either of which may be unknown. */
export const earlier = (a: number | undefined, b: number | undefined): number | undefined => (a === undefined || (b !== undefined && b < a) ? b : a);
