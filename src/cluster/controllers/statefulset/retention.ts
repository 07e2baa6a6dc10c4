import { type KubeObject, type OwnerReference, controllerRef } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import type { PersistentVolumeClaim, StatefulSet } from '../../../kube/workloads.ts';
import { isInRange, ordinalOf } from './identity.ts';

/**
 * Who owns a claim, so that the garbage collector deletes it when its retention policy says so:
 *
 *     whenScaled  whenDeleted   while its ordinal is wanted   once it is scaled away
 *     Retain      Retain        nobody                        nobody
 *     Retain      Delete        the set                       the set
 *     Delete      Retain        nobody                        the Pod
 *     Delete      Delete        the set                       the Pod
 *
 * Models the owner references of stateful_set_utils.go.
 */

type Named = { readonly apiVersion: string; readonly kind: string; readonly metadata: KubeObject['metadata'] };

export interface RetentionPolicy {
  readonly whenDeleted: 'Retain' | 'Delete';
  readonly whenScaled: 'Retain' | 'Delete';
}

export function retentionPolicy(set: StatefulSet): RetentionPolicy {
  const policy = set.spec.persistentVolumeClaimRetentionPolicy;
  return { whenDeleted: policy?.whenDeleted ?? 'Retain', whenScaled: policy?.whenScaled ?? 'Retain' };
}

const references = (claim: PersistentVolumeClaim): readonly OwnerReference[] => claim.metadata.ownerReferences ?? [];
const namesIt = (reference: OwnerReference, object: Named): boolean =>
  reference.apiVersion === object.apiVersion && reference.kind === object.kind && reference.name === object.metadata.name;
const ownedBy = (claim: PersistentVolumeClaim, object: Named): boolean => references(claim).some((reference) => reference.uid === object.metadata.uid);

/** Whether a claim is owned by an earlier object of the same name: it is left to the garbage collector. Models hasStaleOwnerRef. */
export function hasStaleOwner(claim: PersistentVolumeClaim, object: Named): boolean {
  const reference = references(claim).find((candidate) => namesIt(candidate, object));
  return reference !== undefined && reference.uid !== object.metadata.uid;
}

/** Whether somebody else controls a claim that the policy would have us own. Models hasUnexpectedController. */
export function hasUnexpectedController(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  const { whenDeleted, whenScaled } = retentionPolicy(set);
  if (whenDeleted === 'Retain' && whenScaled === 'Retain') return false;
  return references(claim).some((reference) => {
    const own = [set, pod].find((object) => namesIt(reference, object));
    return own ? reference.uid !== own.metadata.uid : reference.controller === true;
  });
}

/** Who should own the claim of a Pod. */
function wantedOwner(set: StatefulSet, pod: Pod): StatefulSet | Pod | undefined {
  const { whenDeleted, whenScaled } = retentionPolicy(set);
  if (whenScaled === 'Delete' && !isInRange(set, ordinalOf(pod))) return pod;
  return whenDeleted === 'Delete' ? set : undefined;
}

/** Whether a claim's owners are what the policy asks for, or such that they must not be touched. Models isClaimOwnerUpToDate. */
export function isOwnerUpToDate(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  if (hasStaleOwner(claim, set) || hasStaleOwner(claim, pod)) return true;
  const ours = ownedBy(claim, set) || ownedBy(claim, pod);
  if (hasUnexpectedController(claim, set, pod)) return !ours;
  if (references(claim).some(({ uid, controller }) => (uid === set.metadata.uid || uid === pod.metadata.uid) && !controller)) return false;
  const wanted = wantedOwner(set, pod);
  return ownedBy(claim, set) === (wanted === set) && ownedBy(claim, pod) === (wanted === pod);
}

/** The claim with the owners that the policy asks for. Models updateClaimOwnerRefForSetAndPod. */
export function withOwners(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): PersistentVolumeClaim {
  const others = references(claim).filter((reference) => !namesIt(reference, set) && !namesIt(reference, pod));
  const wanted = hasUnexpectedController(claim, set, pod) ? undefined : wantedOwner(set, pod);
  const ownerReferences =
    wanted && !others.some(({ uid }) => uid === wanted.metadata.uid) ? [...others, controllerRef(wanted as unknown as KubeObject)] : others;
  const { ownerReferences: _, resourceVersion: _version, ...metadata } = claim.metadata;
  return { ...claim, metadata: { ...metadata, resourceVersion: '', ...(ownerReferences.length ? { ownerReferences } : {}) } };
}
