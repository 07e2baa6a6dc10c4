import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/kube/cluster-objects.ts';
import { TestCluster } from '../../support/cluster.ts';

const NODE = { name: 'n1', allocatable: { cpu: '4', memory: '8Gi', pods: '110' } };
const podYaml = (cpu: string): string => `apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: "app:1", resources: {requests: {cpu: "${cpu}"}}}]}
`;
const REFUSED =
  '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';

const of = (cluster: TestCluster, reason: string): readonly Event[] =>
  [...cluster.session.cluster.store.listIn('events', 'default')].filter((event) => event.reason === reason);
const ages = (cluster: TestCluster): readonly string[] =>
  cluster
    .kubectl('describe pod p')
    .split('\n')
    .filter((line) => line.includes('FailedScheduling'))
    .map((line) => line.replace(/^ +Warning +FailedScheduling +/, '').replace(/ +default-scheduler.*/, ''));

describe("the scheduler's events", () => {
  it('are those of events.k8s.io: a time and an action, and no count', () => {
    const cluster = new TestCluster({ nodes: [NODE] });
    cluster.advance(3).apply(podYaml('1'));
    const [event] = of(cluster, 'Scheduled');
    expect(event).toMatchObject({
      action: 'Binding',
      eventTime: '2026-01-05T00:00:03.000000Z',
      firstTimestamp: null,
      lastTimestamp: null,
      source: {},
      reportingComponent: 'default-scheduler',
    });
    expect(event).not.toHaveProperty('count');
    expect(event).not.toHaveProperty('series');
    cluster.advance(4);
    expect(cluster.kubectl('get events --field-selector reason=Scheduled -o wide')).toMatch(
      /^4s +Normal +Scheduled +pod\/p +default-scheduler, default-scheduler-\S+ +Successfully assigned default\/p to n1 +4s +1 +p\.\w+$/m,
    );
  });

  it('are a new one for a new version of the Pod, and a series for the same', () => {
    const cluster = new TestCluster({ nodes: [NODE] });
    cluster.apply(podYaml('5'));
    expect(of(cluster, 'FailedScheduling').map(({ message }) => message)).toEqual([REFUSED]);
    // After five minutes the Pod is tried once more, though nothing has happened: its status, in which the refusal stands, is a new version.
    cluster.advance(330);
    expect(ages(cluster)).toEqual(['5m30s', '0s']);
    cluster.advance(329);
    expect(ages(cluster)).toEqual(['10m', '5m29s']);
    cluster.advance(1);
    expect(ages(cluster)).toEqual(['11m', '0s (x2 over 5m30s)']);
    expect(cluster.kubectl('events --for pod/p').split('\n').at(-2)).toMatch(/^0s \(x2 over 5m30s\) +Warning +FailedScheduling +Pod\/p +0\/1 nodes/);
    expect(cluster.kubectl('get events --field-selector reason=FailedScheduling -o wide')).toMatch(/^0s .* 5m30s +2 +p\.\w+$/m);
  });

  it('are counted further and written every half hour', () => {
    const cluster = new TestCluster({ nodes: [NODE] });
    cluster.apply(podYaml('5')).toString();
    cluster.advance(1799);
    expect(ages(cluster).at(-1)).toBe('18m (x2 over 24m)');
    cluster.advance(1);
    expect(ages(cluster).at(-1)).toBe('2m30s (x5 over 24m)');
    expect(cluster.session.cluster.log.entries.at(-1)).toMatchObject({ by: 'default-scheduler', reason: { rule: 'events/series-written' } });
  });

  it('are finished and written once nothing was added for six minutes', () => {
    const cluster = new TestCluster({ nodes: [NODE] });
    cluster.apply(podYaml('5'));
    // The third try is the series' second, the fourth its third.
    cluster.advance(990);
    expect(ages(cluster).at(-1)).toBe('5m30s (x2 over 11m)');
    cluster.kubectl('delete pod p');
    cluster.advance(1440 - 990 - 1);
    expect(of(cluster, 'FailedScheduling').at(-1)?.series).toEqual({ count: 2, lastObservedTime: '2026-01-05T00:11:00.000000Z' });
    cluster.advance(1);
    expect(of(cluster, 'FailedScheduling').at(-1)?.series).toEqual({ count: 3, lastObservedTime: '2026-01-05T00:16:30.000000Z' });
  });

  it('go on as they were in a copy', () => {
    const cluster = new TestCluster({ nodes: [NODE] });
    cluster.apply(podYaml('5'));
    cluster.advance(990);
    const copy = cluster.session.cluster.copy();
    copy.runUntil(1_800_000);
    cluster.advance(1800 - 990);
    const series = (events: Iterable<Event>): readonly unknown[] => [...events].map((event) => event.series);
    expect(series(copy.store.list('events'))).toEqual(series(cluster.session.cluster.store.list('events')));
  });
});
