import type { PodDisruptionBudget } from '../../kube/cluster-objects.ts';
import { findCondition } from '../../kube/conditions.ts';
import { scaled } from '../../kube/int-or-percent.ts';
import { type Condition, type OwnerReference, controllerOf, keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { resourceOfKind } from '../../kube/resources.ts';
import { isPodReady, isPodTerminal } from '../../kube/pod-status.ts';
import { goSelector, matches } from '../../kube/selector.ts';
import { fromTime } from '../../kube/time.ts';
import { deepEqual } from '../api/equal.ts';
import { type Context, PRIORITY, type Plan, type Watch, because, defineController, event, itself, requeueAfter, updateStatus } from '../controller.ts';
import type { Listers } from '../store.ts';

/** A Pod whose eviction was granted and that is not deleted after so long counts again. */
const DELETION_TIMEOUT_MS = 120_000;
/** A DisruptionTarget condition of a Pod that nobody deletes is taken back after so long. */
const STALE_MS = 120_000;
const POD = 'pod/';
/** A key with this before it is a Pod's that several budgets select. */
const SEVERAL = 'several/';

const budgets: Watch = itself('poddisruptionbudgets');

function* budgetsOf(listers: Listers, { metadata }: Pod): Generator<PodDisruptionBudget> {
  for (const budget of listers.listIn('poddisruptionbudgets', metadata.namespace ?? '')) if (matches(budget.spec.selector, metadata.labels)) yield budget;
}

const pods: Watch = {
  table: 'pods',
  keys: (listers, before, after, key) => {
    const pod = (after ?? before) as Pod;
    const keys: string[] = [];
    if (listers.count('poddisruptionbudgets'))
      for (const budget of budgetsOf(listers, pod)) {
        if (keys.length) {
          keys.push(SEVERAL + key);
          break;
        }
        keys.push(keyOf(budget));
      }
    const old = before as Pod | undefined;
    if (after && old?.status.conditions !== pod.status.conditions && isDisrupted(pod)) keys.push(POD + key);
    return keys;
  },
};

/**
 * Counts, for each PodDisruptionBudget, how many of its Pods are healthy and how many may be evicted. It comes before the other
 * controllers of an instant: a budget is counted within milliseconds, before a new workload has its Pods.
 */
export const disruptionController = defineController({
  name: 'controllermanager',
  models: 'pkg/controller/disruption',
  priority: PRIORITY.controller - 1,
  actor: () => 'disruption-controller',
  watches: [budgets, pods],
  *reconcile(context, key): Plan {
    if (key.startsWith(POD)) yield* clearStale(context, key.slice(POD.length));
    else if (key.startsWith(SEVERAL)) yield* sayWhich(context, key.slice(SEVERAL.length));
    else yield* sync(context, key);
  },
});

/** Only the first of several budgets is counted anew for a Pod. Models getPdbForPod. */
function* sayWhich({ listers }: Context, key: string): Plan {
  const pod = listers.get('pods', key);
  const [first, second] = pod ? budgetsOf(listers, pod) : [];
  if (!pod || !first || !second) return;
  const { namespace = '', name } = pod.metadata;
  const message = `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  Chose "${first.metadata.name}" arbitrarily.`;
  yield event(pod, 'Warning', 'MultiplePodDisruptionBudgets', message);
}

function* sync(context: Context, key: string): Plan {
  const budget = context.listers.get('poddisruptionbudgets', key);
  if (!budget) return;
  const chosen = [...context.listers.listIn('pods', budget.metadata.namespace ?? '')].filter((pod) => matches(budget.spec.selector, pod.metadata.labels));
  if (!chosen.length && comesAfterItsPods(context, budget)) {
    yield requeueAfter(1);
    return;
  }
  if (!chosen.length) yield event(budget, 'Normal', 'NoPods', 'No matching pods found');
  const expected = expectedCount(context.listers, budget, chosen);
  if ('error' in expected) {
    yield event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${expected.error}`);
    yield because('disruption/sync-failed', { budget: budget.metadata.name, error: expected.error });
    const condition = disruptionAllowed('False', 'SyncFailed', expected.error);
    yield updateStatus({ ...budget, status: { ...budget.status, disruptionsAllowed: 0, conditions: withCondition(budget, condition, context.nowTime) } });
    return;
  }
  if (expected.unmanaged) yield event(budget, 'Warning', 'UnmanagedPods', unmanagedMessage(budget));
  const { disrupted, overdue, recheckAt } = stillDisrupted(budget, chosen, context.now);
  const { namespace } = budget.metadata;
  // The message has the namespace where the budget's name belongs.
  for (const pod of overdue) yield event(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`);
  const healthy = chosen.filter((pod) => pod.metadata.deletionTimestamp === undefined && disrupted[pod.metadata.name] === undefined && isPodReady(pod)).length;
  const allowed = expected.count > 0 ? Math.max(0, healthy - expected.desired) : 0;
  const status: PodDisruptionBudget['status'] = {
    currentHealthy: healthy,
    desiredHealthy: expected.desired,
    expectedPods: expected.count,
    disruptionsAllowed: allowed,
    ...(Object.keys(disrupted).length ? { disruptedPods: disrupted } : {}),
    ...(budget.metadata.generation === undefined ? {} : { observedGeneration: budget.metadata.generation }),
    conditions: withCondition(
      budget,
      allowed > 0 ? disruptionAllowed('True', 'SufficientPods') : disruptionAllowed('False', 'InsufficientPods'),
      context.nowTime,
    ),
  };
  if (!deepEqual(status, budget.status)) {
    yield because('disruption/counted', { budget: budget.metadata.name, healthy, desired: expected.desired, expected: expected.count, allowed });
    yield updateStatus({ ...budget, status });
  }
  if (recheckAt !== undefined) yield requeueAfter(recheckAt - context.now);
}

/** A client needs some ten milliseconds for each object that it applies; a workload has its Pods after twenty or thirty. */
const OBJECTS_UNTIL_PODS = 3;
const WORKLOADS = ['deployments', 'replicasets', 'statefulsets', 'daemonsets', 'replicationcontrollers'] as const;

/** Whether a workload with Pods of this budget was applied so long before it, in one go, that its Pods are there when the budget is first counted. */
function comesAfterItsPods({ listers, nowTime }: Context, { metadata, spec, status }: PodDisruptionBudget): boolean {
  if (metadata.creationTimestamp !== nowTime || status.observedGeneration !== undefined) return false;
  for (const table of WORKLOADS)
    for (const workload of listers.listIn(table, metadata.namespace ?? '')) {
      const between = Number(metadata.resourceVersion) - Number(workload.metadata.resourceVersion);
      if (workload.metadata.creationTimestamp === nowTime && between >= OBJECTS_UNTIL_PODS && matches(spec.selector, workload.spec.template.metadata?.labels))
        return true;
    }
  return false;
}

type Expected = { readonly count: number; readonly desired: number; readonly unmanaged: boolean } | { readonly error: string };

/** How many Pods there should be, and how many of them healthy. Models getExpectedPodCount. */
function expectedCount(listers: Listers, { spec }: PodDisruptionBudget, chosen: readonly Pod[]): Expected {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number') return { count: chosen.length, desired: minAvailable, unmanaged: false };
  if (maxUnavailable === undefined && minAvailable === undefined) return { count: 0, desired: 0, unmanaged: false };
  const scale = scaleOf(listers, chosen);
  if ('error' in scale) return scale;
  const { count, unmanaged } = scale;
  return {
    count,
    desired: maxUnavailable === undefined ? scaled(minAvailable, count, 'up') : Math.max(0, count - scaled(maxUnavailable, count, 'up')),
    unmanaged,
  };
}

/** The sum of the replicas of all controllers of these Pods. */
function scaleOf(listers: Listers, chosen: readonly Pod[]): { readonly count: number; readonly unmanaged: boolean } | { readonly error: string } {
  const scales = new Map<string, number>();
  let unmanaged = false;
  for (const pod of chosen) {
    const owner = controllerOf(pod);
    if (!owner) unmanaged = true;
    else if (!scales.has(owner.uid)) {
      const found = controllerScale(listers, owner, pod.metadata.namespace ?? '');
      if (typeof found === 'string') return { error: found };
      if (!found) return { error: `found no controllers for pod "${pod.metadata.name}"` };
      scales.set(found.uid, found.replicas);
    }
  }
  let count = 0;
  for (const replicas of scales.values()) count += replicas;
  return { count, unmanaged };
}

const SCALED: Readonly<Record<string, 'replicationcontrollers' | 'replicasets' | 'statefulsets'>> = {
  ReplicationController: 'replicationcontrollers',
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
};

/** A controller's replicas; those of its Deployment, where it is a Deployment's ReplicaSet; a string says why there is no such number. */
function controllerScale(listers: Listers, owner: OwnerReference, namespace: string): { readonly uid: string; readonly replicas: number } | string | undefined {
  const table = SCALED[owner.kind];
  if (!table) {
    const resource = resourceOfKind(owner.kind);
    if (!resource) return `no matches for kind "${owner.kind}" in version "${owner.apiVersion}"`;
    return `${resource.plural}${resource.group ? `.${resource.group}` : ''} does not implement the scale subresource`;
  }
  const found = listers.get(table, `${namespace}/${owner.name}`);
  if (!found || found.metadata.uid !== owner.uid) return undefined;
  const parent = table === 'replicasets' ? controllerOf(found) : undefined;
  const own = { uid: found.metadata.uid, replicas: found.spec.replicas };
  if (parent?.kind !== 'Deployment') return own;
  const deployment = listers.get('deployments', `${namespace}/${parent.name}`);
  return deployment?.metadata.uid === parent.uid ? { uid: deployment.metadata.uid, replicas: deployment.spec.replicas } : own;
}

/** Pods whose eviction was granted and that nobody has deleted yet, those that are no longer waited for, and when to look at them again. */
function stillDisrupted(
  { status }: PodDisruptionBudget,
  chosen: readonly Pod[],
  now: number,
): { readonly disrupted: Readonly<Record<string, string>>; readonly overdue: readonly Pod[]; readonly recheckAt: number | undefined } {
  const disrupted: Record<string, string> = {};
  let recheckAt: number | undefined;
  const overdue: Pod[] = [];
  for (const pod of chosen) {
    const { metadata } = pod;
    const since = status.disruptedPods?.[metadata.name];
    if (since === undefined || metadata.deletionTimestamp !== undefined) continue;
    const until = fromTime(since) + DELETION_TIMEOUT_MS;
    if (until < now) {
      overdue.push(pod);
      continue;
    }
    disrupted[metadata.name] = since;
    recheckAt = Math.min(recheckAt ?? until + 1000, until + 1000);
  }
  return { disrupted, overdue, recheckAt };
}

function unmanagedMessage({ spec }: PodDisruptionBudget): string {
  return (
    `Pods selected by this PodDisruptionBudget (selector: ${goSelector(spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, ` +
    'which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.'
  );
}

export function disruptionAllowed(status: 'True' | 'False', reason: string, message = ''): Condition {
  return { type: 'DisruptionAllowed', status, reason, message };
}

/** The budget's conditions with this one; its time stays where its status does. Models apimeta.SetStatusCondition. */
export function withCondition({ status, metadata }: PodDisruptionBudget, condition: Condition, nowTime: string): readonly Condition[] {
  const before = findCondition(status.conditions, condition.type);
  const lastTransitionTime = before?.status === condition.status && before.lastTransitionTime !== undefined ? before.lastTransitionTime : nowTime;
  const next = { ...condition, lastTransitionTime, ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }) };
  return before ? (status.conditions ?? []).map((other) => (other === before ? next : other)) : [...(status.conditions ?? []), next];
}

// ---- DisruptionTarget conditions that came to nothing

function isDisrupted(pod: Pod): boolean {
  const condition = findCondition(pod.status.conditions, 'DisruptionTarget');
  return condition?.status === 'True' && condition.reason !== 'TerminationByKubelet' && pod.metadata.deletionTimestamp === undefined && !isPodTerminal(pod);
}

function* clearStale(context: Context, key: string): Plan {
  const pod = context.listers.get('pods', key);
  if (!pod || !isDisrupted(pod)) return;
  const condition = findCondition(pod.status.conditions, 'DisruptionTarget') as Condition;
  const due = fromTime(condition.lastTransitionTime ?? context.nowTime) + STALE_MS;
  if (due > context.now) {
    yield requeueAfter(due - context.now);
    return;
  }
  yield because('disruption/stale-condition', { pod: pod.metadata.name });
  const cleared: Condition = { type: 'DisruptionTarget', status: 'False', lastTransitionTime: context.nowTime };
  yield updateStatus({ ...pod, status: { ...pod.status, conditions: (pod.status.conditions ?? []).map((other) => (other === condition ? cleared : other)) } });
}
