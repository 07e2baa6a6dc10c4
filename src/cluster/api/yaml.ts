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
import { type Position, type Problem, describeProblem, DEPTH_MAX } from './yaml-errors.ts';

export interface Manifest {
  /** The documents as plain data, in order; an empty document is null. Those after an error are missing. */
  readonly documents: readonly unknown[];
  /** What the first mistake is, as kubectl prints it after `yaml: `: `line 3: mapping values are not allowed in this context`. */
  readonly error: string | undefined;
  /** Where that mistake is, for the editor. */
  readonly errorAt: Position | undefined;
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

const nothing = (error: string, errorAt?: Position): Manifest => ({ documents: [], error, errorAt, positionOf: () => undefined });

/** Reads a manifest of one or more documents. Never throws; monstrous texts are refused before they cost time. */
export function parseManifest(text: string): Manifest {
  if (text.length > BYTES_MAX)
    return nothing(`the manifest has ${(text.length / 1024 / 1024).toFixed(1)} MB, and at most ${BYTES_MAX / 1024 / 1024} MB can be read`);
  const refusal = refuseMonsters(text);
  if (refusal) return nothing(refusal.message, refusal.at);
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    ...TAGS,
    version: '1.1',
    merge: true,
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    keepSourceTokens: false,
    lineCounter: lines,
    logLevel: 'silent',
  });
  const documents: Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  const values: unknown[] = [];
  let error: string | undefined;
  let errorAt: Position | undefined;
  for (const document of documents) {
    const [problem] = document.errors;
    const found = problem ? describeProblem(problem, lines, text) : expansionProblem(document);
    if (found) {
      error = found.message;
      errorAt = found.at;
      break;
    }
    try {
      values.push(document.toJS({ maxAliasCount: -1 }) ?? null);
    } catch (thrown) {
      error = (thrown as Error).message;
      break;
    }
  }
  return { documents: values, error, errorAt, positionOf: (index, path) => locate(documents[index], path, lines) };
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

/** An alias that is nowhere defined, or aliases of aliases that come to more than anybody can mean. Models yaml's «excessive aliasing». */
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
  const size = (node: unknown): number => {
    if (isAlias(node)) return size(node.resolve(document));
    const known = sizes.get(node);
    if (known !== undefined) return known;
    sizes.set(node, 1);
    let total = 1;
    if (isMap(node)) for (const pair of node.items) total += size(pair.key) + size(pair.value);
    else if (isSeq(node)) for (const item of node.items) total += size(item);
    sizes.set(node, total);
    return total;
  };
  return size(document.contents) > EXPANDED_MAX ? { message: 'document contains excessive aliasing', at: undefined } : undefined;
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
