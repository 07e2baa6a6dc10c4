import type { KubeObject, LabelSelector } from '../../../kube/meta.ts';
import type { PodTemplate } from '../../../kube/pod.ts';
import { matches } from '../../../kube/selector.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { scheduleProblem, timeZoneProblems } from './cron-schedule.ts';
import { invalidValue, notSupported, required, tooLong } from './field.ts';
import { goJson, metaJson } from './go-json.ts';
import { type FailurePolicy, type SuccessPolicy, failurePolicy, successPolicy } from './job-policies.ts';
import { immutable, isUsableSelector, labelSelector, nonNegative } from './meta.ts';
import { byteLength, domainPrefixedPath, invalidFor, isDNS1123Label } from './names.ts';
import { internalSpec, podTemplate } from './pods.ts';

/** Jobs and CronJobs. Models pkg/apis/batch/validation. */
interface JobSpec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly activeDeadlineSeconds?: number;
  readonly backoffLimit?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly completionMode?: string;
  readonly managedBy?: string;
  readonly suspend?: boolean;
  readonly manualSelector?: boolean;
  readonly podReplacementPolicy?: string;
  readonly podFailurePolicy?: FailurePolicy;
  readonly successPolicy?: SuccessPolicy;
  readonly selector?: LabelSelector;
  readonly template?: PodTemplate;
}

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;
const POLICIES = ['OnFailure', 'Never'];
const MODES = ['NonIndexed', 'Indexed'];
const MANAGED_BY_MAX = 63;
const MANY = 100_000;
const MANY_WITH_LIMITS = 10_000;

/** Jobs whose Pods are numbered. */
function* indexed(spec: JobSpec, field: string): Iterable<Cause> {
  const { completions, parallelism, maxFailedIndexes: failed, backoffLimitPerIndex: perIndex } = spec;
  if (completions === undefined) yield required(`${field}.completions`, 'when completion mode is Indexed');
  if (parallelism !== undefined && parallelism > MANY)
    yield invalidValue(`${field}.parallelism`, parallelism, `must be less than or equal to ${MANY} when completion mode is Indexed`);
  if (completions !== undefined && failed !== undefined && failed > completions)
    yield invalidValue(`${field}.maxFailedIndexes`, failed, 'must be less than or equal to completions');
  if (failed !== undefined && failed > MANY) yield invalidValue(`${field}.maxFailedIndexes`, failed, `must be less than or equal to ${MANY}`);
  if (completions === undefined || completions <= MANY || perIndex === undefined) return;
  const detail = `must be less than or equal to ${MANY_WITH_LIMITS} when completions are above ${MANY} and used with backoff limit per index`;
  if (failed === undefined) yield required(`${field}.maxFailedIndexes`, `must be specified when completions is above ${MANY}`);
  if (parallelism !== undefined && parallelism > MANY_WITH_LIMITS) yield invalidValue(`${field}.parallelism`, parallelism, detail);
  if (failed !== undefined && failed > MANY_WITH_LIMITS) yield invalidValue(`${field}.maxFailedIndexes`, failed, detail);
}

function* policies(spec: JobSpec, field: string): Iterable<Cause> {
  const { podFailurePolicy: failure, successPolicy: success, podReplacementPolicy: replacement, completionMode: mode } = spec;
  if (failure) yield* failurePolicy(failure, spec.backoffLimitPerIndex !== undefined, spec.template, `${field}.podFailurePolicy`);
  if (success && mode !== 'Indexed')
    yield { field: `${field}.successPolicy`, message: `Invalid value: ${goJson('batch.SuccessPolicy', success)}: requires indexed completion mode` };
  else if (success) yield* successPolicy(success, spec.completions ?? 0, `${field}.successPolicy`);
  const replacements = failure ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (replacement !== undefined && !replacements.includes(replacement)) yield notSupported(`${field}.podReplacementPolicy`, replacement, replacements);
}

function* jobSpec(spec: JobSpec, field: string): Iterable<Cause> {
  for (const member of COUNTS) yield* nonNegative(spec[member], `${field}.${member}`);
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    yield required(`${field}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified');
  if (spec.managedBy !== undefined) {
    yield* domainPrefixedPath(`${field}.managedBy`, spec.managedBy);
    if (byteLength(spec.managedBy) > MANAGED_BY_MAX) yield tooLong(`${field}.managedBy`, MANAGED_BY_MAX);
  }
  const mode = spec.completionMode ?? 'NonIndexed';
  if (!MODES.includes(mode)) yield notSupported(`${field}.completionMode`, mode, MODES);
  if (mode === 'Indexed') yield* indexed(spec, field);
  if (mode === 'NonIndexed')
    for (const member of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
      if (spec[member] !== undefined) yield invalidValue(`${field}.${member}`, spec[member], 'requires indexed completion mode');
  yield* policies(spec, field);
  yield* podTemplate(spec.template, `${field}.template`);
  const policy = spec.template?.spec?.restartPolicy ?? '';
  const at = `${field}.template.spec.restartPolicy`;
  if (policy === '' || policy === 'Always') yield required(at, 'valid values: "OnFailure", "Never"');
  else if (!POLICIES.includes(policy)) yield notSupported(at, policy, POLICIES);
  else if (spec.podFailurePolicy && policy !== 'Never') yield invalidValue(at, policy, 'only "Never" is supported when podFailurePolicy is specified');
}

export const UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];
export const NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];

/** The labels that the server itself gave the Pods have to be the ones that are there. Models validateGeneratedSelector. */
function* generatedSelector({ metadata }: KubeObject, spec: JobSpec): Iterable<Cause> {
  if (spec.manualSelector || !spec.selector) return;
  const labels = spec.template?.metadata?.labels;
  const expected = {
    'controller-uid': metadata.uid,
    'job-name': metadata.name,
    'batch.kubernetes.io/controller-uid': metadata.uid,
    'batch.kubernetes.io/job-name': metadata.name,
  };
  for (const [key, value] of Object.entries(expected)) {
    const at = `spec.template.metadata.labels[${key}]`;
    if (labels?.[key] === undefined) yield required(at, `must be '${value}'`);
    else if (labels[key] !== value) yield invalidValue(at, sorted(labels), `must be '${value}'`);
  }
  if (isUsableSelector(spec.selector) && !matches(spec.selector, expected))
    yield { field: 'spec.selector', message: `Invalid value: ${metaJson('meta/v1.LabelSelector', spec.selector)}: \`selector\` not auto-generated` };
}

const sorted = (map: Readonly<Record<string, string>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(map).sort());

export function* job(object: KubeObject): Iterable<Cause> {
  const spec = (object.spec ?? {}) as JobSpec;
  yield* generatedSelector(object, spec);
  yield* jobSpec(spec, 'spec');
  if (!spec.selector) yield required('spec.selector');
  else yield* labelSelector(spec.selector, 'spec.selector');
  const labels = spec.template?.metadata?.labels;
  if (isUsableSelector(spec.selector) && !matches(spec.selector, labels))
    yield invalidValue('spec.template.metadata.labels', labels && sorted(labels), '`selector` does not match template `labels`');
  const { name = '' } = object.metadata;
  const last = `${name}-${(spec.completions ?? 0) - 1}`;
  if (spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 0 && isDNS1123Label(last).length)
    yield invalidValue('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`);
}

/** What of a suspended Job's template may change: where its Pods run, and what they ask for. */
function withMutable(old: JobSpec, next: JobSpec): PodTemplate | undefined {
  const { template: before } = old;
  const { template: after } = next;
  if (!before?.spec || !after?.spec) return before;
  const { nodeSelector, tolerations, schedulingGates, affinity } = after.spec;
  const merged = { ...before.spec.affinity, nodeAffinity: affinity?.nodeAffinity };
  const resources = <T extends { name: string; resources?: unknown }>(
    list: readonly T[] | undefined,
    given: readonly T[] | undefined,
  ): readonly T[] | undefined =>
    list && list.length === given?.length ? list.map((one, i) => (one.name === given[i]?.name ? { ...one, resources: given[i]?.resources } : one)) : list;
  const spec = {
    ...before.spec,
    nodeSelector,
    tolerations,
    schedulingGates,
    affinity: Object.values(merged).some((value) => value !== undefined) ? merged : undefined,
    containers: resources(before.spec.containers, after.spec.containers),
    initContainers: resources(before.spec.initContainers, after.spec.initContainers),
  };
  return { ...before, metadata: { ...before.metadata, labels: after.metadata?.labels, annotations: after.metadata?.annotations }, spec } as PodTemplate;
}

function* templateUpdate(spec: JobSpec, old: JobSpec, status: { readonly active?: number } | undefined): Iterable<Cause> {
  const suspended = old.suspend === true && !status?.active;
  const expected = suspended ? withMutable(old, spec) : old.template;
  if (deepEqual(plain(spec.template), plain(expected))) return;
  const shown = suspended ? goJson('core.PodSpec', internalSpec(spec.template?.spec ?? {})) : goJson('core.PodTemplateSpec', flattened(spec.template));
  yield { field: suspended ? 'spec.template.spec' : 'spec.template', message: `Invalid value: ${shown}: field is immutable` };
}

/** Without members that are undefined. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown));
/** The server's own template holds its metadata in itself. */
const flattened = (template: PodTemplate | undefined): unknown => ({ ...template?.metadata, ...template, spec: internalSpec(template?.spec ?? {}) });

const FIXED = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;

export function* jobUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* job(next);
  const spec = (next.spec ?? {}) as JobSpec;
  const old = (previous.spec ?? {}) as JobSpec;
  if (spec.completionMode !== 'Indexed') yield* immutable(spec.completions, old.completions, 'spec.completions');
  else if (spec.completions !== undefined && spec.completions !== old.completions && spec.completions !== spec.parallelism)
    yield invalidValue('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism');
  if (!deepEqual(spec.selector, old.selector))
    yield { field: 'spec.selector', message: `Invalid value: ${metaJson('meta/v1.LabelSelector', spec.selector)}: field is immutable` };
  yield* templateUpdate(spec, old, previous.status as { active?: number } | undefined);
  for (const member of FIXED) yield* immutable(spec[member], old[member], `spec.${member}`);
}

interface CronJobSpec {
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: string;
  readonly jobTemplate?: { readonly spec?: JobSpec };
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
}

function* schedule({ schedule: text = '', timeZone }: CronJobSpec, old: CronJobSpec | undefined): Iterable<Cause> {
  if (!text) return yield required('spec.schedule');
  const problem = scheduleProblem(text);
  if (problem !== undefined) yield invalidValue('spec.schedule', text, problem);
  if (!text.includes('TZ')) return;
  if (!old?.schedule?.includes('TZ')) yield invalidValue('spec.schedule', text, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  else if (timeZone !== undefined) yield invalidValue('spec.schedule', text, 'cannot use both timeZone field and TZ or CRON_TZ in schedule');
}

function* cronJobSpec(spec: CronJobSpec, old: CronJobSpec | undefined): Iterable<Cause> {
  yield* schedule(spec, old);
  yield* nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds');
  if (spec.timeZone !== undefined && spec.timeZone !== old?.timeZone) yield* invalidFor('spec.timeZone', spec.timeZone, timeZoneProblems(spec.timeZone));
  const policiesOf = ['Allow', 'Forbid', 'Replace'];
  if (!policiesOf.includes(spec.concurrencyPolicy ?? '')) yield notSupported('spec.concurrencyPolicy', spec.concurrencyPolicy ?? '', policiesOf);
  const one = spec.jobTemplate?.spec ?? {};
  yield* jobSpec(one, 'spec.jobTemplate.spec');
  if (one.selector)
    yield {
      field: 'spec.jobTemplate.spec.selector',
      message: `Invalid value: ${metaJson('meta/v1.LabelSelector', one.selector)}: \`selector\` will be auto-generated`,
    };
  if (one.manualSelector) yield notSupported('spec.jobTemplate.spec.manualSelector', true, ['nil', 'false']);
  yield* nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit');
  yield* nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit');
}

const NAME_MAX = 52;

export function* cronJob(object: KubeObject): Iterable<Cause> {
  yield* cronJobSpec((object.spec ?? {}) as CronJobSpec, undefined);
  // A CronJob's Jobs get eleven more characters.
  const { name = '' } = object.metadata;
  if (byteLength(name) > NAME_MAX) yield invalidValue('metadata.name', name, `must be no more than ${NAME_MAX} characters`);
}

export function* cronJobUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* cronJobSpec((next.spec ?? {}) as CronJobSpec, (previous.spec ?? {}) as CronJobSpec);
}
