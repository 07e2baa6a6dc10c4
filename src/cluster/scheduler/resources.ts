import type { Node } from '../../kube/cluster-objects.ts';
import type { Container, PodSpec } from '../../kube/pod.ts';
import { milliValue, wholeValue } from '../../kube/quantity.ts';

/** Amounts in milli-CPU, bytes, and whole units of everything else. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  /** `ephemeral-storage`, `hugepages-…` and extended resources; absent means none. */
  readonly others: Readonly<Record<string, number>>;
}
export interface Requests extends Amounts {
  /** The names in `others`. */
  readonly otherNames: readonly string[];
  /** The same with 100m and 200 MB for each container that asks for nothing, as the scores count it. */
  readonly scoredCpu: number;
  readonly scoredMemory: number;
}

const DEFAULT_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;
const NOTHING: Readonly<Record<string, number>> = {};

type List = Readonly<Record<string, string>> | undefined;
type Sum = { cpu: number; memory: number; scoredCpu: number; scoredMemory: number; others: Record<string, number> | undefined };

const byContainers = new WeakMap<readonly Container[], Requests>();

/**
 * What a Pod asks for: the sum of its containers and sidecars, or its hungriest init container where that is more; what the Pod asks
 * for as a whole takes the place of its containers'. Models resource.PodRequests.
 */
export function requestsOf(spec: PodSpec): Requests {
  if (spec.initContainers?.length || spec.overhead || spec.resources?.requests) return computed(spec);
  let requests = byContainers.get(spec.containers);
  if (!requests) byContainers.set(spec.containers, (requests = computed(spec)));
  return requests;
}

function computed(spec: PodSpec): Requests {
  const total = empty();
  for (const container of spec.containers) add(total, ofContainer(container));
  const sidecars = empty();
  let peak: Sum | undefined;
  for (const container of spec.initContainers ?? []) {
    const own = ofContainer(container);
    if (container.restartPolicy === 'Always') {
      add(total, own);
      add(sidecars, own);
      peak = largest(peak, sidecars);
    } else {
      add(own, sidecars);
      peak = largest(peak, own);
    }
  }
  const result = peak ? largest(peak, total) : total;
  if (spec.resources?.requests) replace(result, spec.resources.requests);
  if (spec.overhead) {
    const overhead = ofList(spec.overhead);
    add(result, { ...overhead, scoredCpu: overhead.cpu, scoredMemory: overhead.memory });
  }
  const { cpu, memory, scoredCpu, scoredMemory, others = NOTHING } = result;
  return { cpu, memory, others, otherNames: Object.keys(others), scoredCpu, scoredMemory };
}

/** Of a Pod as a whole, only these can be asked for. */
const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

function replace(into: Sum, requests: Readonly<Record<string, string>>): void {
  const own = ofList(requests);
  if (requests['cpu'] !== undefined) into.cpu = into.scoredCpu = own.cpu;
  if (requests['memory'] !== undefined) into.memory = into.scoredMemory = own.memory;
  for (const name in own.others) if (isPodLevel(name)) (into.others ??= {})[name] = own.others[name] as number;
}

const empty = (): Sum => ({ cpu: 0, memory: 0, scoredCpu: 0, scoredMemory: 0, others: undefined });

function ofContainer({ resources }: Container): Sum {
  const amounts = ofList(resources?.requests);
  return {
    ...amounts,
    scoredCpu: resources?.requests?.['cpu'] === undefined ? DEFAULT_CPU : amounts.cpu,
    scoredMemory: resources?.requests?.['memory'] === undefined ? DEFAULT_MEMORY : amounts.memory,
  };
}

function ofList(list: List): { cpu: number; memory: number; others: Record<string, number> | undefined } {
  let others: Record<string, number> | undefined;
  for (const name in list) if (name !== 'cpu' && name !== 'memory' && name !== 'pods') (others ??= {})[name] = wholeValue(list[name] as string);
  return { cpu: list?.['cpu'] ? milliValue(list['cpu']) : 0, memory: list?.['memory'] ? wholeValue(list['memory']) : 0, others };
}

function add(into: Sum, more: Sum): void {
  into.cpu += more.cpu;
  into.memory += more.memory;
  into.scoredCpu += more.scoredCpu;
  into.scoredMemory += more.scoredMemory;
  for (const name in more.others) (into.others ??= {})[name] = (into.others[name] ?? 0) + (more.others[name] as number);
}

function largest(a: Sum | undefined, b: Sum): Sum {
  const others: Record<string, number> = { ...a?.others };
  for (const name in b.others) others[name] = Math.max(others[name] ?? 0, b.others[name] as number);
  return {
    cpu: Math.max(a?.cpu ?? 0, b.cpu),
    memory: Math.max(a?.memory ?? 0, b.memory),
    scoredCpu: Math.max(a?.scoredCpu ?? 0, b.scoredCpu),
    scoredMemory: Math.max(a?.scoredMemory ?? 0, b.scoredMemory),
    others: Object.keys(others).length ? others : undefined,
  };
}

/** What a Node has to give that does not say. */
export const NO_NODE: Amounts & { readonly pods: number } = { cpu: 0, memory: 0, others: NOTHING, pods: 0 };

const byStatus = new WeakMap<Readonly<Record<string, string>>, Amounts & { readonly pods: number }>();

/** What a Node has to give. */
export function allocatableOf(node: Node): Amounts & { readonly pods: number } {
  const list = node.status.allocatable ?? node.status.capacity;
  if (!list) return NO_NODE;
  let amounts = byStatus.get(list);
  if (!amounts) {
    const { cpu, memory, others = NOTHING } = ofList(list);
    byStatus.set(list, (amounts = { cpu, memory, others, pods: list['pods'] === undefined ? 0 : wholeValue(list['pods']) }));
  }
  return amounts;
}
