import { type Manifest, parseManifest } from '../cluster/api/yaml.ts';
import type { Session } from '../scenario/session.ts';
import type { Files, Problem } from './protocol.ts';

/** More documents than this are not tried ahead: applying them says it too. */
const DOCUMENTS_MAX = 200;

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Identity {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

function identityOf(document: unknown): Identity | undefined {
  if (!isPlain(document) || !isPlain(document['metadata'])) return undefined;
  const { namespace, name } = document['metadata'];
  return { kind: text(document['kind']), namespace: text(namespace), name: text(name) };
}

/**
 * What the API server would say to manifests, each sentence at the field it is about: a server-side dry run of every document where the
 * session stands. Nothing is stored.
 */
export function check(session: Session, files: Files): readonly Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  const parsed = Object.entries(files).map(([file, source]) => ({ file, manifest: parseManifest(source) }));
  const namespaces = new Set(
    parsed.flatMap(({ manifest }) =>
      manifest.documents.flatMap((document) => (isPlain(document) && document['kind'] === 'Namespace' ? [identityOf(document)?.name ?? ''] : [])),
    ),
  );
  let budget = DOCUMENTS_MAX;
  for (const { file, manifest } of parsed) {
    manifest.documents.forEach((document, index) => {
      if (document === null || document === undefined || budget-- <= 0) return;
      const problemAt = at(file, manifest, index, document);
      const identity = identityOf(document);
      if (identity?.name) {
        const key = `${identity.kind}/${identity.namespace}/${identity.name}`;
        const first = seen.get(key);
        if (first !== undefined)
          problems.push({ ...problemAt('metadata.name', `${identity.kind} ${identity.name} is also in ${first}`, 'warning'), duplicateOf: first });
        else seen.set(key, file);
      }
      if (identity?.namespace && namespaces.has(identity.namespace)) return;
      const { stderr, code } = session.read(`kubectl apply --dry-run=server -f ${QUOTED(file)}`, { [file]: JSON.stringify(document) });
      if (code !== 0) for (const { path, message } of sentencesOf(stderr)) problems.push(problemAt(path, message, 'error'));
    });
    if (manifest.error !== undefined) {
      const { line, column } = manifest.errorAt ?? { line: 1, column: 1 };
      problems.push({ file, line, column, severity: 'error', message: `yaml: ${manifest.error}` });
    }
  }
  return problems;
}

const QUOTED = (file: string): string => (/[^\w./-]/.test(file) ? `'${file.replaceAll("'", '')}'` : file);

function at(file: string, manifest: Manifest, index: number, document: unknown) {
  const identity = identityOf(document);
  const object = identity?.name ? `${identity.kind} ${identity.namespace ? `${identity.namespace}/` : ''}${identity.name}` : undefined;
  return (path: string, message: string, severity: Problem['severity']): Problem => {
    const { line, column } = manifest.positionOf(index, path) ?? manifest.positionOf(index, 'kind') ?? { line: 1, column: 1 };
    return { file, line, column, severity, message, ...(object ? { object } : {}) };
  };
}

interface Sentence {
  readonly path: string;
  readonly message: string;
}

/** The endings by which a field error is known; see field.ErrorType's words. */
const FIELD_ERROR =
  /^((?:metadata|spec|status|data|type|subsets|endpoints|ports|value|roleRef|rules|webhooks|provisioner|\w+)(?:\.[\w-]+|\[[^\]]*\])*): ((?:Invalid value|Required value|Forbidden|Unsupported value|Duplicate value|Not found|Too many|Too long|Too few|Internal error)\b.*)$/s;

/** kubectl's error stream, cut into sentences, each with the path of the field that it names. */
export function sentencesOf(stderr: string): readonly Sentence[] {
  const whole = stderr.trim();
  const unknown = [...whole.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map(([message, path]) => ({ path: path ?? '', message }));
  if (unknown.length) return unknown;
  const invalid = /\bis invalid: ?/.exec(whole);
  const body = invalid ? whole.slice(invalid.index + invalid[0].length).trim() : '';
  const parts = body.startsWith('* ') || body.includes('\n* ') ? body.split(/(?:^|\n)\* /).filter((part) => part.trim()) : body ? [body] : [];
  const fields = parts.map((part) => FIELD_ERROR.exec(part.trim())).filter((found) => found !== null);
  if (fields.length) return fields.map(([, path, message]) => ({ path: path ?? '', message: `${path}: ${message}` }));
  return whole ? [{ path: '', message: whole }] : [];
}
