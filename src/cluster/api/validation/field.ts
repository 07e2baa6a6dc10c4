import type { Cause } from '../errors.ts';

/** The kinds of field errors, in the API's words. Models k8s.io/apimachinery/pkg/util/validation/field. */

/** A value as an error shows it: text quoted as Go does, everything else as JSON. `undefined` is Go's nil. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  return value === undefined ? 'null' : escapeHtml(JSON.stringify(value));
}

/** Text in double quotes as Go's %q writes it. */
export function quote(text: string): string {
  return JSON.stringify(text)
    .replaceAll('\\b', '\\b')
    .replace(/[\u007f]/g, '\\x7f');
}

/** Go's encoder writes the three characters that matter to HTML as escapes. */
function escapeHtml(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
}

const withDetail = (text: string, detail: string): string => (detail ? `${text}: ${detail}` : text);

export function required(field: string, detail = ''): Cause {
  return { field, message: withDetail('Required value', detail) };
}
export function forbidden(field: string, detail = ''): Cause {
  return { field, message: withDetail('Forbidden', detail) };
}
export function invalidValue(field: string, value: unknown, detail = ''): Cause {
  return { field, message: withDetail(`Invalid value: ${showValue(value)}`, detail) };
}
export function notFoundValue(field: string, value: unknown): Cause {
  return { field, message: `Not found: ${showValue(value)}` };
}
export function duplicate(field: string, value: unknown): Cause {
  return { field, message: `Duplicate value: ${showValue(value)}` };
}
/** `values` in the order in which they are shown: upstream sorts where it holds a set. */
export function notSupported(field: string, value: unknown, values: readonly string[]): Cause {
  return { field, message: withDetail(`Unsupported value: ${showValue(value)}`, values.length ? `supported values: ${values.map(quote).join(', ')}` : '') };
}
export function tooLong(field: string, max: number): Cause {
  return { field, message: `Too long: may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}` };
}
export function tooMany(field: string, actual: number, max: number): Cause {
  return { field, message: `Too many: ${actual}: must have at most ${max} ${max === 1 ? 'item' : 'items'}` };
}
