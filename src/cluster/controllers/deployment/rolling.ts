import type { ReplicaSet } from '../../../kube/workloads.ts';
import { because } from '../../controller.ts';
import { active, availableOf, byAge, maxSurge, maxUnavailable, wantedOf } from './numbers.ts';
import { isComplete, syncRolloutStatus } from './progress.ts';
import { type Rollout, type Steps, allSets, cleanUp, newSetReplicas, scaleReplicaSet, syncRevisions } from './sync.ts';

/**
 * One step of a rolling update: up if there is room for it, otherwise down if enough are available. Models rolloutRolling.
 *
 * Ten replicas, maxSurge 25% (3, rounded up), maxUnavailable 25% (2, rounded down): at most 13 Pods, at least 8 available. The new
 * ReplicaSet begins with 3; the old one gives 2; that makes room for 2 more. Then nothing moves until new Pods are available.
 * Terminating Pods count for nothing in this, so more than 13 may be alive for a while.
 */
export function* rollRolling(rollout: Rollout, sets: readonly ReplicaSet[]): Steps<void> {
  yield* syncRevisions(rollout, sets, true);
  if (!(yield* reconcileNew(rollout)) && !(yield* reconcileOld(rollout)) && isComplete(rollout.deployment, rollout.deployment.status)) yield* cleanUp(rollout);
  yield* syncRolloutStatus(rollout);
}

/** Scales the new ReplicaSet up as far as the surge allows, or down where it has too many. Models reconcileNewReplicaSet. */
function* reconcileNew(rollout: Rollout): Steps<boolean> {
  const { deployment } = rollout;
  const newSet = rollout.newSet as ReplicaSet;
  const { replicas } = deployment.spec;
  if (newSet.spec.replicas === replicas) return false;
  if (newSet.spec.replicas > replicas) {
    yield because('deployment/scale-down-new', { name: newSet.metadata.name, from: newSet.spec.replicas, to: replicas });
    return (yield* scaleReplicaSet(rollout, newSet, replicas)).scaled;
  }
  const wanted = newSetReplicas(deployment, allSets(rollout), newSet);
  if (wanted !== newSet.spec.replicas)
    yield because('deployment/scale-up-new', {
      name: newSet.metadata.name,
      from: newSet.spec.replicas,
      to: wanted,
      replicas,
      maxSurge: deployment.spec.strategy.rollingUpdate?.maxSurge ?? 0,
      surge: maxSurge(deployment),
      total: replicas + maxSurge(deployment),
      old: wantedOf(rollout.oldSets),
      have: wantedOf(allSets(rollout)),
      add: wanted - newSet.spec.replicas,
    });
  return (yield* scaleReplicaSet(rollout, newSet, wanted)).scaled;
}

/** Scales old ReplicaSets down: first what is unhealthy there anyway, then as far as enough stay available. Models reconcileOldReplicaSets. */
function* reconcileOld(rollout: Rollout): Steps<boolean> {
  const { deployment } = rollout;
  const newSet = rollout.newSet as ReplicaSet;
  if (wantedOf(active(rollout.oldSets)) === 0) return false;
  const minAvailable = deployment.spec.replicas - maxUnavailable(deployment);
  const newUnavailable = newSet.spec.replicas - (newSet.status.availableReplicas ?? 0);
  const room = wantedOf(allSets(rollout)) - minAvailable - newUnavailable;
  if (room <= 0) return false;
  const cleaned = yield* cleanUpUnhealthy(rollout, room, { minAvailable, newUnavailable });
  if (cleaned === undefined) return false;
  const scaled = yield* scaleDownOld(rollout, minAvailable);
  return cleaned + scaled > 0;
}

/**
 * Takes away old Pods that are not available: that costs no availability. Oldest ReplicaSets first. Undefined where a ReplicaSet still
 * reports more available Pods than it is meant to have: its report is older than its last scaling, and nothing may be built on it.
 */
function* cleanUpUnhealthy(
  rollout: Rollout,
  room: number,
  numbers: { readonly minAvailable: number; readonly newUnavailable: number },
): Steps<number | undefined> {
  let total = 0;
  const have = wantedOf(allSets(rollout));
  for (const set of active(rollout.oldSets).sort(byAge)) {
    if (total >= room) break;
    const unhealthy = set.spec.replicas - (set.status.availableReplicas ?? 0);
    if (unhealthy === 0) continue;
    if (unhealthy < 0) return undefined;
    const count = Math.min(room - total, unhealthy);
    yield because('deployment/clean-up-unhealthy', {
      name: set.metadata.name,
      from: set.spec.replicas,
      to: set.spec.replicas - count,
      unhealthy,
      have,
      room,
      ...numbers,
    });
    yield* scaleReplicaSet(rollout, set, set.spec.replicas - count);
    total += count;
  }
  return total;
}

/** Takes away as many old Pods as there are more available than must be. Oldest ReplicaSets first. */
function* scaleDownOld(rollout: Rollout, minAvailable: number): Steps<number> {
  const { deployment } = rollout;
  const sets = active(rollout.oldSets).sort(byAge);
  const available = availableOf([...sets, rollout.newSet]);
  const spare = available - minAvailable;
  if (spare <= 0) return 0;
  let total = 0;
  for (const set of sets) {
    if (total >= spare) break;
    const count = Math.min(set.spec.replicas, spare - total);
    yield because('deployment/scale-down-old', {
      name: set.metadata.name,
      from: set.spec.replicas,
      to: set.spec.replicas - count,
      replicas: deployment.spec.replicas,
      maxUnavailable: deployment.spec.strategy.rollingUpdate?.maxUnavailable ?? 0,
      unavailable: maxUnavailable(deployment),
      minAvailable,
      available,
      remove: count,
    });
    yield* scaleReplicaSet(rollout, set, set.spec.replicas - count);
    total += count;
  }
  return total;
}
