import type { Namespace } from '../../kube/cluster-objects.ts';
import { type Condition, type KubeObject, keyOf } from '../../kube/meta.ts';
import { RESOURCES, type ResourceType } from '../../kube/resources.ts';
import { type Context, type Plan, type Watch, because, defineController, itself, remove, update, updateStatus } from '../controller.ts';
import type { Listers } from '../store.ts';

const FINALIZER = 'kubernetes';
const NAMESPACED: readonly ResourceType[] = RESOURCES.filter((resource) => resource.namespaced);

interface Left {
  readonly resource: ResourceType;
  readonly objects: readonly KubeObject[];
}

function content(listers: Listers, namespace: string): readonly Left[] {
  const left: Left[] = [];
  for (const resource of NAMESPACED) {
    const objects = [...listers.listIn(resource.plural, namespace)] as readonly KubeObject[];
    if (objects.length) left.push({ resource, objects });
  }
  return left;
}

/** The five conditions of a Namespace that is going away. Models namespaceConditionUpdater. */
function conditions(left: readonly Left[], previous: readonly Condition[], nowTime: string): readonly Condition[] {
  const remaining = left.map(({ resource, objects }) => `${resource.plural}.${resource.group} has ${objects.length} resource instances`).sort();
  const finalizers = new Map<string, number>();
  for (const { objects } of left)
    for (const { metadata } of objects) for (const name of metadata.finalizers ?? []) finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
  const held = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  const wanted: readonly Omit<Condition, 'lastTransitionTime'>[] = [
    { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      status: 'False',
      reason: 'ParsedGroupVersions',
      message: 'All legacy kube types successfully parsed',
    },
    {
      type: 'NamespaceDeletionContentFailure',
      status: 'False',
      reason: 'ContentDeleted',
      message: 'All content successfully deleted, may be waiting on finalization',
    },
    remaining.length
      ? { type: 'NamespaceContentRemaining', status: 'True', reason: 'SomeResourcesRemain', message: `Some resources are remaining: ${remaining.join(', ')}` }
      : { type: 'NamespaceContentRemaining', status: 'False', reason: 'ContentRemoved', message: 'All content successfully removed' },
    held.length
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${held.join(', ')}`,
        }
      : { type: 'NamespaceFinalizersRemaining', status: 'False', reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' },
  ];
  return wanted.map((condition) => {
    const old = previous.find((one) => one.type === condition.type);
    const same = old && old.status === condition.status && old.message === condition.message && old.reason === condition.reason;
    return same ? old : { ...condition, lastTransitionTime: nowTime };
  });
}

function* reconcile({ listers, nowTime }: Context, key: string): Plan {
  const namespace = listers.get('namespaces', key);
  if (!namespace || namespace.metadata.deletionTimestamp === undefined || !namespace.spec?.finalizers?.includes(FINALIZER)) return;
  const before = content(listers, key);
  let deleted = 0;
  for (const { resource, objects } of before)
    for (const object of objects) {
      if (object.metadata.deletionTimestamp !== undefined || !listers.get(resource.plural, keyOf(object))) continue;
      yield remove(resource.plural, keyOf(object), { propagationPolicy: 'Background' });
      deleted++;
    }
  if (deleted) yield because('namespace/empty', { namespace: key, deleted });
  const left = content(listers, key);
  const current = listers.get('namespaces', key) as (Namespace & { readonly status?: { readonly conditions?: readonly Condition[] } }) | undefined;
  if (!current) return;
  if (left.length) {
    yield updateStatus({
      ...current,
      status: { ...current.status, phase: 'Terminating', conditions: conditions(left, current.status?.conditions ?? [], nowTime) },
    });
    return;
  }
  yield because('namespace/finalize', { namespace: key });
  yield update({ ...current, spec: { ...current.spec, finalizers: (current.spec?.finalizers ?? []).filter((name) => name !== FINALIZER) } });
}

/** Wakes a Namespace that is going away whenever something in it is gone. */
const emptied = (table: string): Watch => ({
  table,
  keys: (listers, before, after) => {
    const name = (before ?? after)?.metadata.namespace;
    if (after || !name) return [];
    return listers.get('namespaces', name)?.metadata.deletionTimestamp === undefined ? [] : [name];
  },
});

/** Models pkg/controller/namespace: empties a Namespace that is being deleted, then lets it go. */
export const namespaceController = defineController({
  name: 'namespace-controller',
  models: 'pkg/controller/namespace',
  watches: [itself('namespaces'), ...NAMESPACED.map((resource) => emptied(resource.plural))],
  reconcile,
});
