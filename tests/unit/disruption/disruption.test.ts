import { describe, expect, it } from 'vitest';
import type { PodDisruptionBudget } from '../../../src/kube/cluster-objects.ts';
import { findCondition } from '../../../src/kube/conditions.ts';
import { evict } from '../../../src/cluster/eviction.ts';
import { ApiError } from '../../../src/cluster/api/errors.ts';
import { setReady } from '../../../src/cluster/node/actions.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const budgetYaml = (spec: string, name = 'web', selector = '{matchLabels: {app: web}}'): string =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: ${name}}\nspec: {${spec}, selector: ${selector}}\n`;
const statusOf = (cluster: TestCluster, name = 'web'): PodDisruptionBudget['status'] =>
  (cluster.session.cluster.store.get('poddisruptionbudgets', `default/${name}`) as PodDisruptionBudget).status;
const numbers = (cluster: TestCluster): number[] => {
  const { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed } = statusOf(cluster);
  return [currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed];
};

function running(spec: string, replicas = 4): TestCluster {
  const cluster = new TestCluster({ images: { '*': { 'stop-delay': 3 } } });
  cluster.apply(deploymentYaml({ replicas }));
  cluster.advance(5);
  cluster.apply(budgetYaml(spec));
  return cluster;
}
/** Evicts the n-th Pod; the API server's refusal, or undefined. */
function evictPod(cluster: TestCluster, index: number): ApiError | undefined {
  const { cluster: inner } = cluster.session;
  const name = cluster.pods()[index]?.metadata.name ?? '';
  try {
    inner.decide('test', 0, undefined, () => evict(inner.server, `default/${name}`));
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  } finally {
    cluster.advance(0);
  }
}

describe('a budget', () => {
  it('counts healthy, desired and expected Pods, and what may go', () => {
    expect(numbers(running('minAvailable: 3'))).toEqual([4, 3, 4, 1]);
    expect(numbers(running('minAvailable: 60%'))).toEqual([4, 3, 4, 1]);
    expect(numbers(running('maxUnavailable: 1'))).toEqual([4, 3, 4, 1]);
    expect(numbers(running('maxUnavailable: 30%'))).toEqual([4, 2, 4, 2]);
    expect(numbers(running('minAvailable: 9'))).toEqual([4, 9, 4, 0]);
    expect(findCondition(statusOf(running('minAvailable: 3')).conditions, 'DisruptionAllowed')).toMatchObject({ status: 'True', reason: 'SufficientPods' });
    expect(findCondition(statusOf(running('minAvailable: 4')).conditions, 'DisruptionAllowed')).toMatchObject({ status: 'False', reason: 'InsufficientPods' });
  });

  it('follows its Pods', () => {
    const cluster = running('minAvailable: 3');
    const [pod] = cluster.pods();
    setReady(cluster.session.cluster, { [pod?.metadata.name ?? '']: false }, 'default');
    cluster.advance(0);
    expect(numbers(cluster)).toEqual([3, 3, 4, 0]);
    cluster.kubectl('scale deployment web --replicas=6');
    cluster.advance(5);
    expect(numbers(cluster)).toEqual([5, 3, 6, 2]);
  });

  it('says that it has no Pods', () => {
    const cluster = new TestCluster();
    cluster.apply(budgetYaml('minAvailable: 1'));
    expect(numbers(cluster)).toEqual([0, 1, 0, 0]);
    expect(cluster.events('NoPods')).toEqual(['No matching pods found']);
  });

  it('says so where it is not the only one for a Pod', () => {
    const cluster = running('minAvailable: 1', 1);
    cluster.apply(budgetYaml('minAvailable: 0', 'other'));
    cluster.kubectl('delete pod --all --wait=false');
    const [name] = cluster.pods().map(({ metadata }) => metadata.name);
    expect(cluster.events('MultiplePodDisruptionBudgets')).toContain(
      `Pod "default"/"${name}" matches multiple PodDisruptionBudgets.  Chose "web" arbitrarily.`,
    );
  });

  it('says of a Pod whose eviction was granted that nobody has deleted it', () => {
    const cluster = running('minAvailable: 1', 2);
    const { cluster: inner } = cluster.session;
    inner.decide('test', 0, undefined, () => {
      const budget = inner.store.get('poddisruptionbudgets', 'default/web') as PodDisruptionBudget;
      const name = cluster.pods()[0]?.metadata.name ?? '';
      inner.server.updateStatus({ ...budget, status: { ...budget.status, disruptedPods: { [name]: budget.metadata.creationTimestamp } } } as never, {
        trusted: true,
      });
    });
    cluster.advance(60);
    expect([cluster.events('NotDeleted'), numbers(cluster)]).toEqual([[], [1, 1, 2, 0]]);
    cluster.advance(65);
    expect([cluster.events('NotDeleted'), numbers(cluster)]).toEqual([["Pod was expected by PDB default/default to be deleted but it wasn't"], [2, 1, 2, 1]]);
  });

  it('cannot take a share of the Pods of a Job', () => {
    const cluster = new TestCluster();
    cluster.apply(
      'apiVersion: batch/v1\nkind: Job\nmetadata: {name: once}\nspec: {template: {metadata: {labels: {app: web}}, spec: {restartPolicy: Never, containers: [{name: c, image: "a:1"}]}}}\n',
    );
    const { cluster: inner } = cluster.session;
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'once', uid: inner.store.get('jobs', 'default/once')?.metadata.uid, controller: true };
    inner.decide('test', 0, undefined, () =>
      inner.server.create(
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'p', namespace: 'default', labels: { app: 'web' }, ownerReferences: [owner] },
          spec: { containers: [] },
        } as never,
        { trusted: true },
      ),
    );
    cluster.apply(budgetYaml('maxUnavailable: 1'));
    expect(cluster.events('CalculateExpectedPodCountFailed')).toEqual([
      'Failed to calculate the number of expected pods: jobs.batch does not implement the scale subresource',
    ]);
  });

  it('cannot take a share of Pods that nobody scales', () => {
    const cluster = new TestCluster();
    cluster.apply('apiVersion: v1\nkind: Pod\nmetadata: {name: solo, labels: {app: web}}\nspec: {containers: [{name: c, image: "a:1"}]}\n');
    cluster.apply(budgetYaml('maxUnavailable: 1'));
    expect(cluster.events('UnmanagedPods')[0]).toContain(
      '(selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},})',
    );
    cluster.apply(
      `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {selector: {matchLabels: {app: web, d: s}}, template: {metadata: {labels: {app: web, d: s}}, spec: {containers: [{name: c, image: "a:1"}]}}}\n`,
    );
    expect(cluster.events('CalculateExpectedPodCountFailed')[0]).toBe(
      'Failed to calculate the number of expected pods: daemonsets.apps does not implement the scale subresource',
    );
    expect(findCondition(statusOf(cluster).conditions, 'DisruptionAllowed')).toMatchObject({ status: 'False', reason: 'SyncFailed' });
  });
});

describe('the eviction API', () => {
  it('grants what the budget allows, one by one, and refuses the rest in its words', () => {
    const cluster = running('minAvailable: 2');
    expect(evictPod(cluster, 0)).toBeUndefined();
    expect(evictPod(cluster, 1)).toBeUndefined();
    const refusal = evictPod(cluster, 2);
    expect(refusal).toMatchObject({ reason: 'TooManyRequests', code: 429, message: "Cannot evict pod as it would violate the pod's disruption budget." });
    expect(refusal?.causes[0]?.message).toBe('The disruption budget web needs 2 healthy pods and has 2 currently');
    const [first] = cluster.pods();
    expect(first?.metadata.deletionTimestamp).toBeDefined();
    expect(findCondition(first?.status.conditions, 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'EvictionByEvictionAPI' });
    // The replacements are ready before long, and then others may go.
    cluster.advance(5);
    expect(evictPod(cluster, 0)).toBeUndefined();
  });

  it('counts before the controller does: two evictions in one moment do not both pass', () => {
    const cluster = running('minAvailable: 3');
    const { cluster: inner } = cluster.session;
    const [a, b] = cluster.pods();
    expect(() =>
      inner.decide('test', 0, undefined, () => {
        evict(inner.server, `default/${a?.metadata.name}`);
        evict(inner.server, `default/${b?.metadata.name}`);
      }),
    ).toThrow(/disruption budget/);
    expect(Object.keys(statusOf(cluster).disruptedPods ?? {})).toEqual([a?.metadata.name]);
  });

  it('does not protect Pods that are no use anyway, as far as the policy says', () => {
    const sick = (spec: string): ApiError | undefined => {
      const cluster = running(spec);
      setReady(
        cluster.session.cluster,
        Object.fromEntries(
          cluster
            .pods()
            .slice(0, 2)
            .map(({ metadata }) => [metadata.name, false]),
        ),
        'default',
      );
      cluster.advance(0);
      return evictPod(cluster, 0);
    };
    expect(sick('minAvailable: 2')).toBeUndefined();
    expect(sick('minAvailable: 3')?.code).toBe(429);
    expect(sick('minAvailable: 3, unhealthyPodEvictionPolicy: AlwaysAllow')).toBeUndefined();
  });

  it('does not know what two budgets together would say', () => {
    const cluster = running('minAvailable: 1');
    cluster.apply(budgetYaml('minAvailable: 1', 'other'));
    expect(evictPod(cluster, 0)?.message).toBe('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  });

  it('changes nothing in a dry run', () => {
    const cluster = running('minAvailable: 3');
    const { cluster: inner } = cluster.session;
    const before = cluster.entries.length;
    inner.decide('test', 0, undefined, () => evict(inner.server, `default/${cluster.pods()[0]?.metadata.name}`, { dryRun: true }));
    expect(cluster.entries.length).toBe(before);
  });
});

describe('a budget that is applied with its workload', () => {
  const service = (name: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {selector: {app: ${name}}, ports: [{port: 80}]}\n`;

  it('is counted before there are Pods where it follows at once, and when they are there where it comes long after', () => {
    const soon = new TestCluster();
    soon.apply([deploymentYaml(), budgetYaml('minAvailable: 1')].join('---\n'));
    expect(soon.events('NoPods')).toHaveLength(1);
    const late = new TestCluster();
    late.apply([deploymentYaml(), service('a'), service('b'), budgetYaml('minAvailable: 1')].join('---\n'));
    late.advance(1);
    expect(late.events('NoPods')).toHaveLength(0);
    late.advance(4);
    expect(numbers(late)).toEqual([3, 1, 3, 2]);
  });
});
