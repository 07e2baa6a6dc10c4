import { type KubeObject, keyOf } from '../../../kube/meta.ts';
import { resourceOfKind } from '../../../kube/resources.ts';
import type { World } from '../../../timeline/types.ts';
import type { ManifestDocument } from './documents.ts';

/** Finds the object of the cluster that a document is about: undefined where there is none, or its kind is not known. */
export type LiveLookup = (document: Pick<ManifestDocument, 'kind' | 'name' | 'namespace'>) => KubeObject | undefined;

/** Looks in one frame; `namespace` is that of the context. */
export function liveIn(world: World, namespace = 'default'): LiveLookup {
  return (document) => {
    const resource = resourceOfKind(document.kind);
    if (!resource) return undefined;
    const key = keyOf({ metadata: { name: document.name, ...(resource.namespaced ? { namespace: document.namespace ?? namespace } : {}) } });
    return world.get(resource.plural)?.get(key) as KubeObject | undefined;
  };
}
