import {
  type CreateNodeOptions,
  type Document,
  LineCounter,
  type ParsedNode,
  type Scalar,
  type ScalarTag,
  type SchemaOptions,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
} from 'yaml';
import { syntaxProblem } from './yaml-syntax.ts';

/** Where something stands in a manifest's text, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mistake in a text, as kubectl prints it after `yaml: `. */
interface Problem {
  readonly message: string;
  readonly at: Position | undefined;
}

/** Nested deeper than this, no text is read. */
const DEPTH_MAX = 1_000;

export interface Manifest {
  /** The documents as plain data, in order; an empty document is null. Those after an error are missing. */
  readonly documents: readonly unknown[];
  /** What the first mistake is, as kubectl prints it after `yaml: `: `line 3: mapping values are not allowed in this context`. */
  readonly error: string | undefined;
  /** Where that mistake is, for the editor. */
  readonly errorAt: Position | undefined;
  /** Whether the mistake is a line that should separate documents, which kubectl finds before it reads any YAML. */
  readonly isSeparator: boolean;
  /** Where a field of a document stands: `positionOf(0, 'spec.template.spec.containers[0].image')`, or what encloses it where it is absent. */
  positionOf(document: number, path: string): Position | undefined;
}

/** Of a text: more than any cluster would store, and little enough to be read while somebody waits. */
const BYTES_MAX = 2 * 1024 * 1024;
const ALIASES_MAX = 10_000;
/** Of the values that aliases come to once they are written out. */
const EXPANDED_MAX = 200_000;

const plain = (tag: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag =>
  ({ identify: () => false, default: true, tag, test, resolve }) as ScalarTag;

function parseInteger(text: string): number {
  const clean = text.replaceAll('_', '');
  const sign = clean.startsWith('-') ? -1 : 1;
  const digits = clean.replace(/^[-+]/, '');
  const octal = /^0[0-7]+$/.test(digits);
  return sign * Number(octal ? `0o${digits.slice(1)}` : digits);
}

/** How sigs.k8s.io/yaml reads plain words: as YAML 1.1, without its base-60 numbers, and with times left as text. */
const TAGS: CreateNodeOptions & SchemaOptions = {
  schema: 'failsafe',
  customTags: (tags) => [
    ...tags,
    plain('tag:yaml.org,2002:null', /^(?:~|[Nn]ull|NULL)?$/, () => null),
    plain('tag:yaml.org,2002:bool', /^(?:[Yy]|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON|[Nn]|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/, (text) =>
      /^(?:[Yy]|[Tt]|[Oo][Nn]$)/.test(text),
    ),
    plain('tag:yaml.org,2002:int', /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)$/, parseInteger),
    plain('tag:yaml.org,2002:float', /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/, (text) => Number(text.replaceAll('_', ''))),
    plain('tag:yaml.org,2002:float', /^[-+]?\.(?:inf|Inf|INF)$/, (text) => (text.startsWith('-') ? -Infinity : Infinity)),
    plain('tag:yaml.org,2002:float', /^\.(?:nan|NaN|NAN)$/, () => Number.NaN),
  ],
};

const nothing = (error: string, errorAt?: Position): Manifest => ({ documents: [], error, errorAt, isSeparator: false, positionOf: () => undefined });

/** Reads a manifest of one or more documents. Never throws; monstrous texts are refused before they cost time. */
export function parseManifest(text: string): Manifest {
  if (text.length > BYTES_MAX)
    return nothing(`the manifest has ${(text.length / 1024 / 1024).toFixed(1)} MB, and at most ${BYTES_MAX / 1024 / 1024} MB can be read`);
  const refusal = refuseMonsters(text);
  if (refusal) return nothing(refusal.message, refusal.at);
  const documents: { readonly parsed: Document.Parsed | undefined; readonly lines: LineCounter; readonly above: number }[] = [];
  const values: unknown[] = [];
  let problem: Problem | undefined;
  for (const chunk of chunksOf(text)) {
    if ('separator' in chunk) {
      const at = { line: chunk.above + 1, column: 1 };
      return { documents: values, error: chunk.separator, errorAt: at, isSeparator: true, positionOf: () => at };
    }
    const found = syntaxProblem(chunk.text);
    if (found) {
      problem = {
        message: found.line ? `line ${found.line}: ${found.message}` : found.message,
        at: { line: chunk.above + found.at.line + 1, column: found.at.column + 1 },
      };
      break;
    }
    const lines = new LineCounter();
    const [parsed] = parseAllDocuments(chunk.text, { ...TAGS, ...READING, lineCounter: lines });
    try {
      problem = parsed ? (expansionProblem(parsed) ?? mergeProblem(parsed) ?? mapKeyProblem(parsed)) : undefined;
      if (problem) break;
      values.push(parsed?.toJS({ maxAliasCount: -1 }) ?? null);
    } catch (thrown) {
      problem = { message: (thrown as Error).message, at: undefined };
      break;
    }
    documents.push({ parsed, lines, above: chunk.above });
  }
  const positionOf = (index: number, path: string): Position | undefined => {
    const document = documents[index];
    const found = document && locate(document.parsed, path, document.lines);
    return found && { line: found.line + document.above, column: found.column };
  };
  return { documents: values, error: problem?.message, errorAt: problem?.at, isSeparator: false, positionOf };
}

const READING = { version: '1.1', merge: true, uniqueKeys: false, strict: true, prettyErrors: false, keepSourceTokens: false, logLevel: 'silent' } as const;

type Chunk = { readonly text: string; readonly above: number } | { readonly separator: string; readonly above: number };

/**
 * The documents of a text, each with how many lines are above it: they end where a line begins with three hyphens, whatever the line is
 * in. Models YAMLReader of k8s.io/apimachinery.
 */
function* chunksOf(text: string): Iterable<Chunk> {
  let chunk = '';
  let above = 0;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const [i, full] of lines.entries()) {
    const line = full.replace(/\r$/, '');
    if (line.startsWith('---')) {
      const rest = line.slice(3).trim();
      if (rest && !rest.startsWith('#')) return yield { separator: `invalid Yaml document separator: ${rest}`, above: i };
      if (chunk) {
        yield { text: chunk, above };
        chunk = '';
        above = i + 1;
        continue;
      }
    }
    chunk += `${line}\n`;
  }
  if (chunk) yield { text: chunk, above };
}

/** A merge key (`<<`) whose value is no mapping, nor a sequence of them. Models merge of goyaml.v2. */
function mergeProblem(document: Document.Parsed): Problem | undefined {
  const isMapping = (node: unknown): boolean => isMap(isAlias(node) ? node.resolve(document) : node);
  let wrong = false;
  visit(document, {
    Pair: (_, { key, value }) => {
      // The parser makes a symbol of a plain `<<` and takes one with a tag for the same; a quoted one is a key like others.
      if (!isScalar(key) || (typeof key.value !== 'symbol' && (key.value !== '<<' || key.type !== 'PLAIN'))) return undefined;
      wrong = !(isMapping(value) || (isSeq(value) && value.items.every(isMapping)));
      return wrong ? visit.BREAK : undefined;
    },
  });
  return wrong ? { message: 'map merge requires map or sequence of maps as the value', at: undefined } : undefined;
}

/** A mapping's key that is a mapping or a sequence itself, as `{{ .Values.x }}` of a template comes out. */
function mapKeyProblem(document: Document.Parsed): Problem | undefined {
  let bad: unknown;
  const resolve = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const search = (node: unknown): boolean => {
    if (isMap(node))
      return node.items.some(({ key, value }) => {
        const found = resolve(key);
        if (search(found)) return true;
        if (isMap(found) || isSeq(found)) {
          bad = found.toJS(document, { mapAsMap: true });
          return true;
        }
        return search(value);
      });
    return isSeq(node) && node.items.some(search);
  };
  return search(document.contents) ? { message: `invalid map key: ${goSyntax(bad)}`, at: undefined } : undefined;
}

/** A value as Go's %#v prints what yaml made of it. */
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  const entries = [...(value as ReadonlyMap<unknown, unknown>)].map(([key, item]) => [goSyntax(key), goSyntax(item)] as const);
  entries.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return `map[interface {}]interface {}{${entries.map(([key, item]) => `${key}:${item}`).join(', ')}}`;
}

/** Texts that are made to exhaust a parser: too many aliases, too deep a nesting. Looks at characters only. */
function refuseMonsters(text: string): Problem | undefined {
  let aliases = 0;
  for (let i = text.indexOf('*'); i >= 0; i = text.indexOf('*', i + 1)) {
    const before = text[i - 1];
    if ((before === undefined || ' \n[,{'.includes(before)) && /[A-Za-z0-9_]/.test(text[i + 1] ?? '')) aliases++;
  }
  if (aliases > ALIASES_MAX) return { message: `the manifest has ${aliases} aliases, and at most ${ALIASES_MAX} can be read`, at: undefined };
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) {
      if (++depth > DEPTH_MAX) return { message: `exceeded max depth of ${DEPTH_MAX}`, at: undefined };
    } else if (code === 0x5d || code === 0x7d) depth = Math.max(0, depth - 1);
  }
  const indentation = /(?:- ){1000}/.test(text);
  return indentation ? { message: `exceeded max depth of ${DEPTH_MAX}`, at: undefined } : undefined;
}

/** The size of a value that is being measured: an alias that leads to it stands inside of it. */
const OPEN = 0;

/** An alias that is nowhere defined, that stands within what it means, or aliases of aliases that come to more than anybody can mean. Models yaml's «excessive aliasing». */
function expansionProblem(document: Document.Parsed): Problem | undefined {
  let missing: string | undefined;
  let aliases = 0;
  visit(document, {
    Alias: (_, alias) => {
      aliases++;
      if (!alias.resolve(document)) missing ??= alias.source;
    },
  });
  if (missing !== undefined) return { message: `unknown anchor '${missing}' referenced`, at: undefined };
  if (!aliases) return undefined;
  const sizes = new Map<unknown, number>();
  let circular: string | undefined;
  const size = (node: unknown): number => {
    if (isAlias(node)) {
      const source = node.resolve(document);
      if (source && sizes.get(source) === OPEN) circular ??= node.source;
      return size(source);
    }
    const known = sizes.get(node);
    if (known !== undefined) return known;
    sizes.set(node, OPEN);
    let total = 1;
    if (isMap(node)) for (const pair of node.items) total += size(pair.key) + size(pair.value);
    else if (isSeq(node)) for (const item of node.items) total += size(item);
    sizes.set(node, total);
    return total;
  };
  const whole = size(document.contents);
  if (circular !== undefined) return { message: `anchor '${circular}' value contains itself`, at: undefined };
  return whole > EXPANDED_MAX ? { message: 'document contains excessive aliasing', at: undefined } : undefined;
}

/** `containers[0].image` to its steps. A label's key, which has dots itself, is not taken apart. */
function stepsOf(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (const part of path.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g))
    steps.push(part[2] === undefined ? (part[1] as string) : /^\d+$/.test(part[2]) ? Number(part[2]) : part[2].replace(/^["']|["']$/g, ''));
  return steps;
}

function locate(document: Document.Parsed | undefined, path: string, lines: LineCounter): Position | undefined {
  let node: unknown = document?.contents;
  let offset = (document?.contents as ParsedNode | null | undefined)?.range?.[0];
  for (const step of stepsOf(path)) {
    if (isAlias(node) && document) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (!pair) break;
      offset = (pair.key as Scalar.Parsed).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as ParsedNode | undefined;
      if (!item) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  if (offset === undefined) return undefined;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}
