import { findCondition } from '../../kube/conditions.ts';
import { controllerOf, keyOf } from '../../kube/meta.ts';
import type { Node, PodDisruptionBudget } from '../../kube/cluster-objects.ts';
import type { Pod } from '../../kube/pod.ts';
import { matches } from '../../kube/selector.ts';
import { NODES, type NodeRow } from '../node/behaviour.ts';
import { GRACE_MS } from '../controllers/node-lifecycle.ts';
import { type Blocker, type ExplainContext, type Remedy, inNamespace, quoted, timeOf } from './contract.ts';
import { replicasOf, workloadOf } from './owners.ts';
import { startKubelet } from './scheduling.ts';

/** Why nothing comes to a Node, or nothing leaves it. */
export function blockersOfNode(context: ExplainContext, node: Node): readonly Blocker[] {
  const { name } = node.metadata;
  const object = { table: 'nodes', key: name };
  const pods = context.listers.podsOn(name);
  const blockers: Blocker[] = [...blockersOfHealth(context, node, pods)];
  if (node.spec.unschedulable) {
    blockers.push({
      kind: 'blocked',
      reason: { rule: 'blocked/cordoned', values: { name, pods: pods.length } },
      object,
      remedies: [{ rule: 'remedy/uncordon', commands: [`kubectl uncordon ${name}`] }],
    });
    blockers.push(...blockersOfDrain(context, pods));
  }
  for (const { key, value = '', effect } of node.spec.taints ?? []) {
    if (key.startsWith('node.kubernetes.io/')) continue;
    const spelled = `${key}${value ? `=${value}` : ''}:${effect}`;
    blockers.push({
      kind: 'blocked',
      reason: { rule: 'blocked/tainted', values: { name, taint: spelled } },
      object,
      remedies: [{ rule: 'remedy/untaint', commands: [`kubectl taint nodes ${name} ${spelled}-`] }],
    });
  }
  return blockers;
}

/** A kubelet that is gone: first its lease runs out, then the Node gets its taints, and then the Pods' tolerations of them run out. */
function blockersOfHealth(context: ExplainContext, node: Node, pods: readonly Pod[]): readonly Blocker[] {
  const { name } = node.metadata;
  const object = { table: 'nodes', key: name };
  const power = context.listers.get(NODES, name) as NodeRow | undefined;
  const ready = findCondition(node.status.conditions, 'Ready');
  const isReady = ready?.status === 'True';
  if (!power?.spec.down) {
    if (!ready || isReady) return [];
    return [{ kind: 'waiting', reason: { rule: 'blocked/node-not-ready', values: { name, cause: ready.reason ?? '' } }, object, remedies: [] }];
  }
  const since = (power.spec.sinceMs / 1000).toFixed(3);
  const blockers: Blocker[] = [
    { kind: 'blocked', reason: { rule: 'blocked/node-down', values: { name, since, pods: pods.length } }, object, remedies: [startKubelet(name)] },
  ];
  const wait = (rule: string, atMs: number | undefined): void => {
    blockers.push({
      kind: 'waiting',
      aside: true,
      reason: { rule, values: { name, since, graceSeconds: GRACE_MS / 1000, pods: pods.length, ...timeOf(context, atMs) } },
      object,
      remedies: [],
    });
  };
  if (isReady) wait('blocked/node-lease', context.dueAt?.('node-controller', 'monitor') ?? power.spec.sinceMs + GRACE_MS);
  else {
    const evictions = pods.map((pod) => context.dueAt?.('taint-eviction-controller', keyOf(pod))).filter((at) => at !== undefined);
    if (evictions.length) wait('blocked/node-evicts', Math.min(...evictions));
  }
  return blockers;
}

/** Budgets that keep a Node's Pods from being evicted, once each. */
function blockersOfDrain(context: ExplainContext, pods: readonly Pod[]): readonly Blocker[] {
  const evictable = pods.filter((pod) => controllerOf(pod)?.kind !== 'DaemonSet' && pod.metadata.deletionTimestamp === undefined);
  const found = new Map<string, Blocker>();
  for (const pod of evictable)
    for (const budget of context.listers.listIn('poddisruptionbudgets', pod.metadata.namespace ?? ''))
      if (!found.has(keyOf(budget)) && matches(budget.spec.selector, pod.metadata.labels))
        for (const blocker of blockersOfBudget(context, budget))
          found.set(keyOf(budget), {
            ...blocker,
            reason: { rule: 'blocked/drain', values: { ...blocker.reason.values, pod: pod.metadata.name, node: pod.spec.nodeName ?? '' } },
          });
  return [...found.values()];
}

/** Why a budget lets nobody be evicted. */
export function blockersOfBudget(context: ExplainContext, budget: PodDisruptionBudget): readonly Blocker[] {
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = budget.status;
  if (disruptionsAllowed > 0 || expectedPods === 0) return [];
  // Pods that are still to get healthy make room by themselves.
  const waits = currentHealthy < expectedPods && expectedPods > desiredHealthy;
  return [
    {
      kind: waits ? 'waiting' : 'blocked',
      reason: {
        rule: 'blocked/budget',
        values: { name: budget.metadata.name, healthy: currentHealthy, wanted: desiredHealthy, pods: expectedPods, allowed: disruptionsAllowed, waits },
      },
      object: { table: 'poddisruptionbudgets', key: keyOf(budget) },
      remedies: waits ? [] : remediesOfBudget(context, budget),
    },
  ];
}

/** One Pod more than the budget needs; or a budget that can do with one less. */
function remediesOfBudget({ listers }: ExplainContext, budget: PodDisruptionBudget): readonly Remedy[] {
  const { name, namespace = '' } = budget.metadata;
  const { minAvailable } = budget.spec;
  const { currentHealthy, desiredHealthy, expectedPods } = budget.status;
  const pods = [...listers.listIn('pods', namespace)].filter((pod) => matches(budget.spec.selector, pod.metadata.labels));
  const owner = pods[0] && workloadOf(listers, pods[0]);
  const replicas = owner && replicasOf(owner);
  const patch =
    minAvailable === undefined
      ? { maxUnavailable: expectedPods - desiredHealthy + 1 }
      : { minAvailable: Math.max(0, Math.min(currentHealthy, desiredHealthy) - 1) };
  return [
    ...(typeof minAvailable === 'number' && owner && replicas !== undefined
      ? [{ rule: 'remedy/scale-up', commands: [`kubectl scale ${owner.target}${inNamespace(budget)} --replicas=${replicas + 1}`] }]
      : []),
    { rule: 'remedy/loosen-budget', commands: [`kubectl patch pdb ${name}${inNamespace(budget)} -p ${quoted({ spec: patch })}`] },
  ];
}
