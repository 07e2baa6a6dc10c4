import { byAge, revisionOf } from '../../cluster/controllers/deployment/numbers.ts';
import { findNew, findOld } from '../../cluster/controllers/deployment/replicasets.ts';
import { byRevision, templateOf } from '../../cluster/controllers/history.ts';
import type { Listers } from '../../cluster/store.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { PodTemplate } from '../../kube/pod.ts';
import type { ControllerRevision, Deployment, ReplicaSet } from '../../kube/workloads.ts';

/** The ReplicaSets of a Deployment: those of earlier templates, oldest first, and that of its present one. */
export function replicaSetsOf(listers: Listers, deployment: Deployment): { readonly old: readonly ReplicaSet[]; readonly current: ReplicaSet | undefined } {
  const sets = [...listers.controlledBy('replicasets', deployment.metadata.uid)].sort(byAge);
  return { old: findOld(deployment, sets), current: findNew(deployment, sets) };
}

/** One revision of a workload: what it can be rolled back to. */
export interface Revision {
  readonly number: number;
  readonly template: PodTemplate;
  readonly changeCause: string;
  /** The ReplicaSet or ControllerRevision that keeps it. */
  readonly keeper: KubeObject;
}

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** The revisions that ReplicaSets keep of a Deployment, by number. Models DeploymentHistoryViewer. */
function deploymentRevisions(listers: Listers, deployment: Deployment): readonly Revision[] {
  const { old, current } = replicaSetsOf(listers, deployment);
  return [...old, ...(current ? [current] : [])].map((set) => {
    const changeCause = set.metadata.annotations?.[CHANGE_CAUSE] ?? '';
    const { template } = set.spec;
    const annotated = changeCause
      ? { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, [CHANGE_CAUSE]: changeCause } } }
      : template;
    return { number: revisionOf(set), template: annotated, changeCause: annotated.metadata?.annotations?.[CHANGE_CAUSE] ?? '', keeper: set as KubeObject };
  });
}

/** The revisions that ControllerRevisions keep of a StatefulSet or a DaemonSet, by number. Models printHistory. */
function controllerRevisions(listers: Listers, object: KubeObject): readonly Revision[] {
  const revisions = [...(listers.controlledBy('controllerrevisions', object.metadata.uid) as readonly ControllerRevision[])].sort(byRevision);
  return revisions.map((revision) => ({
    number: revision.revision,
    template: templateOf(revision),
    changeCause: revision.metadata.annotations?.[CHANGE_CAUSE] ?? '',
    keeper: revision as KubeObject,
  }));
}

/** Everything that a workload can be rolled back to, the earliest first. */
export function revisionsOf(listers: Listers, object: KubeObject): readonly Revision[] {
  const revisions = object.kind === 'Deployment' ? deploymentRevisions(listers, object as unknown as Deployment) : controllerRevisions(listers, object);
  return [...revisions].sort((a, b) => a.number - b.number);
}
