import { sortedEntries } from './json.ts';

/** A column after which a plain or quoted text is broken at its next space. */
const BEST_WIDTH = 80;

/** What YAML 1.1 reads as something else than a string. Models go-yaml's resolve table. */
const RESOLVES =
  /^(?:~|null|Null|NULL|y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF|true|True|TRUE|false|False|FALSE|\.nan|\.NaN|\.NAN|[-+]?\.(?:inf|Inf|INF)|<<|[-+]?0b[01_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0o?[0-7_]+|[-+]?[0-9][0-9_]*|[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)?)$/;

type Style = 'plain' | 'single' | 'double' | 'literal';

function hasSpecialCharacters(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (
      code === 0x0a ||
      code === 0x85 ||
      (code >= 0x20 && code <= 0x7e) ||
      (code >= 0xa0 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
    )
      continue;
    return true;
  }
  return false;
}

/** Whether a text may stand without quotes on one line. Models yaml_emitter_analyze_scalar. */
function plainAllowed(text: string): boolean {
  if (/^(?:---|\.\.\.)/.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text)) return false;
  if (/^[-?:](?:\s|$)/.test(text)) return false;
  if (/^ | $/.test(text)) return false;
  return !/: |:$| #/.test(text) && !/\n/.test(text);
}

function styleOf(text: string): Style {
  if (text === '' || RESOLVES.test(text)) return 'double';
  if (text.includes('\n')) return literalAllowed(text) ? 'literal' : 'double';
  if (hasSpecialCharacters(text)) return 'double';
  return plainAllowed(text) ? 'plain' : 'single';
}

/** A block text has no space at the end of a line, and nothing that needs an escape. */
function literalAllowed(text: string): boolean {
  return !/ (?:\n|$)/.test(text) && !hasSpecialCharacters(text);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known) return known;
  if (!hasSpecialCharacters(character)) return character;
  const code = character.codePointAt(0) as number;
  return code <= 0xff
    ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    : code <= 0xffff
      ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
      : `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** Breaks a text at spaces once a line is past the best width, as go-yaml's emitter does. `column` is where the text begins. */
function folded(text: string, column: number, indent: number, escapeBreak: boolean): string {
  let output = '';
  let at = column;
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    const breaks = character === ' ' && at > BEST_WIDTH && i > 0 && i < characters.length - 1 && characters[i - 1] !== ' ' && characters[i + 1] !== ' ';
    if (breaks) {
      output += `${escapeBreak ? '\\' : ''}\n${' '.repeat(indent)}${escapeBreak ? '\\ ' : ''}`;
      at = indent + (escapeBreak ? 2 : 0);
      if (!escapeBreak) continue;
      continue;
    }
    output += character;
    at++;
  }
  return output;
}

function scalar(text: string, column: number, indent: number): string {
  switch (styleOf(text)) {
    case 'plain':
      return folded(text, column, indent, false);
    case 'single':
      return `'${folded(text.replaceAll("'", "''"), column + 1, indent, false)}'`;
    case 'double':
      return `"${foldedDouble(text, column + 1, indent)}"`;
    case 'literal': {
      const hint = /^[ \n]/.test(text) ? '2' : '';
      const chomp = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') || text === '\n' ? '+' : '';
      const body = text.endsWith('\n') ? text.slice(0, -1) : text;
      return `|${hint}${chomp}\n${body
        .split('\n')
        .map((line) => (line ? ' '.repeat(indent) + line : ''))
        .join('\n')}`;
    }
  }
}

/** Text in double quotes breaks with a backslash where the next line begins with a space. */
function foldedDouble(text: string, column: number, indent: number): string {
  let output = '';
  let at = column;
  const characters = [...text];
  let spaced = false;
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    if (character === ' ' && !spaced && at > BEST_WIDTH && i > 0 && i < characters.length - 1) {
      output += `\n${' '.repeat(indent)}`;
      at = indent;
      if (characters[i + 1] === ' ') {
        output += '\\';
        at++;
      }
      spaced = true;
      continue;
    }
    const piece = escaped(character);
    output += piece;
    at += piece.length;
    spaced = character === ' ';
  }
  return output;
}

function node(value: unknown, indent: number, column: number): string {
  if (typeof value === 'string') return scalar(value, column, indent || 2);
  if (Array.isArray(value) || (typeof value === 'object' && value !== null)) return '';
  return value === undefined ? 'null' : String(value);
}

const isEmpty = (value: unknown): boolean => (Array.isArray(value) ? value.length === 0 : sortedEntries(value as object).length === 0);
const isCollection = (value: unknown): value is object => typeof value === 'object' && value !== null;

function lines(value: object, indent: number): string {
  const pad = ' '.repeat(indent);
  if (Array.isArray(value))
    return value
      .map((item: unknown) => {
        if (!isCollection(item)) return `${pad}- ${node(item, indent + 2, indent + 2)}\n`;
        if (isEmpty(item)) return `${pad}- ${Array.isArray(item) ? '[]' : '{}'}\n`;
        return `${pad}- ${lines(item, indent + 2).slice(indent + 2)}`;
      })
      .join('');
  return sortedEntries(value)
    .map(([key, member]) => {
      const name = node(key, indent + 2, indent);
      if (!isCollection(member)) return `${pad}${name}: ${node(member, indent + 2, indent + name.length + 2)}\n`;
      if (isEmpty(member)) return `${pad}${name}: ${Array.isArray(member) ? '[]' : '{}'}\n`;
      return `${pad}${name}:\n${lines(member, Array.isArray(member) ? indent : indent + 2)}`;
    })
    .join('');
}

/** A value as `kubectl -o yaml` prints it: sorted keys, lists at their key's own column, texts quoted where YAML 1.1 would read something else. */
export function toYaml(value: unknown): string {
  if (!isCollection(value)) return `${node(value, 0, 0)}\n`;
  if (isEmpty(value)) return Array.isArray(value) ? '[]\n' : '{}\n';
  return lines(value, 0);
}
