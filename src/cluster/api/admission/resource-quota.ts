import type { ResourceQuota } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import type { PodSpec } from '../../../kube/pod.ts';
import { addQuantity, canonicalQuantity, compareQuantity, isZeroQuantity, subtractQuantity } from '../../../kube/quantity.ts';
import { RESOURCES } from '../../../kube/resources.ts';
import type { Admission, StrategyContext } from '../strategy.ts';
import { type Amounts, matchingResources, missingAmounts, quotaMatches, usageOf } from './quota-usage.ts';
import { refuse } from './refuse.ts';

/** `limits.cpu=2,pods=3`, sorted by name. */
function show(amounts: Amounts, names: readonly string[]): string {
  return [...names]
    .filter((name) => amounts[name] !== undefined)
    .sort()
    .map((name) => `${name}=${canonicalQuantity(amounts[name] as string)}`)
    .join(',');
}

/** What this write adds to what is in use: on an update, only what grows. */
function delta(object: KubeObject, previous: KubeObject | undefined, context: StrategyContext): Amounts {
  const used = usageOf(object, context.now);
  const before = previous ? usageOf(previous, context.now) : {};
  const more: Record<string, string> = {};
  for (const name in used) {
    const amount = used[name] as string;
    const old = before[name];
    const grown = old === undefined ? amount : subtractQuantity(amount, old);
    if (!isZeroQuantity(grown) && !grown.startsWith('-')) more[name] = grown;
  }
  return more;
}

/** A quota after the object is charged to it. Throws ApiError Forbidden where it does not fit. */
function charge(quota: ResourceQuota, object: KubeObject, more: Amounts): ResourceQuota {
  const hard = quota.status?.hard ?? {};
  const used = quota.status?.used ?? {};
  const names = Object.keys(more).filter((name) => hard[name] !== undefined);
  const next: Record<string, string> = { ...used };
  const exceeded: string[] = [];
  for (const name of names) {
    next[name] = addQuantity(used[name] ?? '0', more[name] as string);
    if (compareQuantity(next[name], hard[name] as string) > 0) exceeded.push(name);
  }
  if (exceeded.length)
    throw refuse(
      object,
      `exceeded quota: ${quota.metadata.name}, requested: ${show(more, exceeded)}, used: ${show(used, exceeded)}, limited: ${show(hard, exceeded)}`,
    );
  return names.length ? { ...quota, status: { ...quota.status, hard, used: next } } : quota;
}

function check(object: KubeObject, previous: KubeObject | undefined, context: StrategyContext): readonly KubeObject[] {
  // Pods are charged once: their specification does not grow afterwards.
  if (previous && object.kind !== 'Service' && object.kind !== 'PersistentVolumeClaim') return [];
  if (context.listers.count('resourcequotas') === 0) return [];
  const matching: ResourceQuota[] = [];
  for (const quota of context.listers.listIn('resourcequotas', object.metadata.namespace ?? 'default')) {
    if (!quotaMatches(quota, object)) continue;
    const names = matchingResources(object, Object.keys(quota.status?.hard ?? {}));
    const missing = object.kind === 'Pod' ? missingAmounts(object.spec as PodSpec, names) : undefined;
    if (missing) throw refuse(object, `failed quota: ${quota.metadata.name}: ${missing}`);
    if (names.some((name) => quota.status?.used?.[name] === undefined))
      throw refuse(object, `status unknown for quota: ${quota.metadata.name}, resources: ${[...names].sort().join(',')}`);
    matching.push(quota);
  }
  if (!matching.length) return [];
  const more = delta(object, previous, context);
  return matching.map((quota) => charge(quota, object, more)).filter((quota, i) => quota !== matching[i]) as unknown as readonly KubeObject[];
}

/** Refuses what a Namespace's quotas have no room for, and keeps count of what was let in. */
export const resourceQuota: Admission = {
  name: 'ResourceQuota',
  tables: RESOURCES.filter((resource) => resource.namespaced && resource.plural !== 'events').map((resource) => resource.plural),
  validate: check,
};
