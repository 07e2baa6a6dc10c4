import type { Change, Entry, World } from './types.ts';

export function emptyWorld(): World {
  return new Map();
}

/** A second world that shares every object with the first: the cost is that of copying the maps. */
export function copyWorld(world: World): World {
  const copy: World = new Map();
  for (const [table, rows] of world) copy.set(table, new Map(rows));
  return copy;
}

/** The number of objects in a world. */
export function worldSize(world: World): number {
  let size = 0;
  for (const rows of world.values()) size += rows.size;
  return size;
}

/** Puts `value` at `table`/`key`, or takes the row away where `value` is undefined. */
export function setRow(world: World, table: string, key: string, value: unknown): void {
  let rows = world.get(table);
  if (value === undefined) {
    rows?.delete(key);
    return;
  }
  if (!rows) {
    rows = new Map();
    world.set(table, rows);
  }
  rows.set(key, value);
}

/** Moves `world` from before `entry` to after it. */
export function apply(world: World, entry: Entry): void {
  for (const change of entry.changes) setRow(world, change.table, change.key, change.after);
}

/** Moves `world` from after `entry` to before it. */
export function revert(world: World, entry: Entry): void {
  for (let i = entry.changes.length - 1; i >= 0; i--) {
    const change = entry.changes[i] as Change;
    setRow(world, change.table, change.key, change.before);
  }
}
