import { expect, it } from 'vitest';
import type { EndpointSlice } from '../../../src/kube/cluster-objects.ts';
import { changeNodes } from '../../../src/cluster/node/actions.ts';
import { TestCluster, deploymentYaml } from '../../support/cluster.ts';

const service = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}`;
const slices = (cluster: TestCluster): readonly EndpointSlice[] => [...cluster.session.cluster.store.listIn('endpointslices', 'default')];

it('a Service keeps its one slice through its life: empty and without ports while there is nobody to send requests to', () => {
  const cluster = new TestCluster();
  cluster.apply(service);
  const [first] = slices(cluster);
  expect(first).toMatchObject({ endpoints: [], ports: [] });
  cluster.apply(deploymentYaml({ replicas: 2 }));
  cluster.advance(5);
  expect(slices(cluster)).toMatchObject([{ metadata: { name: first?.metadata.name }, ports: [{ port: 80 }] }]);
  expect(slices(cluster)[0]?.endpoints).toHaveLength(2);
  cluster.kubectl('scale deployment web --replicas=0');
  cluster.advance(5);
  expect(slices(cluster)).toMatchObject([{ metadata: { name: first?.metadata.name }, endpoints: [], ports: [] }]);
});

it('the Pods of a Node that is gone are left out as soon as anything else changes, and are back with the Node', () => {
  const zone = (name: string): Record<string, string> => ({ 'topology.kubernetes.io/zone': name });
  const node = { name: 'n2', labels: zone('b') };
  const cluster = new TestCluster({ nodes: [{ name: 'n1', labels: zone('a') }, node] });
  cluster.apply(service);
  cluster.apply(deploymentYaml({ replicas: 2 }));
  cluster.advance(5);
  const nodes = (): readonly string[] => (slices(cluster)[0]?.endpoints ?? []).map((endpoint) => `${endpoint.nodeName}/${endpoint.zone}`).sort();
  expect(nodes()).toEqual(['n1/a', 'n2/b']);
  changeNodes(cluster.session.cluster, { delete: ['n2'] });
  cluster.advance(1);
  expect(nodes()).toEqual(['n1/a', 'n2/b']);
  cluster.kubectl('scale deployment web --replicas=3');
  cluster.advance(4);
  expect(nodes()).toEqual(['n1/a', 'n1/a']);
  changeNodes(cluster.session.cluster, { add: [node] });
  cluster.advance(8);
  expect(nodes()).toEqual(['n1/a', 'n1/a', 'n2/b']);
});
