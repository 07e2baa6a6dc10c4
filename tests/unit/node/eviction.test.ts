import { expect, it } from 'vitest';
import { changeNodes } from '../../../src/cluster/node/actions.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const tolerating = ['tolerations:', '  - {key: sick, operator: Exists, effect: NoExecute, tolerationSeconds: 60}'];

/** One Pod, on a Node that it tolerates for a minute more. */
function sick(): TestCluster {
  const cluster = new TestCluster({ nodes: [{ name: 'n1' }] });
  cluster.apply(deploymentYaml({ replicas: 1, pod: tolerating }));
  cluster.advance(5);
  cluster.kubectl('taint nodes n1 sick=yes:NoExecute');
  return cluster;
}

it('a planned eviction that is called off says so before the Pod goes for another taint', () => {
  const cluster = sick();
  const name = cluster.pods()[0]?.metadata.name;
  cluster.advance(10);
  expect(cluster.events('TaintManagerEviction')).toEqual([]);
  cluster.kubectl('taint nodes n1 broken=yes:NoExecute');
  expect(cluster.events('TaintManagerEviction')).toEqual([`Cancelling deletion of Pod default/${name}`, `Marking for deletion Pod default/${name}`]);
});

it('a planned eviction of a Pod that goes by itself is called off, in the name of a Pod that is gone', () => {
  const cluster = sick();
  const name = cluster.pods()[0]?.metadata.name;
  cluster.kubectl('delete deployment web');
  cluster.advance(5);
  expect(cluster.events('TaintManagerEviction')).toEqual([`Cancelling deletion of Pod default/${name}`]);
  const event = [...cluster.session.cluster.store.listIn('events', 'default')].find(({ reason }) => reason === 'TaintManagerEviction');
  expect(event?.involvedObject).toEqual({ kind: 'Pod', namespace: 'default', name, apiVersion: 'v1' });
});

it('a zone that is gone as a whole is evicted from, where another one is there', () => {
  const zone = (name: string): Record<string, string> => ({ 'topology.kubernetes.io/zone': name });
  const nodes = [...['a1', 'a2', 'a3'].map((name) => ({ name, labels: zone('a') })), { name: 'b1', labels: zone('b') }];
  const cluster = new TestCluster({ nodes });
  changeNodes(cluster.session.cluster, { down: ['a1', 'a2', 'a3'] });
  cluster.advance(75);
  const evicted = [...cluster.session.cluster.store.list('nodes')].filter(({ spec }) => spec.taints?.some(({ effect }) => effect === 'NoExecute'));
  expect(evicted.map(({ metadata }) => metadata.name)).toEqual(['a1', 'a2', 'a3']);
});
