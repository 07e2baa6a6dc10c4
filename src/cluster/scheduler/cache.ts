import type { Change } from '../../timeline/types.ts';
import type { Node } from '../../kube/cluster-objects.ts';
import { type KubeObject, keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodTerminal } from '../../kube/pod-status.ts';
import { deepEqual } from '../api/equal.ts';
import type { Cache } from '../controller.ts';
import type { Listers } from '../store.ts';
import { type ClusterEvent, nodeChanges, podChanges } from './events.ts';
import { NodeInfo } from './node-info.ts';
import { SchedulingQueue } from './queue.ts';

export const SCHEDULER_NAME = 'default-scheduler';

const isBound = (pod: Pod | undefined): pod is Pod => pod?.spec.nodeName !== undefined && pod.spec.nodeName !== '' && !isPodTerminal(pod);
const isOurs = (pod: Pod): boolean => (pod.spec.schedulerName ?? SCHEDULER_NAME) === SCHEDULER_NAME;
const isPending = (pod: Pod | undefined): pod is Pod =>
  pod !== undefined && !pod.spec.nodeName && !isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined && isOurs(pod);

function claimEvent(before: KubeObject | undefined, { metadata }: KubeObject): ClusterEvent {
  return { kind: 'claim', isNew: !before, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** Of a storage class that was there before, only where its volumes can be had. */
function classMatters(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
  type Class = { readonly allowedTopologies?: unknown };
  return after !== undefined && (!before || !deepEqual((before as Class).allowedTopologies, (after as Class).allowedTopologies));
}

/**
 * The scheduler's memory: what stands on each Node, which Pods have been promised a Node, and the queue of those that wait.
 * It follows the cluster's changes one by one, so that no decision has to count the Pods. Models backend/cache and backend/queue.
 */
export class SchedulerCache implements Cache {
  readonly nodes = new Map<string, NodeInfo>();
  /** The Nodes there are, in the order in which they came. */
  private order: NodeInfo[] | undefined;
  /** Nodes whose Pods have something to say about others. */
  readonly withAffinity = new Set<string>();
  /** Node to the keys of waiting Pods that have been promised it. */
  readonly nominated = new Map<string, Map<string, Pod>>();
  queue = new SchedulingQueue();
  /** Where the next search among the Nodes begins. */
  nextStart = 0;

  static of(listers: Listers): SchedulerCache {
    const cache = new SchedulerCache();
    for (const node of listers.list('nodes')) cache.nodeInfo(node.metadata.name).setNode(node);
    for (const pod of listers.list('pods')) cache.observe({ table: 'pods', key: keyOf(pod), before: undefined, after: pod }, 0);
    return cache;
  }

  /** All Nodes, oldest first. */
  list(): readonly NodeInfo[] {
    this.order ??= [...this.nodes.values()].filter((info) => info.node);
    return this.order;
  }

  observe({ table, key, before, after }: Change, entry: number): void {
    if (table === 'pods') this.observePod(key, before as Pod | undefined, after as Pod | undefined, entry);
    else if (table === 'nodes') this.observeNode(before as Node | undefined, after as Node | undefined, entry);
    else if (table === 'persistentvolumeclaims') this.announce(after ? [claimEvent(before as KubeObject | undefined, after as KubeObject)] : [], entry);
    else if (
      (table === 'persistentvolumes' && after) ||
      (table === 'storageclasses' && classMatters(before as KubeObject | undefined, after as KubeObject | undefined))
    )
      this.announce([{ kind: 'storage' }], entry);
  }

  copy(): SchedulerCache {
    const copy = new SchedulerCache();
    for (const [name, info] of this.nodes) copy.nodes.set(name, info.copy());
    for (const name of this.withAffinity) copy.withAffinity.add(name);
    for (const [name, pods] of this.nominated) copy.nominated.set(name, new Map(pods));
    copy.queue = this.queue.copy();
    copy.nextStart = this.nextStart;
    return copy;
  }

  private nodeInfo(name: string): NodeInfo {
    let info = this.nodes.get(name);
    if (!info) this.nodes.set(name, (info = new NodeInfo(name, undefined)));
    return info;
  }

  private observeNode(before: Node | undefined, after: Node | undefined, entry: number): void {
    const { name } = (after ?? (before as Node)).metadata;
    const info = this.nodeInfo(name);
    if (!before || !after) {
      this.order = undefined;
      // A Node that comes back stands at the end.
      if (after && this.nodes.delete(name)) this.nodes.set(name, info);
    }
    info.setNode(after);
    if (!after && !info.pods.size) this.nodes.delete(name);
    this.announce(nodeChanges(before, after), entry);
  }

  private observePod(key: string, before: Pod | undefined, after: Pod | undefined, entry: number): void {
    this.observeNomination(key, before, after, entry);
    const was = isBound(before);
    const is = isBound(after);
    if (was && is && before.spec.nodeName === after.spec.nodeName) {
      if (before === after) return;
      this.nodeInfo(after.spec.nodeName as string).replace(key, after);
      if (before.metadata.labels !== after.metadata.labels || before.spec !== after.spec) this.announce(podChanges(before, after), entry);
      return;
    }
    if (was) this.take(key, before);
    if (is) this.give(key, after);
    if (was) this.announce([{ kind: 'pod-delete', pod: before }], entry);
    if (is) {
      this.queue.forget(key);
      this.announce([{ kind: 'pod-add', pod: after }], entry);
    } else this.observeWaiting(key, before, after, entry);
  }

  private give(key: string, pod: Pod): void {
    const info = this.nodeInfo(pod.spec.nodeName as string);
    info.add(key, pod);
    if (info.withAffinity.size) this.withAffinity.add(info.name);
  }

  private take(key: string, pod: Pod): void {
    const info = this.nodeInfo(pod.spec.nodeName as string);
    info.remove(key);
    if (!info.withAffinity.size) this.withAffinity.delete(info.name);
    if (!info.node && !info.pods.size) this.nodes.delete(info.name);
  }

  private observeWaiting(key: string, before: Pod | undefined, after: Pod | undefined, entry: number): void {
    if (!isPending(after)) this.queue.forget(key);
    else if (!isPending(before) || before.metadata.uid !== after.metadata.uid) this.queue.add(key, after, entry);
    else this.queue.update(key, before, after, entry);
  }

  private observeNomination(key: string, before: Pod | undefined, after: Pod | undefined, entry: number): void {
    const from = isPending(before) ? before.status.nominatedNodeName : undefined;
    const to = isPending(after) ? after.status.nominatedNodeName : undefined;
    if (from === undefined && to === undefined) return;
    if (from !== undefined) {
      const pods = this.nominated.get(from);
      pods?.delete(key);
      if (!pods?.size) this.nominated.delete(from);
    }
    if (to !== undefined) {
      const pods = this.nominated.get(to);
      if (pods) pods.set(key, after as Pod);
      else this.nominated.set(to, new Map([[key, after as Pod]]));
    }
    // A promise taken back is room for others that are no more important.
    if (from !== undefined && from !== to && !after?.spec.nodeName)
      this.queue.moveAll({ kind: 'pod-delete', pod: before as Pod }, entry, (before as Pod).spec.priority ?? 0);
  }

  private announce(events: readonly ClusterEvent[], entry: number): void {
    if (this.queue.hasUnschedulable) for (const event of events) this.queue.moveAll(event, entry);
  }
}
