import type { Entry } from '../timeline/types.ts';
import { type KubeObject, controllerOf } from '../kube/meta.ts';
import type { EndpointSlice } from '../kube/cluster-objects.ts';

/** The uids of what an entry changed: cards and Pods with these are outlined. A changed EndpointSlice marks its Service, by its key. */
export interface Highlight {
  readonly uids: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

export const NOTHING_CHANGED: Highlight = { uids: new Set(), services: new Set() };
/** Events and leases are about others; what they are about is marked where it changed itself. */
const SILENT = new Set(['events', 'leases']);

export function highlightOf(entry: Entry | undefined): Highlight {
  if (!entry) return NOTHING_CHANGED;
  const uids = new Set<string>();
  const services = new Set<string>();
  for (const { table, before, after } of entry.changes) {
    const object = (after ?? before) as KubeObject | undefined;
    if (!object?.metadata || SILENT.has(table) || table.startsWith('#')) continue;
    if (table === 'endpointslices')
      services.add(`${object.metadata.namespace}/${(object as unknown as EndpointSlice).metadata.labels?.['kubernetes.io/service-name']}`);
    else if (table === 'controllerrevisions' || table === 'persistentvolumeclaims') uids.add(controllerOf(object)?.uid ?? '');
    else uids.add(object.metadata.uid);
  }
  return { uids, services };
}
