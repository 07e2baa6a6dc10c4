import { type Manifest, ManifestReader } from '../cluster/api/yaml.ts';
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

/** One document in the order in which documents are applied. */
interface Trial {
  readonly file: string;
  /** As JSON. */
  readonly text: string;
  /** It is tried for itself: nothing that comes later finds it in the cluster. */
  readonly apart: boolean;
}

/** Where documents are tried: the session that stands there, how far it has come, and when. */
interface Stand {
  readonly session: Session;
  readonly position: number;
  readonly nowMs: number;
}

/**
 * Says what the API server would to manifests, each sentence at the field it is about. It remembers what it was asked last, because somebody
 * is typing: documents that stood in the texts already are not read again, and only what changed, and what comes after it, is tried again.
 */
export class Checker {
  private readers = new Map<string, ManifestReader>();
  private stand: Stand | undefined;
  private tried: readonly Trial[] = [];
  private said: readonly (readonly Sentence[])[] = [];
  /** A session in which the first `count` of what was tried is applied. */
  private reached: { readonly count: number; readonly session: Session } | undefined;

  /**
   * Applies every document of the files, one after the other, to a copy of the session where it stands. Nothing is stored in the session.
   * `apart`: names of files that are not applied with the others.
   */
  check(session: Session, files: Files, apart: readonly string[] = []): readonly Problem[] {
    const seen = new Map<string, string>();
    const trials: Trial[] = [];
    /** What is said, in the order of the texts: of each trial, and of each file that cannot be read to its end. */
    const said: Problem[][] = [];
    const about: { readonly problems: Problem[]; readonly problemAt: ReturnType<typeof at> }[] = [];
    for (const { file, manifest } of this.read(files)) {
      manifest.documents.forEach((document, index) => {
        if (document === null || document === undefined || trials.length >= DOCUMENTS_MAX) return;
        const problemAt = at(file, manifest, index, document);
        const problems: Problem[] = [];
        const identity = identityOf(document);
        if (identity?.name) {
          const key = `${identity.kind}/${identity.namespace}/${identity.name}`;
          const first = seen.get(key);
          if (first !== undefined)
            problems.push({ ...problemAt('metadata.name', `${identity.kind} ${identity.name} is also in ${first}`, 'warning'), duplicateOf: first });
          else seen.set(key, file);
        }
        trials.push({ file, text: JSON.stringify(document), apart: apart.includes(file) });
        about.push({ problems, problemAt });
        said.push(problems);
      });
      if (manifest.error === undefined) continue;
      const { line, column } = manifest.errorAt ?? { line: 1, column: 1 };
      said.push([{ file, line, column, severity: 'error', message: `yaml: ${manifest.error}` }]);
    }
    const answers = this.try(session, trials);
    about.forEach(({ problems, problemAt }, i) => answers[i]?.forEach(({ path, message }) => problems.push(problemAt(path, message, 'error'))));
    return said.flat();
  }

  private read(files: Files): readonly { readonly file: string; readonly manifest: Manifest }[] {
    const readers = new Map(Object.keys(files).map((file) => [file, this.readers.get(file) ?? new ManifestReader()]));
    this.readers = readers;
    return [...readers].map(([file, reader]) => ({ file, manifest: reader.read(files[file] ?? '') }));
  }

  /** What the API server says to each document. */
  private try(session: Session, trials: readonly Trial[]): readonly (readonly Sentence[])[] {
    const stand = { session, position: session.cluster.log.length, nowMs: session.cluster.now };
    if (this.stand?.session !== session || this.stand.position !== stand.position || this.stand.nowMs !== stand.nowMs) {
      this.stand = stand;
      this.tried = this.said = [];
      this.reached = undefined;
    }
    const different = trials.findIndex((trial, i) => !isSame(trial, this.tried[i]));
    const same = different < 0 ? trials.length : different;
    const said = this.said.slice(0, same);
    if (same < trials.length) {
      if (this.reached && this.reached.count > same) this.reached = undefined;
      const begun = this.reached ?? { count: 0, session };
      const copy = begun.session.copy();
      trials.slice(begun.count).forEach((trial, i) => {
        const index = begun.count + i;
        if (index === same && index > begun.count) this.reached = { count: index, session: copy.copy() };
        if (index >= same) said.push(trial.apart ? tryAlone(session, trial) : applyTo(copy, trial));
        else if (!trial.apart) applyTo(copy, trial);
      });
    }
    this.tried = trials;
    this.said = said;
    return said;
  }
}

const isSame = (one: Trial, other: Trial | undefined): boolean => one.text === other?.text && one.file === other.file && one.apart === other.apart;

/** Applies a document for good. */
function applyTo(session: Session, { file, text: document }: Trial): readonly Sentence[] {
  const record = session.act({ do: 'kubectl', line: `kubectl apply -f ${QUOTED(file)}`, files: { [file]: document }, background: true });
  return record && record.code !== 0 ? sentencesOf(record.pieces.map(({ stderr }) => stderr).join('')) : [];
}

function tryAlone(session: Session, { file, text: document }: Trial): readonly Sentence[] {
  const { stderr, code } = session.read(`kubectl apply --dry-run=server -f ${QUOTED(file)}`, { [file]: document });
  return code === 0 ? [] : sentencesOf(stderr);
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
