import type { Ports } from './endpointslice-packing.ts';

/** The order of a slice's ports: that of their hashes, as sets of ports are compared. Models portsInOrder of k8s.io/endpointslice/util. */

const OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const PRIME = (1n << 88n) + 0x13bn;
const MASK = (1n << 128n) - 1n;

/** FNV-1a with 128 bits over a text's UTF-8. */
function fnv128a(text: string): bigint {
  let hash = OFFSET;
  for (const byte of utf8(text)) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  return hash;
}

function* utf8(text: string): Iterable<number> {
  for (const [, plain, escaped] of encodeURIComponent(text).matchAll(/(?:([^%])|%([0-9A-F]{2}))/g))
    yield plain === undefined ? Number.parseInt(escaped as string, 16) : plain.charCodeAt(0);
}

/** A port as Go's spew dumps it. Models dump.ForHash. */
function dumped({ name, protocol, port, appProtocol }: Ports[number]): string {
  const pointer = (type: string, value: string | number | undefined): string => `(*${type})${value ?? '<nil>'}`;
  return `(v1.EndpointPort){Name:${pointer('string', name)} Protocol:${pointer('v1.Protocol', protocol)} Port:${pointer('int32', port)} AppProtocol:${pointer('string', appProtocol)}}`;
}

/** Ports in the order in which a slice has them. */
export function inOrder(ports: Ports): Ports {
  if (ports.length < 2) return ports;
  const hashed = ports.map((port) => ({ port, hash: fnv128a(dumped(port)) }));
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)).map(({ port }) => port);
}
