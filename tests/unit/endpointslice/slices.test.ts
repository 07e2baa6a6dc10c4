import { expect, it } from 'vitest';
import type { Endpoint, EndpointSlice, Service } from '../../../src/kube/cluster-objects.ts';
import { changeNodes } from '../../../src/cluster/node/actions.ts';
import { type Changes, packGroup } from '../../../src/cluster/controllers/endpointslice-packing.ts';
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

it('it is said that Pods are left out because their Node is gone', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'n1' }, { name: 'n2' }] });
  cluster.apply(service);
  cluster.apply(deploymentYaml({ replicas: 2 }));
  cluster.advance(5);
  changeNodes(cluster.session.cluster, { delete: ['n2'] });
  cluster.kubectl('scale deployment web --replicas=3');
  const pod = cluster.pods().find(({ spec }) => spec.nodeName === 'n2');
  cluster.advance(4);
  expect(cluster.events('FailedToUpdateEndpointSlices')).toEqual([
    `Error updating Endpoint Slices for Service default/web: skipping Pod ${pod?.metadata.name} for Service default/web: Node n2 Not Found`,
  ]);
});

it('a slice follows the labels of its Service, and is made anew a second after somebody has deleted it', () => {
  const cluster = new TestCluster();
  cluster.apply(service);
  cluster.kubectl('label service web team=a endpointslice.kubernetes.io/managed-by=me');
  expect(slices(cluster)[0]?.metadata.labels).toMatchObject({ team: 'a', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' });
  cluster.kubectl('delete endpointslices --all');
  expect(slices(cluster)).toEqual([]);
  cluster.advance(1);
  expect(slices(cluster)).toHaveLength(1);
});

it('a target port is found by name and protocol, in sidecars too', () => {
  const cluster = new TestCluster();
  cluster.apply(`
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: a, port: 53, protocol: UDP, targetPort: dns}, {name: b, port: 90, targetPort: metrics}]
---
apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: web}}
spec:
  initContainers: [{name: s, image: "app:1", restartPolicy: Always, ports: [{name: metrics, containerPort: 9090}]}]
  containers:
    - {name: c, image: "app:1", ports: [{name: dns, containerPort: 5300}]}
    - {name: d, image: "app:1", ports: [{name: dns, containerPort: 5301, protocol: UDP}]}
`);
  cluster.advance(5);
  expect(slices(cluster)[0]?.ports).toMatchObject([{ port: 5301 }, { port: 9090 }]);
});

it('clients of a zone, or of a Node, are sent to their own where the Service says so', () => {
  const cluster = new TestCluster({ nodes: [{ name: 'n1', labels: { 'topology.kubernetes.io/zone': 'a' } }] });
  cluster.apply(service.replace('ports:', 'trafficDistribution: PreferSameNode, ports:'));
  cluster.apply(deploymentYaml({ replicas: 1 }));
  cluster.advance(5);
  expect(slices(cluster)[0]?.endpoints).toMatchObject([{ hints: { forZones: [{ name: 'a' }], forNodes: [{ name: 'n1' }] } }]);
  cluster.kubectl(`patch service web -p '{"spec":{"trafficDistribution":null}}'`);
  expect(slices(cluster)[0]?.endpoints[0]).not.toHaveProperty('hints');
});

it('new endpoints go where a slice is written anyway, the fullest first, and else where all of them fit best', () => {
  const made = { metadata: { name: 'web', namespace: 'default', uid: 'u' }, spec: { clusterIP: '10.0.0.1' } } as unknown as Service;
  const endpoint = (uid: string): Endpoint => ({
    addresses: [uid],
    conditions: { ready: true, serving: true, terminating: false },
    targetRef: { kind: 'Pod', namespace: 'default', name: uid, uid },
  });
  const slice = (name: string, count: number): EndpointSlice =>
    ({ metadata: { name }, ports: [], endpoints: Array.from({ length: count }, (_, i) => endpoint(`${name}${i}`)) }) as unknown as EndpointSlice;
  const pack = (held: readonly EndpointSlice[], gone: readonly string[], added: number): Record<string, readonly unknown[]> => {
    const wanted = new Map(held.flatMap(({ endpoints }) => endpoints).map((one) => [one.targetRef?.uid ?? '', one]));
    for (const uid of gone) wanted.delete(uid);
    for (let i = 0; i < added; i++) wanted.set(`new${i}`, endpoint(`new${i}`));
    const changes: Changes = { creates: [], updates: [], deletes: [] };
    packGroup(made, [], wanted, held, changes);
    const said = (list: readonly EndpointSlice[]): readonly unknown[] => list.map(({ metadata, endpoints }) => `${metadata.name ?? 'new'} ${endpoints.length}`);
    return { creates: said(changes.creates), updates: said(changes.updates), deletes: said(changes.deletes) };
  };
  expect(pack([slice('a', 40), slice('b', 60)], [], 30)).toEqual({ creates: [], updates: ['b 90'], deletes: [] });
  expect(pack([slice('a', 40), slice('b', 60)], [], 70)).toEqual({ creates: ['new 70'], updates: [], deletes: [] });
  expect(pack([slice('a', 40), slice('b', 60)], ['a0'], 3)).toEqual({ creates: [], updates: ['a 42'], deletes: [] });
  expect(pack([slice('a', 99), slice('b', 60)], ['a0', 'b0'], 5)).toEqual({ creates: [], updates: ['a 100', 'b 62'], deletes: [] });
  expect(pack([slice('a', 1), slice('b', 60)], ['a0'], 5)).toEqual({ creates: [], updates: ['b 65'], deletes: ['a 1'] });
});

it('ports stand in the order of their hashes, whatever that of the Service', () => {
  const dns = ['{name: dns, port: 53, protocol: UDP}', '{name: dns-tcp, port: 53}', '{name: metrics, port: 9153}'];
  const serviceOf = (ports: readonly string[]): string => `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [${ports.join(', ')}]}`;
  const cluster = new TestCluster();
  cluster.apply(serviceOf(dns.toReversed()));
  cluster.apply(deploymentYaml({ replicas: 2 }));
  cluster.advance(5);
  // As clusters of this version show it for their own DNS.
  expect(cluster.kubectl('get endpointslices --no-headers')).toMatch(/ 53,53,9153 /);
  expect(slices(cluster)[0]?.ports.map(({ name }) => name)).toEqual(['dns', 'dns-tcp', 'metrics']);
  const { resourceVersion } = slices(cluster)[0]?.metadata ?? {};
  cluster.apply(serviceOf(dns));
  cluster.advance(1);
  expect(slices(cluster)).toMatchObject([{ metadata: { resourceVersion } }]);
  cluster.apply(serviceOf(['{name: http, port: 80}', '{name: https, port: 443}']));
  cluster.advance(1);
  expect(slices(cluster)[0]?.ports.map(({ name }) => name)).toEqual(['https', 'http']);
});
