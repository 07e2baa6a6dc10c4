import { controllerOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { resourceOfKind } from '../../kube/resources.ts';
import type { Blocker, ExplainContext } from './contract.ts';
import { blockersOfAutoscaler, blockersOfBudget, blockersOfNode } from './others.ts';
import { blockersOfPods } from './pods.ts';
import { blockersOfDaemonSet, blockersOfDeployment, blockersOfReplicaSet, blockersOfStatefulSet } from './workloads.ts';

export type { Blocker, ExplainContext, Remedy } from './contract.ts';

/**
 * Why an object stands still, worst first; empty where it does not, or is not there. For a Pod the remedies are its owner's. It only
 * reads: whether a remedy frees anything has to be tried.
 */
export function blockersOf(context: ExplainContext, table: string, key: string): readonly Blocker[] {
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
      return found(listers.get('pods', key), (_, pod) => blockersOfPods(context, [pod], 0, remediesOfOwners(context, pod)));
    case 'horizontalpodautoscalers':
      return found(listers.get('horizontalpodautoscalers', key), blockersOfAutoscaler);
    case 'nodes':
      return found(listers.get('nodes', key), blockersOfNode);
    case 'poddisruptionbudgets':
      return found(listers.get('poddisruptionbudgets', key), blockersOfBudget);
    default:
      return [];
  }
}

/** The ways out that the workload at the top of a Pod's owners knows. */
function remediesOfOwners(context: ExplainContext, pod: Pod): Blocker['remedies'] {
  let owner = controllerOf(pod);
  for (let depth = 0; owner && depth < 3; depth++) {
    const table = resourceOfKind(owner.kind)?.plural ?? '';
    const key = `${pod.metadata.namespace}/${owner.name}`;
    const object = context.listers.get(table, key);
    const above = object && controllerOf(object);
    if (!above)
      return blockersOf(context, table, key)
        .flatMap((blocker) => blocker.remedies)
        .slice(0, 3);
    owner = above;
  }
  return [];
}
