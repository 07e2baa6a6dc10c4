import type { Node } from '../../kube/cluster-objects.ts';
import type { Pod } from '../../kube/pod.ts';
import type { PersistentVolumeClaim } from '../../kube/workloads.ts';
import { type Context, type Outcome, type Step, update } from '../controller.ts';
import type { Listers } from '../store.ts';
import { SELECTED_NODE, type Volume, classOf, claimedBy, findVolume, isDelayed, isReachable, makesVolumesOn, specOf } from '../volume-match.ts';

/** What becomes of a Pod's volumes on a Node: those that are bound must be had there, the others are chosen with it. Models volumebinding/binder.go. */

const NODE_CONFLICT = "node(s) didn't match PersistentVolume's node affinity";
const NOTHING_TO_BIND = "node(s) didn't find available persistent volumes to bind";

/** A Pod's claims, as far as they matter for the choice of its Node. */
export interface PodClaims {
  /** Bound volumes that cannot be had everywhere. */
  readonly bound: readonly Volume[];
  /** Claims that get their volume with the Node. */
  readonly delayed: readonly PersistentVolumeClaim[];
  /** Whether a claim waits for a volume, whatever the Node. */
  readonly isWaiting: boolean;
}

/** Models GetPodVolumeClaims; the claims must be there. */
export function podClaims(listers: Listers, pod: Pod, names = claimsOf(pod)): PodClaims {
  const bound: Volume[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  let isWaiting = false;
  for (const name of names) {
    const claim = claimOf(listers, pod, name) as PersistentVolumeClaim;
    const { volumeName } = specOf(claim);
    if (claim.status?.phase === 'Bound') {
      const volume = listers.get('persistentvolumes', volumeName ?? '') as unknown as Volume | undefined;
      if (volume?.spec.nodeAffinity) bound.push(volume);
    } else if (volumeName === undefined && isDelayed(listers, claim)) delayed.push(claim);
    else isWaiting = true;
  }
  return { bound, delayed, isWaiting };
}

export function claimOf(listers: Listers, pod: Pod, name: string): PersistentVolumeClaim | undefined {
  return listers.get('persistentvolumeclaims', `${pod.metadata.namespace ?? ''}/${name}`);
}

export function claimsOf(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : []));
}

/** Which volumes claims would get on a Node; undefined for one that is to be made there. Undefined as a whole where one gets none. */
function choose(listers: Listers, claims: readonly PersistentVolumeClaim[], node: Node): ReadonlyMap<PersistentVolumeClaim, Volume | undefined> | undefined {
  const chosen = new Map<PersistentVolumeClaim, Volume | undefined>();
  const taken = new Set<string>();
  const volumes = [...listers.list('persistentvolumes')] as unknown as readonly Volume[];
  for (const claim of claims) {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined && selected !== node.metadata.name) return undefined;
    const volume = selected === undefined ? findVolume(claim, volumes, { node, taken }) : undefined;
    if (volume) taken.add(volume.metadata.name);
    else {
      const storageClass = classOf(listers, claim);
      if (!storageClass || !makesVolumesOn(storageClass, node)) return undefined;
    }
    chosen.set(claim, volume);
  }
  return chosen;
}

/** Why a Pod's volumes rule a Node out, or nothing. Models FindPodVolumes. */
export function volumeConflicts(listers: Listers, { bound, delayed }: PodClaims, node: Node): readonly string[] {
  const reasons: string[] = [];
  if (!bound.every((volume) => isReachable(volume, node))) reasons.push(NODE_CONFLICT);
  if (delayed.length && !choose(listers, delayed, node)) reasons.push(NOTHING_TO_BIND);
  return reasons;
}

/** Takes the volumes for a Pod that goes to a Node, or asks for them to be made there. Models BindPodVolumes, which waits until that is done. */
export function* bindVolumes({ listers }: Context, pod: Pod, node: Node): Generator<Step, void, Outcome> {
  const names = claimsOf(pod);
  if (!names.length) return;
  const { delayed } = podClaims(listers, pod, names);
  for (const [claim, volume] of delayed.length ? (choose(listers, delayed, node) ?? []) : []) {
    if (volume) yield update(claimedBy(volume, claim));
    else {
      const annotations = { ...claim.metadata.annotations, [SELECTED_NODE]: node.metadata.name };
      yield update({ ...claim, metadata: { ...claim.metadata, resourceVersion: '', annotations } });
    }
  }
}
