import { evict } from '../../cluster/eviction.ts';
import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';

const EVICTION = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/eviction$/;
/** What the API server answers to an eviction that it carried out. */
const CREATED = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/**
 * `create --raw URI -f FILE`: for the one path that no other command leads to, the eviction subresource of a Pod. The body says nothing
 * that the path does not, so it is not looked at. Models rawhttp.RawPost. Throws what the API server refuses: a budget that allows none.
 */
export function createRaw(call: Call, uri: string): void {
  if (call.flags.list('filename').length !== 1) fail('--raw can only use a single local file or stdin');
  const [, namespace, pod] = EVICTION.exec(uri) ?? [];
  if (!namespace || !pod)
    fail('--raw is not available here but for the eviction of a Pod: the cluster has no HTTP endpoints. Use "kubectl create -f" with a file instead');
  evict(call.context.server, `${namespace}/${pod}`);
  call.say(JSON.stringify(CREATED));
}
