import type { Node } from '../../kube/cluster-objects.ts';
import type { Pod } from '../../kube/pod.ts';
import { deepEqual } from '../api/equal.ts';
import { requestsOf } from './resources.ts';

/** What a Node's update may have changed for Pods that wait. Models framework.NodeSchedulingPropertiesChange. */
export type NodeAspect = 'allocatable' | 'label' | 'taint';

/** Something that may make room for a Pod that found none. Pods in it are bound to a Node, or promised one. */
export type ClusterEvent =
  | { readonly kind: 'node-add'; readonly node: Node }
  | { readonly kind: 'node-update'; readonly aspect: NodeAspect; readonly before: Node; readonly node: Node }
  | { readonly kind: 'node-delete'; readonly node: Node }
  | { readonly kind: 'pod-add'; readonly pod: Pod }
  | { readonly kind: 'pod-labels'; readonly before: Pod; readonly pod: Pod }
  | { readonly kind: 'pod-scaled-down'; readonly before: Pod; readonly pod: Pod }
  | { readonly kind: 'pod-delete'; readonly pod: Pod }
  | { readonly kind: 'claim'; readonly isNew: boolean; readonly namespace: string; readonly name: string }
  /** A volume or a storage class. */
  | { readonly kind: 'storage' };

export function nodeChanges(before: Node | undefined, after: Node | undefined): readonly ClusterEvent[] {
  if (!before) return after ? [{ kind: 'node-add', node: after }] : [];
  if (!after) return [{ kind: 'node-delete', node: before }];
  const events: ClusterEvent[] = [];
  const changed = (aspect: NodeAspect): void => void events.push({ kind: 'node-update', aspect, before, node: after });
  if (before.spec.unschedulable && !after.spec.unschedulable) changed('taint');
  if (!deepEqual(before.status.allocatable, after.status.allocatable)) changed('allocatable');
  if (!deepEqual(before.metadata.labels, after.metadata.labels)) changed('label');
  if (!deepEqual(before.spec.taints ?? [], after.spec.taints ?? [])) changed('taint');
  return events;
}

/** The same for a Pod on a Node. */
export function podChanges(before: Pod, after: Pod): readonly ClusterEvent[] {
  const events: ClusterEvent[] = [];
  if (!deepEqual(before.metadata.labels, after.metadata.labels)) events.push({ kind: 'pod-labels', before, pod: after });
  if (before.spec !== after.spec) {
    const was = requestsOf(before.spec);
    const is = requestsOf(after.spec);
    if (was.cpu > is.cpu || was.memory > is.memory) events.push({ kind: 'pod-scaled-down', before, pod: after });
  }
  return events;
}
