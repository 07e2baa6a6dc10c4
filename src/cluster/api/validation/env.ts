import { canonicalQuantity, isZeroQuantity } from '../../../kube/quantity.ts';
import type { Cause } from '../errors.ts';
import { invalidValue, notSupported, required } from './field.ts';
import { asPrefix } from './meta.ts';
import { invalidFor, isConfigMapKey, isDNS1123Label, isDNS1123Subdomain, isEnvVarName, isQualifiedName } from './names.ts';
import type { EnvSource, FieldRef, FullContainer, KeySelector, ResourceFieldRef } from './types.ts';

/** Environment variables and what they are filled from. Models ValidateEnv and ValidateEnvFrom. */

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
export const VOLUME_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const KNOWN_FIELDS = [...ENV_FIELDS, ...VOLUME_FIELDS, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase'];
const RESOURCE_FIELDS = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

export function* env(variables: FullContainer['env'], field: string): Iterable<Cause> {
  for (const [i, { name = '', value = '', valueFrom }] of (variables ?? []).entries()) {
    const at = `${field}[${i}]`;
    if (!name) yield required(`${at}.name`);
    else yield* invalidFor(`${at}.name`, name, isEnvVarName(name));
    if (valueFrom) yield* source(valueFrom, value, `${at}.valueFrom`);
  }
}

function* source(from: EnvSource, value: string, field: string): Iterable<Cause> {
  let sources = 0;
  if (from.fieldRef) {
    sources++;
    yield* fieldRef(from.fieldRef, ENV_FIELDS, `${field}.fieldRef`);
  }
  if (from.resourceFieldRef) {
    sources++;
    yield* resourceFieldRef(from.resourceFieldRef, `${field}.resourceFieldRef`, false);
  }
  if (from.configMapKeyRef) {
    sources++;
    yield* keySelector(from.configMapKeyRef, `${field}.configMapKeyRef`);
  }
  if (from.secretKeyRef) {
    sources++;
    yield* keySelector(from.secretKeyRef, `${field}.secretKeyRef`);
  }
  if (from.fileKeyRef) {
    sources++;
    const { volumeName = '', path = '', key = '' } = from.fileKeyRef;
    if (!key) yield required(`${field}.fileKeyRef.key`);
    else yield* invalidFor(`${field}.fileKeyRef.key`, key, isEnvVarName(key));
    yield* requiredLabel(volumeName, `${field}.fileKeyRef.volumeName`);
    if (!path) yield required(`${field}.fileKeyRef.path`);
    else if (path.split('/').includes('..')) yield invalidValue(`${field}.fileKeyRef.path`, path, "must not contain '..'");
  }
  if (sources === 0) yield invalidValue(field, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`');
  else if (value) yield invalidValue(field, '', 'may not be specified when `value` is not empty');
  else if (sources > 1) yield invalidValue(field, '', 'may not have more than one field specified at a time');
}

export function* fieldRef({ apiVersion = '', fieldPath = '' }: FieldRef, allowed: readonly string[], field: string): Iterable<Cause> {
  if (!apiVersion) return yield required(`${field}.apiVersion`);
  if (!fieldPath) return yield required(`${field}.fieldPath`);
  const converting = (why: string): Cause => invalidValue(`${field}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`);
  if (apiVersion !== 'v1') return yield converting(`unsupported pod version: ${apiVersion}`);
  const subscript = /^(.*)\['(.*)'\]$/.exec(fieldPath);
  if (subscript) {
    const [, path = '', key = ''] = subscript;
    if (path === 'metadata.annotations') yield* invalidFor(field, key.toLowerCase(), isQualifiedName(key.toLowerCase()));
    else if (path === 'metadata.labels') yield* invalidFor(field, key, isQualifiedName(key));
    else yield converting(`field label does not support subscript: ${fieldPath}`);
    return;
  }
  const path = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!KNOWN_FIELDS.includes(path)) yield converting(`field label not supported: ${fieldPath}`);
  else if (!allowed.includes(path)) yield notSupported(`${field}.fieldPath`, path, allowed);
}

export function* resourceFieldRef({ containerName = '', resource = '', divisor = '0' }: ResourceFieldRef, field: string, ofVolume: boolean): Iterable<Cause> {
  if (ofVolume && !containerName) yield required(`${field}.containerName`);
  else if (!resource) yield required(`${field}.resource`);
  else if (!RESOURCE_FIELDS.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource))
    yield notSupported(`${field}.resource`, resource, RESOURCE_FIELDS);
  if (isZeroQuantity(divisor)) return;
  const shown = canonicalQuantity(divisor);
  const only = (what: string): Cause => invalidValue(`${field}.divisor`, resource, `only divisor's values ${what}`);
  if (resource.endsWith('.cpu')) {
    if (!['1m', '1'].includes(shown)) yield only('1m and 1 are supported with the cpu resource');
  } else if (SIZES.includes(shown)) return;
  else if (resource.endsWith('.memory')) yield only(`${SIZES.join(', ')} are supported with the memory resource`);
  else if (resource.endsWith('.ephemeral-storage')) yield only(`${SIZES.join(', ')} are supported with the local ephemeral storage resource`);
  else if (resource.includes('.hugepages-')) yield only(`${SIZES.join(', ')} are supported with the hugepages resource`);
}

function* keySelector({ name = '', key = '' }: KeySelector, field: string): Iterable<Cause> {
  yield* invalidFor(`${field}.name`, name, isDNS1123Subdomain(name));
  if (!key) yield required(`${field}.key`);
  else yield* invalidFor(`${field}.key`, key, isConfigMapKey(key));
}

export function* envFrom(sources: FullContainer['envFrom'], field: string): Iterable<Cause> {
  for (const [i, { prefix = '', configMapRef, secretRef }] of (sources ?? []).entries()) {
    const at = `${field}[${i}]`;
    if (prefix) yield* invalidFor(`${at}.prefix`, prefix, isEnvVarName(prefix));
    for (const [member, reference] of [
      ['configMapRef', configMapRef],
      ['secretRef', secretRef],
    ] as const) {
      if (!reference) continue;
      if (!reference.name) yield required(`${at}.${member}.name`);
      else yield* invalidFor(`${at}.${member}.name`, reference.name, isDNS1123Subdomain(asPrefix(reference.name)));
    }
    if (!configMapRef && !secretRef) yield invalidValue(field, '', 'must specify one of: `configMapRef` or `secretRef`');
    else if (configMapRef && secretRef) yield invalidValue(field, '', 'may not have more than one field specified at a time');
  }
}

/** A DNS label that has to be there. */
export function* requiredLabel(value: string | undefined, field: string): Iterable<Cause> {
  if (!value) yield required(field);
  else yield* invalidFor(field, value, isDNS1123Label(value));
}
