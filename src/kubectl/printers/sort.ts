import type { KubeObject } from '../../kube/meta.ts';
import { compareQuantity, parseQuantity, QuantityError } from '../../kube/quantity.ts';
import { byCode } from '../core/dig.ts';
import { fail } from '../core/failure.ts';
import { goPrint, JsonPath, JsonPathError, relaxedPath } from './jsonpath.ts';

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return isQuantity(a) && isQuantity(b) ? compareQuantity(a, b) : byCode(a, b);
  return typeof a === typeof b ? byCode(goPrint(a), goPrint(b)) : 0;
}

/** Sorts what was found by a field, `{.metadata.name}`; what does not have the field comes first. Models get.RuntimeSorter. */
export function sortObjects<T extends { readonly object: KubeObject; readonly resource: unknown }>(infos: readonly T[], field: string): readonly T[] {
  try {
    const path = new JsonPath(relaxedPath(field));
    const keyed = infos.map((info) => ({ info, value: path.find(info.object)[0]?.[0] }));
    if (keyed.length && keyed.every(({ value }) => value === undefined))
      fail(`couldn't find any field with path ${JSON.stringify(relaxedPath(field))} in the list of objects`);
    const kinds = [...new Set(infos.map((info) => info.resource))];
    return keyed
      .sort((a, b) => {
        const byKind = kinds.indexOf(a.info.resource) - kinds.indexOf(b.info.resource);
        if (byKind || a.value === b.value) return byKind;
        if (a.value === undefined || b.value === undefined) return a.value === undefined ? -1 : 1;
        return compareValues(a.value, b.value);
      })
      .map(({ info }) => info);
  } catch (error) {
    if (error instanceof JsonPathError) return fail(`sorting error: ${error.message}`);
    throw error;
  }
}
