import { describe, expect, it } from 'vitest';
import { type Rules, scaleDownLimit, scaleUpLimit } from '../../../src/cluster/controllers/podautoscaler/behavior.ts';
import { type Memory, type ScaleEvent, replacingOld, withScaleEvent } from '../../../src/cluster/controllers/podautoscaler/memory.ts';
import { type Normalized, normalize } from '../../../src/cluster/controllers/podautoscaler/normalize.ts';

type Policy = Rules['policies'][number];
const pods = (value: number, periodSeconds = 60): Policy => ({ type: 'Pods', value, periodSeconds });
const percent = (value: number, periodSeconds = 60): Policy => ({ type: 'Percent', value, periodSeconds });
const rules = (policies: readonly Policy[], windowSeconds = 0, select: Rules['select'] = 'Max'): Rules => ({
  policies,
  select,
  windowMs: windowSeconds * 1000,
});
const UP = rules([pods(4, 15), percent(100, 15)]);
const DOWN = rules([percent(100, 15)], 300);
/** Changes spread evenly over the last two minutes. */
const spread = (...changes: readonly number[]): readonly ScaleEvent[] =>
  changes.map((change, i) => ({ change, atMs: -120_000 + Math.round(((i + 0.5) * 120_000) / changes.length) }));

interface Case {
  readonly name: string;
  readonly current: number;
  readonly desired: number;
  readonly min?: number;
  readonly max?: number;
  readonly up?: Rules;
  readonly down?: Rules;
  readonly scaledUp?: readonly ScaleEvent[];
  readonly scaledDown?: readonly ScaleEvent[];
  readonly replicas: number;
  readonly condition: string;
}

const withRules: readonly Case[] = [
  { name: 'nothing stands in the way', current: 5, desired: 7, min: 3, max: 8, replicas: 7, condition: 'False/DesiredWithinRange' },
  { name: 'the minimum', current: 3, desired: 1, min: 2, max: 8, replicas: 2, condition: 'True/TooFewReplicas' },
  { name: 'the maximum', current: 20, desired: 1000, max: 10, replicas: 10, condition: 'True/TooManyReplicas' },
  { name: 'a percentage of few is rounded up', current: 3, desired: 1000, up: rules([percent(1)]), replicas: 4, condition: 'True/ScaleUpLimit' },
  { name: 'so many Pods down', current: 1000, desired: 3, min: 3, down: rules([pods(20)]), replicas: 980, condition: 'True/ScaleDownLimit' },
  { name: 'the default doubles', current: 10, desired: 50, replicas: 20, condition: 'True/ScaleUpLimit' },
  { name: 'the default adds four to few', current: 1, desired: 50, replicas: 5, condition: 'True/ScaleUpLimit' },
  { name: 'the policy that allows more: Pods', current: 10, desired: 500, up: rules([pods(100), percent(100)]), replicas: 110, condition: 'True/ScaleUpLimit' },
  { name: 'the policy that allows more: percent', current: 10, desired: 500, up: rules([pods(2), percent(100)]), replicas: 20, condition: 'True/ScaleUpLimit' },
  {
    name: 'Min takes the policy that allows less',
    current: 10,
    desired: 500,
    up: rules([pods(2), percent(100)], 0, 'Min'),
    replicas: 12,
    condition: 'True/ScaleUpLimit',
  },
  { name: 'Disabled upwards', current: 10, desired: 500, up: rules([pods(2)], 0, 'Disabled'), replicas: 10, condition: 'True/ScaleUpLimit' },
  { name: 'Disabled downwards', current: 10, desired: 2, down: rules([pods(2)], 0, 'Disabled'), replicas: 10, condition: 'True/ScaleDownLimit' },
  { name: 'downwards the larger change too', current: 100, desired: 2, down: rules([pods(20), percent(1)], 0), replicas: 80, condition: 'True/ScaleDownLimit' },
  {
    name: 'downwards Min is the smaller change',
    current: 100,
    desired: 2,
    down: rules([pods(20), percent(1)], 0, 'Min'),
    replicas: 99,
    condition: 'True/ScaleDownLimit',
  },
  { name: 'the minimum before a generous policy', current: 10, desired: 2, min: 5, down: rules([percent(100)]), replicas: 5, condition: 'True/TooFewReplicas' },
  {
    name: 'the maximum before a generous policy, with a past',
    current: 100,
    desired: 500,
    max: 200,
    up: rules([pods(300)]),
    scaledUp: spread(1, 5, 9),
    replicas: 200,
    condition: 'True/TooManyReplicas',
  },
  {
    name: 'what the period has used up',
    current: 100,
    desired: 500,
    up: rules([pods(150, 120)]),
    scaledUp: spread(1, 5, 9),
    replicas: 235,
    condition: 'True/ScaleUpLimit',
  },
  {
    name: 'more used up than allowed',
    current: 100,
    desired: 500,
    up: rules([pods(5, 120)]),
    scaledUp: spread(1, 5, 9),
    replicas: 100,
    condition: 'True/ScaleUpLimit',
  },
  {
    name: 'a percentage of what there was at the start of the period',
    current: 100,
    desired: 500,
    up: rules([percent(200, 120)]),
    scaledUp: spread(1, 5, 9),
    replicas: 255,
    condition: 'True/ScaleUpLimit',
  },
  {
    name: 'changes in both directions count',
    current: 6,
    desired: 24,
    up: rules([percent(300, 300)]),
    scaledUp: spread(4),
    scaledDown: spread(2),
    replicas: 16,
    condition: 'True/ScaleUpLimit',
  },
  {
    name: 'down, used up',
    current: 100,
    desired: 2,
    down: rules([pods(5, 120)]),
    scaledDown: spread(1, 5, 9),
    replicas: 100,
    condition: 'True/ScaleDownLimit',
  },
  {
    name: 'down, a percentage of the start, rounded down',
    current: 100,
    desired: 0,
    down: rules([percent(50, 120)]),
    scaledDown: spread(2, 4, 6),
    replicas: 56,
    condition: 'True/ScaleDownLimit',
  },
  {
    name: 'down after ups and downs',
    current: 10,
    desired: 1,
    down: rules([percent(50, 180)]),
    scaledUp: spread(2),
    scaledDown: spread(4),
    replicas: 6,
    condition: 'True/ScaleDownLimit',
  },
  {
    name: 'down, below nothing',
    current: 10,
    desired: 5,
    down: rules([percent(1000, 120)]),
    scaledDown: spread(10, 10, 10),
    replicas: 5,
    condition: 'False/DesiredWithinRange',
  },
];

const EMPTY: Memory = { dueMs: 0, scaledUp: [], scaledDown: [] };
const condition = ({ scalingLimited: { status, reason } }: Normalized): string => `${status}/${reason}`;

describe('limits of a behaviour', () => {
  it.each(withRules)(
    '$name',
    ({ current, desired, min = 1, max = 2000, up = UP, down = { ...DOWN, windowMs: 0 }, scaledUp = [], scaledDown = [], replicas, condition: expected }) => {
      const result = normalize(
        { nowMs: 0, currentReplicas: current, minReplicas: min, maxReplicas: max, rules: { up, down } },
        { ...EMPTY, scaledUp, scaledDown },
        desired,
      );
      expect([result.desired, condition(result)]).toEqual([replicas, expected]);
    },
  );

  it('are told apart by the policy that selects least', () => {
    const past = { nowMs: 0, scaledUp: [], scaledDown: [] };
    const both = rules([pods(2), percent(50)], 300, 'Min');
    expect(scaleUpLimit(both, { ...past, currentReplicas: 1 })).toBe(2);
    expect(scaleDownLimit(both, { ...past, currentReplicas: 5 })).toBe(3);
  });
});

describe('limits without a behaviour', () => {
  const table: readonly [number, number, number, number, number, string][] = [
    [5, 7, 3, 8, 7, 'False/DesiredWithinRange'],
    [3, 1, 2, 8, 2, 'True/TooFewReplicas'],
    [20, 1000, 1, 10, 10, 'True/TooManyReplicas'],
    [3, 1000, 1, 2000, 6, 'True/ScaleUpLimit'],
    [1, 1000, 1, 2000, 4, 'True/ScaleUpLimit'],
  ];
  for (const [current, desired, min, max, replicas, expected] of table)
    it(`${current} to ${desired} within ${min} and ${max}`, () => {
      const result = normalize({ nowMs: 0, currentReplicas: current, minReplicas: min, maxReplicas: max, rules: undefined }, EMPTY, desired);
      expect([result.desired, condition(result)]).toEqual([replicas, expected]);
    });
});

describe('stabilization without a behaviour', () => {
  const MINUTE = 60_000;
  const stabilized = (past: readonly [number, number][], recommended: number): [number, number] => {
    const memory = { ...EMPTY, recommendations: past.map(([replicas, atMs]) => ({ replicas, atMs })) };
    const result = normalize({ nowMs: 0, currentReplicas: 5, minReplicas: 1, maxReplicas: 100, rules: undefined }, memory, recommended);
    return [result.stabilized, result.recommendations.length];
  };
  it('is the highest of five minutes, and the oldest make room', () => {
    expect(stabilized([], 5)).toEqual([5, 1]);
    expect(
      stabilized(
        [
          [4, -2 * MINUTE],
          [5, -MINUTE],
        ],
        3,
      ),
    ).toEqual([5, 3]);
    expect(
      stabilized(
        [
          [1, -2 * MINUTE],
          [2, -MINUTE],
        ],
        3,
      ),
    ).toEqual([3, 3]);
    expect(
      stabilized(
        [
          [10, -10 * MINUTE],
          [9, -9 * MINUTE],
        ],
        3,
      ),
    ).toEqual([3, 2]);
    expect(
      stabilized(
        [
          [10, -10 * MINUTE],
          [4, -MINUTE],
          [5, -2 * MINUTE],
          [9, -9 * MINUTE],
        ],
        3,
      ),
    ).toEqual([5, 4]);
  });
  it('ends with exactly five minutes', () => {
    expect(stabilized([[9, -5 * MINUTE]], 3)).toEqual([3, 1]);
    expect(stabilized([[9, -5 * MINUTE + 1]], 3)).toEqual([9, 2]);
  });
});

describe('stabilization of a behaviour', () => {
  const result = (windows: readonly [up: number, down: number], current: number, recommended: number, past: readonly [number, number][]): Normalized => {
    const memory = { ...EMPTY, recommendations: past.map(([replicas, seconds]) => ({ replicas, atMs: -seconds * 1000 })) };
    const both = { up: rules([percent(1000, 15)], windows[0]), down: rules([percent(100, 15)], windows[1]) };
    return normalize({ nowMs: 0, currentReplicas: current, minReplicas: 1, maxReplicas: 100, rules: both }, memory, recommended);
  };
  it('goes up to the lowest of its window', () => {
    const up = result([60, 0], 5, 20, [
      [10, 30],
      [12, 45],
      [6, 90],
    ]);
    expect([up.stabilized, up.ableToScale.reason]).toEqual([10, 'ScaleUpStabilized']);
  });
  it('goes down to the highest of its window', () => {
    const down = result([0, 60], 20, 2, [
      [8, 30],
      [6, 45],
      [15, 90],
    ]);
    expect([down.stabilized, down.ableToScale.reason]).toEqual([8, 'ScaleDownStabilized']);
  });
  it('stays where the windows disagree', () => {
    expect(result([60, 60], 7, 9, [[5, 30]]).stabilized).toBe(7);
    expect(result([60, 60], 7, 3, [[9, 30]]).stabilized).toBe(7);
  });
  it('does not wait with windows of nothing', () => expect(result([0, 0], 5, 20, [[1, 0]]).ableToScale.reason).toBe('ReadyForNewScale'));
});

describe('what is remembered', () => {
  it('takes the place of the last that is no longer needed', () => {
    expect(replacingOld([1, 2, 8, 3], (n) => n < 3, 9)).toEqual([1, 9, 8, 3]);
    expect(replacingOld([8], (n) => n < 3, 9)).toEqual([8, 9]);
  });
  it('are changes of the target by direction', () => {
    const up = withScaleEvent(EMPTY, 3, 5, 1000, 60_000);
    expect(up.scaledUp).toEqual([{ atMs: 1000, change: 2 }]);
    const down = withScaleEvent(up, 5, 1, 61_000, 60_000);
    expect([down.scaledUp, down.scaledDown]).toEqual([[{ atMs: 1000, change: 2 }], [{ atMs: 61_000, change: 4 }]]);
    expect(withScaleEvent(up, 5, 6, 61_000, 60_000).scaledUp).toEqual([{ atMs: 61_000, change: 1 }]);
  });
});
