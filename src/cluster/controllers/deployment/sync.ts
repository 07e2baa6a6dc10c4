import { findCondition, withCondition } from '../../../kube/conditions.ts';
import { type Condition, controllerOf, keyOf } from '../../../kube/meta.ts';
import type { Deployment, ReplicaSet } from '../../../kube/workloads.ts';
import { isNamespaceTerminating } from '../../api/admission/namespace-lifecycle.ts';
import { deepEqual } from '../../api/equal.ts';
import { type Context, type Outcome, type Step, because, create, event, remove, update, updateStatus } from '../../controller.ts';
import {
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  REVISION,
  active,
  actualOf,
  annotatedNumber,
  availableOf,
  byAge,
  hasProgressDeadline,
  hasRevisionHistoryLimit,
  isRollingUpdate,
  maxSurge,
  maxUnavailable,
  readyOf,
  revisionOf,
  terminatingOf,
  wantedOf,
} from './numbers.ts';
import { findNew, findOld, newReplicaSet, newSetAnnotations, replicasAnnotations, replicasAnnotationsDiffer, sameTemplate } from './replicasets.ts';

/** What a sync works on: the Deployment as it was last written, its present ReplicaSet if there is one, and the others, oldest first. */
export interface Rollout {
  readonly context: Context;
  deployment: Deployment;
  newSet: ReplicaSet | undefined;
  oldSets: ReplicaSet[];
}

/** A sync that cannot go on: the work queue tries again. */
export class Aborted extends Error {}

export type Steps<T> = Generator<Step, T, Outcome>;

export const allSets = (rollout: Rollout): readonly (ReplicaSet | undefined)[] => [...rollout.oldSets, rollout.newSet];

export function condition(context: Context, type: string, status: Condition['status'], reason: string, message: string): Condition {
  return { type, status, lastUpdateTime: context.nowTime, lastTransitionTime: context.nowTime, reason, message };
}

export function* writeStatus(rollout: Rollout, status: Deployment['status']): Steps<void> {
  const { object, error } = yield updateStatus({ ...rollout.deployment, metadata: { ...rollout.deployment.metadata, resourceVersion: '' }, status });
  if (error) throw new Aborted(error.message);
  rollout.deployment = object as Deployment;
}

/**
 * Finds the ReplicaSet of the present template and the older ones, and brings revisions up to date. Creates the new one where it is
 * missing and `createMissing`. Models getAllReplicaSetsAndSyncRevision.
 */
export function* syncRevisions(rollout: Rollout, sets: readonly ReplicaSet[], createMissing: boolean): Steps<void> {
  rollout.oldSets = findOld(rollout.deployment, sets);
  const existing = findNew(rollout.deployment, sets);
  const revision = Math.max(0, ...rollout.oldSets.map(revisionOf)) + 1;
  if (existing) rollout.newSet = yield* syncExisting(rollout, existing, revision);
  else rollout.newSet = createMissing ? yield* createNew(rollout, revision) : undefined;
}

function* syncExisting(rollout: Rollout, existing: ReplicaSet, revision: number): Steps<ReplicaSet> {
  const { context, deployment } = rollout;
  const annotations = newSetAnnotations(deployment, existing, revision, true);
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  const sameMinimum = (existing.spec.minReadySeconds ?? 0) === minReadySeconds;
  if (annotations !== existing.metadata.annotations || !sameMinimum) {
    yield because('deployment/new-set-annotated', { name: existing.metadata.name, revision: Number(annotations[REVISION] ?? revision) });
    const { object, error } = yield update({
      ...existing,
      metadata: { ...existing.metadata, annotations },
      spec: sameMinimum ? existing.spec : { ...existing.spec, minReadySeconds },
    });
    if (error) throw new Aborted(error.message);
    return object as ReplicaSet;
  }
  yield* recordRevision(
    rollout,
    annotations[REVISION] ?? String(revision),
    condition(context, 'Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${existing.metadata.name}"`),
    true,
  );
  return existing;
}

/** Writes the revision, and the Progressing condition that began it, into the Deployment, where either is news. */
function* recordRevision(rollout: Rollout, revision: string, progressing: Condition, onlyIfNone: boolean): Steps<void> {
  const { deployment } = rollout;
  const { annotations } = deployment.metadata;
  const begins = hasProgressDeadline(deployment) && !(onlyIfNone && findCondition(deployment.status.conditions, 'Progressing'));
  if (annotations?.[REVISION] === revision && !begins) return;
  const conditions = begins ? withCondition(deployment.status.conditions, progressing) : deployment.status.conditions;
  rollout.deployment = { ...deployment, metadata: { ...deployment.metadata, annotations: { ...annotations, [REVISION]: revision } } };
  yield* writeStatus(rollout, { ...deployment.status, ...(conditions ? { conditions } : {}) });
}

function* createNew(rollout: Rollout, revision: number): Steps<ReplicaSet> {
  const { context, deployment } = rollout;
  let set = newReplicaSet(deployment);
  const replicas = newSetReplicas(deployment, [...rollout.oldSets, set], set);
  set = { ...set, metadata: { ...set.metadata, annotations: newSetAnnotations(deployment, set, revision, false) }, spec: { ...set.spec, replicas } };
  const { name } = set.metadata;
  yield because('deployment/create-replicaset', {
    name,
    revision,
    image: set.spec.template.spec.containers[0]?.image ?? '',
    replicas: deployment.spec.replicas,
    maxSurge: deployment.spec.strategy.rollingUpdate?.maxSurge ?? 0,
    surge: maxSurge(deployment),
    total: deployment.spec.replicas + maxSurge(deployment),
    have: wantedOf(rollout.oldSets),
    create: replicas,
  });
  const { object, error } = yield create(set);
  if (error?.reason === 'AlreadyExists') return yield* collide(rollout, set, revision);
  if (error && isNamespaceTerminating(error)) throw new Aborted(error.message);
  if (error) {
    const message = `Failed to create new replica set "${name}": ${error.message}`;
    if (hasProgressDeadline(deployment)) {
      const conditions = withCondition(deployment.status.conditions, condition(context, 'Progressing', 'False', 'ReplicaSetCreateError', message));
      yield* writeStatus(rollout, { ...deployment.status, conditions });
    }
    yield event(deployment, 'Warning', 'ReplicaSetCreateError', message);
    throw new Aborted(message);
  }
  if (replicas > 0) yield event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`);
  yield* recordRevision(
    rollout,
    String(revision),
    condition(context, 'Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`),
    false,
  );
  return object as ReplicaSet;
}

/** Another object has the name: either it is ours after all, or two templates have one hash and the next try counts a collision. */
function* collide(rollout: Rollout, set: ReplicaSet, revision: number): Steps<ReplicaSet> {
  const { context, deployment } = rollout;
  const other = context.listers.get('replicasets', keyOf(set));
  if (other && controllerOf(other)?.uid === deployment.metadata.uid && sameTemplate(deployment.spec.template, other.spec.template)) {
    yield* recordRevision(rollout, String(revision), condition(context, 'Progressing', 'True', 'FoundNewReplicaSet', ''), true);
    return other;
  }
  const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
  yield because('deployment/hash-collision', { name: set.metadata.name, collisionCount });
  yield* writeStatus(rollout, { ...deployment.status, collisionCount });
  throw new Aborted('two templates have the same hash');
}

/** How many Pods the new ReplicaSet may have now. Models NewRSNewReplicas. */
export function newSetReplicas(deployment: Deployment, sets: readonly (ReplicaSet | undefined)[], newSet: ReplicaSet): number {
  const { replicas } = deployment.spec;
  if (!isRollingUpdate(deployment)) return replicas;
  const room = replicas + maxSurge(deployment) - wantedOf(sets);
  if (room <= 0) return newSet.spec.replicas;
  return newSet.spec.replicas + Math.min(room, replicas - newSet.spec.replicas);
}

/** Sets a ReplicaSet's size; with `force`, also where only its annotations are old. Returns it as it stands then, and whether it was scaled. */
export function* scaleReplicaSet(rollout: Rollout, set: ReplicaSet, replicas: number, force = false): Steps<{ set: ReplicaSet; scaled: boolean }> {
  const { deployment } = rollout;
  const resize = set.spec.replicas !== replicas;
  if (!resize && !(force && replicasAnnotationsDiffer(set, deployment))) return { set, scaled: false };
  const annotations = { ...set.metadata.annotations, ...replicasAnnotations(deployment) };
  const { object, error } = yield update({ ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } });
  if (error) throw new Aborted(error.message);
  if (resize) {
    const direction = set.spec.replicas < replicas ? 'up' : 'down';
    yield event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${direction} replica set ${set.metadata.name} from ${set.spec.replicas} to ${replicas}`);
  }
  replace(rollout, object as ReplicaSet);
  return { set: object as ReplicaSet, scaled: resize };
}

function replace(rollout: Rollout, set: ReplicaSet): void {
  if (rollout.newSet?.metadata.uid === set.metadata.uid) rollout.newSet = set;
  else rollout.oldSets = rollout.oldSets.map((old) => (old.metadata.uid === set.metadata.uid ? set : old));
}

/** Whether `spec.replicas` has changed since the ReplicaSets were last scaled. Models isScalingEvent. */
export function isScalingEvent(rollout: Rollout): boolean {
  return active(allSets(rollout)).some((set) => {
    const desired = annotatedNumber(set, DESIRED_REPLICAS);
    return desired !== undefined && desired !== rollout.deployment.spec.replicas;
  });
}

/** Scales without rolling: when the size changed, or while the Deployment is paused. Models sync and scale. */
export function* scale(rollout: Rollout): Steps<void> {
  const { deployment, newSet } = rollout;
  const { replicas } = deployment.spec;
  const only = activeOrLatest(rollout);
  if (only) {
    if (only.spec.replicas !== replicas) {
      yield because('deployment/scale', { name: only.metadata.name, from: only.spec.replicas, to: replicas });
      yield* scaleReplicaSet(rollout, only, replicas);
    }
    return;
  }
  if (newSet && isSaturated(deployment, newSet)) {
    for (const old of active(rollout.oldSets)) {
      yield because('deployment/scale-old-of-saturated', { name: old.metadata.name, from: old.spec.replicas });
      yield* scaleReplicaSet(rollout, old, 0);
    }
    return;
  }
  if (isRollingUpdate(deployment)) yield* scaleProportionally(rollout);
}

/** The only ReplicaSet with Pods, or the newest where none has any; undefined where several have. Models FindActiveOrLatest. */
function activeOrLatest({ newSet, oldSets }: Rollout): ReplicaSet | undefined {
  const having = active([...oldSets, newSet]);
  if (having.length > 1) return undefined;
  return having[0] ?? newSet ?? [...oldSets].sort(byAge).at(-1);
}

function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const { replicas } = deployment.spec;
  return set.spec.replicas === replicas && annotatedNumber(set, DESIRED_REPLICAS) === replicas && (set.status.availableReplicas ?? 0) === replicas;
}

/** Shares a change of size among all ReplicaSets with Pods, in proportion to theirs; the largest takes what rounding leaves. */
function* scaleProportionally(rollout: Rollout): Steps<void> {
  const { deployment } = rollout;
  const { replicas } = deployment.spec;
  const sets = active(allSets(rollout));
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0;
  const toAdd = allowed - wantedOf(sets);
  if (toAdd > 0) sets.sort((a, b) => b.spec.replicas - a.spec.replicas || byAge(b, a));
  else if (toAdd < 0) sets.sort((a, b) => b.spec.replicas - a.spec.replicas || byAge(a, b));
  let added = 0;
  const sizes = sets.map((set) => {
    const share = toAdd === 0 ? 0 : proportion(deployment, set, toAdd, added);
    added += share;
    return set.spec.replicas + share;
  });
  if (toAdd !== 0 && sizes.length) sizes[0] = Math.max(0, (sizes[0] as number) + toAdd - added);
  if (toAdd !== 0)
    yield because('deployment/scale-proportionally', {
      replicas,
      allowed,
      have: allowed - toAdd,
      change: toAdd,
      sets: sets.map((set, i) => [set.metadata.name, set.spec.replicas, sizes[i] as number]),
    });
  for (const [i, set] of sets.entries()) yield* scaleReplicaSet(rollout, set, sizes[i] as number, true);
}

/** Models GetReplicaSetProportion. */
function proportion(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  if (set.spec.replicas === 0 || toAdd === added) return 0;
  const share = fraction(deployment, set);
  return toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added);
}

function fraction(deployment: Deployment, set: ReplicaSet): number {
  if (deployment.spec.replicas === 0) return -set.spec.replicas;
  const before = annotatedNumber(set, MAX_REPLICAS) || deployment.status.replicas;
  if (!before) return 0;
  return roundHalfAwayFromZero((set.spec.replicas * (deployment.spec.replicas + maxSurge(deployment))) / before) - set.spec.replicas;
}

function roundHalfAwayFromZero(value: number): number {
  return value < 0 ? Math.ceil(value - 0.5) : Math.floor(value + 0.5);
}

/** Deletes the oldest empty ReplicaSets beyond `revisionHistoryLimit`. Models cleanupDeployment. */
export function* cleanUp(rollout: Rollout): Steps<void> {
  const { deployment } = rollout;
  if (!hasRevisionHistoryLimit(deployment)) return;
  const alive = rollout.oldSets.filter((set) => set.metadata.deletionTimestamp === undefined);
  const excess = alive.length - (deployment.spec.revisionHistoryLimit ?? 0);
  if (excess <= 0) return;
  const oldest = alive.sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b)).slice(0, excess);
  for (const set of oldest) {
    if (set.status.replicas !== 0 || set.spec.replicas !== 0 || (set.metadata.generation ?? 0) > (set.status.observedGeneration ?? 0)) continue;
    yield because('deployment/clean-up', { name: set.metadata.name, limit: deployment.spec.revisionHistoryLimit ?? 0, old: alive.length });
    yield remove('replicasets', keyOf(set));
  }
}

/** What the ReplicaSets add up to. Models calculateStatus of the Deployment controller. */
export function calculateStatus(rollout: Rollout): Deployment['status'] {
  const { context, deployment, newSet } = rollout;
  const sets = allSets(rollout);
  const available = availableOf(sets);
  const unavailable = Math.max(0, wantedOf(sets) - available);
  const enough = available >= deployment.spec.replicas - maxUnavailable(deployment);
  const conditions = withCondition(
    deployment.status.conditions,
    enough
      ? condition(context, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
      : condition(context, 'Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'),
  );
  const { collisionCount } = deployment.status;
  const terminating = terminatingOf(sets);
  return {
    ...(deployment.metadata.generation === undefined ? {} : { observedGeneration: deployment.metadata.generation }),
    ...counts({
      replicas: actualOf(sets),
      updatedReplicas: actualOf([newSet]),
      readyReplicas: readyOf(sets),
      availableReplicas: available,
      unavailableReplicas: unavailable,
    }),
    ...(terminating === undefined ? {} : { terminatingReplicas: terminating }),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions,
  };
}

/** The API leaves out counts of nothing. */
function counts(values: Readonly<Record<string, number>>): Partial<Deployment['status']> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0));
}

/** Writes the status where it has changed, without looking at progress. Models syncDeploymentStatus. */
export function* syncStatus(rollout: Rollout): Steps<void> {
  const status = calculateStatus(rollout);
  if (!deepEqual(status, rollout.deployment.status)) yield* writeStatus(rollout, status);
}
