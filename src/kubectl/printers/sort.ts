import { compareQuantity, parseQuantity, QuantityError } from '../../kube/quantity.ts';
import { fail } from '../core/failure.ts';
import { goSort } from '../core/go-sort.ts';
import { JsonPath, JsonPathError, relaxedPath } from './jsonpath.ts';

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

function isLess(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'string' && typeof b === 'string') return isQuantity(a) && isQuantity(b) ? compareQuantity(a, b) < 0 : a < b;
  return false;
}

/**
 * Sorts what was found by a field, `{.metadata.name}`, as kubectl does, with what Go's sort makes of equal ones; what does not have the field
 * comes first. Models get.RuntimeSort.
 */
export function sortObjects<T extends { readonly object: object }>(infos: readonly T[], field: string): readonly T[] {
  try {
    const path = new JsonPath(relaxedPath(field));
    const keyed = infos.map((info) => ({ info, value: path.find(info.object)[0]?.[0] }));
    if (keyed.length && keyed.every(({ value }) => value === undefined))
      fail(`couldn't find any field with path ${JSON.stringify(relaxedPath(field))} in the list of objects`);
    const less = (a: unknown, b: unknown): boolean => a === undefined || (b !== undefined && isLess(a, b));
    return goSort(keyed, (a, b) => less(a.value, b.value)).map(({ info }) => info);
  } catch (error) {
    if (error instanceof JsonPathError) return fail(`sorting error: ${error.message}`);
    throw error;
  }
}
