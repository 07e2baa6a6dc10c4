import { describe, expect, it } from 'vitest';
import { LOAD_TABLE, currentLoad } from '../../../src/cluster/metrics/load.ts';
import { Metrics, walkingPods } from '../../../src/cluster/metrics/metrics.ts';
import { metricsReader } from '../../../src/cluster/metrics/reader.ts';
import { type LoadShape, milliAt, scaleLoad } from '../../../src/kube/load.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { AutoscalerCluster, podOf } from './fixtures.ts';

describe('a load over time', () => {
  const at = (shape: LoadShape, ...seconds: readonly number[]): readonly number[] => seconds.map((second) => Math.round(milliAt(shape, second * 1000)));

  it('is what is written, in thousandths', () => {
    expect(['250m', 2, '1Ki', '1.5'].map((amount) => milliAt(amount, 0))).toEqual([250, 2000, 1_024_000, 1500]);
    expect(at({ shape: 'constant', value: '5m' }, 0, 1000)).toEqual([5, 5]);
  });
  it('ramps in a straight line, and stays', () => {
    expect(at({ shape: 'ramp', from: 1, to: 3, start: 10, end: 20 }, 0, 10, 15, 20, 99)).toEqual([1000, 1000, 2000, 3000, 3000]);
    expect(at({ shape: 'ramp', from: 1, to: 3, start: 10, end: 10 }, 9, 10, 11)).toEqual([1000, 1000, 3000]);
  });
  it('swings between low and high', () => {
    expect(at({ shape: 'wave', low: 0, high: 1, period: 60 }, 0, 10, 15, 20, 30, 45, 60, 90)).toEqual([0, 250, 500, 750, 1000, 500, 0, 1000]);
    expect(at({ shape: 'wave', low: 0, high: 1, period: 60, start: 30 }, 0, 30, 60)).toEqual([1000, 0, 1000]);
  });
  it('is as near to the cosine as thousandths can tell', () => {
    for (let second = 0; second < 600; second += 7)
      expect(milliAt({ shape: 'wave', low: 0, high: 1000, period: 61 }, second * 1000)).toBeCloseTo(500_000 * (1 - Math.cos((2 * Math.PI * second) / 61)), 1);
  });
  it('is higher by a factor at every time, in the units in which it is written', () => {
    const scaled = scaleLoad(
      {
        loads: [
          { selector: { app: 'web' }, cpu: '250m', memory: '90Mi', perPod: true },
          { service: 'web', cpu: { shape: 'wave', low: 0, high: '1', period: 60 } },
        ],
        custom: { rps: 7 },
        external: { queue: { shape: 'ramp', from: '1', to: '3', start: 10, end: 20 } },
        objects: [
          {
            kind: 'Ingress',
            name: 'main',
            metric: 'rps',
            value: {
              shape: 'points',
              points: [
                [0, '10'],
                [9, 20],
              ],
            },
          },
        ],
      },
      133,
    );
    expect(scaled).toEqual({
      loads: [
        // 125514547.2 bytes, rounded up.
        { selector: { app: 'web' }, cpu: '333m', memory: '125514548', perPod: true },
        { service: 'web', cpu: { shape: 'wave', low: '0', high: '1330m', period: 60 } },
      ],
      custom: { rps: '9310m' },
      external: { queue: { shape: 'ramp', from: '1330m', to: '3990m', start: 10, end: 20 } },
      objects: [
        {
          kind: 'Ingress',
          name: 'main',
          metric: 'rps',
          value: {
            shape: 'points',
            points: [
              [0, '13300m'],
              [9, '26600m'],
            ],
          },
        },
      ],
    });
    expect(scaleLoad({ custom: { rps: '1Gi' } }, 200)).toEqual({ custom: { rps: '2Gi' } });
    expect(scaleLoad({}, 200)).toEqual({});
  });
  it('spikes', () => expect(at({ shape: 'spike', base: '10m', peak: 1, start: 5, end: 8 }, 4, 5, 7, 8)).toEqual([10, 1000, 1000, 10]));
  it('follows points', () => {
    const points = {
      shape: 'points',
      points: [
        [10, 1],
        [20, 2],
        [40, 0],
      ],
    } as const;
    expect(at(points, 0, 10, 15, 20, 30, 40, 99)).toEqual([1000, 1000, 1500, 2000, 1000, 0, 0]);
    expect(at({ shape: 'points', points: [] }, 5)).toEqual([0]);
  });
});

describe('setting the load', () => {
  it('is one decision with its reason, and can be taken back', () => {
    const { cluster } = new AutoscalerCluster().cpu('500m');
    expect(cluster.log.entries.at(-1)).toMatchObject({
      by: 'user',
      reason: { rule: 'load/set', values: { load: ['app=web: cpu 500m'] } },
      changes: [{ table: LOAD_TABLE, before: undefined }],
    });
    expect(currentLoad(cluster.store)).toEqual({ loads: [{ selector: { app: 'web' }, cpu: '500m' }] });
  });
  it('replaces the load before it, and says nothing where it is the same', () => {
    const autoscaler = new AutoscalerCluster().cpu('500m').load({ custom: { rps: 5 } });
    expect(currentLoad(autoscaler.cluster.store)).toEqual({ custom: { rps: 5 } });
    const { length } = autoscaler.cluster.log;
    autoscaler.load({ custom: { rps: 5 } });
    expect(autoscaler.cluster.log.length).toBe(length);
  });
  it('refuses what is no load, and names it', () => {
    const set = (load: Record<string, unknown>) => () => new AutoscalerCluster().load(load);
    expect(set({ loads: [{ cpu: '1' }] })).toThrow('loads[0]: needs a selector or a service');
    expect(set({ loads: [{ service: 'web', cpu: 'many' }] })).toThrow('loads[0].cpu: quantities must match');
    expect(set({ external: { queue: { shape: 'wave' } } })).toThrow('external.queue: ');
    expect(set({ custom: [] })).toThrow('custom: must be a map');
  });
});

describe('what is measured', () => {
  const measure = (autoscaler: AutoscalerCluster): Metrics => new Metrics(autoscaler.cluster.store, autoscaler.cluster.now);
  const cpuOf = (autoscaler: AutoscalerCluster, resource = 'cpu', container = ''): Record<string, number> => {
    const pods = walkingPods(autoscaler.cluster.store)('default', { matchLabels: { app: 'web' } });
    const result = measure(autoscaler).resource('default', pods, resource, container);
    if ('error' in result) throw new Error(result.error);
    return Object.fromEntries(result.values);
  };
  const put = (autoscaler: AutoscalerCluster, name: string, look: Parameters<typeof podOf>[0]): AutoscalerCluster => {
    autoscaler.cluster.decide('test', 0, undefined, () => autoscaler.cluster.store.put('pods', `default/${name}`, podOf({ ...look, name }) as KubeObject));
    return autoscaler;
  };

  it('is shared by those who are ready and stay; the others that run report 0', () => {
    const autoscaler = new AutoscalerCluster().cpu('1').pods(3);
    put(autoscaler, 'starting', { ready: false });
    put(autoscaler, 'going', { deleted: true });
    put(autoscaler, 'waiting', { phase: 'Pending', ready: false });
    expect(cpuOf(autoscaler)).toEqual({ 'web-0': 333, 'web-1': 333, 'web-2': 333, starting: 0, going: 0 });
  });
  it('is whole for each with perPod, and sums over several loads', () => {
    const autoscaler = new AutoscalerCluster().pods(2).load({
      loads: [
        { selector: { app: 'web' }, memory: '10Mi', perPod: true },
        { selector: { app: 'web' }, memory: '1Mi' },
        { selector: { app: 'db' }, memory: '1Gi' },
      ],
    });
    expect(cpuOf(autoscaler, 'memory')).toEqual({ 'web-0': 11_010_048_000, 'web-1': 11_010_048_000 });
  });
  it('lies on the first container, or on the one that is named', () => {
    const autoscaler = new AutoscalerCluster().pods(1, { cpu: ['1', '1'] }).load({
      loads: [
        { selector: { app: 'web' }, cpu: '100m' },
        { selector: { app: 'web' }, cpu: '30m', container: 'container2' },
      ],
    });
    expect([cpuOf(autoscaler), cpuOf(autoscaler, 'cpu', 'container1'), cpuOf(autoscaler, 'cpu', 'container2'), cpuOf(autoscaler, 'cpu', 'container3')]).toEqual(
      [{ 'web-0': 130 }, { 'web-0': 100 }, { 'web-0': 30 }, {}],
    );
    expect(metricsReader(autoscaler.cluster).pod('default/web-0')).toEqual({
      container1: { cpuMilli: 100, memoryBytes: 0 },
      container2: { cpuMilli: 30, memoryBytes: 0 },
    });
  });
  it('goes to the Pods behind a Service', () => {
    const autoscaler = new AutoscalerCluster().pods(2).load({ loads: [{ service: 'front', cpu: '1' }] });
    expect(cpuOf(autoscaler)).toEqual({ 'web-0': 0, 'web-1': 0 });
    autoscaler.create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'front' }, spec: { selector: { app: 'web' } } });
    expect(cpuOf(autoscaler)).toEqual({ 'web-0': 500, 'web-1': 500 });
  });
  it('keeps to its namespace', () => {
    const autoscaler = new AutoscalerCluster().pods(2).load({ loads: [{ selector: { app: 'web' }, namespace: 'other', cpu: '1' }] });
    expect(cpuOf(autoscaler)).toEqual({ 'web-0': 0, 'web-1': 0 });
  });
  it('changes with time by itself', () => {
    const autoscaler = new AutoscalerCluster().pods(1).cpu({ shape: 'ramp', from: 0, to: 1, start: 0, end: 100 });
    expect(cpuOf(autoscaler.advance(25))).toEqual({ 'web-0': 250 });
    const reader = metricsReader(autoscaler.cluster);
    expect(reader.pod('default/web-0')?.['container1']?.cpuMilli).toBe(250);
    expect(cpuOf(autoscaler.advance(50))).toEqual({ 'web-0': 750 });
    expect(reader.pod('default/web-0')?.['container1']?.cpuMilli).toBe(750);
  });
  it('has no metrics of Pods that do not run', () => {
    const autoscaler = new AutoscalerCluster().pods(1, { phase: 'Pending' });
    expect(() => cpuOf(autoscaler)).toThrow('no metrics returned from resource metrics API');
    expect(metricsReader(autoscaler.cluster).pod('default/web-0')).toBeUndefined();
  });
  it('gives object and external metrics by name', () => {
    const metrics = measure(
      new AutoscalerCluster().load({ external: { queue: 12 }, objects: [{ kind: 'Ingress', name: 'main', metric: 'rps', value: '2k' }] }),
    );
    expect([metrics.external('queue'), metrics.object({ kind: 'Ingress', name: 'main' }, 'rps')]).toEqual([12_000, 2_000_000]);
    expect(metrics.external('other')).toEqual({ error: 'no metrics returned from external metrics API' });
    expect(metrics.object({ kind: 'Ingress', name: 'other' }, 'rps')).toEqual({
      error: 'unable to fetch metrics from custom metrics API: the server could not find the metric rps for ingresses.networking.k8s.io other',
    });
  });
});
