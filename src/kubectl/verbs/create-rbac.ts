import type { Call } from '../core/call.ts';
import { byCode } from '../core/dig.ts';
import { Failure, Failures, fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { findResource } from '../resources/mapping.ts';
import { kindVerb } from './create-kind.ts';
import type { Generated } from './generate.ts';

/** `kubectl create role`, `clusterrole` and their bindings: stored, and nothing acts on them. Models create_role.go and its neighbours. */

const API_GROUP = 'rbac.authorization.k8s.io';
const RESOURCE_VERBS = new Set([
  '*',
  'get',
  'delete',
  'list',
  'create',
  'update',
  'patch',
  'watch',
  'proxy',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
]);
const URL_VERBS = new Set(['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options']);
const ROLES = [`roles.${API_GROUP}`, `clusterroles.${API_GROUP}`];
/** Verbs that make sense for few resources only. */
const SPECIAL_VERBS: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: ROLES,
  escalate: ROLES,
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
};

const VERB_FLAG = flag('verb', '', 'strings', 'Verb that applies to the resources contained in the rule');
const RESOURCE_FLAGS = [
  flag('resource', '', 'strings', 'Resource that the rule applies to'),
  flag('resource-name', '', 'array', 'Resource in the white list that the rule applies to, repeat this flag for multiple items'),
];

/** `deployments.apps/scale`: what a rule is about, by the names that the API server has for it where it knows it. */
interface Target {
  readonly resource: string;
  readonly group: string;
  readonly subresource: string;
  readonly isKnown: boolean;
}

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
const before = (text: string, separator: string): readonly [string, string] => {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
};

function targetOf(text: string): Target {
  const [name, subresource] = before(text, '/');
  const [resource, group] = before(name, '.');
  const known = resource && resource !== '*' ? findResource(name) : undefined;
  return { resource: known?.plural ?? resource, group: known?.group ?? group, subresource, isKnown: known !== undefined };
}

/** The `--resource`s; a bare `*` stands for all of them. */
function targetsOf(call: Call): readonly Target[] {
  const texts = call.flags.list('resource');
  return texts.includes('*') ? [targetOf('*')] : texts.map(targetOf);
}

function verbsOf(call: Call): readonly string[] {
  const verbs = call.flags.list('verb');
  return verbs.includes('*') ? ['*'] : unique(verbs);
}

/** Models validateResource. */
function checkTargets(targets: readonly Target[], verbs: readonly string[]): void {
  for (const { resource, group, isKnown } of targets) {
    if (!resource) fail('resource must be specified if apiGroup/subresource specified');
    if (resource === '*') return;
    const special = verbs.filter((verb) => SPECIAL_VERBS[verb]);
    for (const verb of special)
      if (!SPECIAL_VERBS[verb]?.includes(`${resource}.${group}`)) fail(`can not perform '${verb}' on '${resource}' in group '${group}'`);
    // This one comes without the word that begins other errors.
    if (!isKnown && !special.length)
      throw new Failures([
        new Failure(`the server doesn't have a resource type ${JSON.stringify(resource)}${group ? ` in group ${JSON.stringify(group)}` : ''}`),
      ]);
  }
}

function warnOfVerbs(call: Call, verbs: readonly string[]): void {
  for (const verb of verbs) if (!RESOURCE_VERBS.has(verb)) call.warn(`Warning: '${verb}' is not a standard resource verb`);
}

/** One rule for each API group, in their order, and one for paths that are no resources. Models generateResourcePolicyRules. */
function rulesOf(call: Call, verbs: readonly string[], targets: readonly Target[], urls: readonly string[]): readonly object[] {
  const byGroup = new Map<string, string[]>();
  for (const { resource, group, subresource } of targets)
    byGroup.set(group, [...(byGroup.get(group) ?? []), subresource ? `${resource}/${subresource}` : resource]);
  const resourceNames = unique(call.flags.list('resource-name'));
  const rules: object[] = [...byGroup]
    .sort(([a], [b]) => byCode(a, b))
    .map(([group, resources]) => ({ apiGroups: [group], ...(resourceNames.length ? { resourceNames } : {}), resources: unique(resources), verbs }));
  if (urls.length) rules.push({ nonResourceURLs: urls, verbs });
  return rules;
}

function role(call: Call, name: string): Generated {
  const verbs = verbsOf(call);
  const targets = targetsOf(call);
  if (!verbs.length) fail('at least one verb must be specified');
  warnOfVerbs(call, verbs);
  if (!targets.length) fail('at least one resource must be specified');
  checkTargets(targets, verbs);
  return { apiVersion: `${API_GROUP}/v1`, kind: 'Role', metadata: { name, namespace: call.namespace }, rules: rulesOf(call, verbs, targets, []) };
}

function clusterRole(call: Call, name: string): Generated {
  const { flags } = call;
  const verbs = verbsOf(call);
  const targets = targetsOf(call);
  const urls = unique(flags.list('non-resource-url'));
  const made = { apiVersion: `${API_GROUP}/v1`, kind: 'ClusterRole', metadata: { name } };
  if (flags.text('aggregation-rule')) {
    if (urls.length || verbs.length || targets.length || flags.list('resource-name').length)
      fail('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
    return { ...made, aggregationRule: { clusterRoleSelectors: [{ matchLabels: pairsOf(flags.text('aggregation-rule')) }] } };
  }
  if (!verbs.length) fail('at least one verb must be specified');
  if (!targets.length && !urls.length) fail('one of resource or nonResourceURL must be specified');
  if (targets.length) {
    warnOfVerbs(call, verbs);
    checkTargets(targets, verbs);
  }
  if (urls.length) checkUrls(urls, verbs);
  return { ...made, rules: rulesOf(call, verbs, targets, urls) };
}

function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((pair) => (pair.includes('=') ? before(pair, '=') : fail(`malformed pair, expect string=string`))));
}

function checkUrls(urls: readonly string[], verbs: readonly string[]): void {
  for (const verb of verbs) if (!URL_VERBS.has(verb)) fail(`invalid verb: '${verb}' for nonResourceURL`);
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) fail('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*')) fail("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

function subjectsOf({ flags }: Call): readonly object[] {
  return [
    ...flags.list('user').map((name) => ({ apiGroup: API_GROUP, kind: 'User', name })),
    ...flags.list('group').map((name) => ({ apiGroup: API_GROUP, kind: 'Group', name })),
    ...flags.list('serviceaccount').map((text) => {
      const [namespace, name, ...more] = text.split(':');
      return namespace && name && !more.length ? { kind: 'ServiceAccount', name, namespace } : fail('serviceaccount must be <namespace>:<name>');
    }),
  ];
}

function binding(call: Call, name: string, kind: 'RoleBinding' | 'ClusterRoleBinding'): Generated {
  const own = kind === 'RoleBinding' ? call.flags.text('role') : '';
  const cluster = call.flags.text('clusterrole');
  if (kind === 'RoleBinding' && !own === !cluster) fail('exactly one of clusterrole or role must be specified');
  const subjects = subjectsOf(call);
  return {
    apiVersion: `${API_GROUP}/v1`,
    kind,
    metadata: { name, ...(kind === 'RoleBinding' ? { namespace: call.namespace } : {}) },
    roleRef: { apiGroup: API_GROUP, kind: own ? 'Role' : 'ClusterRole', name: own || cluster },
    ...(subjects.length ? { subjects } : {}),
  };
}

const subjectFlags = (role: string) => [
  flag('user', '', 'array', `Usernames to bind to the ${role}. The flag can be repeated to add multiple users.`),
  flag('group', '', 'array', `Groups to bind to the ${role}. The flag can be repeated to add multiple groups.`),
  flag(
    'serviceaccount',
    '',
    'array',
    `Service accounts to bind to the ${role}, in the format <namespace>:<name>. The flag can be repeated to add multiple service accounts.`,
  ),
];

export const CREATE_RBAC: readonly Verb[] = [
  kindVerb(
    'role',
    'role NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
    'Create a role with single rule',
    [],
    [VERB_FLAG, ...RESOURCE_FLAGS],
    role,
  ),
  kindVerb(
    'clusterrole',
    'clusterrole NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
    'Create a cluster role',
    [],
    [
      VERB_FLAG,
      ...RESOURCE_FLAGS,
      flag('non-resource-url', '', 'strings', 'A partial url that user should have access to.'),
      flag('aggregation-rule', '', 'string', 'An aggregation label selector for combining ClusterRoles.'),
    ],
    clusterRole,
  ),
  kindVerb(
    'rolebinding',
    'rolebinding NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
    'Create a role binding for a particular role or cluster role',
    [],
    [
      flag('clusterrole', '', 'string', 'ClusterRole this RoleBinding should reference'),
      flag('role', '', 'string', 'Role this RoleBinding should reference'),
      ...subjectFlags('role'),
    ],
    (call, name) => binding(call, name, 'RoleBinding'),
    'failed to create rolebinding: ',
  ),
  kindVerb(
    'clusterrolebinding',
    'clusterrolebinding NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
    'Create a cluster role binding for a particular cluster role',
    [],
    [flag('clusterrole', '', 'string', 'ClusterRole this ClusterRoleBinding should reference'), ...subjectFlags('clusterrole')],
    (call, name) => binding(call, name, 'ClusterRoleBinding'),
    'failed to create clusterrolebinding: ',
    ['clusterrole'],
  ),
];
