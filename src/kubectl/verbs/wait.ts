import { resourceName } from '../../cluster/api/server.ts';
import { ApiError, notFound } from '../../cluster/api/errors.ts';
import type { KubeObject } from '../../kube/meta.ts';
import { type ResourceType, resourceOfTable } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import {
  ALL_NAMESPACES_FLAG,
  ALLOW_MISSING_FLAG,
  FIELD_SELECTOR_FLAG,
  SELECTOR_FLAG,
  SHOW_MANAGED_FIELDS_FLAG,
  TEMPLATE_FLAG,
  allFlag,
  filenameFlags,
} from '../core/common-flags.ts';
import { dig, digList, digText } from '../core/dig.ts';
import { fail, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { JsonPath, JsonPathError, goPrint, relaxedPath } from '../printers/jsonpath.ts';
import { printerFor, qualifiedObjectName } from '../printers/output.ts';
import { keyOfInfo } from '../resources/info.ts';
import { findByKey, select } from '../resources/select.ts';

/** What has to come true of an object. */
type Condition =
  | { readonly kind: 'delete' }
  | { readonly kind: 'create' }
  | { readonly kind: 'condition'; readonly name: string; readonly status: string }
  | { readonly kind: 'jsonpath'; readonly path: string; readonly value: string | undefined };

/** `wait` while it waits; the objects come one after the other. */
interface WaitStream extends StreamState {
  readonly left: readonly { readonly table: string; readonly key: string; readonly name: string; readonly uid: string }[];
  readonly deadlineMs: number;
  /** Until this is over, `--for=create` looks for the objects again. */
  readonly looking: boolean;
}

const WEEK_MS = 168 * 3_600_000;

export const wait: Verb = {
  path: 'wait',
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  short: 'Experimental: Wait for a specific condition on one or many resources',
  flags: [
    allFlag('Select all resources in the namespace of the specified resource types'),
    ALL_NAMESPACES_FLAG,
    ALLOW_MISSING_FLAG,
    FIELD_SELECTOR_FLAG,
    ...filenameFlags('identifying the resource.'),
    flag(
      'for',
      '',
      'string',
      "The condition to wait on: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. The default condition-value is true. Condition values are compared after Unicode simple case folding, which is a more general form of case-insensitivity.",
    ),
    flag('local', '', 'bool', 'If true, annotation will NOT contact api-server but run locally.'),
    flag(
      'output',
      'o',
      'string',
      'Output format. One of: (json, yaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).',
    ),
    SELECTOR_FLAG,
    SHOW_MANAGED_FIELDS_FLAG,
    TEMPLATE_FLAG,
    flag('timeout', '', 'duration', "The length of time to wait before giving up. Zero means check once and don't wait, negative means wait for a week.", {
      value: '30s',
    }),
  ],
  run(call) {
    const condition = parseCondition(call.flags.text('for'));
    const timeout = call.flags.duration('timeout');
    const deadlineMs = call.context.now + (timeout < 0 ? WEEK_MS : timeout);
    return look(call, { verb: 'wait', left: [], deadlineMs, looking: true, wakeAtMs: deadlineMs }, condition);
  },
  advance: (stream, call) => look(call, stream as WaitStream, parseCondition(call.flags.text('for'))),
};

function parseCondition(text: string): Condition {
  const lower = text.toLowerCase();
  if (lower === 'delete' || lower === 'create') return { kind: lower };
  if (text.startsWith('condition=')) {
    const [name = '', status = 'true'] = text.slice('condition='.length).split(/=(.*)/s);
    return { kind: 'condition', name, status };
  }
  if (!text.startsWith('jsonpath=')) return fail(`unrecognized condition: ${JSON.stringify(text)}`);
  const input = text.slice('jsonpath='.length);
  const brace = input.lastIndexOf('}');
  const equals = input.indexOf('=', Math.max(0, brace));
  const expression = equals < 0 ? input : input.slice(0, equals);
  const value = equals < 0 ? undefined : input.slice(equals + 1).replace(/^['"]+|['"]+$/g, '');
  if (value === '') fail("jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3");
  if (!expression) fail('jsonpath expression cannot be empty');
  try {
    const path = relaxedPath(expression);
    new JsonPath(path);
    return { kind: 'jsonpath', path, value };
  } catch (error) {
    if (error instanceof JsonPathError) return fail(error.message);
    throw error;
  }
}

/** Whether a condition holds for an object as it is. */
function holds(condition: Condition, object: KubeObject): boolean {
  if (condition.kind === 'create' || condition.kind === 'delete') return condition.kind === 'create';
  if (condition.kind === 'jsonpath') {
    const results = new JsonPath(condition.path).find(object);
    const [values] = results;
    if (!values?.length) return false;
    if (results.length > 1) fail('given jsonpath expression matches more than one list');
    if (values.length > 1) fail('given jsonpath expression matches more than one value');
    if (condition.value === undefined) return true;
    if (typeof values[0] === 'object' && values[0] !== null) fail('jsonpath leads to a nested object or list which is not supported');
    return goPrint(values[0]).trim() === condition.value.trim();
  }
  const found = digList(object, 'status.conditions').find((each) => digText(each, 'type').toLowerCase() === condition.name.toLowerCase());
  if (!found) return false;
  const observed = dig(found, 'observedGeneration') ?? dig(object, 'status.observedGeneration');
  if (object.metadata.generation !== undefined && typeof observed === 'number' && observed < object.metadata.generation) return false;
  return digText(found, 'status').toLowerCase() === condition.status.toLowerCase();
}

function find(call: Call, condition: Condition): WaitStream['left'] | undefined {
  const { flags } = call;
  const found = select(call, { all: flags.bool('all'), allNamespaces: flags.bool('all-namespaces'), latest: true });
  const missing = found.errors.some((error) => error instanceof ApiError && error.reason === 'NotFound');
  if (condition.kind === 'create' && missing) return undefined;
  throwAll(condition.kind === 'delete' ? found.errors.filter((error) => !(error instanceof ApiError && error.reason === 'NotFound')) : found.errors);
  if (!found.infos.length && condition.kind !== 'delete') fail('no matching resources found');
  return found.infos.map((info) => ({ table: info.resource.plural, key: keyOfInfo(info), name: info.name, uid: info.object.metadata.uid }));
}

function tell(call: Call, object: KubeObject, operation: string): void {
  const printer = printerFor(call);
  call.out(printer ? printer(object) : `${qualifiedObjectName(object)} ${operation}\n`);
}

/** Goes on as far as it can: object after object. */
function look(call: Call, stream: WaitStream, condition: Condition): WaitStream | undefined {
  let { left, looking } = stream;
  const over = call.context.now >= stream.deadlineMs;
  const once = call.flags.duration('timeout') === 0;
  if (looking) {
    const found = find(call, condition);
    if (!found && over) fail('timed out waiting for the condition');
    if (!found) return stream;
    left = found;
    looking = false;
  }
  while (left.length) {
    const { table, key, name, uid } = left[0] as WaitStream['left'][number];
    const resource = resourceOfTable(table) as ResourceType;
    const object = findByKey(call, resource, key);
    const gone = !object || object.metadata.uid !== uid;
    if (condition.kind === 'delete' ? !gone : object && !holds(condition, object)) {
      if (once) fail(`condition not met for ${table}/${name}`);
      if (over) fail(`timed out waiting for the condition on ${table}/${name}`);
      break;
    }
    if (!object && condition.kind !== 'delete') throw notFound(resourceName(resource), name);
    tell(call, object ?? ({ apiVersion: '', kind: resource.kind, metadata: { name } } as KubeObject), 'condition met');
    left = left.slice(1);
  }
  if (!left.length) return undefined;
  return left === stream.left && looking === stream.looking ? stream : { ...stream, left, looking };
}
