import type { IntOrString, KubeObject, LabelSelector, Labels } from '../../../kube/meta.ts';
import type { PodTemplate } from '../../../kube/pod.ts';
import { matches, matchesMap } from '../../../kube/selector.ts';
import type { StatefulSet } from '../../../kube/workloads.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { claimSpec } from './claims.ts';
import { forbidden, invalidValue, notSupported, required } from './field.ts';
import { goJson, metaJson } from './go-json.ts';
import { immutable, isEmptySelector, isUsableSelector, labelSelector, nonNegative } from './meta.ts';
import { invalidFor, isDNS1123Label, isPercent } from './names.ts';
import { podTemplate } from './pods.ts';
import type { FullPodSpec } from './types.ts';

/** The kinds that make Pods from a template. Models pkg/apis/apps/validation and ValidateReplicationController. */

interface Rolling {
  readonly maxSurge?: IntOrString;
  readonly maxUnavailable?: IntOrString;
  readonly partition?: number;
}
interface Spec {
  readonly replicas?: number;
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly progressDeadlineSeconds?: number;
  readonly strategy?: { readonly type?: string; readonly rollingUpdate?: Rolling };
  readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: Rolling };
}

const specOf = (object: KubeObject): Spec => (object.spec ?? {}) as Spec;

/** An Invalid value that is one of the server's own structures. */
const shown = (field: string, json: string, detail: string): Cause => ({ field, message: `Invalid value: ${json}${detail ? `: ${detail}` : ''}` });

export function* intOrPercent(value: IntOrString, field: string): Iterable<Cause> {
  if (typeof value === 'string') yield* invalidFor(field, value, isPercent(value));
  else yield* nonNegative(value, field);
}

const amount = (value: IntOrString | undefined): number =>
  typeof value === 'number' ? value : /^(\d+%|[+-]?\d+)$/.test(value ?? '') ? Number.parseInt(value as string, 10) : 0;

export function* atMostAll(value: IntOrString, field: string): Iterable<Cause> {
  if (typeof value === 'string' && !isPercent(value).length && amount(value) > 100) yield invalidValue(field, value, 'must not be greater than 100%');
}

function* selectorRules(selector: LabelSelector | undefined, field: string, kind: string): Iterable<Cause> {
  if (!selector) return yield required(field);
  yield* labelSelector(selector, field);
  if (isEmptySelector(selector)) yield shown(field, metaJson('meta/v1.LabelSelector', selector), `empty selector is invalid for ${kind}`);
}

const MISMATCH = '`selector` does not match template `labels`';

/** Nothing matches an absent selector, and an empty one is not held against the template. */
function* selected(selector: LabelSelector | undefined, template: PodTemplate | undefined, field: string): Iterable<Cause> {
  const labels = template?.metadata?.labels;
  if (!isEmptySelector(selector) && !matches(selector, labels)) yield invalidValue(`${field}.metadata.labels`, labels, MISMATCH);
}

function* alwaysRestarts(template: PodTemplate | undefined, field: string, kind: string): Iterable<Cause> {
  const spec = (template?.spec ?? {}) as FullPodSpec;
  if (spec.restartPolicy !== 'Always') yield notSupported(`${field}.spec.restartPolicy`, spec.restartPolicy ?? '', ['Always']);
  if (spec.activeDeadlineSeconds !== undefined) yield forbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`);
}

function* selectorAndTemplate(spec: Spec): Iterable<Cause> {
  yield* selectorRules(spec.selector, 'spec.selector', 'deployment');
  if (!isUsableSelector(spec.selector)) return yield shown('spec.selector', metaJson('meta/v1.LabelSelector', spec.selector), 'invalid label selector');
  yield* selected(spec.selector, spec.template, 'spec.template');
  yield* podTemplate(spec.template, 'spec.template');
  yield* alwaysRestarts(spec.template, 'spec.template', 'ReplicaSet');
}

function* deploymentStrategy(strategy: NonNullable<Spec['strategy']>): Iterable<Cause> {
  const at = 'spec.strategy';
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (rollingUpdate) yield forbidden(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'");
  } else if (type === 'RollingUpdate') {
    const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
    yield* intOrPercent(maxUnavailable, `${at}.rollingUpdate.maxUnavailable`);
    yield* intOrPercent(maxSurge, `${at}.rollingUpdate.maxSurge`);
    if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0)
      yield invalidValue(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0');
    yield* atMostAll(maxUnavailable, `${at}.rollingUpdate.maxUnavailable`);
  } else yield { field: at, message: `Unsupported value: ${goJson('apps.DeploymentStrategy', strategy)}: supported values: "Recreate", "RollingUpdate"` };
}

export function* deployment(object: KubeObject): Iterable<Cause> {
  const spec = specOf(object);
  yield* nonNegative(spec.replicas, 'spec.replicas');
  yield* selectorAndTemplate(spec);
  yield* deploymentStrategy(spec.strategy ?? {});
  yield* nonNegative(spec.minReadySeconds, 'spec.minReadySeconds');
  yield* nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit');
  const deadline = spec.progressDeadlineSeconds;
  if (deadline === undefined) return;
  yield* nonNegative(deadline, 'spec.progressDeadlineSeconds');
  if (deadline <= (spec.minReadySeconds ?? 0)) yield invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds');
}

function* sameSelector(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  for (const _ of immutable(specOf(next).selector, specOf(previous).selector, 'spec.selector'))
    yield shown('spec.selector', metaJson('meta/v1.LabelSelector', specOf(next).selector), 'field is immutable');
}

export function* deploymentUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* deployment(next);
  yield* sameSelector(next, previous);
}

export function* replicaSet(object: KubeObject): Iterable<Cause> {
  const spec = specOf(object);
  yield* nonNegative(spec.replicas, 'spec.replicas');
  yield* nonNegative(spec.minReadySeconds, 'spec.minReadySeconds');
  yield* selectorAndTemplate(spec);
}

export function* replicaSetUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* replicaSet(next);
  yield* sameSelector(next, previous);
}

export function* replicationController(object: KubeObject): Iterable<Cause> {
  const { selector, ...spec } = (object.spec ?? {}) as Omit<Spec, 'selector'> & { readonly selector?: Labels };
  yield* nonNegative(spec.minReadySeconds, 'spec.minReadySeconds');
  const empty = Object.keys(selector ?? {}).length === 0;
  if (empty) yield required('spec.selector');
  yield* nonNegative(spec.replicas, 'spec.replicas');
  if (!spec.template) return yield required('spec.template');
  const labels = spec.template.metadata?.labels;
  if (!empty && !matchesMap(selector, labels)) yield invalidValue('spec.template.metadata.labels', labels, MISMATCH);
  yield* podTemplate(spec.template, 'spec.template');
  yield* alwaysRestarts(spec.template, 'spec.template', 'ReplicationController');
}

type StatefulSpec = Partial<StatefulSet['spec']>;

function* statefulStrategy(strategy: NonNullable<Spec['updateStrategy']>): Iterable<Cause> {
  const at = 'spec.updateStrategy';
  const { type, rollingUpdate } = strategy;
  if (!type) yield required(at);
  else if (type === 'OnDelete') {
    if (rollingUpdate)
      yield shown(`${at}.rollingUpdate`, goJson('apps.RollingUpdateStatefulSetStrategy', rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'");
  } else if (type === 'RollingUpdate') {
    yield* nonNegative(rollingUpdate?.partition, `${at}.rollingUpdate.partition`);
    const most = rollingUpdate?.maxUnavailable;
    if (most === undefined) return;
    yield* intOrPercent(most, `${at}.rollingUpdate.maxUnavailable`);
    if (amount(most) === 0) yield invalidValue(`${at}.rollingUpdate.maxUnavailable`, most, 'cannot be 0');
    yield* atMostAll(most, `${at}.rollingUpdate.maxUnavailable`);
  } else yield shown(at, goJson('apps.StatefulSetUpdateStrategy', strategy), "must be 'RollingUpdate' or 'OnDelete'");
}

/** The template as its Pods will have it: with the claims' volumes, and without names that the controller sets. */
function statefulTemplate(spec: StatefulSpec): PodTemplate | undefined {
  const { template, volumeClaimTemplates = [] } = spec;
  if (!template) return undefined;
  const claims = volumeClaimTemplates.map(({ metadata }) => ({ name: metadata?.name ?? '', persistentVolumeClaim: { claimName: metadata?.name ?? '' } }));
  const own = (template.spec.volumes ?? []).filter((volume) => !claims.some((claim) => claim.name === volume.name));
  const { hostname: _1, subdomain: _2, ...rest } = template.spec;
  return { ...template, spec: { ...rest, ...(claims.length || own.length ? { volumes: [...claims, ...own] } : {}) } };
}

function* statefulSpec(spec: StatefulSpec, isUpdate: boolean, checkTemplate: boolean): Iterable<Cause> {
  const policy = spec.podManagementPolicy as string | undefined;
  if (!policy) yield required('spec.podManagementPolicy');
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') yield invalidValue('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'");
  yield* statefulStrategy((spec.updateStrategy ?? {}) as NonNullable<Spec['updateStrategy']>);
  for (const member of ['whenDeleted', 'whenScaled'] as const) {
    const value = spec.persistentVolumeClaimRetentionPolicy?.[member] as string | undefined;
    if (spec.persistentVolumeClaimRetentionPolicy && value !== 'Retain' && value !== 'Delete')
      yield notSupported(`spec.persistentVolumeClaimRetentionPolicy.${member}`, value ?? '', ['Retain', 'Delete']);
  }
  if (!isUpdate)
    for (const [i, claim] of (spec.volumeClaimTemplates ?? []).entries()) yield* claimSpec(claim.spec ?? {}, `spec.volumeClaimTemplates[${i}].spec`);
  yield* nonNegative(spec.replicas, 'spec.replicas');
  yield* nonNegative(spec.minReadySeconds, 'spec.minReadySeconds');
  yield* nonNegative(spec.ordinals?.start, 'spec.ordinals.start');
  if (!isUpdate && spec.serviceName) yield* invalidFor('spec.serviceName', spec.serviceName, isDNS1123Label(spec.serviceName));
  yield* selectorRules(spec.selector, 'spec.selector', 'statefulset');
  if (!isUsableSelector(spec.selector)) yield shown('spec.selector', metaJson('meta/v1.LabelSelector', spec.selector), '');
  else {
    const template = statefulTemplate(spec);
    yield* selected(spec.selector, template, 'spec.template');
    if (checkTemplate) yield* podTemplate(template, 'spec.template');
  }
  yield* alwaysRestarts(spec.template, 'spec.template', 'StatefulSet');
}

export function* statefulSet(object: KubeObject): Iterable<Cause> {
  yield* statefulSpec((object.spec ?? {}) as StatefulSpec, false, true);
}

const STATEFUL_MUTABLE = [
  'replicas',
  'template',
  'updateStrategy',
  'minReadySeconds',
  'ordinals',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
];

export function* statefulSetUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  const old = previous.spec as StatefulSpec;
  const wasValid = [...statefulSpec(old, true, true)].length === 0;
  yield* statefulSpec(next.spec as StatefulSpec, true, wasValid);
  const rest = (spec: unknown): unknown => Object.fromEntries(Object.entries(spec as object).filter(([name]) => !STATEFUL_MUTABLE.includes(name)));
  if (!deepEqual(rest(next.spec), rest(old)))
    yield forbidden(
      'spec',
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    );
}

function* daemonStrategy(strategy: NonNullable<Spec['updateStrategy']>): Iterable<Cause> {
  const at = 'spec.updateStrategy';
  const { type, rollingUpdate } = strategy;
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate')
    return yield {
      field: at,
      message: `Unsupported value: ${goJson('apps.DaemonSetUpdateStrategy', strategy)}: supported values: "RollingUpdate", "OnDelete"`,
    };
  if (!rollingUpdate) return yield required(`${at}.rollingUpdate`);
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate;
  yield* intOrPercent(maxUnavailable, `${at}.rollingUpdate.maxUnavailable`);
  yield* intOrPercent(maxSurge, `${at}.rollingUpdate.maxSurge`);
  yield* atMostAll(maxUnavailable, `${at}.rollingUpdate.maxUnavailable`);
  yield* atMostAll(maxSurge, `${at}.rollingUpdate.maxSurge`);
  const unavailable = amount(maxUnavailable) !== 0;
  const surge = amount(maxSurge) !== 0;
  if (unavailable && surge) yield invalidValue(`${at}.rollingUpdate.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero');
  if (!unavailable && !surge) yield required(`${at}.rollingUpdate.maxUnavailable`, 'cannot be 0 when maxSurge is 0');
}

export function* daemonSet(object: KubeObject): Iterable<Cause> {
  const spec = specOf(object);
  yield* labelSelector(spec.selector, 'spec.selector');
  const labels = spec.template?.metadata?.labels;
  if (isUsableSelector(spec.selector) && !matches(spec.selector, labels)) yield invalidValue('spec.template.metadata.labels', labels, MISMATCH);
  if (isEmptySelector(spec.selector)) yield shown('spec.selector', metaJson('meta/v1.LabelSelector', spec.selector), 'empty selector is invalid for daemonset');
  yield* podTemplate(spec.template, 'spec.template');
  yield* alwaysRestarts(spec.template, 'spec.template', 'DaemonSet');
  yield* nonNegative(spec.minReadySeconds, 'spec.minReadySeconds');
  yield* daemonStrategy(spec.updateStrategy ?? {});
  yield* nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit');
}

export function* daemonSetUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* sameSelector(next, previous);
  yield* daemonSet(next);
}

export function* controllerRevision(object: KubeObject): Iterable<Cause> {
  const { revision, data } = object as KubeObject & { revision?: number; data?: unknown };
  yield* nonNegative(revision, 'revision');
  if (data === undefined || data === null) yield required('data', 'data is mandatory');
  else if (typeof data !== 'object' || Array.isArray(data)) yield required('data', 'data must be a valid JSON object');
}

export function* controllerRevisionUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* controllerRevision(next);
  yield* immutable((next as { data?: unknown }).data, (previous as { data?: unknown }).data, 'data');
}
