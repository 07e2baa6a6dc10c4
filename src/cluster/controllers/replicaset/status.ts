import { findCondition, withCondition, withoutCondition } from '../../../kube/conditions.ts';
import type { Condition, Labels } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { isPodAvailable, isPodReady, podReadySince } from '../../../kube/pod-status.ts';
import type { ReplicaSet } from '../../../kube/workloads.ts';
import type { ApiError } from '../../api/errors.ts';
import { deepEqual } from '../../api/equal.ts';
import type { Context } from '../../controller.ts';
import type { ReplicaOwner } from './index.ts';

/**
 * What a ReplicaSet reports about its Pods. Terminating Pods count only as such, and readiness only where it was heard of. Models calculateStatus
 * of the ReplicaSet controller.
 */
export function calculateStatus(
  context: Context,
  owner: ReplicaOwner,
  active: readonly Pod[],
  heard: (pod: Pod) => boolean,
  terminating: number | undefined,
  refused: ApiError | undefined,
): ReplicaSet['status'] {
  const minReadySeconds = owner.spec.minReadySeconds ?? 0;
  const templateLabels = owner.spec.template.metadata?.labels ?? {};
  let fullyLabeledReplicas = 0;
  let readyReplicas = 0;
  let availableReplicas = 0;
  for (const pod of active) {
    if (hasLabels(pod.metadata.labels, templateLabels)) fullyLabeledReplicas++;
    if (!isPodReady(pod) || !heard(pod)) continue;
    readyReplicas++;
    if (isPodAvailable(pod, minReadySeconds, context.now)) availableReplicas++;
  }
  const conditions = failureCondition(context, owner, active.length, refused);
  return {
    replicas: active.length,
    ...(fullyLabeledReplicas ? { fullyLabeledReplicas } : {}),
    ...(readyReplicas ? { readyReplicas } : {}),
    ...(availableReplicas ? { availableReplicas } : {}),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    ...(owner.status.observedGeneration === undefined ? {} : { observedGeneration: owner.status.observedGeneration }),
    ...(conditions.length ? { conditions } : {}),
  };
}

function failureCondition(context: Context, owner: ReplicaOwner, active: number, refused: ApiError | undefined): readonly Condition[] {
  const { conditions } = owner.status;
  if (!refused) return withoutCondition(conditions, 'ReplicaFailure');
  if (findCondition(conditions, 'ReplicaFailure')) return conditions ?? [];
  const reason = active < owner.spec.replicas ? 'FailedCreate' : 'FailedDelete';
  return withCondition(conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: context.nowTime, reason, message: refused.message });
}

function hasLabels(labels: Labels | undefined, wanted: Labels): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

/** Whether a status has anything to say that the object does not say yet. */
export function statusDiffers(owner: ReplicaOwner, next: ReplicaSet['status']): boolean {
  return owner.metadata.generation !== owner.status.observedGeneration || !deepEqual(owner.status, next);
}

/** In how many ms the next ready Pod becomes available, where `minReadySeconds` makes any wait. */
export function nextAvailabilityMs(context: Context, owner: ReplicaOwner, active: readonly Pod[]): number | undefined {
  const minReadySeconds = owner.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return undefined;
  let next: number | undefined;
  for (const pod of active) {
    const since = podReadySince(pod);
    if (since === undefined) continue;
    const wait = since + minReadySeconds * 1000 - context.now;
    if (wait > 0 && (next === undefined || wait < next)) next = wait;
  }
  return next;
}
