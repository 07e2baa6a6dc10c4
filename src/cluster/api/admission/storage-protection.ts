import type { Admission } from '../strategy.ts';

export const PVC_PROTECTION = 'kubernetes.io/pvc-protection';

/** A claim cannot go while a Pod uses it: it is created with a finalizer. Models the admission plugin StorageObjectInUseProtection. */
export const storageProtection: Admission = {
  name: 'StorageObjectInUseProtection',
  tables: ['persistentvolumeclaims'],
  admit: (object, previous) => {
    if (previous || object.metadata.finalizers?.includes(PVC_PROTECTION)) return object;
    return { ...object, metadata: { ...object.metadata, finalizers: [...(object.metadata.finalizers ?? []), PVC_PROTECTION] } };
  },
};
