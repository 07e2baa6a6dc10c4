import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../../../kube/autoscaling.ts';
import { type Table, ageOf, tableOf } from './table.ts';

const UNKNOWN = '<unknown>';

function utilization(name: string, target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${name}: ${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  const now = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}%`;
  return `${name}: ${now}/${target.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}

function valueOrAverage(target: MetricTarget, current: MetricValueStatus | undefined): string {
  if (target.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current ? (current.value ?? '0') : UNKNOWN}/${target.value ?? '0'}`;
}

function formatMetric(spec: MetricSpec, status: MetricStatus | undefined): string {
  if (spec.resource) return utilization(spec.resource.name, spec.resource.target, status?.resource?.current);
  if (spec.containerResource) return utilization(spec.containerResource.name, spec.containerResource.target, status?.containerResource?.current);
  if (spec.pods) return `${status?.pods?.current.averageValue ?? UNKNOWN}/${spec.pods.target.averageValue ?? '0'}`;
  if (spec.object) return valueOrAverage(spec.object.target, status?.object?.current);
  if (spec.external) return valueOrAverage(spec.external.target, status?.external?.current);
  return '<unknown type>';
}

/** The TARGETS column: current and target value of the first two metrics. Models formatHPAMetrics. */
export function formatMetrics({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = (spec.metrics ?? []).map((metric, i) => formatMetric(metric, status?.currentMetrics?.[i]));
  if (!metrics.length) return '<none>';
  return metrics.length > 2 ? `${metrics.slice(0, 2).join(', ')} + ${metrics.length - 2} more...` : metrics.join(', ');
}

export const AUTOSCALING_TABLES: readonly (readonly [string, Table])[] = [
  tableOf('horizontalpodautoscalers', 'NAME|REFERENCE|TARGETS|MINPODS|MAXPODS|REPLICAS|AGE', (object, context) => [
    object.metadata.name,
    `${object.spec.scaleTargetRef.kind}/${object.spec.scaleTargetRef.name}`,
    formatMetrics(object),
    object.spec.minReplicas ?? '<unset>',
    object.spec.maxReplicas,
    object.status?.currentReplicas ?? 0,
    ageOf(object, context),
  ]),
  tableOf('poddisruptionbudgets', 'NAME|MIN AVAILABLE|MAX UNAVAILABLE|ALLOWED DISRUPTIONS|AGE', (object, context) => [
    object.metadata.name,
    object.spec.minAvailable ?? 'N/A',
    object.spec.maxUnavailable ?? 'N/A',
    object.status?.disruptionsAllowed ?? 0,
    ageOf(object, context),
  ]),
];
