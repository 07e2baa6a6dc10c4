import { controllerOf } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { isPodActive, isPodReady, podReadySince } from '../../../kube/pod-status.ts';
import { fromTime } from '../../../kube/time.ts';
import type { Context } from '../../controller.ts';
import type { ReplicaOwner } from './index.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** What decides who goes first, computed once for each Pod. */
interface Ranked {
  readonly pod: Pod;
  readonly assigned: boolean;
  readonly phase: number;
  readonly ready: boolean;
  readonly cost: number;
  /** How many active Pods of the same Deployment share its Node. */
  readonly neighbours: number;
  readonly readySince: number | undefined;
  readonly restarts: number;
  readonly created: number;
}

/**
 * Which Pods go when there are too many: those that serve least and are missed least. Unbound before bound, pending before running, not
 * ready before ready, cheap before dear (`pod-deletion-cost`), crowded Nodes first, then the youngest by orders of magnitude, so
 * that equals are chosen by chance of their uid. Models ActivePodsWithRanks.
 */
export function podsToDelete(context: Context, owner: ReplicaOwner, active: readonly Pod[], count: number): readonly Pod[] {
  if (count >= active.length) return active;
  const crowd = activePodsByNode(context, owner);
  const ranked = active.map((pod): Ranked => ({
    pod,
    assigned: pod.spec.nodeName !== undefined,
    phase: PHASE_ORDER[pod.status.phase ?? 'Pending'] ?? 0,
    ready: isPodReady(pod),
    cost: deletionCost(pod),
    neighbours: crowd.get(pod.spec.nodeName ?? '') ?? 0,
    readySince: podReadySince(pod),
    restarts: Math.max(0, ...(pod.status.containerStatuses ?? []).map((status) => status.restartCount)),
    created: fromTime(pod.metadata.creationTimestamp),
  }));
  ranked.sort((a, b) => compare(a, b, context.now));
  return ranked.slice(0, count).map(({ pod }) => pod);
}

function compare(a: Ranked, b: Ranked, now: number): number {
  if (a.assigned !== b.assigned) return a.assigned ? 1 : -1;
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.ready !== b.ready) return a.ready ? 1 : -1;
  if (a.cost !== b.cost) return a.cost - b.cost;
  if (a.neighbours !== b.neighbours) return b.neighbours - a.neighbours;
  if (a.readySince !== undefined && b.readySince !== undefined && a.readySince !== b.readySince) return byMagnitude(a, b, a.readySince, b.readySince, now);
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  if (a.created !== b.created) return byMagnitude(a, b, a.created, b.created, now);
  return byUid(a, b);
}

/** Younger first, where their ages differ by a power of two; otherwise by uid. Models logarithmicRankDiff. */
function byMagnitude(a: Ranked, b: Ranked, since: number, otherSince: number, now: number): number {
  return magnitude(now - since) - magnitude(now - otherSince) || byUid(a, b);
}

function magnitude(ageMs: number): number {
  return ageMs <= 0 ? 0 : Math.floor(Math.log2(ageMs * 1e6));
}

function byUid(a: Ranked, b: Ranked): number {
  return a.pod.metadata.uid < b.pod.metadata.uid ? -1 : a.pod.metadata.uid > b.pod.metadata.uid ? 1 : 0;
}

function deletionCost(pod: Pod): number {
  const value = pod.metadata.annotations?.[DELETION_COST];
  return value !== undefined && /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

/**
 * How many active Pods of the ReplicaSets with the same owner stand on each Node: none count for a ReplicaSet that nobody owns, or for a
 * ReplicationController. Models getIndirectlyRelatedPods.
 */
function activePodsByNode(context: Context, owner: ReplicaOwner): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const parent = controllerOf(owner);
  if (owner.kind !== 'ReplicaSet' || !parent) return counts;
  for (const sibling of context.listers.controlledBy('replicasets', parent.uid))
    for (const pod of context.listers.controlledBy('pods', sibling.metadata.uid)) {
      const node = pod.spec.nodeName ?? '';
      if (isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
    }
  return counts;
}
