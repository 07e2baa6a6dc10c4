import type { KubeObject } from '../../../kube/meta.ts';
import { compareQuantity } from '../../../kube/quantity.ts';
import type { Admission } from '../strategy.ts';
import type { ClaimSpec } from '../validation/claims.ts';
import { refuse } from './refuse.ts';

const CLASS = 'volume.beta.kubernetes.io/storage-class';
const specOf = (object: KubeObject): ClaimSpec => (object.spec ?? {}) as ClaimSpec;
const sizeOf = (object: KubeObject): string => specOf(object).resources?.requests?.['storage'] ?? '0';
const classOf = (object: KubeObject): string => object.metadata.annotations?.[CLASS] ?? specOf(object).storageClassName ?? '';

/** A claim may grow once it is bound, and where its class says so. Models the admission plugin PersistentVolumeClaimResize. */
export const claimResize: Admission = {
  name: 'PersistentVolumeClaimResize',
  tables: ['persistentvolumeclaims'],
  validate: (object, previous, { listers }) => {
    if (!previous || compareQuantity(sizeOf(object), sizeOf(previous)) <= 0) return;
    if ((previous.status as { phase?: string } | undefined)?.phase !== 'Bound') throw refuse(object, 'Only bound persistent volume claims can be expanded');
    const name = classOf(object);
    const storage = name && name === classOf(previous) ? listers.get('storageclasses', name) : undefined;
    if (!(storage as { readonly allowVolumeExpansion?: boolean } | undefined)?.allowVolumeExpansion)
      throw refuse(object, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize');
  },
};
