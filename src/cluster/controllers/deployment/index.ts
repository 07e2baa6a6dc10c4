import { findCondition, withCondition } from '../../../kube/conditions.ts';
import type { Deployment, ReplicaSet } from '../../../kube/workloads.ts';
import { matches } from '../../../kube/selector.ts';
import { type Context, type Plan, defineController, event, itself, updateStatus } from '../../controller.ts';
import { claim, ownersToWake } from '../claim.ts';
import { finished, forget, retryLater } from '../retry.ts';
import { hasProgressDeadline } from './numbers.ts';
import { rollRecreate } from './recreate.ts';
import { rollBack, rollbackTo } from './rollback.ts';
import { rollRolling } from './rolling.ts';
import { Aborted, type Rollout, type Steps, cleanUp, condition, isScalingEvent, scale, syncRevisions, syncStatus, writeStatus } from './sync.ts';

export const deploymentController = defineController({
  name: 'deployment-controller',
  models: 'pkg/controller/deployment: hands Pods over from one ReplicaSet to the next',
  watches: [
    itself('deployments'),
    {
      table: 'replicasets',
      keys: (listers, before, after) =>
        ownersToWake(listers, 'deployments', 'Deployment', (owner, set) => matches((owner as Deployment).spec.selector, set.metadata.labels), before, after),
    },
    // Only a Pod that is gone matters, and only to a Recreate: the numbers come from the ReplicaSets.
    {
      table: 'pods',
      keys: (listers, before, after) => {
        const owner = after === undefined ? before?.metadata.ownerReferences?.find((reference) => reference.controller) : undefined;
        if (!before || owner?.kind !== 'ReplicaSet') return [];
        const set = listers.get('replicasets', `${before.metadata.namespace}/${owner.name}`);
        const parent = set?.metadata.ownerReferences?.find((reference) => reference.controller);
        const key = parent?.kind === 'Deployment' ? `${before.metadata.namespace}/${parent.name}` : undefined;
        return key && listers.get('deployments', key)?.spec.strategy.type === 'Recreate' ? [key] : [];
      },
    },
  ],
  reconcile: function* (context, key): Plan {
    const deployment = context.listers.get('deployments', key);
    if (!deployment) {
      yield* forget(context, key);
      return;
    }
    try {
      yield* sync(context, deployment);
      yield* finished(context, key);
    } catch (error) {
      if (!(error instanceof Aborted)) throw error;
      yield* retryLater(context, key);
    }
  },
});

/** Models syncDeployment. */
function* sync(context: Context, deployment: Deployment): Steps<void> {
  const { selector } = deployment.spec;
  if (!Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length) {
    yield event(deployment, 'Warning', 'SelectingAll', 'This deployment is selecting all pods. A non-empty selector is required.');
    if ((deployment.status.observedGeneration ?? 0) < (deployment.metadata.generation ?? 0))
      yield updateStatus({ ...deployment, status: { ...deployment.status, observedGeneration: deployment.metadata.generation } });
    return;
  }
  const sets = yield* claim(context.listers, 'replicasets', deployment, (set: ReplicaSet) => matches(selector, set.metadata.labels));
  const rollout: Rollout = { context, deployment, newSet: undefined, oldSets: [] };
  if (deployment.metadata.deletionTimestamp !== undefined) {
    yield* syncRevisions(rollout, sets, false);
    yield* syncStatus(rollout);
    return;
  }
  yield* checkPaused(rollout);
  yield* syncRevisions(rollout, sets, false);
  const revision = deployment.spec.paused ? undefined : rollbackTo(rollout.deployment);
  if (revision !== undefined) {
    yield* rollBack(rollout, currentSets(context, sets), revision);
    return;
  }
  if (deployment.spec.paused || isScalingEvent(rollout)) {
    yield* scale(rollout);
    if (deployment.spec.paused) yield* cleanUp(rollout);
    yield* syncStatus(rollout);
    return;
  }
  const current = currentSets(context, sets);
  yield* deployment.spec.strategy.type === 'Recreate' ? rollRecreate(rollout, current) : rollRolling(rollout, current);
}

/** The ReplicaSets as they stand after their annotations were brought up to date. */
function currentSets(context: Context, sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return sets.map((set) => context.listers.get('replicasets', `${set.metadata.namespace}/${set.metadata.name}`) ?? set);
}

/** A paused rollout makes no progress and must not time out for it. Models checkPausedConditions. */
function* checkPaused(rollout: Rollout): Steps<void> {
  const { context, deployment } = rollout;
  const current = findCondition(deployment.status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || current?.reason === 'ProgressDeadlineExceeded') return;
  const said = current?.reason === 'DeploymentPaused';
  const paused = deployment.spec.paused ?? false;
  if (paused === said) return;
  const next = paused
    ? condition(context, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused')
    : condition(context, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  yield* writeStatus(rollout, { ...deployment.status, conditions: withCondition(deployment.status.conditions, next) });
}
