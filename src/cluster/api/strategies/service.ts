import type { KubeObject } from '../../../kube/meta.ts';
import type { Service, ServicePort } from '../../../kube/cluster-objects.ts';
import { type Plain, each, fill, fillZero, within, without } from '../defaults.ts';
import { deepEqual } from '../equal.ts';
import type { Strategy } from '../strategy.ts';
import { service, serviceUpdate } from '../validation/services.ts';
import { allocateAddresses, allocateNodePorts } from './service-allocation.ts';
import { serviceWarnings } from '../validation/object-warnings.ts';

type Spec = Service['spec'];

const CLIENT_IP_SECONDS = 10_800;

const isExternallyAccessible = (spec: Plain): boolean =>
  spec['type'] === 'LoadBalancer' ||
  spec['type'] === 'NodePort' ||
  (spec['type'] === 'ClusterIP' && (spec['externalIPs'] as string[] | undefined)?.length !== undefined && (spec['externalIPs'] as string[]).length > 0);

function defaultPort(port: Plain): Plain {
  const filled = fillZero(port, { protocol: 'TCP' });
  return fillZero(filled, { targetPort: filled['port'] ?? 0 });
}

/** Models SetDefaults_Service. */
function applyDefaults(object: KubeObject): KubeObject {
  let spec = fillZero((object.spec ?? {}) as Plain, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (spec['sessionAffinity'] === 'None') spec = without(spec, 'sessionAffinityConfig');
  if (spec['sessionAffinity'] === 'ClientIP') {
    const config = spec['sessionAffinityConfig'] as { clientIP?: { timeoutSeconds?: number } } | undefined;
    if (config?.clientIP?.timeoutSeconds === undefined) spec = { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: CLIENT_IP_SECONDS } } };
  }
  spec = within(spec, 'ports', (ports: Plain[]) => each(ports, defaultPort));
  if (isExternallyAccessible(spec)) spec = fillZero(spec, { externalTrafficPolicy: 'Cluster' });
  if (['NodePort', 'LoadBalancer', 'ClusterIP'].includes(spec['type'] as string)) spec = fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (spec['type'] === 'LoadBalancer') spec = fill(spec, { allocateLoadBalancerNodePorts: true });
  return spec === object.spec ? object : { ...object, spec };
}

const needsClusterIP = (spec: Spec): boolean => spec.type !== 'ExternalName';
const needsNodePort = (spec: Spec): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

/** What the server allocated and the client did not repeat is kept. Models patchAllocatedValues. */
function keepAllocated(next: Spec, previous: Spec): Spec {
  let spec: Spec = next;
  if (needsClusterIP(previous) && needsClusterIP(next)) {
    if (!spec.clusterIP && previous.clusterIP) spec = { ...spec, clusterIP: previous.clusterIP };
    if (!spec.clusterIPs?.length && previous.clusterIPs?.length) spec = { ...spec, clusterIPs: previous.clusterIPs };
  }
  if (!needsNodePort(previous) || !needsNodePort(next)) return spec;
  const kept = new Set((next.ports ?? []).map((port) => port.nodePort));
  const byName = new Map((previous.ports ?? []).map((port) => [port.name ?? '', port.nodePort]));
  return within(spec, 'ports', (ports: ServicePort[]) =>
    each(ports, (port) => {
      const nodePort = byName.get(port.name ?? '');
      return port.nodePort || !nodePort || kept.has(nodePort) ? port : { ...port, nodePort };
    }),
  );
}

/** spec.clusterIP and spec.clusterIPs are made to agree. Models normalizeClusterIPs. */
function normalizeClusterIPs(next: Spec, previous: Spec | undefined): Spec {
  const { clusterIP = '', clusterIPs = [] } = next;
  if (!previous) return clusterIP && !clusterIPs.length ? { ...next, clusterIPs: [clusterIP] } : next;
  if (previous.clusterIP === next.clusterIP) return next;
  const same = deepEqual(previous.clusterIPs ?? [], clusterIPs);
  if (!same) return next;
  return clusterIP === '' ? without(next, 'clusterIPs') : { ...next, clusterIPs: [clusterIP] };
}

/** Fields that only the old type needed go away, where the client did not touch them. Models dropTypeDependentFields. */
function dropTypeDependent(next: Spec, previous: Spec): Spec {
  let spec = next;
  const drop = (key: keyof Spec | string): void => {
    if (deepEqual((spec as Plain)[key], (previous as Plain)[key])) spec = without(spec, key);
  };
  if (needsClusterIP(previous) && !needsClusterIP(next)) {
    if (next.clusterIP === previous.clusterIP && deepEqual(next.clusterIPs ?? [], previous.clusterIPs ?? []))
      spec = without(without(spec, 'clusterIP'), 'clusterIPs');
    drop('ipFamilies');
    drop('ipFamilyPolicy');
  }
  const oldPorts = new Set((previous.ports ?? []).map((port) => port.nodePort ?? 0));
  const added = (next.ports ?? []).some((port) => port.nodePort && !oldPorts.has(port.nodePort));
  if (needsNodePort(previous) && !needsNodePort(next) && !added)
    spec = within(spec, 'ports', (ports: ServicePort[]) => each(ports, (port) => without(port, 'nodePort')));
  if (previous.type === 'LoadBalancer' && next.type !== 'LoadBalancer')
    for (const key of ['allocateLoadBalancerNodePorts', 'loadBalancerClass', 'healthCheckNodePort']) drop(key);
  if (isExternallyAccessible(previous as Plain) && !isExternallyAccessible(next as Plain)) drop('externalTrafficPolicy');
  return spec;
}

export const serviceStrategy: Strategy = {
  table: 'services',
  applyDefaults,
  hasGeneration: false,
  validate: service,
  validateUpdate: serviceUpdate,
  warnings: serviceWarnings,
  prepareForCreate: (object, context) => {
    const name = object.metadata.name;
    let spec = normalizeClusterIPs(object.spec as Spec, undefined);
    spec = allocateAddresses(spec, undefined, name, context);
    spec = allocateNodePorts(spec, undefined, name, context);
    return { ...object, spec, status: { loadBalancer: {} } };
  },
  prepareForUpdate: (next, previous, context) => {
    const name = next.metadata.name;
    const old = previous.spec as Spec;
    let spec = normalizeClusterIPs(keepAllocated(next.spec as Spec, old), old);
    spec = allocateAddresses(spec, old, name, context);
    spec = allocateNodePorts(spec, old, name, context);
    spec = dropTypeDependent(spec, old);
    const status = spec.type === 'LoadBalancer' ? previous.status : { loadBalancer: {} };
    return { ...next, spec, status };
  },
};
