import type { KubeObject } from '../../kube/meta.ts';
import type { Cluster } from '../cluster.ts';

const namespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, uid: '', resourceVersion: '', creationTimestamp: '' },
});

const priorityClass = (name: string, value: number, description: string): KubeObject =>
  ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name, uid: '', resourceVersion: '', creationTimestamp: '' },
    value,
    description,
  }) as KubeObject;

/** What every cluster has before anybody asks, in the order in which it is created. */
export const BOOTSTRAP: readonly KubeObject[] = [
  ...['default', 'kube-node-lease', 'kube-public', 'kube-system'].map(namespace),
  priorityClass(
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
  priorityClass('system-node-critical', 2_000_001_000, 'Used for system critical pods that must not be moved from their node.'),
];

/** Creates what every cluster has, as one decision at time 0. */
export function bootstrap(cluster: Cluster): void {
  cluster.decide('kube-apiserver', 0, { rule: 'apiserver/bootstrap', values: {} }, () => {
    for (const object of BOOTSTRAP) cluster.server.create(object);
  });
}
