import type { Service } from '../../kube/cluster-objects.ts';
import { EPOCH_MS } from '../../kube/time.ts';
import type { Pod } from '../../kube/pod.ts';
import { refuses } from '../../kube/traffic.ts';
import type { Listers } from '../../cluster/store.ts';
import { resolveName } from './dns.ts';

/** Who asks: the namespace decides how names are looked up. The console stands in the cluster's network, as a Pod does. */
export interface Client {
  readonly listers: Listers;
  readonly now: number;
  readonly namespace: string;
}

/** What came of a request. */
export type Answer =
  | { readonly what: 'answered'; readonly pod: Pod; readonly address: string; readonly port: number; readonly host: string }
  | { readonly what: 'unresolved'; readonly host: string }
  | { readonly what: 'refused'; readonly host: string; readonly address: string; readonly port: number };

/** A URL taken apart: `http://web:8080/x`, or only a host. */
export function parseUrl(text: string): { host: string; port: number; path: string } {
  const [, scheme, host = '', port, path = '/'] = /^(?:(https?):\/\/)?([^/:]*)(?::(\d+))?(\/.*)?$/.exec(text) ?? [];
  return { host, port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port), path };
}

/** Sends a request to where a name or an address leads: a Service shares requests among its ready Pods, one after the other. */
export function request(client: Client, url: string): Answer {
  const { host, port } = parseUrl(url);
  const resolved = resolveName(client.listers, host, client.namespace);
  const address = resolved?.addresses[0];
  if (address === undefined) return { what: 'unresolved', host };
  const service = serviceAt(client.listers, address);
  const pod = service ? podBehind(client, service, port) : podAt(client.listers, address);
  if (!pod || refuses(pod, client.now) || !listens(pod)) return { what: 'refused', host, address, port };
  return { what: 'answered', pod, address, port, host };
}

function serviceAt(listers: Listers, address: string): Service | undefined {
  for (const service of listers.list('services')) if (service.spec.clusterIP === address) return service;
  return undefined;
}

function podAt(listers: Listers, address: string): Pod | undefined {
  for (const pod of listers.list('pods')) if (pod.status.podIP === address) return pod;
  return undefined;
}

/** The next of a Service's ready Pods. Which one it is follows from the time, so that the same moment gives the same answer. */
function podBehind(client: Client, service: Service, port: number): Pod | undefined {
  if (!service.spec.ports?.some((each) => each.port === port)) return undefined;
  const ready: string[] = [];
  for (const slice of client.listers.controlledBy('endpointslices', service.metadata.uid))
    for (const endpoint of slice.endpoints)
      if (endpoint.conditions.ready && endpoint.targetRef) ready.push(`${endpoint.targetRef.namespace}/${endpoint.targetRef.name}`);
  const key = ready[Math.floor(client.now / 1000) % Math.max(1, ready.length)];
  return key === undefined ? undefined : client.listers.get('pods', key);
}

function listens(pod: Pod): boolean {
  return pod.status.containerStatuses?.some((status) => status.state?.running) ?? false;
}

/** The name and version of the program that answers, as its image says: `nginx/1.23`. */
function serverOf(pod: Pod): string {
  const image = pod.spec.containers[0]?.image ?? '';
  const name = image.slice(image.lastIndexOf('/') + 1);
  const [program = 'server', tag = ''] = name.split(':');
  return tag ? `${program}/${tag}` : program;
}

/** What the simulated program serves: a page that says which Pod and which image answered. */
export function bodyOf(pod: Pod): string {
  return `<!DOCTYPE html>
<html>
<head><title>Welcome to ${serverOf(pod).split('/')[0]}!</title></head>
<body>
<h1>Welcome to ${serverOf(pod).split('/')[0]}!</h1>
<p>${pod.metadata.name} (${pod.spec.containers[0]?.image ?? ''}) on ${pod.spec.nodeName ?? ''}</p>
</body>
</html>
`;
}

/** The head of the answer, line by line. */
export function headOf(pod: Pod, nowMs: number): readonly string[] {
  return [
    'HTTP/1.1 200 OK',
    `Server: ${serverOf(pod)}`,
    `Date: ${httpDate(nowMs)}`,
    'Content-Type: text/html',
    `Content-Length: ${bodyOf(pod).length}`,
    'Connection: keep-alive',
  ];
}

function httpDate(nowMs: number): string {
  return new Date(EPOCH_MS + nowMs).toUTCString();
}
