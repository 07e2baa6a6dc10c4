import type { Node } from '../../kube/cluster-objects.ts';
import { findCondition } from '../../kube/conditions.ts';
import type { Condition } from '../../kube/meta.ts';
import { keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodTerminal } from '../../kube/pod-status.ts';
import {
  type Context,
  type Outcome,
  type Plan,
  type Step,
  type Watch,
  because,
  defineController,
  remember,
  remove,
  requeueAfter,
  updateStatus,
} from '../controller.ts';

/** Pods are collected every 20 s: what there is to find is found half a period late, on average. */
const LAG_MS = 10_000;
/** How long a Node must have been missing before its Pods are. */
const QUARANTINE_MS = 40_000;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

const nodes: Watch = { table: 'nodes', keys: (_listers, before, after) => [((after ?? before) as Node).metadata.name] };

/** A Pod that comes to, or begins to leave, a Node that is not there or out of service. */
const pods: Watch = {
  table: 'pods',
  keys: (listers, before, after) => {
    const pod = after as Pod | undefined;
    if (!pod?.spec.nodeName) return [];
    const old = before as Pod | undefined;
    if (old?.spec.nodeName === pod.spec.nodeName && old.metadata.deletionTimestamp === pod.metadata.deletionTimestamp) return [];
    const node = listers.get('nodes', pod.spec.nodeName);
    return !node || isOutOfService(node) ? [pod.spec.nodeName] : [];
  },
};

function isOutOfService({ spec, status }: Node): boolean {
  return findCondition(status.conditions, 'Ready')?.status !== 'True' && (spec.taints ?? []).some(({ key }) => key === OUT_OF_SERVICE);
}

/** Removes the Pods of Nodes that are gone for good, and those that a Node which is out of service will never end. Ended Pods are kept: there are never 12,500. */
export const podGarbageCollector = defineController({
  name: 'pod-garbage-collector',
  models: 'pkg/controller/podgc',
  watches: [nodes, pods],
  *reconcile(context, name): Plan {
    const node = context.listers.get('nodes', name);
    const stranded = node
      ? isOutOfService(node)
        ? context.listers.podsOn(name).filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
        : []
      : context.listers.podsOn(name);
    if (!stranded.length) {
      if (context.recall(name) !== undefined) yield remember(name, undefined);
      return;
    }
    const since = (context.recall(name) as number | undefined) ?? context.now;
    yield remember(name, since);
    const due = since + LAG_MS + (node ? 0 : QUARANTINE_MS);
    if (due > context.now) {
      yield requeueAfter(due - context.now);
      return;
    }
    yield remember(name, undefined);
    yield because(node ? 'pod-gc/out-of-service' : 'pod-gc/orphaned', { node: name, pods: stranded.map((pod) => pod.metadata.name) });
    for (const pod of stranded) yield* collect(context, pod, node === undefined);
  },
});

function* collect(context: Context, pod: Pod, orphaned: boolean): Generator<Step, void, Outcome> {
  if (!isPodTerminal(pod)) {
    const target: Condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByPodGC',
      message: 'PodGC: node no longer exists',
      lastProbeTime: null,
      lastTransitionTime: context.nowTime,
    };
    const conditions = [...(pod.status.conditions ?? []).filter(({ type }) => !orphaned || type !== 'DisruptionTarget'), ...(orphaned ? [target] : [])];
    yield updateStatus({ ...pod, status: { ...pod.status, phase: 'Failed', conditions } });
  }
  yield remove('pods', keyOf(pod), { gracePeriodSeconds: 0 });
}
