import type { StatefulSet } from '../../../kube/workloads.ts';
import type { Revisions } from './revisions.ts';
import type { Roster } from './roster.ts';

/** What a set reports about its Pods. A rolling update is complete once every replica is ready at the new revision. Models updateStatus and completeRollingUpdate. */
export function statusOf(set: StatefulSet, roster: Roster, { current, update, collisionCount }: Revisions): StatefulSet['status'] {
  const { replicas, ready, available } = roster;
  const wanted = set.spec.replicas;
  const updated = roster.stayingOf(update.metadata.name);
  const complete = set.spec.updateStrategy.type === 'RollingUpdate' && updated === wanted && ready === wanted && replicas === wanted;
  const currentReplicas = complete ? updated : roster.stayingOf(current.metadata.name);
  return {
    observedGeneration: set.metadata.generation ?? 0,
    replicas,
    ...(ready ? { readyReplicas: ready } : {}),
    ...(currentReplicas ? { currentReplicas } : {}),
    ...(updated ? { updatedReplicas: updated } : {}),
    currentRevision: complete ? update.metadata.name : current.metadata.name,
    updateRevision: update.metadata.name,
    collisionCount,
    availableReplicas: available,
  };
}

const COUNTS = ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;

/** Whether a status is worth a write. Models inconsistentStatus. */
export function statusDiffers(set: StatefulSet, next: StatefulSet['status']): boolean {
  const { status } = set;
  return (
    (next.observedGeneration ?? 0) > (status.observedGeneration ?? 0) ||
    next.currentRevision !== status.currentRevision ||
    next.updateRevision !== status.updateRevision ||
    COUNTS.some((name) => (next[name] ?? 0) !== (status[name] ?? 0))
  );
}
