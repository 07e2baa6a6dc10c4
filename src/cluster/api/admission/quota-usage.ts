import type { ResourceQuota, Service } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import type { Container, Pod, PodSpec } from '../../../kube/pod.ts';
import { podQos } from '../../../kube/qos.ts';
import { addQuantity } from '../../../kube/quantity.ts';
import { resourceOfKind } from '../../../kube/resources.ts';
import { fromTime } from '../../../kube/time.ts';
import { podLimits, podRequests } from './pod-usage.ts';

/** What each object uses of a quota. Models pkg/quota/v1/evaluator/core. */
export type Amounts = Readonly<Record<string, string>>;

/** Of these a quota on CPU or memory demands that every container names an amount: an old mistake that Kubernetes keeps. */
const DEMANDED = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];
const POD_RESOURCES = [
  'count/pods',
  'pods',
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
];
const SERVICE_RESOURCES = ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'];
/** Kinds that a quota counts under their plain plural too. */
const PLAIN_COUNTS = ['configmaps', 'secrets', 'resourcequotas', 'replicationcontrollers'];

const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

function computeUsage(requests: Amounts, limits: Amounts): Record<string, string> {
  const used: Record<string, string> = { pods: '1' };
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    const request = requests[name];
    const limit = limits[name];
    if (request !== undefined) used[name] = used[`requests.${name}`] = request;
    if (limit !== undefined) used[`limits.${name}`] = limit;
  }
  for (const name in requests) {
    const amount = requests[name] as string;
    if (name.startsWith('hugepages-')) used[name] = used[`requests.${name}`] = amount;
    else if (!isNative(name)) used[`requests.${name}`] = amount;
  }
  return used;
}

/** Whether a Pod still counts: not ended, and not past its grace period. */
function isCharged(pod: Pod, nowMs: number): boolean {
  if (pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  // deletionTimestamp already holds the grace period; upstream adds it a second time, and so does this.
  return nowMs <= fromTime(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

function serviceUsage(service: Service): Amounts {
  const nodePorts = (service.spec.ports ?? []).length;
  const automatic = (service.spec as { allocateLoadBalancerNodePorts?: boolean }).allocateLoadBalancerNodePorts !== false;
  const { type } = service.spec;
  const chosen = (service.spec.ports ?? []).filter((port) => port.nodePort).length;
  const ports = type === 'NodePort' ? nodePorts : type === 'LoadBalancer' ? (automatic ? nodePorts : chosen) : 0;
  return { 'count/services': '1', services: '1', 'services.nodeports': String(ports), 'services.loadbalancers': type === 'LoadBalancer' ? '1' : '0' };
}

function claimUsage(object: KubeObject): Amounts {
  const spec = object.spec as { storageClassName?: string; resources?: { requests?: Amounts } };
  const used: Record<string, string> = { 'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1' };
  const storage = spec.resources?.requests?.['storage'];
  if (storage !== undefined) used['requests.storage'] = storage;
  if (spec.storageClassName) {
    const prefix = `${spec.storageClassName}.storageclass.storage.k8s.io/`;
    used[`${prefix}persistentvolumeclaims`] = '1';
    if (storage !== undefined) used[`${prefix}requests.storage`] = storage;
  }
  return used;
}

/** `count/deployments.apps`: how a quota names the count of a kind. */
function countName(object: KubeObject): string {
  const resource = resourceOfKind(object.kind);
  const plural = resource?.plural ?? object.kind.toLowerCase();
  return `count/${resource?.group ? `${plural}.${resource.group}` : plural}`;
}

/** What one object uses. */
export function usageOf(object: KubeObject, nowMs: number): Amounts {
  switch (object.kind) {
    case 'Pod': {
      const pod = object as unknown as Pod;
      const count = { 'count/pods': '1' };
      return isCharged(pod, nowMs) ? { ...count, ...computeUsage(podRequests(pod.spec), podLimits(pod.spec)) } : count;
    }
    case 'Service':
      return serviceUsage(object as unknown as Service);
    case 'PersistentVolumeClaim':
      return claimUsage(object);
    default: {
      const plural = resourceOfKind(object.kind)?.plural ?? '';
      return { [countName(object)]: '1', ...(PLAIN_COUNTS.includes(plural) ? { [plural]: '1' } : {}) };
    }
  }
}

/** Of a quota's resources, those that objects of this kind can use. */
export function matchingResources(object: { readonly kind: string }, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    switch (object.kind) {
      case 'Pod':
        return (
          POD_RESOURCES.includes(name) ||
          name.startsWith('hugepages-') ||
          name.startsWith('requests.hugepages-') ||
          (name.startsWith('requests.') && !isNative(name))
        );
      case 'Service':
        return SERVICE_RESOURCES.includes(name);
      case 'PersistentVolumeClaim':
        return ['count/persistentvolumeclaims', 'persistentvolumeclaims', 'requests.storage'].includes(name) || name.includes('.storageclass.storage.k8s.io/');
      default: {
        const plural = resourceOfKind(object.kind)?.plural ?? '';
        return name === countName(object as KubeObject) || (PLAIN_COUNTS.includes(plural) && name === plural);
      }
    }
  });
}

interface ScopeRequirement {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function matchesScope({ scopeName, operator, values = [] }: ScopeRequirement, object: KubeObject): boolean {
  const spec = (object.spec ?? {}) as PodSpec & { activeDeadlineSeconds?: number };
  if (object.kind !== 'Pod') return false;
  const className = spec.priorityClassName ?? '';
  switch (scopeName) {
    case 'Terminating':
      return (spec.activeDeadlineSeconds ?? -1) >= 0;
    case 'NotTerminating':
      return (spec.activeDeadlineSeconds ?? -1) < 0;
    case 'BestEffort':
      return podQos(spec) === 'BestEffort';
    case 'NotBestEffort':
      return podQos(spec) !== 'BestEffort';
    case 'PriorityClass':
      if (operator === 'Exists') return className !== '';
      if (operator === 'DoesNotExist') return className === '';
      return operator === 'In' ? values.includes(className) : className === '' || !values.includes(className);
    default:
      return false;
  }
}

/** Whether a quota is about this object: by the resources that it limits and by its scopes. */
export function quotaMatches(quota: ResourceQuota, object: KubeObject): boolean {
  const selector = (quota.spec as { scopeSelector?: { matchExpressions?: readonly ScopeRequirement[] } }).scopeSelector;
  const scopes: ScopeRequirement[] = [
    ...(quota.spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...(selector?.matchExpressions ?? []),
  ];
  return matchingResources(object, Object.keys(quota.status?.hard ?? quota.spec.hard ?? {})).length > 0 && scopes.every((scope) => matchesScope(scope, object));
}

/** What a Pod has to name and does not: `must specify cpu for: c1,c2; memory for: c1`, or undefined. */
export function missingAmounts(spec: PodSpec, names: readonly string[]): string | undefined {
  const missing = new Map<string, string[]>();
  const all: readonly Container[] = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  for (const container of all) {
    const used = computeUsage(container.resources?.requests ?? {}, container.resources?.limits ?? {});
    for (const name of names) {
      if (!DEMANDED.includes(name) || used[name] !== undefined) continue;
      const list = missing.get(name);
      if (!list) missing.set(name, [container.name]);
      else if (!list.includes(container.name)) list.push(container.name);
    }
  }
  if (!missing.size) return undefined;
  return `must specify ${[...missing.keys()]
    .sort()
    .map((name) => `${name} for: ${(missing.get(name) as string[]).sort().join(',')}`)
    .join('; ')}`;
}

export function addUsage(total: Record<string, string>, used: Amounts, names: readonly string[]): void {
  for (const name of names) {
    const amount = used[name];
    if (amount !== undefined) total[name] = total[name] === undefined ? amount : addQuantity(total[name], amount);
  }
}
