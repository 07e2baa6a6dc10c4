import type { Change, Entry } from '../timeline/types.ts';
import { type KubeObject, controllerOf } from '../kube/meta.ts';
import { isCommand } from './landmarks.ts';
import { isPlain } from '../timeline/plain.ts';

/** What says no more than that something was written, or is about another object's change. */
const BOOKKEEPING = new Set(['resourceVersion', 'uid', 'managedFields', 'kubectl.kubernetes.io/last-applied-configuration']);
const SILENT_TABLES = new Set(['events', 'leases']);

type Plain = Readonly<Record<string, unknown>>;
/**
 * What entries come to, as texts that are equal where two branches did the same. Names that the cluster made up (a ReplicaSet's hash, a
 * Pod's last letters) count as the same where they were made up at the same turn: another template alone is no other decision.
 */
export class Substance {
  private readonly turns = new Map<string, string>();
  private made = 0;

  /** The text of an entry. Each entry of a log is to be read once, in order. */
  of(entry: Entry): string {
    for (const { after, before } of entry.changes) if (before === undefined && after !== undefined) this.register(after as KubeObject);
    const told = isCommand(entry) ? { values: entry.reason.values, changes: entry.changes.map(written) } : { changes: entry.changes.flatMap(decided) };
    const rules = [entry.reason, ...(entry.also ?? [])].map(({ rule }) => rule);
    return this.renamed(JSON.stringify({ at: entry.at, by: entry.by, rules, ...told }, (key, value: unknown) => (BOOKKEEPING.has(key) ? undefined : value)));
  }

  private register(object: KubeObject): void {
    if (!isPlain(object) || !object.metadata || !controllerOf(object)) return;
    const { name, labels } = object.metadata;
    for (const text of [name, labels?.['pod-template-hash'], labels?.['controller-revision-hash']])
      if (text && !this.turns.has(text)) this.turns.set(text, `#${this.made}`);
    this.made++;
  }

  private renamed(text: string): string {
    return this.turns.size ? text.replace(/[a-z0-9][-a-z0-9.]*[a-z0-9]/g, (word) => this.turns.get(word) ?? word) : text;
  }
}

/** A change by the cluster itself: of a new object, that it is there, how many it wants and where it runs; of another, what is different. */
function decided({ table, key, before, after }: Change): readonly unknown[] {
  if (SILENT_TABLES.has(table) || table.startsWith('#')) return [];
  if (after === undefined) return [{ table, key, gone: true }];
  if (before === undefined) {
    const { spec } = after as { readonly spec?: { readonly replicas?: number; readonly nodeName?: string } };
    return [{ table, key, replicas: spec?.replicas, node: spec?.nodeName }];
  }
  const changed = differing(before, after);
  return changed === undefined ? [] : [{ table, key, changed }];
}

/** A change by a person: all of it. */
function written({ table, key, before, after }: Change): unknown {
  return { table, key, after: before === undefined ? after : (differing(before, after) ?? null) };
}

/** The members of `after` that are not those of `before`, deeply; lists as a whole. Undefined where nothing but bookkeeping differs. */
function differing(before: unknown, after: unknown): unknown {
  if (before === after) return undefined;
  if (!isPlain(before) || !isPlain(after)) return JSON.stringify(before) === JSON.stringify(after) ? undefined : (after ?? null);
  const found: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (BOOKKEEPING.has(key)) continue;
    const value = differing(before[key], after[key]);
    if (value !== undefined) found[key] = value;
  }
  return Object.keys(found).length ? found : undefined;
}

/** A field in which two entries that read alike came out differently. */
export interface FieldApart {
  readonly table: string;
  readonly key: string;
  /** `spec.strategy.rollingUpdate.maxSurge` */
  readonly path: string;
  readonly main: unknown;
  readonly other: unknown;
}

/** The first field that is another one after the one entry than after the other; undefined where none is found. */
export function fieldApart(main: Entry, other: Entry): FieldApart | undefined {
  for (const change of main.changes) {
    if (SILENT_TABLES.has(change.table) || change.table.startsWith('#')) continue;
    const twin = other.changes.find(({ table, key }) => table === change.table && key === change.key) ?? other.changes[main.changes.indexOf(change)];
    if (twin?.table !== change.table) continue;
    const [one, two] = [change, twin].map(({ before, after }) => (before === undefined ? after : differing(before, after)));
    const found = leafApart(one, two, []);
    if (found) return { table: change.table, key: change.key, ...found };
  }
  return undefined;
}

/** What is wanted says more than what is, and either more than what is written beside it. */
const WEIGHT: Readonly<Record<string, number>> = { replicas: -2, spec: -1, status: 1, metadata: 2, annotations: 3 };
const byWeight = (a: string, b: string): number => (WEIGHT[a] ?? 0) - (WEIGHT[b] ?? 0);

function leafApart(main: unknown, other: unknown, path: readonly string[]): Pick<FieldApart, 'path' | 'main' | 'other'> | undefined {
  if (main === other) return undefined;
  const isNested = (value: unknown): value is Plain => typeof value === 'object' && value !== null;
  if (!isNested(main) || !isNested(other)) return { path: path.join('.'), main, other };
  for (const key of [...new Set([...Object.keys(main), ...Object.keys(other)])].sort(byWeight)) {
    if (BOOKKEEPING.has(key)) continue;
    const found = leafApart(main[key], other[key], [...path, key]);
    if (found) return found;
  }
  return undefined;
}
