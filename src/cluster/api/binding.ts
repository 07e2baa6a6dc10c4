import type { Condition } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { ApiError } from './errors.ts';

/** Pods that are bound in one instant, and have no conditions yet, all get the same: the last ones that were made. */
let last: { readonly time: string; readonly conditions: readonly Condition[] } | undefined;

function withScheduled(conditions: readonly Condition[] | undefined, time: string): readonly Condition[] {
  if (last?.time !== time) last = { time, conditions: [{ type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: time }] };
  const others = (conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  return others.length ? [...others, ...last.conditions] : last.conditions;
}

/**
 * A Pod that was given to a Node, which its PodScheduled condition says too. `nowTime` is the API's time. Throws ApiError Conflict for one that
 * has a Node or is being deleted. Models the binding subresource of Pods.
 */
export function bound(pod: Pod, node: string, nowTime: string): Pod {
  const { name } = pod.metadata;
  if (pod.metadata.deletionTimestamp !== undefined)
    throw new ApiError('Conflict', `Operation cannot be fulfilled on pods/binding "${name}": pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName)
    throw new ApiError('Conflict', `Operation cannot be fulfilled on pods/binding "${name}": pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  const { nominatedNodeName: _, ...status } = pod.status;
  // Not spread: a spread that has seen many shapes gives every copy a shape of its own, and whoever reads ten thousand Pods is slow from then on.
  return {
    ...pod,
    spec: Object.assign({}, pod.spec, { nodeName: node }),
    status: Object.assign({}, status, { conditions: withScheduled(pod.status.conditions, nowTime) }),
  };
}
