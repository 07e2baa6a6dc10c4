import { scaled } from '../../../kube/int-or-percent.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';

export interface RolloutLimits {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/**
 * How many Nodes may have a second Pod, and how many may be without an available one, out of those that should run one. Percentages of
 * both are rounded up; where both come out as 0, one Node may be without. Models updatedDesiredNodeCounts.
 */
export function rolloutLimits(daemonSet: DaemonSet, desired: number): RolloutLimits {
  const { type, rollingUpdate } = daemonSet.spec.updateStrategy;
  if (type !== 'RollingUpdate' || !rollingUpdate) return { maxSurge: 0, maxUnavailable: desired > 0 ? 1 : 0 };
  const maxSurge = scaled(rollingUpdate.maxSurge, desired, 'up');
  const maxUnavailable = scaled(rollingUpdate.maxUnavailable, desired, 'up');
  return { maxSurge, maxUnavailable: desired > 0 && maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

/** Whether a Node may have two Pods while one replaces the other. Models AllowsSurge. */
export function allowsSurge(daemonSet: DaemonSet): boolean {
  const { type, rollingUpdate } = daemonSet.spec.updateStrategy;
  return type === 'RollingUpdate' && scaled(rollingUpdate?.maxSurge, 1, 'up') > 0;
}
