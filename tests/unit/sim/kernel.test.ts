import fc from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../../src/sim/queue.ts';
import { Random } from '../../../src/sim/random.ts';

describe('the event queue', () => {
  it('gives items by time, then priority, then the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 200 }), (items) => {
        const queue = new EventQueue();
        for (const [i, [at, priority]] of items.entries()) queue.add(at, priority, 'kind', String(i), 0);
        const out = [];
        for (let item = queue.pop(); item; item = queue.pop()) out.push(item);
        expect(out).toHaveLength(items.length);
        expect(out).toEqual([...out].sort((a, b) => a.at - b.at || a.priority - b.priority || a.seq - b.seq));
      }),
    );
  });

  it('merges what waits for the same key at the same time, and takes it again once it was done', () => {
    const queue = new EventQueue();
    queue.add(1, 0, 'replicaset-controller', 'default/web', 7);
    queue.add(1, 0, 'replicaset-controller', 'default/web', 8);
    expect(queue.size).toBe(1);
    expect(queue.pop()?.cause).toBe(7);
    queue.add(1, 0, 'replicaset-controller', 'default/web', 9);
    expect(queue.size).toBe(1);
  });

  it('has copies that share nothing', () => {
    const queue = new EventQueue();
    queue.add(1, 0, 'a', 'x', 0);
    const copy = queue.copy();
    copy.pop();
    copy.add(1, 0, 'a', 'x', 0);
    expect(queue.pop()?.seq).toBe(0);
    expect(copy.pop()?.seq).toBe(1);
  });
});

describe('random numbers', () => {
  it('are the same for a seed and a stream, whatever other streams were asked', () => {
    const draw = (random: Random, other: boolean): number[] =>
      Array.from({ length: 20 }, () => {
        if (other) random.int('other', 100);
        return random.int('names', 27);
      });
    expect(draw(new Random(1), false)).toEqual(draw(new Random(1), true));
    expect(draw(new Random(1), false)).not.toEqual(draw(new Random(2), false));
  });

  it('stay within the bound and use all of it', () => {
    const random = new Random(3);
    const seen = new Set(Array.from({ length: 2_000 }, () => random.int('x', 27)));
    expect(Math.min(...seen)).toBe(0);
    expect(Math.max(...seen)).toBe(26);
    expect(seen.size).toBe(27);
  });

  it('go on the same way from a copy', () => {
    const random = new Random(5);
    random.int('x', 10);
    const copy = random.copy();
    expect(Array.from({ length: 5 }, () => copy.int('x', 1_000))).toEqual(Array.from({ length: 5 }, () => random.int('x', 1_000)));
  });
});
