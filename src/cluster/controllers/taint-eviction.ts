import type { Node, Taint } from '../../kube/cluster-objects.ts';
import { type Condition, type KubeObject, keyOf, splitKey } from '../../kube/meta.ts';
import { tolerates } from '../../kube/node-fit.ts';
import type { Pod, Toleration } from '../../kube/pod.ts';
import { deepEqual } from '../api/equal.ts';
import {
  type Context,
  type Outcome,
  type Plan,
  type Step,
  type Watch,
  because,
  defineController,
  event,
  remember,
  remove,
  requeueAfter,
  updateStatus,
} from '../controller.ts';

const noExecute = (node: Node | undefined): readonly Taint[] => (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

const nodes: Watch = {
  table: 'nodes',
  keys: (listers, before, after) => {
    const node = after as Node | undefined;
    if (!node || deepEqual(noExecute(before as Node | undefined), noExecute(node))) return [];
    return listers.podsOn(node.metadata.name).map(keyOf);
  },
};

const pods: Watch = {
  table: 'pods',
  keys: (listers, before, after, key) => {
    const old = before as Pod | undefined;
    const pod = (after ?? before) as Pod;
    if (!pod.spec.nodeName || (old && after && old.spec === pod.spec)) return [];
    const node = listers.get('nodes', pod.spec.nodeName);
    return noExecute(node).length || (!node && !after) ? [key] : [];
  },
};

/** When a Pod that tolerates its Node's taints for a while is to go. */
interface Planned {
  readonly uid: string;
  /** In virtual ms. */
  readonly dueMs: number;
}

/** Deletes Pods from Nodes whose NoExecute taints they do not tolerate: at once, or after their `tolerationSeconds`. */
export const taintEviction = defineController({
  name: 'taint-eviction-controller',
  models: 'pkg/controller/tainteviction',
  watches: [nodes, pods],
  *reconcile(context, key): Plan {
    const planned = context.recall(key) as Planned | undefined;
    const pod = context.listers.get('pods', key);
    if (planned && planned.uid !== pod?.metadata.uid) yield* cancel(key);
    if (!pod?.spec.nodeName) return;
    const current = planned?.uid === pod.metadata.uid ? planned : undefined;
    const taints = noExecute(context.listers.get('nodes', pod.spec.nodeName));
    if (!taints.length) {
      if (current) yield* cancel(key);
      return;
    }
    const used = usedTolerations(taints, pod.spec.tolerations ?? []);
    if (!used) {
      if (current) yield* cancel(key);
      yield* evict(context, pod, key, taints);
    } else yield* plan(context, pod, key, taints, used, current);
  },
});

/** The tolerations that put up with these taints; undefined where one of the taints is not tolerated. Models GetMatchingTolerations. */
function usedTolerations(taints: readonly Taint[], tolerations: readonly Toleration[]): readonly Toleration[] | undefined {
  const used: Toleration[] = [];
  for (const taint of taints) {
    const found = tolerations.find((toleration) => tolerates(toleration, taint));
    if (!found) return undefined;
    used.push(found);
  }
  return used;
}

type Says = Generator<Step, void, Outcome>;

function* plan(context: Context, pod: Pod, key: string, taints: readonly Taint[], used: readonly Toleration[], current: Planned | undefined): Says {
  const limits = used.flatMap(({ tolerationSeconds }) => (tolerationSeconds === undefined ? [] : [Math.max(0, tolerationSeconds)]));
  if (!limits.length) {
    if (current) yield* cancel(key);
    return;
  }
  // What is planned stays planned: another taint or toleration moves nothing.
  const dueMs = current?.dueMs ?? context.now + Math.min(...limits) * 1000;
  if (dueMs <= context.now) {
    yield* evict(context, pod, key, taints);
    return;
  }
  if (!current) yield remember(key, { uid: pod.metadata.uid, dueMs } satisfies Planned);
  yield requeueAfter(dueMs - context.now);
}

/** The events name a Pod that may be gone by now, and so nothing of it but its name. */
function named(key: string): KubeObject {
  const { namespace, name } = splitKey(key);
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name, uid: '' } } as unknown as KubeObject;
}

/** What was planned is not to be done, be it that the Pod is gone or that it may stay. Models cancelWorkWithEvent. */
function* cancel(key: string): Says {
  yield remember(key, undefined);
  yield because('taint-eviction/cancelled', { pod: splitKey(key).name });
  yield event(named(key), 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
}

function* evict(context: Context, pod: Pod, key: string, taints: readonly Taint[]): Says {
  yield remember(key, undefined);
  if (pod.metadata.deletionTimestamp !== undefined) return;
  yield because('taint-eviction/evicted', { pod: pod.metadata.name, node: pod.spec.nodeName ?? '', taints: taints.map((taint) => taint.key) });
  yield event(named(key), 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
  const target: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastProbeTime: null,
    lastTransitionTime: context.nowTime,
  };
  const conditions = [...(pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget'), target];
  yield updateStatus({ ...pod, status: { ...pod.status, conditions } });
  yield remove('pods', key);
}
