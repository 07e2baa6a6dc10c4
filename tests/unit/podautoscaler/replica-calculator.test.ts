import { describe, expect, it } from 'vitest';
import {
  type Proposal,
  type Refusal,
  averageReplicas,
  calculateRequests,
  groupPods,
  perPodReplicas,
  utilizationReplicas,
  wholeValueReplicas,
} from '../../../src/cluster/controllers/podautoscaler/replica-calculator.ts';
import { TOLERANCE_DEFAULT, type Tolerances } from '../../../src/cluster/controllers/podautoscaler/tolerance.ts';
import type { Pod } from '../../../src/kube/pod.ts';
import { LONG_AGO_MS, type PodLook, podOf } from './fixtures.ts';

const TOLERANCES: Tolerances = { scaleUp: TOLERANCE_DEFAULT, scaleDown: TOLERANCE_DEFAULT };
/** Started a moment ago: within the initialization period, and ready for less than a window. */
const HOT: PodLook = { startedMs: -10_000, sinceMs: -5_000 };

function pods(...looks: readonly PodLook[]): readonly Pod[] {
  return looks.map((look, i) => podOf({ cpu: ['1', '1'], ...look, name: `pod-${i}` }));
}
const samples = (levels: readonly number[]): ReadonlyMap<string, number> => new Map(levels.map((level, i) => [`pod-${i}`, level]));

interface Case {
  readonly name: string;
  readonly pods: readonly PodLook[];
  /** Milli-CPU of each Pod; those beyond the list have no sample. */
  readonly levels: readonly number[];
  readonly current?: number;
  readonly target: number;
  readonly container?: string;
  readonly tolerances?: Tolerances;
  readonly replicas: number;
  readonly usage: number;
}

const NOT_READY: PodLook = { ready: false };
const cases: readonly Case[] = [
  { name: 'over the target: as many as bring it back to it', pods: [{}, {}, {}], levels: [600, 1000, 1400], target: 30, replicas: 5, usage: 50 },
  {
    name: 'one container of two, and its own request',
    pods: [{}, {}, {}],
    levels: [300, 500, 700],
    target: 30,
    container: 'container2',
    replicas: 5,
    usage: 50,
  },
  { name: 'a Pod that is not ready holds the growth back', pods: [NOT_READY, {}, {}], levels: [600, 1000, 1400], target: 30, replicas: 4, usage: 60 },
  { name: 'a Pod that has just started holds it back too', pods: [HOT, {}, {}], levels: [600, 1000, 1400], target: 30, replicas: 4, usage: 60 },
  { name: 'two of three not ready: nothing happens', pods: [{}, NOT_READY, NOT_READY], levels: [800, 1000, 1400], target: 30, replicas: 3, usage: 40 },
  {
    name: 'failed Pods do not exist for it',
    pods: [{}, {}, { phase: 'Failed' }, { phase: 'Failed' }],
    levels: [1000, 1400],
    current: 2,
    target: 30,
    replicas: 4,
    usage: 60,
  },
  {
    name: 'nor do those that are going, even while they report',
    pods: [{}, {}, { deleted: true }, { deleted: true }],
    levels: [1000, 1400, 2000, 2000],
    current: 2,
    target: 30,
    replicas: 4,
    usage: 60,
  },
  { name: 'under the target: fewer', pods: [{}, {}, {}, {}, {}], levels: [200, 600, 1000, 500, 500], target: 50, replicas: 3, usage: 28 },
  {
    name: 'downwards, those that are not ready are left out',
    pods: [{}, {}, {}, NOT_READY, NOT_READY],
    levels: [200, 600, 1000, 500, 500],
    target: 50,
    replicas: 2,
    usage: 30,
  },
  {
    name: 'downwards, those that wait for a Node are left out',
    pods: [{}, { phase: 'Pending' }, { phase: 'Pending' }, { phase: 'Pending' }, { phase: 'Pending' }],
    levels: [200],
    target: 50,
    replicas: 1,
    usage: 10,
  },
  {
    name: 'within the tolerance: as many as there are',
    pods: [{}, {}, {}],
    levels: [808, 1016, 1212],
    target: 100,
    current: 3,
    tolerances: { scaleUp: 0.6, scaleDown: 0.6 },
    replicas: 3,
    usage: 50,
  },
  {
    name: 'the tolerance upwards is its own',
    pods: [{}, {}],
    levels: [1300, 1300],
    target: 60,
    tolerances: { scaleUp: 0.05, scaleDown: 0.9 },
    replicas: 3,
    usage: 65,
  },
  {
    name: 'and so is the one downwards',
    pods: [{}, {}],
    levels: [1000, 1000],
    target: 60,
    tolerances: { scaleUp: 0.05, scaleDown: 0.9 },
    replicas: 2,
    usage: 50,
  },
  { name: 'a missing sample counts as all of the request when shrinking', pods: [{}, {}, {}, {}], levels: [800, 190], target: 100, replicas: 3, usage: 24 },
  { name: 'exactly at the target with one missing: nothing happens', pods: [{}, {}], levels: [2000], target: 100, replicas: 2, usage: 100 },
  { name: 'over the target with one missing, that would turn: nothing happens', pods: [{}, {}], levels: [3800], target: 100, replicas: 2, usage: 190 },
  { name: 'under the target with one missing: nothing happens', pods: [{}, {}], levels: [1200], target: 100, replicas: 2, usage: 60 },
  { name: 'one not ready, one missing, within the tolerance', pods: [NOT_READY, {}, {}], levels: [200, 900], target: 50, replicas: 3, usage: 45 },
  { name: 'one not ready and one missing both hold the growth back', pods: [NOT_READY, {}, {}], levels: [200, 4000], target: 50, replicas: 4, usage: 200 },
  { name: 'one not ready is left out, one missing counts in full', pods: [NOT_READY, {}, {}, {}], levels: [200, 200, 200], target: 50, replicas: 3, usage: 10 },
  {
    name: 'with a target over 100% a missing one counts as at the target',
    pods: [NOT_READY, {}, { cpu: ['2', '2'] }, { cpu: ['2', '2'] }],
    levels: [400, 200, 200],
    target: 300,
    replicas: 2,
    usage: 6,
  },
  {
    name: 'more Pods than replicas, as in a rollout, and no change of direction',
    pods: [{}, {}, {}],
    levels: [200, 200],
    current: 2,
    target: 50,
    replicas: 2,
    usage: 10,
  },
];

describe('utilization of a resource', () => {
  it.each(cases)('$name', ({ pods: looks, levels, target, container = '', tolerances = TOLERANCES, current = looks.length, replicas, usage }) => {
    const sample = { nowMs: 0, windowMs: 60_000, pods: pods(...looks), values: samples(levels), tolerances, currentReplicas: current };
    expect(utilizationReplicas(sample, target, 'cpu', container)).toMatchObject({ replicas, usage });
  });

  const refused = (looks: readonly PodLook[], levels: readonly number[], container = ''): Proposal | Refusal =>
    utilizationReplicas(
      { nowMs: 0, windowMs: 60_000, pods: pods(...looks), values: samples(levels), tolerances: TOLERANCES, currentReplicas: looks.length },
      50,
      'cpu',
      container,
    );

  it('says why there is no answer', () => {
    expect(refused([], [])).toEqual({ error: 'no pods returned by selector while calculating replica count' });
    expect(refused([NOT_READY], [100])).toEqual({ error: 'did not receive metrics for targeted pods (pods might be unready)' });
    expect(refused([{ cpu: ['1', undefined] }], [100])).toEqual({ error: 'missing request for cpu in container container2 of Pod pod-0' });
    expect(refused([{}], [100], 'sidecar')).toEqual({ error: 'container sidecar not found in Pod pod-0' });
    expect(refused([{ cpu: ['0'] }], [100])).toEqual({ error: 'no metrics returned matched known pods' });
  });

  it('keeps whole percents, rounded down, as the ratio', () => {
    const sample = { nowMs: 0, windowMs: 60_000, pods: pods({ cpu: ['300m'] }), values: samples([200]), tolerances: TOLERANCES, currentReplicas: 1 };
    expect(utilizationReplicas(sample, 66, 'cpu', '')).toMatchObject({ usage: 66, ratio: 1, average: 200 });
  });
});

describe('a plain average', () => {
  const average = (looks: readonly PodLook[], levels: readonly number[], target: number, resource = ''): Proposal | Refusal =>
    averageReplicas(
      { nowMs: 0, windowMs: 60_000, pods: pods(...looks), values: samples(levels), tolerances: TOLERANCES, currentReplicas: looks.length },
      target,
      resource,
    );

  it('grows and shrinks with the average', () => {
    expect(average([{}, {}, {}], [20_000, 10_000, 30_000], 15_000)).toMatchObject({ replicas: 4, usage: 20_000 });
    expect(average([{}, {}, {}, {}, {}], [12_000, 12_000, 12_000, 12_000, 12_000], 20_000)).toMatchObject({ replicas: 3, usage: 12_000 });
  });
  it('counts Pods that are not ready, unless it is about CPU', () => {
    expect(average([{}, {}, { ...HOT, ready: false }], [50_000, 10_000, 30_000], 15_000)).toMatchObject({ replicas: 6, usage: 30_000 });
    expect(average([{}, {}, { ...HOT, ready: false }], [50_000, 10_000, 30_000], 15_000, 'cpu')).toMatchObject({
      usage: 30_000,
      replicas: 4,
      cautiousRatio: 20_000 / 15_000,
    });
  });
  it('takes a missing sample for one at the target when shrinking', () => {
    expect(average([{}, {}, {}, {}, {}], [20_000, 19_000, 21_000], 20_000)).toMatchObject({ replicas: 5 });
    expect(average([{}, {}, {}, {}], [1_000, 1_000], 20_000)).toMatchObject({ replicas: 3, cautiousRatio: 10_500 / 20_000 });
  });
  it('rounds the average down to whole thousandths', () => {
    expect(average([{}, {}, {}], [50_000, 15_000, 30_000], 15_000)).toMatchObject({ replicas: 7, usage: 31_666 });
  });
});

describe('a whole value', () => {
  const whole = (looks: readonly PodLook[], usage: number, target: number, current = looks.length): Proposal | Refusal =>
    wholeValueReplicas(usage, target, { pods: pods(...looks), tolerances: TOLERANCES, currentReplicas: current });

  it('multiplies the ready Pods', () => {
    expect(whole([{}, {}, {}], 20_000, 15_000)).toMatchObject({ replicas: 4, usage: 20_000 });
    expect(whole([NOT_READY, {}, NOT_READY], 50_000, 10_000)).toMatchObject({ replicas: 5 });
    expect(whole([NOT_READY, {}, NOT_READY], 8_600, 4_400)).toMatchObject({ replicas: 2 });
    expect(whole([{}, {}, {}, {}, {}], 8_600, 14_334)).toMatchObject({ replicas: 3 });
  });
  it('knows no Pods and no tolerance at zero replicas', () => expect(whole([], 1_050, 1_000, 0)).toMatchObject({ replicas: 2 }));
  it('stays within an int32', () => expect(whole([{}, {}, {}], Number.MAX_SAFE_INTEGER, 1)).toMatchObject({ replicas: 2_147_483_647 }));
  it('needs Pods to count', () =>
    expect(whole([], 5_000, 1_000, 3)).toEqual({ error: 'unable to calculate ready pods: no pods returned by selector while calculating replica count' }));
});

describe('a whole value for each replica', () => {
  it('divides, and rounds the average up', () => {
    expect(perPodReplicas(20_000, 5_000, 3, TOLERANCES)).toMatchObject({ replicas: 4, usage: 6_667 });
    expect(perPodReplicas(8_600, 2_150, 3, TOLERANCES)).toMatchObject({ replicas: 4, usage: 2_867 });
    expect(perPodReplicas(6_000, 2_000, 5, TOLERANCES)).toMatchObject({ replicas: 3, usage: 1_200 });
  });
  it('keeps the replicas that the status counts within the tolerance', () =>
    expect(perPodReplicas(8_600, 2_867, 3, TOLERANCES)).toMatchObject({ replicas: 3 }));
});

describe('which Pods have a say', () => {
  const MINUTE = 60_000;
  const group = (look: PodLook, { resource = 'cpu', sampled = true, windowMs = 30_000 } = {}): string => {
    const groups = groupPods({ nowMs: 0, windowMs, pods: [podOf({ ...look, name: 'pod-0' })], values: samples(sampled ? [1] : []) }, resource);
    return groups.ready ? 'ready' : groups.unready.length ? 'unready' : groups.missing.length ? 'missing' : 'ignored';
  };
  const table: readonly [string, string, string][] = [
    ['of memory, whatever the readiness', group({ ready: false }, { resource: 'memory' }), 'ready'],
    ['without a Ready condition', group({ ready: undefined }), 'unready'],
    ['young, with a whole window since it became ready', group({ startedMs: -MINUTE, sinceMs: -30_000 }), 'ready'],
    ['young, with less than a window', group({ startedMs: -MINUTE, sinceMs: -30_000 }, { windowMs: MINUTE }), 'unready'],
    ['young and not ready', group({ startedMs: -MINUTE, sinceMs: -50_000, ready: false }), 'unready'],
    ['exactly five minutes old, just ready', group({ startedMs: -5 * MINUTE, sinceMs: 0 }), 'ready'],
    ['a second younger, just ready', group({ startedMs: -5 * MINUTE + 1000, sinceMs: 0 }), 'unready'],
    ['old, and never ready', group({ startedMs: -10 * MINUTE, sinceMs: -10 * MINUTE + 6_000, ready: false }), 'unready'],
    ['old, and ready until lately', group({ startedMs: -10 * MINUTE, sinceMs: -9 * MINUTE, ready: false }), 'ready'],
    ['without a sample', group({}, { sampled: false }), 'missing'],
    ['without a Node', group({ phase: 'Pending' }), 'unready'],
    ['going', group({ phase: 'Pending', deleted: true }), 'ignored'],
    ['failed', group({ phase: 'Failed' }), 'ignored'],
  ];
  it.each(table)('%s', (_name, was, expected) => expect(was).toBe(expected));
});

describe('requests', () => {
  const [plain] = pods({ cpu: ['100m', '200m'] }) as [Pod];
  const withSpec = (spec: Partial<Pod['spec']>): Pod => ({ ...plain, spec: { ...plain.spec, ...spec } });
  const sidecar = { name: 'proxy', image: 'proxy:1', restartPolicy: 'Always', resources: { requests: { cpu: '50m' } } };

  it('are the sum of the containers, with sidecars and without other init containers', () => {
    expect(calculateRequests([plain], '', 'cpu')).toEqual(new Map([['pod-0', 300]]));
    const pod = withSpec({ initContainers: [sidecar, { name: 'setup', image: 'setup:1', resources: { requests: { cpu: '5' } } }] });
    expect(calculateRequests([pod], '', 'cpu')).toEqual(new Map([['pod-0', 350]]));
    expect(calculateRequests([pod], 'proxy', 'cpu')).toEqual(new Map([['pod-0', 50]]));
  });
  it("are the Pod's own where it has any, unless a container is asked for", () => {
    const pod = withSpec({ resources: { requests: { cpu: '2' } } });
    expect(calculateRequests([pod], '', 'cpu')).toEqual(new Map([['pod-0', 2000]]));
    expect(calculateRequests([pod], 'container2', 'cpu')).toEqual(new Map([['pod-0', 200]]));
    expect(calculateRequests([pod], '', 'memory')).toEqual({ error: 'missing pod-level request for memory in Pod pod-0' });
  });
  it('of memory are thousandths of bytes', () => {
    expect(calculateRequests([podOf({ name: 'pod-0', memory: '1Ki', startedMs: LONG_AGO_MS })], '', 'memory')).toEqual(new Map([['pod-0', 1_024_000]]));
  });
});
