import type { Container, PodSpec } from '../../../kube/pod.ts';
import { addQuantity, compareQuantity } from '../../../kube/quantity.ts';

type Amounts = Readonly<Record<string, string>>;
type Kind = 'requests' | 'limits';

const sums: Readonly<Record<Kind, WeakMap<PodSpec, Amounts>>> = { requests: new WeakMap(), limits: new WeakMap() };

function add(total: Record<string, string>, more: Amounts | undefined): void {
  for (const name in more) total[name] = total[name] === undefined ? (more[name] as string) : addQuantity(total[name], more[name] as string);
}

function raise(total: Record<string, string>, to: Amounts): void {
  for (const name in to) if (total[name] === undefined || compareQuantity(total[name], to[name] as string) < 0) total[name] = to[name] as string;
}

/** What a Pod asks for in all: its containers together, or the most that starting it needs. Models resourcehelper.PodRequests. */
function sum(spec: PodSpec, kind: Kind): Amounts {
  const total: Record<string, string> = {};
  for (const container of spec.containers ?? []) add(total, container.resources?.[kind]);
  const sidecars: Record<string, string> = {};
  const starting: Record<string, string> = {};
  const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';
  for (const container of spec.initContainers ?? []) {
    const needed: Record<string, string> = { ...sidecars };
    add(needed, container.resources?.[kind]);
    if (isSidecar(container)) add(sidecars, container.resources?.[kind]);
    raise(starting, needed);
  }
  add(total, sidecars);
  raise(total, starting);
  const { resources } = spec as { resources?: Record<Kind, Amounts | undefined> };
  Object.assign(total, resources?.[kind]);
  if (spec.overhead && kind === 'requests') add(total, spec.overhead);
  return total;
}

function cached(spec: PodSpec, kind: Kind): Amounts {
  let amounts = sums[kind].get(spec);
  if (!amounts) sums[kind].set(spec, (amounts = sum(spec, kind)));
  return amounts;
}

export function podRequests(spec: PodSpec): Amounts {
  return cached(spec, 'requests');
}

export function podLimits(spec: PodSpec): Amounts {
  return cached(spec, 'limits');
}
