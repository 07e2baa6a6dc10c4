import { type Document, isMap, isScalar, isSeq, parseAllDocuments, stringify } from 'yaml';
import type { Tape } from '../worker/protocol.ts';

/** A workload as a manifest names it; without a namespace where the manifest has none. */
export interface ManifestRef {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}
export type FieldPath = readonly (string | number)[];

/** Something that a manifest can say about a rollout. */
export interface Field {
  readonly id: FieldId;
  readonly path: FieldPath;
  /** The container that it is about. */
  readonly container?: string;
  /** Everything that it can be, where that is little. */
  readonly options?: readonly string[];
}
export type FieldId =
  | 'replicas'
  | 'type'
  | 'maxSurge'
  | 'maxUnavailable'
  | 'minReadySeconds'
  | 'progressDeadlineSeconds'
  | 'podManagementPolicy'
  | 'partition'
  | 'image'
  | 'terminationGracePeriodSeconds'
  | 'preStop'
  | 'initialDelaySeconds'
  | 'periodSeconds';

export const TABLE_OF: Readonly<Record<string, string>> = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' };

const OWN_FIELDS: Readonly<Record<string, readonly Field[]>> = {
  Deployment: [
    { id: 'replicas', path: ['spec', 'replicas'] },
    { id: 'type', path: ['spec', 'strategy', 'type'], options: ['RollingUpdate', 'Recreate'] },
    { id: 'maxSurge', path: ['spec', 'strategy', 'rollingUpdate', 'maxSurge'] },
    { id: 'maxUnavailable', path: ['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'] },
    { id: 'minReadySeconds', path: ['spec', 'minReadySeconds'] },
    { id: 'progressDeadlineSeconds', path: ['spec', 'progressDeadlineSeconds'] },
  ],
  StatefulSet: [
    { id: 'replicas', path: ['spec', 'replicas'] },
    { id: 'podManagementPolicy', path: ['spec', 'podManagementPolicy'], options: ['OrderedReady', 'Parallel'] },
    { id: 'type', path: ['spec', 'updateStrategy', 'type'], options: ['RollingUpdate', 'OnDelete'] },
    { id: 'partition', path: ['spec', 'updateStrategy', 'rollingUpdate', 'partition'] },
    { id: 'maxUnavailable', path: ['spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable'] },
    { id: 'minReadySeconds', path: ['spec', 'minReadySeconds'] },
  ],
  DaemonSet: [
    { id: 'type', path: ['spec', 'updateStrategy', 'type'], options: ['RollingUpdate', 'OnDelete'] },
    { id: 'maxSurge', path: ['spec', 'updateStrategy', 'rollingUpdate', 'maxSurge'] },
    { id: 'maxUnavailable', path: ['spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable'] },
    { id: 'minReadySeconds', path: ['spec', 'minReadySeconds'] },
  ],
};

const POD: FieldPath = ['spec', 'template', 'spec'];

/** The fields that matter for a workload's rollout. `manifest` is the first that was applied, as plain data. */
export function fieldsOf({ kind }: ManifestRef, manifest: unknown): readonly Field[] {
  const containers = valueAt(manifest, [...POD, 'containers']);
  const names = Array.isArray(containers) ? containers.map((container: { readonly name?: unknown } | null) => String(container?.name ?? '')) : [];
  const ofContainer = (container: string, index: number): readonly Field[] => {
    const at = [...POD, 'containers', index];
    return [
      { id: 'image', path: [...at, 'image'], container },
      { id: 'preStop', path: [...at, 'lifecycle', 'preStop', 'sleep', 'seconds'], container },
      { id: 'initialDelaySeconds', path: [...at, 'readinessProbe', 'initialDelaySeconds'], container },
      { id: 'periodSeconds', path: [...at, 'readinessProbe', 'periodSeconds'], container },
    ];
  };
  return [...(OWN_FIELDS[kind] ?? []), ...names.flatMap(ofContainer), { id: 'terminationGracePeriodSeconds', path: [...POD, 'terminationGracePeriodSeconds'] }];
}

/** What stands at a path in plain data. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let at = value;
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string | number, unknown>>)[key] : undefined;
  return at;
}

/** `spec.template.spec.containers[0].image` as a path, or undefined where it is none. */
export function readPath(text: string): FieldPath | undefined {
  const parts = text
    .trim()
    .replace(/^\./, '')
    .match(/[^.[\]]+|\[\d+\]|\["[^"]+"\]/g);
  if (!parts || !/^[^.[\]]+(?:\.[^.[\]]+|\[\d+\]|\["[^"]+"\])*$/.test(text.trim().replace(/^\./, ''))) return undefined;
  return parts.map((part) => (/^\[\d+\]$/.test(part) ? Number(part.slice(1, -1)) : part.startsWith('["') ? part.slice(2, -2) : part));
}

export const pathText = (path: FieldPath): string =>
  path.map((part, i) => (typeof part === 'number' ? `[${part}]` : /[.[\]]/.test(part) ? `["${part}"]` : i ? `.${part}` : part)).join('');

type Files = Readonly<Record<string, string>>;

function* manifestsOf(tape: Tape): Generator<{ readonly command: number; readonly files: Files }, void, void> {
  for (const [command, { action }] of tape.commands.entries()) if (action.do === 'kubectl' && action.files) yield { command, files: action.files };
}

/** Where the objects of a document are: in itself, or in the items of a List. */
function objectsIn(document: Document.Parsed): readonly FieldPath[] {
  const items = document.get('items');
  return document.get('kind') === 'List' && isSeq(items) ? items.items.map((_, index) => ['items', index]) : [[]];
}

function refAt(document: Document.Parsed, at: FieldPath): ManifestRef | undefined {
  const read = (path: FieldPath): unknown => (isMap(document.contents) ? document.getIn([...at, ...path]) : undefined);
  const [kind, name, namespace] = [read(['kind']), read(['metadata', 'name']), read(['metadata', 'namespace'])];
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
  return { kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) };
}

export const sameManifest = (a: ManifestRef | undefined, b: ManifestRef): boolean =>
  a?.kind === b.kind && a.name === b.name && (a.namespace ?? 'default') === (b.namespace ?? 'default');

/** A text that cannot be read as YAML has no documents: kubectl refuses it too. */
function documentsOf(text: string): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text);
  return 'empty' in documents ? [] : documents.filter((document) => isMap(document.contents) && !document.errors.length);
}

export interface Applied {
  readonly ref: ManifestRef;
  /** The index of the command on the tape that had it first, and the file. */
  readonly command: number;
  readonly file: string;
  /** As plain data. */
  readonly manifest: unknown;
}

/** The workloads whose manifests stand on a tape, each as it was first applied. */
export function appliedWorkloads(tape: Tape): readonly Applied[] {
  const found: Applied[] = [];
  const read = new Set<string>();
  for (const { command, files } of manifestsOf(tape))
    for (const [file, text] of Object.entries(files)) {
      // The same text comes with each command.
      if (read.has(text)) continue;
      read.add(text);
      for (const document of documentsOf(text))
        for (const at of objectsIn(document)) {
          const ref = refAt(document, at);
          if (ref && ref.kind in TABLE_OF && !found.some((known) => sameManifest(known.ref, ref)))
            found.push({ ref, command, file, manifest: valueAt(document.toJS(), at) });
        }
    }
  return found;
}

/** What else has to change with a field, so that it can. */
function companions(ref: ManifestRef, path: FieldPath, value: unknown, manifest: unknown): readonly { readonly path: FieldPath; readonly value: unknown }[] {
  const whole = pathText(path);
  if (/^spec\.(?:strategy|updateStrategy)\.type$/.test(whole) && value !== 'RollingUpdate')
    return [{ path: [...path.slice(0, -1), 'rollingUpdate'], value: undefined }];
  const probe = path.slice(0, path.indexOf('readinessProbe') + 1);
  if (value !== undefined && ref.kind in TABLE_OF && path.at(-2) === 'readinessProbe' && valueAt(manifest, probe) === undefined)
    return [{ path: [...probe, 'exec', 'command'], value: ['cat', '/tmp/ready'] }];
  return [];
}

/** Which sentence says what else changes with a field: the strategy's parameters go, or a probe comes. */
export function alsoChanges(ref: ManifestRef, path: FieldPath, value: unknown, manifest: unknown): 'rollingUpdate' | 'probe' | undefined {
  const [also] = companions(ref, path, value, manifest);
  if (!also || (also.value === undefined && valueAt(manifest, also.path) === undefined)) return undefined;
  return also.value === undefined ? 'rollingUpdate' : 'probe';
}

/** Nothing can stand at a path: what it leads through is no mapping and no list. The message is the part of the path up to there. */
export class NoSuchPlace extends Error {}

/**
 * A manifest with another value at a path of one object; `undefined` takes the field away. Comments stay, and so does everything else as it
 * was written where the field is there already. Throws `NoSuchPlace`.
 */
export function withValue(text: string, ref: ManifestRef, path: FieldPath, value: unknown): string {
  const documents = parseAllDocuments(text);
  if ('empty' in documents) return text;
  let touched = false;
  let spliced: string | undefined = text;
  for (const document of documents) {
    if (!isMap(document.contents) || document.errors.length) continue;
    for (const at of objectsIn(document)) {
      if (!sameManifest(refAt(document, at), ref)) continue;
      touched = true;
      const also = companions(ref, path, value, valueAt(document.toJS(), at));
      const node = document.getIn([...at, ...path], true);
      const range = isScalar(node) && isPlainScalar(value) ? node.range : undefined;
      spliced = range && spliced !== undefined ? spliced.slice(0, range[0]) + stringify(value).trim() + spliced.slice(range[1]) : undefined;
      for (const change of [{ path, value }, ...also]) put(document, [...at, ...change.path], change.value);
    }
  }
  if (!touched) return text;
  if (spliced !== undefined && sameData(spliced, documents)) return spliced;
  const indentSeq = !/^( *)[^\s#-][^\n]*:\n\1- /m.test(text);
  return documents.map((document) => document.toString({ lineWidth: 0, indentSeq })).join('');
}

const isPlainScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

function put(document: Document.Parsed, path: FieldPath, value: unknown): void {
  for (let length = 1; length < path.length; length++) {
    const parent = document.getIn(path.slice(0, length), true);
    if (parent === undefined || (isScalar(parent) && parent.value === null)) {
      if (parent) document.deleteIn(path.slice(0, length));
      break;
    }
    const key = path[length] as string | number;
    if (isSeq(parent) ? typeof key !== 'number' || key > parent.items.length : !isMap(parent) || typeof key === 'number')
      throw new NoSuchPlace(pathText(path.slice(0, length)));
  }
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
}

/** Whether a text says what documents say now. */
function sameData(text: string, documents: readonly Document.Parsed[]): boolean {
  const now = parseAllDocuments(text);
  if ('empty' in now) return false;
  return JSON.stringify(now.map((document) => document.toJS() as unknown)) === JSON.stringify(documents.map((document) => document.toJS() as unknown));
}

/**
 * A tape on which a manifest had another value at a path from the time it was first applied. What a person did at a frame is done at its
 * time, since entries have other numbers after another manifest. Throws `NoSuchPlace`.
 */
export function withField(tape: Tape, ref: ManifestRef, path: FieldPath, value: unknown): Tape {
  return {
    ...tape,
    commands: tape.commands.map(({ at, action }) => {
      if (action.do !== 'kubectl' || !action.files) return { at, action };
      const files = Object.fromEntries(Object.entries(action.files).map(([name, text]) => [name, withValue(text, ref, path, value)]));
      return { at, action: { ...action, files } };
    }),
  };
}
