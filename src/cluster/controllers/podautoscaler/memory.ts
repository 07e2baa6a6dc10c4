import type { LabelSelector } from '../../../kube/meta.ts';

/** A recommendation as the metrics gave it, before any limit. */
export interface Recommendation {
  readonly atMs: number;
  readonly replicas: number;
}
/** By how many replicas the target was scaled, and when. */
export interface ScaleEvent {
  readonly atMs: number;
  readonly change: number;
}

/** What the controller keeps in memory for one autoscaler. Plain data, replaced as a whole. */
export interface Memory {
  /** When it is looked at next. */
  readonly dueMs: number;
  /** The target's selector, as of the last look; absent until there was one. */
  readonly selector?: LabelSelector;
  readonly recommendations?: readonly Recommendation[];
  readonly scaledUp: readonly ScaleEvent[];
  readonly scaledDown: readonly ScaleEvent[];
}

/**
 * The list with `added`, in the place of the last entry that is no longer needed, or at the end. The order is the controller's own,
 * and nothing depends on it; what matters is that the list does not grow for ever.
 */
export function replacingOld<T>(list: readonly T[], isOld: (entry: T) => boolean, added: T): readonly T[] {
  const old = list.findLastIndex(isOld);
  return old < 0 ? [...list, added] : list.with(old, added);
}

/** The memory with a scale event. Models storeScaleEvent. */
export function withScaleEvent(memory: Memory, from: number, to: number, nowMs: number, longestPeriodMs: number): Memory {
  const event: ScaleEvent = { atMs: nowMs, change: Math.abs(to - from) };
  const isOld = ({ atMs }: ScaleEvent): boolean => atMs <= nowMs - longestPeriodMs;
  return to > from
    ? { ...memory, scaledUp: replacingOld(memory.scaledUp, isOld, event) }
    : { ...memory, scaledDown: replacingOld(memory.scaledDown, isOld, event) };
}
