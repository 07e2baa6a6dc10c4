import fc from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { Cursor, Log } from '../../../src/timeline/log.ts';
import { pack, unpack } from '../../../src/timeline/pack.ts';
import type { Change, Entry, World } from '../../../src/timeline/types.ts';
import { apply, copyWorld, emptyWorld, revert, setRow } from '../../../src/timeline/world.ts';

const reason = { rule: 'test', values: {} };
type Write = readonly [table: string, key: string, value: { readonly nested: { readonly n: number } } | undefined];

/** A log of the given writes, each entry with the changes that they come to. */
function logOf(entries: readonly (readonly Write[])[]): Log {
  const log = new Log();
  for (const [i, writes] of entries.entries()) {
    const world = copyWorld(log.head);
    const changes = writes.map(([table, key, after]): Change => {
      const before = world.get(table)?.get(key);
      setRow(world, table, key, after);
      return { table, key, before, after };
    });
    log.append({ seq: i + 1, at: i * 10, by: 'test', cause: 0, changes, reason });
  }
  return log;
}

/** A world as plain data, without empty tables, in one order. */
function plain(world: World): unknown {
  const tables = [...world].filter(([, rows]) => rows.size > 0).map(([table, rows]) => [table, [...rows].sort(([a], [b]) => (a < b ? -1 : 1))]);
  return tables.sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1));
}

const write = fc.tuple(
  fc.constantFrom('pods', 'nodes'),
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.option(fc.record({ nested: fc.record({ n: fc.integer({ min: 0, max: 9 }) }) }), { nil: undefined }),
);
const entries = fc.array(fc.array(write, { maxLength: 4 }), { maxLength: 30 });

describe('a log', () => {
  it('takes entries in their order only', () => {
    const log = logOf([[['pods', 'a', { nested: { n: 1 } }]]]);
    expect(() => log.append({ seq: 3, at: 0, by: 'x', cause: 0, changes: [], reason })).toThrow(RangeError);
  });

  it('goes back to where it was: revert after apply is the identity', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const log = logOf(list);
        const world = emptyWorld();
        const pictures = log.entries.map((entry) => {
          const picture = plain(world);
          apply(world, entry);
          return picture;
        });
        for (const entry of [...log.entries].reverse()) {
          revert(world, entry);
          expect(plain(world)).toEqual(pictures[entry.seq - 1]);
        }
      }),
    );
  });

  it('shows the same world at a position from wherever a cursor comes', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.nat(30), { minLength: 1 }), (list, positions) => {
        const log = logOf(list);
        const cursor = new Cursor(log);
        for (const position of positions) {
          const fresh = emptyWorld();
          for (const entry of log.entries.slice(0, position)) apply(fresh, entry);
          expect(plain(cursor.seek(position))).toEqual(plain(fresh));
        }
      }),
    );
  });

  it('seeks through keyframes as it does without', () => {
    const log = new Log();
    for (let seq = 1; seq <= 9_000; seq++) {
      const key = String(seq % 700);
      log.append({ seq, at: seq, by: 'test', cause: 0, changes: [{ table: 'pods', key, before: log.head.get('pods')?.get(key), after: { seq } }], reason });
    }
    const cursor = new Cursor(log);
    for (const position of [9_000, 1, 4_321, 8_999, 0, 2_500, 2_499]) {
      const fresh = emptyWorld();
      for (const entry of log.entries.slice(0, position)) apply(fresh, entry);
      expect(plain(cursor.seek(position))).toEqual(plain(fresh));
    }
  });

  it('forks: both sides share the past and go their own ways', () => {
    const log = logOf([[['pods', 'a', { nested: { n: 1 } }]], [['pods', 'b', { nested: { n: 2 } }]]]);
    const fork = log.fork(1);
    expect(fork.entries[0]).toBe(log.entries[0]);
    fork.append({ seq: 2, at: 10, by: 'test', cause: 0, changes: [{ table: 'pods', key: 'c', before: undefined, after: { nested: { n: 3 } } }], reason });
    expect([...(fork.head.get('pods')?.keys() ?? [])].sort()).toEqual(['a', 'c']);
    expect([...(log.head.get('pods')?.keys() ?? [])].sort()).toEqual(['a', 'b']);
  });
});

describe('a packed entry', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const log = logOf(list);
        const received = new Log();
        for (const entry of log.entries) received.append(unpack(structuredClone(pack(entry)), received.head));
        expect(received.entries).toEqual(log.entries);
        expect(plain(received.head)).toEqual(plain(log.head));
      }),
    );
  });

  it('carries only what differs, and the receiver shares the rest', () => {
    const spec = { containers: [{ name: 'nginx' }] };
    const before = { metadata: { name: 'a', version: 1 }, spec, status: { ready: false } };
    const after = { metadata: { name: 'a', version: 2 }, spec, status: { ready: true } };
    const entry: Entry = { seq: 2, at: 0, by: 'test', cause: 1, changes: [{ table: 'pods', key: 'a', before, after }], reason };
    const packed = pack(entry);
    expect(JSON.stringify(packed)).not.toContain('nginx');
    const head: World = new Map([['pods', new Map<string, unknown>([['a', before]])]]);
    const unpacked = unpack(structuredClone(packed), head);
    expect(unpacked.changes[0]?.after).toEqual(after);
    expect((unpacked.changes[0]?.after as typeof after).spec).toBe(spec);
  });
});
