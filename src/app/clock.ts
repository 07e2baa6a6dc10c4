import { type Instant, type Timed, instantOf, positionAt } from './instants.ts';

/** Where the playhead is to stand at a reading of the clock. */
export interface Reading {
  readonly position: number;
  /** How far the change into `position` has come, 0 to 1. */
  readonly progress: number;
}

/** Each decision of an instant gets this much real time while playing, where the wait for the next instant allows it. */
const DECISION_MS = 220;
/** All decisions of an instant together get at most this share of the real time until the next. */
const SHARE_MAX = 0.75;
const INSTANT_MS_MAX = 1_500;
/** A longer wait than this, in real ms, is shortened to it. */
const WAIT_MS_MAX = 4_000;

/** Virtual ms for a real one during the wait after an instant: the chosen speed, or faster where nothing would happen for long. */
export function rateAfter(instant: Pick<Instant, 'atMs' | 'nextMs'>, speed: number, shortenWaits: boolean): number {
  if (!shortenWaits || instant.nextMs === undefined) return speed;
  return Math.max(speed, (instant.nextMs - instant.atMs) / WAIT_MS_MAX);
}

/**
 * Decisions of one instant take no virtual time, but a reader needs to see one after the other: they are spread over the first part of the
 * wait for the next instant. This gives each decision's share, in virtual ms. It is a function of the log and the speed alone.
 */
function decisionShareMs(instant: Instant, rate: number): number {
  const count = Math.max(1, instant.end - instant.start);
  const gapMs = instant.nextMs === undefined ? Number.POSITIVE_INFINITY : (instant.nextMs - instant.atMs) / rate;
  return (Math.min(count * DECISION_MS, INSTANT_MS_MAX, gapMs * SHARE_MAX) / count) * rate;
}

/** Where the playhead stands when the clock shows `clockMs` of virtual time. */
export function readClock(log: Timed, clockMs: number, speed: number, shortenWaits: boolean): Reading {
  const end = positionAt(log, clockMs);
  if (end === 0) return { position: 0, progress: 1 };
  const instant = instantOf(log, end);
  const share = decisionShareMs(instant, rateAfter(instant, speed, shortenWaits));
  const shares = (clockMs - instant.atMs) / share;
  const index = Math.min(Math.floor(shares), instant.end - instant.start - 1);
  return { position: instant.start + index + 1, progress: Math.min(1, shares - index) };
}

/** What the clock shows when the playhead rests at `position`: the reverse of `readClock` at progress 1. */
export function clockAt(log: Timed, position: number, speed: number, shortenWaits: boolean): number {
  const instant = instantOf(log, position);
  if (position === 0) return instant.atMs;
  return instant.atMs + (position - instant.start) * decisionShareMs(instant, rateAfter(instant, speed, shortenWaits)) - 1e-6;
}
