import { type KubeObject, type OwnerReference, keyOf } from '../../kube/meta.ts';
import { type ResourceType, apiVersionOf, resourceOfKind, resourceOfTable } from '../../kube/resources.ts';
import { type Context, type Outcome, type Plan, type Step, because, defineController, event, remove, update } from '../controller.ts';
import type { Listers } from '../store.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** A key of this controller's queue: a table and a key within it. */
const addressOf = (table: string, key: string): string => `${table} ${key}`;

/** Where the object stands that a reference names. Owners live in their dependents' namespace, or in none. */
function ownerAddress(reference: OwnerReference, dependent: KubeObject): { table: string; key: string } | undefined {
  const resource = resourceOf(reference);
  if (!resource) return undefined;
  const { namespace } = dependent.metadata;
  return { table: resource.plural, key: resource.namespaced && namespace ? `${namespace}/${reference.name}` : reference.name };
}

function resourceOf({ apiVersion, kind }: OwnerReference): ResourceType | undefined {
  const resource = resourceOfKind(kind);
  const isServed = resource && (apiVersionOf(resource) === apiVersion || (resource.plural === 'horizontalpodautoscalers' && apiVersion === 'autoscaling/v1'));
  return isServed ? resource : undefined;
}

/** Whether nobody can tell if an owner exists: its kind is not known, or it would be in a namespace while its dependent is in none. */
function isUnknowable(reference: OwnerReference, dependent: KubeObject): boolean {
  const resource = resourceOf(reference);
  return !resource || (resource.namespaced && !dependent.metadata.namespace);
}

/** Whether the owner exists, in another namespace than its dependent's, where it owns nothing. */
function isElsewhere(listers: Listers, reference: OwnerReference, dependent: KubeObject): boolean {
  const resource = resourceOf(reference);
  if (!resource?.namespaced) return false;
  for (const { metadata } of listers.list(resource.plural)) if (metadata.uid === reference.uid) return metadata.namespace !== dependent.metadata.namespace;
  return false;
}

/** The owner itself, where it exists under this name with this uid. */
function ownerOf(listers: Listers, reference: OwnerReference, dependent: KubeObject): KubeObject | undefined {
  const address = ownerAddress(reference, dependent);
  const owner = address && (listers.get(address.table, address.key) as KubeObject | undefined);
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

const hasFinalizer = (object: KubeObject, name: string): boolean => object.metadata.finalizers?.includes(name) ?? false;
const isDeletingDependents = (object: KubeObject | undefined): boolean => object?.metadata.deletionTimestamp !== undefined && hasFinalizer(object, FOREGROUND);

function tableOf(object: KubeObject): string {
  return resourceOfKind(object.kind)?.plural ?? '';
}

/** What a change may set in motion: dependents of what is gone, owners that wait for what is gone, and what has just been asked to go. */
function wakes(listers: Listers, before: KubeObject | undefined, after: KubeObject | undefined, key: string): readonly string[] {
  const object = (after ?? before) as KubeObject;
  if (after) {
    const finalizing = after.metadata.deletionTimestamp !== undefined && (hasFinalizer(after, FOREGROUND) || hasFinalizer(after, ORPHAN));
    const references = after.metadata.ownerReferences;
    const abandoned =
      references !== undefined && references !== before?.metadata.ownerReferences && references.some((reference) => !ownerOf(listers, reference, after));
    const keys = finalizing || abandoned ? [addressOf(tableOf(object), key)] : [];
    return before?.metadata.ownerReferences && before.metadata.ownerReferences !== references ? [...keys, ...waitingOwners(listers, before)] : keys;
  }
  return [...listers.dependents(object.metadata.uid).map(({ table, key }) => addressOf(table, key)), ...waitingOwners(listers, object)];
}

function waitingOwners(listers: Listers, dependent: KubeObject): readonly string[] {
  const keys: string[] = [];
  for (const reference of dependent.metadata.ownerReferences ?? []) {
    const owner = ownerOf(listers, reference, dependent);
    if (owner && isDeletingDependents(owner)) keys.push(addressOf(tableOf(owner), keyOf(owner)));
  }
  return keys;
}

function* withoutOwners(object: KubeObject, uids: ReadonlySet<string>): Generator<Step, void, Outcome> {
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter((reference) => !uids.has(reference.uid));
  const { ownerReferences: _, ...metadata } = object.metadata;
  yield update({ ...object, metadata: ownerReferences.length ? { ...metadata, ownerReferences } : metadata });
}

function* withoutFinalizer(object: KubeObject, name: string): Generator<Step, void, Outcome> {
  const finalizers = (object.metadata.finalizers ?? []).filter((finalizer) => finalizer !== name);
  const { finalizers: _, ...metadata } = object.metadata;
  yield update({ ...object, metadata: finalizers.length ? { ...metadata, finalizers } : metadata });
}

/** An owner that leaves its dependents behind takes its name off them first. Models attemptToOrphan. */
function* orphanDependents(context: Context, owner: KubeObject): Generator<Step, void, Outcome> {
  const dependents = context.listers.dependents(owner.metadata.uid);
  yield because('garbage-collector/orphan', { kind: owner.kind, name: owner.metadata.name, dependents: dependents.length });
  for (const { table, key } of dependents) {
    const dependent = context.listers.get(table, key) as KubeObject | undefined;
    if (dependent) yield* withoutOwners(dependent, new Set([owner.metadata.uid]));
  }
  yield* withoutFinalizer(owner, ORPHAN);
}

/** An owner that goes last: its dependents are asked to go, and when none is left that blocks it, so does it. */
function* deleteDependentsFirst(context: Context, owner: KubeObject): Generator<Step, void, Outcome> {
  const dependents = context.listers.dependents(owner.metadata.uid);
  const blocking = dependents.filter(({ table, key }) => {
    const dependent = context.listers.get(table, key) as KubeObject | undefined;
    return dependent?.metadata.ownerReferences?.some((reference) => reference.uid === owner.metadata.uid && reference.blockOwnerDeletion);
  });
  if (!blocking.length) {
    yield* collectAll(context, dependents);
    yield because('garbage-collector/foreground-done', { kind: owner.kind, name: owner.metadata.name });
    yield* withoutFinalizer(owner, FOREGROUND);
    return;
  }
  yield* collectAll(context, dependents);
}

function* collectAll(context: Context, dependents: readonly { readonly table: string; readonly key: string }[]): Generator<Step, void, Outcome> {
  for (const { table, key } of dependents) {
    const dependent = context.listers.get(table, key) as KubeObject | undefined;
    if (dependent && dependent.metadata.deletionTimestamp === undefined) yield* collect(context, table, key, dependent);
  }
}

/** Owners whose dependents each wait for the other would never go: this one no longer holds its own up. */
function* unblocked(object: KubeObject): Generator<Step, KubeObject, Outcome> {
  const references = object.metadata.ownerReferences ?? [];
  if (!references.some(({ blockOwnerDeletion }) => blockOwnerDeletion)) return object;
  const ownerReferences = references.map((reference) => (reference.blockOwnerDeletion ? { ...reference, blockOwnerDeletion: false } : reference));
  const outcome = yield update({ ...object, metadata: { ...object.metadata, ownerReferences } });
  return outcome.object ?? object;
}

/** Deletes an object whose owners are all gone or waiting for it; takes gone owners' names off one that has others. Models attemptToDeleteItem. */
function* collect(context: Context, table: string, key: string, object: KubeObject): Generator<Step, void, Outcome> {
  const references = object.metadata.ownerReferences ?? [];
  if (!references.length) return;
  for (const reference of references) if (!ownerOf(context.listers, reference, object)) yield* reportElsewhere(context, reference, object);
  if (references.some((reference) => isUnknowable(reference, object))) return;
  const owners = references.map((reference) => ({ reference, owner: ownerOf(context.listers, reference, object) }));
  const gone = owners.filter(({ owner }) => !owner);
  const waiting = owners.filter(({ owner }) => isDeletingDependents(owner));
  if (gone.length + waiting.length < owners.length) {
    if (gone.length || waiting.length) yield* withoutOwners(object, new Set([...gone, ...waiting].map(({ reference }) => reference.uid)));
    return;
  }
  const first = references[0] as OwnerReference;
  yield because('garbage-collector/delete', {
    kind: object.kind,
    name: object.metadata.name,
    ownerKind: first.kind,
    owner: first.name,
    gone: gone.length > 0,
  });
  const dependents = context.listers.dependents(object.metadata.uid);
  const foreground = waiting.length > 0 && dependents.length > 0;
  if (foreground && dependents.some((dependent) => isDeletingDependents(context.listers.get(dependent.table, dependent.key) as KubeObject | undefined)))
    yield* unblocked(object);
  const policy = foreground ? 'Foreground' : hasFinalizer(object, ORPHAN) ? 'Orphan' : hasFinalizer(object, FOREGROUND) ? 'Foreground' : 'Background';
  yield remove(table, key, { propagationPolicy: policy, preconditions: { uid: object.metadata.uid } });
}

function* reportElsewhere(context: Context, reference: OwnerReference, object: KubeObject): Generator<Step, void, Outcome> {
  if (!isElsewhere(context.listers, reference, object)) return;
  const { apiVersion, kind, name, uid } = reference;
  const { namespace = '' } = object.metadata;
  const owner = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
  yield event(object, 'Warning', 'OwnerRefInvalidNamespace', `ownerRef ${owner} does not exist in namespace "${namespace}"`, 'garbage-collector-controller');
}

export const garbageCollector = defineController({
  name: 'generic-garbage-collector',
  models: 'pkg/controller/garbagecollector: deletes what has lost its owners, in background, in foreground, or not at all',
  watches: [{ table: '*', keys: wakes }],
  reconcile: function* (context, address): Plan {
    const space = address.indexOf(' ');
    const table = address.slice(0, space);
    const key = address.slice(space + 1);
    const object = context.listers.get(table, key) as KubeObject | undefined;
    if (!object || !resourceOfTable(table)) return;
    if (object.metadata.deletionTimestamp !== undefined) {
      if (hasFinalizer(object, ORPHAN)) yield* orphanDependents(context, object);
      else if (hasFinalizer(object, FOREGROUND)) yield* deleteDependentsFirst(context, object);
      return;
    }
    yield* collect(context, table, key, object);
  },
});
