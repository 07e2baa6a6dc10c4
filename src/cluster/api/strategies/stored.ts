import type { KubeObject, LabelSelector } from '../../../kube/meta.ts';
import type { PodTemplate } from '../../../kube/pod.ts';
import { type Plain, each, fill, fillZero, within } from '../defaults.ts';
import { deepEqual } from '../equal.ts';
import type { Strategy } from '../strategy.ts';
import * as batch from '../validation/jobs.ts';
import { endpoints } from '../validation/endpoint-slices.ts';
import * as networking from '../validation/networking.ts';
import * as rbac from '../validation/rbac.ts';
import { podTemplate } from '../validation/pods.ts';
import { storageClass, storageClassUpdate } from '../validation/storage.ts';
import * as warnings from '../validation/object-warnings.ts';
import { templateWarningsAt } from '../validation/warnings.ts';
import { defaultTemplate } from './pod-spec.ts';

/** Kinds on which nothing acts here: they are defaulted, checked as far as their Pods go, and stored. */

const specChanged = (next: KubeObject, previous: KubeObject): boolean => !deepEqual(next.spec, previous.spec);
const noStatus = (object: KubeObject): KubeObject => ({ ...object, status: {} });
const RBAC = 'rbac.authorization.k8s.io';

function defaultJobSpec(given: Plain): Plain {
  let spec = given;
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) spec = { ...spec, completions: 1 };
  spec = fill(spec, {
    parallelism: 1,
    backoffLimit: spec['backoffLimitPerIndex'] === undefined ? 6 : 2_147_483_647,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec['podFailurePolicy'] ? 'Failed' : 'TerminatingOrFailed',
    manualSelector: false,
  });
  return within({ ...spec, template: defaultTemplate(spec['template'] as PodTemplate | undefined) }, 'podFailurePolicy', defaultConditions);
}

/** A Job selects its own Pods by its id, unless it says how itself. Models generateSelectorIfNeeded. */
function withSelector(object: KubeObject, uid: string): KubeObject {
  const spec = (object.spec ?? {}) as Plain & { readonly template?: PodTemplate; readonly selector?: LabelSelector };
  if (spec['manualSelector']) return object;
  const labels: Record<string, string> = { ...spec.template?.metadata?.labels };
  for (const key of batch.NAME_LABELS) labels[key] ??= object.metadata.name;
  for (const key of batch.UID_LABELS) labels[key] ??= uid;
  const [, key = ''] = batch.UID_LABELS;
  const matchLabels = Object.fromEntries(Object.entries({ [key]: uid, ...spec.selector?.matchLabels }).sort());
  const selector = { ...spec.selector, matchLabels };
  const template = { ...spec.template, metadata: { ...spec.template?.metadata, labels } };
  return { ...object, metadata: { ...object.metadata, uid }, spec: { ...spec, selector, template } };
}

/** A condition that a policy names is one that is true, where it does not say. */
const defaultConditions = (policy: Plain): Plain =>
  within(policy, 'rules', (rules: Plain[]) =>
    each(rules, (rule) => within(rule, 'onPodConditions', (patterns: Plain[]) => each(patterns, (pattern) => fillZero(pattern, { status: 'True' })))),
  );

function defaultNetworkPolicy(given: Plain): Plain {
  const protocols = (rule: Plain): Plain => within(rule, 'ports', (ports: Plain[]) => each(ports, (port) => fill(port, { protocol: 'TCP' })));
  let spec = given;
  for (const direction of ['ingress', 'egress']) spec = within(spec, direction, (rules: Plain[]) => each(rules, protocols));
  const egress = ((spec['egress'] as unknown[] | undefined) ?? []).length > 0;
  return (spec['policyTypes'] as unknown[] | undefined)?.length ? spec : { ...spec, policyTypes: egress ? ['Ingress', 'Egress'] : ['Ingress'] };
}

function defaultBinding(object: KubeObject): KubeObject {
  const subjects = (subject: Plain): Plain => (subject['kind'] === 'User' || subject['kind'] === 'Group' ? fillZero(subject, { apiGroup: RBAC }) : subject);
  const named = within(object, 'roleRef', (reference: Plain) => fillZero(reference, { apiGroup: RBAC }));
  return within(named, 'subjects', (list: Plain[]) => each(list, subjects));
}

const templateOf = (object: KubeObject): PodTemplate | undefined => (object as KubeObject & { readonly template?: PodTemplate }).template;

/** A class's parameters are the cluster's, unless they say otherwise. */
const defaultIngressClass = (object: KubeObject): KubeObject =>
  within(object, 'spec', (spec: Plain) => within(spec, 'parameters', (parameters: Plain) => fill(parameters, { scope: 'Cluster' })));

const defaultEndpoints = (object: KubeObject): KubeObject =>
  within(object, 'subsets', (subsets: Plain[]) =>
    each(subsets, (subset) => within(subset, 'ports', (ports: Plain[]) => each(ports, (port) => fillZero(port, { protocol: 'TCP' })))),
  );

const defaultSpec =
  (map: (spec: Plain) => Plain) =>
  (object: KubeObject): KubeObject =>
    within(fill(object, { spec: {} }), 'spec', map);

export const storedStrategies: readonly Strategy[] = [
  {
    table: 'jobs',
    applyDefaults: (object) => {
      const filled = defaultSpec(defaultJobSpec)(object);
      const labels = (filled.spec as { template?: PodTemplate }).template?.metadata?.labels;
      return labels && !Object.keys(filled.metadata.labels ?? {}).length ? { ...filled, metadata: { ...filled.metadata, labels } } : filled;
    },
    prepareForCreate: (object, context) => noStatus(withSelector(object, context.nextUid)),
    validate: batch.job,
    validateUpdate: batch.jobUpdate,
    warnings: warnings.jobWarnings,
    initialGeneration: 1,
    generationChanged: specChanged,
  },
  {
    table: 'cronjobs',
    applyDefaults: defaultSpec((spec) => {
      const filled = fill(fillZero(spec, { concurrencyPolicy: 'Allow' }), { suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
      // The Job's own defaults come when the Job does; its Pods' are filled in at once.
      return within(filled, 'jobTemplate', (template: Plain) =>
        within(fill(template, { spec: {} }), 'spec', (one: Plain) =>
          within({ ...one, template: defaultTemplate(one['template'] as PodTemplate | undefined) }, 'podFailurePolicy', defaultConditions),
        ),
      );
    }),
    prepareForCreate: noStatus,
    validate: batch.cronJob,
    validateUpdate: batch.cronJobUpdate,
    warnings: warnings.cronJobWarnings,
    initialGeneration: 1,
    generationChanged: specChanged,
  },
  {
    table: 'networkpolicies',
    applyDefaults: defaultSpec(defaultNetworkPolicy),
    validate: (object) => networking.networkPolicy(object),
    validateUpdate: (next, previous) => networking.networkPolicy(next, previous),
    warnings: warnings.networkPolicyWarnings,
    initialGeneration: 1,
    generationChanged: specChanged,
  },
  {
    table: 'ingresses',
    prepareForCreate: (object) => ({ ...object, status: { loadBalancer: {} } }),
    validate: networking.ingress,
    validateUpdate: networking.ingressUpdate,
    warnings: warnings.ingressWarnings,
    initialGeneration: 1,
    generationChanged: specChanged,
  },
  {
    table: 'ingressclasses',
    applyDefaults: defaultIngressClass,
    validate: networking.ingressClass,
    validateUpdate: networking.ingressClassUpdate,
    initialGeneration: 1,
    generationChanged: specChanged,
  },
  {
    table: 'storageclasses',
    hasGeneration: false,
    applyDefaults: (object) => fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
    validate: storageClass,
    validateUpdate: storageClassUpdate,
    warnings: warnings.storageClassWarnings,
  },
  {
    table: 'podtemplates',
    hasGeneration: false,
    applyDefaults: (object) => within(object, 'template', (template: PodTemplate) => defaultTemplate(template)),
    validate: (object) => podTemplate(templateOf(object), 'template'),
    warnings: (next, previous) => (previous && deepEqual(templateOf(next), templateOf(previous)) ? [] : templateWarningsAt(templateOf(next), 'template')),
  },
  { table: 'endpoints', hasGeneration: false, applyDefaults: defaultEndpoints, validate: endpoints, warnings: warnings.endpointsWarnings },
  { table: 'serviceaccounts', hasGeneration: false, warnings: warnings.serviceAccountWarnings },
  { table: 'roles', hasGeneration: false, validate: rbac.role },
  { table: 'clusterroles', hasGeneration: false, validate: rbac.clusterRole },
  {
    table: 'rolebindings',
    hasGeneration: false,
    applyDefaults: defaultBinding,
    validate: rbac.roleBinding,
    validateUpdate: (next, previous) => [...rbac.roleBinding(next), ...rbac.roleRefUpdate(next, previous)],
  },
  {
    table: 'clusterrolebindings',
    hasGeneration: false,
    applyDefaults: defaultBinding,
    validate: rbac.clusterRoleBinding,
    validateUpdate: (next, previous) => [...rbac.clusterRoleBinding(next), ...rbac.roleRefUpdate(next, previous)],
  },
];
