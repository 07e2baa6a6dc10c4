import type { HorizontalPodAutoscaler, MetricSpec } from '../../kube/autoscaling.ts';
import type { KubeObject } from '../../kube/meta.ts';

interface SpecV1 {
  readonly scaleTargetRef: HorizontalPodAutoscaler['spec']['scaleTargetRef'];
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly targetCPUUtilizationPercentage?: number;
}

const PREFIX = 'autoscaling.alpha.kubernetes.io/';
const METRICS = `${PREFIX}metrics`;
const BEHAVIOR = `${PREFIX}behavior`;

function parse<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** An autoscaling/v1 autoscaler as v2: the CPU target becomes a metric, and what v1 keeps in annotations becomes fields. */
export function fromAutoscalingV1(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: percent, ...spec } = object.spec as SpecV1;
  const { [METRICS]: metricsText, [BEHAVIOR]: behaviorText, ...annotations } = object.metadata.annotations ?? {};
  const others = parse<readonly MetricSpec[]>(metricsText) ?? [];
  const cpu: readonly MetricSpec[] =
    percent === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } }];
  const metrics = [...others, ...cpu];
  const behavior = parse<HorizontalPodAutoscaler['spec']['behavior']>(behaviorText);
  const { annotations: _1, ...metadata } = object.metadata;
  const { status: _2, ...rest } = object;
  return {
    ...rest,
    apiVersion: 'autoscaling/v2',
    metadata: Object.keys(annotations).length ? { ...metadata, annotations } : metadata,
    spec: { ...spec, ...(metrics.length ? { metrics } : {}), ...(behavior ? { behavior } : {}) },
  };
}
