import type { KubeObject, Labels } from '../../kube/meta.ts';
import { deepEqual } from '../../cluster/api/equal.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, FIELD_SELECTOR_FLAG, PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG, allFlag, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { byCode } from '../core/dig.ts';
import { Failure, fail, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { CHANGE_CAUSE, recorded, writeOptions } from '../core/write.ts';
import { goJson } from '../printers/json.ts';
import { operationPrinter } from '../printers/output.ts';
import { type Info, keyOfInfo } from '../resources/info.ts';
import { forEach, select } from '../resources/select.ts';
import { splitPairs } from './set-common.ts';

/** `label` and `annotate` are the same but for their words. */
interface Kind {
  readonly path: 'label' | 'annotate';
  readonly noun: 'label' | 'annotation';
  readonly member: 'labels' | 'annotations';
  readonly parse: (specs: readonly string[]) => Changes;
}

interface Changes {
  readonly set: Labels;
  readonly remove: readonly string[];
}

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const LABEL_VALUE_WRONG =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function parseLabels(specs: readonly string[]): Changes {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const spec of specs) {
    if (spec.includes('=')) {
      const [key = '', value = '', ...more] = spec.split('=');
      if (more.length) fail(`invalid label spec: ${spec}`);
      if (value.length > 63) fail(`invalid label value: ${JSON.stringify(spec)}: must be no more than 63 bytes`);
      if (!LABEL_VALUE.test(value)) fail(`invalid label value: ${JSON.stringify(spec)}: ${LABEL_VALUE_WRONG}`);
      set[key] = value;
    } else if (spec.endsWith('-')) remove.push(spec.slice(0, -1));
    else fail(`unknown label spec: ${spec}`);
  }
  const both = remove.find((key) => key in set);
  if (both !== undefined) fail('can not both modify and remove a label in the same command');
  return { set, remove };
}

function parseAnnotations(specs: readonly string[]): Changes {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    if (equals > 0) set[spec.slice(0, equals)] = spec.slice(equals + 1);
    else if (spec.endsWith('-') && spec !== '-') remove.push(spec.slice(0, -1));
    else fail(`invalid annotation format: ${spec}`);
  }
  const both = remove.find((key) => key in set);
  if (both !== undefined) fail(`can not both modify and remove the following annotation(s) in the same command: ${both}`);
  return { set, remove };
}

const flagsFor = ({ path, noun, member }: Kind): Verb['flags'] => [
  allFlag(`Select all resources, in the namespace of the specified resource types${path === 'annotate' ? '.' : ''}`),
  flag('all-namespaces', 'A', 'bool', 'If true, check the specified action in all namespaces.'),
  DRY_RUN_FLAG,
  fieldManagerFlag(`kubectl-${path}`),
  FIELD_SELECTOR_FLAG,
  ...filenameFlags(`identifying the resource to update the ${noun}${path === 'label' ? 's' : ''}`),
  flag('list', '', 'bool', `If true, display the ${member} for a given resource.`),
  flag('local', '', 'bool', `If true, ${noun === 'label' ? 'label' : 'annotation'} will NOT contact api-server but run locally.`),
  flag('overwrite', '', 'bool', `If true, allow ${member} to be overwritten, otherwise reject ${noun} updates that overwrite existing ${member}.`),
  ...PRINT_FLAGS,
  { ...RECORD_FLAG, hidden: true },
  flag(
    'resource-version',
    '',
    'string',
    `If non-empty, the ${noun}${noun === 'label' ? 's' : ''} update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.`,
  ),
  SELECTOR_FLAG,
];

function refuseOverwrites(kind: Kind, object: KubeObject, changes: Changes): void {
  const current = object.metadata[kind.member] ?? {};
  const errors = Object.entries(changes.set)
    // A change's cause can always be written anew.
    .filter(([key, value]) => key !== CHANGE_CAUSE && key in current && current[key] !== value)
    .sort(([a], [b]) => byCode(a, b))
    .map(
      ([key]) =>
        new Failure(
          kind.path === 'label'
            ? `'${key}' already has a value (${current[key]}), and --overwrite is false`
            : `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${current[key]})`,
        ),
    );
  throwAll(errors);
}

/** The object with its labels or annotations changed. */
function changed(call: Call, kind: Kind, object: KubeObject, changes: Changes): KubeObject {
  if (!call.flags.bool('overwrite')) refuseOverwrites(kind, object, changes);
  const entries = Object.entries({ ...object.metadata[kind.member], ...changes.set }).filter(([key]) => !changes.remove.includes(key));
  return { ...object, metadata: { ...object.metadata, [kind.member]: Object.fromEntries(entries) } };
}

function apply(call: Call, kind: Kind, info: Info, changes: Changes, single: boolean): void {
  const { object } = info;
  const current = object.metadata[kind.member] ?? {};
  const offline = call.flags.bool('local') || call.dryRun === 'client' || call.flags.bool('list');
  if (!offline) for (const key of changes.remove) if (kind.path === 'label' && !(key in current)) call.say(`label ${JSON.stringify(key)} not found.`);
  const next = recorded(call, changed(call, kind, object, changes));
  if (call.flags.bool('list')) {
    const indent = single ? '' : ' ';
    if (!single) call.say(`Listing ${kind.member} for ${object.kind}.${info.resource.group}/${info.name}:`);
    for (const [key, value] of Object.entries(next.metadata[kind.member] ?? {})) call.say(`${indent}${key}=${value}`);
    return;
  }
  const sent = offline ? next : send(call, info, next);
  const message = kind.path === 'annotate' ? 'annotated' : labelMessage(object, next, call.flags.bool('overwrite'));
  operationPrinter(call)(message, sent);
}

function labelMessage(before: KubeObject, after: KubeObject, overwrite: boolean): string {
  if (deepEqual(before.metadata.labels ?? {}, after.metadata.labels ?? {}) && deepEqual(before.metadata.annotations ?? {}, after.metadata.annotations ?? {}))
    return 'not labeled';
  return !overwrite && goJson(after).length < goJson(before).length ? 'unlabeled' : 'labeled';
}

/** The difference goes as a merge patch, in which null takes a member away. */
function send(call: Call, { resource, name, namespace, object }: Info, next: KubeObject): KubeObject {
  const difference = (member: 'labels' | 'annotations'): Record<string, string | null> => {
    const before = object.metadata[member] ?? {};
    const after = next.metadata[member] ?? {};
    return {
      ...Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
      ...Object.fromEntries(
        Object.keys(before)
          .filter((key) => !(key in after))
          .map((key) => [key, null]),
      ),
    };
  };
  const version = call.flags.text('resource-version');
  const metadata = { labels: difference('labels'), annotations: difference('annotations') };
  const content = {
    metadata: {
      ...Object.fromEntries(Object.entries(metadata).filter(([, members]) => Object.keys(members).length)),
      ...(version ? { resourceVersion: version } : {}),
    },
  };
  return call.context.server.patch(resource.plural, keyOfInfo({ namespace, name }), content, 'merge', writeOptions(call));
}

function run(call: Call, kind: Kind): void {
  const { flags } = call;
  const { resources, pairs } = splitPairs(call.args, kind.noun);
  const changes = kind.parse(pairs);
  const files = flags.list('filename').length > 0;
  if (flags.bool('list') && flags.text('output')) fail('--list and --output may not be specified together');
  if (flags.bool('all') && flags.text('selector')) fail('cannot set --all and --selector at the same time');
  if (flags.bool('all') && flags.text('field-selector')) fail('cannot set --all and --field-selector at the same time');
  if (flags.bool('local') && !files)
    fail(
      resources.length
        ? 'can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set'
        : 'one or more files must be specified as -f pod.yaml or --filename=pod.json',
    );
  if (!resources.length && !files) fail('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (!pairs.length && !flags.bool('list')) fail(`at least one ${kind.noun} update is required`);
  const found = select(call, {
    args: resources,
    typeAloneIsAll: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    latest: true,
    local: flags.bool('local'),
  });
  if (flags.text('resource-version') && !found.single) fail('--resource-version may only be used with a single resource');
  forEach(found, (info) => apply(call, kind, info, changes, found.single));
}

const LABEL: Kind = { path: 'label', noun: 'label', member: 'labels', parse: parseLabels };
const ANNOTATE: Kind = { path: 'annotate', noun: 'annotation', member: 'annotations', parse: parseAnnotations };

export const label: Verb = {
  path: 'label',
  use: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the labels on a resource',
  writes: (call) => !call.flags.bool('list'),
  flags: flagsFor(LABEL) ?? [],
  run: (call) => run(call, LABEL),
};

export const annotate: Verb = {
  path: 'annotate',
  use: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the annotations on a resource',
  writes: (call) => !call.flags.bool('list'),
  flags: flagsFor(ANNOTATE) ?? [],
  run: (call) => run(call, ANNOTATE),
};
