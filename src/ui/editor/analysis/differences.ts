import type { KubeObject } from '../../../kube/meta.ts';
import { compareQuantity } from '../../../kube/quantity.ts';
import { type Leaf, type ManifestDocument, type PathStep, leafAt, pathKey } from './documents.ts';
import type { LiveLookup } from './live.ts';
import { isPlain } from '../../../timeline/plain.ts';

/** How lines of a manifest differ from the cluster; lines count from 1. */
export type Difference =
  /** The object is not there yet: all of its lines. */
  | { readonly mark: 'new'; readonly line: number; readonly endLine: number; readonly object: string }
  /** The field is not set in the cluster. */
  | { readonly mark: 'added'; readonly line: number; readonly endLine: number }
  | { readonly mark: 'changed'; readonly line: number; readonly endLine: number; readonly live: string }
  /** Fields that were applied before and no longer stand here: applying takes them away. */
  | { readonly mark: 'removed'; readonly line: number; readonly endLine: number; readonly fields: readonly string[] };

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** How entries of a list are told apart, by the field that holds the list. Models the patchMergeKey tags of the API's types. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  schedulingGates: ['name'],
};

/** What the cluster fills in, and a manifest only repeats where it was printed by `kubectl get -o yaml`. */
const CLUSTER_OWNED = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink', 'deletionTimestamp']);

/** Where the lines of a file's documents differ from the objects of the cluster. */
export function differencesOf(documents: readonly ManifestDocument[], live: LiveLookup): readonly Difference[] {
  return documents.flatMap((document): readonly Difference[] => {
    if (document.kind === 'List') return [];
    const object = live(document);
    if (!object) return [{ mark: 'new', line: document.startLine, endLine: document.endLine, object: `${document.kind} ${document.name}` }];
    // Another version of the kind has other fields (autoscaling/v1): there is nothing to compare them with.
    if (object.apiVersion !== document.apiVersion) return [];
    return [...fieldDifferences(document, object), ...removedFields(document, object)];
  });
}

function isCompared({ path }: Leaf): boolean {
  if (path[0] === 'status' || path[0] === 'apiVersion' || path[0] === 'kind') return false;
  if (path[0] === 'stringData') return false;
  if (path[0] === 'metadata' && CLUSTER_OWNED.has(String(path[1]))) return false;
  return path[1] !== 'annotations' || path[2] !== LAST_APPLIED;
}

function fieldDifferences(document: ManifestDocument, object: KubeObject): readonly Difference[] {
  const differences: Difference[] = [];
  for (const leaf of document.leaves) {
    if (!isCompared(leaf)) continue;
    const value = liveValue(object, document, leaf.path);
    if (isSame(leaf.value, value)) continue;
    const place = { line: leaf.line, endLine: leaf.line };
    if (value === undefined) differences.push({ mark: 'added', ...place });
    else differences.push({ mark: 'changed', ...place, live: shown(value) });
  }
  return differences;
}

function isSame(written: unknown, live: unknown): boolean {
  if (written === null || written === undefined) return live === undefined || live === null;
  // `resources: {}` and `env: []` say nothing that the cluster could lack.
  if (typeof written === 'object') return true;
  if (written === live) return true;
  if (isAmount(written) && isAmount(live)) {
    try {
      return compareQuantity(String(written), String(live)) === 0;
    } catch {
      return false;
    }
  }
  return false;
}

const isAmount = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[+-]?[\d.]+([eEinumkKMGTP]|[eE][-+]?\d+)*$/.test(value));

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What the cluster has at a manifest's path. Entries of a list are found by their merge key, where it has one. */
function liveValue(object: KubeObject, document: ManifestDocument, path: readonly PathStep[]): unknown {
  let value: unknown = object;
  for (let at = 0; at < path.length; at++) {
    const step = path[at] as PathStep;
    if (typeof step === 'string') value = isPlain(value) ? value[step] : undefined;
    else value = Array.isArray(value) ? entryOf(value, document, path.slice(0, at + 1)) : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

function entryOf(list: readonly unknown[], document: ManifestDocument, path: readonly PathStep[]): unknown {
  const index = path.at(-1) as number;
  const keys = MERGE_KEYS[String(path.at(-2))] ?? [];
  for (const key of keys) {
    const written = leafAt(document, ...path, key)?.value;
    if (written !== undefined) return list.find((entry) => isPlain(entry) && entry[key] === written);
  }
  return list[index];
}

/** What was applied last and is written no more, as one mark for each map that lost fields. */
function removedFields(document: ManifestDocument, object: KubeObject): readonly Difference[] {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined) return [];
  let applied: unknown;
  try {
    applied = JSON.parse(text);
  } catch {
    return [];
  }
  const byLine = new Map<number, string[]>();
  const visit = (value: unknown, path: readonly PathStep[]): void => {
    if (!isPlain(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, key];
      if (path.length === 0 && (key === 'status' || key === 'apiVersion' || key === 'kind')) continue;
      if (path.length === 1 && path[0] === 'metadata' && (CLUSTER_OWNED.has(key) || key === 'namespace')) continue;
      if (document.lines.has(pathKey(at))) {
        visit(inner, at);
        continue;
      }
      if (inner === null || (isPlain(inner) && Object.keys(inner).length === 0)) continue;
      const line = document.lines.get(pathKey(path)) ?? document.startLine;
      byLine.set(line, [...(byLine.get(line) ?? []), key]);
    }
  };
  visit(applied, []);
  return [...byLine].map(([line, fields]) => ({ mark: 'removed', line, endLine: line, fields }));
}
