import { type KubeObject, controllerOf, keyOf } from '../../../kube/meta.ts';
import type { Node } from '../../../kube/cluster-objects.ts';
import { matches } from '../../../kube/selector.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import { deepEqual } from '../../api/equal.ts';
import {
  type Context,
  type Outcome,
  type Plan,
  type Step,
  because,
  defineController,
  event,
  itself,
  requeueAfter,
  update,
  updateStatus,
} from '../../controller.ts';
import type { Listers } from '../../store.ts';
import { adoptedBy, ownersToWake, released } from '../claim.ts';
import { finished, forget, retryLater } from '../retry.ts';
import { eligibility } from './eligibility.ts';
import { manage } from './manage.ts';
import { cleanupHistory, constructHistory } from './revisions.ts';
import type { Roster } from './roster.ts';
import { Rosters } from './rosters.ts';
import { statusDiffers, statusOf } from './status.ts';
import { type UpdateProgress, updateStep } from './update.ts';

export { explainNode } from './eligibility.ts';
export { explainDaemonSet } from './explain.ts';

const selects = (daemonSet: DaemonSet, object: KubeObject): boolean => matches(daemonSet.spec.selector, object.metadata.labels);
const wakesOwner = (listers: Listers, before: KubeObject | undefined, after: KubeObject | undefined): readonly string[] =>
  ownersToWake(listers, 'daemonsets', 'DaemonSet', (daemonSet, object) => selects(daemonSet as unknown as DaemonSet, object), before, after);

export const daemonSetController = defineController({
  name: 'daemonset-controller',
  models: 'pkg/controller/daemon: keeps one Pod on each Node that is eligible',
  watches: [
    itself('daemonsets'),
    { table: 'pods', keys: wakesOwner },
    { table: 'controllerrevisions', keys: wakesOwner },
    { table: 'nodes', keys: (listers, before, after) => wokenByNode(listers, before as unknown as Node | undefined, after as unknown as Node | undefined) },
  ],
  cache: () => new Rosters(),
  reconcile: sync,
});

/** Those for which a Node that is new or has other labels or taints makes a difference. A Node that is gone wakes nobody. Models syncNodeUpdate. */
function wokenByNode(listers: Listers, before: Node | undefined, after: Node | undefined): readonly string[] {
  if (!after) return [];
  if (before && deepEqual(before.metadata.labels, after.metadata.labels) && deepEqual(before.spec.taints, after.spec.taints)) return [];
  const keys: string[] = [];
  const here = new Set(listers.podsOn(after.metadata.name).map((pod) => controllerOf(pod)?.uid));
  for (const daemonSet of listers.list('daemonsets')) {
    const { shouldRun, shouldContinue } = eligibility(daemonSet, after);
    const isHere = here.has(daemonSet.metadata.uid);
    if (isHere ? !shouldContinue || daemonSet.status.numberMisscheduled > 0 : shouldRun) keys.push(keyOf(daemonSet));
  }
  return keys;
}

/** Claims the Pods, puts them where they should be, goes on with an update, and reports. Models syncDaemonSet. */
function* sync(context: Context, key: string): Plan {
  const daemonSet = context.listers.get('daemonsets', key);
  if (!daemonSet) return yield* forget(context, key);
  if (deepEqual(daemonSet.spec.selector, {})) {
    yield event(daemonSet, 'Warning', 'SelectingAll', 'This daemon set is selecting all pods. A non-empty selector is required.');
    return;
  }
  if (daemonSet.metadata.deletionTimestamp !== undefined) return;
  const rosters = context.cache as Rosters;
  const history = yield* constructHistory(context, rosters, daemonSet);
  if ('failure' in history) return yield* retryLater(context, key);

  const roster = rosters.of(context.listers, daemonSet, history.hash, context.now);
  yield* claimPods(context, daemonSet, roster);
  const progress = yield* bringNearer(context, daemonSet, roster);
  const failure = progress.failure ?? (yield* cleanupHistory(daemonSet, roster, history));
  const status = statusOf(daemonSet, roster);
  if (statusDiffers(daemonSet, status)) yield* report(daemonSet, status, progress);

  // All waiting is merged into the earliest, as it is upstream: a Pod may be counted as available later than it is. And where the oldest
  // Pod of a Node is available, a second one that gets ready is looked at a second later than need be.
  const { minReadySeconds = 0 } = daemonSet.spec;
  if (roster.takeBecameReady() && minReadySeconds > 0) yield requeueAfter((minReadySeconds + 1) * 1000);
  if (minReadySeconds > 0 && roster.sums.ready !== roster.sums.available) yield requeueAfter(minReadySeconds * 1000);
  yield* failure === undefined ? finished(context, key) : retryLater(context, key);
}

/** An update goes on only where the manage loop had nothing to do: what it does is seen first. Models updateDaemonSet. */
function* bringNearer(context: Context, daemonSet: DaemonSet, roster: Roster): Generator<Step, UpdateProgress, Outcome> {
  const managed = yield* manage(context, daemonSet, roster);
  return managed.acted || managed.failure !== undefined ? managed : yield* updateStep(daemonSet, roster);
}

/** Adopts orphans that the set selects, and releases Pods that it no longer selects. */
function* claimPods(context: Context, daemonSet: DaemonSet, roster: Roster): Generator<Step, void, Outcome> {
  for (const pod of [...roster.strangers.values()]) {
    yield because('daemonset/release-pod', { daemonSet: daemonSet.metadata.name, pod: pod.metadata.name });
    yield update(released(pod as unknown as KubeObject, daemonSet));
  }
  for (const pod of context.listers.orphansIn('pods', daemonSet.metadata.namespace ?? '')) {
    if (pod.metadata.deletionTimestamp !== undefined || !selects(daemonSet, pod as unknown as KubeObject)) continue;
    yield because('daemonset/adopt-pod', { daemonSet: daemonSet.metadata.name, pod: pod.metadata.name });
    yield update(adoptedBy(pod as unknown as KubeObject, daemonSet));
  }
}

function* report(daemonSet: DaemonSet, status: DaemonSet['status'], progress: UpdateProgress): Generator<Step, void, Outcome> {
  const { desiredNumberScheduled: desired, numberReady: ready, updatedNumberScheduled: updated = 0 } = status;
  if (progress.waiting) yield because(progress.waiting.rule, progress.waiting.values);
  else if (!progress.acted) yield because('daemonset/status', { daemonSet: daemonSet.metadata.name, desired, ready, updated });
  yield updateStatus({ ...daemonSet, metadata: { ...daemonSet.metadata, resourceVersion: '' }, status });
}
