import { type KubeObject, keyOf } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import type { PersistentVolumeClaim, StatefulSet } from '../../../kube/workloads.ts';
import { type Context, type Outcome, type Step, because, create, event, remove, update } from '../../controller.ts';
import { claimName, claimsFor, identityMatches, ordinalOf, storageMatches, withIdentity } from './identity.ts';
import { hasStaleOwner, hasUnexpectedController, isOwnerUpToDate, retentionPolicy, withOwners } from './retention.ts';

/** Creates, corrects and deletes one ordinal's Pod and its claims, and says so. Models stateful_pod_control.go. */

/** Why a step failed, in the API server's words or the controller's own. */
export type Failure = string;
type Task = Generator<Step, Failure | undefined, Outcome>;

const VOLUMES_FORBIDDEN =
  'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

const capitalized = (verb: string): string => verb[0]?.toUpperCase() + verb.slice(1);

function* recordPod(verb: 'create' | 'update' | 'delete', set: StatefulSet, pod: Pod, failure: Failure | undefined): Generator<Step, void, Outcome> {
  const what = `${capitalized(verb)} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
  if (failure === undefined) yield event(set, 'Normal', `Successful${capitalized(verb)}`, `${what} successful`);
  else yield event(set, 'Warning', `Failed${capitalized(verb)}`, `${what} failed error: ${failure}`);
}

function claimOf(context: Context, set: StatefulSet, template: PersistentVolumeClaim, ordinal: number): PersistentVolumeClaim | undefined {
  return context.listers.get('persistentvolumeclaims', `${set.metadata.namespace}/${claimName(set, template, ordinal)}`);
}

/** Creates the claims of an ordinal that are missing. Models createPersistentVolumeClaims. */
function* createClaims(context: Context, set: StatefulSet, pod: Pod): Task {
  const failures: Failure[] = [];
  for (const claim of claimsFor(set, ordinalOf(pod))) {
    const existing = context.listers.get('persistentvolumeclaims', keyOf(claim));
    if (existing) {
      if (existing.metadata.deletionTimestamp !== undefined) failures.push(`pvc ${claim.metadata.name} is being deleted`);
      continue;
    }
    const { error } = yield create(claim);
    if (error) failures.push(`failed to create PVC ${claim.metadata.name}: ${error.message}`);
    const where = `Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
    if (!error) yield event(set, 'Normal', 'SuccessfulCreate', `Create Claim ${claim.metadata.name} ${where} success`);
    else if (error.reason !== 'AlreadyExists')
      yield event(set, 'Warning', 'FailedCreate', `Create Claim ${claim.metadata.name} for ${where} failed error: ${error.message}`);
  }
  if (failures.length <= 1) return failures[0];
  return `[${failures.join(', ')}]`;
}

/** Whether every claim of a Pod is owned by whom the retention policy names. Models ClaimsMatchRetentionPolicy. */
export function claimsMatchPolicy(context: Context, set: StatefulSet, pod: Pod): boolean {
  return (set.spec.volumeClaimTemplates ?? []).every((template) => {
    const claim = claimOf(context, set, template, ordinalOf(pod));
    return !claim || isOwnerUpToDate(claim, set, pod);
  });
}

/** Makes whom the retention policy names the owner of a Pod's claims. Models UpdatePodClaimForRetentionPolicy. */
export function* ownClaims(context: Context, set: StatefulSet, pod: Pod): Task {
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const claim = claimOf(context, set, template, ordinalOf(pod));
    if (!claim) continue;
    if (hasUnexpectedController(claim, set, pod))
      yield event(
        set,
        'Warning',
        'ConflictingController',
        `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`,
      );
    if (isOwnerUpToDate(claim, set, pod)) continue;
    yield because('statefulset/claim-owner', { claim: claim.metadata.name, pod: pod.metadata.name, ...retentionPolicy(set) });
    const { error } = yield update(withOwners(claim, set, pod));
    if (error) return `could not update claim ${claim.metadata.name} for delete policy ownerRefs: ${error.message}`;
  }
  return undefined;
}

/** Whether a claim still belongs to an earlier Pod of this name and is about to be collected: the new Pod must wait. Models PodClaimIsStale. */
export function claimIsStale(context: Context, set: StatefulSet, pod: Pod): boolean {
  if (retentionPolicy(set).whenScaled === 'Retain') return false;
  return (set.spec.volumeClaimTemplates ?? []).some((template) => {
    const claim = claimOf(context, set, template, ordinalOf(pod));
    return claim !== undefined && hasStaleOwner(claim, pod);
  });
}

/** Creates a Pod, its claims first. Models CreateStatefulPod. */
export function* createPod(context: Context, set: StatefulSet, pod: Pod): Task {
  const refused = yield* createClaims(context, set, pod);
  if (refused !== undefined) {
    yield* recordPod('create', set, pod, refused);
    return refused;
  }
  const { error } = yield create(pod);
  if (error?.reason === 'AlreadyExists') return error.message;
  const notOwned = yield* ownClaims(context, set, pod);
  if (notOwned !== undefined) {
    yield* recordPod('update', set, pod, notOwned);
    return notOwned;
  }
  yield* recordPod('create', set, pod, error?.message);
  return error?.message;
}

/** Creates what claims a pending Pod lacks. Models createMissingPersistentVolumeClaims. */
export function* createMissingClaims(context: Context, set: StatefulSet, pod: Pod): Task {
  const refused = yield* createClaims(context, set, pod);
  if (refused !== undefined) return refused;
  const notOwned = yield* ownClaims(context, set, pod);
  if (notOwned !== undefined) yield* recordPod('update', set, pod, notOwned);
  return notOwned;
}

/** Gives a Pod back the identity, the volumes and the claims that its ordinal has. Models UpdateStatefulPod. */
export function* correctPod(context: Context, set: StatefulSet, pod: Pod): Task {
  const next = identityMatches(set, pod) ? pod : withIdentity(set, pod);
  if (!storageMatches(set, next)) {
    // The claims are made, but a Pod's volumes cannot be changed any more: the API server refuses, and it is tried again.
    const refused = (yield* createClaims(context, set, next)) ?? `Pod "${pod.metadata.name}" is invalid: spec: ${VOLUMES_FORBIDDEN}`;
    yield* recordPod('update', set, pod, refused);
    return refused;
  }
  const ownersMatch = claimsMatchPolicy(context, set, next);
  if (!ownersMatch) {
    const notOwned = yield* ownClaims(context, set, next);
    if (notOwned !== undefined) {
      yield* recordPod('update', set, pod, notOwned);
      return notOwned;
    }
  }
  if (next === pod && ownersMatch) return undefined;
  yield because('statefulset/correct-pod', { pod: pod.metadata.name });
  const { error } = yield update({ ...next, metadata: { ...next.metadata, resourceVersion: '' } });
  yield* recordPod('update', set, pod, error?.message);
  return error?.message;
}

/** Deletes a Pod; one that is gone already counts as deleted. Models DeleteStatefulPod. */
export function* deletePod(set: StatefulSet, pod: Pod): Task {
  const { error } = yield remove('pods', keyOf(pod as unknown as KubeObject));
  const failure = error && error.reason !== 'NotFound' ? error.message : undefined;
  yield* recordPod('delete', set, pod, failure);
  return failure;
}
