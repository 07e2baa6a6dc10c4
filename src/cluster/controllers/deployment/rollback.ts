import type { Deployment, ReplicaSet } from '../../../kube/workloads.ts';
import { because, event, update } from '../../controller.ts';
import { ROLLBACK_TO, revisionOf } from './numbers.ts';
import { NOT_COPIED, sameTemplate, withoutHash } from './replicasets.ts';
import { Aborted, type Rollout, type Steps, allSets, syncRevisions } from './sync.ts';

/** The revision that the annotation of old asks for, 0 for the last one; undefined where it asks for none. Models getRollbackTo. */
export function rollbackTo({ metadata }: Deployment): number | undefined {
  const revision = metadata.annotations?.[ROLLBACK_TO];
  return revision !== undefined && /^[+-]?\d+$/.test(revision) ? Number(revision) : undefined;
}

/** Takes over the template and the annotations of an earlier ReplicaSet, as an annotation asks, and takes that away. Models rollback. */
export function* rollBack(rollout: Rollout, sets: readonly ReplicaSet[], asked: number): Steps<void> {
  yield* syncRevisions(rollout, sets, true);
  const all = allSets(rollout).filter((set) => set !== undefined);
  const revision = asked || lastRevision(all);
  const { deployment } = rollout;
  const warn = (reason: string, message: string) => event(deployment, 'Warning', reason, message);
  const { name } = deployment.metadata;
  const target = revision ? all.find((set) => revisionOf(set) === revision) : undefined;
  if (!target) {
    yield warn('DeploymentRollbackRevisionNotFound', revision ? 'Unable to find the revision to rollback to.' : 'Unable to find last revision.');
    yield* write(rollout, deployment);
    return;
  }
  if (sameTemplate(deployment.spec.template, target.spec.template)) {
    yield warn('DeploymentRollbackTemplateUnchanged', `The rollback revision contains the same template as current deployment "${name}"`);
    yield* write(rollout, deployment);
    return;
  }
  yield because('deployment/rolled-back', { name, revision });
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => NOT_COPIED.has(key));
  const taken = Object.entries(target.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key));
  const { template } = target.spec;
  yield* write(rollout, {
    ...deployment,
    metadata: { ...deployment.metadata, annotations: Object.fromEntries([...own, ...taken]) },
    spec: { ...deployment.spec, template: { ...template, metadata: { ...template.metadata, labels: withoutHash(template.metadata?.labels) } } },
  });
  yield event(deployment, 'Normal', 'DeploymentRollback', `Rolled back deployment "${name}" to revision ${revision}`);
}

/** The second largest: 0 where there are not two. Models LastRevision. */
function lastRevision(sets: readonly ReplicaSet[]): number {
  return sets.map(revisionOf).sort((a, b) => b - a)[1] ?? 0;
}

function* write(rollout: Rollout, deployment: Deployment): Steps<void> {
  const { [ROLLBACK_TO]: _, ...annotations } = deployment.metadata.annotations ?? {};
  const { object, error } = yield update({ ...deployment, metadata: { ...deployment.metadata, annotations } });
  if (error) throw new Aborted(error.message);
  rollout.deployment = object as Deployment;
}
