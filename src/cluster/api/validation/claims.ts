import type { KubeObject, LabelSelector } from '../../../kube/meta.ts';
import { compareQuantity } from '../../../kube/quantity.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { unifiedDiff } from './diff.ts';
import { forbidden, invalidValue, notSupported, required } from './field.ts';
import { goLines } from './go-json.ts';
import { immutable, labelSelector } from './meta.ts';
import { invalidFor, isDNS1123Label, isDNS1123Subdomain } from './names.ts';
import { positiveQuantity } from './resources.ts';

/** Claims for volumes. Models ValidatePersistentVolumeClaim. */
interface Source {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}
export interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly selector?: LabelSelector;
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  readonly storageClassName?: string;
  readonly volumeName?: string;
  readonly volumeMode?: string;
  readonly volumeAttributesClassName?: string;
  readonly dataSource?: Source;
  readonly dataSourceRef?: Source;
}

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

function* dataSource({ apiGroup = '', kind = '', name = '', namespace = '' }: Source, field: string): Iterable<Cause> {
  if (!name) yield required(`${field}.name`);
  if (!kind) yield required(`${field}.kind`);
  if (!apiGroup && kind !== 'PersistentVolumeClaim') yield invalidValue(field, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  if (apiGroup) yield* invalidFor(`${field}.apiGroup`, apiGroup, isDNS1123Subdomain(apiGroup));
  if (namespace) yield* invalidFor(`${field}.namespace`, namespace, isDNS1123Label(namespace));
}

export function* claimSpec(spec: ClaimSpec, field: string): Iterable<Cause> {
  const modes = spec.accessModes ?? [];
  if (!modes.length) yield required(`${field}.accessModes`, 'at least 1 access mode is required');
  yield* labelSelector(spec.selector, `${field}.selector`);
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) yield notSupported(`${field}.accessModes`, mode, ACCESS_MODES);
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode)))
    yield forbidden(`${field}.accessModes`, 'may not use ReadWriteOncePod with other access modes');
  const storage = spec.resources?.requests?.['storage'];
  if (storage === undefined) yield required(`${field}.resources[storage]`);
  else yield* positiveQuantity(storage, `${field}.resources[storage]`);
  if (spec.storageClassName) yield* invalidFor(`${field}.storageClassName`, spec.storageClassName, isDNS1123Subdomain(spec.storageClassName));
  if (spec.volumeMode !== undefined && !['Block', 'Filesystem'].includes(spec.volumeMode))
    yield notSupported(`${field}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']);
  if (spec.dataSource) yield* dataSource(spec.dataSource, `${field}.dataSource`);
  if (spec.dataSourceRef) yield* dataSource(spec.dataSourceRef, `${field}.dataSourceRef`);
  if (spec.volumeAttributesClassName)
    yield* invalidFor(`${field}.volumeAttributesClassName`, spec.volumeAttributesClassName, isDNS1123Subdomain(spec.volumeAttributesClassName));
}

export function* claim(object: KubeObject): Iterable<Cause> {
  yield* claimSpec((object.spec ?? {}) as ClaimSpec, 'spec');
}

/** Once bound, a claim may only grow. */
export function* claimUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* claim(next);
  const spec = next.spec as ClaimSpec;
  const old = previous.spec as ClaimSpec;
  const status = previous.status as { phase?: string; capacity?: Readonly<Record<string, string>> } | undefined;
  const size = spec.resources?.requests?.['storage'] ?? '0';
  const oldSize = old.resources?.requests?.['storage'] ?? '0';
  const bound = status?.phase === 'Bound';
  const oldShown: ClaimSpec = old.volumeName || spec.volumeName === undefined ? old : { ...old, volumeName: spec.volumeName };
  let shown: ClaimSpec = spec;
  if (old.storageClassName === undefined && spec.storageClassName !== undefined) {
    const { storageClassName: _, ...rest } = shown;
    shown = rest;
  }
  if (bound && spec.resources?.requests) shown = { ...shown, resources: { ...spec.resources, requests: { ...spec.resources.requests, storage: oldSize } } };
  if (bound && old.volumeAttributesClassName !== spec.volumeAttributesClassName) {
    const { volumeAttributesClassName: _, ...rest } = shown;
    shown = old.volumeAttributesClassName === undefined ? rest : { ...rest, volumeAttributesClassName: old.volumeAttributesClassName };
  }
  if (!deepEqual(shown, oldShown)) {
    const difference = unifiedDiff(goLines('core.PersistentVolumeClaimSpec', oldShown), goLines('core.PersistentVolumeClaimSpec', shown));
    yield forbidden('spec', `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${difference}`);
  }
  if (compareQuantity(size, oldSize) < 0 && compareQuantity(size, status?.capacity?.['storage'] ?? '0') <= 0)
    yield forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
  yield* immutable(spec.volumeMode, old.volumeMode, 'volumeMode');
}
