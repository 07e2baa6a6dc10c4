import { type ApiError, notFound } from '../../cluster/api/errors.ts';
import { resourceName } from '../../cluster/api/server.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { ResourceType } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import { byCode } from '../core/dig.ts';
import { Failure, asOne, fail, throwAll } from '../core/failure.ts';
import { type Info, keyOfInfo } from './info.ts';
import { parseLabelSelector, satisfies } from './label-selector.ts';
import { namedFiles, readManifests } from './manifests.ts';
import { resourceFor, resourcesOfCategory } from './mapping.ts';
import { listFilter } from './selectors.ts';

/** How a command finds its objects. Models the calls on resource.Builder. */
export interface Selection {
  /** Types and names; left out: the command's arguments. */
  readonly args?: readonly string[];
  /** A type alone stands for all its objects. */
  readonly typeAloneIsAll?: boolean;
  /** Every object of the types (`--all`). */
  readonly all?: boolean;
  readonly allNamespaces?: boolean;
  /** Whether `-l`, `--field-selector` and `-f` are looked at; they are where the command has them. */
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Objects of files are read from the cluster. */
  readonly latest?: boolean;
  /** Files are checked before they are sent. */
  readonly validate?: boolean;
  /** Names need not exist (`delete` finds out by itself). */
  readonly lazy?: boolean;
  readonly singleType?: boolean;
  readonly local?: boolean;
}

/** What a selection came to. */
export interface Found {
  readonly infos: readonly Info[];
  /** What went wrong with single objects, and then with the files themselves (`unread`). */
  readonly errors: readonly unknown[];
  readonly unread: readonly unknown[];
  /** Objects and what went wrong with single ones, in the order in which they are come upon. */
  readonly visited: readonly (Info | { readonly error: unknown })[];
  /** True where exactly one object was named. */
  readonly single: boolean;
  /** The types that were asked for, where no names were. */
  readonly types: readonly ResourceType[];
}

type Visited = Found['visited'][number];

/** `unread` is what went wrong with the files themselves. */
function found(visited: readonly Visited[], unread: readonly unknown[], single: boolean): Found {
  const infos = visited.filter((one): one is Info => !('error' in one));
  const errors = visited.flatMap((one) => ('error' in one ? [one.error] : []));
  return { infos, errors: [...errors, ...unread], unread, visited, single, types: [] };
}

interface Target {
  readonly resource: ResourceType;
  readonly name: string;
}

const MISSING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

const unique = (list: readonly string[]): readonly string[] => [...new Set(list)];

/** `a,b c` stands for `a/c b/c`. Models normalizeMultipleResourcesArgs. */
function normalize(args: readonly string[]): readonly string[] {
  const types = unique((args[0] ?? '').split(','));
  return args.length >= 2 && types.length > 1 ? types.flatMap((type) => args.slice(1).map((name) => `${type}/${name}`)) : args;
}

/** Takes arguments apart into types, or types with names. Models Builder.ResourceTypeOrNameArgs. */
function readArguments(words: readonly string[]): { types: readonly ResourceType[]; names: readonly string[]; targets: readonly Target[] } {
  const args = normalize(words);
  const slashes = args.filter((arg) => arg.includes('/')).length;
  if (slashes && slashes !== args.length)
    return fail(
      "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
    );
  if (slashes) {
    const pairs = args.map((arg) => {
      const parts = arg.split('/');
      const [type = '', name = ''] = parts;
      if (parts.length > 2) fail('arguments in resource/name form may not have more than one slash');
      if (!type || !name || type.includes(',')) fail('arguments in resource/name form must have a single resource and name');
      return { type, name };
    });
    return { types: [], names: [], targets: pairs.map(({ type, name }) => ({ resource: resourceFor(type), name })) };
  }
  const [first, ...names] = args;
  if (first === undefined) return { types: [], names: [], targets: [] };
  const types = new Set<ResourceType>();
  for (const type of unique(first.split(','))) for (const resource of resourcesOfCategory(type) ?? [resourceFor(type)]) types.add(resource);
  return { types: [...types], names, targets: [] };
}

/** The rows of a table as the API lists them: by namespace and name. */
export function listSorted(call: Call, resource: ResourceType, namespace: string | undefined): readonly KubeObject[] {
  const { listers } = call.context;
  const rows = resource.namespaced && namespace !== undefined ? listers.listIn(resource.plural, namespace) : listers.list(resource.plural);
  return [...(rows as Iterable<KubeObject>)].sort(
    (a, b) => byCode(a.metadata.namespace ?? '', b.metadata.namespace ?? '') || byCode(a.metadata.name, b.metadata.name),
  );
}

/** One object from the cluster, or the API server's NotFound. */
export function mustFind(call: Call, resource: ResourceType, namespace: string, name: string): KubeObject {
  const object = call.context.listers.get(resource.plural, resource.namespaced ? `${namespace}/${name}` : name) as KubeObject | undefined;
  if (!object) throw missing(call, resource, namespace, name);
  return object;
}

/** Why an object was not found; where its namespace is not there either, that is what kubectl says. Models resource.Info.Get. */
function missing(call: Call, resource: ResourceType, namespace: string, name: string): ApiError {
  const lacksNamespace = resource.namespaced && namespace !== 'default' && !call.context.listers.get('namespaces', namespace);
  return lacksNamespace ? notFound('namespaces', namespace) : notFound(resourceName(resource), name);
}

/** The object of a table with that name in the command's namespace, or undefined. */
export function findByKey(call: Call, resource: ResourceType, key: string): KubeObject | undefined {
  return call.context.listers.get(resource.plural, key) as KubeObject | undefined;
}

/** Finds what a command works on. Throws where the line itself is wrong; what is not found is among `errors`. Models resource.Builder.Do. */
export function select(call: Call, selection: Selection = {}): Found {
  const { flags } = call;
  const filenames = flags.list('filename');
  if (flags.text('kustomize')) fail('the playground has no folders, and so no kustomization. Name the files with -f instead');
  const args = selection.args ?? call.args;
  const files = filenames.length ? namedFiles(call, filenames) : [];
  const { types, names, targets } = readArguments(args);
  const labelSelector = selection.labelSelector ?? flags.text('selector');
  const fieldSelector = selection.fieldSelector ?? flags.text('field-selector');
  if (selection.all && (labelSelector || fieldSelector)) fail("setting 'all' parameter but found a non empty selector. ");
  if (filenames.length) return selectByFiles(call, selection, files, { types, names, targets }, labelSelector);
  if (labelSelector || fieldSelector || selection.all || (selection.typeAloneIsAll && types.length && !names.length)) {
    if (names.length) fail('name cannot be provided when a selector is specified');
    if (targets.length) fail('selectors and the all flag cannot be used when passing resource/name arguments');
    if (!types.length) fail('at least one resource must be specified to use a selector');
    if (selection.singleType && types.length > 1) fail('you may only specify a single resource type');
    return selectByLabels(call, selection, types, labelSelector, fieldSelector);
  }
  if (targets.length) {
    if (selection.singleType && new Set(targets.map((target) => target.resource)).size > 1) fail('you may only specify a single resource type');
    return selectByName(call, selection, targets);
  }
  if (names.length) {
    const [resource, ...more] = types;
    if (!resource) return fail('you must provide a resource and a resource name together');
    if (more.length) fail('you must specify only one resource');
    return selectByName(
      call,
      selection,
      names.map((name) => ({ resource, name })),
    );
  }
  if (types.length) fail('resource(s) were provided, but no name was specified');
  throw new Failure(MISSING);
}

function selectByName(call: Call, selection: Selection, targets: readonly Target[]): Found {
  if (selection.allNamespaces && targets.some((target) => target.resource.namespaced)) fail('a resource cannot be retrieved by name across all namespaces');
  const visited: Visited[] = [];
  for (const { resource, name } of targets) {
    const namespace = resource.namespaced ? call.namespace : '';
    const object = findByKey(call, resource, keyOfInfo({ namespace, name }));
    if (!selection.lazy) call.traceGet(resource, namespace, name, object ? 200 : 404);
    if (object) visited.push({ resource, namespace, name, object });
    else if (selection.lazy)
      visited.push({ resource, namespace, name, object: { apiVersion: '', kind: resource.kind, metadata: { name, namespace } } as KubeObject });
    else visited.push({ error: missing(call, resource, namespace, name) });
  }
  return found(visited, [], targets.length === 1);
}

function selectByLabels(call: Call, selection: Selection, types: readonly ResourceType[], labelSelector: string, fieldSelector: string): Found {
  const errors: unknown[] = [];
  const infos = types.flatMap((resource) => {
    try {
      const passes = listFilter(resource, labelSelector, fieldSelector);
      call.traceGet(resource, selection.allNamespaces ? undefined : call.namespace);
      return listSorted(call, resource, selection.allNamespaces ? undefined : call.namespace)
        .filter((object) => passes(object))
        .map((object): Info => ({ resource, namespace: object.metadata.namespace ?? '', name: object.metadata.name, object }));
    } catch (error) {
      errors.push(error);
      return [];
    }
  });
  return { infos, errors, unread: [], visited: [...infos, ...errors.map((error) => ({ error }))], single: false, types };
}

function selectByFiles(
  call: Call,
  selection: Selection,
  files: readonly { readonly source: string; readonly text: string }[],
  { types, names, targets }: ReturnType<typeof readArguments>,
  labelSelector: string,
): Found {
  if (types.length) fail('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  if (names.length) fail('name cannot be provided when a path is specified');
  if (targets.length) fail('resource/name arguments cannot be provided when a path is specified');
  const visited: Visited[] = [];
  const errors: unknown[] = [];
  const requirements = parseLabelSelector(labelSelector);
  for (const read of readManifests(files, selection.validate ?? false)) {
    if (read instanceof Error) {
      errors.push(read);
      continue;
    }
    if (!satisfies(requirements, read.object.metadata.labels)) continue;
    try {
      const info = selection.local ? read : inNamespace(call, read);
      visited.push(selection.latest && !selection.local ? { ...info, object: mustFind(call, info.resource, info.namespace, info.name) } : info);
    } catch (error) {
      visited.push({ error });
    }
  }
  return found(visited, errors, visited.length === 1);
}

/** Puts an object of a file into the command's namespace. Models resource.SetNamespace and RequireNamespace. */
export function inNamespace(call: Call, info: Info): Info {
  const { metadata } = info.object;
  if (!info.resource.namespaced) {
    const { namespace: _, ...rest } = metadata;
    return { ...info, namespace: '', object: { ...info.object, metadata: rest } };
  }
  const wanted = call.namespace;
  if (info.namespace && call.namespaceEnforced && info.namespace !== wanted)
    fail(
      `the namespace from the provided object ${JSON.stringify(info.namespace)} does not match the namespace ${JSON.stringify(wanted)}. You must pass '--namespace=${info.namespace}' to perform this operation.`,
    );
  const namespace = info.namespace || wanted;
  return { ...info, namespace, object: metadata.namespace === namespace ? info.object : { ...info.object, metadata: { ...metadata, namespace } } };
}

/** The objects of a command that works on each of them and tells all its errors at the end: those of unreadable files last. */
export function forEach({ visited, unread }: Found, work: (info: Info) => void): void {
  const errors: unknown[] = [];
  for (const one of visited)
    try {
      if ('error' in one) throw one.error;
      work(one);
    } catch (error) {
      errors.push(error);
    }
  throwAll([...errors, ...(errors.length ? asOne(unread) : unread)]);
}
