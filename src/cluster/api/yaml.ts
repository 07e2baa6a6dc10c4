import { type Position, type Problem, type ReadDocument, readDocument } from './yaml-document.ts';

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

const nothing = (error: string, errorAt?: Position): Manifest => ({ documents: [], error, errorAt, isSeparator: false, positionOf: () => undefined });

/** Reads a manifest of one or more documents. Never throws; monstrous texts are refused before they cost time. */
export function parseManifest(text: string): Manifest {
  return new ManifestReader().read(text);
}

/** Reads one text after the other, as somebody types: a document that stood in the last one too is not read again. */
export class ManifestReader {
  private known: ReadonlyMap<string, ReadDocument> = new Map();

  /** As `parseManifest`. */
  read(text: string): Manifest {
    const known = new Map<string, ReadDocument>();
    const manifest = readText(text, (chunk) => {
      const document = known.get(chunk) ?? this.known.get(chunk) ?? readDocument(chunk);
      known.set(chunk, document);
      return document;
    });
    this.known = known;
    return manifest;
  }
}

function readText(text: string, read: (chunk: string) => ReadDocument): Manifest {
  if (text.length > BYTES_MAX)
    return nothing(`the manifest has ${(text.length / 1024 / 1024).toFixed(1)} MB, and at most ${BYTES_MAX / 1024 / 1024} MB can be read`);
  const refusal = refuseMonsters(text);
  if (refusal) return nothing(refusal.message, refusal.at);
  const documents: { readonly document: ReadDocument; readonly above: number }[] = [];
  const values: unknown[] = [];
  const positionOf = (index: number, path: string): Position | undefined => {
    const found = documents[index];
    return found && below(found.above, found.document.positionOf(path));
  };
  for (const chunk of chunksOf(text)) {
    if ('separator' in chunk) {
      const at = { line: chunk.above + 1, column: 1 };
      return { documents: values, error: chunk.separator, errorAt: at, isSeparator: true, positionOf: () => at };
    }
    const document = read(chunk.text);
    const { problem } = document;
    if (problem) return { documents: values, error: problem.message, errorAt: below(chunk.above, problem.at), isSeparator: false, positionOf };
    documents.push({ document, above: chunk.above });
    values.push(document.value);
  }
  return { documents: values, error: undefined, errorAt: undefined, isSeparator: false, positionOf };
}

const below = (lines: number, at: Position | undefined): Position | undefined => at && { line: at.line + lines, column: at.column };

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
