import { ApiError } from '../../cluster/api/errors.ts';
import type { ApiServer } from '../../cluster/api/server.ts';
import type { WriteOptions } from '../../cluster/api/strategy.ts';
import { type KubeObject, keyOf } from '../../kube/meta.ts';
import { type ResourceType, resourceOfKind, resourceOfTable } from '../../kube/resources.ts';
import { toTime } from '../../kube/time.ts';

/** From this `--v` on, kubectl tells of its requests. */
export const REQUESTS_VERBOSITY = 6;

const SERVER = 'https://10.96.0.1:443';
const STATUS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** Where the API has a resource: all of it, or one object by its key (`namespace/name`, or `name`). */
export function resourceUrl(resource: ResourceType, namespace: string | undefined, name = ''): string {
  const root = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`;
  return `${SERVER}${root}${resource.namespaced && namespace ? `/namespaces/${namespace}` : ''}/${resource.plural}${name ? `/${name}` : ''}`;
}

/** A line as klog writes it: with the virtual time, and a request takes none. Models debuggingRoundTripper. */
export function requestLine(nowMs: number, method: string, url: string, code: number): string {
  const time = toTime(nowMs);
  const micros = String((nowMs % 1000) * 1000).padStart(6, '0');
  return `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 19)}.${micros}       1 round_trippers.go:560] ${method} ${url} ${code} ${STATUS[code] ?? ''} in 0 milliseconds`;
}

/** The API server, telling `log` of every request that writes. */
export function tracedServer(server: ApiServer, log: (line: string) => void): ApiServer {
  const query = (options: WriteOptions | undefined): string => {
    const parts = [
      options?.dryRun ? 'dryRun=All' : '',
      options?.manager && options.manager.name !== 'kubectl' ? `fieldManager=${options.manager.name}` : '',
    ].filter(Boolean);
    return parts.length ? `?${parts.join('&')}` : '';
  };
  const tell = <T>(method: string, url: string, code: number, run: () => T): T => {
    try {
      const result = run();
      log(requestLine(server.now, method, url, code));
      return result;
    } catch (error) {
      if (error instanceof ApiError) log(requestLine(server.now, method, url, error.code));
      throw error;
    }
  };
  const urlOf = (table: string, key: string): string => {
    const [namespace, name] = key.includes('/') ? key.split('/') : [undefined, key];
    const resource = resourceOfTable(table);
    return resource ? resourceUrl(resource, namespace, name) : `${SERVER}/${table}`;
  };
  const urlOfObject = (object: KubeObject): string => urlOf(resourceOfKind(object.kind)?.plural ?? object.kind, keyOf(object));
  const traced = Object.create(server) as ApiServer;
  return Object.assign(traced, {
    create: (object: KubeObject, options?: WriteOptions) =>
      tell('POST', urlOfObject(object).replace(/\/[^/]*$/, '') + query(options), 201, () => server.create(object, options)),
    update: (object: KubeObject, options?: WriteOptions) => tell('PUT', urlOfObject(object) + query(options), 200, () => server.update(object, options)),
    patch: (...args: Parameters<ApiServer['patch']>) =>
      tell('PATCH', urlOf(args[0], args[1]) + (args[4]?.subresource ? `/${args[4].subresource}` : '') + query(args[4]), 200, () => server.patch(...args)),
    updateScale: (...args: Parameters<ApiServer['updateScale']>) =>
      tell('PATCH', `${urlOf(args[0], args[1])}/scale${query(args[3])}`, 200, () => server.updateScale(...args)),
    apply: (...args: Parameters<ApiServer['apply']>) => tell('PATCH', urlOfObject(args[0]) + query(args[2]), 200, () => server.apply(...args)),
    delete: (...args: Parameters<ApiServer['delete']>) => tell('DELETE', urlOf(args[0], args[1]) + query(args[3]), 200, () => server.delete(...args)),
  } satisfies Partial<ApiServer>);
}
