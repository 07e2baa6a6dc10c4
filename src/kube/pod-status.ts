import { findCondition } from './conditions.ts';
import type { Pod } from './pod.ts';
import { fromTime } from './time.ts';

/** Whether a Pod's Ready condition is true. Models podutil.IsPodReady. */
export function isPodReady(pod: Pod): boolean {
  return findCondition(pod.status.conditions, 'Ready')?.status === 'True';
}

/** Since when a Pod is ready, in virtual ms, or undefined where it is not. */
export function podReadySince(pod: Pod): number | undefined {
  const condition = findCondition(pod.status.conditions, 'Ready');
  return condition?.status === 'True' && condition.lastTransitionTime !== undefined ? fromTime(condition.lastTransitionTime) : undefined;
}

/** Whether a Pod has been ready for at least `minReadySeconds`. Models podutil.IsPodAvailable. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  if (minReadySeconds === 0) return isPodReady(pod);
  const since = podReadySince(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= nowMs;
}

/** Whether a Pod has ended for good. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

/** Whether a Pod counts as a replica: it has not ended, and nobody has asked for its deletion. Models controller.IsPodActive. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Whether a Pod is on its way out. Models controller.IsPodTerminating. */
export function isPodTerminating(pod: Pod): boolean {
  return !isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;
}
