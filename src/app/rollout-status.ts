import type { KubeObject } from '../kube/meta.ts';
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet } from '../kube/workloads.ts';

/** Whether a workload's controller has seen its newest specification and everything is as it says. Models the status viewers of `kubectl rollout status`. */
export function isRolledOut(table: string, object: KubeObject): boolean {
  const { observedGeneration } = (object as { readonly status?: { readonly observedGeneration?: number } }).status ?? {};
  if ((observedGeneration ?? 0) < (object.metadata.generation ?? 1)) return false;
  switch (table) {
    case 'deployments': {
      const { spec, status } = object as Deployment;
      const updated = status.updatedReplicas ?? 0;
      return updated >= spec.replicas && (status.replicas ?? 0) <= updated && (status.availableReplicas ?? 0) >= updated;
    }
    case 'statefulsets':
      return isSetRolledOut(object as StatefulSet);
    case 'daemonsets': {
      const { status } = object as DaemonSet;
      return (status.updatedNumberScheduled ?? 0) >= status.desiredNumberScheduled && (status.numberAvailable ?? 0) >= status.desiredNumberScheduled;
    }
    default: {
      const { spec, status } = object as ReplicaSet | ReplicationController;
      return status?.replicas === spec.replicas && (status.availableReplicas ?? 0) >= spec.replicas;
    }
  }
}

function isSetRolledOut({ spec, status }: StatefulSet): boolean {
  if ((status.readyReplicas ?? 0) < spec.replicas) return false;
  const partition = spec.updateStrategy.rollingUpdate?.partition ?? 0;
  if (partition > 0 || spec.updateStrategy.type === 'OnDelete') return (status.updatedReplicas ?? 0) >= spec.replicas - partition;
  return status.updateRevision === status.currentRevision;
}

/** How many Pods a workload itself counts as available; a Deployment's are those of its ReplicaSets. */
export function availableOf(table: string, object: KubeObject | undefined): number {
  const status = (object as { readonly status?: { readonly availableReplicas?: number; readonly numberAvailable?: number } } | undefined)?.status;
  return (table === 'daemonsets' ? status?.numberAvailable : status?.availableReplicas) ?? 0;
}
