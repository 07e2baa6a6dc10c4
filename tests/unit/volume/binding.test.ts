import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { TestCluster } from '../../support/cluster.ts';

const NODES = ['n1', 'n2'].map((name) => ({ name, labels: { disk: name } }));
const cluster = (): TestCluster => new TestCluster({ nodes: NODES });
interface VolumeOptions {
  readonly size?: string;
  readonly storageClass?: string;
  readonly node?: string;
  readonly modes?: string;
  readonly more?: string;
}
const volumeYaml = (name: string, { size = '1Gi', storageClass = 'manual', node, modes = 'ReadWriteOnce', more = '' }: VolumeOptions = {}): string => `---
apiVersion: v1
kind: PersistentVolume
metadata: {name: ${name}}
spec:
  capacity: {storage: ${size}}
  accessModes: [${modes}]
  storageClassName: ${storageClass}
  hostPath: {path: /data}
${node ? `  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [${node}]}]}]}}\n` : ''}${more}
`;
const claimYaml = (name: string, { size = '1Gi', storageClass = 'manual', more = '' }: VolumeOptions = {}): string => `---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: ${name}}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: ${size}}}, storageClassName: ${storageClass}${more}}
`;
const classYaml = (name: string, provisioner: string, mode = 'WaitForFirstConsumer', more = ''): string => `---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: ${name}}
provisioner: ${provisioner}
volumeBindingMode: ${mode}
${more}
`;
const podYaml = (name: string, ...claims: readonly string[]): string => `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers: [{name: c, image: "app:1"}]
  volumes: [${claims.map((claim) => `{name: ${claim}, persistentVolumeClaim: {claimName: ${claim}}}`).join(', ')}]
`;
const columns = (world: TestCluster, what: string, columns: string): readonly string[] =>
  world
    .kubectl(`get ${what} --no-headers -o custom-columns=${columns}`)
    .trim()
    .split('\n')
    .map((line) => line.replaceAll(/ +/g, ' '));
const volumes = (world: TestCluster): readonly string[] => columns(world, 'pv', 'N:.metadata.name,P:.status.phase,C:.spec.claimRef.name');
const claims = (world: TestCluster): readonly string[] => columns(world, 'pvc', 'N:.metadata.name,P:.status.phase,V:.spec.volumeName');
const nodeOf = (world: TestCluster, name: string): string => world.kubectl(`get pod ${name} -o jsonpath={.spec.nodeName}`);

describe('volumes that people make', () => {
  it('are available, and go to the claim that they fit, the smallest first', () => {
    const world = cluster();
    world.apply(
      volumeYaml('small', { size: '500Mi' }) +
        volumeYaml('big', { size: '5Gi' }) +
        volumeYaml('right', { size: '2Gi' }) +
        volumeYaml('other', { storageClass: 'x' }),
    );
    expect(volumes(world)).toEqual(['big Available <none>', 'other Available <none>', 'right Available <none>', 'small Available <none>']);
    world.apply(claimYaml('data'));
    expect(claims(world)).toEqual(['data Bound right']);
    expect(volumes(world)).toContain('right Bound data');
    // What is bound has the volume's size, and not what was asked for.
    expect(world.kubectl('get pvc data -o jsonpath={.status.capacity.storage}')).toBe('2Gi');
    expect(world.kubectl('get pv right -o jsonpath={.metadata.annotations}')).toContain('"pv.kubernetes.io/bound-by-controller":"yes"');
  });

  it('that can do no more than is asked for are taken before larger and more capable ones', () => {
    const world = cluster();
    world.apply(volumeYaml('many', { modes: 'ReadWriteOnce, ReadWriteMany' }) + volumeYaml('one', { size: '3Gi' }) + claimYaml('data'));
    expect(claims(world)).toEqual(['data Bound one']);
  });

  it('are released with their claim, and kept unless they are to be deleted', () => {
    const world = cluster();
    world.apply(volumeYaml('kept') + claimYaml('data'));
    world.kubectl('delete pvc data');
    world.advance(1);
    expect(volumes(world)).toEqual(['kept Released data']);
    // Nobody gets it until somebody takes the old claim off it.
    world.apply(claimYaml('data', { more: ', volumeName: kept' }));
    expect(claims(world)).toEqual(['data Pending kept']);
    expect(world.events('FailedBinding')).toEqual(['volume "kept" already bound to a different claim.']);
    world.kubectl(`patch pv kept --type=json -p '[{"op":"remove","path":"/spec/claimRef"}]'`);
    expect(claims(world)).toEqual(['data Bound kept']);
    expect(world.kubectl('get pvc data -o jsonpath={.metadata.annotations}')).not.toContain('bound-by-controller');
  });

  it('can be meant for a claim, or named by one', () => {
    const world = cluster();
    world.apply(volumeYaml('mine', { size: '9Gi', more: '  claimRef: {namespace: default, name: data}' }) + volumeYaml('free'));
    world.apply(claimYaml('other') + claimYaml('data'));
    expect(claims(world)).toEqual(['data Bound mine', 'other Bound free']);
    world.apply(volumeYaml('tiny', { size: '1Mi' }) + claimYaml('named', { more: ', volumeName: tiny' }));
    expect(claims(world)).toContain('named Pending tiny');
    expect(world.events('VolumeMismatch')).toEqual(['Cannot bind to requested volume "tiny": requested PV is too small']);
  });

  it('take their claim with them into Lost', () => {
    const world = cluster();
    world.apply(volumeYaml('gone') + claimYaml('data'));
    world.kubectl('delete pv gone --wait=false');
    world.kubectl(`patch pv gone -p '{"metadata":{"finalizers":null}}'`);
    expect(claims(world)).toEqual(['data Lost gone']);
    expect(world.events('ClaimLost')).toEqual(['Bound claim has lost its PersistentVolume. Data on the volume is lost!']);
    world.apply(podYaml('p', 'data'));
    expect(world.events('FailedScheduling')[0]).toContain('persistentvolumeclaim "data" bound to non-existent persistentvolume "gone"');
  });

  it('are taken in a copy as in the original', () => {
    const world = cluster();
    world.apply(volumeYaml('one'));
    const copy = world.session.copy();
    for (const session of [copy, world.session]) {
      session.act({ do: 'kubectl', line: 'apply -f m.yaml', files: { 'm.yaml': claimYaml('data') } });
      session.runUntil(session.cluster.now);
    }
    expect(copy.cluster.store.get('persistentvolumeclaims', 'default/data')).toMatchObject({ spec: { volumeName: 'one' } });
  });
});

describe('a claim whose class waits for its first consumer', () => {
  it('gets a volume that was made for the Node of the Pod, and the Pod goes where there is one', () => {
    const world = cluster();
    world.apply(
      classYaml('local', 'kubernetes.io/no-provisioner') +
        volumeYaml('v2', { storageClass: 'local', node: 'n2' }) +
        claimYaml('data', { storageClass: 'local' }),
    );
    expect(claims(world)).toEqual(['data Pending <none>']);
    expect(world.events('WaitForFirstConsumer')).toEqual(['waiting for first consumer to be created before binding']);
    world.apply(podYaml('p', 'data'));
    expect(nodeOf(world, 'p')).toBe('n2');
    expect(claims(world)).toEqual(['data Bound v2']);
  });

  it('keeps its Pod waiting where no Node has a volume for all of its claims', () => {
    const world = cluster();
    const local = { storageClass: 'local' };
    world.apply(classYaml('local', 'kubernetes.io/no-provisioner') + volumeYaml('v1', { ...local, node: 'n1' }) + volumeYaml('v2', { ...local, node: 'n2' }));
    world.apply(claimYaml('a', local) + claimYaml('b', local) + podYaml('p', 'a', 'b'));
    expect(world.events('FailedScheduling').at(-1)).toBe(
      "0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    );
    world.apply(volumeYaml('w1', { ...local, node: 'n1' }));
    world.advance(3);
    expect(nodeOf(world, 'p')).toBe('n1');
    expect(claims(world).toSorted()).toEqual(['a Bound v1', 'b Bound w1']);
  });

  it('has one made where the class makes them, once the scheduler has chosen', () => {
    const world = cluster();
    const topology = 'allowedTopologies: [{matchLabelExpressions: [{key: disk, values: [n2]}]}]';
    world.apply(classYaml('fast', 'example.com/disks', 'WaitForFirstConsumer', topology) + claimYaml('data', { storageClass: 'fast' }));
    expect(claims(world)).toEqual(['data Pending <none>']);
    world.apply(podYaml('p', 'data'));
    expect(nodeOf(world, 'p')).toBe('n2');
    expect(world.kubectl('get pvc data -o jsonpath={.status.phase}')).toBe('Bound');
    expect(world.kubectl('get pvc data -o jsonpath={.metadata.annotations}')).toContain('"volume.kubernetes.io/selected-node":"n2"');
  });

  it('holds back a StatefulSet no longer than its Pod needs', () => {
    const world = cluster();
    world.apply(classYaml('fast', 'example.com/disks'));
    world.apply(`apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: "app:1"}]}}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
`);
    world.advance(4);
    expect(world.pods().map(({ status }) => status.phase)).toEqual(['Running', 'Running']);
    expect(world.kubectl('get pvc -o jsonpath={.items[*].status.phase}')).toBe('Bound Bound');
  });
});

describe('a Pod with a bound volume', () => {
  it('goes only where the volume can be had', () => {
    const world = cluster();
    world.apply(volumeYaml('v2', { node: 'n2' }) + claimYaml('data'));
    expect(claims(world)).toEqual(['data Bound v2']);
    world.kubectl('cordon n2');
    world.apply(podYaml('p', 'data'));
    expect(world.events('FailedScheduling')[0]).toMatch(
      /^0\/2 nodes are available: 1 node\(s\) didn't match PersistentVolume's node affinity, 1 node\(s\) were unschedulable\. /,
    );
    world.kubectl('uncordon n2');
    world.advance(3);
    expect(nodeOf(world, 'p')).toBe('n2');
  });
});

it('a class without a provisioner makes nothing, and says so', () => {
  const world = cluster();
  world.apply(classYaml('none', 'kubernetes.io/no-provisioner', 'Immediate') + claimYaml('data', { storageClass: 'none' }));
  expect(claims(world)).toEqual(['data Pending <none>']);
  expect(world.events('ProvisioningFailed')).toEqual(['no volume plugin matched name: kubernetes.io/no-provisioner']);
  expect([...world.session.cluster.store.list('persistentvolumes')] as unknown as readonly KubeObject[]).toEqual([]);
});
