import { type KubeObject, keyOf } from '../../../kube/meta.ts';
import type { PodTemplate } from '../../../kube/pod.ts';
import { matches } from '../../../kube/selector.ts';
import type { ControllerRevision, StatefulSet } from '../../../kube/workloads.ts';
import { type Context, type Outcome, type Step, because, remove, update } from '../../controller.ts';
import { adoptedBy } from '../claim.ts';
import { byRevision, createRevision, holds, renumber } from '../history.ts';
import type { Failure } from './pod-control.ts';
import type { Roster, Rosters } from './roster.ts';

/** A set's revisions, oldest first, and the two that count: where its Pods come from, and where they go. */
export interface Revisions {
  readonly all: readonly ControllerRevision[];
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

/** What the revisions were worked out from. While none of it changes, neither do they. */
export interface RevisionMemo {
  readonly template: PodTemplate;
  readonly changes: number;
  readonly currentRevision: string | undefined;
  readonly collisionCount: number | undefined;
  readonly revisions: Revisions;
}

/** Finds or makes the revision of the set as it is, and the one that its Pods come from. Models getStatefulSetRevisions. */
export function* resolveRevisions(context: Context, rosters: Rosters, set: StatefulSet): Generator<Step, Revisions | { readonly failure: Failure }, Outcome> {
  const { uid, namespace } = set.metadata;
  const { currentRevision, collisionCount } = set.status;
  const { template } = set.spec;
  const memo = rosters.memos.get(uid);
  if (
    memo &&
    memo.template === template &&
    memo.changes === rosters.revisions.of(namespace) &&
    memo.currentRevision === currentRevision &&
    memo.collisionCount === collisionCount
  )
    return memo.revisions;

  const all = yield* adoptRevisions(context, set);
  if ('failure' in all) return all;
  const resolved = yield* updateRevisionOf(context, set, all);
  if ('failure' in resolved) return resolved;
  const current = all.find((revision) => revision.metadata.name === currentRevision) ?? resolved.update;
  const revisions: Revisions = { all, current, ...resolved };
  rosters.memos.set(uid, { template, changes: rosters.revisions.of(namespace), currentRevision, collisionCount, revisions });
  return revisions;
}

/** The set's own revisions and orphans that it selects, which it adopts. Models ListRevisions and adoptOrphanRevisions. */
function* adoptRevisions(context: Context, set: StatefulSet): Generator<Step, ControllerRevision[] | { readonly failure: Failure }, Outcome> {
  const { listers } = context;
  const selected = (revision: ControllerRevision): boolean => matches(set.spec.selector, revision.metadata.labels);
  const all = listers.controlledBy('controllerrevisions', set.metadata.uid).filter(selected);
  const orphans = listers.orphansIn('controllerrevisions', set.metadata.namespace ?? '').filter(selected);
  if (orphans.length && set.metadata.deletionTimestamp !== undefined)
    return {
      failure: `can't adopt ControllerRevisions: ${set.metadata.namespace}/${set.metadata.name} has just been deleted at ${set.metadata.deletionTimestamp}`,
    };
  for (const orphan of orphans) {
    yield because('statefulset/adopt-revision', { revision: orphan.metadata.name });
    const { object, error } = yield update(adoptedBy(orphan as unknown as KubeObject, set));
    if (error) return { failure: error.message };
    all.push(object as unknown as ControllerRevision);
  }
  return all.sort(byRevision);
}

/** The revision that holds the set's template: the newest, an older one that becomes the newest, or a new one. */
function* updateRevisionOf(
  context: Context,
  set: StatefulSet,
  all: readonly ControllerRevision[],
): Generator<Step, { readonly update: ControllerRevision; readonly collisionCount: number } | { readonly failure: Failure }, Outcome> {
  const { template } = set.spec;
  const collisionCount = set.status.collisionCount ?? 0;
  const newest = all.at(-1);
  if (newest && holds(newest, template)) return { update: newest, collisionCount };
  const number = (newest?.revision ?? 0) + 1;
  const equal = all.findLast((revision) => holds(revision, template));
  if (equal) {
    yield because('statefulset/roll-back', { set: set.metadata.name, revision: equal.revision, number });
    return { update: yield* renumber(equal, number), collisionCount };
  }
  yield because('statefulset/new-revision', { set: set.metadata.name, number });
  const created = yield* createRevision(set, number, collisionCount, (key) => context.listers.get('controllerrevisions', key));
  return created.revision ? { update: created.revision, collisionCount: created.collisionCount } : { failure: created.error?.message ?? '' };
}

/** Deletes the oldest revisions that nothing uses and that are more than `revisionHistoryLimit`. Models truncateHistory. */
export function* truncateHistory(set: StatefulSet, roster: Roster, revisions: Revisions): Generator<Step, Failure | undefined, Outcome> {
  const limit = set.spec.revisionHistoryLimit ?? 10;
  if (limit < 0 || revisions.all.length <= limit) return undefined;
  const live = new Set([revisions.current.metadata.name, revisions.update.metadata.name]);
  const unused = revisions.all.filter(({ metadata: { name } }) => !live.has(name) && !roster.uses(name));
  const surplus = unused.slice(0, Math.max(0, unused.length - limit));
  if (surplus.length) yield because('statefulset/truncate-history', { set: set.metadata.name, limit, delete: surplus.length });
  for (const revision of surplus) {
    const { error } = yield remove('controllerrevisions', keyOf(revision));
    if (error) return error.message;
  }
  return undefined;
}
