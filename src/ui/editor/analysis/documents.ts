import { LineCounter, type Node, type Pair, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** One step from an object to a field: a key of a map, or an entry of a list. */
export type PathStep = string | number;

/** A value in a manifest that is neither a map nor a list with entries, and where it stands. */
export interface Leaf {
  readonly path: readonly PathStep[];
  /** A scalar; or `{}` and `[]` where a map or a list is written empty. */
  readonly value: unknown;
  /** From 1. `endColumn` is just after the value. */
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** One document of a file that names an object. */
export interface ManifestDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** As written; undefined where the context's namespace applies. */
  readonly namespace: string | undefined;
  /** The first and the last line with content, from 1. */
  readonly startLine: number;
  readonly endLine: number;
  readonly leaves: readonly Leaf[];
  /** The leaves by `pathKey`. */
  readonly byPath: ReadonlyMap<string, Leaf>;
  /** The line of each map's and list entry's key, by `pathKey`: where a missing field would have stood. */
  readonly lines: ReadonlyMap<string, number>;
}

/** A document longer than this is not looked into: reading it would hold up typing. */
const CHARACTERS_MAX = 200_000;
const CACHE_MAX = 200;

const cache = new Map<string, ManifestDocument | undefined>();

export const pathKey = (path: readonly PathStep[]): string => JSON.stringify(path);

/** The documents of a file. Those that do not parse, or name no object, are left out; unchanged ones are not read again. */
export function documentsOf(text: string): readonly ManifestDocument[] {
  const documents: ManifestDocument[] = [];
  for (const { text: part, line } of splitDocuments(text)) {
    const parsed = parseCached(part);
    if (parsed) documents.push(shifted(parsed, line));
  }
  return documents;
}

/** Whether every part of a file that says something is among its documents. */
export function isFullyRead(text: string, documents: readonly ManifestDocument[]): boolean {
  return splitDocuments(text).filter((part) => /^[^#\s]/m.test(part.text)).length === documents.length;
}

/** The parts between `---` lines; `line` is how many lines stand before. */
function splitDocuments(text: string): readonly { readonly text: string; readonly line: number }[] {
  const parts: { text: string; line: number }[] = [];
  let start = 0;
  let startLine = 0;
  let line = 0;
  for (let at = 0; at <= text.length; line++) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    if (/^---(\s|$)/.test(text.slice(at, Math.min(end, at + 4)))) {
      parts.push({ text: text.slice(start, at), line: startLine });
      // `--- # comment` and `--- {…}` are rare, and their first line is not looked into.
      start = Math.min(text.length, end + 1);
      startLine = line + 1;
    }
    at = end + 1;
  }
  parts.push({ text: text.slice(start), line: startLine });
  return parts.filter((part) => part.text.trim() !== '');
}

function parseCached(text: string): ManifestDocument | undefined {
  if (text.length > CHARACTERS_MAX) return undefined;
  if (cache.has(text)) return cache.get(text);
  if (cache.size >= CACHE_MAX) cache.delete(cache.keys().next().value as string);
  const parsed = parse(text);
  cache.set(text, parsed);
  return parsed;
}

function parse(text: string): ManifestDocument | undefined {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, strict: false, logLevel: 'silent' });
  const root = document.contents;
  if (!isMap(root) || document.errors.length > 0) return undefined;
  const string = (path: readonly string[]): string | undefined => {
    const value: unknown = document.getIn(path);
    return typeof value === 'string' ? value : undefined;
  };
  const [apiVersion, kind, name] = [string(['apiVersion']), string(['kind']), string(['metadata', 'name'])];
  if (apiVersion === undefined || kind === undefined || name === undefined) return undefined;
  const leaves: Leaf[] = [];
  const lines = new Map<string, number>();
  collect(root, [], { lineCounter, leaves, lines, text });
  const startLine = lineCounter.linePos(root.range?.[0] ?? 0).line;
  const endLine = Math.max(startLine, ...leaves.map((leaf) => leaf.line));
  return { apiVersion, kind, name, namespace: string(['metadata', 'namespace']), startLine, endLine, leaves, byPath: indexed(leaves), lines };
}

interface Collecting {
  readonly lineCounter: LineCounter;
  readonly leaves: Leaf[];
  readonly lines: Map<string, number>;
  readonly text: string;
}

function collect(node: unknown, path: readonly PathStep[], into: Collecting): void {
  if (isMap(node) && node.items.length > 0) {
    for (const pair of node.items as Pair<unknown, unknown>[]) {
      if (!isScalar(pair.key)) continue;
      const inner = [...path, String(pair.key.value)];
      into.lines.set(pathKey(inner), into.lineCounter.linePos(pair.key.range?.[0] ?? 0).line);
      if (pair.value === null || pair.value === undefined) continue;
      collect(pair.value, inner, into);
    }
    return;
  }
  if (isSeq(node) && node.items.length > 0) {
    node.items.forEach((item, index) => {
      const inner = [...path, index];
      into.lines.set(pathKey(inner), into.lineCounter.linePos((item as Node).range?.[0] ?? 0).line);
      collect(item, inner, into);
    });
    return;
  }
  // An alias stands for what is written elsewhere, and is marked there.
  if (isAlias(node)) return;
  const range = (node as Node).range;
  if (!range) return;
  const from = into.lineCounter.linePos(range[0]);
  const to = into.lineCounter.linePos(range[1]);
  const value: unknown = isMap(node) ? {} : isSeq(node) ? [] : isScalar(node) ? node.value : undefined;
  const endColumn = to.line === from.line ? to.col : from.col + (into.text.slice(range[0]).split('\n', 1)[0] ?? '').length;
  into.leaves.push({ path, value, line: from.line, column: from.col, endColumn });
}

const indexed = (leaves: readonly Leaf[]): ReadonlyMap<string, Leaf> => new Map(leaves.map((leaf) => [pathKey(leaf.path), leaf]));

function shifted(document: ManifestDocument, by: number): ManifestDocument {
  if (by === 0) return document;
  const leaves = document.leaves.map((leaf) => ({ ...leaf, line: leaf.line + by }));
  return {
    ...document,
    startLine: document.startLine + by,
    endLine: document.endLine + by,
    leaves,
    byPath: indexed(leaves),
    lines: new Map([...document.lines].map(([key, line]) => [key, line + by])),
  };
}

/** The leaf at a path, or undefined. */
export function leafAt(document: ManifestDocument, ...path: PathStep[]): Leaf | undefined {
  return document.byPath.get(pathKey(path));
}
