import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, ScalingRules } from '../../../kube/autoscaling.ts';
import type { PodDisruptionBudget } from '../../../kube/cluster-objects.ts';
import { formatSelector } from '../../../kube/selector.ts';
import { type DescribeWriter, type Describer, longTime } from './writer.ts';

const UNKNOWN = '<unknown>';

function resourceMetric(
  name: string,
  spec: NonNullable<MetricSpec['resource']>,
  current: NonNullable<MetricStatus['resource']>['current'] | undefined,
): string {
  if (spec.target.averageValue !== undefined) return `${name}:\t${current?.averageValue ?? UNKNOWN} / ${spec.target.averageValue}`;
  const now = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}% (${current.averageValue ?? '0'})`;
  return `${name}  (as a percentage of request):\t${now} / ${spec.target.averageUtilization === undefined ? '<auto>' : `${spec.target.averageUtilization}%`}`;
}

function metric(spec: MetricSpec, status: MetricStatus | undefined): string {
  if (spec.resource) return resourceMetric(`resource ${spec.resource.name} on pods`, spec.resource, status?.resource?.current);
  if (spec.containerResource) {
    const { name, container } = spec.containerResource;
    return resourceMetric(`resource ${name} of container "${container}" on pods`, spec.containerResource, status?.containerResource?.current);
  }
  if (spec.pods) return `"${spec.pods.metric.name}" on pods:\t${status?.pods?.current.averageValue ?? UNKNOWN} / ${spec.pods.target.averageValue ?? '0'}`;
  const about = spec.object ?? spec.external;
  if (!about) return `<unknown metric type ${JSON.stringify(spec.type)}>`;
  const current = (spec.object ? status?.object : status?.external)?.current;
  const on = spec.object ? ` on ${spec.object.describedObject.kind}/${spec.object.describedObject.name}` : '';
  const average = spec.object ? about.target.type === 'AverageValue' : about.target.averageValue !== undefined;
  const now = current ? ((average ? current.averageValue : current.value) ?? (average ? UNKNOWN : '0')) : UNKNOWN;
  return `"${about.metric.name}"${on} (target ${average ? 'average value' : 'value'}):\t${now} / ${(average ? about.target.averageValue : about.target.value) ?? '0'}`;
}

function behavior(writer: DescribeWriter, title: string, rules: ScalingRules | undefined): void {
  if (!rules) return;
  writer.line(1, `${title}:`);
  if (rules.stabilizationWindowSeconds !== undefined) writer.line(2, `Stabilization Window: ${rules.stabilizationWindowSeconds} seconds`);
  if (!rules.policies?.length) return;
  writer.line(2, `Select Policy: ${rules.selectPolicy ?? 'Max'}`);
  writer.line(2, 'Policies:');
  for (const { type, value, periodSeconds } of rules.policies) writer.line(3, `- Type: ${type}\tValue: ${value}\tPeriod: ${periodSeconds} seconds`);
}

const autoscaler: Describer = (object, writer, context) => {
  const { metadata, spec, status } = object as unknown as HorizontalPodAutoscaler;
  writer.field('Name', metadata.name);
  writer.field('Namespace', metadata.namespace ?? '');
  writer.marks(metadata);
  writer.field('CreationTimestamp', longTime(metadata.creationTimestamp));
  writer.field('Reference', `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`);
  writer.field('Metrics', '( current / target )');
  for (const [i, each] of (spec.metrics ?? []).entries()) writer.line(1, metric(each, status?.currentMetrics?.[i]));
  writer.field('Min replicas', spec.minReplicas ?? '<unset>');
  writer.field('Max replicas', spec.maxReplicas);
  if (spec.behavior) {
    writer.line(0, 'Behavior:');
    behavior(writer, 'Scale Up', spec.behavior.scaleUp);
    behavior(writer, 'Scale Down', spec.behavior.scaleDown);
  }
  writer.field(`${spec.scaleTargetRef.kind} pods`, `${status?.currentReplicas ?? 0} current / ${status?.desiredReplicas ?? 0} desired`);
  if (status?.conditions?.length) {
    writer.line(0, 'Conditions:');
    writer.line(1, 'Type\tStatus\tReason\tMessage');
    writer.line(1, '----\t------\t------\t-------');
    for (const condition of status.conditions) writer.line(1, [condition.type, condition.status, condition.reason ?? '', condition.message ?? ''].join('\t'));
  }
  writer.events(object, context);
};

const disruptionBudget: Describer = (object, writer, context) => {
  const { metadata, spec, status } = object as unknown as PodDisruptionBudget;
  writer.field('Name', metadata.name);
  writer.field('Namespace', metadata.namespace ?? '');
  if (spec.minAvailable !== undefined) writer.field('Min available', spec.minAvailable);
  else if (spec.maxUnavailable !== undefined) writer.field('Max unavailable', spec.maxUnavailable);
  writer.field('Selector', spec.selector ? formatSelector(spec.selector) : '<unset>');
  writer.line(0, 'Status:');
  writer.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`);
  writer.line(2, `Current:\t${status?.currentHealthy ?? 0}`);
  writer.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`);
  writer.line(2, `Total:\t${status?.expectedPods ?? 0}`);
  writer.events(object, context);
};

export const AUTOSCALING_DESCRIBERS: Readonly<Record<string, Describer>> = { horizontalpodautoscalers: autoscaler, poddisruptionbudgets: disruptionBudget };
