import { expect, it } from 'vitest';
import { Census } from '../../../src/scene/census.ts';
import { Film } from '../../../src/scene/film.ts';
import { History } from '../../../src/scene/history.ts';
import { passage } from '../../../src/scene/interpolate.ts';
import { Cursor } from '../../../src/timeline/log.ts';
import { LogWriter, deployment, inState, node, pod, replicaSet } from './worlds.ts';

const VIEWPORT = { width: 700, height: 640 };
const web = deployment('web', 40, 'nginx');
const set = replicaSet(web, 'aaaa', 1, 40, 'nginx');
const writer = new LogWriter().put(node('node-1'), node('node-2')).put(web, set);
// Pods come in tens, are bound, run, and every third goes, so that places become free and are taken again.
for (let ten = 0; ten < 5; ten++) {
  const pods = Array.from({ length: 10 }, (_, i) => pod(set, `web-aaaa-${ten}${i}`, 'pending'));
  writer.put(...pods);
  const bound = pods.map((each, i) => inState(each, 'ready', `node-${1 + (i % 2)}`));
  for (const each of bound) writer.put(each);
  for (const each of bound.filter((_, i) => i % 3 === 0)) writer.put(inState(each, 'terminating')).drop(each);
}
const { log } = writer;

it('counts the same, however it came to a position', () => {
  const history = new History();
  for (const entry of log.entries) history.observe(entry);
  const carried = new Census(history);
  const cursor = new Cursor(log);
  let at = 0;
  // Forwards and backwards, in steps of all lengths.
  for (const position of [3, 60, 17, log.length, 0, 41, 40, 42, log.length - 1, 25]) {
    const keys = new Set<string>();
    for (let i = Math.min(at, position); i < Math.max(at, position); i++)
      for (const { table, key } of log.entries[i]?.changes ?? []) if (table === 'pods') keys.add(key);
    at = position;
    const world = cursor.seek(position);
    carried.moveTo(world, keys);
    const fresh = new Census(history);
    fresh.moveTo(world);
    expect(new Map(carried.byOwner)).toEqual(new Map(fresh.byOwner));
    expect([...carried.byNode.keys()].sort()).toEqual([...fresh.byNode.keys()].sort());
    const podsOf = (census: Census, name: string): unknown[] => census.byNode.get(name)?.pods.map(({ uid }) => uid) ?? [];
    for (const name of ['', 'node-1', 'node-2']) expect(podsOf(carried, name)).toEqual(podsOf(fresh, name));
  }
});

it('uses what did not change again, and says of every tile whether it stands, comes or goes', () => {
  const film = new Film(log);
  for (let position = 5; position <= log.length; position++) {
    const [from, to] = [film.scene(position - 1, 'both', VIEWPORT), film.scene(position, 'both', VIEWPORT)];
    const way = passage(from, to);
    const shown = [...way.still, ...way.tiles.filter(({ toOpacity }) => toOpacity === 1).map(({ tile }) => tile)].map(({ id }) => id).sort();
    expect(shown).toEqual(to.tiles.map(({ id }) => id).sort());
    expect(to.count).toBe(to.tiles.length);
  }
  const [before, after] = [film.scene(log.length - 1, 'owners', VIEWPORT), film.scene(log.length, 'owners', VIEWPORT)];
  const same = after.tiles.filter((tile) => before.tiles.includes(tile)).length;
  expect(same).toBeGreaterThanOrEqual(after.tiles.length - 1);
});
