import type { KubeObject } from '../../../kube/meta.ts';
import type { Admission } from '../strategy.ts';

export const PVC_PROTECTION = 'kubernetes.io/pvc-protection';
export const PV_PROTECTION = 'kubernetes.io/pv-protection';

export function withFinalizer<T extends KubeObject>(object: T, name: string): T {
  if (object.metadata.finalizers?.includes(name)) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...(object.metadata.finalizers ?? []), name] } };
}

/** A claim cannot go while a Pod uses it, nor a volume while a claim does: they are created with a finalizer. Models StorageObjectInUseProtection. */
export const storageProtection: Admission = {
  name: 'StorageObjectInUseProtection',
  tables: ['persistentvolumeclaims', 'persistentvolumes'],
  admit: (object, previous) => (previous ? object : withFinalizer(object, object.kind === 'PersistentVolume' ? PV_PROTECTION : PVC_PROTECTION)),
};
