import type { EndpointSlice } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import type { Cause } from '../errors.ts';
import { duplicate, invalidValue, notSupported, required, tooMany } from './field.ts';
import { ipBytes, ipFamily, ipText, validateIP } from './ip.ts';
import { immutable } from './meta.ts';
import { invalidFor, isDNS1123Label, isDNS1123Subdomain, isLabelValue, isPortNumber, isQualifiedName } from './names.ts';
import { endpointIP } from './services.ts';

/** EndpointSlices that users write. Models pkg/apis/discovery/validation. */

const ENDPOINTS_MAX = 1000;
const ADDRESSES_MAX = 100;
const PORTS_MAX = 20_000;

/** A name with at least two segments. Models IsFullyQualifiedDomainName. */
function* fullName(value: string, field: string): Iterable<Cause> {
  if (!value) return yield required(field);
  const name = value.replace(/\.$/, '');
  const wrong = isDNS1123Subdomain(name);
  if (wrong.length) return yield invalidValue(field, name, wrong.join(','));
  const segments = name.split('.');
  if (segments.length < 2) return yield invalidValue(field, name, 'should be a domain with at least two segments separated by dots');
  const bad = segments.find((segment) => isDNS1123Label(segment).length > 0);
  if (bad !== undefined) yield invalidValue(field, bad, isDNS1123Label(bad).join(','));
}

function* address(value: string, type: string, list: string, field: string): Iterable<Cause> {
  if (type === 'FQDN') return yield* fullName(value, field);
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const family = ipFamily(value);
  const wrong = validateIP(field, value);
  if (wrong.length) return yield* wrong;
  const canonical = ipText(ipBytes(value) ?? []);
  if (type === 'IPv6' && value !== canonical) return yield invalidValue(field, value, `must be in canonical form (${JSON.stringify(canonical)})`);
  if (family !== (type === 'IPv4' ? 4 : 6)) yield invalidValue(list, value, `must be an ${type} address`);
  yield* endpointIP(value, field);
}

function* ports(slice: EndpointSlice): Iterable<Cause> {
  const given = slice.ports ?? [];
  if (given.length > PORTS_MAX) return yield tooMany('ports', given.length, PORTS_MAX);
  const names = new Set<string>();
  for (const [i, { name = '', protocol, appProtocol }] of given.entries()) {
    if (name) yield* invalidFor(`ports[${i}].name`, name, isDNS1123Label(name));
    if (names.has(name)) yield duplicate(`ports[${i}].name`, name);
    names.add(name);
    if (protocol === undefined) yield required(`ports[${i}].protocol`);
    else if (!['TCP', 'UDP', 'SCTP'].includes(protocol)) yield notSupported(`ports[${i}].protocol`, protocol, ['SCTP', 'TCP', 'UDP']);
    if (appProtocol !== undefined) yield* invalidFor(`ports[${i}].appProtocol`, appProtocol, isQualifiedName(appProtocol));
  }
}

/** Where an endpoint's traffic should come from; each zone and Node once. */
function* hints({ forZones = [], forNodes = [] }: Hints, field: string): Iterable<Cause> {
  for (const [member, list, rule] of [
    ['forZones', forZones, isLabelValue],
    ['forNodes', forNodes, isDNS1123Subdomain],
  ] as const) {
    if (list.length > 8) {
      yield tooMany(`${field}.${member}`, list.length, 8);
      continue;
    }
    const seen = new Set<string>();
    for (const [i, { name = '' }] of list.entries()) {
      if (seen.has(name)) yield duplicate(`${field}.${member}[${i}].name`, name);
      seen.add(name);
      yield* invalidFor(`${field}.${member}[${i}].name`, name, rule(name));
    }
  }
}

interface Hints {
  readonly forZones?: readonly { readonly name?: string }[];
  readonly forNodes?: readonly { readonly name?: string }[];
}

export function* endpointSlice(object: KubeObject): Iterable<Cause> {
  const slice = object as unknown as EndpointSlice;
  const type = slice.addressType ?? '';
  const types = ['FQDN', 'IPv4', 'IPv6'];
  if (!type) yield required('addressType');
  else if (!types.includes(type)) yield notSupported('addressType', type, types);
  yield* ports(slice);
  const endpoints = slice.endpoints ?? [];
  if (endpoints.length > ENDPOINTS_MAX) return yield tooMany('endpoints', endpoints.length, ENDPOINTS_MAX);
  for (const [i, endpoint] of endpoints.entries()) {
    const { addresses = [], nodeName, hostname } = endpoint;
    const given = (endpoint as { readonly hints?: Hints }).hints;
    const at = `endpoints[${i}].addresses`;
    if (!addresses.length) yield required(at, 'must contain at least 1 address');
    else if (addresses.length > ADDRESSES_MAX) yield tooMany(at, addresses.length, ADDRESSES_MAX);
    for (const [j, one] of addresses.entries()) yield* address(one, type, at, `${at}[${j}]`);
    if (nodeName !== undefined) yield* invalidFor(`endpoints[${i}].nodeName`, nodeName, isDNS1123Subdomain(nodeName));
    if (hostname !== undefined) yield* invalidFor(`endpoints[${i}].hostname`, hostname, isDNS1123Label(hostname));
    if (given) yield* hints(given, `endpoints[${i}].hints`);
  }
}

export function* endpointSliceUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* endpointSlice(next);
  yield* immutable((next as unknown as EndpointSlice).addressType, (previous as unknown as EndpointSlice).addressType, 'addressType');
}

interface EndpointAddress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly nodeName?: string;
}
interface Subset {
  readonly addresses?: readonly EndpointAddress[];
  readonly notReadyAddresses?: readonly EndpointAddress[];
  readonly ports?: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string; readonly appProtocol?: string }[];
}

function* endpointAddress({ ip = '', hostname, nodeName }: EndpointAddress, field: string): Iterable<Cause> {
  yield* validateIP(`${field}.ip`, ip);
  if (hostname) yield* invalidFor(`${field}.hostname`, hostname, isDNS1123Label(hostname));
  if (nodeName !== undefined) yield* invalidFor(`${field}.nodeName`, nodeName, isDNS1123Subdomain(nodeName));
  if (ipFamily(ip)) yield* endpointIP(ip, `${field}.ip`);
  else yield invalidValue(`${field}.ip`, ip, 'must be a valid IP address');
}

/** Endpoints, EndpointSlices' elders. Models ValidateEndpoints. */
export function* endpoints(object: KubeObject): Iterable<Cause> {
  const { subsets = [] } = object as KubeObject & { readonly subsets?: readonly Subset[] };
  for (const [i, { addresses = [], notReadyAddresses = [], ports: given = [] }] of subsets.entries()) {
    const at = `subsets[${i}]`;
    if (!addresses.length && !notReadyAddresses.length) yield required(at, 'must specify `addresses` or `notReadyAddresses`');
    for (const [j, one] of addresses.entries()) yield* endpointAddress(one, `${at}.addresses[${j}]`);
    for (const [j, one] of notReadyAddresses.entries()) yield* endpointAddress(one, `${at}.notReadyAddresses[${j}]`);
    for (const [j, { name = '', port = 0, protocol = '', appProtocol }] of given.entries()) {
      const field = `${at}.ports[${j}]`;
      if (!name && given.length > 1) yield required(`${field}.name`);
      else if (name) yield* invalidFor(`${field}.name`, name, isDNS1123Label(name));
      yield* invalidFor(`${field}.port`, port, isPortNumber(port));
      if (!protocol) yield required(`${field}.protocol`);
      else if (!['TCP', 'UDP', 'SCTP'].includes(protocol)) yield notSupported(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']);
      if (appProtocol !== undefined) yield* invalidFor(`${field}.appProtocol`, appProtocol, isQualifiedName(appProtocol));
    }
  }
}
