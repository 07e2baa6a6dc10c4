import type { DaemonSet } from '../../../kube/workloads.ts';
import type { Roster } from './roster.ts';

/** What a set reports about its Nodes and Pods. Models updateDaemonSetStatus. */
export function statusOf(daemonSet: DaemonSet, roster: Roster): DaemonSet['status'] {
  const { desired, current, misscheduled, ready, available, updated } = roster.sums;
  const { collisionCount, conditions } = daemonSet.status;
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    observedGeneration: daemonSet.metadata.generation ?? 0,
    ...(updated ? { updatedNumberScheduled: updated } : {}),
    ...(available ? { numberAvailable: available } : {}),
    ...(desired - available ? { numberUnavailable: desired - available } : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions ? { conditions } : {}),
  };
}

const COUNTS = [
  'desiredNumberScheduled',
  'currentNumberScheduled',
  'numberMisscheduled',
  'numberReady',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
] as const;

/** Whether a status is worth a write. Models storeDaemonSetStatus. */
export function statusDiffers(daemonSet: DaemonSet, next: DaemonSet['status']): boolean {
  const { status } = daemonSet;
  return (status.observedGeneration ?? 0) < (daemonSet.metadata.generation ?? 0) || COUNTS.some((name) => (next[name] ?? 0) !== (status[name] ?? 0));
}
