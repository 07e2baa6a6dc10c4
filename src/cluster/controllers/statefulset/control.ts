import type { Pod } from '../../../kube/pod.ts';
import type { StatefulSet } from '../../../kube/workloads.ts';
import type { Reason } from '../../../timeline/types.ts';
import { type Context, type Outcome, type Step, because } from '../../controller.ts';
import { belongsToCurrent, identityMatches, newPod, revisionOf, storageMatches } from './identity.ts';
import { type Failure, claimIsStale, claimsMatchPolicy, correctPod, createMissingClaims, createPod, deletePod, ownClaims } from './pod-control.ts';
import type { Revisions } from './revisions.ts';
import type { Roster } from './roster.ts';
import { condemnedBlocks, isParallel, nextUpdate, replicaBlocks } from './waiting.ts';

/** How a sync ended: with a failure, waiting for something, having done what there was to do for now, or with nothing in the way. */
export interface Progress {
  readonly failure?: Failure;
  readonly waiting?: Reason;
  readonly acted?: true;
}
type Pass = Generator<Step, Progress, Outcome>;

interface Job {
  readonly context: Context;
  readonly set: StatefulSet;
  readonly roster: Roster;
  readonly revisions: Revisions;
}

const CLEAR: Progress = {};
const isStopped = (progress: Progress): boolean => progress.failure !== undefined || progress.waiting !== undefined || progress.acted === true;

/**
 * Brings a set's Pods nearer to its specification: first every wanted ordinal gets its Pod, then the ordinals that are too many go, highest
 * first, and only then are Pods of older revisions replaced, highest first. In order, each step waits until all Pods before it are
 * running, ready and available; with Parallel only the update does. Models updateStatefulSet.
 *
 * For example, web with 3 replicas and a new image: web-2 is deleted; once it is gone it is created again, from the new revision; once it
 * is available web-1 is deleted. Were web-1 to fail meanwhile, web-2 would wait for it.
 */
export function* manage(job: Job): Pass {
  const { set } = job;
  if (set.metadata.deletionTimestamp !== undefined) return { waiting: { rule: 'statefulset/being-deleted', values: { set: set.metadata.name } } };
  const parallel = isParallel(set);
  const replicas = yield* parallel ? replicasAtOnce(job) : replicasInOrder(job);
  if (isStopped(replicas)) return replicas;
  const claims = yield* condemnedClaims(job);
  if (isStopped(claims)) return claims;
  const condemned = yield* parallel ? condemnedAtOnce(job) : condemnedInOrder(job);
  if (isStopped(condemned)) return condemned;
  return yield* rollingUpdate(job);
}

/** Up to and including the first ordinal that is not settled, and no further. */
function* replicasInOrder(job: Job): Pass {
  const { context, set, roster } = job;
  const blocked = roster.unsettled.next(0);
  for (const position of roster.unchecked.list(0, blocked < 0 ? roster.size : blocked)) {
    const failure = yield* check(job, position);
    if (failure !== undefined) return { failure };
  }
  if (blocked < 0) return CLEAR;
  const pod = roster.podAt(blocked);
  if (!pod) return yield* createInOrder(job, blocked);
  if (roster.ended.has(blocked)) return yield* replaceEnded(job, pod);
  if (pod.status.phase === 'Pending') {
    const failure = yield* createMissingClaims(context, set, pod);
    if (failure !== undefined) return { failure };
  }
  return { waiting: replicaBlocks(set, pod, context.now) };
}

function* createInOrder(job: Job, position: number): Pass {
  const { context, set, roster } = job;
  const pod = podFor(job, position);
  if (claimIsStale(context, set, pod)) return { waiting: staleClaim(set, pod) };
  yield because('statefulset/create-pod', {
    set: set.metadata.name,
    pod: pod.metadata.name,
    ordinal: roster.start + position,
    replicas: roster.size,
    revision: revisionOf(pod),
  });
  const failure = yield* createPod(context, set, pod);
  return failure === undefined ? { acted: true } : { failure };
}

function* replaceEnded({ set }: Job, pod: Pod): Pass {
  yield because('statefulset/replace-ended', { set: set.metadata.name, pod: pod.metadata.name, phase: pod.status.phase ?? '' });
  const failure = yield* deletePod(set, pod);
  return failure === undefined ? { acted: true } : { failure };
}

/** How many ordinals one batch of a slow start may have. Models MaxBatchSize. */
const BATCH_MAX = 500;

/** All ordinals in batches of 1, 2, 4 …, until a batch in which something failed. Models slowStartBatch. */
function* replicasAtOnce(job: Job): Pass {
  const { set, roster } = job;
  const positions = [...new Set([...roster.absent.list(), ...roster.ended.list(), ...roster.unchecked.list()])].sort((a, b) => a - b);
  const create = roster.absent.size;
  if (create) yield because('statefulset/create-pods', { set: set.metadata.name, create, replicas: roster.size, have: roster.size - create });
  const failures: Failure[] = [];
  let size = 1;
  let end = 1;
  for (const position of positions) {
    while (position >= end) {
      if (failures.length) return { failure: joined(failures) };
      size = Math.min(2 * size, BATCH_MAX);
      end += size;
    }
    const failure = yield* processAtOnce(job, position);
    if (failure !== undefined) failures.push(failure);
  }
  return failures.length ? { failure: joined(failures) } : CLEAR;
}

/** One ordinal of a set that waits for none. */
function* processAtOnce(job: Job, position: number): Generator<Step, Failure | undefined, Outcome> {
  const { context, set, roster } = job;
  const pod = roster.podAt(position);
  if (!pod) {
    const created = podFor(job, position);
    return claimIsStale(context, set, created) ? undefined : yield* createPod(context, set, created);
  }
  if (roster.ended.has(position)) return (yield* replaceEnded(job, pod)).failure;
  if (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return undefined;
  if (pod.status.phase === 'Pending') {
    const failure = yield* createMissingClaims(context, set, pod);
    if (failure !== undefined) return failure;
  }
  return yield* check(job, position);
}

/** Corrects a Pod that is not what its ordinal should be, and remembers which ones are. */
function* check({ context, set, roster }: Job, position: number): Generator<Step, Failure | undefined, Outcome> {
  const pod = roster.podAt(position) as Pod;
  if (!identityMatches(set, pod) || !storageMatches(set, pod) || !claimsMatchPolicy(context, set, pod)) return yield* correctPod(context, set, pod);
  roster.unchecked.delete(position);
  return undefined;
}

/** The claims of ordinals that are scaled away get the owner that the retention policy names. */
function* condemnedClaims({ context, set, roster }: Job): Pass {
  for (const ordinal of [...roster.uncheckedCondemned].sort((a, b) => b - a)) {
    const pod = roster.podOf(ordinal) as Pod;
    const failure = yield* ownClaims(context, set, pod);
    if (failure !== undefined) return { failure };
    if (claimsMatchPolicy(context, set, pod)) roster.uncheckedCondemned.delete(ordinal);
  }
  return CLEAR;
}

/** The highest ordinal goes, and only when everything below it is well. Models processCondemned. */
function* condemnedInOrder({ context, set, roster }: Job): Pass {
  const ordinal = roster.condemned.at(-1);
  if (ordinal === undefined) return CLEAR;
  const waiting = condemnedBlocks(set, roster, context.now);
  if (waiting) return { waiting };
  const pod = roster.podOf(ordinal) as Pod;
  yield because('statefulset/scale-down', {
    set: set.metadata.name,
    pod: pod.metadata.name,
    ordinal,
    replicas: roster.size,
    remaining: roster.condemned.length - 1,
  });
  const failure = yield* deletePod(set, pod);
  return failure === undefined ? { acted: true } : { failure };
}

function* condemnedAtOnce({ set, roster }: Job): Pass {
  const ordinals = [...roster.condemnedToGo].sort((a, b) => b - a);
  if (ordinals.length) yield because('statefulset/scale-down-parallel', { set: set.metadata.name, delete: ordinals.length, replicas: roster.size });
  const failures: Failure[] = [];
  for (const ordinal of ordinals) {
    const failure = yield* deletePod(set, roster.podOf(ordinal) as Pod);
    if (failure !== undefined) failures.push(failure);
  }
  return failures.length ? { failure: joined(failures) } : CLEAR;
}

/** The highest ordinal of an older revision goes, down to the partition; one that is not available is waited for. */
function* rollingUpdate({ context, set, roster, revisions }: Job): Pass {
  const { updateStrategy } = set.spec;
  if (updateStrategy.type === 'OnDelete') {
    const outdated = roster.outdated.size;
    return outdated ? { waiting: { rule: 'statefulset/on-delete', values: { set: set.metadata.name, outdated } } } : CLEAR;
  }
  const next = nextUpdate(set, roster, context.now);
  if (!next) return CLEAR;
  if ('wait' in next) return { waiting: next.wait };
  const pod = next.replace;
  yield because('statefulset/replace-outdated', {
    set: set.metadata.name,
    pod: pod.metadata.name,
    from: revisionOf(pod),
    to: revisions.update.metadata.name,
    partition: updateStrategy.rollingUpdate?.partition ?? 0,
  });
  const failure = yield* deletePod(set, pod);
  return failure === undefined ? { acted: true } : { failure };
}

function podFor({ set, roster, revisions }: Job, position: number): Pod {
  const ordinal = roster.start + position;
  return newPod(set, ordinal, belongsToCurrent(set, ordinal) ? revisions.current : revisions.update);
}

function staleClaim(set: StatefulSet, pod: Pod): Reason {
  return { rule: 'statefulset/wait-for-stale-claim', values: { set: set.metadata.name, pod: pod.metadata.name } };
}

/** Several failures in one sentence, as utilerrors.NewAggregate words them. */
function joined(failures: readonly Failure[]): Failure {
  const distinct = [...new Set(failures)];
  return distinct.length === 1 ? (distinct[0] as Failure) : `[${distinct.join(', ')}]`;
}
