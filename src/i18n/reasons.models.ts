/** Where in Kubernetes v1.36.2 a rule's decision is made. */
export interface Model {
  readonly symbol: string;
  readonly url: string;
}

const SOURCE = 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/';

/** The function that decides, and its file below the root of Kubernetes' sources, by rule or by the part of a rule before the slash. */
const MODELS: Readonly<Record<string, readonly [symbol: string, path: string]>> = {
  'deployment/scale-up-new': ['reconcileNewReplicaSet · NewRSNewReplicas', 'pkg/controller/deployment/rolling.go'],
  'deployment/scale-down-new': ['reconcileNewReplicaSet', 'pkg/controller/deployment/rolling.go'],
  'deployment/scale-down-old': ['reconcileOldReplicaSets · scaleDownOldReplicaSetsForRollingUpdate', 'pkg/controller/deployment/rolling.go'],
  'deployment/clean-up-unhealthy': ['cleanupUnhealthyReplicas', 'pkg/controller/deployment/rolling.go'],
  'deployment/recreate-down': ['rolloutRecreate · scaleDownOldReplicaSetsForRecreate', 'pkg/controller/deployment/recreate.go'],
  'deployment/recreate-up': ['rolloutRecreate · scaleUpNewReplicaSetForRecreate', 'pkg/controller/deployment/recreate.go'],
  'deployment/create-replicaset': ['getNewReplicaSet', 'pkg/controller/deployment/sync.go'],
  'deployment/new-set-annotated': ['getNewReplicaSet', 'pkg/controller/deployment/sync.go'],
  'deployment/rolled-back': ['rollback', 'pkg/controller/deployment/rollback.go'],
  'deployment/hash-collision': ['getNewReplicaSet', 'pkg/controller/deployment/sync.go'],
  'deployment/clean-up': ['cleanupDeployment', 'pkg/controller/deployment/sync.go'],
  'deployment/complete': ['syncRolloutStatus', 'pkg/controller/deployment/progress.go'],
  'deployment/deadline-exceeded': ['syncRolloutStatus · DeploymentTimedOut', 'pkg/controller/deployment/progress.go'],
  deployment: ['scale', 'pkg/controller/deployment/sync.go'],
  'deployment-controller': ['syncDeployment', 'pkg/controller/deployment/deployment_controller.go'],
  replicaset: ['manageReplicas', 'pkg/controller/replicaset/replica_set.go'],
  'replicaset-controller': ['syncReplicaSet', 'pkg/controller/replicaset/replica_set.go'],
  'replication-controller': ['syncReplicaSet', 'pkg/controller/replication/replication_controller.go'],
  statefulset: ['updateStatefulSet', 'pkg/controller/statefulset/stateful_set_control.go'],
  'statefulset-controller': ['updateStatefulSet', 'pkg/controller/statefulset/stateful_set_control.go'],
  'daemonset/replace-outdated': ['rollingUpdate', 'pkg/controller/daemon/update.go'],
  'daemonset/replace-unavailable': ['rollingUpdate', 'pkg/controller/daemon/update.go'],
  'daemonset/max-unavailable-reached': ['rollingUpdate', 'pkg/controller/daemon/update.go'],
  'daemonset/max-surge-reached': ['rollingUpdate', 'pkg/controller/daemon/update.go'],
  'daemonset/surge': ['rollingUpdate', 'pkg/controller/daemon/update.go'],
  'daemonset/replaced': ['rollingUpdate', 'pkg/controller/daemon/update.go'],
  daemonset: ['manage', 'pkg/controller/daemon/daemon_controller.go'],
  'daemonset-controller': ['syncDaemonSet', 'pkg/controller/daemon/daemon_controller.go'],
  'garbage-collector': ['attemptToDeleteItem', 'pkg/controller/garbagecollector/garbagecollector.go'],
  endpointslice: ['syncService · reconcile', 'staging/src/k8s.io/endpointslice/reconciler.go'],
  'endpointslice-controller': ['syncService', 'pkg/controller/endpointslice/endpointslice_controller.go'],
  hpa: ['reconcileAutoscaler', 'pkg/controller/podautoscaler/horizontal.go'],
  'horizontal-pod-autoscaler': ['reconcileAutoscaler', 'pkg/controller/podautoscaler/horizontal.go'],
  scheduler: ['schedulePod', 'pkg/scheduler/schedule_one.go'],
  'default-scheduler': ['schedulePod', 'pkg/scheduler/schedule_one.go'],
  kubelet: ['syncLoopIteration', 'pkg/kubelet/kubelet.go'],
  disruption: ['trySync', 'pkg/controller/disruption/disruption.go'],
  'disruption-controller': ['trySync', 'pkg/controller/disruption/disruption.go'],
  'node-lifecycle': ['monitorNodeHealth', 'pkg/controller/nodelifecycle/node_lifecycle_controller.go'],
  'node-lifecycle-controller': ['monitorNodeHealth', 'pkg/controller/nodelifecycle/node_lifecycle_controller.go'],
  'taint-eviction': ['processPodOnNode', 'pkg/controller/tainteviction/taint_eviction.go'],
  namespace: ['Delete', 'pkg/controller/namespace/deletion/namespaced_resources_deleter.go'],
  resourcequota: ['syncResourceQuota', 'pkg/controller/resourcequota/resource_quota_controller.go'],
};

/** What a rule models in Kubernetes: the nearest that is known, or undefined for what is the playground's own. */
export function modelOf(rule: string): Model | undefined {
  const found = MODELS[rule] ?? MODELS[rule.slice(0, rule.indexOf('/'))];
  return found && { symbol: found[0], url: SOURCE + found[1] };
}
