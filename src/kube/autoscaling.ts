import type { Condition, LabelSelector, ObjectMeta } from './meta.ts';
import type { World } from '../timeline/types.ts';

export interface MetricIdentifier {
  readonly name: string;
  readonly selector?: LabelSelector;
}
export interface MetricTarget {
  readonly type: 'Utilization' | 'Value' | 'AverageValue';
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}
export interface CrossVersionObjectReference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
}
export interface MetricSpec {
  readonly type: 'Resource' | 'ContainerResource' | 'Pods' | 'Object' | 'External';
  readonly resource?: { readonly name: string; readonly target: MetricTarget };
  readonly containerResource?: { readonly name: string; readonly container: string; readonly target: MetricTarget };
  readonly pods?: { readonly metric: MetricIdentifier; readonly target: MetricTarget };
  readonly object?: { readonly metric: MetricIdentifier; readonly describedObject: CrossVersionObjectReference; readonly target: MetricTarget };
  readonly external?: { readonly metric: MetricIdentifier; readonly target: MetricTarget };
}
export interface MetricValueStatus {
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
}
/** Of a metric that could not be computed, nothing but an empty type is left. */
export interface MetricStatus {
  readonly type: MetricSpec['type'] | '';
  readonly resource?: { readonly name: string; readonly current: MetricValueStatus };
  readonly containerResource?: { readonly name: string; readonly container: string; readonly current: MetricValueStatus };
  readonly pods?: { readonly metric: MetricIdentifier; readonly current: MetricValueStatus };
  readonly object?: { readonly metric: MetricIdentifier; readonly describedObject: CrossVersionObjectReference; readonly current: MetricValueStatus };
  readonly external?: { readonly metric: MetricIdentifier; readonly current: MetricValueStatus };
}
export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: 'Max' | 'Min' | 'Disabled';
  readonly policies?: readonly { readonly type: 'Pods' | 'Percent'; readonly value: number; readonly periodSeconds: number }[];
  readonly tolerance?: string;
}
export interface HorizontalPodAutoscaler {
  readonly apiVersion: 'autoscaling/v2';
  readonly kind: 'HorizontalPodAutoscaler';
  readonly metadata: ObjectMeta;
  readonly spec: {
    readonly scaleTargetRef: CrossVersionObjectReference;
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly MetricSpec[];
    readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
  };
  readonly status: {
    readonly observedGeneration?: number;
    readonly lastScaleTime?: string;
    readonly currentReplicas?: number;
    readonly desiredReplicas: number;
    readonly currentMetrics?: readonly MetricStatus[] | null;
    readonly conditions?: readonly Condition[];
  };
}

/** What one metric said when it was last looked at. */
export interface MetricReading {
  readonly type: MetricSpec['type'];
  /** `cpu`, `requests_per_second`. */
  readonly name: string;
  /** As the API writes them: `50%`, `100m`. Absent where there was no value. */
  readonly target: string;
  readonly current?: string;
  /** Use to target. */
  readonly ratio?: number;
  /** The same with the Pods that have no say yet filled in against the change, where there were any. */
  readonly cautiousRatio?: number;
  /** How many Pods counted, were not ready yet, had no sample, had failed or were going. */
  readonly pods?: { readonly ready: number; readonly unready: number; readonly missing: number; readonly ignored: number };
  /** How many replicas it asks for. */
  readonly replicas?: number;
  readonly error?: string;
}

/**
 * How an autoscaler came to its newest decision, whether it changed anything or not: a row of the table `#autoscaling` has it as its
 * `spec`, under the autoscaler's key. It changes only with what it says, so its history in the log is that of the recommendation.
 */
export interface AutoscalerDecision {
  /** `scaled`; `steady`: nothing to do; `disabled`: the target has no replicas; `failed`: see `error`. */
  readonly outcome: 'scaled' | 'steady' | 'disabled' | 'failed';
  /** `Deployment/web` */
  readonly target: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly currentReplicas?: number;
  readonly metrics: readonly MetricReading[];
  /** What the metrics ask for, by the one that asks for most. */
  readonly recommended?: number;
  readonly metric?: string;
  /** After the stabilization window, and the condition's reason: `ScaleDownStabilized`. */
  readonly stabilized?: number;
  readonly stabilization?: string;
  /** The most or fewest replicas that the rate of change allowed, and the condition's reason: `ScaleUpLimit`. */
  readonly rateLimit?: number;
  readonly limit?: string;
  /** What the target was set to, or left at. */
  readonly desired?: number;
  readonly error?: string;
}

/** The table of the newest decisions. */
export const DECISIONS_TABLE = '#autoscaling';

/** The newest decision about an autoscaler (`namespace/name`) in a world, or undefined before its first. */
export function autoscalerDecision(world: World, key: string): AutoscalerDecision | undefined {
  return (world.get(DECISIONS_TABLE)?.get(key) as { readonly spec: AutoscalerDecision } | undefined)?.spec;
}
