import { admissions } from './admission/index.ts';
import type { Admission, Strategy } from './strategy.ts';
import { autoscalerStrategy } from './strategies/autoscaler.ts';
import { persistentVolumeClaimStrategy, persistentVolumeStrategy } from './strategies/claims.ts';
import * as around from './strategies/cluster-objects.ts';
import { podStrategy } from './strategies/pod.ts';
import { serviceStrategy } from './strategies/service.ts';
import { storedStrategies } from './strategies/stored.ts';
import * as workloads from './strategies/workloads.ts';

/** How each kind is defaulted, prepared and checked on its way into the store. A kind without a row is stored as it is. */
export const STRATEGIES: readonly Strategy[] = [
  podStrategy,
  workloads.deploymentStrategy,
  workloads.replicaSetStrategy,
  workloads.replicationControllerStrategy,
  workloads.statefulSetStrategy,
  workloads.daemonSetStrategy,
  autoscalerStrategy,
  serviceStrategy,
  persistentVolumeClaimStrategy,
  persistentVolumeStrategy,
  around.namespaceStrategy,
  around.nodeStrategy,
  around.podDisruptionBudgetStrategy,
  around.limitRangeStrategy,
  around.resourceQuotaStrategy,
  around.priorityClassStrategy,
  around.endpointSliceStrategy,
  around.controllerRevisionStrategy,
  around.eventStrategy,
  around.leaseStrategy,
  around.secretStrategy,
  around.configMapStrategy,
  ...storedStrategies,
];

/** The admission plugins, in the order in which kube-apiserver runs them. */
export const ADMISSIONS: readonly Admission[] = admissions;
