import fc from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { Deadlines } from '../../../src/sim/deadlines.ts';
import { PositionSet } from '../../../src/sim/position-set.ts';

describe('PositionSet', () => {
  it('finds the next and the previous member across words and levels', () => {
    const set = new PositionSet(100_000);
    for (const position of [0, 31, 32, 1023, 1024, 99_999]) set.add(position);
    expect(set.list()).toEqual([0, 31, 32, 1023, 1024, 99_999]);
    expect(set.next(33)).toBe(1023);
    expect(set.next(1025)).toBe(99_999);
    expect(set.previous(99_998)).toBe(1024);
    expect(set.previous(30)).toBe(0);
    set.delete(0);
    expect(set.previous(30)).toBe(-1);
    expect(set.next(100_000)).toBe(-1);
  });

  it('grows with its members', () => {
    const set = new PositionSet(1);
    set.add(5);
    set.add(40_000);
    expect([set.size, set.next(6), set.previous(39_999)]).toEqual([2, 40_000, 5]);
  });

  it('answers as a sorted list would', () => {
    const step = fc.tuple(fc.constantFrom('add', 'delete', 'next', 'previous'), fc.integer({ min: 0, max: 2_500 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const set = new PositionSet(64);
        const model = new Set<number>();
        for (const [what, at] of steps) {
          const sorted = [...model].sort((a, b) => a - b);
          if (what === 'add') (set.add(at), model.add(at));
          else if (what === 'delete') (set.delete(at), model.delete(at));
          else if (what === 'next') expect(set.next(at)).toBe(sorted.find((member) => member >= at) ?? -1);
          else expect(set.previous(at)).toBe(sorted.findLast((member) => member <= at) ?? -1);
          expect(set.size).toBe(model.size);
        }
      }),
    );
  });
});

describe('Deadlines', () => {
  it('gives out what is due, earliest first, once', () => {
    const deadlines = new Deadlines<string>();
    deadlines.set('b', 20);
    deadlines.set('a', 10);
    deadlines.set('c', 10);
    deadlines.set('d', 30);
    expect(deadlines.first()).toBe(10);
    expect(deadlines.takeDue(20)).toEqual(['a', 'c', 'b']);
    expect(deadlines.takeDue(20)).toEqual([]);
    expect([deadlines.first(), deadlines.size, deadlines.has('d')]).toEqual([30, 1, true]);
  });

  it('moves a key that gets another time, and forgets one that gets none', () => {
    const deadlines = new Deadlines<string>();
    deadlines.set('a', 10);
    deadlines.set('a', 5);
    deadlines.set('b', 10);
    deadlines.set('b', undefined);
    expect(deadlines.takeDue(100)).toEqual(['a']);
    expect(deadlines.first()).toBeUndefined();
  });
});
