import type { Condition } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { ApiError } from './errors.ts';

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
  const scheduled: Condition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: nowTime };
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const { nominatedNodeName: _, ...status } = pod.status;
  // Not spread: a spread that has seen many shapes gives every copy a shape of its own, and whoever reads ten thousand Pods is slow from then on.
  return {
    ...pod,
    spec: Object.assign({}, pod.spec, { nodeName: node }),
    status: Object.assign({}, status, { conditions: [...others, scheduled] }),
  };
}
