import { describe, expect, it } from 'vitest';
import { curveOf, horizonOf, loadOf, newRow, problemsOf, reshape, rowsOf, textOf, withPoint } from '../../../src/app/load-rows.ts';
import type { Load } from '../../../src/kube/load.ts';

const LOAD: Load = {
  loads: [
    { service: 'web', cpu: { shape: 'wave', low: '100m', high: '900m', period: 300, start: 30 } },
    { selector: { app: 'db', tier: 'a' }, namespace: 'shop', container: 'main', memory: '90Mi', perPod: true },
  ],
  custom: { requests_per_second: '120' },
  external: { queue_length: { shape: 'spike', base: 0, peak: 50, start: 10, end: 20 } },
  objects: [{ kind: 'Ingress', name: 'web', metric: 'rps', value: '2k' }],
};

describe('the rows of a load', () => {
  it('say the same as the load', () => {
    expect(loadOf(rowsOf(LOAD))).toEqual(LOAD);
    expect(loadOf(rowsOf({}))).toEqual({});
  });

  it('take CPU and memory of one source apart', () => {
    expect(rowsOf({ loads: [{ service: 'web', cpu: '1', memory: '1Gi' }] }).map(({ measure, target }) => `${measure} ${target}`)).toEqual([
      'cpu web',
      'memory web',
    ]);
  });

  it('say which field is wrong', () => {
    const row = newRow('cpu', 10, ['web']);
    const problems = (change: object): readonly string[] => problemsOf({ ...row, ...change }).map(({ field, problem }) => `${field} ${problem}`);
    expect(problems({})).toEqual([]);
    expect(problems({ target: ' ' })).toEqual(['target empty']);
    expect(problems({ byService: false, target: 'app' })).toEqual(['target selector']);
    expect(problems({ shape: { shape: 'constant', value: 'lots' } })).toEqual(['value quantity']);
    expect(problems({ shape: { shape: 'constant', value: '-1' } })).toEqual(['value negative']);
    expect(problems({ shape: { shape: 'ramp', from: '0', to: '1', start: 20, end: 20 } })).toEqual(['end order']);
    expect(problems({ shape: { shape: 'wave', low: '0', high: '1', period: 0 } })).toEqual(['period period']);
    expect(
      problems({
        shape: {
          shape: 'points',
          points: [
            [0, '1'],
            [5, 'x'],
          ],
        },
      }),
    ).toEqual(['points.1 quantity']);
    expect(problemsOf(newRow('object', 0, [])).map(({ field }) => field)).toEqual(['metric', 'name']);
  });
});

describe('a shape', () => {
  it('keeps its lowest and highest amount when it becomes another', () => {
    const wave = { shape: 'wave', low: '100m', high: '900m', period: 300, start: 0 } as const;
    expect(reshape(wave, 'ramp', 30, 'cpu')).toEqual({ shape: 'ramp', from: '100m', to: '900m', start: 30, end: 150 });
    expect(reshape(wave, 'constant', 30, 'cpu')).toEqual({ shape: 'constant', value: '900m' });
  });

  it('becomes points that lie on it', () => {
    const ramp = { shape: 'ramp', from: '0', to: '1', start: 0, end: 300 } as const;
    const points = reshape(ramp, 'points', 0, 'cpu');
    const [drawn, meant] = [curveOf(points, 360, 13) ?? [], curveOf(ramp, 360, 13) ?? []];
    expect(drawn.map(Math.round)).toEqual(meant.map(Math.round));
  });

  it('has a curve only where its amounts can be read', () => {
    expect(curveOf({ shape: 'constant', value: '250m' }, 60, 3)).toEqual([250, 250, 250]);
    expect(curveOf({ shape: 'constant', value: '' }, 60, 3)).toBeUndefined();
  });

  it('is shown to its end, and a little more', () => {
    expect(horizonOf({ shape: 'constant', value: 1 }, 0)).toBe(300);
    expect(horizonOf({ shape: 'ramp', from: 0, to: 1, start: 0, end: 1_000 }, 0)).toBe(1_200);
  });

  it('writes memory in binary units', () => {
    expect(textOf(128 * 1024 * 1024 * 1000, 'memory')).toBe('128Mi');
    expect(textOf(250, 'cpu')).toBe('250m');
  });
});

describe('points', () => {
  const points = [
    [0, '1'],
    [10, '2'],
    [20, '3'],
  ] as const;
  it('stay in order of time when one is moved past another', () => {
    expect(withPoint(points, 0, [15.4, '9']).map(([at]) => at)).toEqual([10, 15, 20]);
  });
  it('never stand at one second', () => {
    expect(withPoint(points, 0, [10, '9'])).toEqual([
      [0, '9'],
      [10, '2'],
      [20, '3'],
    ]);
    expect(withPoint(points, undefined, [10, '9'])).toEqual([
      [0, '1'],
      [10, '9'],
      [20, '3'],
    ]);
  });
  it('go', () => {
    expect(withPoint(points, 1, undefined).map(([at]) => at)).toEqual([0, 20]);
  });
});
