import type { PodDisruptionBudget, Service } from './cluster-objects.ts';
import { type KubeObject, controllerOf, splitKey } from './meta.ts';
import type { Pod } from './pod.ts';
import { isPodActive, isPodAvailable, podReadySince } from './pod-status.ts';
import { matches, matchesMap } from './selector.ts';
import { isRoutedTo, refuses, trafficChangesAt } from './traffic.ts';
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet } from './workloads.ts';

/** The tables whose objects have replicas. */
export const WORKLOAD_TABLES = ['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'replicationcontrollers'] as const;
export type WorkloadTable = (typeof WORKLOAD_TABLES)[number];

interface Begins {
  /** It is broken also while what it speaks of has never kept it yet: while it starts for the first time. Else it counts from when it was first kept. */
  readonly fromStart?: boolean;
}

/** What a user says must hold at the end of every instant, and in between. `key` is `namespace/name`. */
export type Invariant =
  | (Begins & { readonly rule: 'available'; readonly table: WorkloadTable; readonly key: string; readonly atLeast: number })
  | (Begins & { readonly rule: 'pods'; readonly table: WorkloadTable; readonly key: string; readonly atMost: number })
  | (Begins & { readonly rule: 'requests'; readonly key: string })
  | (Begins & { readonly rule: 'budget'; readonly key: string });

/** The numbers of one moment: what the invariant speaks of, and what was found. */
export interface Reading {
  /** The number that must be reached, or not be exceeded. */
  readonly bound: number;
  readonly found: number;
  readonly broken: boolean;
  /** `requests`: nobody answers at all. */
  readonly nobody?: boolean;
}

type Workload = Deployment | StatefulSet | DaemonSet | ReplicaSet | ReplicationController;

/** Where the object stands that an invariant speaks of. */
export function subjectOf(invariant: Invariant): { readonly table: string; readonly key: string; readonly namespace: string } {
  const table = invariant.rule === 'requests' ? 'services' : invariant.rule === 'budget' ? 'poddisruptionbudgets' : invariant.table;
  return { table, key: invariant.key, namespace: splitKey(invariant.key).namespace };
}

/** What a Pod adds to an invariant's sums: `good` counts for it, `bad` against it; and when that changes by time alone, in virtual ms. */
export interface Share {
  readonly good: number;
  readonly bad: number;
  readonly untilMs: number | undefined;
}
const NOTHING: Share = { good: 0, bad: 0, untilMs: undefined };
const GOOD: Share = { good: 1, bad: 0, untilMs: undefined };

/** A Pod's share at a time. The Pod is of the subject's namespace. */
export function shareOf(invariant: Invariant, subject: KubeObject, pod: Pod, nowMs: number): Share {
  switch (invariant.rule) {
    case 'available': {
      const workload = subject as Workload;
      return isReplicaOf(invariant.table, workload, pod) ? availability(pod, workload.spec.minReadySeconds ?? 0, nowMs) : NOTHING;
    }
    case 'pods':
      return isReplicaOf(invariant.table, subject as Workload, pod) ? GOOD : NOTHING;
    case 'requests': {
      if (!matchesMap((subject as Service).spec.selector, pod.metadata.labels) || !isRoutedTo(pod, nowMs)) return NOTHING;
      const bad = refuses(pod, nowMs) ? 1 : 0;
      return { good: 1 - bad, bad, untilMs: trafficChangesAt(pod, nowMs) };
    }
    case 'budget':
      return NOTHING;
  }
}

/** Whether a Pod counts as a replica of a workload: its selector matches, and its Pods' controller is of the kind that it has. */
function isReplicaOf(table: WorkloadTable, workload: Workload, pod: Pod): boolean {
  if (!isPodActive(pod)) return false;
  const { labels } = pod.metadata;
  const selected =
    table === 'replicationcontrollers'
      ? matchesMap((workload as ReplicationController).spec.selector, labels)
      : matches((workload as Deployment).spec.selector, labels);
  if (!selected) return false;
  const owner = controllerOf(pod);
  // A Deployment's Pods belong to its ReplicaSets.
  return table === 'deployments' ? owner?.kind === 'ReplicaSet' : owner?.uid === workload.metadata.uid;
}

function availability(pod: Pod, minReadySeconds: number, nowMs: number): Share {
  if (isPodAvailable(pod, minReadySeconds, nowMs)) return GOOD;
  const since = podReadySince(pod);
  return since === undefined ? NOTHING : { good: 0, bad: 0, untilMs: since + minReadySeconds * 1000 };
}

/** What the sums of all Pods come to; undefined where the invariant has nothing to speak of. */
export function readingOf(invariant: Invariant, subject: KubeObject | undefined, sums: { readonly good: number; readonly bad: number }): Reading | undefined {
  if (!subject) return undefined;
  switch (invariant.rule) {
    case 'available':
      return { bound: invariant.atLeast, found: sums.good, broken: sums.good < invariant.atLeast };
    case 'pods':
      return { bound: invariant.atMost, found: sums.good, broken: sums.good > invariant.atMost };
    case 'requests': {
      // Endpoints that somebody else writes are nobody's Pods: nothing is known of who answers.
      if (!Object.keys((subject as Service).spec.selector ?? {}).length) return undefined;
      const nobody = sums.good + sums.bad === 0;
      return { bound: 0, found: nobody ? 1 : sums.bad, broken: nobody || sums.bad > 0, ...(nobody ? { nobody } : {}) };
    }
    case 'budget': {
      const { status } = subject as PodDisruptionBudget;
      if (!status?.expectedPods) return undefined;
      return { bound: status.desiredHealthy, found: status.currentHealthy, broken: status.currentHealthy < status.desiredHealthy };
    }
  }
}

/** What of a subject decides about shares: where it stays equal, no Pod has to be looked at again. */
export function signatureOf(subject: KubeObject | undefined): string {
  if (!subject) return '';
  const { selector, minReadySeconds } = subject.spec as { readonly selector?: unknown; readonly minReadySeconds?: number };
  return `${subject.metadata.uid} ${minReadySeconds ?? 0} ${JSON.stringify(selector ?? null)}`;
}
