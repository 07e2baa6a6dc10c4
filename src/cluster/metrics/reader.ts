import type { Cluster } from '../cluster.ts';
import { type ContainerUsage, Metrics } from './metrics.ts';

/** What the metrics API answers at the cluster's present moment; each moment is measured at its first question. */
export function metricsReader(cluster: Cluster): { pod(key: string): ContainerUsage | undefined } {
  let at: number | undefined;
  let version: number | undefined;
  let metrics: Metrics | undefined;
  return {
    pod: (key) => {
      if (!metrics || at !== cluster.now || version !== cluster.log.length) {
        at = cluster.now;
        version = cluster.log.length;
        metrics = new Metrics(cluster.store, cluster.now);
      }
      return metrics.pod(key);
    },
  };
}
