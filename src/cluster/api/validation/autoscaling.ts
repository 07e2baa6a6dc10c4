import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
  ScalingRules,
} from '../../../kube/autoscaling.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import { parseQuantity } from '../../../kube/quantity.ts';
import type { Cause } from '../errors.ts';
import { forbidden, invalidValue, notSupported, required } from './field.ts';
import { invalidFor, isDNS1123Label, isPathSegment } from './names.ts';
import { containerResourceName, nonNegativeQuantity } from './resources.ts';

/** Autoscalers. Models pkg/apis/autoscaling/validation. */

const PERIOD_SECONDS_MAX = 1800;
const WINDOW_SECONDS_MAX = 3600;
const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const isPositive = (amount: string): boolean => parseQuantity(amount).nano > 0n;

interface ReferenceOptions {
  readonly emptyGroup?: boolean;
  readonly anyVersion?: boolean;
}

function* reference(given: Partial<CrossVersionObjectReference>, field: string, { emptyGroup = false, anyVersion = false }: ReferenceOptions): Iterable<Cause> {
  const { kind = '', name = '', apiVersion = '' } = given;
  if (!kind) yield required(`${field}.kind`);
  else yield* invalidFor(`${field}.kind`, kind, isPathSegment(kind));
  if (!name) yield required(`${field}.name`);
  else yield* invalidFor(`${field}.name`, name, isPathSegment(name));
  if (anyVersion) return;
  if (apiVersion.split('/').length > 2) yield invalidValue(`${field}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`);
  else if (!emptyGroup && !apiVersion.includes('/')) yield invalidValue(`${field}.apiVersion`, apiVersion, 'apiVersion must specify API group');
}

function* identifier({ name = '' }: Partial<MetricIdentifier>, field: string): Iterable<Cause> {
  if (!name) yield required(`${field}.name`, 'must specify a metric name');
  else yield* invalidFor(`${field}.name`, name, isPathSegment(name));
}

function* target(given: Partial<MetricTarget>, field: string): Iterable<Cause> {
  const { type = '', value, averageValue, averageUtilization } = given;
  if (!type) yield required(`${field}.type`, 'must specify a metric target type');
  if (!['Utilization', 'Value', 'AverageValue'].includes(type)) yield invalidValue(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue');
  if (value !== undefined && !isPositive(value)) yield invalidValue(`${field}.value`, value, 'must be positive');
  if (averageValue !== undefined && !isPositive(averageValue)) yield invalidValue(`${field}.averageValue`, averageValue, 'must be positive');
  if (averageUtilization !== undefined && averageUtilization < 1)
    yield invalidValue(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0');
}

/** A raw amount or a share of the requests, and not both. */
function* rawOrShare({ averageUtilization, averageValue }: Partial<MetricTarget>, field: string): Iterable<Cause> {
  if (averageUtilization === undefined && averageValue === undefined)
    yield required(`${field}.averageUtilization`, 'must set either a target raw value or a target utilization');
  if (averageUtilization !== undefined && averageValue !== undefined)
    yield forbidden(`${field}.averageValue`, 'may not set both a target raw value and a target utilization');
}

type Source = 'object' | 'external' | 'pods' | 'resource' | 'containerResource';
const SOURCES: Readonly<Record<Source, (spec: MetricSpec, field: string) => Iterable<Cause>>> = {
  *object({ object }, field) {
    if (!object) return;
    yield* reference(object.describedObject ?? {}, `${field}.describedObject`, { emptyGroup: true });
    yield* identifier(object.metric ?? {}, `${field}.metric`);
    yield* target(object.target ?? {}, `${field}.target`);
    if (object.target?.value === undefined && object.target?.averageValue === undefined)
      yield required(`${field}.target.averageValue`, 'must set either a target value or averageValue');
  },
  *external({ external }, field) {
    if (!external) return;
    const { value, averageValue } = external.target ?? {};
    yield* identifier(external.metric ?? {}, `${field}.metric`);
    yield* target(external.target ?? {}, `${field}.target`);
    if (value === undefined && averageValue === undefined)
      yield required(`${field}.target.averageValue`, 'must set either a target value for metric or a per-pod target');
    if (value !== undefined && averageValue !== undefined)
      yield forbidden(`${field}.target.value`, 'may not set both a target value for metric and a per-pod target');
  },
  *pods({ pods }, field) {
    if (!pods) return;
    yield* identifier(pods.metric ?? {}, `${field}.metric`);
    yield* target(pods.target ?? {}, `${field}.target`);
    if (pods.target?.averageValue === undefined) yield required(`${field}.target.averageValue`, 'must specify a positive target averageValue');
  },
  *resource({ resource }, field) {
    if (!resource) return;
    if (!resource.name) yield required(`${field}.name`, 'must specify a resource name');
    yield* target(resource.target ?? {}, `${field}.target`);
    yield* rawOrShare(resource.target ?? {}, `${field}.target`);
  },
  *containerResource({ containerResource }, field) {
    if (!containerResource) return;
    const { name, container } = containerResource;
    if (!name) yield required(`${field}.name`, 'must specify a resource name');
    else yield* containerResourceName(name, `${field}.name`);
    if (!container) yield required(`${field}.container`, 'must specify a container');
    else yield* invalidFor(`${field}.container`, container, isDNS1123Label(container));
    yield* target(containerResource.target ?? {}, `${field}.target`);
    yield* rawOrShare(containerResource.target ?? {}, `${field}.target`);
  },
};

function* metric(spec: MetricSpec, field: string): Iterable<Cause> {
  const type: string = spec.type ?? '';
  if (!type) yield required(`${field}.type`, 'must specify a metric source type');
  if (!TYPES.includes(type)) yield notSupported(`${field}.type`, type, TYPES);
  const present = (Object.keys(SOURCES) as Source[]).filter((source) => spec[source] !== undefined);
  const [first] = present;
  if (first) yield* SOURCES[first](spec, `${field}.${first}`);
  const expected = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
  if (TYPES.includes(type) && spec[expected as Source] === undefined)
    yield required(`${field}.${expected}`, 'must populate information for the given metric source');
  if (present.length !== 1)
    for (const source of present.filter((one) => one !== expected).sort()) yield forbidden(`${field}.${source}`, 'must populate the given metric source only');
}

function* scalingRules(rules: ScalingRules | undefined, field: string): Iterable<Cause> {
  if (!rules) return;
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [], tolerance } = rules;
  if (window !== undefined && window < 0) yield invalidValue(`${field}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero');
  if (window !== undefined && window > WINDOW_SECONDS_MAX)
    yield invalidValue(`${field}.stabilizationWindowSeconds`, window, `must be less than or equal to ${WINDOW_SECONDS_MAX}`);
  if (selectPolicy !== undefined && !['Disabled', 'Max', 'Min'].includes(selectPolicy))
    yield notSupported(`${field}.selectPolicy`, selectPolicy, ['Disabled', 'Max', 'Min']);
  if (!policies.length) yield required(`${field}.policies`, 'must specify at least one Policy');
  for (const [i, { type, value, periodSeconds }] of policies.entries()) {
    const at = `${field}.policies[${i}]`;
    if (type !== 'Pods' && type !== 'Percent') yield notSupported(`${at}.type`, type ?? '', ['Percent', 'Pods']);
    if (value <= 0) yield invalidValue(`${at}.value`, value, 'must be greater than zero');
    if (periodSeconds <= 0) yield invalidValue(`${at}.periodSeconds`, periodSeconds, 'must be greater than zero');
    if (periodSeconds > PERIOD_SECONDS_MAX) yield invalidValue(`${at}.periodSeconds`, periodSeconds, `must be less than or equal to ${PERIOD_SECONDS_MAX}`);
  }
  if (tolerance !== undefined) yield* nonNegativeQuantity(tolerance, `${field}.tolerance`);
}

type Spec = HorizontalPodAutoscaler['spec'];

function* rules(spec: Spec, previous: Spec | undefined): Iterable<Cause> {
  const { minReplicas, maxReplicas, scaleTargetRef, metrics = [] } = spec;
  const least = previous?.minReplicas === 0 ? 0 : 1;
  if (minReplicas !== undefined && minReplicas < least) yield invalidValue('spec.minReplicas', minReplicas, `must be greater than or equal to ${least}`);
  if (maxReplicas === 0) yield required('spec.maxReplicas', 'must be set and greater than 0');
  else if (maxReplicas < 0) yield invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than or equal to 1');
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    yield invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`');
  const old = previous?.scaleTargetRef;
  const sameTarget = old !== undefined && old.apiVersion === scaleTargetRef?.apiVersion && old.kind === scaleTargetRef?.kind;
  yield* reference(scaleTargetRef ?? {}, 'spec.scaleTargetRef', { anyVersion: sameTarget, emptyGroup: scaleTargetRef?.kind === 'ReplicationController' });
  for (const [i, one] of metrics.entries()) yield* metric(one, `spec.metrics[${i}]`);
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External'))
    yield forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas');
  yield* scalingRules(spec.behavior?.scaleUp, 'spec.behavior.scaleUp');
  yield* scalingRules(spec.behavior?.scaleDown, 'spec.behavior.scaleDown');
}

export function* autoscaler(object: KubeObject): Iterable<Cause> {
  yield* rules(object.spec as Spec, undefined);
}

export function* autoscalerUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* rules(next.spec as Spec, previous.spec as Spec);
}
