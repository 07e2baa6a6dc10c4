import type { KubeObject } from '../../../kube/meta.ts';
import type { NodeSelectorTerm } from '../../../kube/pod.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { unifiedDiff } from './diff.ts';
import { duplicate, forbidden, invalidValue, notSupported, required, tooLong } from './field.ts';
import { goJson, goLines } from './go-json.ts';
import { immutable, labelKey } from './meta.ts';
import { byteLength, invalidFor, isDNS1123Label, isDNS1123Subdomain, isQualifiedName } from './names.ts';
import { nonNegativeQuantity, positiveQuantity } from './resources.ts';
import { nodeSelector } from './scheduling.ts';
import { hostPath, nfs, withoutBacksteps } from './volumes.ts';

/** PersistentVolumes and StorageClasses. Models ValidatePersistentVolume and pkg/apis/storage/validation. */
type Plain = Readonly<Record<string, unknown>>;

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const PARAMETERS_MAX = 512;
const PARAMETERS_BYTES_MAX = 256 * 1024;

interface VolumeSpec extends Plain {
  readonly capacity?: Readonly<Record<string, string>>;
  readonly accessModes?: readonly string[];
  readonly persistentVolumeReclaimPolicy?: string;
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly volumeAttributesClassName?: string;
  readonly nodeAffinity?: { readonly required?: { readonly nodeSelectorTerms?: readonly NodeSelectorTerm[] } };
}

function* secretReference(given: { readonly name?: string; readonly namespace?: string } | undefined, field: string): Iterable<Cause> {
  if (!given) return;
  const { name, namespace } = given;
  if (!name) yield required(`${field}.name`);
  else yield* invalidFor(`${field}.name`, name, isDNS1123Subdomain(name));
  if (!namespace) yield required(`${field}.namespace`);
  else yield* invalidFor(`${field}.namespace`, namespace, isDNS1123Label(namespace));
}

/** The name of a CSI driver, whose case does not matter. */
export function* driverName(name: string, field: string): Iterable<Cause> {
  if (!name) return yield required(field);
  if (byteLength(name) > 63) yield tooLong(field, 63);
  yield* invalidFor(field, name, isDNS1123Subdomain(name.toLowerCase()));
}

function* csi(source: Plain, field: string): Iterable<Cause> {
  yield* driverName((source['driver'] as string | undefined) ?? '', `${field}.driver`);
  if (!source['volumeHandle']) yield required(`${field}.volumeHandle`);
  for (const member of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef'])
    yield* secretReference(source[member] as Plain | undefined, `${field}.${member}`);
}

/** The sources in upstream's order; of those of storage systems that the playground does not have, one is as good as another. */
const SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const;

function* source(member: string, given: Plain, spec: VolumeSpec, field: string): Iterable<Cause> {
  if (member === 'hostPath') yield* hostPath(given, field);
  else if (member === 'nfs') yield* nfs(given, field);
  else if (member === 'csi') yield* csi(given, field);
  else if (member === 'local') {
    if (!given['path']) yield required(`${field}.path`);
    else yield* withoutBacksteps(given['path'] as string, `${field}.path`);
    if (!spec.nodeAffinity) yield required('spec.nodeAffinity', 'Local volume requires node affinity');
  }
}

function* capacity(amounts: Readonly<Record<string, string>>, field: string): Iterable<Cause> {
  const names = Object.keys(amounts).sort();
  if (!names.length) yield required(field);
  if (amounts['storage'] === undefined || names.length > 1) {
    const sorted = Object.fromEntries(names.map((name) => [name, amounts[name]]));
    yield notSupported(field, names.length ? sorted : undefined, ['storage']);
  }
  for (const name of names) {
    yield* nonNegativeQuantity(amounts[name] as string, `${field}[${name}]`);
    yield* positiveQuantity(amounts[name] as string, `${field}[${name}]`);
  }
}

export function* persistentVolume(object: KubeObject): Iterable<Cause> {
  const spec = (object.spec ?? {}) as VolumeSpec;
  const modes = spec.accessModes ?? [];
  if (!modes.length) yield required('spec.accessModes');
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) yield notSupported('spec.accessModes', mode, ACCESS_MODES);
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode)))
    yield forbidden('spec.accessModes', 'may not use ReadWriteOncePod with other access modes');
  yield* capacity(spec.capacity ?? {}, 'spec.capacity');
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !['Delete', 'Recycle', 'Retain'].includes(policy))
    yield notSupported('spec.persistentVolumeReclaimPolicy', policy, ['Delete', 'Recycle', 'Retain']);
  const affinity = spec.nodeAffinity;
  if (affinity && !affinity.required) yield required('spec.nodeAffinity.required', 'must specify required node constraints');
  if (affinity?.required) yield* nodeSelector(affinity.required.nodeSelectorTerms, 'spec.nodeAffinity.required');
  let found = 0;
  for (const member of SOURCES) {
    const given = spec[member] as Plain | undefined;
    if (!given) continue;
    if (found++) yield forbidden(`spec.${member === 'cephfs' ? 'cephFS' : member}`, 'may not specify more than 1 volume type');
    else yield* source(member, given, spec, `spec.${member}`);
  }
  if (!found) yield required('spec', 'must specify a volume type');
  if (policy === 'Recycle' && /^\/+$/.test((spec['hostPath'] as { path?: string } | undefined)?.path ?? ''))
    yield forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'");
  if (spec.storageClassName) yield* invalidFor('spec.storageClassName', spec.storageClassName, isDNS1123Subdomain(spec.storageClassName));
  if (spec.volumeMode !== undefined && !['Block', 'Filesystem'].includes(spec.volumeMode))
    yield notSupported('spec.volumeMode', spec.volumeMode, ['Block', 'Filesystem']);
  const attributes = spec.volumeAttributesClassName;
  if (attributes !== undefined) {
    if (!attributes) yield required('spec.volumeAttributesClassName', 'an empty string is disallowed');
    else yield* invalidFor('spec.volumeAttributesClassName', attributes, isDNS1123Subdomain(attributes));
    if (!spec['csi']) yield required('spec.csi', 'has to be specified when using volumeAttributesClassName');
  }
}

/** What a volume is made of stays; only what is said about it may change. */
export function* persistentVolumeUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* persistentVolume(next);
  const spec = (next.spec ?? {}) as VolumeSpec;
  const old = (previous.spec ?? {}) as VolumeSpec;
  if (SOURCES.some((member) => !deepEqual(spec[member], old[member]))) {
    const difference = unifiedDiff(goLines('core.PersistentVolumeSource', old), goLines('core.PersistentVolumeSource', spec));
    yield forbidden('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${difference}`);
  }
  yield* immutable(spec.volumeMode, old.volumeMode, 'volumeMode');
  if (old.nodeAffinity && !deepEqual(spec.nodeAffinity, old.nodeAffinity)) {
    const shown = spec.nodeAffinity ? goJson('core.VolumeNodeAffinity', spec.nodeAffinity) : 'null';
    yield { field: 'nodeAffinity', message: `Invalid value: ${shown}: field is immutable, except for updating from beta label to GA` };
  }
  if (old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined)
    yield forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden');
}

interface TopologyTerm {
  readonly matchLabelExpressions?: readonly { readonly key?: string; readonly values?: readonly string[] }[];
}
interface StorageClass {
  readonly provisioner?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowedTopologies?: readonly TopologyTerm[];
}

function* parameters(given: Readonly<Record<string, string>>): Iterable<Cause> {
  const entries = Object.entries(given);
  if (entries.length > PARAMETERS_MAX) return yield tooLong('parameters', PARAMETERS_MAX);
  let bytes = 0;
  for (const [key, value] of entries) {
    if (!key) yield invalidValue('parameters', key, 'field can not be empty.');
    bytes += byteLength(key) + byteLength(value);
  }
  if (bytes > PARAMETERS_BYTES_MAX) yield tooLong('parameters', PARAMETERS_BYTES_MAX);
}

function* topologies(terms: readonly TopologyTerm[]): Iterable<Cause> {
  const seen: string[] = [];
  for (const [i, { matchLabelExpressions = [] }] of terms.entries()) {
    const at = `allowedTopologies[${i}].matchLabelExpressions`;
    const keys = new Set<string>();
    for (const [j, { key = '', values = [] }] of matchLabelExpressions.entries()) {
      if (!values.length) yield required(`${at}[${j}].values`);
      for (const [k, value] of values.entries()) if (values.indexOf(value) < k) yield duplicate(`${at}[${j}].values[${k}]`, value);
      yield* labelKey(key, `${at}[${j}].key`);
      if (keys.has(key)) yield duplicate(`${at}[${j}].key`, key);
      keys.add(key);
    }
    const whole = JSON.stringify(matchLabelExpressions.map(({ key = '', values = [] }) => [key, [...new Set(values)].sort()]).sort());
    for (const other of seen) if (other === whole && matchLabelExpressions.length) yield duplicate(at, '');
    seen.push(whole);
  }
}

export function* storageClass(object: KubeObject): Iterable<Cause> {
  const { provisioner = '', parameters: given = {}, reclaimPolicy, volumeBindingMode, allowedTopologies = [] } = object as unknown as StorageClass;
  if (!provisioner) yield required('provisioner');
  else yield* invalidFor('provisioner', provisioner.toLowerCase(), isQualifiedName(provisioner.toLowerCase()));
  yield* parameters(given);
  if (reclaimPolicy && !['Delete', 'Retain'].includes(reclaimPolicy)) yield notSupported('reclaimPolicy', reclaimPolicy, ['Delete', 'Retain']);
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  if (volumeBindingMode === undefined) yield required('volumeBindingMode');
  else if (!modes.includes(volumeBindingMode)) yield notSupported('volumeBindingMode', volumeBindingMode, modes);
  yield* topologies(allowedTopologies);
}

export function* storageClassUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  for (const member of ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const)
    yield* immutable((next as unknown as StorageClass)[member], (previous as unknown as StorageClass)[member], member);
}
