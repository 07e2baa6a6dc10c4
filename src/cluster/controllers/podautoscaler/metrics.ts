import type { MetricReading, MetricSpec, MetricStatus } from '../../../kube/autoscaling.ts';
import { type Failed, type Situation, computeMetric } from './metric.ts';

/** What all metrics together ask for. */
export interface Recommended {
  /** Undefined where there is nothing to act on; `failures` say why. */
  readonly replicas: number | undefined;
  /** The metric that asks for most, as events name it. */
  readonly metric: string;
  readonly winner: MetricReading | undefined;
  readonly statuses: readonly MetricStatus[];
  readonly readings: readonly MetricReading[];
  readonly failures: readonly Failed[];
  /** Empty where every metric was computed. */
  readonly error: string;
}

/**
 * Each metric proposes, and the highest proposal wins. Where some fail, the others may still scale up, but not down.
 * Models computeReplicasForMetrics.
 */
export function computeMetrics(situation: Situation, specs: readonly MetricSpec[]): Recommended {
  const statuses: MetricStatus[] = [];
  const readings: MetricReading[] = [];
  const failures: Failed[] = [];
  let replicas = 0;
  let metric = '';
  let winner: MetricReading | undefined;
  for (const spec of specs) {
    const result = computeMetric(situation, spec);
    readings.push(result.reading);
    if ('error' in result) {
      failures.push(result);
      statuses.push({ type: '' });
      continue;
    }
    statuses.push(result.status);
    if (replicas === 0 || result.replicas > replicas) {
      replicas = result.replicas;
      metric = result.name;
      winner = result.reading;
    }
  }
  const stuck = failures.length >= specs.length || (failures.length > 0 && replicas < situation.specReplicas);
  const error = failures[0] ? `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${failures[0].error}` : '';
  return { replicas: stuck ? undefined : replicas, metric, winner, statuses, readings, failures, error };
}
