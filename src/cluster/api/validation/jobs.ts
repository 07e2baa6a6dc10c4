import type { KubeObject } from '../../../kube/meta.ts';
import type { PodTemplate } from '../../../kube/pod.ts';
import type { Cause } from '../errors.ts';
import { invalidValue, notSupported, required } from './field.ts';
import { immutable, nonNegative } from './meta.ts';
import { podTemplate } from './pods.ts';

/** Jobs and CronJobs, as far as what is stored has to be sound. Models pkg/apis/batch/validation. */
interface JobSpec {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly activeDeadlineSeconds?: number;
  readonly backoffLimit?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly completionMode?: string;
  readonly selector?: unknown;
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

function* jobSpec(spec: JobSpec, field: string): Iterable<Cause> {
  for (const member of COUNTS) yield* nonNegative(spec[member], `${field}.${member}`);
  const mode = spec.completionMode ?? 'NonIndexed';
  if (!['NonIndexed', 'Indexed'].includes(mode)) yield notSupported(`${field}.completionMode`, mode, ['NonIndexed', 'Indexed']);
  if (mode === 'Indexed' && spec.completions === undefined) yield required(`${field}.completions`, 'when completion mode is Indexed');
  if (mode === 'NonIndexed')
    for (const member of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
      if (spec[member] !== undefined) yield invalidValue(`${field}.${member}`, spec[member], 'requires indexed completion mode');
  yield* podTemplate(spec.template, `${field}.template`);
  const policy = spec.template?.spec?.restartPolicy ?? '';
  const at = `${field}.template.spec.restartPolicy`;
  if (policy === '' || policy === 'Always') yield required(at, 'valid values: "OnFailure", "Never"');
  else if (!POLICIES.includes(policy)) yield notSupported(at, policy, POLICIES);
}

export function* job(object: KubeObject): Iterable<Cause> {
  yield* jobSpec((object.spec ?? {}) as JobSpec, 'spec');
}

export function* jobUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* job(next);
  const spec = (next.spec ?? {}) as JobSpec;
  const old = (previous.spec ?? {}) as JobSpec;
  if (spec.completionMode !== 'Indexed') yield* immutable(spec.completions, old.completions, 'spec.completions');
  yield* immutable(spec.selector, old.selector, 'spec.selector');
  yield* immutable(spec.template, old.template, 'spec.template');
  yield* immutable(spec.completionMode, old.completionMode, 'spec.completionMode');
}

interface CronJobSpec {
  readonly schedule?: string;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy?: string;
  readonly jobTemplate?: { readonly spec?: JobSpec };
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
}

export function* cronJob(object: KubeObject): Iterable<Cause> {
  const spec = (object.spec ?? {}) as CronJobSpec;
  if (!spec.schedule) yield required('spec.schedule');
  yield* nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds');
  const policies = ['Allow', 'Forbid', 'Replace'];
  if (!policies.includes(spec.concurrencyPolicy ?? '')) yield notSupported('spec.concurrencyPolicy', spec.concurrencyPolicy ?? '', policies);
  yield* jobSpec(spec.jobTemplate?.spec ?? {}, 'spec.jobTemplate.spec');
  yield* nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit');
  yield* nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit');
}
