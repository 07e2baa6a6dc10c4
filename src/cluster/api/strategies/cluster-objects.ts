import type { KubeObject } from '../../../kube/meta.ts';
import type { LimitRange, PodDisruptionBudget } from '../../../kube/cluster-objects.ts';
import { base64 } from '../../../kube/base64.ts';
import { storedQuantity } from '../../../kube/quantity.ts';
import { type Plain, each, fill, fillZero, within, without } from '../defaults.ts';
import { deepEqual } from '../equal.ts';
import type { Strategy } from '../strategy.ts';
import * as rules from '../validation/cluster-objects.ts';
import * as data from '../validation/data.ts';
import { endpointSlice, endpointSliceUpdate } from '../validation/endpoint-slices.ts';
import * as warnings from '../validation/object-warnings.ts';
import { controllerRevision, controllerRevisionUpdate } from '../validation/workloads.ts';

/** Namespaces, Nodes, budgets, limits and the other kinds around the workloads. */

const NAME_LABEL = 'kubernetes.io/metadata.name';
const NAMESPACE_FINALIZER = 'kubernetes';
const specChanged = (next: KubeObject, previous: KubeObject): boolean => !deepEqual(next.spec, previous.spec);

function labelNamespace(object: KubeObject): KubeObject {
  const { name, labels } = object.metadata;
  return !name || labels?.[NAME_LABEL] === name ? object : { ...object, metadata: { ...object.metadata, labels: { ...labels, [NAME_LABEL]: name } } };
}

/** A Namespace is active until it is deleted, and the finalizer `kubernetes` keeps it until it is empty. */
export const namespaceStrategy: Strategy = {
  table: 'namespaces',
  validate: rules.namespace,
  hasGeneration: false,
  applyDefaults: labelNamespace,
  prepareForCreate: (object) => {
    const given = (object.spec as { finalizers?: readonly string[] } | undefined)?.finalizers ?? [];
    const finalizers = given.includes(NAMESPACE_FINALIZER) ? given : [...given, NAMESPACE_FINALIZER];
    return { ...labelNamespace(object), spec: { ...(object.spec as Plain | undefined), finalizers }, status: { phase: 'Active' } };
  },
  // Only while it goes away can a finalizer be taken from it: that is what the finalize subresource is for.
  prepareForUpdate: (next, previous) => ({
    ...labelNamespace(next),
    spec: previous.metadata.deletionTimestamp === undefined ? previous.spec : next.spec,
    status: previous.status,
  }),
};

/** A Node may be created with its status. */
export const nodeStrategy: Strategy = {
  table: 'nodes',
  validate: rules.node,
  validateUpdate: rules.nodeUpdate,
  warnings: warnings.nodeWarnings,
  hasGeneration: false,
  applyDefaults: (object) =>
    within(fill(object, { spec: {}, status: {} }), 'status', (status: Plain) =>
      status['capacity'] ? fill(status, { allocatable: status['capacity'] }) : status,
    ),
};

export const podDisruptionBudgetStrategy: Strategy = {
  table: 'poddisruptionbudgets',
  validate: rules.budget,
  prepareForCreate: (object) => ({
    ...object,
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 } satisfies PodDisruptionBudget['status'],
  }),
  initialGeneration: 1,
  generationChanged: specChanged,
};

/** For containers, limits stand in for each other: max for default, default and min for defaultRequest. Models SetDefaults_LimitRangeItem. */
function defaultLimits(item: LimitRange['spec']['limits'][number]): LimitRange['spec']['limits'][number] {
  if (item.type !== 'Container') return item;
  const limits = fill(item.default ?? {}, item.max ?? {});
  return { ...item, default: limits, defaultRequest: fill(fill(item.defaultRequest ?? {}, limits), item.min ?? {}) };
}

export const limitRangeStrategy: Strategy = {
  table: 'limitranges',
  validate: rules.limitRange,
  hasGeneration: false,
  applyDefaults: (object) =>
    within(object, 'spec', (spec: Plain) => within(spec, 'limits', (limits: LimitRange['spec']['limits']) => each(limits, defaultLimits))),
};

/** Amounts rounded to thousandths, in their canonical form. */
const canonicalList = (list: Readonly<Record<string, string>>): Plain =>
  Object.fromEntries(Object.entries(list).map(([name, amount]) => [name, storedQuantity(String(amount))]));

export const resourceQuotaStrategy: Strategy = {
  table: 'resourcequotas',
  validate: rules.quota,
  validateUpdate: rules.quotaUpdate,
  warnings: warnings.quotaWarnings,
  hasGeneration: false,
  applyDefaults: (object) =>
    within(object, 'spec', (spec: Plain) =>
      within(spec, 'hard', (hard: Readonly<Record<string, string>>) => (deepEqual(hard, canonicalList(hard)) ? hard : canonicalList(hard))),
    ),
  prepareForCreate: (object) => ({ ...object, status: {} }),
};

export const priorityClassStrategy: Strategy = {
  table: 'priorityclasses',
  validate: rules.priorityClass,
  validateUpdate: rules.priorityClassUpdate,
  applyDefaults: (object) => fill(object, { preemptionPolicy: 'PreemptLowerPriority', value: 0 }),
  initialGeneration: 1,
  hasGeneration: true,
};

export const endpointSliceStrategy: Strategy = {
  table: 'endpointslices',
  validate: endpointSlice,
  validateUpdate: endpointSliceUpdate,
  warnings: warnings.endpointSliceWarnings,
  applyDefaults: (object) => within(object, 'ports', (ports: Plain[]) => each(ports, (port) => fill(port, { name: '', protocol: 'TCP' }))),
  initialGeneration: 1,
  // Everything but the metadata counts, and the labels do.
  generationChanged: (next, previous) =>
    !deepEqual(next.metadata.labels ?? {}, previous.metadata.labels ?? {}) || !deepEqual(without(next, 'metadata'), without(previous, 'metadata')),
};

export const controllerRevisionStrategy: Strategy = {
  table: 'controllerrevisions',
  hasGeneration: false,
  validate: controllerRevision,
  validateUpdate: controllerRevisionUpdate,
};
export const eventStrategy: Strategy = { table: 'events', hasGeneration: false };
/** CoordinatedLeaderElection is off in v1.36: what it adds is accepted and dropped. */
const withoutElection = (object: KubeObject): KubeObject => within(object, 'spec', (spec: Plain) => without(without(spec, 'strategy'), 'preferredHolder'));

export const leaseStrategy: Strategy = {
  table: 'leases',
  hasGeneration: false,
  validate: rules.lease,
  prepareForCreate: withoutElection,
  prepareForUpdate: withoutElection,
};

/** What was written as text is kept encoded, over what was there encoded already. Models the conversion of core/v1 Secrets. */
function encodedSecret(object: KubeObject): KubeObject {
  const { stringData, ...secret } = object as KubeObject & { readonly stringData?: Plain; readonly data?: Plain };
  const filled = fillZero(secret, { type: 'Opaque' });
  if (!stringData) return filled;
  return {
    ...filled,
    data: { ...secret.data, ...Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, base64(String(text))])) },
  } as KubeObject;
}

export const secretStrategy: Strategy = {
  table: 'secrets',
  hasGeneration: false,
  validate: data.secret,
  validateUpdate: data.secretUpdate,
  applyDefaults: encodedSecret,
};

export const configMapStrategy: Strategy = { table: 'configmaps', hasGeneration: false, validate: data.configMap, validateUpdate: data.configMapUpdate };
