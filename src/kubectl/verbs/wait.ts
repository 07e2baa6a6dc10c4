import { resourceName } from '../../cluster/api/server.ts';
import { ApiError, type StatusReason, notFound } from '../../cluster/api/errors.ts';
import type { KubeObject } from '../../kube/meta.ts';
import { type ResourceType, resourceOfTable } from '../../kube/resources.ts';
import type { Call } from '../core/call.ts';
import {
  ALL_NAMESPACES_FLAG,
  ALLOW_MISSING_FLAG,
  FIELD_SELECTOR_FLAG,
  OUTPUT_FLAG,
  SELECTOR_FLAG,
  SHOW_MANAGED_FIELDS_FLAG,
  TEMPLATE_FLAG,
  allFlag,
  filenameFlags,
} from '../core/common-flags.ts';
import { dig, digList, digText } from '../core/dig.ts';
import { Failure, fail, throwAll } from '../core/failure.ts';
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
  /** What was said of the objects before; a reason is the API server's. */
  readonly errors: readonly { readonly message: string; readonly reason?: StatusReason }[];
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
    OUTPUT_FLAG,
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
    return look(call, { verb: 'wait', left: [], errors: [], deadlineMs, looking: true, wakeAtMs: deadlineMs }, condition);
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

function find(call: Call, condition: Condition): Pick<WaitStream, 'left' | 'errors'> | undefined {
  const { flags } = call;
  const found = select(call, { all: flags.bool('all'), allNamespaces: flags.bool('all-namespaces'), latest: true });
  const missing = found.errors.some((error) => error instanceof ApiError && error.reason === 'NotFound');
  if (condition.kind === 'create' && missing) return undefined;
  const errors = condition.kind === 'delete' ? found.errors.filter((error) => !(error instanceof ApiError && error.reason === 'NotFound')) : found.errors;
  if (!found.infos.length && !errors.length && condition.kind !== 'delete') fail('no matching resources found');
  return {
    left: found.infos.map((info) => ({ table: info.resource.plural, key: keyOfInfo(info), name: info.name, uid: info.object.metadata.uid })),
    errors: errors.map((error) => ({ message: (error as Error).message, ...(error instanceof ApiError ? { reason: error.reason } : {}) })),
  };
}

function tell(call: Call, object: KubeObject, operation: string): void {
  const printer = printerFor(call);
  call.out(printer ? printer(object) : `${qualifiedObjectName(object)} ${operation}\n`);
}

/** What is said of an object that does not meet the condition and will not be waited for any more. Models RunWait, whose time is over for all that follow. */
function refusal(condition: Condition, { table, name }: WaitStream['left'][number], once: boolean, first: boolean): WaitStream['errors'][number] {
  if (once) return { message: `condition not met for ${table}/${name}` };
  if (condition.kind === 'delete' && !first) return { message: 'client rate limiter Wait returned an error: context deadline exceeded' };
  return { message: `timed out waiting for the condition on ${table}/${name}` };
}

/** Goes on as far as it can: object after object. */
function look(call: Call, stream: WaitStream, condition: Condition): WaitStream | undefined {
  let { left, looking, errors } = stream;
  const once = call.flags.duration('timeout') === 0;
  const over = !once && call.context.now >= stream.deadlineMs;
  if (looking) {
    const found = find(call, condition);
    if (!found && (over || once)) fail('timed out waiting for the condition');
    if (!found) return stream;
    ({ left, errors } = found);
    looking = false;
  }
  for (let late = false; left.length; left = left.slice(1)) {
    const target = left[0] as WaitStream['left'][number];
    const resource = resourceOfTable(target.table) as ResourceType;
    const object = findByKey(call, resource, target.key);
    const gone = object?.metadata.uid !== target.uid;
    if (late || (condition.kind === 'delete' ? !gone : object && !holds(condition, object))) {
      if (!once && !over) break;
      errors = [...errors, refusal(condition, target, once, !late)];
      late = over;
    } else if (!object && condition.kind !== 'delete') {
      const { message, reason } = notFound(resourceName(resource), target.name);
      errors = [...errors, { message, reason }];
    } else tell(call, object ?? ({ apiVersion: '', kind: resource.kind, metadata: { name: target.name } } as KubeObject), 'condition met');
  }
  if (!left.length) {
    throwAll(errors.map(({ message, reason }) => (reason ? new ApiError(reason, message) : new Failure(message))));
    return undefined;
  }
  return left === stream.left && looking === stream.looking ? stream : { ...stream, left, looking, errors };
}
