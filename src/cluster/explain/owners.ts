import { type KubeObject, controllerOf } from '../../kube/meta.ts';
import { resourceOfKind } from '../../kube/resources.ts';
import type { Listers } from '../store.ts';

/** The workload at the top of an object's owners. */
export interface Workload {
  readonly table: string;
  readonly key: string;
  readonly object: KubeObject;
  /** As kubectl takes it: `deployment/web`. */
  readonly target: string;
}

const DEPTH_MAX = 3;

/** Who a Pod, or another object, belongs to in the end; undefined where it belongs to nobody. */
export function workloadOf(listers: Listers, owned: { readonly metadata: KubeObject['metadata'] }): Workload | undefined {
  let owner = controllerOf(owned as KubeObject);
  let found: Workload | undefined;
  for (let depth = 0; owner && depth < DEPTH_MAX; depth++) {
    const table = resourceOfKind(owner.kind)?.plural ?? '';
    const key = `${owned.metadata.namespace}/${owner.name}`;
    const object = listers.get(table, key) as KubeObject | undefined;
    if (!object) return found;
    found = { table, key, object, target: `${owner.kind.toLowerCase()}/${owner.name}` };
    owner = controllerOf(object);
  }
  return found;
}

/** How many replicas a workload asks for; undefined where it is of a kind that does not say. */
export function replicasOf({ object }: Workload): number | undefined {
  const { replicas } = (object.spec ?? {}) as { readonly replicas?: number };
  return replicas;
}
