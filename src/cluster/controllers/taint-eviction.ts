import type { Node, Taint } from '../../kube/cluster-objects.ts';
import type { Condition } from '../../kube/meta.ts';
import { keyOf } from '../../kube/meta.ts';
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
  keys: (listers, before, after) => {
    const old = before as Pod | undefined;
    const pod = (after ?? before) as Pod;
    if (!pod.spec.nodeName || (old && after && old.spec === pod.spec)) return [];
    return noExecute(listers.get('nodes', pod.spec.nodeName)).length ? [keyOf(pod)] : [];
  },
};

/** When a Pod that tolerates its Node's taints for a while is to go. */
interface Planned {
  readonly uid: string;
  /** When the clock began to run, and when it runs out, in virtual ms. */
  readonly startMs: number;
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
    if (!pod || (planned && planned.uid !== pod.metadata.uid)) yield* remember(key, undefined);
    if (!pod?.spec.nodeName) return;
    const current = planned?.uid === pod.metadata.uid ? planned : undefined;
    const taints = noExecute(context.listers.get('nodes', pod.spec.nodeName));
    if (!taints.length) {
      yield* cancel(pod, key, current);
      return;
    }
    const used = usedTolerations(taints, pod.spec.tolerations ?? []);
    if (!used) yield* evict(context, pod, key, taints);
    else yield* plan(context, pod, key, taints, used, current);
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
    yield* cancel(pod, key, current);
    return;
  }
  const startMs = current?.startMs ?? context.now;
  const dueMs = startMs + Math.min(...limits) * 1000;
  if (dueMs <= context.now) {
    yield* evict(context, pod, key, taints);
    return;
  }
  if (current?.dueMs !== dueMs) yield* remember(key, { uid: pod.metadata.uid, startMs, dueMs } satisfies Planned);
  yield* requeueAfter(dueMs - context.now);
}

function* cancel(pod: Pod, key: string, current: Planned | undefined): Says {
  if (!current) return;
  yield* remember(key, undefined);
  yield* because('taint-eviction/cancelled', { pod: pod.metadata.name });
  yield* event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
}

function* evict(context: Context, pod: Pod, key: string, taints: readonly Taint[]): Says {
  yield* remember(key, undefined);
  if (pod.metadata.deletionTimestamp !== undefined) return;
  yield* because('taint-eviction/evicted', { pod: pod.metadata.name, node: pod.spec.nodeName ?? '', taints: taints.map((taint) => taint.key) });
  yield* event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
  const target: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastProbeTime: null,
    lastTransitionTime: context.nowTime,
  };
  const conditions = [...(pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget'), target];
  yield* updateStatus({ ...pod, status: { ...pod.status, conditions } });
  yield* remove('pods', key);
}
