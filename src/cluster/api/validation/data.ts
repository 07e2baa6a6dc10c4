import type { KubeObject } from '../../../kube/meta.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { forbidden, invalidValue, required, tooLong } from './field.ts';
import { immutable } from './meta.ts';
import { byteLength, invalidFor, isConfigMapKey } from './names.ts';

/** ConfigMaps and Secrets. Models ValidateConfigMap and ValidateSecret. */

const DATA_BYTES_MAX = 1024 * 1024;

interface Data {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export function* configMap(object: KubeObject): Iterable<Cause> {
  const { data = {}, binaryData = {} } = object as unknown as Data;
  let bytes = 0;
  for (const key of Object.keys(data).sort()) {
    yield* invalidFor(`data[${key}]`, key, isConfigMapKey(key));
    if (binaryData[key] !== undefined) yield invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData');
    bytes += byteLength(data[key] as string);
  }
  for (const key of Object.keys(binaryData).sort()) {
    yield* invalidFor(`binaryData[${key}]`, key, isConfigMapKey(key));
    bytes += (binaryData[key] as string).length * 0.75;
  }
  if (bytes > DATA_BYTES_MAX) yield tooLong('', DATA_BYTES_MAX);
}

export function* configMapUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  const one = next as unknown as Data;
  const old = previous as unknown as Data;
  if (old.immutable) {
    if (!one.immutable) yield forbidden('immutable', 'field is immutable when `immutable` is set');
    if (!deepEqual(one.data ?? {}, old.data ?? {})) yield forbidden('data', 'field is immutable when `immutable` is set');
    if (!deepEqual(one.binaryData ?? {}, old.binaryData ?? {})) yield forbidden('binaryData', 'field is immutable when `immutable` is set');
  }
  yield* configMap(next);
}

const ACCOUNT = 'kubernetes.io/service-account.name';

export function* secret(object: KubeObject): Iterable<Cause> {
  const { data = {}, type = '' } = object as unknown as Data & { type?: string };
  let bytes = 0;
  for (const key of Object.keys(data).sort()) {
    yield* invalidFor(`data[${key}]`, key, isConfigMapKey(key));
    bytes += (data[key] as string).length * 0.75;
  }
  if (bytes > DATA_BYTES_MAX) yield tooLong('data', DATA_BYTES_MAX);
  const needed: Readonly<Record<string, readonly string[]>> = {
    'kubernetes.io/dockercfg': ['.dockercfg'],
    'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
    'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  };
  if (type === 'kubernetes.io/service-account-token' && !object.metadata.annotations?.[ACCOUNT]) yield required(`metadata.annotations[${ACCOUNT}]`);
  for (const key of needed[type] ?? []) if (data[key] === undefined) yield required(`data[${key}]`);
  if (type === 'kubernetes.io/ssh-auth' && !data['ssh-privatekey']) yield required('data[ssh-privatekey]');
  if (type === 'kubernetes.io/basic-auth' && data['username'] === undefined && data['password'] === undefined) {
    yield required('data[username]');
    yield required('data[password]');
  }
}

export function* secretUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  const one = next as unknown as Data & { type?: string };
  const old = previous as unknown as Data & { type?: string };
  yield* immutable(one.type, old.type, 'type');
  if (old.immutable) {
    if (!one.immutable) yield forbidden('immutable', 'field is immutable when `immutable` is set');
    if (!deepEqual(one.data ?? {}, old.data ?? {})) yield forbidden('data', 'field is immutable when `immutable` is set');
  }
  yield* secret(next);
}
