import type { ReplicaSet } from '../../../kube/workloads.ts';
import { isPodTerminal } from '../../../kube/pod-status.ts';
import { because } from '../../controller.ts';
import { active, actualOf } from './numbers.ts';
import { isComplete, syncRolloutStatus } from './progress.ts';
import { type Rollout, type Steps, cleanUp, scaleReplicaSet, syncRevisions } from './sync.ts';

/** First all old Pods go, to the last Terminating one; then the new come. Models rolloutRecreate. */
export function* rollRecreate(rollout: Rollout, sets: readonly ReplicaSet[]): Steps<void> {
  yield* syncRevisions(rollout, sets, false);
  const scaledDown = yield* scaleDownOld(rollout);
  if (scaledDown || oldPodsRunning(rollout, sets)) {
    yield* syncRolloutStatus(rollout);
    return;
  }
  if (!rollout.newSet) yield* syncRevisions(rollout, sets, true);
  yield* scaleUpNew(rollout);
  if (isComplete(rollout.deployment, rollout.deployment.status)) yield* cleanUp(rollout);
  yield* syncRolloutStatus(rollout);
}

function* scaleDownOld(rollout: Rollout): Steps<boolean> {
  let scaled = false;
  for (const set of active(rollout.oldSets)) {
    yield because('deployment/recreate-down', { name: set.metadata.name, from: set.spec.replicas });
    scaled = (yield* scaleReplicaSet(rollout, set, 0)).scaled || scaled;
  }
  return scaled;
}

/** Whether a Pod of an old ReplicaSet is still there, Terminating or not: a Recreate never lets two versions run at once. */
function oldPodsRunning({ context, newSet, oldSets }: Rollout, sets: readonly ReplicaSet[]): boolean {
  if (actualOf(oldSets) > 0) return true;
  return sets.some(
    (set) => set.metadata.uid !== newSet?.metadata.uid && context.listers.controlledBy('pods', set.metadata.uid).some((pod) => !isPodTerminal(pod)),
  );
}

function* scaleUpNew(rollout: Rollout): Steps<void> {
  const newSet = rollout.newSet as ReplicaSet;
  const { replicas } = rollout.deployment.spec;
  if (newSet.spec.replicas !== replicas) yield because('deployment/recreate-up', { name: newSet.metadata.name, from: newSet.spec.replicas, to: replicas });
  yield* scaleReplicaSet(rollout, newSet, replicas);
}
