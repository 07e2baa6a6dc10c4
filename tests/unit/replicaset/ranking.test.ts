import { expect, it } from 'vitest';
import { controllerOf } from '../../../src/kube/meta.ts';
import type { Pod } from '../../../src/kube/pod.ts';
import { TestCluster } from '../../support/cluster.ts';

const template = `
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: 'app:1'}]}`;
const replicaSet = `
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}${template}`;
const replicationController = `
apiVersion: v1
kind: ReplicationController
metadata: {name: web}
spec:
  replicas: 2
  selector: {app: web}${template}`;
const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}${template}`;

/** Two old Pods share n1, as the only Node there was; then n2 joins, and the third and youngest Pod goes there. */
function crowded(manifest: string): { readonly cluster: TestCluster; readonly youngest: string } {
  const cluster = new TestCluster({ nodes: [{ name: 'n1' }] });
  cluster.apply(manifest);
  cluster.advance(40);
  cluster.session.act({ do: 'nodes', add: [{ name: 'n2' }] });
  const kind = /kind: (\w+)/.exec(manifest)?.[1] ?? '';
  cluster.kubectl(`scale ${kind}/web --replicas=3`);
  cluster.advance(10);
  const youngest = cluster.pods().find((pod: Pod) => pod.spec.nodeName === 'n2');
  if (!youngest) throw new Error('no Pod came to n2');
  cluster.kubectl(`scale ${kind}/web --replicas=2`);
  cluster.advance(5);
  return { cluster, youngest: youngest.metadata.name };
}

it('a Deployment gives up a Pod of a crowded Node, however old it is', () => {
  const { cluster, youngest } = crowded(deployment);
  expect(cluster.activePods().map((pod) => pod.metadata.name)).toContain(youngest);
});

it.each([
  ['ReplicaSet', replicaSet],
  ['ReplicationController', replicationController],
])('a %s that nobody owns knows nothing of crowded Nodes, and gives up its youngest Pod', (kind, manifest) => {
  const { cluster, youngest } = crowded(manifest);
  const left = cluster.activePods();
  expect(left.map((pod) => [controllerOf(pod)?.kind, pod.spec.nodeName])).toEqual([
    [kind, 'n1'],
    [kind, 'n1'],
  ]);
  expect(left.map((pod) => pod.metadata.name)).not.toContain(youngest);
});
