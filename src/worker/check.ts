import { type Manifest, ManifestReader } from '../cluster/api/yaml.ts';
import type { Session } from '../scenario/session.ts';
import type { Files, Problem } from './protocol.ts';
import { type Sentence, pathIn, sentencesOf } from './sentences.ts';
import { isPlain } from '../timeline/plain.ts';

/** More documents than this are not tried ahead: applying them says it too. */
const DOCUMENTS_MAX = 200;

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
      manifest.documents.forEach((whole, index) => {
        for (const { document, path } of objectsOf(whole)) {
          if (document === null || document === undefined || trials.length >= DOCUMENTS_MAX) continue;
          const isApart = apart.includes(file);
          const problemAt = at(file, manifest, index, { document, path });
          const problems: Problem[] = [];
          const identity = isApart ? undefined : identityOf(document);
          if (identity?.name) {
            const key = `${identity.kind}/${identity.namespace}/${identity.name}`;
            const first = seen.get(key);
            if (first !== undefined)
              problems.push({ ...problemAt('metadata.name', `${identity.kind} ${identity.name} is also in ${first}`, 'warning'), duplicateOf: first });
            else seen.set(key, file);
          }
          trials.push({ file, text: JSON.stringify(document), apart: isApart });
          about.push({ problems, problemAt });
          said.push(problems);
        }
      });
      if (manifest.error === undefined) continue;
      const { line, column } = manifest.errorAt ?? templateAt(files[file] ?? '') ?? { line: 1, column: 1 };
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

/** One object of a document: the document itself, or an entry of a list; `path` leads to it. */
interface Part {
  readonly document: unknown;
  readonly path: string;
}

/** The objects of a document. kubectl takes lists apart and applies their entries one by one. */
function objectsOf(document: unknown): readonly Part[] {
  const items = isPlain(document) && text(document['kind']).endsWith('List') ? document['items'] : undefined;
  return Array.isArray(items) ? items.map((item: unknown, i) => ({ document: item, path: `items[${i}].` })) : [{ document, path: '' }];
}

/** Where a template's braces begin, for a text that is no YAML because of them. */
function templateAt(manifest: string): { readonly line: number; readonly column: number } | undefined {
  const start = manifest.indexOf('{{');
  if (start < 0) return undefined;
  const above = manifest.slice(0, start).split('\n');
  return { line: above.length, column: (above.at(-1)?.length ?? 0) + 1 };
}

function at(file: string, manifest: Manifest, index: number, part: Part) {
  const identity = identityOf(part.document);
  const object = identity?.name ? `${identity.kind} ${identity.namespace ? `${identity.namespace}/` : ''}${identity.name}` : undefined;
  return (path: string, message: string, severity: Problem['severity']): Problem => {
    const { line, column } = manifest.positionOf(index, part.path + pathIn(part.document, path || 'kind', message)) ?? { line: 1, column: 1 };
    return { file, line, column, severity, message, ...(object ? { object } : {}) };
  };
}
