import { describe, expect, it } from 'vitest';
import { ChartSeries, boundsOf, pointAt } from '../../../src/app/series.ts';
import type { EndpointSlice } from '../../../src/kube/cluster-objects.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { Session } from '../../../src/scenario/session.ts';
import { exampleOf } from '../../../src/app/examples.ts';
import type { Deployment, ReplicaSet } from '../../../src/kube/workloads.ts';

function played(id: string) {
  const session = Session.open((exampleOf(id) as NonNullable<ReturnType<typeof exampleOf>>).tape);
  session.runUntil(120_000);
  const series = new ChartSeries();
  for (const entry of session.cluster.log.entries) series.observe(entry);
  return { session, series };
}

const deployment = (strategy: unknown): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', uid: '1', resourceVersion: '1', creationTimestamp: '' },
  spec: { replicas: 10, strategy },
});

describe('what a workload may have', () => {
  it.each([
    [
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      { desired: 10, min: 8, max: 13 },
    ],
    [
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } },
      { desired: 10, min: 9, max: 10 },
    ],
    [
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: '100%' } },
      { desired: 10, min: 0, max: 12 },
    ],
    [{ type: 'Recreate' }, { desired: 10, min: 0, max: 10 }],
  ])('%j comes to %j', (strategy, bounds) => {
    expect(boundsOf('deployments', deployment(strategy))).toEqual(bounds);
  });
});

describe('the chart of a rolling update', () => {
  const { session, series } = played('rolling');
  const [web] = series.workloads;
  const points = web?.points ?? [];

  it('has one workload, the Deployment, with a layer for each revision', () => {
    expect(series.workloads.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['Deployment web']);
    expect(points.at(-1)).toMatchObject({ desired: 10, min: 8, max: 13, available: [0, 10], total: 10 });
  });

  it('counts what the ReplicaSets report, at every frame', () => {
    const { log } = session.cluster;
    const rows = new Map<string, ReplicaSet>();
    for (const entry of log.entries) {
      for (const { table, key, after } of entry.changes) if (table === 'replicasets') rows.set(key, after as ReplicaSet);
      const expected = [...rows.values()].reduce((sum, { status }) => sum + (status?.availableReplicas ?? 0), 0);
      const point = pointAt(points, entry.seq);
      expect((point?.available ?? []).reduce((sum, count) => sum + count, 0)).toBe(expected);
    }
  });

  it('never leaves its bounds', () => {
    const settled = points.filter(({ position }) => session.cluster.log.timeAt(position) >= 5_000);
    expect(settled.length).toBeGreaterThan(5);
    for (const { available, min = 0, max = 0, total } of settled) {
      expect(available.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(min);
      expect(total).toBeLessThanOrEqual(max);
    }
  });

  it('has a point only where something changed', () => {
    expect(points.length).toBeLessThan(session.cluster.log.length / 2);
    const values = points.map(({ position: _, ...rest }) => JSON.stringify(rest));
    expect(values.every((value, i) => i === 0 || value !== values[i - 1])).toBe(true);
  });
});

describe('the chart of what has no ReplicaSets', () => {
  it('counts a StatefulSet’s Pods by their revision', () => {
    const { series, session } = played('statefulset');
    const status = session.cluster.store.get('statefulsets', 'default/db')?.status;
    expect(status?.updatedReplicas).toBe(5);
    expect(series.workloads.find(({ kind }) => kind === 'StatefulSet')?.points.at(-1)).toMatchObject({ desired: 5, available: [0, 5], total: 5 });
  });

  it('knows a DaemonSet’s bounds from its Nodes', () => {
    const { series } = played('daemonset');
    expect(series.workloads.find(({ kind }) => kind === 'DaemonSet')?.points.at(-1)).toMatchObject({ desired: 5, min: 4, max: 5, available: [0, 5] });
  });
});

describe('a workload that is gone', () => {
  it('keeps its past and wants nothing any more', () => {
    const series = new ChartSeries();
    const object = deployment({ type: 'Recreate' }) as Deployment & KubeObject;
    const reason = { rule: '', values: {} };
    series.observe({ seq: 1, at: 0, by: '', cause: 0, reason, changes: [{ table: 'deployments', key: 'default/web', before: undefined, after: object }] });
    series.observe({ seq: 2, at: 1, by: '', cause: 0, reason, changes: [{ table: 'deployments', key: 'default/web', before: object, after: undefined }] });
    expect(series.workloads[0]?.points.map(({ desired }) => desired)).toEqual([10, 0]);
  });
});

describe('what is around a workload', () => {
  it('counts the ready endpoints of its Service', () => {
    const { session, series } = played('rolling');
    const { points } = series.workloads[0] as (typeof series.workloads)[0];
    expect(points[0]?.endpoints ?? 0).toBe(0);
    expect(points.at(-1)?.endpoints).toBe(10);
    let ready = 0;
    const byPosition = new Map<number, number>();
    for (const { seq, changes } of session.cluster.log.entries) {
      for (const { table, key, after } of changes)
        if (table === 'endpointslices' && key.startsWith('default/web'))
          ready = ((after as EndpointSlice | undefined)?.endpoints ?? []).filter(({ conditions }) => conditions.ready).length;
      byPosition.set(seq, ready);
    }
    for (const point of points.slice(3)) expect(point.endpoints, `frame ${point.position}`).toBe(byPosition.get(point.position));
  });

  it('has none without a Service', () => {
    expect(played('daemonset').series.workloads[0]?.points.at(-1)).not.toHaveProperty('endpoints');
  });

  it('follows an autoscaler: its metric and target, its recommendation before and after stabilization, its limits', () => {
    const example = (exampleOf('autoscaler') as NonNullable<ReturnType<typeof exampleOf>>).tape;
    const session = Session.open(example);
    session.runUntil(500_000);
    const series = new ChartSeries();
    for (const entry of session.cluster.log.entries) series.observe(entry);
    const points = series.workloads[0]?.points ?? [];
    expect(points.at(-1)).toMatchObject({ limits: { min: 2, max: 12 }, reading: { name: 'cpu', target: '60%' } });
    for (const { metric, reading } of points)
      if (reading && metric !== undefined) expect(Math.abs(metric - (Number.parseInt(reading.current, 10) / 60) * 100)).toBeLessThan(1);
    expect(points.some(({ recommended = 0, stabilized = 0 }) => recommended < stabilized)).toBe(true);
  });
});
