import type { Reason } from '../../../timeline/types.ts';
import { isPodReady, podReadySince } from '../../../kube/pod-status.ts';
import type { Pod } from '../../../kube/pod.ts';
import type { StatefulSet } from '../../../kube/workloads.ts';
import type { Listers } from '../../store.ts';
import { ordinalOf } from './identity.ts';
import { Roster } from './roster.ts';

/** Why a StatefulSet does nothing more for now: the questions that its control loop asks, as pure functions. */

export const isParallel = (set: StatefulSet): boolean => set.spec.podManagementPolicy === 'Parallel';
const isRunningAndReady = (pod: Pod): boolean => pod.status.phase === 'Running' && isPodReady(pod);

/** What a Pod has to get over first: its deletion, its readiness, or its `minReadySeconds`. `rule` says what waits for it. */
function waitFor(rule: string, set: StatefulSet, pod: Pod, nowMs: number): Reason {
  const values = { set: set.metadata.name, pod: pod.metadata.name, ordinal: ordinalOf(pod) };
  if (pod.metadata.deletionTimestamp !== undefined) return { rule: `statefulset/${rule}-until-gone`, values };
  if (!isRunningAndReady(pod)) return { rule: `statefulset/${rule}-until-ready`, values: { ...values, phase: pod.status.phase ?? '' } };
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const readyForS = Math.floor((nowMs - (podReadySince(pod) ?? nowMs)) / 1000);
  return { rule: `statefulset/${rule}-until-available`, values: { ...values, minReadySeconds, readyForS } };
}

/** Why the ordinals after this one wait for its Pod. Models the blocking conditions of processReplica. */
export function replicaBlocks(set: StatefulSet, pod: Pod, nowMs: number): Reason {
  if (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded')
    return { rule: 'statefulset/wait-until-gone', values: { set: set.metadata.name, pod: pod.metadata.name, ordinal: ordinalOf(pod) } };
  return waitFor('wait', set, pod, nowMs);
}

/** Why an ordered set does not scale down yet, or undefined where the highest condemned ordinal may go. Models processCondemned. */
export function condemnedBlocks(set: StatefulSet, roster: Roster, nowMs: number): Reason | undefined {
  const highest = roster.condemned.at(-1);
  const pod = highest === undefined ? undefined : roster.podOf(highest);
  if (highest === undefined || !pod) return undefined;
  if (pod.metadata.deletionTimestamp !== undefined) return waitFor('scale-down-waits', set, pod, nowMs);
  if (!roster.condemnedUnavailable.has(highest) || roster.condemnedUnavailable.size === 1) return undefined;
  const first = roster.podOf(Math.min(...roster.condemnedUnavailable));
  return waitFor('scale-down-waits', set, first ?? pod, nowMs);
}

/** What the rolling update does next: replace a Pod, or wait for one; undefined where it is done. Models the end of updateStatefulSet. */
export function nextUpdate(set: StatefulSet, roster: Roster, nowMs: number): { readonly replace: Pod } | { readonly wait: Reason } | undefined {
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  const outdated = roster.outdated.previous(roster.size - 1);
  if (outdated < 0) return undefined;
  if (outdated < partition)
    return { wait: { rule: 'statefulset/partition-holds', values: { set: set.metadata.name, partition, outdated: roster.outdated.size } } };
  const unsettled = roster.unsettled.previous(roster.size - 1);
  if (outdated >= unsettled) return { replace: roster.podAt(outdated) as Pod };
  const pod = roster.podAt(unsettled);
  if (!pod) return undefined;
  return { wait: waitFor('update-waits', set, pod, nowMs) };
}

/** Why nothing moves in a StatefulSet at this moment, or undefined where it has nothing left to do or is about to do something. */
export function explainStatefulSet(listers: Listers, set: StatefulSet, nowMs: number): Reason | undefined {
  const roster = new Roster(set, { spec: set.spec, updateRevision: set.status.updateRevision ?? '' }, listers.controlledBy('pods', set.metadata.uid));
  roster.advance(nowMs);
  if (!isParallel(set)) {
    const blocked = roster.unsettled.next(0);
    const pod = blocked < 0 ? undefined : roster.podAt(blocked);
    if (blocked >= 0) return pod && replicaBlocks(set, pod, nowMs);
    if (roster.condemned.length) return condemnedBlocks(set, roster, nowMs);
  }
  if (set.spec.updateStrategy.type === 'OnDelete') {
    const { size } = roster.outdated;
    return size ? { rule: 'statefulset/on-delete', values: { set: set.metadata.name, outdated: size } } : undefined;
  }
  const next = nextUpdate(set, roster, nowMs);
  return next && 'wait' in next ? next.wait : undefined;
}
