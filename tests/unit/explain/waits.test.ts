import { describe, expect, it } from 'vitest';
import { type Blocker, blockersOf } from '../../../src/cluster/explain/index.ts';
import { findCondition } from '../../../src/kube/conditions.ts';
import { keyOf } from '../../../src/kube/meta.ts';
import { explainContext } from '../../../src/scenario/remedy.ts';
import type { Action } from '../../../src/scenario/tape.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const found = (cluster: TestCluster, table: string, key: string): readonly Blocker[] => blockersOf(explainContext(cluster.session), table, key);

/** The wait by this rule; where time will do it, it says when. */
function wait(
  cluster: TestCluster,
  table: string,
  key: string,
  rule: string,
): { readonly atMs: number; readonly leftMs: number; readonly values: Blocker['reason']['values'] } {
  const blockers = found(cluster, table, key);
  const blocker = blockers.find(({ reason }) => reason.rule === rule);
  expect(blockers.map(({ reason }) => reason.rule)).toContain(rule);
  expect(blocker?.kind).toBe('waiting');
  const values = blocker?.reason.values ?? {};
  return { atMs: Math.round(Number(values['at']) * 1000), leftMs: Math.round(Number(values['left']) * 1000), values };
}

/** Lets time pass to just before a moment, and to the moment: what is true then. */
function around<T>(cluster: TestCluster, atMs: number, look: () => T): readonly [before: T, after: T] {
  cluster.session.runUntil(atMs - 1);
  const before = look();
  cluster.session.runUntil(atMs);
  return [before, look()];
}

const podKey = (cluster: TestCluster): string => keyOf(cluster.pods()[0] as NonNullable<ReturnType<TestCluster['pods']>[0]>);
const AUTOSCALED = `${deploymentYaml({ replicas: 2 }).replace('image: "nginx:1"}', 'image: "nginx:1", resources: {requests: {cpu: 100m}}}')}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 8
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
`;
const HPA = ['horizontalpodautoscalers', 'default/web'] as const;
const load = (cpu: string): Action => ({ do: 'load', load: { loads: [{ selector: { app: 'web' }, cpu }] } });

describe('what is waited for, and until when', () => {
  it('says when a container is started, and when a Pod is ready', () => {
    const cluster = new TestCluster({ images: { '*': { 'start-delay': 4, 'ready-delay': 3 } } });
    cluster.apply(deploymentYaml({ replicas: 1 }));
    cluster.advance(1);
    const phase = (): string => cluster.pods()[0]?.status.phase ?? '';
    expect(around(cluster, wait(cluster, 'deployments', 'default/web', 'blocked/pod-starting').atMs, phase)).toEqual(['Pending', 'Running']);
    const ready = wait(cluster, 'pods', podKey(cluster), 'blocked/pod-getting-ready');
    expect(around(cluster, ready.atMs, () => cluster.readyPods().length)).toEqual([0, 1]);
  });

  it('says when a Pod has been ready for long enough', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml({ replicas: 1, spec: ['minReadySeconds: 7'] }));
    cluster.advance(4);
    const { atMs, values } = wait(cluster, 'deployments', 'default/web', 'blocked/pod-min-ready');
    expect(Number(values['readySince']) * 1000 + 7_000).toBe(atMs);
    expect(wait(cluster, 'pods', podKey(cluster), 'blocked/pod-min-ready').atMs).toBe(atMs);
    expect(around(cluster, atMs, () => cluster.deployment('web').status.availableReplicas ?? 0)).toEqual([0, 1]);
  });

  it('says until when a rollout has to progress', () => {
    const cluster = new TestCluster({ images: { 'nginx:bad': { fault: 'NeverReady' } } });
    cluster.apply(deploymentYaml({ image: 'nginx:bad', spec: ['progressDeadlineSeconds: 40'] }));
    cluster.advance(10);
    const reason = (): string => findCondition(cluster.deployment('web').status.conditions, 'Progressing')?.reason ?? '';
    const { atMs } = wait(cluster, 'deployments', 'default/web', 'blocked/deadline');
    cluster.session.runUntil(atMs - 1_000);
    expect(reason()).not.toBe('ProgressDeadlineExceeded');
    cluster.session.runUntil(atMs + 1_000);
    expect(reason()).toBe('ProgressDeadlineExceeded');
    expect(found(cluster, 'deployments', 'default/web').map((blocker) => blocker.reason.rule)).toContain('blocked/deadline-passed');
  });

  it('says when a container that crashes is started again', () => {
    const cluster = new TestCluster({ images: { 'nginx:bad': { fault: 'CrashLoop' } } });
    cluster.apply(deploymentYaml({ replicas: 1, image: 'nginx:bad' }));
    const crash = (): Blocker | undefined => found(cluster, 'pods', podKey(cluster)).find(({ reason }) => reason.rule === 'blocked/pod-crash-loop');
    while (!crash() && cluster.session.cluster.now < 120_000) cluster.advance(1);
    const runs = (): boolean => cluster.pods()[0]?.status.containerStatuses?.[0]?.state?.running !== undefined;
    expect(around(cluster, Number(crash()?.reason.values['at']) * 1000, runs)).toEqual([false, true]);
  });

  it('says when a Pod that goes is gone', () => {
    const cluster = new TestCluster({ images: { '*': { 'stop-delay': 9 } } });
    cluster.apply(deploymentYaml({ replicas: 1 }));
    cluster.advance(4);
    const key = podKey(cluster);
    cluster.kubectl('delete pod --all --wait=false');
    cluster.advance(2);
    const exists = (): boolean => cluster.session.cluster.store.get('pods', key) !== undefined;
    expect(around(cluster, wait(cluster, 'pods', key, 'blocked/pod-terminating').atMs, exists)).toEqual([true, false]);
  });

  it('says when a Node whose kubelet is gone is found out, and when its Pods are evicted', () => {
    const cluster = new TestCluster({ nodes: ['node-1', 'node-2', 'node-3'].map((name) => ({ name })) });
    cluster.apply(deploymentYaml({ replicas: 1, pod: ['nodeSelector: {kubernetes.io/hostname: node-1}'] }));
    cluster.advance(5);
    cluster.kubectl('ssh node-1 systemctl stop kubelet');
    cluster.advance(3);
    const ready = (): string => findCondition(cluster.session.cluster.store.get('nodes', 'node-1')?.status.conditions, 'Ready')?.status ?? '';
    expect(around(cluster, wait(cluster, 'nodes', 'node-1', 'blocked/node-lease').atMs, ready)).toEqual(['True', 'Unknown']);
    cluster.advance(20);
    const going = (): boolean => cluster.pods()[0]?.metadata.deletionTimestamp !== undefined;
    expect(around(cluster, wait(cluster, 'nodes', 'node-1', 'blocked/node-evicts').atMs, going)).toEqual([false, true]);
  });

  it('tells a budget that will allow from one that never does', () => {
    const cluster = new TestCluster({ images: { '*': { 'ready-delay': 6 } } });
    cluster.apply(
      `${deploymentYaml()}---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 2, selector: {matchLabels: {app: web}}}\n`,
    );
    cluster.advance(2);
    wait(cluster, 'poddisruptionbudgets', 'default/web', 'blocked/budget');
    cluster.advance(10);
    expect(found(cluster, 'poddisruptionbudgets', 'default/web')).toEqual([]);
  });
});

describe('what an autoscaler waits for', () => {
  const scaled = (): TestCluster => {
    const cluster = new TestCluster();
    cluster.apply(AUTOSCALED);
    cluster.advance(4);
    cluster.session.act(load('200m'));
    cluster.advance(70);
    return cluster;
  };
  const replicas = (cluster: TestCluster): number => cluster.deployment('web').spec.replicas;

  it('says when it looks again', () => {
    const cluster = scaled();
    const { atMs, leftMs } = wait(cluster, ...HPA, 'blocked/autoscaler-sync');
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(15_000);
    cluster.session.act(load('800m'));
    expect(around(cluster, atMs, () => replicas(cluster))[0]).toBe(4);
    cluster.advance(15);
    expect(replicas(cluster)).toBe(8);
  });

  it('shows that the use is within the tolerance', () => {
    const { values } = wait(scaled(), ...HPA, 'blocked/autoscaler-tolerance');
    expect(values).toMatchObject({ low: 0.9, high: 1.1, usage: '50%', goal: '50%', ratio: 1 });
  });

  it('says when the stabilization window lets it go down', () => {
    const cluster = scaled();
    const before = replicas(cluster);
    cluster.session.act(load('50m'));
    cluster.advance(60);
    const { atMs, values } = wait(cluster, ...HPA, 'blocked/autoscaler-window');
    expect(values).toMatchObject({ stabilized: before, window: 300 });
    cluster.session.runUntil(atMs - 1);
    expect(replicas(cluster)).toBe(before);
    // It is found out at the next look.
    cluster.session.runUntil(atMs + 15_000);
    expect(replicas(cluster)).toBeLessThan(before);
  });
});

describe('requests that are refused', () => {
  const withPreStop = (sleep: number): string =>
    deploymentYaml({ replicas: 2 }).replace('image: "nginx:1"}', `image: "nginx:1", lifecycle: {preStop: {sleep: {seconds: ${sleep}}}}}`);
  const SERVICE = '---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n';

  it('are explained at the Service and at the Pod, and end when every Node has heard of it', () => {
    const cluster = new TestCluster({ images: { '*': { 'stop-delay': 5 } } });
    cluster.apply(deploymentYaml({ replicas: 2 }) + SERVICE);
    cluster.advance(5);
    const key = podKey(cluster);
    cluster.kubectl(`delete pod ${key.slice('default/'.length)} --wait=false`);
    const asked = cluster.session.cluster.now;
    const { atMs, values } = wait(cluster, 'services', 'default/web', 'blocked/refuses');
    expect(values).toMatchObject({ preStop: 0, pods: 1, workload: 'deployment/web' });
    expect(atMs).toBe(asked + 1_000);
    wait(cluster, 'pods', key, 'blocked/refuses');
    const rules = (): boolean => found(cluster, 'pods', key).some(({ reason }) => reason.rule === 'blocked/refuses');
    expect(around(cluster, atMs, rules)).toEqual([true, false]);
  });

  it('are none where preStop holds SIGTERM back', () => {
    const cluster = new TestCluster({ images: { '*': { 'stop-delay': 5 } } });
    cluster.apply(withPreStop(3) + SERVICE);
    cluster.advance(5);
    const key = podKey(cluster);
    cluster.kubectl(`delete pod ${key.slice('default/'.length)} --wait=false`);
    for (let ms = 0; ms < 6_000; ms += 250) {
      expect(found(cluster, 'services', 'default/web').map(({ reason }) => reason.rule)).not.toContain('blocked/refuses');
      cluster.session.runUntil(cluster.session.cluster.now + 250);
    }
  });

  it('says when an autoscaler has something to read, and that without running Pods it has not', () => {
    const cluster = new TestCluster({ images: { '*': { 'start-delay': 2, 'ready-delay': 2 }, 'nginx:bad': { fault: 'ImagePull' } } });
    cluster.apply(AUTOSCALED);
    cluster.advance(16);
    const { atMs } = wait(cluster, ...HPA, 'blocked/autoscaler-metrics');
    expect(around(cluster, atMs, () => found(cluster, ...HPA).some(({ reason }) => reason.rule === 'blocked/autoscaler-metrics'))).toEqual([true, false]);
    const stuck = new TestCluster({ images: { 'nginx:1': { fault: 'ImagePull' } } });
    stuck.apply(AUTOSCALED);
    stuck.advance(40);
    expect(found(stuck, ...HPA)[0]).toMatchObject({
      kind: 'blocked',
      reason: { rule: 'blocked/autoscaler-no-pods', values: { target: 'deployment/web', pods: 2 } },
      object: { table: 'deployments', key: 'default/web' },
    });
  });
});
