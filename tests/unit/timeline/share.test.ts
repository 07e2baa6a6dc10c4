import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../src/timeline/pack.ts';
import { Sharer } from '../../../src/timeline/share.ts';
import type { Entry } from '../../../src/timeline/types.ts';
import { apply, emptyWorld } from '../../../src/timeline/world.ts';

const copy = <T>(value: T): T => structuredClone(value);
const conditions = [
  { type: 'Ready', status: 'True', probe: null },
  { type: 'PodScheduled', status: 'True' },
];

describe('sharing equal values', () => {
  it('makes equal structures one, at every depth', () => {
    const sharer = new Sharer();
    const a = sharer.share({ name: 'a', conditions: copy(conditions) });
    const b = sharer.share({ name: 'b', conditions: copy(conditions) });
    expect(b).toEqual({ name: 'b', conditions });
    expect(b.conditions).toBe(a.conditions);
    expect(sharer.share(copy(a))).toBe(a);
  });
  it('keeps apart what differs in a value, a name, an order, a type or a member too many', () => {
    const sharer = new Sharer();
    const values = [
      { a: 1 },
      { a: 2 },
      { b: 1 },
      { a: '1' },
      { a: 1, b: 1 },
      {},
      [],
      [1],
      [1, 2],
      [2, 1],
      [undefined],
      { a: undefined },
      { a: null },
      { a: false },
      { 0: 1 },
      [[1]],
      { a: 0.5 },
      { a: 0.25 },
    ];
    const shared = values.map((value) => sharer.share(value));
    expect(shared).toStrictEqual(values);
    expect(new Set(shared).size).toBe(values.length);
  });
  it('still answers rightly when it has had to forget', () => {
    const sharer = new Sharer();
    const first = sharer.share({ n: { value: 'first' } });
    for (let i = 0; i < 40_000; i++) sharer.share({ n: { value: `text ${i}` } });
    expect(sharer.share({ n: { value: 'first' } })).toEqual(first);
  });
});

describe('entries on their way', () => {
  it('arrive equal, with what they have in common shared', () => {
    const pod = (name: string, status: unknown): unknown => ({ metadata: { name, labels: { app: 'web' } }, status });
    const entry = (seq: number, name: string, before: unknown, after: unknown): Entry => ({
      seq,
      at: seq,
      by: 'kubelet/node-1',
      cause: 0,
      changes: [{ table: 'pods', key: name, before, after }],
      reason: { rule: 'kubelet/ready', values: { pod: name } },
    });
    const [a, b] = [pod('a', {}), pod('b', {})];
    const sent = [
      entry(1, 'a', undefined, a),
      entry(2, 'b', undefined, b),
      entry(3, 'a', a, pod('a', { conditions })),
      entry(4, 'b', b, { metadata: { name: 'b' }, status: { conditions } }),
    ];
    const head = emptyWorld();
    const arrived = sent.map((one) => {
      const unpacked = unpack(copy(pack(one)), head);
      apply(head, unpacked);
      return unpacked;
    });
    expect(arrived).toStrictEqual(sent);
    const conditionsOf = (name: string): unknown => (head.get('pods')?.get(name) as { status: { conditions: unknown } }).status.conditions;
    expect(conditionsOf('a')).toBe(conditionsOf('b'));
  });
});
