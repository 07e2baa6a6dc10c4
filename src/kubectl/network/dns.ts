import type { Service } from '../../kube/cluster-objects.ts';
import type { Listers } from '../../cluster/store.ts';

/** The address that every Pod has in its resolv.conf. */
export const DNS_ADDRESS = '10.96.0.10';
const DOMAIN = 'cluster.local';

/** What a name stands for: addresses, and the name under which they were found. */
export interface Resolved {
  readonly name: string;
  readonly addresses: readonly string[];
}

const serviceDomain = (namespace: string): string => `${namespace}.svc.${DOMAIN}`;

/** The search list of a Pod in a namespace, as the kubelet writes it. */
function searchList(namespace: string): readonly string[] {
  return [serviceDomain(namespace), `svc.${DOMAIN}`, DOMAIN];
}

/**
 * Looks a name up as a program in a Pod does: with the search list for a name of less than five dots, then as it stands. Models CoreDNS'
 * kubernetes plugin. Undefined where nobody has the name.
 */
export function resolveName(listers: Listers, name: string, namespace: string): Resolved | undefined {
  if (isAddress(name)) return { name, addresses: [name] };
  const absolute = name.endsWith('.') ? name.slice(0, -1) : undefined;
  const candidates = absolute === undefined ? [...searchList(namespace).map((domain) => `${name}.${domain}`), name] : [absolute];
  for (const candidate of candidates) {
    const addresses = addressesOf(listers, candidate);
    if (addresses) return { name: candidate, addresses };
  }
  return undefined;
}

export function isAddress(text: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}

/** The addresses of a fully qualified name: of a Service, or of one Pod behind a headless one. */
export function addressesOf(listers: Listers, name: string): readonly string[] | undefined {
  const suffix = `.svc.${DOMAIN}`;
  if (name === `kubernetes.default${suffix}`) return ['10.96.0.1'];
  if (!name.endsWith(suffix)) return undefined;
  const labels = name.slice(0, -suffix.length).split('.');
  const [namespace, serviceName, hostname, ...more] = labels.reverse();
  if (!namespace || !serviceName || more.length) return undefined;
  const service = listers.get('services', `${namespace}/${serviceName}`);
  if (!service) return undefined;
  if (service.spec.clusterIP !== 'None') return hostname === undefined && service.spec.clusterIP ? [service.spec.clusterIP] : undefined;
  const found = headlessAddresses(listers, service, hostname);
  return found.length ? found : undefined;
}

/** Behind a headless Service every ready endpoint answers, and each under its own host name. */
function headlessAddresses(listers: Listers, service: Service, hostname: string | undefined): readonly string[] {
  const addresses: string[] = [];
  for (const slice of listers.controlledBy('endpointslices', service.metadata.uid))
    for (const endpoint of slice.endpoints)
      if (endpoint.conditions.ready && (hostname === undefined || endpoint.hostname === hostname)) addresses.push(...endpoint.addresses);
  return addresses;
}
