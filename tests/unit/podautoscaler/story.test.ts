import { describe, expect, it } from 'vitest';
import { autoscalerDecision } from '../../../src/kube/autoscaling.ts';
import { Session } from '../../../src/scenario/session.ts';
import { Cursor } from '../../../src/timeline/log.ts';
import { TestCluster } from '../../support/cluster.ts';

const workload = (kind: string, replicas: number): string => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: web}
spec:
  replicas: ${replicas}
  ${kind === 'StatefulSet' ? 'serviceName: web' : ''}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: app, image: 'app:1', resources: {requests: {cpu: 100m}}}]
`;
const autoscaler = (kind: string): string => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: ${kind}, name: web}
  minReplicas: 1
  maxReplicas: 6
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
  behavior: {scaleDown: {stabilizationWindowSeconds: 30}}
`;

function story(kind: string, cpu: unknown): TestCluster {
  const cluster = new TestCluster();
  cluster.session.act({ do: 'load', load: { loads: [{ selector: { app: 'web' }, cpu }] } });
  cluster.apply(workload(kind, 2) + autoscaler(kind));
  return cluster;
}

describe('an autoscaler among the other controllers', () => {
  it('waits until the new Pods count, follows the load up, and follows it down when the window is over', () => {
    const cluster = story('Deployment', {
      shape: 'points',
      points: [
        [0, '100m'],
        [60, '100m'],
        [61, '290m'],
        [200, '290m'],
        [201, '20m'],
      ],
    });
    expect(cluster.advance(60).readyPods()).toHaveLength(2);
    expect(cluster.advance(60).readyPods()).toHaveLength(6);
    expect(cluster.advance(100).readyPods()).toHaveLength(6);
    expect(cluster.advance(60).readyPods()).toHaveLength(1);
    expect(cluster.events('SuccessfulRescale')).toEqual([
      'New size: 6; reason: cpu resource utilization (percentage of request) above target',
      'New size: 1; reason: All metrics below target',
    ]);
  });

  it('scales a StatefulSet, ordinal by ordinal', () => {
    const cluster = story('StatefulSet', '190m').advance(60);
    expect(cluster.readyPods().map((pod) => pod.metadata.name)).toEqual(['web-0', 'web-1', 'web-2', 'web-3']);
  });

  it('cannot scale a DaemonSet, and says so every 15 s', () => {
    const cluster = new TestCluster();
    cluster.apply(
      `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: app, image: 'app:1'}]}\n${autoscaler('DaemonSet')}`,
    );
    cluster.advance(45);
    expect(cluster.events('FailedGetScale')).toEqual(['the server could not find the requested resource']);
    const [event] = [...cluster.session.cluster.store.listIn('events', 'default')].filter(({ reason }) => reason === 'FailedGetScale');
    expect(event?.count).toBe(3);
  });

  it('keeps its decisions on the timeline: at every frame the newest one can be read', () => {
    const cluster = story('Deployment', '290m').advance(60);
    const { log } = cluster.session.cluster;
    const cursor = new Cursor(log);
    const sizes = new Set<number | undefined>();
    for (let position = 0; position <= log.length; position++) sizes.add(autoscalerDecision(cursor.seek(position), 'default/web')?.desired);
    expect([...sizes]).toEqual([undefined, 6]);
  });

  it('does the same again from its tape, memory included', () => {
    const cluster = story('Deployment', { shape: 'wave', low: '0', high: '500m', period: 240 }).advance(600);
    const again = Session.replay(cluster.session.tape());
    again.runUntil(cluster.session.cluster.now);
    expect(again.cluster.log.entries).toEqual(cluster.session.cluster.log.entries);
  });
});
