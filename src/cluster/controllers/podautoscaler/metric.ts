import type { HorizontalPodAutoscaler, MetricReading, MetricSpec, MetricStatus, MetricTarget } from '../../../kube/autoscaling.ts';
import type { LabelSelector } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { formatQuantity, fromMilli, milliValue } from '../../../kube/quantity.ts';
import { goSelector } from '../../../kube/selector.ts';
import { METRICS_WINDOW_MS, type Metrics, type MetricsError, type PodMetrics } from '../../metrics/metrics.ts';
import {
  type PodGroups,
  type Proposal,
  type Refusal,
  type Sample,
  averageReplicas,
  perPodReplicas,
  utilizationReplicas,
  wholeValueReplicas,
} from './replica-calculator.ts';
import { tolerancesOf } from './tolerance.ts';

/** What a metric is computed from. */
export interface Situation {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly nowMs: number;
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly pods: readonly Pod[];
  readonly metrics: Metrics;
}

/** A metric that said how many replicas it asks for. */
export interface Computed {
  readonly replicas: number;
  /** As events name it: `cpu resource utilization (percentage of request)`. */
  readonly name: string;
  readonly status: MetricStatus;
  readonly reading: MetricReading;
}
/** A metric that could not be computed. */
export interface Failed {
  /** `FailedGetResourceMetric`, for the event and the condition. */
  readonly reason: string;
  /** The event's message. */
  readonly message: string;
  /** The same with what the controller puts before it when it goes on. */
  readonly error: string;
  readonly reading: MetricReading;
}

const MILLI_NANO = 1_000_000n;

/** Models computeReplicasForMetric: one metric of the specification. */
export function computeMetric(situation: Situation, spec: MetricSpec): Computed | Failed {
  switch (spec.type) {
    case 'Resource':
      return resourceMetric(situation, spec);
    case 'ContainerResource':
      return resourceMetric(situation, spec);
    case 'Pods':
      return podsMetric(situation, spec);
    case 'Object':
      return objectMetric(situation, spec);
    case 'External':
      return externalMetric(situation, spec);
  }
}

function sampleOf({ autoscaler, nowMs, specReplicas, pods }: Situation, { values }: PodMetrics): Sample {
  return { nowMs, windowMs: METRICS_WINDOW_MS, pods, values, tolerances: tolerancesOf(autoscaler), currentReplicas: specReplicas };
}

const counts = ({ ready, unready, missing, ignored }: PodGroups): NonNullable<MetricReading['pods']> => ({
  ready,
  unready: unready.length,
  missing: missing.length,
  ignored: ignored.length,
});

function targetText({ averageUtilization, averageValue, value }: MetricTarget): string {
  return averageUtilization === undefined ? String(averageValue ?? value ?? '') : `${averageUtilization}%`;
}

function computed(
  type: MetricSpec['type'],
  metric: string,
  target: MetricTarget,
  { replicas, ratio, cautiousRatio, groups }: Proposal,
  current: string,
  name: string,
  status: Omit<MetricStatus, 'type'>,
): Computed {
  return {
    replicas,
    name,
    status: { type, ...status },
    reading: {
      type,
      name: metric,
      target: targetText(target),
      current,
      ratio,
      replicas,
      ...(cautiousRatio === undefined ? {} : { cautiousRatio }),
      ...(groups ? { pods: counts(groups) } : {}),
    },
  };
}

function failed(type: MetricSpec['type'], metric: string, target: MetricTarget | undefined, reason: string, message: string, error: string): Failed {
  return { reason, message, error, reading: { type, name: metric, target: target ? targetText(target) : '', error: message } };
}

function resourceMetric(situation: Situation, { type, resource, containerResource }: MetricSpec): Computed | Failed {
  const source = containerResource ?? resource;
  const { name: resourceName = '', target = { type: 'Utilization' } } = source ?? {};
  const container = containerResource?.container ?? '';
  const { namespace = '' } = situation.autoscaler.metadata;
  const fail = (error: string): Failed => {
    const what = containerResource ? `${container} container` : `${resourceName} resource`;
    return failed(
      type,
      resourceName,
      target,
      containerResource ? 'FailedGetContainerResourceMetric' : 'FailedGetResourceMetric',
      error,
      `failed to get ${what} metric value: ${error}`,
    );
  };
  const { averageValue, averageUtilization } = target;
  if (averageValue === undefined && averageUtilization === undefined)
    return fail('invalid resource metric source: neither an average utilization target nor an average value (usage) target was set');
  const plain = averageValue !== undefined;
  const measured = situation.metrics.resource(namespace, situation.pods, resourceName, container);
  const proposal =
    'error' in measured
      ? { error: `unable to get metrics for resource ${resourceName}: ${measured.error}` }
      : plain
        ? averageReplicas(sampleOf(situation, measured), milliValue(String(averageValue)), resourceName)
        : utilizationReplicas(sampleOf(situation, measured), averageUtilization as number, resourceName, container);
  if ('error' in proposal) return fail(`failed to get ${resourceName} ${plain ? 'usage' : 'utilization'}: ${proposal.error}`);
  const average = formatQuantity({
    nano: BigInt(proposal.average ?? proposal.usage) * MILLI_NANO,
    format: resourceName === 'memory' ? 'BinarySI' : 'DecimalSI',
  });
  const current = plain ? { averageValue: average } : { averageUtilization: proposal.usage, averageValue: average };
  const name = plain ? `${resourceName} resource` : `${resourceName} ${containerResource ? 'container ' : ''}resource utilization (percentage of request)`;
  const status = containerResource ? { containerResource: { name: resourceName, container, current } } : { resource: { name: resourceName, current } };
  return computed(type, resourceName, target, proposal, plain ? average : `${proposal.usage}%`, name, status);
}

function podsMetric(situation: Situation, { type, pods }: MetricSpec): Computed | Failed {
  const { metric = { name: '' }, target } = pods ?? {};
  const measured = situation.metrics.custom(situation.pods, metric.name);
  const proposal =
    'error' in measured
      ? { error: `unable to get metric ${metric.name}: ${measured.error}` }
      : averageReplicas(sampleOf(situation, measured), milliValue(String(target?.averageValue)), '');
  if ('error' in proposal)
    return failed(type, metric.name, target, 'FailedGetPodsMetric', proposal.error, `failed to get pods metric value: ${proposal.error}`);
  const averageValue = fromMilli(proposal.usage);
  return computed(type, metric.name, target as MetricTarget, proposal, averageValue, `pods metric ${metric.name}`, {
    pods: { metric, current: { averageValue } },
  });
}

/** A whole value, against a target for the whole or for each replica. */
function wholeValue(situation: Situation, measured: number | MetricsError, { value, averageValue }: MetricTarget, perPod: boolean): Proposal | Refusal {
  if (typeof measured !== 'number') return measured;
  const tolerances = tolerancesOf(situation.autoscaler);
  return perPod
    ? perPodReplicas(measured, milliValue(String(averageValue)), situation.statusReplicas, tolerances)
    : wholeValueReplicas(measured, milliValue(String(value)), { pods: situation.pods, tolerances, currentReplicas: situation.specReplicas });
}

function objectMetric(situation: Situation, { type, object }: MetricSpec): Computed | Failed {
  const { metric = { name: '' }, describedObject = { kind: '', name: '' }, target = { type: 'Value' } } = object ?? {};
  const { namespace = '' } = situation.autoscaler.metadata;
  const whole = target.type === 'Value' && target.value !== undefined;
  const fail = (message: string, wrapped = message): Failed =>
    failed(type, metric.name, target, 'FailedGetObjectMetric', message, `failed to get object metric value: ${wrapped}`);
  if (!whole && target.averageValue === undefined) return fail('invalid object metric source: neither a value target nor an average value target was set');
  const measured = situation.metrics.object(describedObject, metric.name);
  // The order of the words is the controller's own.
  const found =
    typeof measured === 'number'
      ? measured
      : { error: `unable to get metric ${metric.name}: ${describedObject.kind} on ${namespace} ${describedObject.name}/${measured.error}` };
  const proposal = wholeValue(situation, found, target, !whole);
  if ('error' in proposal) return fail(proposal.error, whole ? proposal.error : `failed to get ${metric.name} object metric: ${proposal.error}`);
  const current = fromMilli(proposal.usage);
  const name = whole ? `${describedObject.kind} metric ${metric.name}` : externalName(metric.name, metric.selector);
  return computed(type, metric.name, target, proposal, current, name, {
    object: { metric, describedObject, current: whole ? { value: current } : { averageValue: current } },
  });
}

function externalMetric(situation: Situation, { type, external }: MetricSpec): Computed | Failed {
  const { metric = { name: '' }, target = { type: 'Value' } } = external ?? {};
  const { namespace = '' } = situation.autoscaler.metadata;
  const perPod = target.averageValue !== undefined;
  const fail = (message: string, wrapped = message): Failed =>
    failed(type, metric.name, target, 'FailedGetExternalMetric', message, `failed to get ${metric.name} external metric value: ${wrapped}`);
  if (!perPod && target.value === undefined) return fail('invalid external metric source: neither a value target nor an average value target was set');
  const measured = situation.metrics.external(metric.name);
  const found =
    typeof measured === 'number'
      ? measured
      : { error: `unable to get external metric ${namespace}/${metric.name}/${goSelector(metric.selector)}: ${measured.error}` };
  const proposal = wholeValue(situation, found, target, perPod);
  if ('error' in proposal)
    return fail(
      proposal.error,
      perPod ? `failed to get ${metric.name} external metric: ${proposal.error}` : `failed to get external metric ${metric.name}: ${proposal.error}`,
    );
  const current = fromMilli(proposal.usage);
  return computed(type, metric.name, target, proposal, current, externalName(metric.name, metric.selector), {
    external: { metric, current: perPod ? { averageValue: current } : { value: current } },
  });
}

const externalName = (metric: string, selector: LabelSelector | undefined): string => `external metric ${metric}(${goSelector(selector)})`;
