import { describe, expect, it } from 'vitest';
import { blockersOf } from '../../../src/cluster/explain/index.ts';
import { explainBlockers } from '../../../src/scenario/remedy.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const rulesOf = (cluster: TestCluster, table: string, key: string): string[] =>
  blockersOf({ listers: cluster.session.cluster.store, now: cluster.session.cluster.now }, table, key).map((blocker) => blocker.reason.rule);

describe('why a Deployment stands still', () => {
  it('says nothing of one that is complete', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml());
    cluster.advance(5);
    expect(rulesOf(cluster, 'deployments', 'default/web')).toEqual([]);
  });

  it('names a bad image, and offers the undo that was tried', () => {
    const cluster = new TestCluster({ images: { 'nginx:nope': { fault: 'ImagePull' } } });
    cluster.apply(deploymentYaml({ replicas: 4 }));
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:nope');
    cluster.advance(10);
    const before = cluster.entries.length;
    const [first] = explainBlockers(cluster.session, before, 'deployments', 'default/web');
    expect(first?.reason.rule).toBe('blocked/pod-image-pull');
    expect(first?.freed?.remedy.commands).toEqual(['kubectl rollout undo deployment/web']);
    expect(cluster.entries.length).toBe(before);
    cluster.kubectl('rollout undo deployment/web');
    cluster.advance(first?.freed?.afterSeconds ?? 0);
    expect(rulesOf(cluster, 'deployments', 'default/web')).toEqual([]);
  });

  it('tells a wait from a block', () => {
    const cluster = new TestCluster({ images: { '*': { 'ready-delay': 5 } } });
    cluster.apply(deploymentYaml());
    cluster.advance(1);
    const [first] = blockersOf({ listers: cluster.session.cluster.store, now: cluster.session.cluster.now }, 'deployments', 'default/web');
    expect(first?.kind).toBe('waiting');
  });

  it('offers to resume a paused one', () => {
    const cluster = new TestCluster();
    cluster.apply(deploymentYaml());
    cluster.advance(5);
    cluster.kubectl('rollout pause deployment/web');
    cluster.kubectl('set image deployment/web c=nginx:2');
    const [first] = explainBlockers(cluster.session, cluster.entries.length, 'deployments', 'default/web');
    expect(first?.reason.rule).toBe('blocked/paused');
    expect(first?.freed?.remedy.commands).toEqual(['kubectl rollout resume deployment/web']);
  });

  it('finds that a quota has no room for the surge, and what would make room', () => {
    const cluster = new TestCluster();
    cluster.apply('apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: pods}\nspec: {hard: {pods: "3"}}\n');
    cluster.apply(deploymentYaml({ spec: ['strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}'] }));
    cluster.advance(5);
    cluster.kubectl('set image deployment/web c=nginx:2');
    cluster.advance(5);
    const blockers = explainBlockers(cluster.session, cluster.entries.length, 'deployments', 'default/web');
    const refused = blockers.find((blocker) => blocker.reason.rule === 'blocked/create-refused');
    expect(refused?.reason.values['message']).toContain('exceeded quota');
    const freed = refused?.freed;
    if (!freed) throw new Error('no way out was found');
    for (const line of freed.remedy.commands) cluster.kubectl(line);
    cluster.advance(freed.afterSeconds);
    expect(rulesOf(cluster, 'deployments', 'default/web')).toEqual([]);
  });
});

describe('why a Pod is pending', () => {
  it('offers to uncordon the only Node', () => {
    const cluster = new TestCluster({ nodes: [{ name: 'node-1', unschedulable: true }] });
    cluster.apply(deploymentYaml({ replicas: 1 }));
    cluster.advance(3);
    const key = `default/${cluster.pods()[0]?.metadata.name}`;
    const [first] = explainBlockers(cluster.session, cluster.entries.length, 'pods', key);
    expect(first?.reason.rule).toBe('blocked/pod-unschedulable');
    expect(first?.freed?.remedy.commands).toEqual(['kubectl uncordon node-1']);
  });
});
