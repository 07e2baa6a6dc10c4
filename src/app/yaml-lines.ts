import { isPlain } from '../timeline/plain.ts';

/** One line of an object's YAML, with the path of what it shows: `['spec', 'replicas']`; a list's members are numbered. */
export interface YamlLine {
  readonly text: string;
  readonly path: readonly string[];
}

type Plain = Readonly<Record<string, unknown>>;
/** Words that YAML would read as something else, and shapes that need quotes. */
const AMBIGUOUS =
  /^(?:true|false|yes|no|on|off|null|~|[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?|[-+]?0[xo][\da-f]+|[-+]?\.inf|\.nan|y|n|\d{4}-\d{2}-\d{2}.*|)$/i;
const UNSAFE = /^[\s\-?:,[\]{}#&*!|>'"%@`]|: |:$| #|\s$|\p{Cc}/u;

function scalar(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? 'null' : JSON.stringify(value);
  if (!AMBIGUOUS.test(value) && !UNSAFE.test(value.replace(/^-(?=[^\s-])/, 'x'))) return value;
  return JSON.stringify(value);
}

/** An object as kubectl's `-o yaml` writes it: keys in order of the alphabet, lists at the indentation of their key. */
export function yamlLines(object: unknown): readonly YamlLine[] {
  const lines: YamlLine[] = [];
  writeMap(lines, isPlain(object) ? object : {}, 0, []);
  return lines;
}

function writeMap(lines: YamlLine[], map: Plain, depth: number, path: readonly string[], first = ''): void {
  let lead = first;
  for (const key of Object.keys(map).toSorted()) {
    const value = map[key];
    if (value === undefined) continue;
    writeField(lines, `${lead || '  '.repeat(depth)}${scalar(key)}:`, value, depth, [...path, key]);
    lead = '';
  }
}

function writeField(lines: YamlLine[], label: string, value: unknown, depth: number, path: readonly string[]): void {
  if (isPlain(value)) {
    if (Object.values(value).every((inner) => inner === undefined)) lines.push({ text: `${label} {}`, path });
    else {
      lines.push({ text: label, path });
      writeMap(lines, value, depth + 1, path);
    }
  } else if (Array.isArray(value)) {
    lines.push({ text: value.length ? label : `${label} []`, path });
    value.forEach((item: unknown, i) => writeItem(lines, item, depth, [...path, String(i)]));
  } else if (typeof value === 'string' && value.includes('\n')) {
    const kept = value.endsWith('\n');
    lines.push({ text: `${label} ${kept ? '|' : '|-'}`, path });
    for (const line of (kept ? value.slice(0, -1) : value).split('\n')) lines.push({ text: line ? `${'  '.repeat(depth + 1)}${line}` : '', path });
  } else lines.push({ text: `${label} ${scalar(value)}`, path });
}

function writeItem(lines: YamlLine[], item: unknown, depth: number, path: readonly string[]): void {
  const dash = `${'  '.repeat(depth)}- `;
  if (isPlain(item) && Object.keys(item).length) writeMap(lines, item, depth + 1, path, dash);
  else if (Array.isArray(item)) {
    lines.push({ text: dash.trimEnd(), path });
    item.forEach((inner: unknown, i) => writeItem(lines, inner, depth + 1, [...path, String(i)]));
  } else lines.push({ text: `${dash}${isPlain(item) ? '{}' : scalar(item)}`, path });
}

/** The paths (joined by newlines) of what differs between two versions of an object: the deepest that differ. */
export function changedPaths(before: unknown, after: unknown): ReadonlySet<string> {
  const changed = new Set<string>();
  collect(changed, before, after, []);
  return changed;
}

function collect(changed: Set<string>, before: unknown, after: unknown, path: readonly string[]): void {
  if (before === after) return;
  if (isPlain(before) && isPlain(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) collect(changed, before[key], after[key], [...path, key]);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    for (let i = 0; i < length; i++) collect(changed, before[i], after[i], [...path, String(i)]);
    return;
  }
  changed.add(path.join('\n'));
}

/** Whether a line shows something that changed: its path, or one above it, is among the changed ones. */
export function isChanged(line: YamlLine, changed: ReadonlySet<string>): boolean {
  for (let depth = line.path.length; depth > 0; depth--) if (changed.has(line.path.slice(0, depth).join('\n'))) return true;
  return false;
}
