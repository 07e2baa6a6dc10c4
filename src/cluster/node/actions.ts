import type { Lease, Node, Taint } from '../../kube/cluster-objects.ts';
import { type Condition, type KubeObject, type Labels, keyOf } from '../../kube/meta.ts';
import { toTime } from '../../kube/time.ts';
import type { Cluster } from '../cluster.ts';
import { IMAGES, type ImageBehaviour, NODES, PROBES } from './behaviour.ts';

/** A Node as a scenario writes it. What is left out of `allocatable` has room enough. */
export interface NodeSpec {
  readonly name: string;
  readonly labels?: Labels;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly unschedulable?: boolean;
  readonly allocatable?: Readonly<Record<string, string>>;
}
export interface NodeChanges {
  readonly add?: readonly NodeSpec[];
  readonly delete?: readonly string[];
  readonly down?: readonly string[];
  readonly up?: readonly string[];
}

const DEFAULT_NODES: readonly NodeSpec[] = [{ name: 'base-1' }, { name: 'base-2' }, { name: 'base-3' }];
const DEFAULT_ALLOCATABLE = { cpu: '16', memory: '64Gi', pods: '110' };
const LEASE_NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;
const ADDRESSES_TABLE = '#addresses';
const ADDRESSES = 'nodes';

/** The Nodes that a cluster starts with. Left out: three that are alike, without taints. */
export function bootstrapNodes(cluster: Cluster, nodes: readonly NodeSpec[] = DEFAULT_NODES): void {
  addNodes(cluster, nodes);
}

/** Adds entries to the image catalogue, or replaces them: by image reference, or `*` for what holds for all images. */
export function setImages(cluster: Cluster, images: Readonly<Record<string, ImageBehaviour>>): void {
  const names = Object.keys(images).sort();
  if (!names.length) return;
  cluster.decide('catalogue', 0, { rule: 'catalogue/images', values: { images: names } }, () => {
    for (const name of names) cluster.store.put(IMAGES, name, row(cluster, 'ImageBehaviour', name, images[name] as ImageBehaviour));
  });
}

/** Lets chance fall otherwise from now on. Nothing is written: what comes of it is seen in what is decided later. */
export function setChance(cluster: Cluster, seed: number): void {
  cluster.decide('catalogue', 0, { rule: 'catalogue/chance', values: { seed } }, () => cluster.random.turn(seed), true);
}

/** Makes the readiness probes of Pods succeed or fail from now on. `pods`: name to answer, within `namespace`. */
export function setReady(cluster: Cluster, pods: Readonly<Record<string, boolean>>, namespace: string): void {
  for (const name of Object.keys(pods).sort()) {
    const ready = pods[name] === true;
    const key = `${namespace}/${name}`;
    const uid = cluster.store.get('pods', key)?.metadata.uid;
    cluster.decide('catalogue', 0, { rule: ready ? 'catalogue/probe-succeeds' : 'catalogue/probe-fails', values: { pod: name } }, () => {
      cluster.store.put(PROBES, key, row(cluster, 'ReadinessProbe', name, { ready, sinceMs: cluster.now, ...(uid === undefined ? {} : { uid }) }));
    });
  }
}

/** Adds and deletes Nodes, and stops and starts kubelets. */
export function changeNodes(cluster: Cluster, changes: NodeChanges): void {
  if (changes.add?.length) addNodes(cluster, changes.add);
  for (const name of changes.delete ?? []) {
    if (!cluster.store.get('nodes', name)) continue;
    cluster.decide('catalogue', 0, { rule: 'catalogue/node-deleted', values: { node: name } }, () => {
      cluster.server.delete('nodes', name);
      cluster.store.put(NODES, name, undefined);
      const lease = `${LEASE_NAMESPACE}/${name}`;
      if (cluster.store.get('leases', lease)) cluster.server.delete('leases', lease);
    });
  }
  for (const name of changes.down ?? []) setDown(cluster, name, true);
  for (const name of changes.up ?? []) setDown(cluster, name, false);
}

/** A Node that goes down renews its lease once more, and then its kubelet is gone. One that comes up renews it at once. */
function setDown(cluster: Cluster, name: string, down: boolean): void {
  cluster.decide('catalogue', 0, { rule: down ? 'catalogue/node-down' : 'catalogue/node-up', values: { node: name } }, () => {
    cluster.store.put(NODES, name, row(cluster, 'NodePower', name, { down, sinceMs: cluster.now }));
    const lease = cluster.store.get('leases', `${LEASE_NAMESPACE}/${name}`);
    if (!down) reportReady(cluster, name);
    if (lease) cluster.server.update({ ...lease, spec: { ...lease.spec, renewTime: microTime(cluster.now) } } as Lease as KubeObject, { trusted: true });
  });
}

/** A kubelet that is back reports at once. */
function reportReady(cluster: Cluster, name: string): void {
  const node = cluster.store.get('nodes', name);
  if (!node?.status.conditions?.some(({ status }) => status === 'Unknown')) return;
  const conditions = node.status.conditions.map((condition) =>
    condition.status === 'Unknown' ? (healthy(toTime(cluster.now)).find(({ type }) => type === condition.type) ?? condition) : condition,
  );
  cluster.server.updateStatus({ ...node, status: { ...node.status, conditions } } as KubeObject, { trusted: true });
}

function healthy(nowTime: string): readonly Condition[] {
  const condition = (type: string, status: 'True' | 'False', reason: string, message: string): Condition => ({
    type,
    status,
    lastTransitionTime: nowTime,
    reason,
    message,
  });
  return [
    condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
  ];
}

function addNodes(cluster: Cluster, nodes: readonly NodeSpec[]): void {
  if (!nodes.length) return;
  cluster.decide('catalogue', 0, { rule: 'catalogue/nodes-added', values: { nodes: nodes.map(({ name }) => name) } }, () => {
    for (const node of nodes) {
      if (cluster.store.get('nodes', node.name)) continue;
      cluster.server.create(nodeObject(cluster, node) as KubeObject, { trusted: true });
      const lease = leaseOf(cluster, node.name);
      if (!cluster.store.get('leases', keyOf(lease))) cluster.server.create(lease as KubeObject, { trusted: true });
      cluster.store.put(NODES, node.name, undefined);
    }
  });
}

function nodeObject(cluster: Cluster, { name, labels, taints, unschedulable, allocatable }: NodeSpec): Node {
  const amounts = { ...DEFAULT_ALLOCATABLE, ...allocatable };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      labels: { 'beta.kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', ...labels },
    },
    spec: { ...(taints?.length ? { taints: taints as readonly Taint[] } : {}), ...(unschedulable ? { unschedulable } : {}) },
    status: {
      capacity: amounts,
      allocatable: amounts,
      conditions: healthy(toTime(cluster.now)),
      addresses: [
        { type: 'InternalIP', address: nextAddress(cluster) },
        { type: 'Hostname', address: name },
      ],
    },
  };
}

/** Nodes get 10.0.0.1, 10.0.0.2 and so on, in the order in which they come. */
function nextAddress(cluster: Cluster): string {
  const before = (cluster.store.get(ADDRESSES_TABLE, ADDRESSES)?.spec as { used: number } | undefined)?.used ?? 0;
  const used = before + 1;
  cluster.store.put(ADDRESSES_TABLE, ADDRESSES, row(cluster, 'NodeAddresses', ADDRESSES, { used }));
  return `10.0.${used >> 8}.${used & 255}`;
}

function leaseOf(cluster: Cluster, name: string): Lease {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: LEASE_NAMESPACE, uid: '', resourceVersion: '', creationTimestamp: '' },
    spec: { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime: microTime(cluster.now) },
  };
}

/** The API's time with microseconds, as leases have it. */
function microTime(atMs: number): string {
  return toTime(atMs).replace('Z', `.${String(atMs % 1000).padStart(3, '0')}000Z`);
}

function row(cluster: Cluster, kind: string, name: string, spec: unknown): KubeObject {
  return { apiVersion: 'rolloutscope/v1', kind, metadata: { name, uid: '', resourceVersion: '', creationTimestamp: toTime(cluster.now) }, spec };
}
