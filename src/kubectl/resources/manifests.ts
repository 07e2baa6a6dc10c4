import { parseManifest } from '../../cluster/api/yaml.ts';
import { checkObjectMeta } from '../../cluster/api/decode.ts';
import type { KubeObject } from '../../kube/meta.ts';
import { type ResourceType, apiVersionOf, resourceOfKind } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import { type Plain, dig, digText, isPlain } from '../core/dig.ts';
import { Failure, fail } from '../core/failure.ts';
import { goJson } from '../printers/json.ts';
import type { Info } from './info.ts';

/** Versions that are served besides the one in which objects are kept. */
const ALSO_SERVED: Readonly<Record<string, readonly string[]>> = { HorizontalPodAutoscaler: ['autoscaling/v1'], Event: ['events.k8s.io/v1'] };

/** The resource of a manifest's apiVersion and kind, or undefined where the cluster does not serve it. */
export function servedResource(apiVersion: string, kind: string): ResourceType | undefined {
  const resource = resourceOfKind(kind);
  return resource && (apiVersionOf(resource) === apiVersion || ALSO_SERVED[kind]?.includes(apiVersion)) ? resource : undefined;
}

/** The files that `-f` names, with their texts: a file, `-`, a folder, or a pattern. Fails for what is not there. */
export function namedFiles(call: Call, names: readonly string[]): readonly { readonly source: string; readonly text: string }[] {
  const { files, stdin } = call.context;
  return names.flatMap((name) => {
    if (name === '-') return [{ source: 'STDIN', text: stdin ?? '' }];
    const text = files.get(name) ?? files.get(name.replace(/^\.\//, ''));
    if (text !== undefined) return [{ source: name, text }];
    if (/^https?:\/\//.test(name))
      return fail(`unable to read URL ${JSON.stringify(name)}: this cluster has no network. Paste the manifest into the editor and name its file instead`);
    const folder = name === '.' || name === './' ? '' : `${name.replace(/^\.\//, '').replace(/\/$/, '')}/`;
    const inside = [...files.keys()].filter((file) => file.startsWith(folder) && !file.slice(folder.length).includes('/'));
    const matching = name.includes('*') ? [...files.keys()].filter((file) => globToRegExp(name).test(file)) : inside;
    if (!matching.length) return fail(`the path ${JSON.stringify(name)} does not exist`);
    return matching
      .filter((file) => /\.(json|yaml|yml)$/.test(file))
      .sort()
      .map((file) => ({ source: file, text: files.get(file) as string }));
  });
}

function globToRegExp(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]')}$`,
  );
}

/** kubectl's own check before anything is sent. Models validation.getObjectKind. */
function kindProblem(document: unknown, source: string): Failure | undefined {
  const problems: string[] = [];
  if (!isPlain(document)) problems.push('invalid object to validate');
  else {
    for (const member of ['apiVersion', 'kind'] as const) {
      const value = document[member];
      if (value === undefined || value === null) problems.push(`${member} not set`);
      else if (typeof value !== 'string') problems.push(`${member} isn't string type`);
      else if (member === 'apiVersion' && value.split('/').length > 2) problems.push(`unexpected GroupVersion string: ${value}`);
    }
  }
  if (!problems.length) return undefined;
  const list = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
  return new Failure(
    `error validating ${JSON.stringify(source)}: error validating data: ${list}; if you choose to ignore these errors, turn validation off with --validate=false`,
  );
}

/** What stops a document from being an object at all. Models unstructured decoding. */
function decodeProblem(document: unknown): string | undefined {
  if (!isPlain(document))
    return `couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(document) ? 'array' : typeof document} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  if (typeof document['kind'] !== 'string' || !document['kind']) return `Object 'Kind' is missing in '${goJson(document)}'`;
  return checkObjectMeta(document['metadata']);
}

function infoOf(document: Plain, source: string): Info {
  const apiVersion = digText(document, 'apiVersion');
  const kind = digText(document, 'kind');
  const name = digText(document, 'metadata.name');
  const namespace = digText(document, 'metadata.namespace');
  const resource = servedResource(apiVersion, kind);
  if (!resource)
    return fail(
      `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(namespace)} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
    );
  return { resource, namespace, name, source, object: (isPlain(document['metadata']) ? document : { ...document, metadata: {} }) as unknown as KubeObject };
}

/**
 * The objects of the manifests that `-f` names, in order, each with its file; lists are taken apart. Yields an error where a
 * document is none, and ends at one that cannot be read at all, as a stream would.
 */
export function* readManifests(files: readonly { readonly source: string; readonly text: string }[], validate: boolean): Generator<Info | Error> {
  files: for (const { source, text } of files) {
    const { documents, error, isSeparator } = parseManifest(text);
    for (const document of documents) {
      if (document === null || document === undefined) continue;
      if (validate) {
        const refused = kindProblem(document, source);
        // kubectl does not read on in a file with such a document.
        if (refused) {
          yield refused;
          continue files;
        }
      }
      try {
        const problem = decodeProblem(document);
        if (problem) fail(`unable to decode ${JSON.stringify(source)}: ${problem}`);
      } catch (refused) {
        yield refused as Error;
        continue;
      }
      const items = isPlain(document) && digText(document, 'kind').endsWith('List') ? dig(document, 'items') : undefined;
      for (const item of Array.isArray(items) ? (items as unknown[]) : [document])
        try {
          yield infoOf(item as Plain, source);
        } catch (refused) {
          yield refused as Error;
        }
    }
    if (error) yield new Failure(`error parsing ${source}: ${isSeparator ? '' : 'error converting YAML to JSON: yaml: '}${error}`);
  }
}
