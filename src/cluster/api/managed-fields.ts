import type { KubeObject } from '../../kube/meta.ts';
import type { Store } from '../store.ts';
import { deepEqual } from './equal.ts';
import { ApiError } from './errors.ts';
import { type GoType, type Struct, rootKey, structOf } from './schema/parse.ts';
import { isMap } from './strategic-merge.ts';

/** Who writes: the field manager's name, and the subresource through which it writes. */
export interface FieldManager {
  readonly name: string;
  readonly subresource?: string;
}

/**
 * What one manager owns of an object. A field is a path of elements as FieldsV1 names them (`f:spec`, `k:{"name":"c"}`, `v:"x"`), joined by
 * line breaks. Models metav1.ManagedFieldsEntry.
 */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time: string;
  readonly subresource?: string;
  readonly fields: readonly string[];
}

interface ManagedRow extends KubeObject {
  readonly owner: string | undefined;
  readonly entries: readonly ManagedEntry[];
}

/** The playground's own rows: the managed fields of an object are kept beside it, so that what reads objects does not have to know of them. */
const TABLE = '#managedfields';
/** What names an object, and what only the server sets, has no manager. */
const UNMANAGED = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);
/** Lists that are merged by more than one key, and the value of a key that an item leaves out. */
const MORE_KEYS: Readonly<Record<string, readonly string[]>> = { containerPort: ['protocol'], port: ['protocol'], topologyKey: ['whenUnsatisfiable'] };
const KEY_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };
/** Structures and maps that are one field: who changes a part has changed it all. */
const ATOMIC =
  /\.(LabelSelector|NodeSelector|NodeSelectorTerm|ObjectReference|LocalObjectReference|SecretKeySelector|ConfigMapKeySelector|ObjectFieldSelector|ResourceFieldSelector|CrossVersionObjectReference|TypedLocalObjectReference)$/;
const ATOMIC_MAPS = new Set(['nodeSelector', 'selector']);

/** The annotation in which client-side apply remembers what it applied. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const LAST_APPLIED_MANAGER = 'kubectl-last-applied';

const SEPARATOR = '\n';
const rowKey = (table: string, key: string): string => `${table}/${key}`;

/** Every field of an object with its value. With `containers`, also the maps and optional structures that hold them, as an update owns them. */
export function fieldsOf(object: KubeObject, containers: boolean): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const root = rootKey(object.apiVersion, object.kind);
  if (root === undefined) return found;
  const { status: _1, apiVersion: _2, kind: _3, metadata, ...rest } = object;
  const managed = Object.fromEntries(Object.entries(metadata).filter(([name]) => !UNMANAGED.has(name)));
  walkMembers({ ...rest, ...(Object.keys(managed).length ? { metadata: managed } : {}) }, structOf(root), '', found, containers);
  return found;
}

const join = (path: string, element: string): string => (path ? path + SEPARATOR + element : element);

function walkMembers(
  value: Readonly<Record<string, unknown>>,
  struct: Struct | undefined,
  path: string,
  found: Map<string, unknown>,
  containers: boolean,
): void {
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const field = struct?.fields.get(name);
    const at = join(path, `f:${name}`);
    if (field?.mergeKey !== undefined && Array.isArray(member)) walkItems(member, field.mergeKey, field.type, at, found, containers);
    else if (ATOMIC_MAPS.has(name) && path === 'f:spec') found.set(at, member);
    else walk(member, field?.type, at, found, containers);
  }
}

function walk(value: unknown, type: GoType | undefined, path: string, found: Map<string, unknown>, containers: boolean): void {
  const known = type?.kind === 'pointer' ? type.of : type;
  const granular = known && isMap(value) && Object.keys(value).length && (known.kind === 'map' || (known.kind === 'struct' && !ATOMIC.test(known.key)));
  if (!granular) {
    found.set(path, value);
    return;
  }
  if (containers && (type?.kind === 'pointer' || known.kind === 'map')) found.set(path, undefined);
  const members = value as Readonly<Record<string, unknown>>;
  if (known.kind === 'struct') walkMembers(members, structOf(known.key), path, found, containers);
  else
    for (const [name, member] of Object.entries(members)) walk(member, known.kind === 'map' ? known.of : undefined, join(path, `f:${name}`), found, containers);
}

function walkItems(items: readonly unknown[], mergeKey: string, type: GoType, path: string, found: Map<string, unknown>, containers: boolean): void {
  if (containers) found.set(path, undefined);
  const of = type.kind === 'list' ? type.of : undefined;
  for (const item of items) {
    if (mergeKey === '' || !isMap(item)) {
      found.set(join(path, `v:${JSON.stringify(item)}`), item);
      continue;
    }
    const element = join(path, `k:${itemKey(item, mergeKey)}`);
    found.set(element, undefined);
    walkMembers(item, of?.kind === 'struct' ? structOf(of.key) : undefined, element, found, containers);
  }
}

function itemKey(item: Readonly<Record<string, unknown>>, mergeKey: string): string {
  const names = [mergeKey, ...(MORE_KEYS[mergeKey] ?? [])].sort();
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, item[name] ?? KEY_DEFAULTS[name]])));
}

/** What is managed of a stored object, in the order in which the API lists it: what was applied first, then by time and name. */
export function managedEntries(store: Pick<Store, 'get'>, table: string, key: string, uid: string | undefined): readonly ManagedEntry[] {
  const row = store.get(TABLE, rowKey(table, key)) as ManagedRow | undefined;
  return row && row.owner === uid ? row.entries : [];
}

function save(store: Store, table: string, key: string, object: KubeObject, entries: readonly ManagedEntry[]): void {
  const kept = entries.filter((entry) => entry.fields.length);
  const order = (entry: ManagedEntry): string => [entry.operation, entry.time, entry.manager, entry.apiVersion, entry.subresource ?? ''].join('\n');
  const sorted = kept.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const row: ManagedRow = {
    apiVersion: '',
    kind: 'ManagedFields',
    metadata: { name: rowKey(table, key) },
    owner: object.metadata.uid,
    entries: sorted,
  } as unknown as ManagedRow;
  if (!deepEqual(store.get(TABLE, rowKey(table, key)), row)) store.put(TABLE, rowKey(table, key), row);
}

const sameManager = (entry: ManagedEntry, operation: ManagedEntry['operation'], by: FieldManager, apiVersion: string): boolean =>
  entry.manager === by.name &&
  entry.operation === operation &&
  entry.subresource === by.subresource &&
  (operation === 'Apply' || entry.apiVersion === apiVersion);

const entryOf = (by: FieldManager, operation: ManagedEntry['operation'], apiVersion: string, time: string, fields: readonly string[]): ManagedEntry => ({
  manager: by.name,
  operation,
  apiVersion,
  time,
  ...(by.subresource ? { subresource: by.subresource } : {}),
  fields,
});

/** Remembers who changed what: the writer owns it from now on, and those who owned it before do not. Models FieldManager.Update. */
export function recordUpdate(
  store: Store,
  table: string,
  key: string,
  previous: KubeObject | undefined,
  next: KubeObject,
  by: FieldManager,
  time: string,
): void {
  const before: ReadonlyMap<string, unknown> = previous ? fieldsOf(previous, true) : new Map();
  const after = fieldsOf(next, true);
  const changed = [...after].filter(([path, value]) => !before.has(path) || !deepEqual(before.get(path), value)).map(([path]) => path);
  const old = previous ? managedEntries(store, table, key, previous.metadata.uid) : [];
  const modified = new Set(changed);
  const others = old.map((entry): ManagedEntry =>
    sameManager(entry, 'Update', by, next.apiVersion) ? entry : { ...entry, fields: entry.fields.filter((path) => after.has(path) && !modified.has(path)) },
  );
  const own = others.find((entry) => sameManager(entry, 'Update', by, next.apiVersion));
  if (!changed.length && !own && others.every((entry, i) => entry.fields.length === old[i]?.fields.length)) return;
  const fields = [...new Set([...(own?.fields ?? []).filter((path) => after.has(path)), ...changed])];
  const time2 = changed.length || !own ? time : own.time;
  save(store, table, key, next, [...others.filter((entry) => entry !== own), entryOf(by, 'Update', next.apiVersion, time2, fields)]);
}

/** A controller's write of an object whose managers are known. */
export function recordController(store: Store, table: string, key: string, previous: KubeObject, next: KubeObject, time: string): void {
  if (!managedEntries(store, table, key, previous.metadata.uid).length || (previous.spec === next.spec && previous.metadata === next.metadata)) return;
  const replicas = (object: KubeObject): unknown => (object.spec as { replicas?: unknown } | undefined)?.replicas;
  // Of what users make, controllers change the number of replicas, and they do so through the scale subresource.
  const by = { name: 'kube-controller-manager', ...(replicas(previous) === replicas(next) ? {} : { subresource: 'scale' }) };
  recordUpdate(store, table, key, previous, next, by, time);
}

/** `.spec.template.spec.containers[name="c"].image`. Models fieldpath.Path.String. */
function pathText(path: string): string {
  return path
    .split(SEPARATOR)
    .map((element) => {
      const text = element.slice(2);
      if (element.startsWith('f:')) return `.${text}`;
      if (element.startsWith('v:')) return `[=${text}]`;
      return `[${Object.entries(JSON.parse(text) as Record<string, unknown>)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}

function managerText(entry: ManagedEntry): string {
  const name = JSON.stringify(entry.manager) + (entry.subresource ? ` with subresource ${JSON.stringify(entry.subresource)}` : '');
  return entry.operation === 'Update' ? `${name} using ${entry.apiVersion}` : name;
}

/** Models NewConflictError. */
function conflictError(conflicts: readonly { readonly entry: ManagedEntry; readonly paths: readonly string[] }[]): ApiError {
  const causes = conflicts.flatMap(({ entry, paths }) => paths.map((path) => ({ field: pathText(path), message: `conflict with ${managerText(entry)}` })));
  const [only] = causes;
  if (only && causes.length === 1) return new ApiError('Conflict', `Apply failed with 1 conflict: ${only.message}: ${only.field}`, causes);
  const lines = conflicts.flatMap(({ entry, paths }) => [`conflicts with ${managerText(entry)}:`, ...paths.map((path) => `- ${pathText(path)}`)]);
  return new ApiError('Conflict', `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`, causes);
}

/** What a server-side apply comes to: the fields that the object loses, and the entries as they will be. */
export interface ApplyPlan {
  readonly dropped: readonly string[];
  readonly save: (object: KubeObject) => void;
}

/**
 * Compares an applied configuration with who manages the live object (undefined: there is none). Throws ApiError Conflict where it would
 * change what others own, unless `force`. Models structured-merge-diff's Updater.Apply.
 */
export function planApply(
  store: Store,
  table: string,
  key: string,
  live: KubeObject | undefined,
  config: KubeObject,
  by: FieldManager,
  force: boolean,
  time: string,
): ApplyPlan {
  const wanted = fieldsOf(config, false);
  const present: ReadonlyMap<string, unknown> = live ? fieldsOf(live, true) : new Map();
  const entries = live ? managedEntries(store, table, key, live.metadata.uid) : [];
  const own = entries.find((entry) => sameManager(entry, 'Apply', by, config.apiVersion));
  const others = entries.filter((entry) => entry !== own);
  const differs = (path: string): boolean => wanted.has(path) && (!present.has(path) || !deepEqual(present.get(path), wanted.get(path)));
  const conflicts = others.map((entry) => ({ entry, paths: entry.fields.filter(differs) })).filter(({ paths }) => paths.length);
  if (conflicts.length && !force) throw conflictError(conflicts);
  const kept = others.map((entry): ManagedEntry => ({ ...entry, fields: entry.fields.filter((path) => !differs(path)) }));
  const theirs = new Set(kept.flatMap((entry) => entry.fields));
  // What holds a field that somebody asks for stays.
  const needed = new Set([...wanted.keys(), ...theirs].flatMap((path) => path.split(SEPARATOR).map((_, i, parts) => parts.slice(0, i + 1).join(SEPARATOR))));
  const dropped = (own?.fields ?? []).filter((path) => !needed.has(path));
  const fields = [...wanted.keys()];
  const same = own && deepEqual([...own.fields].sort(), [...fields].sort());
  const next = [...kept, entryOf(by, 'Apply', config.apiVersion, same ? own.time : time, fields)];
  return { dropped, save: (object) => save(store, table, key, object, next) };
}

/** Gives what an `Update` manager owns to a manager that applies. Models csaupgrade. Returns whether there was anything. */
export function migrateManager(store: Store, table: string, key: string, object: KubeObject, from: string, to: FieldManager): boolean {
  const entries = managedEntries(store, table, key, object.metadata.uid);
  const old = entries.find((entry) => entry.manager === from && entry.operation === 'Update' && !entry.subresource);
  const own = entries.find((entry) => sameManager(entry, 'Apply', to, object.apiVersion));
  if (!old || !own) return false;
  // What the client remembers stays with a manager of its own: nobody applies it, and it is not to go.
  const remembered = old.fields.filter((path) => path.endsWith(LAST_APPLIED));
  const fields = [...new Set([...own.fields, ...old.fields.filter((path) => !remembered.includes(path))])];
  const rest = entries.filter((entry) => entry !== old && entry !== own && entry.manager !== LAST_APPLIED_MANAGER);
  const keeper = entryOf({ name: LAST_APPLIED_MANAGER }, 'Apply', object.apiVersion, own.time, remembered);
  save(store, table, key, object, [...rest, keeper, { ...own, fields }]);
  return true;
}

/** An object without some of its fields; a list's item goes with the last field that anybody asked for. */
export function withoutFields(object: KubeObject, paths: readonly string[]): KubeObject {
  const deepest = [...paths].sort((a, b) => b.split(SEPARATOR).length - a.split(SEPARATOR).length);
  return deepest.reduce((at, path) => without(at, path.split(SEPARATOR)) as KubeObject, object);
}

function without(value: unknown, [element, ...rest]: readonly string[]): unknown {
  if (element === undefined) return value;
  const text = element.slice(2);
  if (element.startsWith('f:')) {
    if (!isMap(value) || !(text in value)) return value;
    const { [text]: member, ...others } = value;
    return rest.length ? { ...others, [text]: without(member, rest) } : others;
  }
  if (!Array.isArray(value)) return value;
  const isIt = (item: unknown): boolean =>
    element.startsWith('v:')
      ? JSON.stringify(item) === text
      : isMap(item) && Object.entries(JSON.parse(text) as Record<string, unknown>).every(([name, key]) => deepEqual(item[name] ?? KEY_DEFAULTS[name], key));
  return rest.length ? value.map((item: unknown) => (isIt(item) ? without(item, rest) : item)) : value.filter((item) => !isIt(item));
}

/** An entry's fields as the API shows them: `f:spec: {f:replicas: {}}`. Models fieldpath.Set.ToJSON. */
function fieldsV1(paths: readonly string[]): object {
  const root: Record<string, unknown> = {};
  const all = [...paths].sort();
  const holders = new Set(all.flatMap((path) => path.split(SEPARATOR).map((_, i, parts) => parts.slice(0, i).join(SEPARATOR))));
  for (const path of all) {
    let at = root;
    for (const element of path.split(SEPARATOR)) at = (at[element] ??= {}) as Record<string, unknown>;
    if (holders.has(path)) at['.'] = {};
  }
  return root;
}

/** An object with `metadata.managedFields`, as a reader of the API gets it. */
export function withManagedFields(store: Pick<Store, 'get'>, table: string, key: string, object: KubeObject): KubeObject {
  const entries = managedEntries(store, table, key, object.metadata.uid);
  if (!entries.length) return object;
  const managedFields = entries.map(({ fields, manager, operation, apiVersion, time, subresource }) => ({
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsV1(fields),
    manager,
    operation,
    ...(subresource ? { subresource } : {}),
    time,
  }));
  return { ...object, metadata: { ...object.metadata, managedFields } } as KubeObject;
}
