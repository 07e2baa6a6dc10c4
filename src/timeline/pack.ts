import { Sharer } from './share.ts';
import type { Change, Entry, World } from './types.ts';
import { isPlain } from './plain.ts';

/**
 * An entry on its way to another thread. `before` is left out (the receiver has it), and `after` is the difference
 * to it: structured cloning would otherwise copy a Pod's whole specification for each change of its status.
 */
export interface PackedChange {
  readonly table: string;
  readonly key: string;
  /** The whole object where there was none before; undefined where it is gone. */
  readonly after?: unknown;
  /** What differs from the object before. */
  readonly delta?: Delta;
}
export interface PackedEntry extends Omit<Entry, 'changes'> {
  readonly changes: readonly PackedChange[];
}
interface Delta {
  readonly set?: Record<string, unknown>;
  readonly nested?: Record<string, Delta>;
  readonly unset?: readonly string[];
}
type Plain = Record<string, unknown>;

/** Which of two equal objects an entry refers to makes no difference, so this is nobody's state. */
const sharer = new Sharer();

const DEPTH_MAX = 3;

function difference(before: Plain, after: Plain, depth: number): Delta {
  const set: Plain = {};
  const nested: Record<string, Delta> = {};
  const unset: string[] = [];
  for (const key of Object.keys(after)) {
    const from = before[key];
    const to = after[key];
    if (from === to && (to !== undefined || key in before)) continue;
    if (depth < DEPTH_MAX && isPlain(from) && isPlain(to)) nested[key] = difference(from, to, depth + 1);
    else set[key] = to;
  }
  for (const key of Object.keys(before)) if (!(key in after)) unset.push(key);
  return {
    ...(Object.keys(set).length ? { set } : {}),
    ...(Object.keys(nested).length ? { nested } : {}),
    ...(unset.length ? { unset } : {}),
  };
}

/** Nothing is deleted from an object that was copied: such objects take several times the room. */
function patched(before: Plain, { set, nested, unset }: Delta): Plain {
  const after: Plain = unset ? without(before, unset) : { ...before };
  for (const key in set) after[key] = sharer.share(set[key]);
  for (const key in nested) after[key] = patched(before[key] as Plain, nested[key] as Delta);
  return after;
}

function without(object: Plain, keys: readonly string[]): Plain {
  const rest: Plain = {};
  for (const key in object) if (!keys.includes(key)) rest[key] = object[key];
  return rest;
}

function packChange(change: Change): PackedChange {
  const { table, key, before, after } = change;
  if (after === undefined) return { table, key };
  if (!isPlain(before) || !isPlain(after)) return { table, key, after };
  return { table, key, delta: difference(before, after, 0) };
}

export function pack(entry: Entry): PackedEntry {
  return { ...entry, changes: entry.changes.map(packChange) };
}

/** `head` is the receiver's world just before the entry; the result refers to its objects wherever nothing changed. */
export function unpack(packed: PackedEntry, head: World): Entry {
  // An entry may change one row more than once (an event that is counted up): the later change starts from the earlier one.
  const within = new Map<string, unknown>();
  const changes = packed.changes.map(({ table, key, after, delta }): Change => {
    const row = `${table}\n${key}`;
    const before = within.has(row) ? within.get(row) : head.get(table)?.get(key);
    const next = delta ? patched(before as Plain, delta) : sharer.share(after);
    within.set(row, next);
    return { table: sharer.share(table), key: sharer.share(key), before, after: next };
  });
  const { seq, at, cause } = packed;
  const by = sharer.share(packed.by);
  const reason = sharer.share(packed.reason);
  return packed.also ? { seq, at, by, cause, changes, reason, also: sharer.share(packed.also) } : { seq, at, by, cause, changes, reason };
}
