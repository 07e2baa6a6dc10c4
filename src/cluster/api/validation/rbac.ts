import type { KubeObject, LabelSelector } from '../../../kube/meta.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { invalidValue, notSupported, required } from './field.ts';
import { labelSelector } from './meta.ts';
import { invalidFor, isDNS1123Subdomain, isPathSegment } from './names.ts';

/** Roles and their bindings. Models pkg/apis/rbac/validation. */

const GROUP = 'rbac.authorization.k8s.io';

interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

function* policyRule(rule: PolicyRule, namespaced: boolean, field: string): Iterable<Cause> {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  if (!verbs.length) yield required(`${field}.verbs`, 'verbs must contain at least one value');
  if (nonResourceURLs.length) {
    const wrong = (detail: string): Cause => invalidValue(`${field}.nonResourceURLs`, nonResourceURLs, detail);
    if (namespaced) yield wrong('namespaced rules cannot apply to non-resource URLs');
    if (apiGroups.length || resources.length || resourceNames.length) yield wrong('rules cannot apply to both regular resources and non-resource URLs');
    return;
  }
  if (!apiGroups.length) yield required(`${field}.apiGroups`, 'resource rules must supply at least one api group');
  if (!resources.length) yield required(`${field}.resources`, 'resource rules must supply at least one resource');
}

const rulesOf = (object: KubeObject): readonly PolicyRule[] => (object as KubeObject & { rules?: readonly PolicyRule[] }).rules ?? [];

export function* role(object: KubeObject): Iterable<Cause> {
  for (const [i, rule] of rulesOf(object).entries()) yield* policyRule(rule, true, `rules[${i}]`);
}

export function* clusterRole(object: KubeObject): Iterable<Cause> {
  for (const [i, rule] of rulesOf(object).entries()) yield* policyRule(rule, false, `rules[${i}]`);
  const { aggregationRule } = object as KubeObject & { aggregationRule?: { clusterRoleSelectors?: readonly LabelSelector[] } };
  if (!aggregationRule) return;
  const at = 'aggregationRule.clusterRoleSelectors';
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (!selectors.length) yield required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil');
  for (const [i, selector] of selectors.entries()) {
    const wrong = [...labelSelector(selector, `${at}[${i}]`)];
    yield* wrong;
    if (wrong.length) yield invalidValue(`${at}[${i}]`, undefined, 'invalid label selector.');
  }
}

interface Subject {
  readonly kind?: string;
  readonly apiGroup?: string;
  readonly name?: string;
  readonly namespace?: string;
}
interface Binding {
  readonly roleRef?: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly Subject[];
}

function* subject({ kind = '', apiGroup = '', name = '', namespace = '' }: Subject, namespaced: boolean, field: string): Iterable<Cause> {
  if (!name) yield required(`${field}.name`);
  if (kind === 'ServiceAccount') {
    if (name) yield* invalidFor(`${field}.name`, name, isDNS1123Subdomain(name));
    if (apiGroup) yield notSupported(`${field}.apiGroup`, apiGroup, ['']);
    if (!namespaced && !namespace) yield required(`${field}.namespace`);
  } else if (kind === 'User' || kind === 'Group') {
    if (apiGroup !== GROUP) yield notSupported(`${field}.apiGroup`, apiGroup, [GROUP]);
  } else yield notSupported(`${field}.kind`, kind, ['ServiceAccount', 'User', 'Group']);
}

const bindingRules = (namespaced: boolean) =>
  function* (object: KubeObject): Iterable<Cause> {
    const { roleRef, subjects = [] } = object as unknown as Binding;
    const { apiGroup = '', kind = '', name = '' } = roleRef ?? {};
    const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
    if (apiGroup !== GROUP) yield notSupported('roleRef.apiGroup', apiGroup, [GROUP]);
    if (!kinds.includes(kind)) yield notSupported('roleRef.kind', kind, kinds);
    if (!name) yield required('roleRef.name');
    else yield* invalidFor('roleRef.name', name, isPathSegment(name));
    for (const [i, one] of subjects.entries()) yield* subject(one, namespaced, `subjects[${i}]`);
  };

export const roleBinding = bindingRules(true);
export const clusterRoleBinding = bindingRules(false);

/** The role that a binding grants stays the same. */
export function* roleRefUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  const { apiGroup = '', kind = '', name = '' } = (next as unknown as Binding).roleRef ?? {};
  if (!deepEqual((next as unknown as Binding).roleRef, (previous as unknown as Binding).roleRef))
    yield invalidValue('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name }, 'cannot change roleRef');
}
