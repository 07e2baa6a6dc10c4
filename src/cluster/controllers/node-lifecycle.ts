import type { Node, Taint } from '../../kube/cluster-objects.ts';
import { findCondition } from '../../kube/conditions.ts';
import type { Condition } from '../../kube/meta.ts';
import { keyOf } from '../../kube/meta.ts';
import { scaled } from '../../kube/int-or-percent.ts';
import {
  type Context,
  type Outcome,
  type Plan,
  type Step,
  type Watch,
  because,
  defineController,
  event,
  itself,
  remember,
  requeueAfter,
  update,
  updateStatus,
} from '../controller.ts';
import type { Listers } from '../store.ts';
import { NODES, type NodeRow } from '../node/behaviour.ts';

/** kube-controller-manager's flags, at their defaults. */
export const GRACE_MS = 50_000;
/** The health of all Nodes is looked at every five seconds: a Node that is back waits for the next time, half a period on average. */
const MONITOR_LAG_MS = 2_000;
const EVICTION_EVERY_MS = 10_000;
const SECONDARY_EVERY_MS = 100_000;
const LARGE_ZONE = 50;
const UNHEALTHY_ZONE = '55%';

const MONITOR = 'monitor';
const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const HEALTH_TAINTS: readonly string[] = [NOT_READY, UNREACHABLE];

/** Condition type to status to the taint that says so. */
const CONDITION_TAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};
const OWN_TAINTS = new Set([UNSCHEDULABLE, ...Object.values(CONDITION_TAINTS).flatMap((taints) => Object.values(taints))]);
/** The first label is right; the second follows it. */
const LABEL_PAIRS = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
] as const;
/** What a kubelet reports, and what is unknown when it is gone. */
const REPORTED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

const readyOf = (node: Node | undefined): Condition | undefined => findCondition(node?.status.conditions, 'Ready');
const isHealthTaint = ({ key, effect }: Taint): boolean => effect === 'NoExecute' && HEALTH_TAINTS.includes(key);

const health: Watch = {
  table: 'nodes',
  keys: (_listers, before, after) => {
    const old = before as Node | undefined;
    const node = after as Node | undefined;
    return !old || !node || readyOf(old)?.status !== readyOf(node)?.status ? [MONITOR] : [];
  },
};

/**
 * Watches over the Nodes: whether their kubelets still report, and which taints say what is wrong with them. Nothing happens while
 * nothing changes: a Node whose kubelet is there has a fresh lease, so only one that is gone is waited for.
 */
export const nodeLifecycle = defineController({
  name: 'node-controller',
  models: 'pkg/controller/nodelifecycle',
  watches: [itself('nodes'), health, { table: NODES, keys: () => [MONITOR] }],
  actor: () => 'node-lifecycle-controller',
  *reconcile(context, key): Plan {
    if (key === MONITOR) yield* monitor(context);
    else yield* process(context, key);
  },
});

type Says = Generator<Step, void, Outcome>;

// ---- one Node: its NoSchedule taints and its labels

function* process(context: Context, name: string): Plan {
  const node = context.listers.get('nodes', name);
  yield* register(context, name, node);
  if (!node) return;
  const wanted = new Set<string>();
  for (const { type, status } of node.status.conditions ?? []) {
    const taint = CONDITION_TAINTS[type]?.[status];
    if (taint) wanted.add(taint);
  }
  if (node.spec.unschedulable) wanted.add(UNSCHEDULABLE);
  const own = (node.spec.taints ?? []).filter(({ key, effect }) => effect === 'NoSchedule' && OWN_TAINTS.has(key));
  const added = [...wanted].filter((key) => !own.some((taint) => taint.key === key));
  const removed = own.filter(({ key }) => !wanted.has(key));
  const labels = reconciledLabels(node);
  if (!added.length && !removed.length && labels === node.metadata.labels) return;
  const taints: readonly Taint[] = [
    ...(node.spec.taints ?? []).filter((taint) => !removed.includes(taint)),
    ...added.map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: context.nowTime })),
  ];
  yield because('node-lifecycle/taints', { node: name, added, removed: removed.map(({ key }) => key) });
  yield update({ ...withTaints(node, taints), metadata: { ...node.metadata, ...(labels ? { labels } : {}) } });
}

/** Says that a Node has come or gone. */
function* register(context: Context, name: string, node: Node | undefined): Says {
  const known = context.recall(`known ${name}`) as Node | undefined;
  if (known?.metadata.uid === node?.metadata.uid) return;
  yield remember(`known ${name}`, node);
  if (known) yield event(known, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
  if (node) yield event(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
}

function reconciledLabels(node: Node): Node['metadata']['labels'] {
  const { labels } = node.metadata;
  let next = labels;
  for (const [primary, secondary] of LABEL_PAIRS) {
    const value = labels?.[primary];
    if (value !== undefined && labels?.[secondary] !== value) next = { ...next, [secondary]: value };
  }
  return next;
}

function withTaints(node: Node, taints: readonly Taint[]): Node {
  const { taints: _, ...spec } = node.spec;
  return { ...node, spec: { ...spec, ...(taints.length ? { taints } : {}) } };
}

// ---- all Nodes: their health

/** Models monitorNodeHealth and doNoExecuteTaintingPass. */
function* monitor(context: Context): Plan {
  let next: number | undefined;
  const wait = (until: number): void => void (next = Math.min(next ?? until, until));
  for (const node of [...context.listers.list('nodes')]) {
    const power = powerOf(context.listers, node.metadata.name);
    if (!power?.down || readyOf(node)?.status === 'Unknown') continue;
    const due = power.sinceMs + GRACE_MS;
    if (due > context.now) wait(due);
    else yield* lose(context, node);
  }
  yield* taintZones(context, wait);
  for (const node of [...context.listers.list('nodes')]) {
    const tainted = (node.spec.taints ?? []).some(isHealthTaint);
    if (!tainted || readyOf(node)?.status !== 'True') continue;
    const due = (powerOf(context.listers, node.metadata.name)?.sinceMs ?? 0) + MONITOR_LAG_MS;
    if (due > context.now) wait(due);
    else yield* free(node);
  }
  if (next !== undefined) yield requeueAfter(next - context.now);
}

function powerOf(listers: Listers, name: string): NodeRow['spec'] | undefined {
  return (listers.get(NODES, name) as NodeRow | undefined)?.spec;
}

/** A Node's kubelet has not reported for too long: nothing is known of the Node any more, and its Pods do not count as ready. */
function* lose(context: Context, node: Node): Says {
  const { name } = node.metadata;
  yield because('node-lifecycle/unreachable', { node: name, seconds: GRACE_MS / 1000 });
  const conditions = (node.status.conditions ?? []).map((condition): Condition =>
    REPORTED.includes(condition.type) && condition.status !== 'Unknown'
      ? { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: context.nowTime }
      : condition,
  );
  yield updateStatus({ ...node, status: { ...node.status, conditions } });
  yield event(node, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
  for (const pod of context.listers.podsOn(name)) {
    const ready = findCondition(pod.status.conditions, 'Ready');
    if (ready?.status !== 'True') continue;
    const next: Condition = { ...ready, status: 'False', lastTransitionTime: context.nowTime };
    yield updateStatus({
      ...pod,
      status: { ...pod.status, conditions: (pod.status.conditions ?? []).map((condition) => (condition === ready ? next : condition)) },
    });
    yield event(context.listers.get('pods', keyOf(pod)) ?? pod, 'Warning', 'NodeNotReady', 'Node is not ready');
  }
}

/** A Node is back: nothing is to be evicted from it. */
function* free(node: Node): Says {
  yield because('node-lifecycle/reachable', { node: node.metadata.name });
  yield update(
    withTaints(
      node,
      (node.spec.taints ?? []).filter((taint) => !isHealthTaint(taint)),
    ),
  );
}

interface Zone {
  readonly name: string;
  readonly nodes: Node[];
}

/**
 * Marks the Nodes that are not ready for eviction, slowly: one in ten seconds in each zone; where more than half of a small zone is
 * gone, none, unless all of it is; and where no Node at all is left, nobody is evicted, since it is more likely that the control plane is cut off.
 */
function* taintZones(context: Context, wait: (until: number) => void): Says {
  const nodes = [...context.listers.list('nodes')];
  const isUp = (node: Node): boolean => readyOf(node)?.status === 'True';
  if (nodes.length && !nodes.some(isUp)) {
    for (const node of nodes) if ((node.spec.taints ?? []).some(isHealthTaint)) yield* free(node);
    return;
  }
  for (const { name, nodes: members } of zonesOf(nodes)) {
    const lost = members.filter((node) => !isUp(node));
    const waiting = lost.filter((node) => !(node.spec.taints ?? []).some(isHealthTaint));
    if (!waiting.length) continue;
    const partial = lost.length > 2 && lost.length < members.length && lost.length >= scaled(UNHEALTHY_ZONE, members.length, 'up');
    if (partial && members.length <= LARGE_ZONE) continue;
    const allowedAt = (context.recall(`zone ${name}`) as number | undefined) ?? 0;
    if (allowedAt > context.now) {
      wait(allowedAt);
      continue;
    }
    const nextAt = context.now + (partial ? SECONDARY_EVERY_MS : EVICTION_EVERY_MS);
    yield remember(`zone ${name}`, nextAt);
    if (waiting.length > 1) wait(nextAt);
    yield* taint(context, waiting[0] as Node);
  }
}

function* taint(context: Context, node: Node): Says {
  const key = readyOf(node)?.status === 'False' ? NOT_READY : UNREACHABLE;
  yield because('node-lifecycle/evict', { node: node.metadata.name, taint: key });
  yield update(
    withTaints(node, [...(node.spec.taints ?? []).filter((other) => !isHealthTaint(other)), { key, effect: 'NoExecute', timeAdded: context.nowTime }]),
  );
}

function zonesOf(nodes: readonly Node[]): readonly Zone[] {
  const zones = new Map<string, Zone>();
  for (const node of nodes) {
    const labels = node.metadata.labels;
    const name = `${labels?.['topology.kubernetes.io/region'] ?? ''}:${labels?.['topology.kubernetes.io/zone'] ?? ''}`;
    const zone = zones.get(name);
    if (zone) zone.nodes.push(node);
    else zones.set(name, { name, nodes: [node] });
  }
  return [...zones.values()];
}
