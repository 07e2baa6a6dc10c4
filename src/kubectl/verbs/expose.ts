import type { LabelSelectorRequirement } from '../../kube/meta.ts';
import type { Container } from '../../kube/pod.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, PRINT_FLAGS, RECORD_FLAG, SAVE_CONFIG_FLAG, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { dig, digList, digMap } from '../core/dig.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import type { Info } from '../resources/info.ts';
import { forEach, select } from '../resources/select.ts';
import { createGenerated } from './generate.ts';

const NAME_MAX = 63;
const EXPOSABLE = ['replicationcontrollers', 'services', 'pods', 'deployments', 'replicasets'];

export const expose: Verb = {
  path: 'expose',
  use: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  writes: true,
  flags: [
    flag('cluster-ip', '', 'string', "ClusterIP to be assigned to the service. Leave empty to auto-allocate, or set to 'None' to create a headless service."),
    DRY_RUN_FLAG,
    flag(
      'external-ip',
      '',
      'string',
      'Additional external IP address (not managed by Kubernetes) to accept for the service. If this IP is routed to a node, the service can be accessed by this IP in addition to its generated service IP.',
    ),
    fieldManagerFlag('kubectl-expose'),
    ...filenameFlags('identifying the resource to expose a service'),
    flag('labels', 'l', 'string', 'Labels to apply to the service created by this call.'),
    flag('load-balancer-ip', '', 'string', 'IP to assign to the LoadBalancer. If empty, an ephemeral IP will be created and used (cloud-provider specific).'),
    flag('name', '', 'string', 'The name for the newly created object.'),
    ...PRINT_FLAGS,
    flag('port', '', 'string', 'The port that the service should serve on. Copied from the resource being exposed, if unspecified'),
    flag('protocol', '', 'string', "The network protocol for the service to be created. Default is 'TCP'."),
    { ...RECORD_FLAG, hidden: true },
    SAVE_CONFIG_FLAG,
    flag(
      'selector',
      '',
      'string',
      'A label selector to use for this service. Only equality-based selector requirements are supported. If empty (the default) infer the selector from the replication controller or replica set.)',
    ),
    flag('session-affinity', '', 'string', "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'"),
    flag('target-port', '', 'string', 'Name or number for the port on the container that the service should direct traffic to. Optional.'),
    flag('type', '', 'string', "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'."),
  ],
  run(call) {
    const found = select(call, { labelSelector: '', latest: false });
    forEach(found, (info) => {
      if (!EXPOSABLE.includes(info.resource.plural))
        fail(`cannot expose a ${info.resource.group ? `${info.resource.kind}.${info.resource.group}` : info.resource.kind}`);
      createGenerated(call, serviceFor(call, info), 'exposed');
    });
  },
};

/** `a=b,c=d` as a map. Models parseLabels of expose. */
function parsePairs(spec: string): Record<string, string> {
  return Object.fromEntries(
    spec.split(',').map((pair) => {
      const [key = '', value, ...more] = pair.split('=');
      if (value === undefined || more.length) fail(`unexpected label spec: ${pair}`);
      if (!key) fail('unexpected empty label key');
      return [key, value as string];
    }),
  );
}

/** The labels by which an object selects Pods. Models MapBasedSelectorForObject. */
function selectorOf({ resource, object }: Info): Readonly<Record<string, string>> {
  const introspect = (why: string): never => fail(`couldn't retrieve selectors via --selector flag or introspection: ${why}`);
  switch (resource.plural) {
    case 'pods':
      return Object.keys(object.metadata.labels ?? {}).length
        ? (object.metadata.labels as Record<string, string>)
        : introspect('the pod has no labels and cannot be exposed');
    case 'services':
    case 'replicationcontrollers': {
      const selector = digMap(object, 'spec.selector');
      return Object.keys(selector).length
        ? selector
        : introspect(resource.plural === 'services' ? 'the service has no pod selector set' : 'invalid label selector');
    }
    default: {
      const expressions = digList(object, 'spec.selector.matchExpressions') as unknown as readonly LabelSelectorRequirement[];
      const shown = expressions.map(({ key, operator, values = [] }) => `{Key:${key} Operator:${operator} Values:[${values.join(' ')}]}`);
      if (shown.length) introspect(`couldn't convert expressions - "[${shown.join(' ')}]" to map-based selector format`);
      return digMap(object, 'spec.selector.matchLabels');
    }
  }
}

interface Port {
  readonly port: number;
  readonly protocol: string;
}

/** The ports that an object's containers (or a Service) name. Models PortsForObject and ProtocolsForObject. */
function portsOf({ resource, object }: Info): readonly Port[] {
  if (resource.plural === 'services')
    return digList(object, 'spec.ports').map((port) => ({ port: Number(port['port']), protocol: String(port['protocol'] ?? 'TCP') }));
  const containers = (dig(object, resource.plural === 'pods' ? 'spec.containers' : 'spec.template.spec.containers') ?? []) as readonly Container[];
  return containers.flatMap((container) => (container.ports ?? []).map((port) => ({ port: port.containerPort, protocol: port.protocol ?? 'TCP' })));
}

function serviceFor(call: Call, info: Info): Parameters<typeof createGenerated>[1] {
  const { flags } = call;
  const selector = flags.text('selector') ? parsePairs(flags.text('selector')) : selectorOf(info);
  const labels = flags.text('labels') ? parsePairs(flags.text('labels')) : info.object.metadata.labels;
  const known = portsOf(info);
  const given = flags.text('port') ? flags.text('port').split(',') : [...new Set(known.map((port) => String(port.port)))];
  const headless = flags.text('cluster-ip') === 'None';
  if (!given.length && !headless) fail("couldn't find port via --port flag or introspection");
  const target = flags.text('target-port');
  const ports = given.map((text, i) => {
    if (!/^\d+$/.test(text)) fail(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    const protocol = flags.text('protocol') || (known.find((port) => String(port.port) === text)?.protocol ?? 'TCP');
    return {
      ...(given.length > 1 ? { name: `port-${i + 1}` } : {}),
      port: Number(text),
      protocol,
      targetPort: target ? (/^\d+$/.test(target) ? Number(target) : target) : Number(text),
    };
  });
  const affinity = flags.text('session-affinity');
  if (affinity && affinity !== 'None' && affinity !== 'ClientIP') fail(`unknown session affinity: ${affinity}`);
  const type = flags.text('type');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: flags.text('name') || info.name.slice(0, NAME_MAX),
      namespace: call.namespace,
      ...(labels && Object.keys(labels).length ? { labels } : {}),
    },
    spec: {
      ...(ports.length ? { ports } : {}),
      selector,
      ...(type ? { type } : {}),
      ...(flags.text('external-ip') ? { externalIPs: [flags.text('external-ip')] } : {}),
      ...(type === 'LoadBalancer' && flags.text('load-balancer-ip') ? { loadBalancerIP: flags.text('load-balancer-ip') } : {}),
      ...(affinity ? { sessionAffinity: affinity } : {}),
      ...(flags.text('cluster-ip') ? { clusterIP: flags.text('cluster-ip') } : {}),
    },
  };
}
