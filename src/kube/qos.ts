import type { PodSpec } from './pod.ts';
import { compareQuantity, isZeroQuantity } from './quantity.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const computed = new WeakMap<PodSpec, QosClass>();

/** A Pod's quality of service, from the CPU and memory that its containers request and may use. Models qos.ComputePodQOS. */
export function podQos(spec: PodSpec): QosClass {
  let qos = computed.get(spec);
  if (!qos) computed.set(spec, (qos = computeQos(spec)));
  return qos;
}

type Amounts = Readonly<Record<string, string>>;

function computeQos(spec: PodSpec): QosClass {
  let any = false;
  let guaranteed = true;
  for (const { resources } of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    const requests = positive(resources?.requests);
    const limits = positive(resources?.limits);
    if (requests.size || limits.size) any = true;
    for (const name of ['cpu', 'memory']) {
      const limit = limits.get(name);
      const request = requests.get(name) ?? limit;
      if (limit === undefined || request === undefined || compareQuantity(limit, request) !== 0) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function positive(amounts: Amounts | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of ['cpu', 'memory']) {
    const amount = amounts?.[name];
    if (amount !== undefined && !isZeroQuantity(amount)) found.set(name, amount);
  }
  return found;
}
