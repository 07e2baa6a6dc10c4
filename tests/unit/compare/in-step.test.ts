import { describe, expect, it } from 'vitest';
import { type Pair, besideOf, positionBeside, sharedLength } from '../../../src/app/beside.ts';
import { PairAxis } from '../../../src/app/pair-axis.ts';
import { REST } from '../../../src/app/playhead.ts';

const log = (...times: number[]) => ({ entries: times.map((at) => ({ at })), length: times.length });
const PACE = { speed: 1, shortenWaits: true, reducedMotion: false };
/** Two entries in common; then the first decides four things at 5 s and one at 9 s, the second two at 5 s and three at 7 s. */
const main = log(0, 0, 5_000, 5_000, 5_000, 5_000, 9_000);
const other = log(0, 0, 5_000, 5_000, 7_000, 7_000, 7_000, 12_000);
const pair: Pair = { main, other, shared: 2 };

describe('a log in step with another', () => {
  it('stands on the same frames in the common past', () => {
    expect([0, 1, 2].map((position) => positionBeside(pair, position, 0))).toEqual([0, 1, 2]);
  });
  it('has come as far through an instant as the other has', () => {
    expect([3, 4, 5, 6].map((position) => positionBeside(pair, position, 5_000))).toEqual([3, 3, 4, 4]);
  });
  it('shows what is in force at the same virtual time', () => {
    expect(positionBeside(pair, 6, 6_999)).toBe(4);
    expect(positionBeside(pair, 6, 7_000)).toBe(7);
    expect(positionBeside(pair, 7, 9_000)).toBe(7);
    expect(positionBeside(pair, 7, 12_000)).toBe(8);
  });
  it('travels with a step, and back', () => {
    const there = besideOf(pair, { ...REST, from: 6, position: 7, progress: 0.5, timeMs: 9_000 }, PACE);
    expect(there).toMatchObject({ from: 4, position: 7, progress: 0.5 });
    const back = besideOf(pair, { ...REST, from: 7, position: 6, progress: 0.5, timeMs: 5_000 }, PACE);
    expect(back).toMatchObject({ from: 7, position: 4, progress: 0.5 });
  });
  it('plays one decision after the other where only it has any', () => {
    const at = (timeMs: number) => besideOf(pair, { ...REST, from: 6, position: 6, timeMs, playing: true }, PACE);
    expect(at(6_500)).toMatchObject({ position: 4, progress: 1 });
    const positions = [7_001, 7_250, 7_600, 8_900].map((timeMs) => at(timeMs).position);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(positions[0]).toBe(5);
    expect(positions.at(-1)).toBe(7);
  });
  it('shows states without travel where motion is reduced', () => {
    expect(besideOf(pair, { ...REST, from: 6, position: 7, progress: 0.5, timeMs: 9_000 }, { ...PACE, reducedMotion: true })).toMatchObject({
      from: 7,
      position: 7,
      progress: 1,
    });
  });
});

describe('the common past', () => {
  const line = (id: string, parent?: string, position = 0) => ({ id, length: 100, ...(parent ? { parent: { id: parent, position } } : {}) });
  const branches = [line('main'), line('a', 'main', 40), line('b', 'a', 60), line('c', 'b', 20), line('d', 'main', 30)];
  const shared = (one: string, two: string): number => {
    const [a, b] = [one, two].map((id) => branches.find((branch) => branch.id === id));
    return a && b ? sharedLength(a, b, branches) : Number.NaN;
  };
  it.each([
    ['main', 'a', 40],
    ['a', 'b', 60],
    ['b', 'main', 40],
    ['c', 'main', 20],
    ['c', 'a', 20],
    ['d', 'b', 30],
    ['c', 'd', 20],
  ])('of %s and %s is %i entries', (one, two, length) => {
    expect(shared(one, two)).toBe(length);
    expect(shared(two, one)).toBe(length);
  });
});

describe('the axis of two logs', () => {
  const axis = new PairAxis(main, other, 2, 'mixed');
  it('goes on to the end of the longer one', () => {
    expect(axis.unitOf(7)).toBeLessThan(1);
    expect(axis.unitOfOther(8)).toBe(1);
    expect(axis.standOf(1)).toEqual({ position: 7, timeMs: 12_000 });
  });
  it('puts one time at one place', () => {
    expect(axis.unitOf(2)).toBe(axis.unitOfOther(2));
    expect(axis.unitOfTime(6, 7_000)).toBe(axis.unitOfOther(7));
  });
  it('finds frames and times again', () => {
    for (let position = 0; position <= 7; position++) expect(axis.standOf(axis.unitOf(position)).position).toBe(position);
    expect(axis.standOf(axis.unitOfOther(7))).toEqual({ position: 6, timeMs: 7_000 });
  });
});
