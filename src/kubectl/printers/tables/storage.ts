import type { KubeObject } from '../../../kube/meta.ts';
import { dig, digText } from '../../core/dig.ts';
import { type Table, ageOf, tableOf } from './table.ts';

const MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,RWX`. Models GetAccessModesAsString. */
export function accessModes(modes: unknown): string {
  const list = Array.isArray(modes) ? (modes as unknown[]) : [];
  return MODES.filter(([mode]) => list.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

const phaseOf = (object: KubeObject): string => (object.metadata.deletionTimestamp ? 'Terminating' : digText(object, 'status.phase'));

export const STORAGE_TABLES: readonly (readonly [string, Table])[] = [
  tableOf('persistentvolumeclaims', 'NAME|STATUS|VOLUME|CAPACITY|ACCESS MODES|STORAGECLASS|VOLUMEATTRIBUTESCLASS|AGE|~VOLUMEMODE', (claim, context) => {
    const volume = digText(claim, 'spec.volumeName');
    return [
      claim.metadata.name,
      phaseOf(claim as KubeObject),
      volume,
      volume ? digText(claim, 'status.capacity.storage') || '0' : '',
      volume ? accessModes(dig(claim, 'status.accessModes')) : '',
      digText(claim, 'spec.storageClassName'),
      digText(claim, 'spec.volumeAttributesClassName') || '<unset>',
      ageOf(claim, context),
      digText(claim, 'spec.volumeMode') || '<unset>',
    ];
  }),
  tableOf(
    'persistentvolumes',
    'NAME|CAPACITY|ACCESS MODES|RECLAIM POLICY|STATUS|CLAIM|STORAGECLASS|VOLUMEATTRIBUTESCLASS|REASON|AGE|~VOLUMEMODE',
    (object, context) => {
      const claim = dig(object, 'spec.claimRef');
      return [
        object.metadata.name,
        digText(object, 'spec.capacity.storage') || '0',
        accessModes(dig(object, 'spec.accessModes')),
        digText(object, 'spec.persistentVolumeReclaimPolicy'),
        phaseOf(object),
        claim ? `${digText(claim, 'namespace')}/${digText(claim, 'name')}` : '',
        digText(object, 'spec.storageClassName'),
        digText(object, 'spec.volumeAttributesClassName') || '<unset>',
        digText(object, 'status.reason'),
        ageOf(object, context),
        digText(object, 'spec.volumeMode') || '<unset>',
      ];
    },
  ),
];
