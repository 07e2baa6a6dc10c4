import type { KubeObject, Labels } from '../../../kube/meta.ts';
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet } from '../../../kube/workloads.ts';
import { type Plain, each, fill, fillZero, within, without } from '../defaults.ts';
import { deepEqual } from '../equal.ts';
import type { Strategy } from '../strategy.ts';
import * as rules from '../validation/workloads.ts';
import { claimTemplateWarnings } from '../validation/object-warnings.ts';
import { nameWarning, templateWarnings } from '../validation/warnings.ts';
import { defaultTemplate } from './pod-spec.ts';
import { defaultClaim } from './claims.ts';

/** The kinds that make Pods from a template. Models pkg/apis/apps/v1/defaults.go and the strategies of pkg/registry/apps. */

const specOf = (object: KubeObject): Plain => (object.spec ?? {}) as Plain;
const withSpec = (object: KubeObject, spec: Plain): KubeObject => (spec === object.spec ? object : { ...object, spec });
const withTemplate = (spec: Plain): Plain => {
  const template = defaultTemplate(spec['template'] as never);
  return template === spec['template'] ? spec : { ...spec, template };
};
const specChanged = (next: KubeObject, previous: KubeObject): boolean => next.spec !== previous.spec && !deepEqual(next.spec, previous.spec);

/** A rolling strategy under `key`: its type, and the numbers of a rolling update where that is the type. */
function withStrategy(spec: Plain, key: string, numbers: Plain): Plain {
  const given = (spec[key] ?? {}) as Plain;
  let strategy = fillZero(given, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate')
    strategy = within(fill(strategy, { rollingUpdate: {} }), 'rollingUpdate', (rolling: Plain) => fill(rolling, numbers));
  return strategy === spec[key] ? spec : { ...spec, [key]: strategy };
}

export const deploymentStrategy: Strategy = {
  table: 'deployments',
  applyDefaults: (object) => {
    const spec = withStrategy(withTemplate(specOf(object)), 'strategy', { maxUnavailable: '25%', maxSurge: '25%' });
    return withSpec(object, fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }));
  },
  prepareForCreate: (object) => ({ ...object, status: {} satisfies Deployment['status'] }),
  initialGeneration: 1,
  validate: rules.deployment,
  validateUpdate: rules.deploymentUpdate,
  warnings: (next, previous) => [...(previous ? [] : nameWarning(next)), ...templateWarnings(next, previous)],
  // Annotations count, because a Deployment's are copied to its ReplicaSets.
  generationChanged: (next, previous) => specChanged(next, previous) || !deepEqual(next.metadata.annotations ?? {}, previous.metadata.annotations ?? {}),
};

export const replicaSetStrategy: Strategy = {
  table: 'replicasets',
  applyDefaults: (object) => withSpec(object, fill(withTemplate(specOf(object)), { replicas: 1 })),
  prepareForCreate: (object) => ({ ...object, status: { replicas: 0 } satisfies ReplicaSet['status'] }),
  validate: rules.replicaSet,
  validateUpdate: rules.replicaSetUpdate,
  warnings: (next, previous) => [...(previous ? [] : nameWarning(next)), ...templateWarnings(next, previous)],
  initialGeneration: 1,
  generationChanged: specChanged,
};

export const replicationControllerStrategy: Strategy = {
  table: 'replicationcontrollers',
  applyDefaults: (object) => {
    const given = specOf(object);
    const template = given['template'] as { metadata?: { labels?: Labels } } | undefined;
    const labels = template?.metadata?.labels;
    let spec = template ? withTemplate(given) : given;
    spec = fill(spec, { replicas: 1 });
    const empty = (map: unknown): boolean => !map || Object.keys(map).length === 0;
    if (labels && empty(spec['selector'])) spec = { ...spec, selector: labels };
    const next = withSpec(object, spec);
    return labels && empty(object.metadata.labels) ? { ...next, metadata: { ...next.metadata, labels } } : next;
  },
  prepareForCreate: (object) => ({ ...object, status: { replicas: 0 } satisfies ReplicationController['status'] }),
  validate: rules.replicationController,
  warnings: (next, previous) => [...(previous ? [] : nameWarning(next)), ...templateWarnings(next, previous)],
  initialGeneration: 1,
  generationChanged: specChanged,
};

/** MaxUnavailableStatefulSet is off in v1.36: the field is accepted and dropped. */
const dropMaxUnavailable = (object: KubeObject): KubeObject =>
  within(object, 'spec', (spec: Plain) =>
    within(spec, 'updateStrategy', (strategy: Plain) => within(strategy, 'rollingUpdate', (rolling: Plain) => without(rolling, 'maxUnavailable'))),
  );

export const statefulSetStrategy: Strategy = {
  table: 'statefulsets',
  applyDefaults: (object) => {
    let spec = fillZero(withTemplate(specOf(object)), { podManagementPolicy: 'OrderedReady' });
    let strategy = (spec['updateStrategy'] ?? {}) as Plain;
    if (!strategy['type']) strategy = fill({ ...strategy, type: 'RollingUpdate' }, { rollingUpdate: {} });
    if (strategy['type'] === 'RollingUpdate') strategy = within(strategy, 'rollingUpdate', (rolling: Plain) => fill(rolling, { partition: 0 }));
    if (strategy !== spec['updateStrategy']) spec = { ...spec, updateStrategy: strategy };
    spec = within(
      fill(spec, { persistentVolumeClaimRetentionPolicy: {}, replicas: 1, revisionHistoryLimit: 10 }),
      'persistentVolumeClaimRetentionPolicy',
      (policy: Plain) => fillZero(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
    );
    spec = within(spec, 'volumeClaimTemplates', (claims: KubeObject[]) =>
      each(claims, (claim) => fill(defaultClaim(claim), { apiVersion: 'v1', kind: 'PersistentVolumeClaim' })),
    );
    return withSpec(object, spec);
  },
  prepareForCreate: (object) => ({ ...dropMaxUnavailable(object), status: { replicas: 0, availableReplicas: 0 } satisfies StatefulSet['status'] }),
  prepareForUpdate: (next) => dropMaxUnavailable(next),
  validate: rules.statefulSet,
  validateUpdate: rules.statefulSetUpdate,
  warnings: (next, previous) => [
    ...templateWarnings(next, previous),
    ...claimTemplateWarnings(next, previous),
    ...(Number(specOf(next)['revisionHistoryLimit'] ?? 0) < 0
      ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
      : []),
  ],
  initialGeneration: 1,
  generationChanged: specChanged,
};

/** v1 keeps the old field spec.templateGeneration as an annotation. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function withTemplateGeneration(object: KubeObject, generation: number): KubeObject {
  const value = String(generation);
  if (object.metadata.annotations?.[TEMPLATE_GENERATION] === value) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [TEMPLATE_GENERATION]: value } } };
}

const templateGenerationOf = (object: KubeObject): number => Number(object.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0) || 0;

const emptyDaemonStatus: DaemonSet['status'] = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };

export const daemonSetStrategy: Strategy = {
  table: 'daemonsets',
  applyDefaults: (object) => {
    const spec = withStrategy(withTemplate(specOf(object)), 'updateStrategy', { maxUnavailable: 1, maxSurge: 0 });
    return withSpec(object, fill(spec, { revisionHistoryLimit: 10 }));
  },
  prepareForCreate: (object) => withTemplateGeneration({ ...object, status: emptyDaemonStatus }, Math.max(1, templateGenerationOf(object))),
  prepareForUpdate: (next, previous) => {
    const template = (next.spec as DaemonSet['spec']).template;
    const old = (previous.spec as DaemonSet['spec']).template;
    const changed = template !== old && !deepEqual(template, old);
    return withTemplateGeneration(next, templateGenerationOf(previous) + (changed ? 1 : 0));
  },
  validate: rules.daemonSet,
  validateUpdate: rules.daemonSetUpdate,
  warnings: (next, previous) => (previous && templateGenerationOf(next) === templateGenerationOf(previous) ? [] : templateWarnings(next, undefined)),
  initialGeneration: 1,
  generationChanged: specChanged,
};
