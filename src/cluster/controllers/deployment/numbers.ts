import { scaled } from '../../../kube/int-or-percent.ts';
import type { Deployment, ReplicaSet } from '../../../kube/workloads.ts';

/** Annotations by which a Deployment keeps its books on its ReplicaSets. */
export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';

/** "No deadline" and "no limit": the largest 32-bit integer. */
const UNLIMITED = 2 ** 31 - 1;

export function isRollingUpdate(deployment: Deployment): boolean {
  return deployment.spec.strategy.type === 'RollingUpdate';
}

/**
 * How many Pods may be there beyond the wanted ones, and how many may be missing. Percentages of surge are rounded up, of unavailability
 * down; where both come to nothing, one Pod may be missing, or nothing could ever move. Models ResolveFenceposts.
 */
export function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  const { replicas, strategy } = deployment.spec;
  const surge = scaled(strategy.rollingUpdate?.maxSurge, replicas, 'up');
  const unavailable = scaled(strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** Models deploymentutil.MaxSurge. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;
}

/** Models deploymentutil.MaxUnavailable. */
export function maxUnavailable(deployment: Deployment): number {
  if (!isRollingUpdate(deployment) || deployment.spec.replicas === 0) return 0;
  return Math.min(fenceposts(deployment).unavailable, deployment.spec.replicas);
}

export function hasProgressDeadline(deployment: Deployment): boolean {
  const { progressDeadlineSeconds } = deployment.spec;
  return progressDeadlineSeconds !== undefined && progressDeadlineSeconds !== UNLIMITED;
}

export function hasRevisionHistoryLimit(deployment: Deployment): boolean {
  const { revisionHistoryLimit } = deployment.spec;
  return revisionHistoryLimit !== undefined && revisionHistoryLimit !== UNLIMITED;
}

type Sets = readonly (ReplicaSet | undefined)[];
const sum = (sets: Sets, count: (set: ReplicaSet) => number | undefined): number => sets.reduce((total, set) => total + (set ? (count(set) ?? 0) : 0), 0);

/** The Pods that ReplicaSets are meant to have. */
export const wantedOf = (sets: Sets): number => sum(sets, (set) => set.spec.replicas);
/** The Pods that ReplicaSets report: Terminating ones are not among them. */
export const actualOf = (sets: Sets): number => sum(sets, (set) => set.status.replicas);
export const readyOf = (sets: Sets): number => sum(sets, (set) => set.status.readyReplicas);
export const availableOf = (sets: Sets): number => sum(sets, (set) => set.status.availableReplicas);

/** The Terminating Pods of all, or undefined where a ReplicaSet does not say. */
export function terminatingOf(sets: Sets): number | undefined {
  let total = 0;
  for (const set of sets) {
    if (!set || (!set.status.observedGeneration && set.status.terminatingReplicas === undefined)) continue;
    if (set.status.terminatingReplicas === undefined) return undefined;
    total += set.status.terminatingReplicas;
  }
  return total;
}

export const active = (sets: Sets): ReplicaSet[] => sets.filter((set): set is ReplicaSet => set !== undefined && set.spec.replicas > 0);

/** A number kept in an annotation, or undefined where it is none. */
export function annotatedNumber(set: ReplicaSet, annotation: string): number | undefined {
  const value = set.metadata.annotations?.[annotation];
  return value !== undefined && /^\d+$/.test(value) && Number(value) <= UNLIMITED ? Number(value) : undefined;
}

/** The revision of a Deployment or ReplicaSet: 0 where it has none. */
export function revisionOf(object: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }): number {
  const value = Number.parseInt(object.metadata.annotations?.[REVISION] ?? '0', 10);
  return Number.isNaN(value) ? 0 : value;
}

/** Oldest first; of one time, by name. Models ReplicaSetsByCreationTimestamp. */
export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return compareText(a.metadata.creationTimestamp, b.metadata.creationTimestamp) || compareText(a.metadata.name, b.metadata.name);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
