import type { EndpointSlice } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import type { Cause } from '../errors.ts';
import { duplicate, invalidValue, notSupported, required, tooMany } from './field.ts';
import { ipFamily, validateIP } from './ip.ts';
import { invalidFor, isDNS1123Label, isDNS1123Subdomain, isQualifiedName } from './names.ts';
import { endpointIP } from './services.ts';

/** EndpointSlices that users write. Models pkg/apis/discovery/validation. */

const ENDPOINTS_MAX = 1000;
const ADDRESSES_MAX = 100;
const PORTS_MAX = 20_000;

function* address(value: string, type: string, list: string, field: string): Iterable<Cause> {
  if (type !== 'IPv4' && type !== 'IPv6') return;
  const family = ipFamily(value);
  if (!family) return yield* validateIP(field, value);
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

export function* endpointSlice(object: KubeObject): Iterable<Cause> {
  const slice = object as unknown as EndpointSlice;
  const type = slice.addressType ?? '';
  const types = ['FQDN', 'IPv4', 'IPv6'];
  if (!type) yield required('addressType');
  else if (!types.includes(type)) yield notSupported('addressType', type, types);
  yield* ports(slice);
  const endpoints = slice.endpoints ?? [];
  if (endpoints.length > ENDPOINTS_MAX) return yield tooMany('endpoints', endpoints.length, ENDPOINTS_MAX);
  for (const [i, { addresses = [], nodeName, hostname }] of endpoints.entries()) {
    const at = `endpoints[${i}].addresses`;
    if (!addresses.length) yield required(at, 'must contain at least 1 address');
    else if (addresses.length > ADDRESSES_MAX) yield tooMany(at, addresses.length, ADDRESSES_MAX);
    for (const [j, one] of addresses.entries()) yield* address(one, type, at, `${at}[${j}]`);
    if (nodeName !== undefined) yield* invalidFor(`endpoints[${i}].nodeName`, nodeName, isDNS1123Subdomain(nodeName));
    if (hostname !== undefined) yield* invalidFor(`endpoints[${i}].hostname`, hostname, isDNS1123Label(hostname));
  }
}
