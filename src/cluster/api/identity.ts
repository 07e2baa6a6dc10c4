import type { KubeObject, ObjectMeta } from '../../kube/meta.ts';
import { deepEqual } from './equal.ts';
import { ApiError, conflict } from './errors.ts';
import type { WriteOptions } from './strategy.ts';

/** The metadata of an update, with what a client cannot change put back: identity, times, generation. */
export function serverMetadata(next: KubeObject, previous: KubeObject): ObjectMeta {
  const { uid, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion } = previous.metadata;
  return {
    ...next.metadata,
    uid,
    creationTimestamp,
    resourceVersion,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
}

/** Owners that a user names twice are kept once, with a warning. */
export function withDistinctOwners(object: KubeObject, options: WriteOptions): KubeObject {
  const owners = object.metadata.ownerReferences;
  if (options.trusted || !owners || owners.length < 2) return object;
  const distinct = owners.filter((owner, i) => owners.findIndex((other) => deepEqual(other, owner)) === i);
  if (distinct.length === owners.length) return object;
  const doubled = owners.filter((owner) => !distinct.includes(owner)).map(({ uid }) => uid);
  options.warn?.(
    `.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ${doubled.join(', ')}`,
  );
  return { ...object, metadata: { ...object.metadata, ownerReferences: distinct } };
}

/** A patched object under the name and in the namespace of the request. Throws ApiError BadRequest for another. Models checkName. */
export function atItsPlace(next: KubeObject, previous: KubeObject): KubeObject {
  const wanted = previous.metadata;
  const { name, namespace } = { ...(next.metadata as Partial<ObjectMeta> | undefined) };
  const refuse = (why: string): never => {
    throw new ApiError('BadRequest', why);
  };
  if (!name) return refuse(`the name of the object (${wanted.name} based on URL) was undeterminable: name must be provided`);
  if (name !== wanted.name) return refuse(`the name of the object (${name}) does not match the name on the URL (${wanted.name})`);
  if (namespace === wanted.namespace) return next;
  if (namespace) return refuse(`the namespace of the object (${namespace}) does not match the namespace on the request (${wanted.namespace ?? ''})`);
  return { ...next, metadata: { ...next.metadata, ...(wanted.namespace === undefined ? {} : { namespace: wanted.namespace }) } };
}

/** Refuses a write that was made for an older version, or for another object of the same name. `resource` is the plural with its group. */
export function checkVersion(next: KubeObject, previous: KubeObject, resource: string): void {
  const { resourceVersion, uid } = next.metadata;
  const { name } = previous.metadata;
  if (uid && uid !== previous.metadata.uid)
    throw new ApiError(
      'Conflict',
      `Operation cannot be fulfilled on ${resource} "${name}": StorageError: invalid object, Code: 4, Key: ${storageKey(previous, resource)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${previous.metadata.uid}`,
    );
  if (resourceVersion && resourceVersion !== previous.metadata.resourceVersion) throw conflict(resource, name);
}

/** Kinds that are kept under another name than their own. Models SpecialDefaultResourcePrefixes. */
const PREFIXES: Readonly<Record<string, string>> = {
  replicationcontrollers: 'controllers',
  endpoints: 'services/endpoints',
  services: 'services/specs',
  nodes: 'minions',
  ingresses: 'ingress',
};

/** Where an object lies in etcd: `/registry/deployments/default/web`. */
function storageKey({ metadata }: KubeObject, resource: string): string {
  const plural = resource.split('.')[0] as string;
  return `/registry/${PREFIXES[plural] ?? plural}/${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name}`;
}
