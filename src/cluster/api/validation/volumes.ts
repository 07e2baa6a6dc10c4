import { parseQuantity } from '../../../kube/quantity.ts';
import type { Cause } from '../errors.ts';
import { claimSpec } from './claims.ts';
import { VOLUME_FIELDS, fieldRef, requiredLabel, resourceFieldRef } from './env.ts';
import { duplicate, forbidden, invalidValue, notSupported, required } from './field.ts';
import { annotations, labels } from './meta.ts';
import type { FieldRef, ResourceFieldRef } from './types.ts';

/** Volumes and what they are made of. Models ValidateVolumes and validateVolumeSource. */
type Plain = Readonly<Record<string, unknown>>;

const MODE_MAX = 0o777;
const MODE_MESSAGE = 'must be a number between 0 and 0777 (octal), both inclusive';
const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

export function* withoutBacksteps(path: string, field: string): Iterable<Cause> {
  if (path.split('/').includes('..')) yield invalidValue(field, path, "must not contain '..'");
}

/** A relative path that stays inside. */
export function* pathWithin(path: string, field: string): Iterable<Cause> {
  if (path.startsWith('/')) yield invalidValue(field, path, 'must be a relative path');
  yield* withoutBacksteps(path, field);
}

function* localPath(path: string, field: string): Iterable<Cause> {
  yield* pathWithin(path, field);
  if (path.startsWith('..') && !path.startsWith('../')) yield invalidValue(field, path, "must not start with '..'");
}

function* mode(value: unknown, field: string): Iterable<Cause> {
  if (typeof value === 'number' && (value < 0 || value > MODE_MAX)) yield invalidValue(field, value, MODE_MESSAGE);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly Plain[] => (Array.isArray(value) ? (value as readonly Plain[]) : []);

function* keyToPath(item: Plain, field: string): Iterable<Cause> {
  if (!item['key']) yield required(`${field}.key`);
  if (!item['path']) yield required(`${field}.path`);
  yield* localPath(text(item['path']), `${field}.path`);
  yield* mode(item['mode'], `${field}.mode`);
}

function* keysToPaths(source: Plain, nameMember: string, field: string): Iterable<Cause> {
  if (!source[nameMember]) yield required(`${field}.${nameMember}`);
  yield* mode(source['defaultMode'], `${field}.defaultMode`);
  for (const [i, item] of list(source['items']).entries()) yield* keyToPath(item, `${field}.items[${i}]`);
}

function* downwardFile(file: Plain, field: string): Iterable<Cause> {
  if (!file['path']) yield required(`${field}.path`);
  yield* localPath(text(file['path']), `${field}.path`);
  if (file['fieldRef']) {
    yield* fieldRef(file['fieldRef'] as FieldRef, VOLUME_FIELDS, `${field}.fieldRef`);
    if (file['resourceFieldRef']) yield invalidValue(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
  } else if (file['resourceFieldRef']) yield* resourceFieldRef(file['resourceFieldRef'] as ResourceFieldRef, `${field}.resourceFieldRef`, true);
  else yield required(field, 'one of fieldRef and resourceFieldRef is required');
  yield* mode(file['mode'], `${field}.mode`);
}

function* projected(source: Plain, field: string): Iterable<Cause> {
  yield* mode(source['defaultMode'], `${field}.defaultMode`);
  const paths = new Set<string>();
  const once = function* (path: unknown, shown: unknown): Iterable<Cause> {
    if (!path) return;
    if (paths.has(text(path))) yield invalidValue(field, shown, 'conflicting duplicate paths');
    paths.add(text(path));
  };
  for (const [i, projection] of list(source['sources']).entries()) {
    const at = `${field}.sources[${i}]`;
    for (const member of ['secret', 'configMap']) {
      const from = projection[member] as Plain | undefined;
      if (!from) continue;
      if (!from['name']) yield required(`${at}.${member}.name`);
      for (const [j, item] of list(from['items']).entries()) {
        yield* keyToPath(item, `${at}.${member}.items[${j}]`);
        yield* once(item['path'], from['name'] ?? '');
      }
    }
    for (const file of list((projection['downwardAPI'] as Plain | undefined)?.['items'])) {
      yield* downwardFile(file, `${at}.downwardAPI`);
      yield* once(file['path'], file['path']);
    }
    const token = projection['serviceAccountToken'] as Plain | undefined;
    if (token) {
      const seconds = Number(token['expirationSeconds'] ?? 0);
      if (seconds < 600) yield invalidValue(`${at}.serviceAccountToken.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes');
      if (seconds > 2 ** 32) yield invalidValue(`${at}.serviceAccountToken.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds');
      if (!token['path']) yield required(`${field}.path`);
      else yield* localPath(text(token['path']), `${field}.path`);
    }
    if (Object.keys(projection).length > 1) yield forbidden(at, 'may not specify more than 1 volume type per source');
  }
}

function* ephemeral(source: Plain, field: string): Iterable<Cause> {
  const template = source['volumeClaimTemplate'] as
    | { metadata?: { annotations?: Record<string, string>; labels?: Record<string, string> }; spec?: Plain }
    | undefined;
  if (!template) return yield required(`${field}.volumeClaimTemplate`);
  yield* annotations(template.metadata?.annotations, `${field}.volumeClaimTemplate.metadata.annotations`);
  yield* labels(template.metadata?.labels, `${field}.volumeClaimTemplate.metadata.labels`);
  yield* claimSpec(template.spec ?? {}, `${field}.volumeClaimTemplate.spec`);
}

/** Members that have to be there, for the sources of storage systems that the playground does not have. */
const needing = (...members: readonly string[]): Rule =>
  function* (source, field) {
    for (const member of members) if (!source[member]) yield required(`${field}.${member}`);
  };

export function* hostPath({ path, type }: Plain, field: string): Iterable<Cause> {
  if (!path) return yield required(`${field}.path`);
  yield* withoutBacksteps(text(path), `${field}.path`);
  if (typeof type === 'string' && !HOST_PATH_TYPES.includes(type)) yield notSupported(`${field}.type`, type, HOST_PATH_TYPES);
}

export function* nfs({ server, path }: Plain, field: string): Iterable<Cause> {
  if (!server) yield required(`${field}.server`);
  if (!path) yield required(`${field}.path`);
  if (!text(path).startsWith('/')) yield invalidValue(`${field}.path`, text(path), 'must be an absolute path');
}

type Rule = (source: Plain, field: string) => Iterable<Cause>;
const SOURCES: readonly (readonly [member: string, rule: Rule])[] = [
  [
    'emptyDir',
    function* ({ sizeLimit }, field) {
      if (typeof sizeLimit === 'string' && parseQuantity(sizeLimit).nano < 0n)
        yield forbidden(`${field}.sizeLimit`, 'SizeLimit field must be a valid resource quantity');
    },
  ],
  ['hostPath', hostPath],
  [
    'gitRepo',
    function* ({ repository, directory }, field) {
      if (!repository) yield required(`${field}.repository`);
      yield* pathWithin(text(directory), `${field}.directory`);
    },
  ],
  ['gcePersistentDisk', needing('pdName')],
  ['awsElasticBlockStore', needing('volumeID')],
  ['secret', (source, field) => keysToPaths(source, 'secretName', field)],
  ['nfs', nfs],
  ['iscsi', needing('targetPortal', 'iqn')],
  ['glusterfs', needing('endpoints', 'path')],
  ['persistentVolumeClaim', needing('claimName')],
  ['rbd', needing('monitors', 'image')],
  ['cinder', needing('volumeID')],
  ['cephfs', needing('monitors')],
  [
    'downwardAPI',
    function* (source, field) {
      yield* mode(source['defaultMode'], `${field}.defaultMode`);
      for (const file of list(source['items'])) yield* downwardFile(file, field);
    },
  ],
  ['fc', needing()],
  ['flexVolume', needing('driver')],
  ['configMap', (source, field) => keysToPaths(source, 'name', field)],
  ['azureFile', needing('secretName', 'shareName')],
  ['vsphereVolume', needing('volumePath')],
  ['photonPersistentDisk', needing('pdID')],
  ['portworxVolume', needing('volumeID')],
  ['azureDisk', needing('diskName', 'diskURI')],
  ['storageos', needing('volumeName')],
  ['projected', projected],
  ['scaleIO', needing('gateway', 'system', 'volumeName')],
  ['csi', needing('driver')],
  ['ephemeral', ephemeral],
  [
    'image',
    function* ({ reference, pullPolicy }, field) {
      if (!reference) yield required(`${field}.reference`);
      if (!pullPolicy) yield required(`${field}.pullPolicy`);
      else if (!['Always', 'IfNotPresent', 'Never'].includes(text(pullPolicy)))
        yield notSupported(`${field}.pullPolicy`, pullPolicy, ['Always', 'IfNotPresent', 'Never']);
    },
  ],
];

function* volumeSource(volume: Plain, field: string): Iterable<Cause> {
  let found = 0;
  for (const [member, rule] of SOURCES) {
    const source = volume[member] as Plain | undefined;
    if (!source) continue;
    if (found++) yield forbidden(`${field}.${member}`, 'may not specify more than 1 volume type');
    else yield* rule(source, `${field}.${member}`);
  }
  if (!found) yield required(field, 'must specify a volume type');
}

/** What is wrong with a Pod's volumes, and those that are not, for the mounts to refer to. */
export function volumes(given: readonly Plain[] | undefined, field: string): { readonly causes: readonly Cause[]; readonly valid: ReadonlyMap<string, Plain> } {
  const causes: Cause[] = [];
  const valid = new Map<string, Plain>();
  for (const [i, volume] of (given ?? []).entries()) {
    const at = `${field}[${i}]`;
    const name = text(volume['name']);
    const found = [...volumeSource(volume, at), ...requiredLabel(name, `${at}.name`)];
    if (valid.has(name)) found.push(duplicate(`${at}.name`, name));
    if (found.length) causes.push(...found);
    else valid.set(name, volume);
  }
  return { causes, valid };
}
