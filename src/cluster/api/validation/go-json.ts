import { type GoType, internalStructOf, structOf } from '../schema/parse.ts';

/**
 * The server's own structures as its errors print them: Go's names, in Go's order, with what was never set.
 * Given is what v1 calls them; the names differ in their case alone.
 */
type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A structure as plain data whose members stand in Go's order. */
export function goValue(key: string, given: unknown): unknown {
  if (key.startsWith('meta/v1.')) return tagged(key, given);
  const members = new Map(Object.entries(isPlain(given) ? given : {}).map(([name, value]) => [name.toLowerCase(), value]));
  const shown: Record<string, unknown> = {};
  for (const field of internalStructOf(key).fields.values()) {
    const value = members.get(field.name.toLowerCase());
    // What is embedded from metav1 keeps its JSON tags.
    if (field.via.includes('ObjectMeta')) {
      if (value !== undefined && !(isPlain(value) && !Object.keys(value).length)) shown[field.name] = member(field.type, value);
    } else shown[field.name] = member(field.type, value);
  }
  return shown;
}

function member(type: GoType, value: unknown): unknown {
  switch (type.kind) {
    case 'pointer':
      return value === undefined || value === null ? null : member(type.of, value);
    case 'list':
      return Array.isArray(value) ? value.map((item: unknown) => member(type.of, item)) : null;
    case 'map': {
      if (!isPlain(value)) return null;
      const shown: Record<string, unknown> = {};
      for (const name of Object.keys(value).sort()) shown[name] = member(type.of, value[name]);
      return shown;
    }
    case 'struct':
      return goValue(type.key, value);
    case 'string':
      return value ?? '';
    case 'bool':
      return value ?? false;
    case 'int':
    case 'float':
    case 'intOrString':
      return value ?? 0;
    case 'quantity':
      return value ?? '0';
    default:
      return value ?? null;
  }
}

/** metav1's structures have JSON tags inside the server too. */
function tagged(key: string, given: unknown): unknown {
  const members = isPlain(given) ? given : {};
  const shown: Record<string, unknown> = {};
  for (const field of structOf(key).fields.values()) {
    const value = members[field.name];
    const inner = field.type.kind === 'list' || field.type.kind === 'pointer' ? field.type.of : undefined;
    const deep =
      inner?.kind === 'struct' && value !== undefined
        ? Array.isArray(value)
          ? value.map((item: unknown) => tagged(inner.key, item))
          : tagged(inner.key, value)
        : value;
    const empty = field.omitEmpty && typeof deep === 'object' && deep !== null && Object.keys(deep).length === 0 && field.type.kind !== 'pointer';
    if (deep !== undefined && !empty) shown[field.name] = deep;
  }
  return shown;
}

/** Go's encoder writes the three characters that matter to HTML as escapes. */
const escaped = (json: string): string => json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');

/** `{"Type":"BlueGreen","RollingUpdate":null}`. */
export function goJson(key: string, given: unknown): string {
  return escaped(JSON.stringify(goValue(key, given)));
}

/** The same in lines, each level indented by one space: what the server compares when it shows a difference. */
export function goLines(key: string, given: unknown): readonly string[] {
  return escaped(JSON.stringify(goValue(key, given), null, 1)).split('\n');
}

/** `{"matchLabels":{"app":"web"}}`: a metav1 structure in the order of its fields; null where there is none. */
export function metaJson(key: string, given: unknown): string {
  return given === undefined || given === null ? 'null' : escaped(JSON.stringify(tagged(key, given)));
}
