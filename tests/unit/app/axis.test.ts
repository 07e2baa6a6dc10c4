import fc from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { Axis } from '../../../src/app/axis.ts';
import type { ChartScale } from '../../../src/app/preferences.ts';
import type { Entry } from '../../../src/timeline/types.ts';

const logOf = (times: readonly number[]) => ({ entries: times.map((at) => ({ at }) as Entry), length: times.length });
const SCALES: readonly ChartScale[] = ['mixed', 'time', 'decisions'];
const times = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 }).map((gaps) => {
  let at = 0;
  return gaps.map((gap) => (at += gap * 1_000));
});

describe('the timeline’s axis', () => {
  it('goes from 0 to 1 and never back, on every scale', () => {
    fc.assert(
      fc.property(times, fc.constantFrom(...SCALES), (list, scale) => {
        const axis = new Axis(logOf(list), scale);
        const units = Array.from({ length: list.length + 1 }, (_, position) => axis.unitOf(position));
        expect(units[0]).toBeCloseTo(0);
        expect(units.every((unit, i) => i === 0 || unit >= (units[i - 1] as number))).toBe(true);
        if (scale !== 'time' || (list.at(-1) as number) > (list[0] as number)) expect(units.at(-1)).toBeCloseTo(1);
      }),
    );
  });

  it('finds the position that stands at a place', () => {
    fc.assert(
      fc.property(times, fc.nat(), (list, seed) => {
        const position = seed % (list.length + 1);
        for (const scale of ['mixed', 'decisions'] as const) {
          const axis = new Axis(logOf(list), scale);
          expect(axis.positionOf(axis.unitOf(position))).toBe(position);
        }
      }),
    );
  });

  it('gives decisions of one instant room of their own, unless time alone counts', () => {
    const list = [0, 0, 0, 10_000];
    const gap = (scale: ChartScale): number => new Axis(logOf(list), scale).unitOf(2) - new Axis(logOf(list), scale).unitOf(1);
    expect(gap('decisions')).toBeCloseTo(0.25);
    expect(gap('mixed')).toBeCloseTo(0.1);
    expect(gap('time')).toBe(0);
  });

  it('leads to the last frame of an instant where time alone counts', () => {
    expect(new Axis(logOf([0, 0, 0, 10_000]), 'time').positionOf(0.001)).toBe(3);
  });

  it('moves between two frames while the cluster waits', () => {
    const axis = new Axis(logOf([0, 10_000]), 'time');
    expect(axis.unitOfTime(1, 5_000)).toBeCloseTo(0.5);
  });
});
