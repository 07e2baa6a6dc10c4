import { describe, expect, it } from 'vitest';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const rolling = (maxSurge: number | string, maxUnavailable: number | string): string[] => [
  'strategy:',
  '  type: RollingUpdate',
  `  rollingUpdate: {maxSurge: ${maxSurge}, maxUnavailable: ${maxUnavailable}}`,
];

describe('a rolling update', () => {
  it('rounds surge up and unavailability down: ten with 25% are at most 13 and at least 8', () => {
    const cluster = new TestCluster({ images: { '*': { 'ready-delay': 5 } } });
    cluster.apply(deploymentYaml({ replicas: 10 }));
    cluster.advance(10);
    cluster.kubectl('set image deployment/web c=nginx:2');
    expect(cluster.replicaSets('web').map((set) => set.spec.replicas)).toEqual([8, 5]);
    expect(cluster.activePods()).toHaveLength(13);
    expect(cluster.readyPods()).toHaveLength(8);
  });

  it('lets one Pod go where both come to nothing', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml({ replicas: 2, spec: rolling(0, '25%') }));
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:2');
    expect(cluster.replicaSets('web').map((set) => set.spec.replicas)).toEqual([1, 1]);
  });

  it('does not count Terminating Pods: the next come while the last still go', () => {
    const cluster = new TestCluster({ images: { '*': { 'stop-delay': 20 } } });
    cluster.apply(deploymentYaml({ replicas: 4, spec: rolling(0, 2) }));
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:2');
    expect(cluster.activePods()).toHaveLength(4);
    expect(cluster.pods()).toHaveLength(6);
    expect(cluster.deployment('web').status.terminatingReplicas).toBe(2);
  });

  it('stands still when the new version never gets ready, and says so after its deadline', () => {
    const cluster = new TestCluster({ images: { 'nginx:bad': { fault: 'NeverReady' } } });
    cluster.apply(deploymentYaml({ replicas: 4, spec: ['progressDeadlineSeconds: 10', ...rolling(1, 1)] }));
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:bad');
    cluster.advance(60);
    expect(cluster.readyPods()).toHaveLength(3);
    const progressing = cluster.deployment('web').status.conditions?.find((condition) => condition.type === 'Progressing');
    expect(progressing).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
    expect(cluster.rules()).toContain('deployment/deadline-exceeded');
    cluster.kubectl('rollout undo deployment/web');
    cluster.advance(10);
    expect(cluster.readyPods()).toHaveLength(4);
    expect(cluster.deployment('web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
  });

  it('turns to the newest template in the middle, and takes the unavailable ones first', () => {
    const cluster = new TestCluster({ images: { '*': { 'ready-delay': 3 } } });
    cluster.apply(deploymentYaml({ replicas: 6, spec: rolling(2, 0) }));
    cluster.advance(6);
    cluster.kubectl('set image deployment/web c=nginx:2');
    cluster.advance(2);
    cluster.kubectl('set image deployment/web c=nginx:3');
    expect(cluster.replicaSets('web').map((set) => set.spec.replicas)).toEqual([6, 0, 2]);
    cluster.advance(40);
    expect(cluster.replicaSets('web').map((set) => set.status.availableReplicas ?? 0)).toEqual([0, 0, 6]);
  });

  it('shares a change of size in proportion while it is under way', () => {
    const cluster = new TestCluster({ images: { 'nginx:bad': { fault: 'NeverReady' } } });
    cluster.apply(deploymentYaml({ replicas: 10, spec: rolling(3, 2) }));
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:bad');
    cluster.advance(3);
    cluster.kubectl('scale deployment/web --replicas=15');
    expect(cluster.replicaSets('web').map((set) => set.spec.replicas)).toEqual([11, 7]);
  });

  it('keeps as many old ReplicaSets as revisionHistoryLimit says', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml({ replicas: 1, spec: ['revisionHistoryLimit: 1'] }));
    for (const tag of [2, 3, 4]) {
      cluster.advance(10);
      cluster.kubectl(`set image deployment/web c=nginx:${tag}`);
    }
    cluster.advance(10);
    expect(cluster.replicaSets('web').map((set) => set.metadata.annotations?.['deployment.kubernetes.io/revision'])).toEqual(['3', '4']);
  });

  it('does nothing to the Pods while it is paused', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml());
    cluster.advance(5);
    cluster.kubectl('rollout pause deployment/web');
    cluster.kubectl('set image deployment/web c=nginx:2');
    cluster.advance(30);
    expect(cluster.replicaSets('web')).toHaveLength(1);
    cluster.kubectl('rollout resume deployment/web');
    cluster.advance(20);
    expect(cluster.replicaSets('web').map((set) => set.spec.replicas)).toEqual([0, 3]);
  });

  it('gives every frame a reason and a cause that leads back to the command', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml());
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:2');
    cluster.advance(20);
    const { entries } = cluster;
    const command = entries.findLast((entry) => entry.by === 'kubectl');
    let last = entries.at(-1);
    for (let steps = 0; last && last.cause && steps < entries.length; steps++) last = entries[last.cause - 1];
    expect(last).toBe(command);
    for (const entry of entries) expect(entry.reason.rule).toMatch(/^[a-z-]+\/[a-z-]+$/);
  });
});

describe('a Recreate', () => {
  it('waits until the last old Pod is gone', () => {
    const cluster = new TestCluster({ images: { '*': { 'stop-delay': 4 } } });
    cluster.apply(deploymentYaml({ spec: ['strategy: {type: Recreate}'] }));
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:2');
    cluster.advance(3);
    expect(cluster.replicaSets('web')).toHaveLength(1);
    expect(cluster.activePods()).toHaveLength(0);
    cluster.advance(2);
    expect(cluster.activePods()).toHaveLength(3);
    expect(cluster.pods()).toHaveLength(3);
  });
});

describe('deleting a Deployment', () => {
  it('in background takes everything with it', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml());
    cluster.advance(5);
    cluster.kubectl('delete deployment web --wait=false');
    expect(cluster.session.cluster.store.count('replicasets')).toBe(0);
    cluster.advance(5);
    expect(cluster.pods()).toHaveLength(0);
  });

  it('in foreground goes last', () => {
    const cluster = new TestCluster({ images: { '*': { 'stop-delay': 3 } } });
    cluster.apply(deploymentYaml());
    cluster.advance(5);
    cluster.kubectl('delete deployment web --cascade=foreground --wait=false');
    cluster.advance(1);
    expect(cluster.deployment('web').metadata.deletionTimestamp).toBeDefined();
    cluster.advance(5);
    expect(cluster.session.cluster.store.count('deployments')).toBe(0);
  });

  it('orphaning leaves ReplicaSet and Pods, and the next of that name adopts them', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml());
    cluster.advance(5);
    const before = cluster.pods().map((pod) => pod.metadata.name);
    cluster.kubectl('delete deployment web --cascade=orphan --wait=false');
    cluster.advance(2);
    expect(cluster.session.cluster.store.count('deployments')).toBe(0);
    cluster.apply(deploymentYaml());
    cluster.advance(5);
    expect(cluster.pods().map((pod) => pod.metadata.name)).toEqual(before);
    expect(cluster.replicaSets('web')).toHaveLength(1);
  });
});

describe('equal tapes', () => {
  it('give equal logs, and a replay to any frame gives the same frames', async () => {
    const { Session } = await import('../../../src/scenario/session.ts');
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml({ replicas: 4 }));
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:2');
    cluster.advance(20);
    const tape = cluster.session.tape();
    const again = Session.replay(tape);
    again.runUntil(cluster.session.cluster.now);
    expect(JSON.stringify(again.cluster.log.entries)).toBe(JSON.stringify(cluster.entries));
    const fork = cluster.session.fork(20);
    expect(JSON.stringify(fork.cluster.log.entries)).toBe(JSON.stringify(cluster.entries.slice(0, 20)));
  });
});
