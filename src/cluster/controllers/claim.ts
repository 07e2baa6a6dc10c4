import { type KubeObject, controllerOf, controllerRef, keyOf } from '../../kube/meta.ts';
import { type Outcome, type Step, update } from '../controller.ts';
import type { Listers, Row, Tables } from '../store.ts';

type Owner = { readonly apiVersion: string; readonly kind: string; readonly metadata: KubeObject['metadata'] };

/**
 * The rows that belong to `owner`: its own that still match its selector, and orphans that match and are adopted; its own that no longer
 * match are released. Everything is left alone once the owner is being deleted. Models ControllerRefManager.
 */
export function* claim<T extends keyof Tables>(
  listers: Listers,
  table: T,
  owner: Owner,
  matches: (object: Row<T>) => boolean,
  consider: (object: Row<T>) => boolean = () => true,
): Generator<Step, Row<T>[], Outcome> {
  const claimed: Row<T>[] = [];
  const deleting = owner.metadata.deletionTimestamp !== undefined;
  for (const object of listers.controlledBy(table, owner.metadata.uid)) {
    if (!consider(object)) continue;
    if (matches(object)) claimed.push(object);
    else if (!deleting) yield update(released(object as KubeObject, owner));
  }
  if (deleting) return claimed;
  for (const object of listers.orphansIn(table, owner.metadata.namespace ?? '')) {
    if (object.metadata.deletionTimestamp !== undefined || !consider(object) || !matches(object)) continue;
    const { object: adopted } = yield update(adoptedBy(object as KubeObject, owner));
    if (adopted) claimed.push(adopted as Row<T>);
  }
  return claimed;
}

/** An object with one more owner, its controller. */
export function adoptedBy(object: KubeObject, owner: Owner): KubeObject {
  return { ...object, metadata: { ...object.metadata, ownerReferences: [...(object.metadata.ownerReferences ?? []), controllerRef(owner as KubeObject)] } };
}

/** An object that this owner no longer owns. */
export function released(object: KubeObject, owner: Owner): KubeObject {
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== owner.metadata.uid);
  const { ownerReferences: _, ...metadata } = object.metadata;
  return { ...object, metadata: ownerReferences.length ? { ...metadata, ownerReferences } : metadata };
}

/** Rows that change one after the other are often of one owner: the key of the last one asked for, by the references themselves. */
let last: { readonly references: KubeObject['metadata']['ownerReferences']; readonly namespace: string | undefined; readonly key: string } | undefined;

/** The key of an object's controller, where that is of this kind. */
function controllerKey(object: KubeObject, ownerKind: string): string | undefined {
  const owner = controllerOf(object);
  if (owner?.kind !== ownerKind) return undefined;
  const { ownerReferences: references, namespace } = object.metadata;
  if (last && last.references === references && last.namespace === namespace) return last.key;
  last = { references, namespace, key: `${namespace}/${owner.name}` };
  return last.key;
}

/**
 * The keys of owners of one table that a changed row may wake: its controller, before and after; or, for an orphan that is new or whose
 * labels or owner changed, all in its namespace that select it.
 */
export function ownersToWake(
  listers: Listers,
  ownerTable: keyof Tables,
  ownerKind: string,
  selects: (owner: KubeObject, object: KubeObject) => boolean,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): readonly string[] {
  const from = before && controllerKey(before, ownerKind);
  const to = after && controllerKey(after, ownerKind);
  const keys: string[] = from === undefined ? [] : [from];
  if (to !== undefined && to !== from) keys.push(to);
  if (!after || controllerOf(after) || after.metadata.deletionTimestamp !== undefined) return keys;
  const sameLabels = before?.metadata.labels === after.metadata.labels;
  if (before && sameLabels && !controllerOf(before)) return keys;
  for (const owner of listers.listIn(ownerTable, after.metadata.namespace ?? '')) {
    const key = keyOf(owner);
    if (!keys.includes(key) && selects(owner as KubeObject, after)) keys.push(key);
  }
  return keys;
}
