import type { ResourceType } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import {
  ALL_NAMESPACES_FLAG,
  ALLOW_MISSING_FLAG,
  CHUNK_SIZE_FLAG,
  FIELD_SELECTOR_FLAG,
  SELECTOR_FLAG,
  SHOW_MANAGED_FIELDS_FLAG,
  TEMPLATE_FLAG,
  filenameFlags,
} from '../core/common-flags.ts';
import { Failure, fail, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { sortObjects } from '../printers/sort.ts';
import { alignRows } from '../printers/tabwriter.ts';
import { headersOf, rowOf } from '../printers/tables/index.ts';
import { ApiError } from '../../cluster/api/errors.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { type Found, select } from '../resources/select.ts';
import { formatPrinter, tableOptions } from './get-output.ts';
import { advanceWatch, startWatch } from './get-watch.ts';

export const get: Verb = {
  path: 'get',
  use: 'get [(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  short: 'Display one or many resources',
  flags: [
    ALL_NAMESPACES_FLAG,
    ALLOW_MISSING_FLAG,
    CHUNK_SIZE_FLAG,
    FIELD_SELECTOR_FLAG,
    ...filenameFlags('identifying the resource to get from a server.'),
    flag('ignore-not-found', '', 'bool', 'If the requested object does not exist the command will return exit code 0.'),
    flag(
      'label-columns',
      'L',
      'strings',
      'Accepts a comma separated list of labels that are going to be presented as columns. Names are case-sensitive. You can also use multiple flag options like -L label1 -L label2...',
    ),
    flag('no-headers', '', 'bool', "When using the default or custom-column output format, don't print headers (default print headers)."),
    flag(
      'output',
      'o',
      'string',
      'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file, custom-columns, custom-columns-file, wide). See custom columns [https://kubernetes.io/docs/reference/kubectl/#custom-columns], golang template [http://golang.org/pkg/text/template/#pkg-overview] and jsonpath template [https://kubernetes.io/docs/reference/kubectl/jsonpath/].',
    ),
    flag(
      'output-watch-events',
      '',
      'bool',
      'Output watch event objects when --watch or --watch-only is used. Existing objects are output as initial ADDED events.',
    ),
    flag('raw', '', 'string', 'Raw URI to request from the server.  Uses the transport specified by the kubeconfig file.'),
    SELECTOR_FLAG,
    flag('server-print', '', 'bool', 'If true, have the server return the appropriate table output. Supports extension APIs and CRDs.', { value: 'true' }),
    flag('show-kind', '', 'bool', 'If present, list the resource type for the requested object(s).'),
    flag('show-labels', '', 'bool', 'When printing, show all labels as the last column (default hide labels column)'),
    SHOW_MANAGED_FIELDS_FLAG,
    flag(
      'sort-by',
      '',
      'string',
      "If non-empty, sort list types using this field specification.  The field specification is expressed as a JSONPath expression (e.g. '{.metadata.name}'). The field in the API resource specified by this JSONPath expression must be an integer or a string.",
    ),
    flag('subresource', '', 'string', 'If specified, gets the subresource of the requested object. This flag is beta and may change in the future.'),
    TEMPLATE_FLAG,
    flag('watch', 'w', 'bool', 'After listing/getting the requested object, watch for changes.'),
    flag('watch-only', '', 'bool', 'Watch for changes to the requested object(s), without listing/getting first.'),
  ],
  run(call) {
    validate(call);
    const watching = call.flags.bool('watch') || call.flags.bool('watch-only');
    if (!watching && !call.args.length && !call.flags.list('filename').length && !call.flags.text('kustomize')) refuseNothing(call);
    const found = select(call, {
      typeAloneIsAll: true,
      allNamespaces: call.flags.bool('all-namespaces'),
      latest: true,
      ...(watching ? { singleType: true } : {}),
    });
    if (watching) return startWatch(call, found);
    printFound(call, withSubresource(call, found));
    return undefined;
  },
  advance: (stream: StreamState, call: Call) => advanceWatch(stream, call),
};

function refuseNothing(call: Call): never {
  call.warn('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n');
  throw new Failure(
    `Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples`,
  );
}

function validate({ flags }: Call): void {
  const output = flags.text('output');
  if (flags.text('raw')) fail('--raw is not available here: the cluster has no HTTP endpoints. Use "kubectl get" with a resource type instead');
  if (flags.bool('show-labels') && output && output !== 'wide') fail(`--show-labels option cannot be used with ${output} printer`);
  const watching = flags.bool('watch') || flags.bool('watch-only');
  if (flags.bool('output-watch-events') && !watching) fail('--output-watch-events option can only be used with --watch or --watch-only');
}

function printFound(call: Call, found: Found): void {
  const ignored = call.flags.bool('ignore-not-found');
  const errors = found.errors.filter((error) => !(ignored && error instanceof ApiError && error.reason === 'NotFound'));
  const print = formatPrinter(call);
  if (!print) {
    printTables(call, found.infos, errors, ignored, found.types);
    throwAll(errors);
    return;
  }
  const sortBy = call.flags.text('sort-by');
  const infos = sortBy ? sortObjects(found.infos, sortBy) : found.infos;
  if (found.single && errors.length) throwAll(errors);
  if (infos.length || !ignored)
    call.out(
      print(
        infos.map((info) => info.object),
        found.single,
      ),
    );
  throwAll(errors);
}

function printTables(call: Call, infos: readonly Info[], errors: readonly unknown[], ignored: boolean, types: readonly ResourceType[]): void {
  const withHeaders = !call.flags.bool('no-headers');
  const sortBy = call.flags.text('sort-by');
  // A type that was asked for counts, even where it has no objects.
  const withKind = new Set([...types, ...infos.map((info) => info.resource)]).size > 1 || call.flags.bool('show-kind');
  // Once a table has had a column of namespaces, the printer of all that come after it has one too.
  let withNamespace = false;
  const tables: string[] = [];
  // Each type, and each name, comes as a table of its own, and it is these tables that kubectl then sorts, by a field that they do not have.
  if (sortBy && Math.max(types.length, types.length ? 0 : infos.length) > 1)
    sortObjects([{ object: { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: '' } } }], sortBy);
  for (const group of byType(infos)) {
    const { resource } = group[0] as Info;
    const sorted = sortBy ? sortedRows(group, sortBy) : group;
    if (!sorted.length) continue;
    withNamespace ||= resource.namespaced && call.flags.bool('all-namespaces');
    const options = tableOptions(call, { withKind, withNamespace });
    tables.push(alignRows([...(withHeaders ? [headersOf(resource, options)] : []), ...sorted.map(({ object }) => rowOf(resource, object, options))]));
  }
  call.out(tables.join(withHeaders ? '\n' : ''));
  if (tables.length || errors.length || ignored) return;
  const namespaced = !call.flags.bool('all-namespaces') && types.every((type) => type.namespaced);
  call.warn(namespaced ? `No resources found in ${call.namespace} namespace.` : 'No resources found');
}

/** What was found, in runs of one type: each is a table. */
function byType(infos: readonly Info[]): readonly (readonly Info[])[] {
  const groups: Info[][] = [];
  for (const info of infos) {
    const group = groups.at(-1);
    if (group?.[0]?.resource === info.resource) group.push(info);
    else groups.push([info]);
  }
  return groups;
}

/** The rows of a table in order; none where the field cannot be sorted by: kubectl drops what its sorting printer says. */
function sortedRows(group: readonly Info[], sortBy: string): readonly Info[] {
  try {
    return sortObjects(group, sortBy);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

/** With `--subresource`, the Scale or the object with its status in place of each object. Throws the API server's NotFound for another. */
function withSubresource(call: Call, found: Found): Found {
  const subresource = call.flags.text('subresource');
  if (!subresource) return found;
  if (found.types.length) fail('subresource cannot be used when bulk resources are specified');
  const infos = found.infos.map((info): Info => {
    if (subresource === 'scale')
      return { ...info, resource: { ...info.resource, ...SCALE }, object: call.context.server.scale(info.resource.plural, keyOfInfo(info)) };
    if (subresource !== 'status' || (info.object.status === undefined && !WITH_STATUS.has(info.resource.plural)))
      throw new ApiError('NotFound', 'the server could not find the requested resource');
    return info;
  });
  return { ...found, infos };
}

const SCALE = { plural: 'scales', singular: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** Kinds whose status may be empty, and is a subresource all the same. */
const WITH_STATUS: ReadonlySet<string> = new Set(['services', 'namespaces', 'persistentvolumes', 'resourcequotas', 'ingresses']);
