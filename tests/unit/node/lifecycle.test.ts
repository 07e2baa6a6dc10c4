import { describe, expect, it } from 'vitest';
import type { Node } from '../../../src/kube/cluster-objects.ts';
import { findCondition } from '../../../src/kube/conditions.ts';
import { isPodReady } from '../../../src/kube/pod-status.ts';
import { type NodeChanges, changeNodes } from '../../../src/cluster/node/actions.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const NODES = [{ name: 'n1' }, { name: 'n2' }, { name: 'n3' }];
const tolerating = (seconds: number): string[] => [
  'tolerations:',
  `  - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: ${seconds}}`,
];

function change(cluster: TestCluster, changes: NodeChanges): void {
  changeNodes(cluster.session.cluster, changes);
  cluster.advance(0);
}
const node = (cluster: TestCluster, name: string): Node => cluster.session.cluster.store.get('nodes', name) as Node;
const taints = (cluster: TestCluster, name: string): readonly string[] =>
  (node(cluster, name).spec.taints ?? []).map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`);
const on = (cluster: TestCluster, name: string) => cluster.session.cluster.store.podsOn(name);

describe('a Node whose kubelet is gone', () => {
  it('is unknown after 50 s, its Pods not ready, and evicted when their toleration runs out', () => {
    const cluster = new TestCluster({ nodes: NODES });
    cluster.apply(deploymentYaml({ pod: tolerating(20) }));
    cluster.advance(5);
    const [victim] = on(cluster, 'n2');
    change(cluster, { down: ['n2'] });
    cluster.advance(49);
    expect(findCondition(node(cluster, 'n2').status.conditions, 'Ready')?.status).toBe('True');
    cluster.advance(1);
    expect(findCondition(node(cluster, 'n2').status.conditions, 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(taints(cluster, 'n2')).toEqual(['unreachable:NoExecute', 'unreachable:NoSchedule']);
    expect(isPodReady(on(cluster, 'n2')[0] as never)).toBe(false);
    expect(cluster.events('NodeNotReady')).toContain('Node is not ready');
    cluster.advance(19);
    expect(on(cluster, 'n2')[0]?.metadata.deletionTimestamp).toBeUndefined();
    cluster.advance(1);
    expect(on(cluster, 'n2')[0]?.metadata).toMatchObject({ uid: victim?.metadata.uid, deletionTimestamp: expect.any(String) });
    expect(findCondition(on(cluster, 'n2')[0]?.status.conditions, 'DisruptionTarget')?.reason).toBe('DeletionByTaintManager');
    cluster.advance(600);
    // Nobody is there to end it.
    expect(on(cluster, 'n2')).toHaveLength(1);
    expect(cluster.readyPods()).toHaveLength(3);
    change(cluster, { up: ['n2'] });
    expect(taints(cluster, 'n2')).toEqual(['unreachable:NoExecute']);
    cluster.advance(5);
    expect(on(cluster, 'n2')).toHaveLength(0);
    expect(taints(cluster, 'n2')).toEqual([]);
  });

  it('takes nothing back where it returns in time, but its Pods are ready again at once', () => {
    const cluster = new TestCluster({ nodes: NODES });
    cluster.apply(deploymentYaml({ pod: tolerating(60) }));
    cluster.advance(5);
    change(cluster, { down: ['n2'] });
    cluster.advance(55);
    expect(cluster.readyPods()).toHaveLength(2);
    change(cluster, { up: ['n2'] });
    expect(cluster.readyPods()).toHaveLength(3);
    cluster.advance(120);
    expect(cluster.rules()).toContain('taint-eviction/cancelled');
    expect(cluster.pods().every(({ metadata }) => metadata.deletionTimestamp === undefined)).toBe(true);
  });

  it('stands still: what was about to happen on it happens when it is back', () => {
    const cluster = new TestCluster({ nodes: [{ name: 'n1' }], images: { '*': { 'start-delay': 5 } } });
    cluster.apply(deploymentYaml({ replicas: 1 }));
    cluster.advance(2);
    change(cluster, { down: ['n1'] });
    cluster.advance(20);
    expect(cluster.pods()[0]?.status.phase).toBe('Pending');
    change(cluster, { up: ['n1'] });
    expect(cluster.pods()[0]?.status.phase).toBe('Running');
  });

  it('is not evicted from where no Node at all is left: then it is rather the control plane that is cut off', () => {
    const cluster = new TestCluster({ nodes: NODES });
    cluster.apply(deploymentYaml({ pod: tolerating(0) }));
    cluster.advance(5);
    change(cluster, { down: ['n1', 'n2', 'n3'] });
    cluster.advance(300);
    expect(taints(cluster, 'n1')).toEqual(['unreachable:NoSchedule']);
    expect(cluster.pods().every(({ metadata }) => metadata.deletionTimestamp === undefined)).toBe(true);
  });

  it('waits for its turn: one Node in ten seconds is evicted from', () => {
    const nodes = Array.from({ length: 6 }, (_, i) => ({ name: `n${i}` }));
    const cluster = new TestCluster({ nodes });
    change(cluster, { down: ['n0', 'n1'] });
    cluster.advance(50);
    const evicted = (): number => nodes.filter(({ name }) => taints(cluster, name).includes('unreachable:NoExecute')).length;
    expect(evicted()).toBe(1);
    cluster.advance(9);
    expect(evicted()).toBe(1);
    cluster.advance(1);
    expect(evicted()).toBe(2);
  });
});

describe('taints', () => {
  it('follow a cordon', () => {
    const cluster = new TestCluster({ nodes: NODES });
    cluster.kubectl('cordon n1');
    expect(taints(cluster, 'n1')).toEqual(['unschedulable:NoSchedule']);
    cluster.kubectl('uncordon n1');
    expect(taints(cluster, 'n1')).toEqual([]);
  });

  it('of effect NoExecute end Pods that do not tolerate them, at once', () => {
    const cluster = new TestCluster({ nodes: [{ name: 'n1' }] });
    cluster.apply(deploymentYaml({ replicas: 2 }));
    cluster.advance(5);
    cluster.kubectl('taint nodes n1 broken=yes:NoExecute');
    expect(cluster.pods().filter(({ metadata }) => metadata.deletionTimestamp)).toHaveLength(2);
    expect(cluster.events('TaintManagerEviction')).toHaveLength(2);
  });
});

describe('Pods of a Node that was deleted', () => {
  it('are collected when it has been missing for long enough', () => {
    const cluster = new TestCluster({ nodes: NODES });
    cluster.apply(deploymentYaml({}));
    cluster.advance(5);
    change(cluster, { delete: ['n2'] });
    cluster.advance(39);
    expect(on(cluster, 'n2')).toHaveLength(1);
    cluster.advance(21);
    expect(on(cluster, 'n2')).toHaveLength(0);
    expect(cluster.readyPods()).toHaveLength(3);
    expect(cluster.rules()).toContain('pod-gc/orphaned');
  });

  it('on a Node that is out of service are ended for it', () => {
    const cluster = new TestCluster({ nodes: NODES });
    cluster.apply(deploymentYaml({ pod: tolerating(0) }));
    cluster.advance(5);
    change(cluster, { down: ['n2'] });
    cluster.advance(60);
    expect(on(cluster, 'n2')[0]?.metadata.deletionTimestamp).toBeDefined();
    cluster.kubectl('taint nodes n2 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute');
    cluster.advance(20);
    expect(on(cluster, 'n2')).toHaveLength(0);
  });
});
