import { describe, expect, it } from 'vitest';
import { clockAt, rateAfter, readClock } from '../../../src/app/clock.ts';
import { instantOf, positionAt, positionBefore } from '../../../src/app/instants.ts';

const log = (...times: number[]) => ({ entries: times.map((at) => ({ at })) });
const LOG = log(0, 0, 0, 1_000, 1_000, 9_000);

describe('instants', () => {
  it('finds positions by time', () => {
    expect([-1, 0, 999, 1_000, 8_999, 9_000, 99_999].map((at) => positionAt(LOG, at))).toEqual([0, 3, 3, 5, 5, 6, 6]);
    expect([0, 1_000, 9_000].map((at) => positionBefore(LOG, at))).toEqual([0, 3, 5]);
  });

  it('gathers the entries of one time', () => {
    expect(instantOf(LOG, 2)).toEqual({ atMs: 0, start: 0, end: 3, nextMs: 1_000 });
    expect(instantOf(LOG, 4)).toEqual({ atMs: 1_000, start: 3, end: 5, nextMs: 9_000 });
    expect(instantOf(LOG, 6)).toEqual({ atMs: 9_000, start: 5, end: 6, nextMs: undefined });
  });

  it('gives the start an instant of its own', () => {
    expect(instantOf(LOG, 0)).toMatchObject({ start: 0, end: 0, nextMs: 0 });
    expect(instantOf(log(), 0)).toMatchObject({ start: 0, end: 0, nextMs: undefined });
  });
});

describe('the clock', () => {
  it('shows one decision of an instant after the other', () => {
    const positions = Array.from({ length: 100 }, (_, i) => readClock(LOG, i * 10, 1, false).position);
    expect([...new Set(positions)]).toEqual([1, 2, 3]);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  });

  it('is done with an instant before the next begins', () => {
    expect(readClock(LOG, 999, 1, false)).toEqual({ position: 3, progress: 1 });
    expect(readClock(LOG, 999, 60, false)).toEqual({ position: 3, progress: 1 });
  });

  it.each([0.25, 1, 60])('comes back to the position at which it was read, at speed %d', (speed) => {
    for (let position = 1; position <= LOG.entries.length; position++) {
      const { position: read, progress } = readClock(LOG, clockAt(LOG, position, speed, true), speed, true);
      expect(read).toBe(position);
      expect(progress).toBeCloseTo(1, 3);
    }
  });

  it('shortens a wait in which nothing happens, and only if asked', () => {
    const wait = instantOf(LOG, 5);
    expect(rateAfter(wait, 1, false)).toBe(1);
    expect(rateAfter(wait, 1, true)).toBe(2);
    expect(rateAfter(wait, 60, true)).toBe(60);
    expect(rateAfter(instantOf(LOG, 3), 1, true)).toBe(1);
  });
});
