import { type KubeObject, keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import type { PersistentVolumeClaim } from '../../kube/workloads.ts';
import type { Change } from '../../timeline/types.ts';
import { PVC_PROTECTION, PV_PROTECTION, withFinalizer } from '../api/admission/storage-protection.ts';
import {
  type Cache,
  type Context,
  type Outcome,
  type Plan,
  type Step,
  type Watch,
  because,
  create,
  defineController,
  remove,
  update,
  updateStatus,
} from '../controller.ts';

/** What a claim asks for. */
interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly resources?: { readonly requests?: { readonly storage?: string } };
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly volumeName?: string;
}
interface Volume extends KubeObject {
  readonly spec: {
    readonly claimRef?: { readonly namespace: string; readonly name: string; readonly uid: string };
    readonly persistentVolumeReclaimPolicy?: string;
  };
  readonly status?: { readonly phase?: string };
}

const BOUND_BY_CONTROLLER = { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' };

const volumeNameFor = (uid: string): string => `pv-${uid}`;
/** A claim's key with its uid, so that the volume of a claim that is gone can still be found. */
const claimKey = (namespace: string, name: string, uid: string): string => `${namespace}/${name} ${uid}`;

/**
 * Gives each claim a volume of its own at once, whatever its storage class: there are no disks in the playground. First the volume comes
 * to be, then the claim is bound to it; when the claim is gone, so is the volume.
 */
export const volumeController = defineController({
  name: 'persistentvolume-controller',
  models: 'pkg/controller/volume/persistentvolume and a provisioner: binds claims to volumes',
  watches: [
    {
      table: 'persistentvolumeclaims',
      keys: (_listers, before, after) => {
        const { namespace = '', name, uid } = ((after ?? before) as KubeObject).metadata;
        return before && after && before.spec === after.spec ? [] : [claimKey(namespace, name, uid)];
      },
    },
    {
      table: 'persistentvolumes',
      keys: (_listers, before, after) => {
        const { claimRef } = ((after ?? before) as Volume).spec;
        return claimRef ? [claimKey(claimRef.namespace, claimRef.name, claimRef.uid)] : [];
      },
    },
  ],
  reconcile: bind,
});

function* bind(context: Context, key: string): Plan {
  const [address, uid] = key.split(' ') as [string, string];
  const claim = context.listers.get('persistentvolumeclaims', address);
  const name = volumeNameFor(uid);
  const volume = context.listers.get('persistentvolumes', name) as Volume | undefined;
  if (claim?.metadata.uid !== uid) {
    if (volume) yield* reclaim(context, volume, address);
    return;
  }
  const spec = claim.spec as ClaimSpec;
  if (spec.volumeName || claim.metadata.deletionTimestamp !== undefined) return;
  const capacity = { storage: spec.resources?.requests?.storage ?? '0' };
  if (!volume) {
    yield because('volume/provision', { claim: address, volume: name, ...capacity });
    yield create(volumeFor(claim, name, capacity));
    return;
  }
  yield because('volume/bind', { claim: address, volume: name });
  yield updateStatus(withPhase(volume, 'Bound', context.nowTime));
  const metadata = { ...claim.metadata, resourceVersion: '', annotations: { ...claim.metadata.annotations, ...BOUND_BY_CONTROLLER } };
  yield update({ ...claim, metadata, spec: { ...claim.spec, volumeName: name } });
  yield updateStatus({ ...claim, metadata, status: { phase: 'Bound', ...(spec.accessModes ? { accessModes: spec.accessModes } : {}), capacity } });
}

/** The volume of a claim that is gone is released, and goes too unless it is to be retained. */
function* reclaim(context: Context, volume: Volume, claim: string): Generator<Step, void, Outcome> {
  const { name, deletionTimestamp } = volume.metadata;
  const isReleased = volume.status?.phase !== 'Bound';
  const isToGo = volume.spec.persistentVolumeReclaimPolicy === 'Delete' && deletionTimestamp === undefined;
  if (isReleased && !isToGo) return;
  yield because('volume/reclaim', { claim, volume: name });
  if (!isReleased) yield updateStatus(withPhase(volume, 'Released', context.nowTime));
  if (isToGo) yield remove('persistentvolumes', name);
}

const withPhase = (volume: Volume, phase: string, lastPhaseTransitionTime: string): KubeObject => ({
  ...volume,
  metadata: { ...volume.metadata, resourceVersion: '' },
  status: { phase, lastPhaseTransitionTime },
});

function volumeFor(claim: PersistentVolumeClaim, name: string, capacity: { readonly storage: string }): KubeObject {
  const { accessModes, storageClassName, volumeMode = 'Filesystem' } = claim.spec as ClaimSpec;
  const { namespace, name: claimName, uid } = claim.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name } as KubeObject['metadata'],
    spec: {
      capacity,
      ...(accessModes ? { accessModes } : {}),
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name: claimName, uid },
      // A directory of the Node's, as the provisioners of small clusters give.
      hostPath: { path: `/var/lib/volumes/${name}`, type: '' },
      persistentVolumeReclaimPolicy: 'Delete',
      ...(storageClassName === undefined ? {} : { storageClassName }),
      volumeMode,
    },
  };
}

/** Which bound Pods use a claim. */
class ClaimUsers implements Cache {
  constructor(private readonly users: Map<string, Set<string>> = new Map()) {}

  has(claim: string): boolean {
    return this.users.has(claim);
  }
  observe({ table, key, before, after }: Change): void {
    if (table !== 'pods') return;
    const was = claimsOf(before as Pod | undefined);
    const is = claimsOf(after as Pod | undefined);
    for (const claim of was) if (!is.includes(claim)) this.delete(claim, key);
    for (const claim of is) if (!was.includes(claim)) this.add(claim, key);
  }
  copy(): ClaimUsers {
    return new ClaimUsers(new Map([...this.users].map(([claim, pods]) => [claim, new Set(pods)])));
  }

  private add(claim: string, pod: string): void {
    const pods = this.users.get(claim);
    if (pods) pods.add(pod);
    else this.users.set(claim, new Set([pod]));
  }
  private delete(claim: string, pod: string): void {
    const pods = this.users.get(claim);
    pods?.delete(pod);
    if (pods?.size === 0) this.users.delete(claim);
  }
}

const NONE: readonly string[] = [];

/** The claims that a Pod uses from the moment it is bound to a Node. */
function claimsOf(pod: Pod | undefined): readonly string[] {
  if (!pod?.spec.nodeName || !pod.spec.volumes) return NONE;
  return pod.spec.volumes.flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim ? [`${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`] : [],
  );
}

/** Takes a finalizer off an object that is going, as nothing uses it any more; puts it back on one that is to stay. */
function* guard(object: KubeObject, finalizer: string, isUsed: boolean, why: Step): Generator<Step, void, Outcome> {
  const isGoing = object.metadata.deletionTimestamp !== undefined;
  const has = object.metadata.finalizers?.includes(finalizer) ?? false;
  if (isGoing === !has || (isGoing && isUsed)) return;
  const guarded = { ...object, metadata: { ...object.metadata, resourceVersion: '' } };
  if (!isGoing) {
    yield update(withFinalizer(guarded, finalizer));
    return;
  }
  yield why;
  yield update({ ...guarded, metadata: { ...guarded.metadata, finalizers: (object.metadata.finalizers ?? []).filter((name) => name !== finalizer) } });
}

/** Those whose deletion has begun, and those that have lost their finalizer. */
const unguarded =
  (finalizer: string): Watch['keys'] =>
  (_listers, _before, after) =>
    after && (after.metadata.deletionTimestamp !== undefined || !after.metadata.finalizers?.includes(finalizer)) ? [keyOf(after)] : [];

/** Lets a claim that somebody has deleted go as soon as no Pod uses it any more. */
export const claimProtectionController = defineController({
  name: 'pvc-protection-controller',
  models: 'pkg/controller/volume/pvcprotection: keeps a claim while a Pod uses it',
  watches: [
    { table: 'persistentvolumeclaims', keys: unguarded(PVC_PROTECTION) },
    { table: 'pods', keys: (_listers, before, after) => (after ? [] : claimsOf(before as Pod | undefined)) },
  ],
  cache: (listers) => {
    const users = new ClaimUsers();
    for (const pod of listers.list('pods')) users.observe({ table: 'pods', key: keyOf(pod), before: undefined, after: pod });
    return users;
  },
  *reconcile(context, key) {
    const claim = context.listers.get('persistentvolumeclaims', key) as KubeObject | undefined;
    if (claim) yield* guard(claim, PVC_PROTECTION, (context.cache as ClaimUsers).has(key), because('volume/unused', { claim: key }));
  },
});

/** Lets a volume that somebody has deleted go as soon as no claim is bound to it any more. */
export const volumeProtectionController = defineController({
  name: 'pv-protection-controller',
  models: 'pkg/controller/volume/pvprotection: keeps a volume while a claim is bound to it',
  watches: [{ table: 'persistentvolumes', keys: unguarded(PV_PROTECTION) }],
  *reconcile(context, key) {
    const volume = context.listers.get('persistentvolumes', key) as Volume | undefined;
    if (volume) yield* guard(volume, PV_PROTECTION, volume.status?.phase === 'Bound', because('volume/unbound', { volume: key }));
  },
});
