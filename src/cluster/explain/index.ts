import type { KubeObject } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import type { Blocker, ExplainContext } from './contract.ts';
import { blockersOfAutoscaler } from './autoscaler.ts';
import { blockersOfDeletion, blockersOfNamespace } from './deletion.ts';
import { blockersOfBudget, blockersOfNode } from './nodes.ts';
import { workloadOf } from './owners.ts';
import { blockersOfPods } from './pods.ts';
import { blockersOfClaim, blockersOfService, refusalsOfPod } from './services.ts';
import { blockersOfDaemonSet, blockersOfDeployment, blockersOfReplicaSet, blockersOfStatefulSet } from './workloads.ts';

export type { Blocker, ExplainContext, Remedy } from './contract.ts';

/**
 * Why an object stands still, worst first; empty where it does not, or is not there. For a Pod the remedies are its owner's. It only
 * reads: whether a remedy frees anything has to be tried.
 */
export function blockersOf(context: ExplainContext, table: string, key: string): readonly Blocker[] {
  const object = context.listers.get(table, key) as KubeObject | undefined;
  return object ? [...blockersOfDeletion(context, table, object), ...blockersOfKind(context, table, key)] : [];
}

function blockersOfKind(context: ExplainContext, table: string, key: string): readonly Blocker[] {
  const { listers } = context;
  const found = <T>(object: T | undefined, blockers: (context: ExplainContext, object: T) => readonly Blocker[]): readonly Blocker[] =>
    object === undefined ? [] : blockers(context, object);
  switch (table) {
    case 'deployments':
      return found(listers.get('deployments', key), blockersOfDeployment);
    case 'replicasets':
      return found(listers.get('replicasets', key), (_, set) => {
        const pods = listers.controlledBy('pods', set.metadata.uid);
        return [...blockersOfReplicaSet(context, set, []), ...blockersOfPods(context, pods, set.spec.minReadySeconds ?? 0, [])];
      });
    case 'statefulsets':
      return found(listers.get('statefulsets', key), blockersOfStatefulSet);
    case 'daemonsets':
      return found(listers.get('daemonsets', key), blockersOfDaemonSet);
    case 'pods':
      return found(listers.get('pods', key), (_, pod) => [
        ...refusalsOfPod(context, pod),
        ...blockersOfPods(context, [pod], minReadySecondsOf(context, pod), remediesOfOwners(context, pod)),
      ]);
    case 'horizontalpodautoscalers':
      return found(listers.get('horizontalpodautoscalers', key), blockersOfAutoscaler);
    case 'nodes':
      return found(listers.get('nodes', key), blockersOfNode);
    case 'poddisruptionbudgets':
      return found(listers.get('poddisruptionbudgets', key), blockersOfBudget);
    case 'services':
      return found(listers.get('services', key), (_, service) => blockersOfService(context, service, (pod) => remediesOfOwners(context, pod)));
    case 'persistentvolumeclaims':
      return found(listers.get('persistentvolumeclaims', key), blockersOfClaim);
    case 'namespaces':
      return found(listers.get('namespaces', key) as KubeObject | undefined, blockersOfNamespace);
    default:
      return [];
  }
}

/** The ways out that the workload at the top of a Pod's owners knows. */
function remediesOfOwners(context: ExplainContext, pod: Pod): Blocker['remedies'] {
  const owner = workloadOf(context.listers, pod);
  if (!owner) return [];
  return blockersOf(context, owner.table, owner.key)
    .filter((blocker) => !blocker.aside)
    .flatMap((blocker) => blocker.remedies)
    .slice(0, REMEDIES_MAX);
}
const REMEDIES_MAX = 6;

function minReadySecondsOf({ listers }: ExplainContext, pod: Pod): number {
  return ((workloadOf(listers, pod)?.object.spec ?? {}) as { readonly minReadySeconds?: number }).minReadySeconds ?? 0;
}
