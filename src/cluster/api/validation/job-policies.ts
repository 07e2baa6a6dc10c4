import type { PodTemplate } from '../../../kube/pod.ts';
import type { Cause } from '../errors.ts';
import { duplicate, invalidValue, notSupported, required, tooLong, tooMany } from './field.ts';
import { nonNegative } from './meta.ts';
import { byteLength, invalidFor, isQualifiedName } from './names.ts';

/** What Jobs do about failed and succeeded Pods. Models validatePodFailurePolicy and validateSuccessPolicy. */

interface ExitCodes {
  readonly containerName?: string;
  readonly operator?: string;
  readonly values?: readonly number[];
}
interface FailureRule {
  readonly action?: string;
  readonly onExitCodes?: ExitCodes;
  readonly onPodConditions?: readonly { readonly type?: string; readonly status?: string }[];
}
export interface FailurePolicy {
  readonly rules?: readonly FailureRule[];
}
interface SuccessRule {
  readonly succeededIndexes?: string;
  readonly succeededCount?: number;
}
export interface SuccessPolicy {
  readonly rules?: readonly SuccessRule[];
}

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];
const RULES_MAX = 20;
const INDEXES_BYTES_MAX = 64 * 1024;
const oneOf = (values: readonly string[]): string => `valid values: [${values.map((value) => JSON.stringify(value)).join(' ')}]`;

function* exitCodes({ containerName, operator = '', values }: ExitCodes, containers: readonly string[], field: string): Iterable<Cause> {
  if (!operator) yield required(`${field}.operator`, oneOf(OPERATORS));
  else if (!OPERATORS.includes(operator)) yield notSupported(`${field}.operator`, operator, OPERATORS);
  if (containerName !== undefined && !containers.includes(containerName))
    yield invalidValue(`${field}.containerName`, containerName, 'must be one of the container or initContainer names in the pod template');
  if (!values?.length) return yield invalidValue(`${field}.values`, values, 'at least one value is required');
  if (values.length > 255) yield tooMany(`${field}.values`, values.length, 255);
  for (const [i, value] of values.entries()) {
    if (operator === 'In' && value === 0) yield invalidValue(`${field}.values[${i}]`, value, 'must not be 0 for the In operator');
    if (values.indexOf(value) < i) yield duplicate(`${field}.values[${i}]`, value);
  }
  if (values.some((value, i) => i > 0 && (values[i - 1] as number) > value)) yield invalidValue(`${field}.values`, values, 'must be ordered');
}

function* failureRule(rule: FailureRule, perIndex: boolean, containers: readonly string[], field: string): Iterable<Cause> {
  const { action = '', onExitCodes, onPodConditions = [] } = rule;
  if (!action) yield required(`${field}.action`, oneOf(ACTIONS));
  else if (action === 'FailIndex') {
    if (!perIndex) yield invalidValue(`${field}.action`, action, 'requires the backoffLimitPerIndex to be set');
  } else if (!ACTIONS.includes(action)) yield notSupported(`${field}.action`, action, ACTIONS);
  if (onExitCodes) yield* exitCodes(onExitCodes, containers, `${field}.onExitCodes`);
  if (onPodConditions.length > RULES_MAX) yield tooMany(`${field}.onPodConditions`, onPodConditions.length, RULES_MAX);
  for (const [i, { type = '', status = '' }] of onPodConditions.entries()) {
    const at = `${field}.onPodConditions[${i}]`;
    yield* invalidFor(`${at}.type`, type, isQualifiedName(type));
    if (!status) yield required(`${at}.status`, oneOf(STATUSES));
    else if (!STATUSES.includes(status)) yield notSupported(`${at}.status`, status, STATUSES);
  }
  const wrong = (detail: string): Cause => ({ field, message: `Invalid value: ${detail}` });
  if (onExitCodes && onPodConditions.length) yield wrong('specifying both OnExitCodes and OnPodConditions is not supported');
  if (!onExitCodes && !onPodConditions.length) yield wrong('specifying one of OnExitCodes and OnPodConditions is required');
}

export function* failurePolicy({ rules = [] }: FailurePolicy, perIndex: boolean, template: PodTemplate | undefined, field: string): Iterable<Cause> {
  if (rules.length > RULES_MAX) yield tooMany(`${field}.rules`, rules.length, RULES_MAX);
  const { containers = [], initContainers = [] } = template?.spec ?? {};
  const names = [...containers, ...initContainers].map(({ name }) => name);
  for (const [i, rule] of rules.entries()) yield* failureRule(rule, perIndex, names, `${field}.rules[${i}]`);
}

/** How many indexes a text names (`0-3,5`), or what is wrong with it. Models validateIndexesFormat. */
function countIndexes(text: string, completions: number): number | string {
  let last: number | undefined;
  let total = 0;
  const index = (part: string): number | string => {
    if (!/^[+-]?\d+$/.test(part)) return `cannot convert string to integer for index: ${JSON.stringify(part)}`;
    return Number(part) >= completions ? `too large index: ${JSON.stringify(part)}` : Number(part);
  };
  for (const interval of text === '' ? [] : text.split(',')) {
    const limits = interval.split('-');
    if (limits.length > 2)
      return `the fragment ${JSON.stringify(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`;
    const first = index(limits[0] as string);
    if (typeof first === 'string') return first;
    const end = limits[1] === undefined ? first : index(limits[1]);
    if (typeof end === 'string') return end;
    if (limits[1] !== undefined && first >= end) return `non-increasing order, previous: ${first}, current: ${end}`;
    if (last !== undefined && last >= first) return `non-increasing order, previous: ${last}, current: ${first}`;
    total += end - first + 1;
    last = end;
  }
  return total;
}

export function* successPolicy({ rules = [] }: SuccessPolicy, completions: number, field: string): Iterable<Cause> {
  if (!rules.length) yield required(`${field}.rules`, 'at least one rules must be specified when the successPolicy is specified');
  if (rules.length > RULES_MAX) yield tooMany(`${field}.rules`, rules.length, RULES_MAX);
  for (const [i, { succeededIndexes: indexes, succeededCount: count }] of rules.entries()) {
    const at = `${field}.rules[${i}]`;
    if (indexes === undefined && count === undefined) yield required(at, 'at least one of succeededCount or succeededIndexes must be specified');
    let total: number | string = 0;
    if (indexes !== undefined) {
      if (byteLength(indexes) > INDEXES_BYTES_MAX) yield tooLong(`${at}.succeededIndexes`, INDEXES_BYTES_MAX);
      total = countIndexes(indexes, completions);
      if (typeof total === 'string') yield invalidValue(`${at}.succeededIndexes`, indexes, `error parsing succeededIndexes: ${total}`);
    }
    if (count === undefined) continue;
    const few = typeof total === 'string' ? 0 : total;
    yield* nonNegative(count, `${at}.succeededCount`);
    if (count > completions)
      yield invalidValue(`${at}.succeededCount`, count, `must be less than or equal to ${completions} (the number of specified completions)`);
    if (indexes !== undefined && count > few)
      yield invalidValue(`${at}.succeededCount`, count, `must be less than or equal to ${few} (the number of indexes in the specified succeededIndexes field)`);
  }
}
