import { deepEqual } from './equal.ts';
import { type Struct, innermost, structOf } from './schema/parse.ts';

/**
 * Strategic merge patches: lists are merged by the keys of their items, as the Go types' tags say.
 * Models k8s.io/apimachinery/pkg/util/strategicpatch. Nothing given is changed; what a patch does not touch is shared.
 */
export type JsonMap = Readonly<Record<string, unknown>>;
type Mutable = Record<string, unknown>;

export const DIRECTIVE = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const DELETE_PREFIX = '$deleteFromPrimitiveList/';
export const ORDER_PREFIX = '$setElementOrder/';

/** `badRequest` where the patch itself is malformed; else the server would answer with an internal error. */
export class MergeError extends Error {
  constructor(
    message: string,
    readonly badRequest = false,
  ) {
    super(message);
  }
}

export interface MergeOptions {
  /** Carries directives out; else they are kept, for the merging of two patches. */
  readonly apply: boolean;
}

export const isMap = (value: unknown): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the tags say about a member: how its list is merged, and the structure of what lies in it. */
export interface MemberMeta {
  readonly inner: Struct | undefined;
  readonly merges: boolean;
  /** '' for lists of plain values. */
  readonly mergeKey: string;
  readonly retainKeys: boolean;
  /** The patch's map takes the place of the other, equal or not. */
  readonly replaces: boolean;
}

const UNKNOWN: MemberMeta = { inner: undefined, merges: false, mergeKey: '', retainKeys: false, replaces: false };

export function memberMeta(struct: Struct | undefined, name: string): MemberMeta {
  const field = struct?.fields.get(name);
  if (!field) return UNKNOWN;
  const type = innermost(field.type);
  return {
    inner: type.kind === 'struct' ? structOf(type.key) : undefined,
    merges: field.mergeKey !== undefined,
    mergeKey: field.mergeKey ?? '',
    retainKeys: field.retainKeys,
    replaces: field.replaces,
  };
}

/** `original` with `patch` merged into it. Throws MergeError. */
export function mergeMap(original: JsonMap | undefined, patch: JsonMap, struct: Struct | undefined, options: MergeOptions): JsonMap {
  const directive = patch[DIRECTIVE];
  if (directive !== undefined) {
    const { [DIRECTIVE]: _, ...rest } = patch;
    if (directive === 'replace') return rest;
    if (directive === 'delete') return {};
    throw new MergeError(`unknown patch type: ${String(directive)} in map: ${goText(patch)}`);
  }
  const merged: Mutable = { ...original };
  const rest: Mutable = { ...patch };
  retainKeys(merged, rest, options);
  mergeOrderedLists(merged, rest, struct, options);
  for (const key of Object.keys(rest).sort()) mergeMember(merged, key, rest[key], struct, options);
  return merged;
}

function mergeMember(merged: Mutable, patchKey: string, value: unknown, struct: Struct | undefined, options: MergeOptions): void {
  const isDeletion = patchKey.startsWith(DELETE_PREFIX);
  if (isDeletion && !options.apply) {
    merged[patchKey] = value;
    return;
  }
  const key = isDeletion ? patchKey.slice(DELETE_PREFIX.length) : patchKey;
  if (value === null || value === undefined) {
    delete merged[key];
    if (options.apply) return;
  }
  const current = merged[key];
  if (isMap(current) && isMap(value)) {
    const meta = memberMeta(struct, key);
    merged[key] = meta.replaces ? value : mergeMap(current, value, meta.inner, options);
    return;
  }
  if (Array.isArray(current) && Array.isArray(value)) {
    const meta = memberMeta(struct, key);
    merged[key] = meta.merges || isDeletion ? mergeList(current, value, meta, options, isDeletion) : value;
    return;
  }
  if (isDeletion) return;
  const added = withoutDirectives(options.apply ? withoutNulls(value) : value);
  if (added === undefined) delete merged[key];
  else merged[key] = added;
}

function retainKeys(merged: Mutable, patch: Mutable, options: MergeOptions): void {
  const kept = patch[RETAIN_KEYS];
  if (kept === undefined) return;
  delete patch[RETAIN_KEYS];
  if (!options.apply) {
    if (merged[RETAIN_KEYS] !== undefined && !deepEqual(merged[RETAIN_KEYS], kept))
      throw new MergeError(`${goText(merged[RETAIN_KEYS])} and ${goText(kept)} are not deep equal: this may happen when calculating the 3-way diff patch`);
    merged[RETAIN_KEYS] = kept;
    return;
  }
  if (!Array.isArray(kept)) throw new MergeError('invalid patch format of retainKeys', true);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || key.startsWith(DELETE_PREFIX) || key.startsWith(ORDER_PREFIX)) continue;
    if (!kept.includes(key)) throw new MergeError('invalid patch format of retainKeys', true);
  }
  for (const key of Object.keys(merged)) if (!kept.includes(key)) delete merged[key];
}

function mergeOrderedLists(merged: Mutable, patch: Mutable, struct: Struct | undefined, options: MergeOptions): void {
  for (const directive of Object.keys(patch)
    .filter((key) => key.startsWith(ORDER_PREFIX))
    .sort()) {
    const order = patch[directive];
    delete patch[directive];
    if (!options.apply) {
      if (merged[directive] !== undefined && !deepEqual(merged[directive], order)) throw new MergeError('invalid patch format of setElementOrder list', true);
      merged[directive] = order;
    }
    if (!Array.isArray(order)) throw new MergeError(`expected a []interface {}, but received a ${goKind(order)}`);
    const key = directive.slice(ORDER_PREFIX.length);
    const meta = memberMeta(struct, key);
    const current = listOrNone(merged[key]);
    const added = listOrNone(patch[key]);
    checkOrder(added ?? [], order, meta.mergeKey);
    let list: readonly unknown[];
    if (current && added) list = meta.merges ? mergeList(current, added, meta, options, false) : added;
    else if (current) list = current;
    else if (added) list = withoutDirectives(added) as readonly unknown[];
    else continue;
    const { named, others } = partition(list, order, meta.mergeKey);
    merged[key] = inOrder(named, others, order, current ?? [], meta.mergeKey);
    delete patch[key];
  }
}

function listOrNone(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new MergeError(`expected a []interface {}, but received a ${goKind(value)}`);
  return value as readonly unknown[];
}

function mergeList(current: readonly unknown[], patch: readonly unknown[], meta: MemberMeta, options: MergeOptions, isDeletion: boolean): readonly unknown[] {
  if (!current.length && !patch.length) return current;
  let merged: readonly unknown[];
  if (![...current, ...patch].every(isMap)) {
    if (options.apply && isDeletion) return current.filter((item) => !patch.includes(item));
    merged = [...new Set([...current, ...patch])];
  } else {
    if (!meta.mergeKey) throw new MergeError(`cannot merge lists without merge key for ${meta.inner?.name ?? ''}`);
    const special = takeSpecial(current as readonly JsonMap[], patch as readonly JsonMap[], meta.mergeKey);
    merged = mergeItems(special.current, special.patch, meta, options);
    if (special.replaced) return merged;
  }
  const { named, others } = partition(merged, patch, meta.mergeKey);
  return inOrder(
    named,
    others,
    patch.filter((item) => !isMap(item) || item[DIRECTIVE] === undefined),
    current,
    meta.mergeKey,
  );
}

/** Carries out `$patch: delete` and `$patch: replace` among the items. */
function takeSpecial(
  current: readonly JsonMap[],
  patch: readonly JsonMap[],
  mergeKey: string,
): { current: readonly JsonMap[]; patch: readonly JsonMap[]; replaced: boolean } {
  let left = current;
  let replaced = false;
  const plain: JsonMap[] = [];
  for (const item of patch) {
    const directive = item[DIRECTIVE];
    if (directive === undefined) plain.push(item);
    else if (directive === 'delete') {
      const value = keyOfItem(item, mergeKey);
      left = left.filter((one) => one[mergeKey] !== value);
    } else if (directive === 'replace') replaced = true;
    else if (directive === 'merge') throw new MergeError('merging lists cannot yet be specified in the patch');
    else throw new MergeError(`unknown patch type: ${String(directive)} in map: ${goText(item)}`);
  }
  return replaced ? { current: plain, patch: [], replaced } : { current: left, patch: plain, replaced };
}

function mergeItems(current: readonly JsonMap[], patch: readonly JsonMap[], meta: MemberMeta, options: MergeOptions): readonly unknown[] {
  const merged = [...current];
  for (const item of patch) {
    const value = keyOfItem(item, meta.mergeKey);
    const at = merged.findIndex((one) => one[meta.mergeKey] === value);
    if (at < 0) merged.push(item);
    else merged[at] = mergeMap(merged[at], item, meta.inner, options);
  }
  return merged;
}

/** An item's merge key. Throws MergeError where it has none. */
export function keyOfItem(item: unknown, mergeKey: string): unknown {
  if (!mergeKey) return item;
  if (!isMap(item)) throw new MergeError(`expected a map[string]interface {}, but received a ${goKind(item)}`);
  if (item[mergeKey] === undefined) throw new MergeError(`map: ${goText(item)} does not contain declared merge key: ${mergeKey}`);
  return item[mergeKey];
}

function partition(list: readonly unknown[], by: readonly unknown[], mergeKey: string): { named: readonly unknown[]; others: readonly unknown[] } {
  const keys = new Set(by.map((item) => (mergeKey && isMap(item) ? item[mergeKey] : item)));
  const named: unknown[] = [];
  const others: unknown[] = [];
  for (const item of list) (keys.has(keyOfItem(item, mergeKey)) ? named : others).push(item);
  return { named, others };
}

function indexIn(list: readonly unknown[], item: unknown, mergeKey: string): number {
  const value = mergeKey && isMap(item) ? item[mergeKey] : item;
  return list.findIndex((one) => (mergeKey && isMap(one) ? one[mergeKey] : one) === value);
}

/** In the order of `order`; Go's stable sort with upstream's comparison, by which what is in no order comes first. */
export function sortByOrder(list: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  const deleted = list.filter((item) => isMap(item) && item[DIRECTIVE] === 'delete');
  const sorted = list.filter((item) => !deleted.includes(item));
  const less = (a: unknown, b: unknown): boolean => {
    const left = indexIn(order, a, mergeKey);
    const right = indexIn(order, b, mergeKey);
    return left < 0 || right < 0 || left < right;
  };
  for (let i = 1; i < sorted.length; i++) for (let j = i; j > 0 && less(sorted[j], sorted[j - 1]); j--) [sorted[j], sorted[j - 1]] = [sorted[j - 1], sorted[j]];
  return [...sorted, ...deleted];
}

/** What the patch names in its order, with the server's own items where they were among them. */
function inOrder(
  named: readonly unknown[],
  others: readonly unknown[],
  order: readonly unknown[],
  server: readonly unknown[],
  mergeKey: string,
): readonly unknown[] {
  const right = sortByOrder(named, order, mergeKey);
  const left = sortByOrder(others, server, mergeKey);
  const all: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const takeLeft = j >= right.length || (i < left.length && comesBefore(server, left[i], right[j], mergeKey));
    all.push(takeLeft ? left[i++] : right[j++]);
  }
  return all;
}

function comesBefore(server: readonly unknown[], left: unknown, right: unknown, mergeKey: string): boolean {
  const l = indexIn(server, left, mergeKey);
  const r = indexIn(server, right, mergeKey);
  return l >= 0 && r >= 0 && l < r;
}

function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (!patch.length || !order.length) return;
  const wanted = patch.filter((item) => !isMap(item) || item[DIRECTIVE] === undefined);
  let at = 0;
  for (const item of order) if (at < wanted.length && keyOfItem(wanted[at], mergeKey) === keyOfItem(item, mergeKey)) at++;
  if (at < wanted.length) throw new MergeError(`The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`);
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (isMap(item) || Array.isArray(item) ? withoutNulls(item) : item));
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

/** The value to keep of what a patch adds; undefined where it is nothing but a directive. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isMap(value)) return value;
  if (value[DIRECTIVE] !== undefined) return undefined;
  const kept: Mutable = {};
  for (const [key, item] of Object.entries(value)) {
    const next = withoutDirectives(item);
    if (next !== undefined) kept[key] = next;
  }
  return kept;
}

/** A value as Go's %v prints it: `map[spec:map[replicas:3]]`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (isMap(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${key}:${goText(value[key])}`)
      .join(' ')}]`;
  return String(value);
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isMap(value)) return 'map[string]interface {}';
  return typeof value === 'boolean'
    ? 'bool'
    : typeof value === 'number'
      ? Number.isInteger(value)
        ? 'int64'
        : 'float64'
      : typeof value === 'string'
        ? 'string'
        : '%!s(<nil>)';
}

/** The merged object, as the API server merges a patch into what is stored. Throws MergeError. */
export function strategicMerge(original: JsonMap, patch: JsonMap, struct: Struct | undefined): JsonMap {
  return mergeMap(original, patch, struct, { apply: true });
}
