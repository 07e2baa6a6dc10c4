import type { LimitRange, Node, PodDisruptionBudget, PriorityClass, ResourceQuota } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import { compareQuantity, formatQuantity, parseQuantity } from '../../../kube/quantity.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { duplicate, forbidden, invalidValue, notSupported, required } from './field.ts';
import { goJson } from './go-json.ts';
import { validateCIDR } from './ip.ts';
import { immutable, labelKey, labelSelector } from './meta.ts';
import { invalidFor, isLabelValue, isQualifiedName } from './names.ts';
import { containerResourceName, isStandardResource, mayOvercommit, resourceAmount, resourceName } from './resources.ts';
import { TAINT_EFFECTS } from './scheduling.ts';
import { atMostAll, intOrPercent } from './workloads.ts';

/** Nodes, Namespaces, budgets, quotas, limits and priorities. Models pkg/apis/core, policy and scheduling. */

export function* budget(object: KubeObject): Iterable<Cause> {
  const spec = (object.spec ?? {}) as PodDisruptionBudget['spec'];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined)
    yield { field: 'spec', message: `Invalid value: ${goJson('policy.PodDisruptionBudgetSpec', spec)}: minAvailable and maxUnavailable cannot be both set` };
  for (const member of ['minAvailable', 'maxUnavailable'] as const) {
    const value = spec[member];
    if (value === undefined) continue;
    yield* intOrPercent(value, `spec.${member}`);
    yield* atMostAll(value, `spec.${member}`);
  }
  yield* labelSelector(spec.selector, 'spec.selector');
  const policy = spec.unhealthyPodEvictionPolicy;
  if (policy !== undefined && !['AlwaysAllow', 'IfHealthyBudget'].includes(policy))
    yield notSupported('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget']);
}

/** Upstream names these under metadata, and so does this. */
function* taints(given: Node['spec']['taints'], field: string): Iterable<Cause> {
  const seen = new Set<string>();
  for (const [i, { key, value = '', effect }] of (given ?? []).entries()) {
    const at = `${field}[${i}]`;
    yield* labelKey(key, `${at}.key`);
    const messages = isLabelValue(value);
    if (messages.length) yield invalidValue(`${at}.value`, value, messages.join(';'));
    if (!effect) yield required(`${at}.effect`);
    else if (!TAINT_EFFECTS.includes(effect)) yield notSupported(`${at}.effect`, effect, TAINT_EFFECTS);
    if (seen.has(`${effect}/${key}`))
      yield { field: at, message: `Duplicate value: ${goJson('core.Taint', given?.[i])}: taints must be unique by key and effect pair` };
    seen.add(`${effect}/${key}`);
  }
}

export function* node(object: KubeObject): Iterable<Cause> {
  const { spec, status } = object as unknown as Node;
  yield* taints(spec?.taints, 'metadata.taints');
  for (const member of ['capacity', 'allocatable'] as const)
    for (const [name, amount] of Object.entries(status?.[member] ?? {}).sort()) yield* resourceAmount(name, amount, `status.${member}.${name}`);
  const { podCIDRs = [] } = (spec ?? {}) as { podCIDRs?: readonly string[] };
  for (const [i, range] of podCIDRs.entries()) yield* validateCIDR(`spec.podCIDRs[${i}]`, range);
}

export function* nodeUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* node(next);
  const spec = (next.spec ?? {}) as { podCIDRs?: readonly string[]; providerID?: string };
  const seen = new Set<string>();
  for (const [i, address] of ((next as unknown as Node).status?.addresses ?? []).entries()) {
    const key = `${address.type}/${address.address}`;
    if (seen.has(key)) yield duplicate(`status.addresses[${i}]`, { Type: address.type, Address: address.address });
    seen.add(key);
  }
  const old = (previous.spec ?? {}) as typeof spec;
  if (old.podCIDRs?.length && !deepEqual(spec.podCIDRs, old.podCIDRs))
    yield forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid');
  if (old.providerID && old.providerID !== spec.providerID)
    yield forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid');
}

export function* namespace(object: KubeObject): Iterable<Cause> {
  for (const name of (object.spec as { finalizers?: readonly string[] } | undefined)?.finalizers ?? []) {
    yield* invalidFor('spec.finalizers', name, isQualifiedName(name));
    if (!name.includes('/') && !['kubernetes', 'orphan', 'foregroundDeletion'].includes(name))
      yield invalidValue('spec.finalizers', name, 'name is neither a standard finalizer name nor is it fully qualified');
  }
}

export function* priorityClass(object: KubeObject): Iterable<Cause> {
  const { metadata, value, globalDefault, preemptionPolicy } = object as unknown as PriorityClass;
  const system: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };
  if (metadata.name?.startsWith('system-')) {
    const start = "priority class names with 'system-' prefix are reserved for system use only. error: ";
    const known = system[metadata.name];
    if (known === undefined) yield forbidden('metadata.name', `${start}${metadata.name} is not a known system priority class`);
    else if (known !== value) yield forbidden('metadata.name', `${start}value of ${metadata.name} PriorityClass must be ${known}`);
    else if (globalDefault) yield forbidden('metadata.name', `${start}globalDefault of ${metadata.name} PriorityClass must be false`);
  } else if (value > 1_000_000_000) yield forbidden('value', 'maximum allowed value of a user defined priority is 1000000000');
  if (preemptionPolicy !== undefined && !['PreemptLowerPriority', 'Never'].includes(preemptionPolicy))
    yield notSupported('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never']);
}

export function* priorityClassUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  const one = next as unknown as PriorityClass;
  const old = previous as unknown as PriorityClass;
  if (one.value !== old.value) yield forbidden('value', 'may not be changed in an update.');
  yield* immutable(one.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy');
}

export function* lease(object: KubeObject): Iterable<Cause> {
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions } = (object.spec ?? {}) as { leaseDurationSeconds?: number; leaseTransitions?: number };
  if (seconds !== undefined && seconds <= 0) yield invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0');
  if (transitions !== undefined && transitions < 0) yield invalidValue('spec.leaseTransitions', transitions, 'must be greater than or equal to 0');
}

const SCOPES = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity', 'VolumeAttributesClass'];
const CONFLICTING = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;
const POD_QUOTA = ['pods', 'cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** Whether a scope says anything about a resource. Models IsResourceQuotaScopeValidForResource. */
function scopeFits(scope: string, name: string): boolean {
  if (scope === 'BestEffort') return name === 'pods';
  if (scope === 'VolumeAttributesClass') return name === 'persistentvolumeclaims' || name === 'requests.storage';
  return !SCOPES.includes(scope) || POD_QUOTA.includes(name);
}

const isQuotaResource = (name: string): boolean => isStandardResource(name) && name !== 'storage';

function* quotaSpec(spec: ResourceQuota['spec']): Iterable<Cause> {
  const hard = spec.hard ?? {};
  const names = Object.keys(hard).sort();
  for (const name of names) {
    yield* resourceName(name, `spec.hard[${name}]`);
    if (!name.includes('/') && !isQuotaResource(name)) yield invalidValue(`spec.hard[${name}]`, name, 'must be a standard resource for quota');
    yield* resourceAmount(name, hard[name] as string, `spec.hard[${name}]`);
  }
  const scopes = spec.scopes ?? [];
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) yield invalidValue('spec.scopes', scopes, 'unsupported scope');
    for (const name of names)
      if (isQuotaResource(name) && !scopeFits(scope, name)) yield invalidValue('spec.scopes', scopes, 'unsupported scope applied to resource');
  }
  for (const [one, other] of CONFLICTING) if (scopes.includes(one) && scopes.includes(other)) yield invalidValue('spec.scopes', scopes, 'conflicting scopes');
  yield* scopeSelector(spec);
}

function* scopeSelector(spec: ResourceQuota['spec']): Iterable<Cause> {
  const at = 'spec.scopeSelector.matchExpressions';
  const selector = (spec as { scopeSelector?: { matchExpressions?: readonly { scopeName: string; operator: string; values?: readonly string[] }[] } })
    .scopeSelector;
  for (const { scopeName, operator, values = [] } of selector?.matchExpressions ?? []) {
    if (!SCOPES.includes(scopeName)) yield invalidValue(`${at}.scopeName`, scopeName, 'unsupported scope');
    for (const name of Object.keys(spec.hard ?? {}).sort())
      if (isQuotaResource(name) && !scopeFits(scopeName, name))
        yield { field: at, message: `Invalid value: ${goJson('core.ScopeSelector', selector)}: unsupported scope applied to resource` };
    if (!['PriorityClass', 'VolumeAttributesClass'].includes(scopeName) && SCOPES.includes(scopeName) && operator !== 'Exists')
      yield invalidValue(
        `${at}.operator`,
        operator,
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
      );
    if (operator === 'In' || operator === 'NotIn') {
      if (!values.length) yield required(`${at}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length) yield invalidValue(`${at}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
    } else yield invalidValue(`${at}.operator`, operator, 'not a valid selector operator');
  }
  const named = new Set((selector?.matchExpressions ?? []).map(({ scopeName }) => scopeName));
  for (const [one, other] of CONFLICTING)
    if (named.has(one) && named.has(other)) yield invalidValue('spec.scopeSelector.scopes', spec.scopes, 'conflicting scopes');
}

export function* quota(object: KubeObject): Iterable<Cause> {
  yield* quotaSpec((object.spec ?? {}) as ResourceQuota['spec']);
}

export function* quotaUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* quota(next);
  const scopes = ((next.spec ?? {}) as ResourceQuota['spec']).scopes ?? [];
  const old = ((previous.spec ?? {}) as ResourceQuota['spec']).scopes ?? [];
  if (!deepEqual([...scopes].sort(), [...old].sort())) yield invalidValue('spec.scopes', scopes.length ? scopes : undefined, 'field is immutable');
}

type Limits = LimitRange['spec']['limits'][number];
const LIMIT_TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const show = (amount: string): string => formatQuantity(parseQuantity(amount));

/** The amounts of one resource against each other. */
function* limitAmounts(limit: Limits, name: string, at: string): Iterable<Cause> {
  const [min, max, value, request, ratio] = [
    limit.min?.[name],
    limit.max?.[name],
    limit.default?.[name],
    limit.defaultRequest?.[name],
    limit.maxLimitRequestRatio?.[name],
  ];
  const over = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && compareQuantity(a, b) > 0;
  const wrong = (member: string, bad: string, detail: string): Cause => invalidValue(`${at}.${member}[${name}]`, show(bad), detail);
  if (over(min, max)) yield wrong('min', min as string, `min value ${show(min as string)} is greater than max value ${show(max as string)}`);
  if (over(min, request))
    yield wrong('defaultRequest', request as string, `min value ${show(min as string)} is greater than default request value ${show(request as string)}`);
  if (over(request, max))
    yield wrong('defaultRequest', request as string, `default request value ${show(request as string)} is greater than max value ${show(max as string)}`);
  if (over(request, value))
    yield wrong(
      'defaultRequest',
      request as string,
      `default request value ${show(request as string)} is greater than default limit value ${show(value as string)}`,
    );
  if (over(min, value)) yield wrong('default', min as string, `min value ${show(min as string)} is greater than default value ${show(value as string)}`);
  if (over(value, max)) yield wrong('default', max as string, `default value ${show(value as string)} is greater than max value ${show(max as string)}`);
  if (ratio !== undefined && compareQuantity(ratio, '1') < 0) yield wrong('maxLimitRequestRatio', ratio, `ratio ${show(ratio)} is less than 1`);
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const widest = Number(parseQuantity(max).nano) / Number(parseQuantity(min).nano);
    if (Number(parseQuantity(ratio).nano) / 1e9 > widest)
      yield wrong('maxLimitRequestRatio', ratio, `ratio ${show(ratio)} is greater than max/min = ${widest.toFixed(6)}`);
  }
  if (!mayOvercommit(name) && value !== undefined && request !== undefined && compareQuantity(value, request) !== 0)
    yield wrong('defaultRequest', request, `default value ${show(value)} must equal to defaultRequest value ${show(request)} in ${name}`);
}

export function* limitRange(object: KubeObject): Iterable<Cause> {
  const seen = new Set<string>();
  for (const [i, limit] of ((object.spec ?? {}) as Partial<LimitRange['spec']>).limits?.entries() ?? []) {
    const at = `spec.limits[${i}]`;
    const type = limit.type ?? '';
    const messages = isQualifiedName(type);
    yield* invalidFor(`${at}.type`, type, messages);
    if (!messages.length && !type.includes('/') && !LIMIT_TYPES.includes(type))
      yield invalidValue(`${at}.type`, type, 'must be a standard limit type or fully qualified');
    if (seen.has(type)) yield duplicate(`${at}.type`, type);
    seen.add(type);
    const names = new Set<string>();
    for (const member of ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const) {
      const amounts = limit[member] ?? {};
      if (type === 'Pod' && (member === 'default' || member === 'defaultRequest')) {
        if (Object.keys(amounts).length) yield forbidden(`${at}.${member}`, "may not be specified when `type` is 'Pod'");
        continue;
      }
      for (const name of Object.keys(amounts).sort()) {
        yield* (type === 'Pod' || type === 'Container' ? containerResourceName : resourceName)(name, `${at}.${member}[${name}]`);
        names.add(name);
      }
    }
    if (type === 'PersistentVolumeClaim' && limit.min?.['storage'] === undefined && limit.max?.['storage'] === undefined)
      yield required(`${at}.limits`, 'either minimum or maximum storage value is required, but neither was provided');
    for (const name of [...names].sort()) yield* limitAmounts(limit, name, at);
  }
}
