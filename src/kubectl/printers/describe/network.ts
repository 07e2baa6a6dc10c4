import type { EndpointSlice, Service } from '../../../kube/cluster-objects.ts';
import { formatSelector } from '../../../kube/selector.ts';
import { byCode, dig, digList, digText } from '../../core/dig.ts';
import { formatLabels } from '../tables/table.ts';
import type { DescribeContext, DescribeWriter, Describer } from './writer.ts';

/** `10.244.0.5:80,…` of the ready endpoints behind one port, at most three. Models formatEndpointSlices. */
export function formatEndpointSlices(slices: readonly EndpointSlice[], portName: string | undefined): string {
  if (!slices.length) return '<none>';
  const addresses = slices.flatMap((slice) => {
    const ready = slice.endpoints.filter((endpoint) => endpoint.conditions.ready !== false).map((endpoint) => endpoint.addresses[0] ?? '');
    if (!slice.ports?.length) return ready;
    return slice.ports
      .filter((port) => portName === undefined || (port.name ?? '') === portName)
      .flatMap((port) => ready.map((address) => `${address}:${port.port}`));
  });
  return addresses.length > 3 ? `${addresses.slice(0, 3).join(',')} + ${addresses.length - 3} more...` : addresses.join(',');
}

/** The EndpointSlices of a Service, by name. */
export function slicesOf({ listers }: Pick<DescribeContext, 'listers'>, namespace: string, service: string): readonly EndpointSlice[] {
  return [...listers.listIn('endpointslices', namespace)]
    .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === service)
    .sort((a, b) => byCode(a.metadata.name, b.metadata.name));
}

const service: Describer = (object, writer, context) => {
  const { metadata, spec } = object as unknown as Service;
  writer.field('Name', metadata.name);
  writer.field('Namespace', metadata.namespace ?? '');
  writer.marks(metadata);
  writer.field('Selector', formatLabels(spec.selector));
  writer.field('Type', spec.type ?? 'ClusterIP');
  if (spec.ipFamilyPolicy) writer.field('IP Family Policy', spec.ipFamilyPolicy);
  writer.field('IP Families', spec.ipFamilies?.join(',') || '<none>');
  writer.field('IP', spec.clusterIP ?? '');
  writer.field('IPs', spec.clusterIPs?.join(',') || '<none>');
  const externalIPs = (digList(object, 'spec.externalIPs') as unknown as readonly string[]).join(',');
  if (externalIPs) writer.field('External IPs', externalIPs);
  const wanted = digText(object, 'spec.loadBalancerIP');
  if (wanted) writer.field('Desired LoadBalancer IP', wanted);
  if (spec.externalName) writer.field('External Name', spec.externalName);
  const ingress = digList(object, 'status.loadBalancer.ingress').map((entry) => digText(entry, 'ip') || digText(entry, 'hostname'));
  if (ingress.length) writer.field('LoadBalancer Ingress', ingress.join(', '));
  const slices = slicesOf(context, metadata.namespace ?? '', metadata.name);
  for (const { name, port, protocol = 'TCP', targetPort, nodePort } of spec.ports ?? []) {
    const title = name || '<unset>';
    writer.line(0, `Port:\t${title}\t${port}/${protocol}`);
    writer.field('TargetPort', `${targetPort ?? port}/${protocol}`);
    if (nodePort) writer.line(0, `NodePort:\t${title}\t${nodePort}/${protocol}`);
    writer.field('Endpoints', formatEndpointSlices(slices, name ?? ''));
  }
  writer.field('Session Affinity', spec.sessionAffinity ?? 'None');
  const external = digText(object, 'spec.externalTrafficPolicy');
  if (external) writer.field('External Traffic Policy', external);
  if (spec.internalTrafficPolicy) writer.field('Internal Traffic Policy', spec.internalTrafficPolicy);
  const healthPort = digText(object, 'spec.healthCheckNodePort');
  if (healthPort) writer.field('HealthCheck NodePort', healthPort);
  const sources = digList(object, 'spec.loadBalancerSourceRanges') as unknown as readonly string[];
  if (sources.length) writer.field('LoadBalancer Source Ranges', sources.join(','));
  const distribution = digText(object, 'spec.trafficDistribution');
  if (distribution) writer.field('Traffic Distribution', distribution);
  writer.events(object, context);
};

const endpointSlice: Describer = (object, writer, context) => {
  const { metadata, addressType, ports, endpoints } = object as unknown as EndpointSlice;
  writer.field('Name', metadata.name);
  writer.field('Namespace', metadata.namespace ?? '');
  writer.marks(metadata);
  writer.field('AddressType', addressType);
  if (!ports?.length) writer.line(0, 'Ports: <unset>');
  else {
    writer.line(0, 'Ports:');
    writer.line(1, 'Name\tPort\tProtocol');
    writer.line(1, '----\t----\t--------');
    for (const { name, port, protocol } of ports) writer.line(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol ?? 'TCP'}`);
  }
  if (!endpoints?.length) writer.line(0, 'Endpoints: <none>');
  else writer.line(0, 'Endpoints:');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints ?? []) {
    writer.line(1, `- Addresses:\t${addresses.join(', ') || '<none>'}`);
    writer.line(2, 'Conditions:');
    writer.line(3, `Ready:\t${conditions.ready ?? '<unset>'}`);
    writer.line(2, `Hostname:\t${hostname ?? '<unset>'}`);
    if (targetRef) writer.line(2, `TargetRef:\t${targetRef.kind}/${targetRef.name}`);
    writer.line(2, `NodeName:\t${nodeName ?? '<unset>'}`);
    writer.line(2, `Zone:\t${zone ?? '<unset>'}`);
  }
  writer.events(object, context);
};

const endpoints: Describer = (object, writer, context) => {
  writer.field('Name', object.metadata.name);
  writer.field('Namespace', object.metadata.namespace ?? '');
  writer.marks(object.metadata);
  writer.line(0, 'Subsets:');
  for (const subset of digList(object, 'subsets')) {
    const addresses = (path: string): string =>
      digList(subset, path)
        .map((address) => digText(address, 'ip'))
        .join(',') || '<none>';
    writer.line(1, `Addresses:\t${addresses('addresses')}`);
    writer.line(1, `NotReadyAddresses:\t${addresses('notReadyAddresses')}`);
    const ports = digList(subset, 'ports');
    if (ports.length) {
      writer.line(1, 'Ports:');
      writer.line(2, 'Name\tPort\tProtocol');
      writer.line(2, '----\t----\t--------');
      for (const port of ports) writer.line(2, `${digText(port, 'name') || '<unset>'}\t${digText(port, 'port')}\t${digText(port, 'protocol')}`);
    }
    writer.line(0, '');
  }
  writer.events(object, context);
};

/** A Service behind an Ingress, with its endpoints or why there are none. Models describeBackendV1. */
function backend(context: DescribeContext, namespace: string, given: unknown): string {
  const name = digText(given, 'service.name');
  const port = digText(given, 'service.port.name') || digText(given, 'service.port.number');
  if (!name) return `APIGroup: ${digText(given, 'resource.apiGroup')}, Kind: ${digText(given, 'resource.kind')}, Name: ${digText(given, 'resource.name')}`;
  const found = context.listers.get('services', `${namespace}/${name}`);
  if (!found) return `${name}:${port} (<error: services "${name}" not found>)`;
  const portName = found.spec.ports?.find((candidate) => candidate.name === port || String(candidate.port) === port)?.name ?? '';
  return `${name}:${port} (${formatEndpointSlices(slicesOf(context, namespace, name), portName)})`;
}

const ingress: Describer = (object, writer, context) => {
  const namespace = object.metadata.namespace ?? '';
  const defaultBackend = dig(object, 'spec.defaultBackend');
  const otherwise = defaultBackend ? backend(context, namespace, defaultBackend) : '<default>';
  writer.field('Name', object.metadata.name);
  writer.labels('Labels', object.metadata.labels);
  writer.field('Namespace', namespace);
  writer.field(
    'Address',
    digList(object, 'status.loadBalancer.ingress')
      .map((entry) => digText(entry, 'ip') || digText(entry, 'hostname'))
      .join(','),
  );
  writer.field('Ingress Class', digText(object, 'spec.ingressClassName') || '<none>');
  writer.field('Default backend', otherwise);
  const tls = digList(object, 'spec.tls');
  if (tls.length) {
    writer.line(0, 'TLS:');
    for (const entry of tls)
      writer.line(
        1,
        `${digText(entry, 'secretName') || 'SNI routes'} ${digText(entry, 'secretName') ? 'terminates ' : ''}${(digList(entry, 'hosts') as unknown as readonly string[]).join(',')}`,
      );
  }
  writer.line(0, 'Rules:\n  Host\tPath\tBackends');
  writer.line(1, '----\t----\t--------');
  const rules = digList(object, 'spec.rules').filter((rule) => rule['http']);
  for (const rule of rules) {
    writer.line(1, `${digText(rule, 'host') || '*'}\t`);
    for (const path of digList(rule, 'http.paths')) writer.line(2, `\t${digText(path, 'path')} \t${backend(context, namespace, path['backend'])}`);
  }
  if (!rules.length) writer.line(1, `*\t*\t${otherwise}`);
  writer.annotations('Annotations', object.metadata.annotations);
  writer.events(object, context);
};

function describePeers(writer: DescribeWriter, rules: readonly unknown[], from: 'From' | 'To', everything: string): void {
  if (!rules.length) {
    writer.line(2, `<none> (Selected pods are isolated for ${everything} connectivity)`);
    return;
  }
  for (const [i, rule] of rules.entries()) {
    const ports = digList(rule, 'ports');
    writer.line(
      2,
      ports.length
        ? `${from === 'From' ? 'To Port' : 'To Port'}: ${ports.map((port) => `${digText(port, 'port')}/${digText(port, 'protocol') || 'TCP'}`).join(', ')}`
        : 'To Port: <any> (traffic allowed to all ports)',
    );
    const peers = digList(rule, from.toLowerCase());
    if (!peers.length) writer.line(2, `${from}: <any> (traffic not restricted by ${from === 'From' ? 'source' : 'destination'})`);
    for (const peer of peers) {
      writer.line(2, `${from}:`);
      const block = dig(peer, 'ipBlock');
      if (block)
        writer.line(
          3,
          `IPBlock:\n        CIDR: ${digText(block, 'cidr')}\n        Except: ${(digList(block, 'except') as unknown as readonly string[]).join(', ')}`,
        );
      if (peer['namespaceSelector']) writer.line(3, `NamespaceSelector: ${formatSelector(peer['namespaceSelector'] as object)}`);
      if (peer['podSelector']) writer.line(3, `PodSelector: ${formatSelector(peer['podSelector'] as object)}`);
    }
    if (i < rules.length - 1) writer.line(2, '----------');
  }
}

const networkPolicy: Describer = (object, writer) => {
  writer.field('Name', object.metadata.name);
  writer.field('Namespace', object.metadata.namespace ?? '');
  writer.field('Created on', object.metadata.creationTimestamp.replace('T', ' ').replace('Z', ' +0000 UTC'));
  writer.marks(object.metadata);
  const selector = dig(object, 'spec.podSelector') as object | undefined;
  const types = digList(object, 'spec.policyTypes') as unknown as readonly string[];
  writer.line(0, 'Spec:');
  const shown = formatSelector(selector);
  writer.line(1, `PodSelector: ${shown === '<none>' ? '    <none> (Allowing the specific traffic to all pods in this namespace)' : `    ${shown}`}`);
  if (!types.length || types.includes('Ingress')) {
    writer.line(1, 'Allowing ingress traffic:');
    describePeers(writer, digList(object, 'spec.ingress'), 'From', 'ingress');
  } else writer.line(1, 'Not affecting ingress traffic');
  if (types.includes('Egress') || (!types.length && dig(object, 'spec.egress'))) {
    writer.line(1, 'Allowing egress traffic:');
    describePeers(writer, digList(object, 'spec.egress'), 'To', 'egress');
  } else writer.line(1, 'Not affecting egress traffic');
  writer.line(1, `Policy Types: ${types.join(', ')}`);
};

const ingressClass: Describer = (object, writer, context) => {
  writer.field('Name', object.metadata.name);
  writer.marks(object.metadata);
  writer.field('Controller', digText(object, 'spec.controller'));
  const parameters = dig(object, 'spec.parameters');
  if (parameters) {
    writer.line(0, 'Parameters:');
    const group = dig(parameters, 'apiGroup');
    if (typeof group === 'string') writer.line(1, `APIGroup:\t${group}`);
    writer.line(1, `Kind:\t${digText(parameters, 'kind')}`);
    writer.line(1, `Name:\t${digText(parameters, 'name')}`);
  }
  writer.events(object, context);
};

export const NETWORK_DESCRIBERS: Readonly<Record<string, Describer>> = {
  services: service,
  endpointslices: endpointSlice,
  endpoints,
  ingresses: ingress,
  ingressclasses: ingressClass,
  networkpolicies: networkPolicy,
};
