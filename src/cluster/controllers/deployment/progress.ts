import { findCondition, withCondition, withoutCondition } from '../../../kube/conditions.ts';
import type { Condition } from '../../../kube/meta.ts';
import { fromTime } from '../../../kube/time.ts';
import type { Deployment } from '../../../kube/workloads.ts';
import { deepEqual } from '../../api/equal.ts';
import { because, requeueAfter } from '../../controller.ts';
import { hasProgressDeadline } from './numbers.ts';
import { type Rollout, type Steps, allSets, calculateStatus, condition, writeStatus } from './sync.ts';

type Status = Deployment['status'];
const n = (value: number | undefined): number => value ?? 0;

/** Whether all Pods are new, there and available, and the newest specification was looked at. Models DeploymentComplete. */
export function isComplete(deployment: Deployment, status: Status): boolean {
  const { replicas } = deployment.spec;
  return (
    n(status.updatedReplicas) === replicas &&
    n(status.replicas) === replicas &&
    n(status.availableReplicas) === replicas &&
    n(status.observedGeneration) >= n(deployment.metadata.generation)
  );
}

/** Whether anything has got better: more new Pods, fewer old ones, more ready or more available. Models DeploymentProgressing. */
function hasProgressed(before: Status, after: Status): boolean {
  const old = (status: Status): number => n(status.replicas) - n(status.updatedReplicas);
  return (
    n(after.updatedReplicas) > n(before.updatedReplicas) ||
    old(after) < old(before) ||
    n(after.readyReplicas) > n(before.readyReplicas) ||
    n(after.availableReplicas) > n(before.availableReplicas)
  );
}

/** Whether nothing has got better for longer than the deadline. Models DeploymentTimedOut. */
function hasTimedOut(rollout: Rollout, status: Status): boolean {
  const progressing = findCondition(status.conditions, 'Progressing');
  if (!progressing || progressing.reason === 'NewReplicaSetAvailable') return false;
  if (progressing.reason === 'ProgressDeadlineExceeded') return true;
  return fromTime(progressing.lastUpdateTime ?? '') + deadlineMs(rollout) < rollout.context.now;
}

function deadlineMs(rollout: Rollout): number {
  return n(rollout.deployment.spec.progressDeadlineSeconds) * 1000;
}

/** Reports numbers, availability and progress, and plans the look at the deadline. Models syncRolloutStatus. */
export function* syncRolloutStatus(rollout: Rollout): Steps<void> {
  const { deployment } = rollout;
  const status = calculateStatus(rollout);
  let conditions = status.conditions ?? [];
  if (!hasProgressDeadline(deployment)) conditions = withoutCondition(conditions, 'Progressing');
  const current = findCondition(deployment.status.conditions, 'Progressing');
  const done = n(status.replicas) === n(status.updatedReplicas) && current?.reason === 'NewReplicaSetAvailable';
  if (hasProgressDeadline(deployment) && !done) conditions = yield* progressCondition(rollout, { ...status, conditions }, current);
  const failure = replicaFailure(rollout);
  conditions = failure ? withCondition(conditions, failure) : withoutCondition(conditions, 'ReplicaFailure');

  const next: Status = { ...status, conditions };
  if (deepEqual(next, deployment.status)) yield* planDeadlineCheck(rollout, next);
  else yield* writeStatus(rollout, next);
}

function* progressCondition(rollout: Rollout, status: Status, current: Condition | undefined): Steps<readonly Condition[]> {
  const { context, deployment, newSet } = rollout;
  const subject = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const conditions = status.conditions ?? [];
  if (isComplete(deployment, status)) {
    yield because('deployment/complete', { name: deployment.metadata.name, replicas: deployment.spec.replicas });
    return withCondition(conditions, condition(context, 'Progressing', 'True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`));
  }
  if (hasProgressed(deployment.status, status)) {
    const progressing = condition(context, 'Progressing', 'True', 'ReplicaSetUpdated', `${subject} is progressing.`);
    const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
    // Unlike other conditions, this one is written again with the same reason: the deadline counts from its last update.
    return [...withoutCondition(conditions, 'Progressing'), since === undefined ? progressing : { ...progressing, lastTransitionTime: since }];
  }
  if (hasTimedOut(rollout, status)) {
    yield because('deployment/deadline-exceeded', { name: deployment.metadata.name, deadline: n(deployment.spec.progressDeadlineSeconds) });
    return withCondition(conditions, condition(context, 'Progressing', 'False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`));
  }
  return conditions;
}

/** A ReplicaSet that cannot create its Pods says so; the new one's word comes first. Models getReplicaFailures. */
function replicaFailure(rollout: Rollout): Condition | undefined {
  for (const set of [rollout.newSet, ...allSets(rollout)]) {
    const failure = findCondition(set?.status.conditions, 'ReplicaFailure');
    if (failure) return { ...failure, ...(failure.lastTransitionTime === undefined ? {} : { lastUpdateTime: failure.lastTransitionTime }) };
  }
  return undefined;
}

/** Wakes the Deployment when its deadline will have passed. Models requeueStuckDeployment. */
function* planDeadlineCheck(rollout: Rollout, status: Status): Steps<void> {
  const { context, deployment } = rollout;
  const current = findCondition(deployment.status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || !current || isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return;
  // The same condition is not checked again and again where the rollout is done but its reason says so already.
  if (current.reason === 'NewReplicaSetAvailable') return;
  const after = fromTime(current.lastUpdateTime ?? '') + deadlineMs(rollout) - context.now;
  // One second more, since the API's times are cut to whole seconds.
  yield requeueAfter(after < 1000 ? RETRY_MS : after + 1000);
}

/** How soon a deadline that is all but over is looked at again. */
const RETRY_MS = 1000;
