import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';
import { type Flag, flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { CREATE_FLAGS, createGenerated, nameArgument } from './generate.ts';

export const createService: Verb = {
  path: 'create service',
  aliases: ['create svc'],
  use: 'create service [flags]',
  short: 'Create a service using a specified subcommand',
};

/** `80` or `8080:80` or `80:http`: the port and what it leads to. Models parsePorts. */
function parsePort(text: string): { readonly port: number; readonly targetPort: number | string } {
  const [first = '', second] = text.split(':');
  const port = Number(first);
  if (!/^\d+$/.test(first) || port > 65535)
    return fail(`strconv.ParseUint: parsing ${JSON.stringify(first)}: ${/^\d+$/.test(first) ? 'value out of range' : 'invalid syntax'}`);
  if (second === undefined || second === '') return { port, targetPort: port };
  if (!/^\d+$/.test(second)) return { port, targetPort: second };
  if (Number(second) < 1 || Number(second) > 65535) fail('must be between 1 and 65535, inclusive');
  return { port, targetPort: Number(second) };
}

const TCP_FLAG = flag('tcp', '', 'strings', "Port pairs can be specified as '<port>:<targetPort>'.");

function serviceVerb(name: string, type: string, short: string, extra: readonly Flag[], spec: (call: Call) => object, portsNeeded = true): Verb {
  return {
    path: `create service ${name}`,
    use: `create service ${name} NAME ${portsNeeded ? '[--tcp=<port>:<targetPort>] ' : ''}[--dry-run=server|client|none]`,
    short,
    writes: true,
    flags: [...CREATE_FLAGS, TCP_FLAG, ...extra],
    run(call) {
      const serviceName = nameArgument(call);
      const pairs = call.flags.list('tcp');
      const headless = call.flags.text('clusterip') === 'None';
      if (portsNeeded && !pairs.length && !headless) fail('at least one tcp port specifier must be provided');
      const ports = pairs.map((pair) => ({ name: pair.replace(':', '-'), protocol: 'TCP', ...parsePort(pair), ...nodePortOf(call) }));
      createGenerated(
        call,
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: serviceName, namespace: call.namespace, labels: { app: serviceName } },
          spec: { ...(ports.length ? { ports } : {}), selector: { app: serviceName }, type, ...spec(call) },
        },
        'created',
        `failed to create ${type} service:`,
      );
    },
  };
}

const nodePortOf = (call: Call): object => (call.flags.int('node-port') ? { nodePort: call.flags.int('node-port') } : {});

export const createServiceKinds: readonly Verb[] = [
  serviceVerb(
    'clusterip',
    'ClusterIP',
    'Create a ClusterIP service',
    [flag('clusterip', '', 'string', "Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).")],
    (call) => (call.flags.text('clusterip') ? { clusterIP: call.flags.text('clusterip') } : {}),
  ),
  serviceVerb(
    'nodeport',
    'NodePort',
    'Create a NodePort service',
    [flag('node-port', '', 'int', 'Port used to expose the service on each node in a cluster.', { value: '0' })],
    () => ({}),
  ),
  serviceVerb('loadbalancer', 'LoadBalancer', 'Create a LoadBalancer service', [], () => ({})),
  serviceVerb(
    'externalname',
    'ExternalName',
    'Create an ExternalName service',
    [flag('external-name', '', 'string', 'External name of service')],
    (call) => ({ externalName: call.flags.text('external-name') || fail('required flag(s) "external-name" not set') }),
    false,
  ),
];
