import { base64 } from '../../kube/base64.ts';
import type { Call } from '../core/call.ts';
import { Failure, fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { DATA_FLAGS, dataOf } from './create-data.ts';
import { kindVerb } from './create-kind.ts';
import type { Generated } from './generate.ts';
import { parseResourceList } from './set-resources.ts';

function refusedKind(path: string, short: string, why: string): Verb {
  return {
    path: `create ${path}`,
    use: `create ${path} NAME`,
    short,
    flags: [],
    interspersed: false,
    run() {
      throw new Failure(why);
    },
  };
}

function disruptionBudget(call: Call, name: string): Generated {
  const { flags } = call;
  const [minimum, maximum] = [flags.text('min-available'), flags.text('max-unavailable')];
  if (!flags.text('selector')) fail('a selector must be specified');
  if (!minimum && !maximum) fail('one of min-available or max-unavailable must be specified');
  if (minimum && maximum) fail('min-available and max-unavailable cannot be both specified');
  for (const flag of ['min-available', 'max-unavailable'])
    if (flags.text(flag) && !/^[0-9]+%?$/.test(flags.text(flag))) fail(`invalid format specified for ${flag}`);
  const amount = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
  const labels = Object.fromEntries(
    flags
      .text('selector')
      .split(',')
      .map((pair) => pair.split('=') as [string, string]),
  );
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: call.namespace },
    spec: { ...(minimum ? { minAvailable: amount(minimum) } : { maxUnavailable: amount(maximum) }), selector: { matchLabels: labels } },
  };
}

export const CREATE_KINDS: readonly Verb[] = [
  kindVerb('namespace', 'namespace NAME [--dry-run=server|client|none]', 'Create a namespace with the specified name', ['ns'], [], (_, name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  })),
  kindVerb(
    'configmap',
    'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
    'Create a config map from a local file, directory or literal value',
    ['cm'],
    DATA_FLAGS,
    (call, name) => {
      const data = dataOf(call, 'ConfigMap', name);
      return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: call.namespace }, ...(Object.keys(data).length ? { data } : {}) };
    },
    'failed to create configmap: ',
  ),
  { path: 'create secret', use: 'create secret (docker-registry | generic | tls)', short: 'Create a secret using a specified subcommand' },
  kindVerb(
    'secret generic',
    'secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
    'Create a secret from a local file, directory, or literal value',
    [],
    [...DATA_FLAGS, flag('type', '', 'string', 'The type of secret to create')],
    (call, name) => {
      const data = Object.entries(dataOf(call, 'Secret', name)).map(([key, value]) => [key, base64(value)]);
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: call.namespace },
        ...(data.length ? { data: Object.fromEntries(data) } : {}),
        ...(call.flags.text('type') ? { type: call.flags.text('type') } : {}),
      };
    },
    'failed to create secret ',
  ),
  kindVerb(
    'serviceaccount',
    'serviceaccount NAME [--dry-run=server|client|none]',
    'Create a service account with the specified name',
    ['sa'],
    [],
    (call, name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: call.namespace } }),
    'failed to create serviceaccount: ',
  ),
  kindVerb(
    'quota',
    'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
    'Create a quota with the specified name',
    ['resourcequota'],
    [
      flag('hard', '', 'string', 'A comma-delimited set of resource=quantity pairs that define a hard limit.'),
      flag('scopes', '', 'string', 'A comma-delimited set of quota scopes that must all match each object tracked by the quota.'),
    ],
    (call, name) => ({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name, namespace: call.namespace },
      spec: {
        ...(call.flags.text('hard') ? { hard: parseResourceList(call.flags.text('hard')) } : {}),
        ...(call.flags.text('scopes') ? { scopes: call.flags.text('scopes').split(',') } : {}),
      },
    }),
    'failed to create quota: ',
  ),
  kindVerb(
    'poddisruptionbudget',
    'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
    'Create a pod disruption budget with the specified name',
    ['pdb'],
    [
      flag('max-unavailable', '', 'string', 'The maximum number or percentage of unavailable pods this budget requires.'),
      flag('min-available', '', 'string', 'The minimum number or percentage of available pods this budget requires.'),
      flag('selector', '', 'string', 'A label selector to use for this budget. Only equality-based selector requirements are supported.'),
    ],
    disruptionBudget,
    'failed to create poddisruptionbudgets: ',
  ),
  kindVerb(
    'priorityclass',
    'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
    'Create a priority class with the specified name',
    ['pc'],
    [
      flag('description', '', 'string', 'description is an arbitrary string that usually provides guidelines on when this priority class should be used.'),
      flag('global-default', '', 'bool', 'global-default specifies whether this PriorityClass should be considered as the default priority.'),
      flag('preemption-policy', '', 'string', 'preemption-policy is the policy for preempting pods with lower priority.', { value: 'PreemptLowerPriority' }),
      flag('value', '', 'int', 'the value of this priority class.', { value: '0' }),
    ],
    (call, name) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value: call.flags.int('value'),
      ...(call.flags.bool('global-default') ? { globalDefault: true } : {}),
      ...(call.flags.text('description') ? { description: call.flags.text('description') } : {}),
      preemptionPolicy: call.flags.text('preemption-policy'),
    }),
    'failed to create priorityclass: ',
    ['value'],
  ),
  refusedKind(
    'job',
    'Create a job with the specified name',
    'the playground has no Job controller: a Job would be stored, and nothing would run it. Use "kubectl create deployment" for what keeps running, or "kubectl run NAME --image=IMAGE --restart=Never" for a single Pod',
  ),
  refusedKind(
    'cronjob',
    'Create a cron job with the specified name',
    'the playground has no CronJob controller: a CronJob would be stored, and nothing would run it. Use "kubectl create deployment" for what keeps running',
  ),
  refusedKind('token', 'Request a service account token', 'the playground has one user who may do everything, and so no tokens'),
];
