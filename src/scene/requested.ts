import type { PodSpec } from '../kube/pod.ts';
import { milliValue, wholeValue } from '../kube/quantity.ts';

export interface Requested {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

/** What a Pod asks a Node for: its containers' sum, or its largest init container where that is more, and its overhead. Models PodRequests. */
export function requestedBy(spec: PodSpec): Requested {
  return { cpuMilli: podSum(spec, 'cpu', milliValue), memoryBytes: podSum(spec, 'memory', wholeValue) };
}

function podSum(spec: PodSpec, resource: string, value: (text: string) => number): number {
  const of = (list: Readonly<Record<string, string>> | undefined): number => (list?.[resource] === undefined ? 0 : value(list[resource] as string));
  let sum = 0;
  for (const { resources } of spec.containers) sum += of(resources?.requests);
  let sidecars = 0;
  let init = 0;
  for (const container of spec.initContainers ?? []) {
    const own = of(container.resources?.requests);
    if (container.restartPolicy === 'Always') sidecars += own;
    init = Math.max(init, sidecars + (container.restartPolicy === 'Always' ? 0 : own));
  }
  return Math.max(sum + sidecars, init) + of(spec.overhead);
}
