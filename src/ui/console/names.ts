import type { ObjectRef } from '../../app/selection.ts';
import { RESOURCES, resourceOfKind, resourceOfTable, type ResourceType } from '../../kube/resources.ts';
import type { World } from '../../timeline/types.ts';

/** A part of a line: plain text, or the name of an object that can be selected. */
export interface Part {
  readonly text: string;
  readonly ref?: ObjectRef;
}

/** The kinds that the canvas shows, in the order in which a bare name is looked up. */
const TABLES = [
  'pods',
  'replicasets',
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicationcontrollers',
  'services',
  'nodes',
  'horizontalpodautoscalers',
  'poddisruptionbudgets',
];

const byAlias = new Map<string, ResourceType>();
for (const resource of RESOURCES) {
  for (const alias of [resource.plural, resource.singular, ...resource.shortNames]) byAlias.set(alias, resource);
  if (resource.group) byAlias.set(`${resource.singular}.${resource.group}`, resource);
  if (resource.group) byAlias.set(`${resource.plural}.${resource.group}`, resource);
}

const NAME = /[a-zA-Z0-9](?:[\w.-]*[a-zA-Z0-9])?(?:\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)?/g;

/** The kind that a command is about, as far as its words say: `kubectl get po` lists Pods. */
export function tableOfCommand(command: string): string | undefined {
  for (const word of command.split(/\s+/).slice(1)) {
    const resource = byAlias.get(word.split(/[/,]/, 1)[0] ?? '');
    if (resource) return resource.plural;
  }
  return undefined;
}

function find(world: World, table: string, name: string, namespace: string): ObjectRef | undefined {
  const key = resourceOfTable(table)?.namespaced === false ? name : `${namespace}/${name}`;
  return world.get(table)?.has(key) ? { table, key } : undefined;
}

function refOf(word: string, world: World, preferred: string | undefined, namespace: string): ObjectRef | undefined {
  const slash = word.indexOf('/');
  if (slash >= 0) {
    const kind = word.slice(0, slash);
    const resource = byAlias.get(kind) ?? resourceOfKind(kind);
    return resource && TABLES.includes(resource.plural) ? find(world, resource.plural, word.slice(slash + 1), namespace) : undefined;
  }
  // Column headings and words of sentences begin with capitals; names never do.
  if (/[A-Z]/.test(word)) return undefined;
  for (const table of preferred && TABLES.includes(preferred) ? [preferred, ...TABLES] : TABLES) {
    const ref = find(world, table, word, namespace);
    if (ref) return ref;
  }
  return undefined;
}

/** Cuts a line at the names of objects that are in the cluster at this frame. */
export function partsOf(line: string, world: World, command: string, namespace = 'default'): readonly Part[] {
  const preferred = tableOfCommand(command);
  const parts: Part[] = [];
  let end = 0;
  for (const match of line.matchAll(NAME)) {
    const ref = refOf(match[0], world, preferred, namespace);
    if (!ref) continue;
    if (match.index > end) parts.push({ text: line.slice(end, match.index) });
    parts.push({ text: match[0], ref });
    end = match.index + match[0].length;
  }
  if (end < line.length || parts.length === 0) parts.push({ text: line.slice(end) });
  return parts;
}
