import type { Load, LoadSource } from '../../kube/load.ts';
import type { KubeObject } from '../../kube/meta.ts';
import { LOAD_TABLE, currentLoad } from '../../cluster/metrics/load.ts';
import type { KubectlContext } from '../contract.ts';
import { parseUrl } from '../network/http.ts';

/** What one loop of requests costs the Pods behind a Service together: about what the autoscaler walkthrough's load generator does. */
const CPU_OF_A_LOOP = '500m';
const ROW = 'load';

/** The Service that a URL leads to, seen from a namespace, or undefined. */
export function serviceOfUrl(context: KubectlContext, url: string, namespace: string): { readonly service: string; readonly namespace: string } | undefined {
  const { host } = parseUrl(url);
  for (const service of context.listers.list('services'))
    if (service.spec.clusterIP === host) return { service: service.metadata.name, namespace: service.metadata.namespace ?? '' };
  const [service = '', other = namespace] = host.split('.');
  return context.listers.get('services', `${other}/${service}`) ? { service, namespace: other } : undefined;
}

function write(context: KubectlContext, load: Load): void {
  context.server.store.put(LOAD_TABLE, ROW, { apiVersion: 'rolloutscope/v1', kind: 'Load', metadata: { name: ROW }, spec: load } as unknown as KubeObject);
}

/** Lets a loop of requests weigh on a Service, beside whatever else does. */
export function addLoad(context: KubectlContext, target: { readonly service: string; readonly namespace: string }): LoadSource {
  const load = currentLoad(context.listers);
  const source: LoadSource = { ...target, cpu: CPU_OF_A_LOOP };
  write(context, { ...load, loads: [...(load.loads ?? []), source] });
  return source;
}

/** Takes the weight of one such loop away again. */
export function removeLoad(context: KubectlContext, source: LoadSource): void {
  const load = currentLoad(context.listers);
  const loads = [...(load.loads ?? [])];
  const at = loads.findIndex((other) => other.service === source.service && other.namespace === source.namespace && other.cpu === source.cpu);
  if (at < 0) return;
  loads.splice(at, 1);
  write(context, { ...load, loads });
}
