import { type KubeObject, keyOf } from '../../../kube/meta.ts';
import type { PersistentVolumeClaim } from '../../../kube/workloads.ts';
import type { Change } from '../../../timeline/types.ts';
import { type Cache, type Context, type Plan, because, create, defineController, event, remove, updateStatus } from '../../controller.ts';
import {
  BIND_COMPLETED,
  NO_PROVISIONER,
  SELECTED_NODE,
  type Volume,
  classOf,
  findVolume,
  isDelayed,
  isVolumeOf,
  mismatch,
  specOf,
} from '../../volume-match.ts';
import { bind, lose, volumeFor, volumeNameFor, withPhase } from './bind.ts';

const claimKey = (address: string): string => `claim ${address}`;
const volumeKey = (name: string): string => `volume ${name}`;
const claimOfVolume = ({ spec: { claimRef } }: Volume): readonly string[] => (claimRef?.name ? [claimKey(`${claimRef.namespace}/${claimRef.name}`)] : []);

/** Whether a claim may find a volume: one that people made, and that is not bound yet. */
const isFree = ({ metadata, spec: { claimRef }, status }: Volume): boolean =>
  status?.phase !== 'Bound' && status?.phase !== 'Released' && (claimRef?.uid === undefined || metadata.name !== volumeNameFor(claimRef.uid));

class FreeVolumes implements Cache {
  constructor(readonly names: Set<string> = new Set()) {}

  observe({ table, key, after }: Change): void {
    if (table !== 'persistentvolumes') return;
    if (after && isFree(after as Volume)) this.names.add(key);
    else this.names.delete(key);
  }
  copy(): FreeVolumes {
    return new FreeVolumes(new Set(this.names));
  }
}

/**
 * Gives each claim a volume: one that is there and fits, the smallest first, or one of its own, which is made at once, whatever its storage
 * class: there are no disks in the playground. When the claim is gone, its volume is released, and goes too where it is not retained. Classes
 * without a provisioner make none, and those that wait for a first consumer leave the choice to the scheduler.
 */
export const volumeController = defineController({
  name: 'persistentvolume-controller',
  models: 'pkg/controller/volume/persistentvolume and a provisioner: binds claims to volumes',
  watches: [
    {
      table: 'persistentvolumeclaims',
      keys: (_listers, before, after) => {
        const claim = (after ?? before) as KubeObject;
        if (!after) return [volumeKey(specOf(claim as unknown as PersistentVolumeClaim).volumeName ?? volumeNameFor(claim.metadata.uid))];
        return before && before.spec === after.spec && before.metadata.annotations === after.metadata.annotations ? [] : [claimKey(keyOf(after))];
      },
    },
    {
      table: 'persistentvolumes',
      keys: (listers, before, after) => {
        const volume = (after ?? before) as Volume;
        const keys = [...(after ? [volumeKey(volume.metadata.name)] : []), ...claimOfVolume(volume)];
        if (!after || volume.spec.claimRef || volume.status?.phase !== 'Available') return keys;
        for (const claim of listers.list('persistentvolumeclaims')) if (!claim.metadata.annotations?.[BIND_COMPLETED]) keys.push(claimKey(keyOf(claim)));
        return keys;
      },
    },
    {
      table: 'storageclasses',
      keys: (listers, _before, after) =>
        after
          ? [...listers.list('persistentvolumeclaims')]
              .filter((claim) => specOf(claim).storageClassName === after.metadata.name && !claim.metadata.annotations?.[BIND_COMPLETED])
              .map((claim) => claimKey(keyOf(claim)))
          : [],
    },
  ],
  cache: (listers) => {
    const volumes = [...listers.list('persistentvolumes')] as unknown as readonly Volume[];
    return new FreeVolumes(new Set(volumes.filter(isFree).map(keyOf)));
  },
  *reconcile(context, key) {
    const at = key.indexOf(' ');
    const address = key.slice(at + 1);
    if (key.startsWith('volume')) yield* syncVolume(context, address);
    else yield* syncClaim(context, address);
  },
});

/** Models syncVolume. */
function* syncVolume(context: Context, name: string): Plan {
  const volume = context.listers.get('persistentvolumes', name) as unknown as Volume | undefined;
  if (!volume) return;
  const { claimRef } = volume.spec;
  const phase = volume.status?.phase;
  if (!claimRef?.uid) {
    if (phase === 'Available') return;
    yield because('volume/available', { volume: name });
    yield updateStatus(withPhase(volume, 'Available', context.nowTime));
    return;
  }
  const address = `${claimRef.namespace}/${claimRef.name}`;
  const claim = context.listers.get('persistentvolumeclaims', address);
  if (claim?.metadata.uid !== claimRef.uid) yield* reclaim(context, volume, address);
  else if (specOf(claim).volumeName === name && phase !== 'Bound') yield updateStatus(withPhase(volume, 'Bound', context.nowTime));
}

/** The volume of a claim that is gone is released, and goes too unless it is to be retained. */
function* reclaim(context: Context, volume: Volume, claim: string): Plan {
  const { name, deletionTimestamp } = volume.metadata;
  const isReleased = volume.status?.phase === 'Released';
  const isToGo = volume.spec.persistentVolumeReclaimPolicy === 'Delete' && deletionTimestamp === undefined;
  if (isReleased && !isToGo) return;
  yield because('volume/reclaim', { claim, volume: name });
  if (!isReleased) yield updateStatus(withPhase(volume, 'Released', context.nowTime));
  if (isToGo) yield remove('persistentvolumes', name);
}

/** Models syncClaim. */
function* syncClaim(context: Context, address: string): Plan {
  const claim = context.listers.get('persistentvolumeclaims', address);
  if (!claim || claim.metadata.deletionTimestamp !== undefined) return;
  if (claim.metadata.annotations?.[BIND_COMPLETED]) yield* syncBound(context, claim);
  else if (specOf(claim).volumeName) yield* syncNamed(context, claim);
  else yield* findOrMake(context, claim, address);
}

/** What was bound stays so, or is lost for good. Models syncBoundClaim. */
function* syncBound(context: Context, claim: PersistentVolumeClaim): Plan {
  const name = specOf(claim).volumeName;
  const volume = name === undefined ? undefined : (context.listers.get('persistentvolumes', name) as unknown as Volume | undefined);
  if (name === undefined) yield* lose(claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  else if (!volume) yield* lose(claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  else if (!volume.spec.claimRef) yield* bind(context, volume, claim);
  else if (volume.spec.claimRef.uid !== claim.metadata.uid)
    yield* lose(claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
}

/** A claim that names its volume gets that one or none. Models the second half of syncUnboundClaim. */
function* syncNamed(context: Context, claim: PersistentVolumeClaim): Plan {
  const name = specOf(claim).volumeName as string;
  const volume = context.listers.get('persistentvolumes', name) as unknown as Volume | undefined;
  if (!volume) return;
  if (volume.spec.claimRef && !isVolumeOf(volume, claim)) {
    yield event(claim, 'Warning', 'FailedBinding', `volume ${JSON.stringify(name)} already bound to a different claim.`);
    return;
  }
  const wrong = volume.spec.claimRef ? undefined : mismatch(volume, claim);
  if (wrong === undefined) yield* bind(context, volume, claim);
  else yield event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume ${JSON.stringify(name)}: ${wrong}`);
}

/** Models the first half of syncUnboundClaim, with a provisioner that is never late. */
function* findOrMake(context: Context, claim: PersistentVolumeClaim, address: string): Plan {
  const { listers } = context;
  const { names } = context.cache as FreeVolumes;
  const name = volumeNameFor(claim.metadata.uid);
  const made = listers.get('persistentvolumes', name) as unknown as Volume | undefined;
  const free = function* (): Iterable<Volume> {
    if (made) yield made;
    for (const key of names) yield listers.get('persistentvolumes', key) as unknown as Volume;
  };
  const delayed = isDelayed(listers, claim);
  const found = findVolume(claim, free(), { onlyNamed: delayed });
  if (found) return yield* bind(context, found, claim);
  if (delayed && !claim.metadata.annotations?.[SELECTED_NODE]) return yield* waitForConsumer(context, claim);
  if (classOf(listers, claim)?.provisioner === NO_PROVISIONER) {
    yield event(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${NO_PROVISIONER}`);
    return;
  }
  if (made || specOf(claim).selector) return;
  const volume = volumeFor(claim, name);
  yield because('volume/provision', { claim: address, volume: name, storage: specOf(claim).resources?.requests?.storage ?? '0' });
  yield create(volume);
}

/** Models emitEventForUnboundDelayBindingClaim. */
function* waitForConsumer({ listers }: Context, claim: PersistentVolumeClaim): Plan {
  const { namespace = '', name } = claim.metadata;
  const pods = [...listers.listIn('pods', namespace)].filter(
    ({ spec }) => !spec.nodeName && spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === name),
  );
  const names = pods.map(({ metadata }) => metadata.name).join(',');
  if (!pods.length) yield event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
  else yield event(claim, 'Normal', 'WaitForPodScheduled', `waiting for pod${pods.length > 1 ? 's' : ''} ${names} to be scheduled`);
}
