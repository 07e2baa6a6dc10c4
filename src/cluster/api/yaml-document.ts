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

/** Where something stands in a text, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mistake in a text, as kubectl prints it after `yaml: `. */
export interface Problem {
  readonly message: string;
  readonly at: Position | undefined;
}

/** One document of a manifest, as it was read. Positions are counted from its own first line. */
export interface ReadDocument {
  /** As plain data; null where it is empty or has a mistake. */
  readonly value: unknown;
  readonly problem: Problem | undefined;
  /** Where a field stands: `spec.template.spec.containers[0].image`, or what encloses it where it is absent. */
  positionOf(path: string): Position | undefined;
}

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

const READING = { version: '1.1', merge: true, uniqueKeys: false, strict: true, prettyErrors: false, keepSourceTokens: false, logLevel: 'silent' } as const;

/** Reads one document. Never throws. */
export function readDocument(text: string): ReadDocument {
  let parsed: { readonly document: Document.Parsed | undefined; readonly lines: LineCounter } | undefined;
  // What the parser makes of a text takes much more room than the text, and few are asked where something stands: for those it is made again.
  const positionOf = (path: string): Position | undefined => {
    parsed ??= parse(text);
    return locate(parsed.document, path, parsed.lines);
  };
  const wrong = (problem: Problem): ReadDocument => ({ value: null, problem, positionOf });
  const found = syntaxProblem(text);
  if (found)
    return wrong({
      message: found.line ? `line ${found.line}: ${found.message}` : found.message,
      at: { line: found.at.line + 1, column: found.at.column + 1 },
    });
  try {
    const { document } = parse(text);
    const problem = document && (expansionProblem(document) ?? mergeProblem(document) ?? mapKeyProblem(document));
    return problem ? wrong(problem) : { value: document?.toJS({ maxAliasCount: -1 }) ?? null, problem, positionOf };
  } catch (thrown) {
    return wrong({ message: (thrown as Error).message, at: undefined });
  }
}

function parse(text: string): { readonly document: Document.Parsed | undefined; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const [document] = parseAllDocuments(text, { ...TAGS, ...READING, lineCounter: lines });
  return { document, lines };
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
