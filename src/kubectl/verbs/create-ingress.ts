import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { kindVerb } from './create-kind.ts';
import type { Generated } from './generate.ts';

/** `host/path=service:port[,tls[=secret]]`. */
const RULE = /^[\w*.-]*\/.*=[\w-]+:[\w-]+(?:,tls=?(?:[\w-]+)?)?/;

interface Backend {
  readonly service: { readonly name: string; readonly port: object };
}
interface Path {
  readonly backend: Backend;
  readonly path: string;
  readonly pathType: string;
}

function backendOf(text: string): Backend {
  const [name = '', port = ''] = text.split(':');
  return { service: { name, port: /^[+-]?\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

/** A path that ends in `*` is a prefix. */
function pathOf(text: string): Path {
  const [path = '', service = ''] = text.split('=');
  const isPrefix = path.endsWith('*');
  return { backend: backendOf(service), path: `/${isPrefix ? path.slice(0, -1) : path}`, pathType: isPrefix ? 'Prefix' : 'Exact' };
}

/** The rules by host, in the order in which hosts are named first. Models buildIngressRules. */
function rulesOf(texts: readonly string[]): readonly object[] {
  const paths = new Map<string, Path[]>();
  for (const text of texts) {
    const [rule = ''] = text.split(',');
    const slash = rule.indexOf('/');
    const host = rule.slice(0, slash);
    paths.set(host, [...(paths.get(host) ?? []), pathOf(rule.slice(slash + 1))]);
  }
  return [...paths].map(([host, own]) => ({ ...(host ? { host } : {}), http: { paths: own } }));
}

/** One entry for each secret; a host is in the first that names it. Models buildTLSRules. */
function tlsOf(texts: readonly string[]): readonly object[] {
  const entries: { hosts: string[]; readonly secretName: string }[] = [];
  const seen = new Set<string>();
  for (const text of texts) {
    const [, tls, ...more] = text.split(',');
    const [host = ''] = text.split('/');
    if (tls === undefined || more.length || seen.has(host)) continue;
    seen.add(host);
    const secretName = tls.split('=')[1] ?? '';
    const same = entries.find((entry) => entry.secretName === secretName);
    if (same) same.hosts.push(host);
    else if (host || secretName) entries.push({ hosts: host ? [host] : [], secretName });
  }
  return entries.map(({ hosts, secretName }) => ({ ...(hosts.length ? { hosts } : {}), ...(secretName ? { secretName } : {}) }));
}

/** Models CreateIngressOptions. */
function ingress(call: Call, name: string): Generated {
  const { flags } = call;
  const rules = flags.list('rule');
  const backend = flags.text('default-backend');
  if (!backend && !rules.length)
    fail(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  for (const rule of rules) if (!RULE.test(rule)) fail(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
  const annotations = flags.list('annotation').map((text) => {
    const equals = text.indexOf('=');
    return equals < 0 ? fail(`annotation ${text} is invalid and should be in format key=[value]`) : [text.slice(0, equals), text.slice(equals + 1)];
  });
  if (backend && backend.split(':').length !== 2) fail('default-backend should be in format servicename:serviceport');
  const tls = tlsOf(rules);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: call.namespace, ...(annotations.length ? { annotations: Object.fromEntries(annotations) as Record<string, string> } : {}) },
    spec: {
      ...(flags.text('class') ? { ingressClassName: flags.text('class') } : {}),
      ...(backend ? { defaultBackend: backendOf(backend) } : {}),
      ...(tls.length ? { tls } : {}),
      ...(rules.length ? { rules: rulesOf(rules) } : {}),
    },
  };
}

export const createIngress = kindVerb(
  'ingress',
  'ingress NAME --rule=host/path=service:port[,tls[=secret]] ',
  'Create an ingress with the specified name',
  ['ing'],
  [
    flag('annotation', '', 'array', 'Annotation to insert in the ingress object, in the format annotation=value'),
    flag('class', '', 'string', 'Ingress Class to be used'),
    flag('default-backend', '', 'string', 'Default service for backend, in format of svcname:port'),
    flag(
      'rule',
      '',
      'array',
      "Rule in format host/path=service:port[,tls=secretname]. Paths containing the leading character '*' are considered pathType=Prefix. tls argument is optional.",
    ),
  ],
  ingress,
  'failed to create ingress: ',
);
