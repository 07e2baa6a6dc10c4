import type { Service, ServicePort } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import type { Cause } from '../errors.ts';
import { duplicate, forbidden, invalidValue, notSupported, required } from './field.ts';
import { goJson } from './go-json.ts';
import { validateCIDR, validateIP } from './ip.ts';
import { labels } from './meta.ts';
import { invalidFor, isDNS1123Label, isDNS1123Subdomain, isPortNumber, isQualifiedName } from './names.ts';
import { portNumberOrName } from './probes.ts';
import { validateClusterIPs } from './service-addresses.ts';

/** Services. Models validateService and ValidateServiceUpdate. */
type Spec = Service['spec'] & {
  readonly sessionAffinityConfig?: { readonly clientIP?: { readonly timeoutSeconds?: number } };
  readonly externalIPs?: readonly string[];
  readonly externalTrafficPolicy?: string;
  readonly healthCheckNodePort?: number;
  readonly loadBalancerSourceRanges?: readonly string[];
  readonly loadBalancerClass?: string;
  readonly allocateLoadBalancerNodePorts?: boolean;
  readonly trafficDistribution?: string;
};

const AFFINITY_SECONDS_MAX = 86_400;
const isHeadless = (spec: Spec): boolean => spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None';
const isExternallyAccessible = (spec: Spec): boolean =>
  spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);
const needsHealthCheck = (spec: Spec): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

function* port(given: ServicePort, needsName: boolean, names: Set<string>, field: string): Iterable<Cause> {
  const { name = '', protocol = '', appProtocol } = given;
  if (needsName && !name) yield required(`${field}.name`);
  else if (name) {
    yield* invalidFor(`${field}.name`, name, isDNS1123Label(name));
    if (names.has(name)) yield duplicate(`${field}.name`, name);
    names.add(name);
  }
  yield* invalidFor(`${field}.port`, given.port, isPortNumber(given.port));
  if (!protocol) yield required(`${field}.protocol`);
  else if (!['TCP', 'UDP', 'SCTP'].includes(protocol)) yield notSupported(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']);
  yield* portNumberOrName(given.targetPort, `${field}.targetPort`);
  if (appProtocol !== undefined) yield* invalidFor(`${field}.appProtocol`, appProtocol, isQualifiedName(appProtocol));
}

function* typeRules(spec: Spec): Iterable<Cause> {
  if (!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName') yield required('spec.ports');
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec))
    yield invalidValue('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`);
  if (spec.type !== 'ExternalName') return;
  if (spec.clusterIPs?.length) yield forbidden('spec.clusterIPs', 'may not be set for ExternalName services');
  if (spec.ipFamilies?.length) yield forbidden('spec.ipFamilies', 'may not be set for ExternalName services');
  if (spec.ipFamilyPolicy !== undefined) yield forbidden('spec.ipFamilyPolicy', 'may not be set for ExternalName services');
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (!name) yield required('spec.externalName');
  else yield* invalidFor('spec.externalName', name, isDNS1123Subdomain(name));
}

function* sessionAffinity({ sessionAffinity: affinity = '', sessionAffinityConfig: config }: Spec): Iterable<Cause> {
  const at = 'spec.sessionAffinityConfig';
  if (!affinity) yield required('spec.sessionAffinity');
  else if (!['ClientIP', 'None'].includes(affinity)) yield notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None']);
  if (affinity === 'None' && config) yield forbidden(at, 'must not be set when session affinity is None');
  if (affinity !== 'ClientIP') return;
  const seconds = config?.clientIP?.timeoutSeconds;
  if (!config) yield required(at, 'when session affinity type is ClientIP');
  else if (!config.clientIP) yield required(`${at}.clientIP`, 'when session affinity type is ClientIP');
  else if (seconds === undefined) yield required(`${at}.clientIP.timeoutSeconds`, 'when session affinity type is ClientIP');
  else if (seconds <= 0 || seconds > AFFINITY_SECONDS_MAX)
    yield invalidValue(`${at}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${AFFINITY_SECONDS_MAX}`);
}

/** Addresses that no endpoint can have. Models ValidateEndpointIP. */
export function* endpointIP(address: string, field: string): Iterable<Cause> {
  if (address === '0.0.0.0' || address === '::') yield invalidValue(field, address, `may not be unspecified (${address})`);
  if (address.startsWith('127.') || address === '::1') yield invalidValue(field, address, 'may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (address.startsWith('169.254.') || /^fe[89ab]/i.test(address))
    yield invalidValue(field, address, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (address.startsWith('224.0.0.') || /^ff02:/i.test(address))
    yield invalidValue(field, address, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
}

function* portConflicts(spec: Spec): Iterable<Cause> {
  const ports = spec.ports ?? [];
  if (spec.type === 'ClusterIP')
    for (const [i, one] of ports.entries()) if (one.nodePort) yield forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'");
  const nodePorts = new Set<string>();
  for (const [i, one] of ports.entries()) {
    if (!one.nodePort) continue;
    const key = `${one.protocol ?? ''}/${one.nodePort}`;
    if (nodePorts.has(key)) yield duplicate(`spec.ports[${i}].nodePort`, one.nodePort);
    nodePorts.add(key);
  }
  const numbers = new Set<string>();
  for (const [i, one] of ports.entries()) {
    const key = `${one.protocol ?? ''}/${one.port}`;
    if (numbers.has(key))
      yield { field: `spec.ports[${i}]`, message: `Duplicate value: ${goJson('core.ServicePort', { protocol: one.protocol, port: one.port })}` };
    numbers.add(key);
  }
}

function* loadBalancing(spec: Spec, previous: Spec | undefined): Iterable<Cause> {
  const isBalancer = spec.type === 'LoadBalancer';
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length) {
    const at = 'spec.LoadBalancerSourceRanges';
    if (!isBalancer) yield forbidden(at, "may only be used when `type` is 'LoadBalancer'");
    const valid = (previous?.loadBalancerSourceRanges ?? []).map((range) => range.trim());
    for (const [i, range] of ranges.entries()) yield* validateCIDR(`${at}[${i}]`, range.trim(), valid);
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !isBalancer)
    yield forbidden('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'");
  if (spec.loadBalancerClass === undefined) return;
  if (isBalancer) yield* invalidFor('spec.loadBalancerClass', spec.loadBalancerClass, isQualifiedName(spec.loadBalancerClass));
  else yield forbidden('spec.loadBalancerClass', "may only be used when `type` is 'LoadBalancer'");
}

function* traffic(spec: Spec): Iterable<Cause> {
  const { externalTrafficPolicy: external = '', internalTrafficPolicy: internal, healthCheckNodePort: health = 0, trafficDistribution: distribution } = spec;
  if (!isExternallyAccessible(spec)) {
    if (external) yield invalidValue('spec.externalTrafficPolicy', external, 'may only be set for externally-accessible services');
  } else if (!external) yield required('spec.externalTrafficPolicy');
  else if (!['Cluster', 'Local'].includes(external)) yield notSupported('spec.externalTrafficPolicy', external, ['Cluster', 'Local']);
  if (!needsHealthCheck(spec)) {
    if (health) yield invalidValue('spec.healthCheckNodePort', health, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
  } else if (health) yield* invalidFor('spec.healthCheckNodePort', health, isPortNumber(health));
  if (internal !== undefined && !['Cluster', 'Local'].includes(internal)) yield notSupported('spec.internalTrafficPolicy', internal, ['Cluster', 'Local']);
  const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
  if (distribution !== undefined && !distributions.includes(distribution)) yield notSupported('spec.trafficDistribution', distribution, distributions);
}

function* rules(object: KubeObject, previous: Spec | undefined): Iterable<Cause> {
  const spec = object.spec as Spec;
  yield* typeRules(spec);
  const names = new Set<string>();
  for (const [i, one] of (spec.ports ?? []).entries()) yield* port(one, (spec.ports?.length ?? 0) > 1, names, `spec.ports[${i}]`);
  yield* labels(spec.selector, 'spec.selector');
  yield* sessionAffinity(spec);
  yield* validateClusterIPs(spec, previous);
  for (const [i, address] of (spec.externalIPs ?? []).entries()) {
    const wrong = validateIP(`spec.externalIPs[${i}]`, address, previous?.externalIPs);
    yield* wrong;
    if (!wrong.length) yield* endpointIP(address, `spec.externalIPs[${i}]`);
  }
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
  if (!spec.type) yield required('spec.type');
  else if (!types.includes(spec.type)) yield notSupported('spec.type', spec.type, types);
  yield* portConflicts(spec);
  yield* loadBalancing(spec, previous);
  yield* traffic(spec);
}

export function* service(object: KubeObject): Iterable<Cause> {
  yield* rules(object, undefined);
}

/** The cluster's addresses and families, once given, stay. */
function* addressesUpdate(spec: Spec, old: Spec): Iterable<Cause> {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return;
  const next = spec.clusterIPs ?? [];
  const before = old.clusterIPs ?? [];
  if (!(isHeadless(spec) && isHeadless(old))) {
    if (next.length === before.length) {
      for (const [i, address] of before.entries()) if (address !== next[i]) yield invalidValue(`spec.clusterIPs[${i}]`, next, 'may not change once set');
    } else {
      if (before.length && !next.length) yield invalidValue('spec.clusterIPs[0]', undefined, 'primary clusterIP can not be unset');
      if (before.length && next.length && next[0] !== before[0]) yield invalidValue('spec.clusterIPs[0]', next, 'may not change once set');
    }
  }
  if (isHeadless(spec) || isHeadless(old)) return;
  const families = spec.ipFamilies ?? [];
  for (const [i, family] of (old.ipFamilies ?? []).entries())
    if (families[i] !== undefined && families[i] !== family) yield invalidValue('spec.ipFamilies[0]', families, 'may not change once set');
}

export function* serviceUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  const spec = next.spec as Spec;
  const old = previous.spec as Spec;
  yield* addressesUpdate(spec, old);
  if (spec.type === 'LoadBalancer' && old.type === 'LoadBalancer' && spec.loadBalancerClass !== old.loadBalancerClass)
    yield invalidValue('spec.loadBalancerClass', spec.loadBalancerClass, 'may not change once set');
  if (needsHealthCheck(spec) && needsHealthCheck(old) && spec.healthCheckNodePort !== old.healthCheckNodePort)
    yield forbidden('spec.healthCheckNodePort', 'field is immutable');
  yield* rules(next, old);
}
