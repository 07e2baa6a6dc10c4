import type { IntOrString, KubeObject, LabelSelector } from '../../../kube/meta.ts';
import type { Cause } from '../errors.ts';
import { forbidden, invalidValue, notSupported, required, tooLong } from './field.ts';
import { cidrBytes, ipFamily, validateCIDR } from './ip.ts';
import { immutable, labelSelector } from './meta.ts';
import {
  invalidFor,
  isDNS1123Label,
  isDNS1123Subdomain,
  isPathSegment,
  isPortName,
  isPortNumber,
  isWildcardSubdomain,
  domainPrefixedPath,
  byteLength,
} from './names.ts';

/** Ingresses, their classes and NetworkPolicies. Models pkg/apis/networking/validation. */

interface Port {
  readonly protocol?: string;
  readonly port?: IntOrString;
  readonly endPort?: number;
}
interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
}
interface Rule {
  readonly ports?: readonly Port[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}
interface PolicySpec {
  readonly podSelector?: LabelSelector;
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  readonly policyTypes?: readonly string[];
}

function* policyPort({ protocol, port, endPort }: Port, field: string): Iterable<Cause> {
  const protocols = ['TCP', 'UDP', 'SCTP'];
  if (protocol !== undefined && !protocols.includes(protocol)) yield notSupported(`${field}.protocol`, protocol, protocols);
  if (port === undefined) {
    if (endPort !== undefined) yield invalidValue(`${field}.endPort`, endPort, 'may not be specified when `port` is not specified');
  } else if (typeof port === 'number') {
    yield* invalidFor(`${field}.port`, port, isPortNumber(port));
    if (endPort === undefined) return;
    if (endPort < port) yield invalidValue(`${field}.endPort`, port, 'must be greater than or equal to `port`');
    yield* invalidFor(`${field}.endPort`, endPort, isPortNumber(endPort));
  } else {
    if (endPort !== undefined) yield invalidValue(`${field}.endPort`, endPort, 'may not be specified when `port` is non-numeric');
    yield* invalidFor(`${field}.port`, port, isPortName(port));
  }
}

/** Whether all of one range is within another, and not all of the other. */
function isStrictSubset(inner: string, outer: string): boolean {
  const [one, other] = [cidrBytes(inner), cidrBytes(outer)];
  if (!one || !other || one.bytes.length !== other.bytes.length || other.bits >= one.bits) return false;
  return other.bytes.every((byte, i) => {
    const mask = (0xff << Math.max(0, Math.min(8, 8 * (i + 1) - other.bits))) & 0xff;
    return (byte & mask) === ((one.bytes[i] as number) & mask);
  });
}

function* ipBlock({ cidr = '', except = [] }: NonNullable<Peer['ipBlock']>, valid: readonly string[], field: string): Iterable<Cause> {
  if (!cidr) return yield required(`${field}.cidr`);
  yield* validateCIDR(`${field}.cidr`, cidr, valid);
  if (!cidrBytes(cidr)) return;
  for (const [i, range] of except.entries()) {
    yield* validateCIDR(`${field}.except[${i}]`, range, valid);
    if (cidrBytes(range) && !isStrictSubset(range, cidr)) yield invalidValue(`${field}.except[${i}]`, range, 'must be a strict subset of `cidr`');
  }
}

function* peer({ podSelector, namespaceSelector, ipBlock: block }: Peer, valid: readonly string[], field: string): Iterable<Cause> {
  yield* labelSelector(podSelector, `${field}.podSelector`);
  yield* labelSelector(namespaceSelector, `${field}.namespaceSelector`);
  if (block) yield* ipBlock(block, valid, `${field}.ipBlock`);
  if (!podSelector && !namespaceSelector && !block) yield required(field, 'must specify a peer');
  else if (block && (podSelector || namespaceSelector)) yield forbidden(field, 'may not specify both ipBlock and another peer');
}

/** The ranges that a policy has already: they are not looked at again. */
function rangesOf(object: KubeObject): readonly string[] {
  const { ingress: into = [], egress: out = [] } = (object.spec ?? {}) as PolicySpec;
  const peers = [...into.flatMap(({ from = [] }) => from), ...out.flatMap(({ to = [] }) => to)];
  return peers.flatMap(({ ipBlock: block }) => (block ? [block.cidr ?? '', ...(block.except ?? [])] : []));
}

export function* networkPolicy(object: KubeObject, previous?: KubeObject): Iterable<Cause> {
  const spec = (object.spec ?? {}) as PolicySpec;
  const valid = previous ? rangesOf(previous) : [];
  yield* labelSelector(spec.podSelector, 'spec.podSelector');
  for (const [direction, member] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const)
    for (const [i, rule] of (spec[direction] ?? []).entries()) {
      for (const [j, port] of (rule.ports ?? []).entries()) yield* policyPort(port, `spec.${direction}[${i}].ports[${j}]`);
      for (const [j, one] of (rule[member] ?? []).entries()) yield* peer(one, valid, `spec.${direction}[${i}].${member}[${j}]`);
    }
  const types = spec.policyTypes ?? [];
  if (types.length > 2) return yield invalidValue('spec.policyTypes', types, 'may not specify more than two policyTypes');
  for (const [i, type] of types.entries())
    if (type !== 'Ingress' && type !== 'Egress') yield notSupported(`spec.policyTypes[${i}]`, type, ['Ingress', 'Egress']);
}

interface Reference {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly scope?: string;
  readonly namespace?: string;
}
interface Backend {
  readonly resource?: Reference;
  readonly service?: { readonly name?: string; readonly port?: { readonly name?: string; readonly number?: number } };
}
interface IngressPath {
  readonly path?: string;
  readonly pathType?: string;
  readonly backend?: Backend;
}
interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: Backend;
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  readonly rules?: readonly { readonly host?: string; readonly http?: { readonly paths?: readonly IngressPath[] } }[];
}

function* reference({ apiGroup, kind = '', name = '' }: Reference, field: string): Iterable<Cause> {
  if (apiGroup !== undefined) yield* invalidFor(`${field}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup));
  for (const [member, value] of [
    ['kind', kind],
    ['name', name],
  ] as const)
    if (!value) yield required(`${field}.${member}`);
    else yield* invalidFor(`${field}.${member}`, value, isPathSegment(value));
}

function* backend({ resource, service }: Backend, field: string): Iterable<Cause> {
  if (resource && service) return yield invalidValue(field, '', 'cannot set both resource and service backends');
  if (resource) return yield* reference(resource, `${field}.resource`);
  if (!service) return yield invalidValue(field, '', 'resource or service backend is required');
  const { name = '', port = {} } = service;
  if (!name) yield required(`${field}.service.name`);
  else yield* invalidFor(`${field}.service.name`, name, isDNS1123Label(name));
  if (port.name && port.number) yield invalidValue(field, '', 'cannot set both port name & port number');
  else if (port.name) yield* invalidFor(`${field}.service.port.name`, port.name, isPortName(port.name));
  else if (port.number) yield* invalidFor(`${field}.service.port.number`, port.number, isPortNumber(port.number));
  else yield required(field, 'port name or number is required');
}

function* ingressPath({ path = '', pathType, backend: to = {} }: IngressPath, field: string): Iterable<Cause> {
  if (pathType === undefined) return yield required(`${field}.pathType`, 'pathType must be specified');
  const wrong = (detail: string): Cause => invalidValue(`${field}.path`, path, detail);
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!path.startsWith('/')) yield wrong('must be an absolute path');
    for (const sequence of ['//', '/./', '/../', '%2f', '%2F']) if (path.includes(sequence)) yield wrong(`must not contain '${sequence}'`);
    for (const suffix of ['/..', '/.']) if (path.endsWith(suffix)) yield wrong(`cannot end with '${suffix}'`);
  } else if (pathType === 'ImplementationSpecific') {
    if (path && !path.startsWith('/')) yield wrong('must be an absolute path');
  } else yield notSupported(`${field}.pathType`, pathType, ['Exact', 'ImplementationSpecific', 'Prefix']);
  yield* backend(to, `${field}.backend`);
}

const host = (name: string, field: string): readonly Cause[] =>
  invalidFor(field, name, name.includes('*') ? isWildcardSubdomain(name) : isDNS1123Subdomain(name));

function* ingressSpec(spec: IngressSpec): Iterable<Cause> {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec;
  if (!rules.length && !defaultBackend) yield invalidValue('spec', spec.rules, 'either `defaultBackend` or `rules` must be specified');
  if (defaultBackend) yield* backend(defaultBackend, 'spec.defaultBackend');
  for (const [i, { host: name = '', http }] of rules.entries()) {
    const at = `spec.rules[${i}]`;
    if (name && ipFamily(name)) yield invalidValue(`${at}.host`, name, 'must be a DNS name, not an IP address');
    if (name) yield* host(name, `${at}.host`);
    if (!http) continue;
    if (!http.paths?.length) yield required(`${at}.http.paths`);
    for (const [j, path] of (http.paths ?? []).entries()) yield* ingressPath(path, `${at}.http.paths[${j}]`);
  }
  for (const [i, { hosts = [], secretName = '' }] of tls.entries()) {
    for (const [j, name] of hosts.entries()) yield* host(name, `spec.tls[${i}].hosts[${j}]`);
    if (secretName) yield* invalidFor(`spec.tls[${i}].secretName`, secretName, isDNS1123Subdomain(secretName));
  }
  if (ingressClassName !== undefined) yield* invalidFor('spec.ingressClassName', ingressClassName, isDNS1123Subdomain(ingressClassName));
}

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

export function* ingress(object: KubeObject): Iterable<Cause> {
  const spec = (object.spec ?? {}) as IngressSpec;
  yield* ingressSpec(spec);
  const annotation = object.metadata.annotations?.[CLASS_ANNOTATION];
  if (annotation !== undefined && spec.ingressClassName !== undefined && annotation !== spec.ingressClassName)
    yield invalidValue(`annotations.${CLASS_ANNOTATION}`, annotation, 'must match `ingressClassName` when both are specified');
}

export function* ingressUpdate(next: KubeObject): Iterable<Cause> {
  yield* ingressSpec((next.spec ?? {}) as IngressSpec);
}

const CONTROLLER_MAX = 250;

export function* ingressClass(object: KubeObject): Iterable<Cause> {
  const { controller = '', parameters } = (object.spec ?? {}) as { controller?: string; parameters?: Reference };
  if (byteLength(controller) > CONTROLLER_MAX) yield tooLong('spec.controller', CONTROLLER_MAX);
  yield* domainPrefixedPath('spec.controller', controller);
  if (!parameters) return;
  const at = 'spec.parameters';
  yield* reference(parameters, at);
  const { scope, namespace } = parameters;
  if (scope === undefined) return yield required(`${at}.scope`);
  if (scope !== 'Cluster' && scope !== 'Namespace') yield notSupported(`${at}.scope`, scope, ['Cluster', 'Namespace']);
  if (scope === 'Namespace') {
    if (!namespace) yield required(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'");
    else yield* invalidFor(`${at}.namespace`, namespace, isDNS1123Label(namespace));
  } else if (scope === 'Cluster' && namespace !== undefined) yield forbidden(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'");
}

export function* ingressClassUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  const controller = ({ spec }: KubeObject): unknown => (spec as { controller?: string } | undefined)?.controller;
  yield* immutable(controller(next), controller(previous), 'spec.controller');
  yield* ingressClass(next);
}
