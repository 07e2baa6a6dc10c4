import { type KubeObject, type LabelSelector } from '../kube/meta.ts';
import type { Node } from '../kube/cluster-objects.ts';
import { matchesTerm } from '../kube/node-fit.ts';
import type { NodeSelectorTerm } from '../kube/pod.ts';
import { compareQuantity } from '../kube/quantity.ts';
import { matches } from '../kube/selector.ts';
import type { PersistentVolumeClaim } from '../kube/workloads.ts';
import type { Listers } from './store.ts';

/** Which volume a claim gets: the controller of volumes and the scheduler ask the same. Models component-helpers/storage/volume. */

export interface Volume extends KubeObject {
  readonly spec: {
    readonly accessModes?: readonly string[];
    readonly capacity?: Readonly<Record<string, string>>;
    readonly claimRef?: { readonly namespace?: string; readonly name?: string; readonly uid?: string };
    readonly nodeAffinity?: { readonly required?: { readonly nodeSelectorTerms: readonly NodeSelectorTerm[] } };
    readonly persistentVolumeReclaimPolicy?: string;
    readonly storageClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: { readonly phase?: string };
}
/** What a claim asks for. */
export interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly resources?: { readonly requests?: { readonly storage?: string } };
  readonly selector?: LabelSelector;
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly volumeName?: string;
}
interface StorageClass extends KubeObject {
  readonly allowedTopologies?: readonly { readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[] }[];
  readonly provisioner?: string;
  readonly volumeBindingMode?: string;
}

/** The Node that the scheduler has chosen for a claim that is to get its volume there. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
/** The provisioner of classes whose volumes people make. */
export const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

export const specOf = (claim: PersistentVolumeClaim): ClaimSpec => claim.spec as ClaimSpec;
export const isVolumeOf = ({ spec: { claimRef } }: Volume, { metadata: { namespace, name, uid } }: PersistentVolumeClaim): boolean =>
  claimRef?.name === name && claimRef.namespace === namespace && (!claimRef.uid || claimRef.uid === uid);

export function classOf(listers: Listers, claim: PersistentVolumeClaim): StorageClass | undefined {
  const { storageClassName } = specOf(claim);
  return storageClassName ? (listers.get('storageclasses', storageClassName) as unknown as StorageClass | undefined) : undefined;
}

/** Whether a claim waits for a Pod, so that its volume is where that Pod goes. Models IsDelayBindingMode. */
export const isDelayed = (listers: Listers, claim: PersistentVolumeClaim): boolean => classOf(listers, claim)?.volumeBindingMode === 'WaitForFirstConsumer';

/** Whether a volume can be had on a Node. Models CheckNodeAffinity. */
export function isReachable({ spec }: Volume, node: Node): boolean {
  const required = spec.nodeAffinity?.required;
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** Whether a class makes volumes for a Node. Models MatchTopologySelectorTerms. */
export function makesVolumesOn({ allowedTopologies = [], provisioner }: StorageClass, node: Node): boolean {
  if (!provisioner || provisioner === NO_PROVISIONER) return false;
  const fits = ({ key, values }: { readonly key: string; readonly values: readonly string[] }): boolean => values.includes(node.metadata.labels?.[key] ?? '');
  return !allowedTopologies.length || allowedTopologies.some(({ matchLabelExpressions = [] }) => matchLabelExpressions.every(fits));
}

const sizeOf = ({ spec }: Volume): string => spec.capacity?.['storage'] ?? '0';
const modeOf = ({ volumeMode }: { readonly volumeMode?: string }): string => volumeMode ?? 'Filesystem';
const isLargeEnough = (volume: Volume, { resources }: ClaimSpec): boolean => compareQuantity(sizeOf(volume), resources?.requests?.storage ?? '0') >= 0;
const isOfClass = ({ spec }: Volume, { storageClassName }: ClaimSpec): boolean => (spec.storageClassName ?? '') === (storageClassName ?? '');
const hasModes = ({ spec }: Volume, { accessModes = [] }: ClaimSpec): boolean => accessModes.every((mode) => spec.accessModes?.includes(mode));

/** Why a volume that a claim names is not for it, or undefined where it is. Models checkVolumeSatisfyClaim. */
export function mismatch(volume: Volume, claim: PersistentVolumeClaim): string | undefined {
  const spec = specOf(claim);
  if (volume.metadata.deletionTimestamp !== undefined) return `the volume is marked for deletion ${JSON.stringify(volume.metadata.name)}`;
  if (!isLargeEnough(volume, spec)) return 'requested PV is too small';
  if (!isOfClass(volume, spec)) return 'storageClassName does not match';
  if (modeOf(volume.spec) !== modeOf(spec)) return 'incompatible volumeMode';
  return hasModes(volume, spec) ? undefined : 'incompatible accessMode';
}

/**
 * The volume for a claim: the one that names it, or the smallest that fits and that nobody has. `node`: where it must be reachable.
 * `onlyNamed`: none but one that names it. Models FindMatchingVolume.
 */
export function findVolume(
  claim: PersistentVolumeClaim,
  volumes: Iterable<Volume>,
  { node, onlyNamed = false, taken }: { readonly node?: Node; readonly onlyNamed?: boolean; readonly taken?: ReadonlySet<string> } = {},
): Volume | undefined {
  const spec = specOf(claim);
  let best: Volume | undefined;
  for (const volume of volumes) {
    if (taken?.has(volume.metadata.name) || volume.metadata.deletionTimestamp !== undefined) continue;
    const own = isVolumeOf(volume, claim);
    if ((volume.spec.claimRef && !own) || !isLargeEnough(volume, spec) || modeOf(volume.spec) !== modeOf(spec)) continue;
    const reachable = !node || isReachable(volume, node);
    if (own) return reachable ? volume : undefined;
    if (onlyNamed || !reachable || volume.status?.phase !== 'Available' || !isOfClass(volume, spec) || !hasModes(volume, spec)) continue;
    if (spec.selector && !matches(spec.selector, volume.metadata.labels)) continue;
    if (!best || isBetter(volume, best, node !== undefined)) best = volume;
  }
  return best;
}

/** The smaller is better; to the controller, first of all the one that can do less. */
function isBetter(volume: Volume, than: Volume, bySizeAlone: boolean): boolean {
  const modes = bySizeAlone ? 0 : (volume.spec.accessModes ?? []).length - (than.spec.accessModes ?? []).length;
  return (modes || compareQuantity(sizeOf(volume), sizeOf(than))) < 0;
}

/** The volume as it is once it is a claim's. Models GetBindVolumeToClaim. */
export function claimedBy(volume: Volume, claim: PersistentVolumeClaim): KubeObject {
  const { namespace, name, uid } = claim.metadata;
  const annotations = isVolumeOf(volume, claim) ? volume.metadata.annotations : { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' };
  return {
    ...volume,
    metadata: { ...volume.metadata, resourceVersion: '', ...(annotations ? { annotations } : {}) },
    spec: { ...volume.spec, claimRef: { ...volume.spec.claimRef, apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid } },
  } as KubeObject;
}
