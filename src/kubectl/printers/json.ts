import { byCode } from '../core/dig.ts';

/** A string in JSON as Go's encoder writes it: `<`, `>` and `&` escaped where `html`. */
function goString(text: string, html: boolean): string {
  const quoted = JSON.stringify(text).replace(/[\u2028\u2029\u007f]/g, (character) =>
    character === '\u007f' ? character : `\\u${character.charCodeAt(0).toString(16)}`,
  );
  return html ? quoted.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`) : quoted;
}

/** The members that are there, in Go's order for maps. */
export function sortedEntries(value: object): [string, unknown][] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => byCode(a, b));
}

/** A value as Go's json.Marshal writes it, on one line, with sorted keys. */
export function goJson(value: unknown, html = true): string {
  if (typeof value === 'string') return goString(value, html);
  if (Array.isArray(value)) return `[${value.map((item) => goJson(item, html)).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${sortedEntries(value)
      .map(([key, member]) => `${goString(key, html)}:${goJson(member, html)}`)
      .join(',')}}`;
  return value === undefined ? 'null' : String(value);
}

/** The same over several lines, with four spaces a level, as `-o json` prints it. */
export function goJsonIndented(value: unknown, indent = ''): string {
  const inner = `${indent}    `;
  if (Array.isArray(value)) return value.length ? `[\n${value.map((item) => inner + goJsonIndented(item, inner)).join(',\n')}\n${indent}]` : '[]';
  if (typeof value === 'object' && value !== null) {
    const entries = sortedEntries(value);
    if (!entries.length) return '{}';
    return `{\n${entries.map(([key, member]) => `${inner}${goString(key, true)}: ${goJsonIndented(member, inner)}`).join(',\n')}\n${indent}}`;
  }
  return goJson(value);
}

/** A value that came from JSON as Go's `%#v` writes it: `map[string]interface {}{"a":1}`. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'object')
    return `map[string]interface {}{${sortedEntries(value)
      .map(([key, member]) => `${JSON.stringify(key)}:${goSyntax(member)}`)
      .join(', ')}}`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
