import { type KubeObject, controllerRef } from '../../kube/meta.ts';
import { revisionHash } from '../../kube/hash.ts';
import type { PodTemplate } from '../../kube/pod.ts';
import type { ControllerRevision } from '../../kube/workloads.ts';
import type { Change } from '../../timeline/types.ts';
import { deepEqual } from '../api/equal.ts';
import type { ApiError } from '../api/errors.ts';
import { type Outcome, type Step, create, update } from '../controller.ts';

/**
 * ControllerRevisions: what a StatefulSet or DaemonSet looked like, kept so that it can be put back. Models pkg/controller/history.
 */

export const REVISION_LABEL = 'controller-revision-hash';
const HASH_LABEL = 'controller.kubernetes.io/hash';
const NAME_PREFIX_MAX = 223;

interface RevisionData {
  readonly spec: { readonly template: PodTemplate & { readonly $patch: 'replace' } };
}

/** Templates by the data that was made from them, and back: equal templates then mostly are the same object, and cost nothing to compare. */
const dataOf = new WeakMap<PodTemplate, RevisionData>();
const templates = new WeakMap<object, PodTemplate>();

/** What a revision keeps: a strategic merge patch that puts the template back. Models getPatch. */
export function templatePatch(template: PodTemplate): RevisionData {
  const known = dataOf.get(template);
  if (known) return known;
  const data: RevisionData = { spec: { template: { ...template, $patch: 'replace' } } };
  dataOf.set(template, data);
  templates.set(data, template);
  return data;
}

/** The template that a revision would put back. Models ApplyRevision. */
export function templateOf(revision: ControllerRevision): PodTemplate {
  const data = revision.data as RevisionData;
  const known = templates.get(data);
  if (known) return known;
  const { $patch: _, ...template } = data.spec.template;
  templates.set(data, template);
  return template;
}

/** Whether a revision would put back just this template. Models EqualRevision. */
export function holds(revision: ControllerRevision, template: PodTemplate): boolean {
  return deepEqual(templateOf(revision), template);
}

/** By number, then by age, then by name. Models SortControllerRevisions. */
export function byRevision(a: ControllerRevision, b: ControllerRevision): number {
  if (a.revision !== b.revision) return a.revision - b.revision;
  const [left, right] =
    a.metadata.creationTimestamp === b.metadata.creationTimestamp
      ? [a.metadata.name, b.metadata.name]
      : [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  return left < right ? -1 : left > right ? 1 : 0;
}

type Owner = { readonly metadata: KubeObject['metadata']; readonly spec: { readonly template: PodTemplate } };

/** A revision of the owner as it is now, not stored yet. `hashLabel` is where its hash stands. Models NewControllerRevision and snapshot. */
export function newRevision(owner: Owner, number: number, hash: string, hashLabel: string): ControllerRevision {
  const { name, namespace, annotations } = owner.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name.slice(0, NAME_PREFIX_MAX)}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...owner.spec.template.metadata?.labels, [hashLabel]: hash },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerRef(owner as unknown as KubeObject)],
    } as unknown as ControllerRevision['metadata'],
    data: templatePatch(owner.spec.template),
    revision: number,
  };
}

/** Stores a revision under a name that no other content has: each name that is taken raises the collision count. Models CreateControllerRevision. */
export function* createRevision(
  owner: Owner,
  number: number,
  collisionCount: number,
  existing: (key: string) => ControllerRevision | undefined,
): Generator<Step, { revision?: ControllerRevision; collisionCount: number; error?: ApiError }, Outcome> {
  const data = templatePatch(owner.spec.template);
  const revision = newRevision(owner, number, revisionHash(data, collisionCount), HASH_LABEL);
  for (let count = collisionCount; ; count++) {
    const name = `${owner.metadata.name.slice(0, NAME_PREFIX_MAX)}-${revisionHash(data, count)}`;
    const { object, error } = yield create({ ...revision, metadata: { ...revision.metadata, name } });
    if (object) return { revision: object as unknown as ControllerRevision, collisionCount: count };
    if (error?.reason !== 'AlreadyExists') return { collisionCount: count, ...(error ? { error } : {}) };
    const taken = existing(`${owner.metadata.namespace}/${name}`);
    if (taken && holds(taken, owner.spec.template)) return { revision: taken, collisionCount: count };
  }
}

/** Gives a revision a new number: what is rolled back to becomes the newest. Models UpdateControllerRevision. */
export function* renumber(revision: ControllerRevision, number: number): Generator<Step, ControllerRevision, Outcome> {
  if (revision.revision === number) return revision;
  const { object } = yield update({ ...revision, metadata: { ...revision.metadata, resourceVersion: '' }, revision: number });
  return (object as unknown as ControllerRevision | undefined) ?? { ...revision, revision: number };
}

/** Counts the changes of a namespace's revisions, so that nobody lists them again while nothing has changed. */
export class RevisionChanges {
  private readonly counts = new Map<string, number>();

  observe(change: Change): void {
    if (change.table !== 'controllerrevisions') return;
    const { namespace } = ((change.after ?? change.before) as KubeObject).metadata;
    this.counts.set(namespace ?? '', this.of(namespace) + 1);
  }
  of(namespace: string | undefined): number {
    return this.counts.get(namespace ?? '') ?? 0;
  }
}
