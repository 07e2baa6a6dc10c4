import type { Service, ServicePort } from '../../../kube/cluster-objects.ts';
import { type Plain, fill } from '../defaults.ts';
import { invalid } from '../errors.ts';
import type { StrategyContext } from '../strategy.ts';
import { validateClusterIPs } from '../validation/service-addresses.ts';

type Spec = Service['spec'];

/** The addresses and node ports of a cluster with one family, IPv4. Models pkg/registry/core/service/storage/alloc.go. */
const NODE_PORT_MIN = 30_000;
const NODE_PORT_MAX = 32_767;
const CLUSTER_RANGE = '10.96.0.0/16';

const refuse = (name: string, field: string, value: unknown, message: string): never => {
  throw invalid('Service', name, [{ field, message: `Invalid value: ${JSON.stringify(value)}: ${message}` }]);
};

/** Families, policy and the cluster's address of a Service, given or taken from the range. Throws ApiError Invalid. */
export function allocateAddresses(given: Spec, previous: Spec | undefined, name: string, context: StrategyContext): Spec {
  if (given.type === 'ExternalName') return given;
  const selectorless = given.clusterIP === 'None' && Object.keys(given.selector ?? {}).length === 0;
  const policy = previous?.ipFamilyPolicy ?? (selectorless ? 'RequireDualStack' : 'SingleStack');
  let spec: Spec = fill(given, { ipFamilyPolicy: policy });
  const causes = validateClusterIPs(spec, previous);
  if (causes.length) throw invalid('Service', name, causes);
  if (selectorless) {
    const families = spec.ipFamilies?.length ? spec.ipFamilies : ['IPv4'];
    const both = spec.ipFamilyPolicy !== 'SingleStack' && families.length < 2;
    return { ...spec, ipFamilies: both ? [...families, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'] : families };
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack')
    refuse(name, 'spec.ipFamilyPolicy', spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services');
  spec.ipFamilies?.forEach((family, i) => {
    if (family !== 'IPv4') refuse(name, `spec.ipFamilies[${i}]`, family, 'not configured on this cluster');
  });
  if (!spec.ipFamilies?.length) spec = { ...spec, ipFamilies: ['IPv4'] };
  if (spec.clusterIPs?.[0] === 'None' || (previous && previous.type !== 'ExternalName')) return spec;
  const wanted = spec.clusterIPs?.[0];
  if (!wanted) {
    const address = context.allocateClusterIP();
    return { ...spec, clusterIP: address, clusterIPs: [address] };
  }
  if (!wanted.startsWith('10.96.'))
    refuse(
      name,
      'spec.clusterIPs',
      spec.clusterIPs,
      `failed to allocate IP ${wanted}: the provided IP (${wanted}) is not in the valid range. The range of valid IPs is ${CLUSTER_RANGE}`,
    );
  for (const service of context.listers.list('services'))
    if (service.spec.clusterIP === wanted)
      refuse(name, 'spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${wanted}: provided IP is already allocated`);
  return spec;
}

/** A port of every Node for each port of a NodePort or LoadBalancer Service. Throws ApiError Invalid for a port that is taken. */
export function allocateNodePorts(spec: Spec, previous: Spec | undefined, name: string, context: StrategyContext): Spec {
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return spec;
  if (!spec.ports?.length) return spec;
  const mine = new Set((previous?.ports ?? []).map((port) => port.nodePort ?? 0));
  const taken = new Set<number>();
  for (const service of context.listers.list('services'))
    for (const port of service.spec.ports ?? []) if (port.nodePort && !mine.has(port.nodePort)) taken.add(port.nodePort);
  const automatic = spec.type === 'NodePort' || (spec as Plain)['allocateLoadBalancerNodePorts'] !== false;
  // One node port serves TCP and UDP of the same port number.
  const shared = new Map<number, number>();
  const ports = spec.ports.map((port, i): ServicePort => {
    const wanted = port.nodePort || shared.get(port.port);
    if (wanted) {
      if (port.nodePort && shared.get(port.port) !== port.nodePort) claim(wanted, i);
      shared.set(port.port, wanted);
      return port.nodePort ? port : { ...port, nodePort: wanted };
    }
    if (!automatic) return port;
    const free = context.allocateNodePort(taken);
    taken.add(free);
    shared.set(port.port, free);
    return { ...port, nodePort: free };
  });
  return { ...spec, ports };

  function claim(port: number, i: number): void {
    if (mine.has(port)) return;
    const field = `spec.ports[${i}].nodePort`;
    if (port < NODE_PORT_MIN || port > NODE_PORT_MAX)
      refuse(name, field, port, `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_MIN}-${NODE_PORT_MAX}`);
    if (taken.has(port)) refuse(name, field, port, 'provided port is already allocated');
    taken.add(port);
  }
}
