import type { Service } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import { formatSelector } from '../../../kube/selector.ts';
import { byCode, dig, digList, digText } from '../../core/dig.ts';
import { type Table, ageOf, atMost, formatLabels, tableOf } from './table.ts';

function loadBalancer(object: unknown): string {
  const addresses = digList(object, 'status.loadBalancer.ingress').map((ingress) => digText(ingress, 'ip') || digText(ingress, 'hostname'));
  return [...new Set(addresses.filter(Boolean))].sort(byCode).join(',');
}

function externalIP(service: Service): string {
  const own = digList(service, 'spec.externalIPs') as unknown as readonly string[];
  switch (service.spec.type) {
    case 'LoadBalancer':
      return [loadBalancer(service), ...own].filter(Boolean).join(',') || '<pending>';
    case 'ExternalName':
      return service.spec.externalName ?? '';
    default:
      return own.join(',') || '<none>';
  }
}

function formatHosts(rules: readonly unknown[]): string {
  const hosts = rules.map((rule) => digText(rule, 'host')).filter(Boolean);
  if (!hosts.length) return '*';
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(',')} + ${rules.length - 3} more...` : hosts.join(',');
}

/** `10.244.0.5:80,…` of an Endpoints object, at most three. Models formatEndpoints. */
function formatSubsets(object: KubeObject): string {
  const all = digList(object, 'subsets').flatMap((subset) => {
    const addresses = digList(subset, 'addresses').map((address) => digText(address, 'ip'));
    const ports = digList(subset, 'ports');
    return ports.length ? ports.flatMap((port) => addresses.map((address) => `${address}:${digText(port, 'port')}`)) : addresses;
  });
  return atMost(all, 3);
}

export const NETWORK_TABLES: readonly (readonly [string, Table])[] = [
  tableOf('services', 'NAME|TYPE|CLUSTER-IP|EXTERNAL-IP|PORT(S)|AGE|~SELECTOR', (service, context) => {
    const ports = (service.spec.ports ?? []).map(({ port, nodePort, protocol }) => `${nodePort ? `${port}:${nodePort}` : port}/${protocol ?? 'TCP'}`).join(',');
    const clusterIP = service.spec.clusterIPs?.[0] ?? service.spec.clusterIP;
    return [
      service.metadata.name,
      service.spec.type ?? 'ClusterIP',
      clusterIP || '<none>',
      externalIP(service),
      ports || '<none>',
      ageOf(service, context),
      formatLabels(service.spec.selector),
    ];
  }),
  tableOf('endpoints', 'NAME|ENDPOINTS|AGE', (object, context) => [object.metadata.name, formatSubsets(object), ageOf(object, context)]),
  tableOf('endpointslices', 'NAME|ADDRESSTYPE|PORTS|ENDPOINTS|AGE', (slice, context) => [
    slice.metadata.name,
    slice.addressType,
    atMost(
      (slice.ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? '*') : String(port))),
      3,
    ).replace('<none>', '<unset>'),
    atMost(
      (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses),
      3,
    ).replace('<none>', '<unset>'),
    ageOf(slice, context),
  ]),
  tableOf('ingresses', 'NAME|CLASS|HOSTS|ADDRESS|PORTS|AGE', (object, context) => [
    object.metadata.name,
    digText(object, 'spec.ingressClassName') || '<none>',
    formatHosts(digList(object, 'spec.rules')),
    loadBalancer(object),
    digList(object, 'spec.tls').length ? '80, 443' : '80',
    ageOf(object, context),
  ]),
  tableOf('ingressclasses', 'NAME|CONTROLLER|PARAMETERS|AGE', (object, context) => {
    const parameters = dig(object, 'spec.parameters');
    const group = digText(parameters, 'apiGroup');
    return [
      object.metadata.name,
      digText(object, 'spec.controller'),
      parameters ? `${digText(parameters, 'kind')}${group ? `.${group}` : ''}/${digText(parameters, 'name')}` : '<none>',
      ageOf(object, context),
    ];
  }),
  tableOf('networkpolicies', 'NAME|POD-SELECTOR|AGE', (object, context) => [
    object.metadata.name,
    formatSelector(dig(object, 'spec.podSelector') as undefined),
    ageOf(object, context),
  ]),
];
