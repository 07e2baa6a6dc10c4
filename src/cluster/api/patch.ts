import jsonPatch, { type Operation } from 'fast-json-patch';
import type { KubeObject } from '../../kube/meta.ts';
import { type FieldValidation, decodeAs } from './decode.ts';
import { ApiError } from './errors.ts';
import { rootKey, structOf } from './schema/parse.ts';
import { type JsonMap, MergeError, goText, isMap, strategicMerge } from './strategic-merge.ts';
import { invalidValue } from './validation/field.ts';

/** kubectl's names for the three patches: application/json-patch+json, merge-patch+json, strategic-merge-patch+json. */
export type PatchType = 'json' | 'merge' | 'strategic';

/** A JSON merge patch (RFC 7386): null deletes, maps are merged, everything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const merged: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    if (patch[key] === null || patch[key] === undefined) delete merged[key];
    else merged[key] = mergePatch(merged[key], patch[key]);
  }
  return merged;
}

const REJECTED = 'the server rejected our request due to an error in our request';

function jsonPatched(object: KubeObject, patch: unknown): unknown {
  if (!Array.isArray(patch))
    throw new ApiError('BadRequest', `json: cannot unmarshal ${isMap(patch) ? 'object' : typeof patch} into Go value of type jsonpatch.Patch`);
  try {
    return jsonPatch.applyPatch(structuredCopy(object), patch as Operation[], true).newDocument;
  } catch {
    throw new ApiError('Invalid', REJECTED);
  }
}

/** The library changes what it is given, so it is given a copy. */
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, structuredCopy(item)]));
}

function strategicPatched(object: KubeObject, patch: unknown): unknown {
  if (!isMap(patch)) throw new ApiError('BadRequest', 'invalid JSON document');
  const key = rootKey(object.apiVersion, object.kind);
  try {
    return strategicMerge(object as unknown as JsonMap, patch, key === undefined ? undefined : structOf(key));
  } catch (error) {
    if (error instanceof MergeError) throw new ApiError(error.badRequest ? 'BadRequest' : 'InternalError', error.message);
    throw error;
  }
}

/** Go's converter says less about a wrong type than its decoder: `unrecognized type: int32`. */
function strategicWords(error: string): string {
  const type = /^json: cannot unmarshal .* of type (\S+)$/.exec(error)?.[1];
  return type === undefined ? error : `unrecognized type: ${type.replace(/^v1\.\w+$/, 'string')}`;
}

/**
 * An object with a patch applied, decoded as its kind. Throws ApiError: BadRequest or Invalid for a patch that cannot be applied, that
 * leaves a wrong type behind, or (where strict) an unknown field. Models the patchers of kube-apiserver.
 */
export function applyPatch(
  object: KubeObject,
  patch: unknown,
  type: PatchType,
  validation: FieldValidation = 'Strict',
  warn?: (message: string) => void,
): KubeObject {
  if (type === 'merge' && !isMap(patch))
    throw new ApiError(
      'BadRequest',
      `error decoding patch: json: cannot unmarshal ${Array.isArray(patch) ? 'array' : typeof patch} into Go value of type map[string]interface {}`,
    );
  const patched = type === 'json' ? jsonPatched(object, patch) : type === 'merge' ? mergePatch(object, patch) : strategicPatched(object, patch);
  const { apiVersion = '', kind = '' } = (isMap(patched) ? patched : {}) as { apiVersion?: string; kind?: string };
  const key = rootKey(apiVersion, kind);
  if (!key || apiVersion !== object.apiVersion || kind !== object.kind)
    throw new ApiError('BadRequest', `the API version in the data (${apiVersion}) does not match the expected API version (${object.apiVersion})`);
  const { value, unknownFields, error } = decodeAs(key, patched);
  const shown = type === 'strategic' ? goText(patch) : JSON.stringify(patched);
  const refuse = (why: string): never => {
    const cause = invalidValue('patch', shown, why);
    throw new ApiError('Invalid', ` "" is invalid: ${cause.field}: ${cause.message}`, [cause]);
  };
  if (error) refuse(type === 'strategic' ? strategicWords(error) : error);
  const said = unknownFields.map((field) => `unknown field ${JSON.stringify(field)}`);
  if (said.length && validation === 'Strict') refuse(`strict decoding error: ${said.join(', ')}`);
  if (validation === 'Warn') for (const message of said) warn?.(message);
  return value as KubeObject;
}
