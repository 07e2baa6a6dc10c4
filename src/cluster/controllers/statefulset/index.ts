import type { KubeObject } from '../../../kube/meta.ts';
import { matches } from '../../../kube/selector.ts';
import type { StatefulSet } from '../../../kube/workloads.ts';
import { type Context, type Outcome, type Plan, type Step, because, defineController, itself, requeueAfter, update, updateStatus } from '../../controller.ts';
import { adoptedBy, ownersToWake, released } from '../claim.ts';
import { finished, forget, retryLater } from '../retry.ts';
import { type Progress, manage } from './control.ts';
import { parentAndOrdinal } from './identity.ts';
import { resolveRevisions, truncateHistory } from './revisions.ts';
import { type Roster, Rosters } from './roster.ts';
import { statusDiffers, statusOf } from './status.ts';

export { explainStatefulSet } from './waiting.ts';

const selects = (set: StatefulSet, object: KubeObject): boolean => matches(set.spec.selector, object.metadata.labels);

export const statefulSetController = defineController({
  name: 'statefulset-controller',
  models: 'pkg/controller/statefulset: keeps a Pod, with its name and its claims, for each ordinal',
  watches: [
    itself('statefulsets'),
    {
      table: 'pods',
      keys: (listers, before, after) =>
        ownersToWake(listers, 'statefulsets', 'StatefulSet', (set, pod) => selects(set as unknown as StatefulSet, pod), before, after),
    },
    // A new Pod waits until the claim of the one before it is gone. Upstream leaves it to a race whether anybody looks again after that.
    { table: 'persistentvolumeclaims', keys: (_listers, before, after) => (before && !after ? setsOfPods(before) : []) },
  ],
  cache: () => new Rosters(),
  reconcile: sync,
});

/** The sets whose Pods own a claim. */
function setsOfPods(claim: KubeObject): readonly string[] {
  const pods = (claim.metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod');
  return pods.map(({ name }) => `${claim.metadata.namespace}/${parentAndOrdinal(name).parent}`);
}

/** Claims the Pods, brings them nearer to the specification, and reports. Models sync and performUpdate. */
function* sync(context: Context, key: string): Plan {
  const set = context.listers.get('statefulsets', key);
  if (!set) return yield* forget(context, key);
  const rosters = context.cache as Rosters;
  const revisions = yield* resolveRevisions(context, rosters, set);
  if ('failure' in revisions) return yield* retryLater(context, key);

  const roster = rosters.of(context.listers, set, revisions.update.metadata.name, context.now);
  const refused = yield* claimPods(context, set, roster);
  if (refused) return yield* retryLater(context, key);

  const progress = yield* manage({ context, set, roster, revisions });
  roster.advance(context.now);
  const status = statusOf(set, roster, revisions);
  if (statusDiffers(set, status)) yield* report(set, status, progress);
  const failure = (yield* truncateHistory(set, roster, revisions)) ?? progress.failure;
  if (failure !== undefined) {
    // A Pod that gets ready has its set looked at once it is available; a sync that fails plans no more than the next try.
    if (roster.lastReadyMs === context.now) yield requeueAfter((set.spec.minReadySeconds ?? 0) * 1000);
    return yield* retryLater(context, key);
  }
  yield* finished(context, key);
  const next = roster.nextAvailableAt();
  if (next !== undefined) yield requeueAfter(next - context.now);
}

/** Adopts orphans that have the labels and a name of this set, and releases Pods that no longer have. True where the API server refused. */
function* claimPods(context: Context, set: StatefulSet, roster: Roster): Generator<Step, boolean, Outcome> {
  if (set.metadata.deletionTimestamp !== undefined) return false;
  for (const pod of [...roster.strangers.values()]) {
    yield because('statefulset/release-pod', { set: set.metadata.name, pod: pod.metadata.name });
    yield update(released(pod as unknown as KubeObject, set));
  }
  for (const pod of context.listers.orphansIn('pods', set.metadata.namespace ?? '')) {
    if (
      pod.metadata.deletionTimestamp !== undefined ||
      parentAndOrdinal(pod.metadata.name).parent !== set.metadata.name ||
      !selects(set, pod as unknown as KubeObject)
    )
      continue;
    yield because('statefulset/adopt-pod', { set: set.metadata.name, pod: pod.metadata.name });
    const { error } = yield update(adoptedBy(pod as unknown as KubeObject, set));
    if (error && error.reason !== 'NotFound') return true;
  }
  return false;
}

function* report(set: StatefulSet, status: StatefulSet['status'], progress: Progress): Generator<Step, void, Outcome> {
  const { replicas, readyReplicas = 0, updatedReplicas = 0 } = status;
  if (status.currentRevision !== set.status.currentRevision && set.status.currentRevision !== undefined)
    yield because('statefulset/rollout-complete', { set: set.metadata.name, replicas, revision: status.currentRevision ?? '' });
  if (progress.waiting) yield because(progress.waiting.rule, progress.waiting.values);
  else if (!progress.acted) yield because('statefulset/status', { set: set.metadata.name, replicas, ready: readyReplicas, updated: updatedReplicas });
  yield updateStatus({ ...set, metadata: { ...set.metadata, resourceVersion: '' }, status });
}
