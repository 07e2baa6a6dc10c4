import { type KubeObject, keyOf } from '../../../kube/meta.ts';
import type { Pod, PodTemplate } from '../../../kube/pod.ts';
import { matches } from '../../../kube/selector.ts';
import type { ControllerRevision, DaemonSet } from '../../../kube/workloads.ts';
import { templateHash } from '../../api/schema/template-hash.ts';
import { type Context, type Outcome, type Step, because, create, remove, update, updateStatus } from '../../controller.ts';
import { claim } from '../claim.ts';
import { REVISION_LABEL, byRevision, holds, newRevision } from '../history.ts';
import type { Roster } from './roster.ts';
import type { Rosters } from './rosters.ts';

/** The revision of the set as it is, and the earlier ones, oldest first. */
export interface History {
  readonly current: ControllerRevision;
  readonly old: readonly ControllerRevision[];
  /** What the current revision's Pods carry as a label. */
  readonly hash: string;
}

/** What a history was worked out from. While none of it changes, neither does it. */
export interface HistoryMemo {
  readonly template: PodTemplate;
  readonly changes: number;
  readonly collisionCount: number | undefined;
  readonly history: History;
}

type Result = History | { readonly failure: string };

export const hashOf = (revision: ControllerRevision): string => revision.metadata.labels?.[REVISION_LABEL] ?? '';

/** Finds or makes the revision of the set as it is. Models constructHistory. */
export function* constructHistory(context: Context, rosters: Rosters, daemonSet: DaemonSet): Generator<Step, Result, Outcome> {
  const { uid, namespace } = daemonSet.metadata;
  const { template } = daemonSet.spec;
  const { collisionCount } = daemonSet.status;
  const memo = rosters.memos.get(uid);
  if (memo && memo.template === template && memo.changes === rosters.revisions.of(namespace) && memo.collisionCount === collisionCount) return memo.history;

  const all: ControllerRevision[] = [];
  for (const revision of yield* claim(context.listers, 'controllerrevisions', daemonSet, ({ metadata }) => matches(daemonSet.spec.selector, metadata.labels)))
    all.push(yield* labelled(revision));
  all.sort(byRevision);
  const old = all.filter((revision) => !holds(revision, template));
  const current = yield* currentRevision(
    context,
    daemonSet,
    all.filter((revision) => holds(revision, template)),
    (old.at(-1)?.revision ?? 0) + 1,
  );
  if ('failure' in current) return current;
  const history: History = { current, old, hash: hashOf(current) };
  rosters.memos.set(uid, { template, changes: rosters.revisions.of(namespace), collisionCount, history });
  return history;
}

/** A revision whose label is missing gets its own name as one. */
function* labelled(revision: ControllerRevision): Generator<Step, ControllerRevision, Outcome> {
  if (revision.metadata.labels?.[REVISION_LABEL] !== undefined) return revision;
  const { object } = yield update({
    ...revision,
    metadata: { ...revision.metadata, resourceVersion: '', labels: { ...revision.metadata.labels, [REVISION_LABEL]: revision.metadata.name } },
  });
  return (object as unknown as ControllerRevision | undefined) ?? revision;
}

function* currentRevision(
  context: Context,
  daemonSet: DaemonSet,
  equal: readonly ControllerRevision[],
  number: number,
): Generator<Step, ControllerRevision | { readonly failure: string }, Outcome> {
  const newest = equal.at(-1);
  if (!newest) return yield* snapshot(context, daemonSet, number);
  if (equal.length > 1) yield* removeDuplicates(context, daemonSet, equal, newest);
  if (newest.revision >= number) return newest;
  yield because('daemonset/roll-back', { daemonSet: daemonSet.metadata.name, revision: newest.revision, number });
  const { object, error } = yield update({ ...newest, metadata: { ...newest.metadata, resourceVersion: '' }, revision: number });
  return object ? (object as unknown as ControllerRevision) : { failure: error?.message ?? '' };
}

/** Stores the set as it is. A name that other content has taken raises the set's collision count, and the sync starts again. Models snapshot. */
function* snapshot(context: Context, daemonSet: DaemonSet, number: number): Generator<Step, ControllerRevision | { readonly failure: string }, Outcome> {
  const revision = newRevision(daemonSet, number, templateHash(daemonSet.spec.template, daemonSet.status.collisionCount), REVISION_LABEL);
  yield because('daemonset/new-revision', { daemonSet: daemonSet.metadata.name, number });
  const { object, error } = yield create(revision);
  if (object) return object as unknown as ControllerRevision;
  if (error?.reason !== 'AlreadyExists') return { failure: error?.message ?? '' };
  const taken = context.listers.get('controllerrevisions', keyOf(revision));
  if (taken && holds(taken, daemonSet.spec.template)) return taken;
  yield updateStatus({
    ...daemonSet,
    metadata: { ...daemonSet.metadata, resourceVersion: '' },
    status: { ...daemonSet.status, collisionCount: (daemonSet.status.collisionCount ?? 0) + 1 },
  });
  return { failure: error.message };
}

/** Several revisions of one content become one: Pods are relabelled to the newest, and the others go. Models dedupCurHistories. */
function* removeDuplicates(
  context: Context,
  daemonSet: DaemonSet,
  equal: readonly ControllerRevision[],
  keep: ControllerRevision,
): Generator<Step, void, Outcome> {
  const hash = hashOf(keep);
  for (const pod of context.listers.controlledBy('pods', daemonSet.metadata.uid) as readonly Pod[]) {
    if (pod.metadata.labels?.[REVISION_LABEL] === hash) continue;
    yield update({
      ...pod,
      metadata: { ...pod.metadata, resourceVersion: '', labels: { ...pod.metadata.labels, [REVISION_LABEL]: hash } },
    } as unknown as KubeObject);
  }
  for (const revision of equal) if (revision !== keep) yield remove('controllerrevisions', keyOf(revision));
}

/** Deletes the oldest revisions that no Pod has, as many as there are beyond `revisionHistoryLimit`. Models cleanupHistory. */
export function* cleanupHistory(daemonSet: DaemonSet, roster: Roster, { old }: History): Generator<Step, string | undefined, Outcome> {
  const limit = daemonSet.spec.revisionHistoryLimit ?? 10;
  let surplus = old.length - limit;
  if (surplus <= 0) return undefined;
  for (const revision of old) {
    if (surplus <= 0) break;
    if (roster.uses(hashOf(revision))) continue;
    yield because('daemonset/truncate-history', { daemonSet: daemonSet.metadata.name, limit, revision: revision.revision });
    const { error } = yield remove('controllerrevisions', keyOf(revision));
    if (error) return error.message;
    surplus--;
  }
  return undefined;
}
