import { type GoType, innermost, rootKey, structOf } from '../../cluster/api/schema/parse.ts';
import { isPlain } from '../core/dig.ts';
import { goJson, goJsonIndented, sortedEntries } from './json.ts';

/**
 * The commands that decode what they work on into Go's structures. Their `-o json` has the members in the order of the structures'
 * fields, where what stays as it came from the server is sorted.
 */
const TYPED = /^(create \w|run$|autoscale$|expose$|set |rollout |taint$|cordon$|uncordon$)/;

/** Whether a command's objects are Go's structures when they are printed. */
export const printsTyped = (path: string): boolean => TYPED.test(path);

function indented(value: unknown, type: GoType | undefined, indent: string): string {
  const inner = `${indent}    `;
  const known = type && (type.kind === 'pointer' ? type.of : type);
  if (Array.isArray(value)) {
    const of = known?.kind === 'list' ? known.of : undefined;
    return value.length ? `[\n${value.map((item) => inner + indented(item, of, inner)).join(',\n')}\n${indent}]` : '[]';
  }
  if (!isPlain(value) || !known) return goJsonIndented(value, indent);
  const fields = known.kind === 'struct' ? structOf(known.key).fields : undefined;
  const entries = sortedEntries(value);
  if (fields) {
    const order = [...fields.keys()];
    const place = (name: string): number => (fields.has(name) ? order.indexOf(name) : order.length);
    entries.sort(([a], [b]) => place(a) - place(b));
  }
  if (!entries.length) return '{}';
  const typeOf = (name: string): GoType | undefined => fields?.get(name)?.type ?? (known.kind === 'map' ? known.of : undefined);
  return `{\n${entries.map(([name, member]) => `${inner}${goJson(name)}: ${indented(member, typeOf(name), inner)}`).join(',\n')}\n${indent}}`;
}

/** An object of a known kind as Go's encoder writes its structure, with four spaces a level. */
export function typedJson(object: object): string {
  const { apiVersion = '', kind = '' } = object as { apiVersion?: string; kind?: string };
  const key = rootKey(apiVersion, kind);
  return key === undefined ? goJsonIndented(object) : indented(object, innermost({ kind: 'struct', key, go: key }), '');
}
