import type { Node } from '../../kube/cluster-objects.ts';
import type { Labels } from '../../kube/meta.ts';
import type { Container, Pod, PodAffinityTerm } from '../../kube/pod.ts';
import { NO_NODE, type Requests, allocatableOf, requestsOf } from './resources.ts';

/** Pods of one Node with the same namespace and labels, without those that are on their way out: spreading counts them. */
export interface LabelGroup {
  readonly id: number;
  readonly namespace: string;
  readonly labels: Labels | undefined;
  count: number;
}

const ids = new Map<string, number>();

/** A number for a text; equal texts have equal numbers. They are compared for every Node, and which number it is makes no difference. */
export function idOf(text: string): number {
  let id = ids.get(text);
  if (id === undefined) ids.set(text, (id = ids.size));
  return id;
}

const idsOfLabels = new WeakMap<Labels, Map<string, number>>();

/** A number for a namespace with labels; equal contents have equal numbers. */
function groupId(namespace: string, labels: Labels | undefined): number {
  const known = labels && idsOfLabels.get(labels)?.get(namespace);
  if (known !== undefined) return known;
  const id = idOf(`${namespace}\n${JSON.stringify(labels ?? {})}`);
  if (labels) {
    const byNamespace = idsOfLabels.get(labels);
    if (byNamespace) byNamespace.set(namespace, id);
    else idsOfLabels.set(labels, new Map([[namespace, id]]));
  }
  return id;
}

export const hasAffinity = (pod: Pod): boolean => pod.spec.affinity?.podAffinity !== undefined || pod.spec.affinity?.podAntiAffinity !== undefined;

export function requiredAntiAffinity(pod: Pod): readonly PodAffinityTerm[] {
  return pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** A Pod's ports on its Node: `TCP/0.0.0.0/80`. Those of init containers count where these run along. */
export function hostPorts(pod: Pod): readonly string[] {
  const ports: string[] = [];
  const take = (container: Container): void => {
    for (const port of container.ports ?? [])
      if (port.hostPort) ports.push(`${port.protocol ?? 'TCP'}/${(port as { hostIP?: string }).hostIP || '0.0.0.0'}/${port.hostPort}`);
  };
  for (const container of pod.spec.initContainers ?? []) if (container.restartPolicy === 'Always') take(container);
  for (const container of pod.spec.containers) take(container);
  return ports;
}

/** Whether a port is one of those taken; a port of all addresses conflicts with that of any address. Models HostPortInfo.CheckConflict. */
export function portConflicts(port: string, taken: Iterable<string>): boolean {
  const [protocol, address, number] = port.split('/');
  for (const other of taken) {
    if (other === port) return true;
    const [otherProtocol, otherAddress, otherNumber] = other.split('/');
    if (protocol === otherProtocol && number === otherNumber && (address === '0.0.0.0' || otherAddress === '0.0.0.0')) return true;
  }
  return false;
}

/** How Pods with these requests would do on a Node: whether there is room, and two scores. */
export interface FitOf {
  readonly wanted: Requests;
  readonly version: number;
  readonly hasRoom: boolean;
  readonly least: number;
  readonly balanced: number;
}

/** How many Pods of a Node a selector in a namespace matches; `of` is a number for both. */
export interface FellowsOf {
  readonly of: number;
  readonly version: number;
  readonly count: number;
}

/** What the scheduler knows of a Node: the Node, its Pods, and sums that are kept up to date Pod by Pod. Models framework.NodeInfo. */
export class NodeInfo {
  node: Node | undefined;
  cpu = 0;
  memory = 0;
  scoredCpu = 0;
  scoredMemory = 0;
  readonly others = new Map<string, number>();
  readonly pods = new Map<string, Pod>();
  readonly groups = new Map<number, LabelGroup>();
  readonly ports = new Map<string, number>();
  /** Keys of the Pods that say something about other Pods, and of those among them that refuse some. */
  readonly withAffinity = new Set<string>();
  readonly withRequiredAntiAffinity = new Set<string>();
  allocatable: ReturnType<typeof allocatableOf>;
  /** Grows whenever what can be worked out from the fields above may come out otherwise. */
  version = 0;
  /** What was worked out last, for whom and from which version. Pods come in rows of the same template, and a binding changes one Node only. */
  fit: FitOf | undefined;
  fellows: FellowsOf | undefined;

  constructor(
    readonly name: string,
    node: Node | undefined,
  ) {
    this.node = node;
    this.allocatable = node ? allocatableOf(node) : NO_NODE;
  }

  setNode(node: Node | undefined): void {
    this.node = node;
    if (node) this.allocatable = allocatableOf(node);
    this.version++;
  }

  add(key: string, pod: Pod): void {
    this.pods.set(key, pod);
    this.count(pod, 1);
    if (!hasAffinity(pod)) return;
    this.withAffinity.add(key);
    if (requiredAntiAffinity(pod).length) this.withRequiredAntiAffinity.add(key);
  }

  remove(key: string): void {
    const pod = this.pods.get(key);
    if (!pod) return;
    this.pods.delete(key);
    this.withAffinity.delete(key);
    this.withRequiredAntiAffinity.delete(key);
    this.count(pod, -1);
  }

  /** Takes a newer version of a Pod that stands here. Cheap where nothing that counts has changed. */
  replace(key: string, pod: Pod): void {
    const before = this.pods.get(key);
    if (
      before &&
      before.spec === pod.spec &&
      before.metadata.labels === pod.metadata.labels &&
      before.metadata.deletionTimestamp === pod.metadata.deletionTimestamp
    ) {
      this.pods.set(key, pod);
      return;
    }
    this.remove(key);
    this.add(key, pod);
  }

  copy(): NodeInfo {
    const copy = new NodeInfo(this.name, this.node);
    copy.cpu = this.cpu;
    copy.memory = this.memory;
    copy.scoredCpu = this.scoredCpu;
    copy.scoredMemory = this.scoredMemory;
    for (const [name, amount] of this.others) copy.others.set(name, amount);
    for (const [key, pod] of this.pods) copy.pods.set(key, pod);
    for (const [id, { namespace, labels, count }] of this.groups) copy.groups.set(id, { id, namespace, labels, count });
    for (const [port, count] of this.ports) copy.ports.set(port, count);
    for (const key of this.withAffinity) copy.withAffinity.add(key);
    for (const key of this.withRequiredAntiAffinity) copy.withRequiredAntiAffinity.add(key);
    return copy;
  }

  private count(pod: Pod, by: 1 | -1): void {
    this.version++;
    const requests = requestsOf(pod.spec);
    this.cpu += by * requests.cpu;
    this.memory += by * requests.memory;
    this.scoredCpu += by * requests.scoredCpu;
    this.scoredMemory += by * requests.scoredMemory;
    for (const name of requests.otherNames) this.others.set(name, (this.others.get(name) ?? 0) + by * (requests.others[name] as number));
    for (const port of hostPorts(pod)) {
      const count = (this.ports.get(port) ?? 0) + by;
      if (count) this.ports.set(port, count);
      else this.ports.delete(port);
    }
    if (pod.metadata.deletionTimestamp !== undefined) return;
    const namespace = pod.metadata.namespace ?? '';
    const id = groupId(namespace, pod.metadata.labels);
    const group = this.groups.get(id);
    if (!group) this.groups.set(id, { id, namespace, labels: pod.metadata.labels, count: by });
    else if (group.count + by === 0) this.groups.delete(id);
    else group.count += by;
  }
}
