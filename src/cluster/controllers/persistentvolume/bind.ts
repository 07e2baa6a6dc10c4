import { type KubeObject, keyOf } from '../../../kube/meta.ts';
import type { PersistentVolumeClaim } from '../../../kube/workloads.ts';
import { type Context, type Plan, because, event, update, updateStatus } from '../../controller.ts';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, type Volume, claimedBy, specOf } from '../../volume-match.ts';

export const volumeNameFor = (uid: string): string => `pv-${uid}`;

/** Makes a volume and a claim each other's: the volume first. Models bind. */
export function* bind({ nowTime }: Context, volume: Volume, claim: PersistentVolumeClaim): Plan {
  const { name } = volume.metadata;
  yield because('volume/bind', { claim: keyOf(claim), volume: name });
  let own = volume;
  if (volume.spec.claimRef?.uid !== claim.metadata.uid) {
    const { object, error } = yield update(claimedBy(volume, claim));
    if (error) return;
    own = object as Volume;
  }
  yield updateStatus(withPhase(own, 'Bound', nowTime));
  const found = specOf(claim).volumeName === undefined ? { [BOUND_BY_CONTROLLER]: 'yes' } : {};
  const metadata = { ...claim.metadata, resourceVersion: '', annotations: { ...claim.metadata.annotations, [BIND_COMPLETED]: 'yes', ...found } };
  yield update({ ...claim, metadata, spec: { ...claim.spec, volumeName: name } });
  const { accessModes, capacity } = volume.spec;
  yield updateStatus({ ...claim, metadata, status: { phase: 'Bound', ...(accessModes ? { accessModes } : {}), ...(capacity ? { capacity } : {}) } });
}

/** A claim whose volume is no longer its own. */
export function* lose(claim: PersistentVolumeClaim, reason: string, message: string): Plan {
  if (claim.status?.phase === 'Lost') return;
  yield because('volume/lost', { claim: keyOf(claim) });
  yield updateStatus({ ...claim, metadata: { ...claim.metadata, resourceVersion: '' }, status: { phase: 'Lost' } });
  yield event(claim, 'Warning', reason, message);
}

export const withPhase = (volume: Volume, phase: string, lastPhaseTransitionTime: string): KubeObject => ({
  ...volume,
  metadata: { ...volume.metadata, resourceVersion: '' },
  status: { phase, lastPhaseTransitionTime },
});

/** The volume that a provisioner makes for a claim. */
export function volumeFor(claim: PersistentVolumeClaim, name: string): KubeObject {
  const { accessModes, resources, storageClassName, volumeMode = 'Filesystem' } = specOf(claim);
  const { namespace, name: claimName, uid } = claim.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name } as KubeObject['metadata'],
    spec: {
      capacity: { storage: resources?.requests?.storage ?? '0' },
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
