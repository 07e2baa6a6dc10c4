import type { ResourceQuota } from '../../kube/cluster-objects.ts';
import { type KubeObject, keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { RESOURCES } from '../../kube/resources.ts';
import { addUsage, matchingResources, quotaMatches, usageOf } from '../api/admission/quota-usage.ts';
import { deepEqual } from '../api/equal.ts';
import { type Context, type Plan, type Watch, because, defineController, updateStatus } from '../controller.ts';
import type { Listers } from '../store.ts';

/** The kinds that a quota can count, with the table in which each lies. */
const COUNTED = RESOURCES.filter((resource) => resource.namespaced && resource.plural !== 'events');

/** What a Namespace's objects use of a quota now, for each resource that it limits. */
export function measure(listers: Listers, quota: ResourceQuota, nowMs: number): Readonly<Record<string, string>> {
  const hard = quota.spec.hard ?? {};
  const used: Record<string, string> = Object.fromEntries(Object.keys(hard).map((name) => [name, '0']));
  const measured: ResourceQuota = { ...quota, status: { hard } };
  for (const { kind, plural } of COUNTED) {
    const names = matchingResources({ kind }, Object.keys(hard));
    if (!names.length) continue;
    for (const object of listers.listIn(plural, quota.metadata.namespace ?? '') as Iterable<KubeObject>)
      if (quotaMatches(measured, object)) addUsage(used, usageOf(object, nowMs), names);
  }
  return used;
}

function* reconcile({ listers, now }: Context, key: string): Plan {
  const quota = listers.get('resourcequotas', key);
  if (!quota) return;
  const hard = quota.spec.hard ?? {};
  const used = measure(listers, quota, now);
  if (deepEqual(quota.status?.hard ?? {}, hard) && deepEqual(quota.status?.used ?? {}, used)) return;
  yield because('resourcequota/measure', { quota: quota.metadata.name, resources: Object.keys(hard).length });
  yield updateStatus({ ...quota, status: { hard, used } });
}

const ended = (object: KubeObject | undefined): boolean => {
  const phase = (object as unknown as Pod | undefined)?.status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
};

/** What gives something back wakes the quotas of its Namespace: a deletion, a Pod's end, and for claims and Services any change. */
const replenished = (table: string): Watch => ({
  table,
  keys: (listers, before, after) => {
    if (!before || listers.count('resourcequotas') === 0) return [];
    const freed = !after || (table === 'pods' ? ended(after) && !ended(before) : table === 'services' && before.spec !== after.spec);
    return freed ? [...listers.listIn('resourcequotas', before.metadata.namespace ?? '')].map(keyOf) : [];
  },
});

/** A quota that is new, or whose limits changed. */
const changed: Watch = {
  table: 'resourcequotas',
  keys: (_listers, before, after) => (after && (!before || before.spec !== after.spec) ? [keyOf(after)] : []),
};

/** Models pkg/controller/resourcequota: measures what is in use; what is added, admission has counted already. */
export const resourceQuotaController = defineController({
  name: 'resourcequota-controller',
  models: 'pkg/controller/resourcequota',
  watches: [changed, ...COUNTED.filter((resource) => resource.plural !== 'resourcequotas').map((resource) => replenished(resource.plural))],
  reconcile,
});
