import { deepEqual } from './equal.ts';
import { type Struct, rootKey, structOf } from './schema/parse.ts';
import {
  DELETE_PREFIX,
  DIRECTIVE,
  type JsonMap,
  type MemberMeta,
  ORDER_PREFIX,
  RETAIN_KEYS,
  isMap,
  keyOfItem,
  memberMeta,
  mergeMap,
  sortByOrder,
} from './strategic-merge.ts';

type Mutable = Record<string, unknown>;

interface DiffOptions {
  readonly ignoreChanges: boolean;
  readonly ignoreDeletions: boolean;
}

const structFor = (object: JsonMap): Struct | undefined => {
  const key = rootKey(String(object['apiVersion'] ?? ''), String(object['kind'] ?? ''));
  return key === undefined ? undefined : structOf(key);
};

/** The strategic merge patch that turns `original` into `modified`. Models strategicpatch.CreateTwoWayMergePatch. */
export function twoWayMergePatch(original: JsonMap, modified: JsonMap): JsonMap {
  return diffMaps(original, modified, structFor(modified), { ignoreChanges: false, ignoreDeletions: false }, false);
}

/**
 * The patch of `kubectl apply`: what differs between the live object and the manifest, and the deletion of what the last applied
 * manifest had and this one has not. An empty patch means that nothing changes. Throws MergeError.
 * Models strategicpatch.CreateThreeWayMergePatch with overwrite.
 */
export function threeWayMergePatch(original: JsonMap, modified: JsonMap, current: JsonMap): JsonMap {
  const struct = structFor(modified);
  const delta = diffMaps(current, modified, struct, { ignoreChanges: false, ignoreDeletions: true }, false);
  const deletions = diffMaps(original, modified, struct, { ignoreChanges: true, ignoreDeletions: false }, false);
  return mergeMap(deletions, delta, struct, { apply: false });
}

function diffMaps(original: JsonMap, modified: JsonMap, struct: Struct | undefined, options: DiffOptions, buildRetainKeys: boolean): JsonMap {
  const patch: Mutable = {};
  const kept: string[] = [];
  for (const key of Object.keys(modified).sort()) {
    const to = modified[key];
    if (to === undefined) continue;
    if (buildRetainKeys && to !== null) kept.push(key);
    const from = original[key];
    if (from === undefined) {
      if (!options.ignoreChanges) patch[key] = to;
    } else if (key === DIRECTIVE) {
      if (from !== to) patch[key] = to;
    } else if (isMap(from) && isMap(to)) diffMember(patch, key, from, to, memberMeta(struct, key), options);
    else if (Array.isArray(from) && Array.isArray(to)) diffListMember(patch, key, from, to, memberMeta(struct, key), options);
    else if (!options.ignoreChanges && !deepEqual(from, to)) patch[key] = to;
  }
  if (!options.ignoreDeletions) for (const key of Object.keys(original)) if (original[key] !== undefined && modified[key] === undefined) patch[key] = null;
  const isNew = Object.keys(modified).some((key) => original[key] === undefined);
  if (kept.length && (Object.keys(patch).length || isNew)) patch[RETAIN_KEYS] = kept.sort();
  return patch;
}

function diffMember(patch: Mutable, key: string, from: JsonMap, to: JsonMap, meta: MemberMeta, options: DiffOptions): void {
  if (meta.replaces) {
    if (!options.ignoreChanges) patch[key] = to;
    return;
  }
  const inner = diffMaps(from, to, meta.inner, options, meta.retainKeys);
  if (Object.keys(inner).length) patch[key] = inner;
}

function diffListMember(patch: Mutable, key: string, from: readonly unknown[], to: readonly unknown[], meta: MemberMeta, options: DiffOptions): void {
  if (!meta.merges) {
    if (!options.ignoreChanges && !deepEqual(from, to)) patch[key] = to;
    return;
  }
  if (!from.length) {
    if (to.length && !options.ignoreChanges) patch[key] = to;
    return;
  }
  const isOfMaps = [...from, ...to].every(isMap);
  const { added, deleted, order } = isOfMaps ? diffItems(from as JsonMap[], to as JsonMap[], meta, options) : diffScalars(from, to, options);
  if (added.length) patch[key] = added;
  if (deleted.length) patch[DELETE_PREFIX + key] = deleted;
  if (order.length) patch[ORDER_PREFIX + key] = order;
}

interface ListDiff {
  readonly added: readonly unknown[];
  readonly deleted: readonly unknown[];
  readonly order: readonly unknown[];
}

function diffItems(from: readonly JsonMap[], to: readonly JsonMap[], meta: MemberMeta, options: DiffOptions): ListDiff {
  const { mergeKey } = meta;
  const changes: JsonMap[] = [];
  const deletions: JsonMap[] = [];
  const text = (item: JsonMap): string => String(keyOfItem(item, mergeKey));
  const sorted = (list: readonly JsonMap[]): readonly JsonMap[] => [...list].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
  const before = new Map(sorted(from).map((item) => [text(item), item]));
  const after = new Map(sorted(to).map((item) => [text(item), item]));
  for (const [name, item] of after) {
    const old = before.get(name);
    if (!old) {
      if (!options.ignoreChanges) changes.push(item);
      continue;
    }
    const inner = diffMaps(old, item, meta.inner, options, meta.retainKeys);
    if (Object.keys(inner).length) changes.push({ ...inner, [mergeKey]: item[mergeKey] });
  }
  if (!options.ignoreDeletions) for (const [name, item] of before) if (!after.has(name)) deletions.push({ [DIRECTIVE]: 'delete', [mergeKey]: item[mergeKey] });
  const added = [...sortByOrder(changes, to, mergeKey), ...deletions];
  const sameOrder = from.length === to.length && from.every((item, i) => item[mergeKey] === to[i]?.[mergeKey]);
  const ordered = (!options.ignoreChanges && (added.length > 0 || !sameOrder)) || (!options.ignoreDeletions && added.length > 0);
  return { added, deleted: [], order: ordered ? to.map((item) => ({ [mergeKey]: item[mergeKey] })) : [] };
}

function diffScalars(from: readonly unknown[], to: readonly unknown[], options: DiffOptions): ListDiff {
  const added = options.ignoreChanges ? [] : to.filter((item) => !from.includes(item));
  const deleted = options.ignoreDeletions ? [] : [...new Set(from.filter((item) => !to.includes(item)))].sort();
  const ordered = (!options.ignoreDeletions && deleted.length > 0) || (!options.ignoreChanges && !deepEqual(from, to));
  return { added: sortByOrder(added, to, ''), deleted, order: ordered ? to : [] };
}
