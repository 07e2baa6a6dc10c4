import type { KubeObject } from '../../../kube/meta.ts';
import { type Plain, fill, fillZero, within } from '../defaults.ts';
import type { Strategy } from '../strategy.ts';
import { claim, claimUpdate } from '../validation/claims.ts';
import { persistentVolumeClaimWarnings, persistentVolumeWarnings } from '../validation/object-warnings.ts';
import { persistentVolume, persistentVolumeUpdate } from '../validation/storage.ts';

/** A claim with its defaults. Models SetDefaults_PersistentVolumeClaim. */
export function defaultClaim(object: KubeObject): KubeObject {
  const filled = within(fill(object, { spec: {}, status: {} }), 'spec', (spec: Plain) => fillZero(fill(spec, { volumeMode: 'Filesystem' }), { resources: {} }));
  return within(filled, 'status', (status: Plain) => fillZero(status, { phase: 'Pending' }));
}

/** dataSource and dataSourceRef say the same where only one is given. Models NormalizeDataSources. */
function withDataSources(spec: Plain): Plain {
  const { dataSource, dataSourceRef } = spec;
  if (dataSource && !dataSourceRef) return { ...spec, dataSourceRef: dataSource };
  const reference = dataSourceRef as Plain | undefined;
  return reference && !dataSource && !reference['namespace'] ? { ...spec, dataSource: dataSourceRef } : spec;
}

export const persistentVolumeClaimStrategy: Strategy = {
  table: 'persistentvolumeclaims',
  hasGeneration: false,
  validate: claim,
  validateUpdate: claimUpdate,
  warnings: persistentVolumeClaimWarnings,
  applyDefaults: defaultClaim,
  prepareForCreate: (object) => within({ ...object, status: { phase: 'Pending' } } as KubeObject, 'spec', withDataSources),
  prepareForUpdate: (next) => within(next, 'spec', withDataSources),
};

export const persistentVolumeStrategy: Strategy = {
  table: 'persistentvolumes',
  hasGeneration: false,
  validate: persistentVolume,
  validateUpdate: persistentVolumeUpdate,
  warnings: persistentVolumeWarnings,
  applyDefaults: (object) =>
    within(fill(object, { spec: {} }), 'spec', (spec: Plain) => fillZero(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' })),
  prepareForCreate: (object, context) => ({ ...object, status: { phase: 'Pending', lastPhaseTransitionTime: context.nowTime } }),
};
