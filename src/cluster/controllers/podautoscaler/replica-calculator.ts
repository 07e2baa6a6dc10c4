import { findCondition } from '../../../kube/conditions.ts';
import type { Container, Pod } from '../../../kube/pod.ts';
import { isPodReady } from '../../../kube/pod-status.ts';
import { milliValue } from '../../../kube/quantity.ts';
import { fromTime, toTime } from '../../../kube/time.ts';
import { type Tolerances, isWithin } from './tolerance.ts';

/** kube-controller-manager's defaults: a Pod younger than this has its CPU counted only when ready for a whole window of the metrics. */
const CPU_INITIALIZATION_PERIOD_MS = 300_000;
/** A Pod that became unready within this time of its start has never been ready. */
const INITIAL_READINESS_DELAY_MS = 30_000;
const INT32_MAX = 2_147_483_647;
const INT64_MIN = -(2 ** 63);

/** What a calculation starts from: the Pods of the target, and their samples in thousandths by name, taken now over `windowMs`. */
export interface Sample {
  readonly nowMs: number;
  readonly windowMs: number;
  readonly pods: readonly Pod[];
  readonly values: ReadonlyMap<string, number>;
  readonly tolerances: Tolerances;
  readonly currentReplicas: number;
}

/** How many Pods counted, and for what the others did not. */
export interface PodGroups {
  readonly ready: number;
  /** Too young or not ready: as if they used nothing when scaling up, left out when scaling down. */
  readonly unready: readonly string[];
  /** Without a sample: as if at their target (or above) when scaling down, at nothing when scaling up. */
  readonly missing: readonly string[];
  /** Failed, or being deleted. */
  readonly ignored: readonly string[];
}

export interface Proposal {
  readonly replicas: number;
  /** Percent for a utilization; thousandths otherwise. */
  readonly usage: number;
  /** For a utilization: the average in thousandths. */
  readonly average?: number;
  /** Use to target, before Pods without a say were filled in. */
  readonly ratio: number;
  /** The ratio with them filled in, where that was tried. */
  readonly cautiousRatio?: number;
  readonly groups?: PodGroups;
}
export interface Refusal {
  readonly error: string;
}
type Ratio = { readonly ratio: number; readonly usage: number; readonly average?: number };

/** Models groupPods. `resource` is empty for anything but a resource metric. */
export function groupPods({ pods, values, nowMs, windowMs }: Pick<Sample, 'pods' | 'values' | 'nowMs' | 'windowMs'>, resource: string): PodGroups {
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  let ready = 0;
  const youngSince = toTime(nowMs - CPU_INITIALIZATION_PERIOD_MS);
  const freshSince = toTime(nowMs - windowMs);
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined || pod.status.phase === 'Failed') ignored.push(name);
    else if (pod.status.phase === 'Pending') unready.push(name);
    else if (!values.has(name)) missing.push(name);
    else if (resource === 'cpu' && !cpuCounts(pod, youngSince, freshSince)) unready.push(name);
    else ready++;
  }
  return { ready, unready, missing, ignored };
}

/** The API's times all have one length and zone, so they compare as text. */
function cpuCounts(pod: Pod, youngSince: string, freshSince: string): boolean {
  const condition = findCondition(pod.status.conditions, 'Ready');
  const { startTime } = pod.status;
  if (!condition || startTime === undefined) return false;
  const since = condition.lastTransitionTime ?? '';
  if (startTime > youngSince) return condition.status !== 'False' && since <= freshSince;
  return condition.status !== 'False' || fromTime(startTime) + INITIAL_READINESS_DELAY_MS <= fromTime(since);
}

/** Models GetResourceReplicas: use as a percentage of what the Pods request. `container` is empty for all of a Pod. */
export function utilizationReplicas(sample: Sample, targetUtilization: number, resource: string, container: string): Proposal | Refusal {
  const fallback = Math.max(100, targetUtilization);
  let requests: ReadonlyMap<string, number> | Refusal | undefined;
  return replicasOf(sample, resource, {
    ratioOf: (values) => {
      requests ??= calculateRequests(sample.pods, container, resource);
      return 'error' in requests ? requests : utilizationRatio(values, requests, targetUtilization);
    },
    whenMissing: (name) => Math.trunc((((requests as ReadonlyMap<string, number>).get(name) ?? 0) * fallback) / 100),
  });
}

/** Models calcPlainMetricReplicas: use against a plain target in thousandths. */
export function averageReplicas(sample: Sample, targetMilli: number, resource: string): Proposal | Refusal {
  return replicasOf(sample, resource, { ratioOf: (values) => usageRatio(values, targetMilli), whenMissing: () => targetMilli });
}

interface Method {
  readonly ratioOf: (values: ReadonlyMap<string, number>) => Ratio | Refusal;
  /** What a Pod without a sample counts for when scaling down. */
  readonly whenMissing: (name: string) => number;
}

function replicasOf(sample: Sample, resource: string, { ratioOf, whenMissing }: Method): Proposal | Refusal {
  const { pods, tolerances, currentReplicas } = sample;
  if (!pods.length) return { error: 'no pods returned by selector while calculating replica count' };
  const groups = groupPods(sample, resource);
  const values = without(sample.values, [...groups.ignored, ...groups.unready]);
  if (!values.size) return { error: 'did not receive metrics for targeted pods (pods might be unready)' };
  const first = ratioOf(values);
  if ('error' in first) return first;
  const upWithUnready = groups.unready.length > 0 && first.ratio > 1;
  if (!upWithUnready && !groups.missing.length) {
    const replicas = isWithin(tolerances, first.ratio) ? currentReplicas : Math.ceil(first.ratio * groups.ready);
    return { ...first, replicas, groups };
  }
  // Those without a say are filled in so that they hold back the direction in which the others point.
  const filled = new Map(values);
  if (first.ratio !== 1) for (const name of groups.missing) filled.set(name, first.ratio < 1 ? whenMissing(name) : 0);
  if (upWithUnready) for (const name of groups.unready) filled.set(name, 0);
  const second = ratioOf(filled);
  if ('error' in second) return second;
  const proposed = Math.ceil(second.ratio * filled.size);
  const turned = (first.ratio < 1 && second.ratio > 1) || (first.ratio > 1 && second.ratio < 1);
  const against = (second.ratio < 1 && proposed > currentReplicas) || (second.ratio > 1 && proposed < currentReplicas);
  const stays = isWithin(tolerances, second.ratio) || turned || against;
  return { ...first, cautiousRatio: second.ratio, replicas: stays ? currentReplicas : proposed, groups };
}

function without(values: ReadonlyMap<string, number>, names: readonly string[]): ReadonlyMap<string, number> {
  if (!names.length) return values;
  const left = new Map(values);
  for (const name of names) left.delete(name);
  return left;
}

/** Models GetResourceUtilizationRatio. The quotient is a whole number of percent, as int64 division has it. */
export function utilizationRatio(values: ReadonlyMap<string, number>, requests: ReadonlyMap<string, number>, targetUtilization: number): Ratio | Refusal {
  let total = 0;
  let requested = 0;
  let count = 0;
  for (const [name, value] of values) {
    const request = requests.get(name);
    if (request === undefined) continue;
    total += value;
    requested += request;
    count++;
  }
  if (requested === 0) return { error: 'no metrics returned matched known pods' };
  const usage = Number((BigInt(total) * 100n) / BigInt(requested));
  return { ratio: usage / targetUtilization, usage, average: Math.trunc(total / count) };
}

/** Models GetMetricUsageRatio. */
export function usageRatio(values: ReadonlyMap<string, number>, targetMilli: number): Ratio {
  let total = 0;
  for (const value of values.values()) total += value;
  const usage = Math.trunc(total / values.size);
  return { ratio: usage / targetMilli, usage };
}

/** What each Pod requests, in thousandths by name: of one container, or of all that keep running. Models calculateRequests. */
export function calculateRequests(pods: readonly Pod[], container: string, resource: string): ReadonlyMap<string, number> | Refusal {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    const request = requestOf(pod, container, resource);
    if (typeof request !== 'number') return request;
    requests.set(pod.metadata.name, request);
  }
  return requests;
}

/** Pods of one template share their list of containers, so that it is added up once. */
const sums = new WeakMap<readonly Container[], Map<string, number>>();

function requestOf(pod: Pod, container: string, resource: string): number | Refusal {
  const { containers, initContainers, resources } = pod.spec;
  if (container === '' && resources?.requests && Object.keys(resources.requests).length) return podLevelRequest(pod, resource);
  if (initContainers?.length) return containersRequest(pod, container, resource);
  const what = `${resource}/${container}`;
  const known = sums.get(containers)?.get(what);
  if (known !== undefined) return known;
  const sum = containersRequest(pod, container, resource);
  if (typeof sum === 'number') sums.set(containers, (sums.get(containers) ?? new Map<string, number>()).set(what, sum));
  return sum;
}

function containersRequest(pod: Pod, container: string, resource: string): number | Refusal {
  const { containers, initContainers = [] } = pod.spec;
  let sum = 0;
  for (const { name, resources: own } of [...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')]) {
    if (container !== '' && container !== name) continue;
    const request = own?.requests?.[resource];
    if (request === undefined) return { error: `missing request for ${resource} in container ${name} of Pod ${pod.metadata.name}` };
    sum += milliValue(request);
    if (container === name) return sum;
  }
  return container === '' ? sum : { error: `container ${container} not found in Pod ${pod.metadata.name}` };
}

/** Where the Pod as a whole requests anything, what it says of this resource; else what its containers say, as far as they do. */
function podLevelRequest({ metadata, spec }: Pod, resource: string): number | Refusal {
  const own = spec.resources?.requests?.[resource];
  const requests = own === undefined ? spec.containers.flatMap((container) => container.resources?.requests?.[resource] ?? []) : [own];
  if (!requests.length) return { error: `missing pod-level request for ${resource} in Pod ${metadata.name}` };
  return [...requests, spec.overhead?.[resource] ?? '0'].reduce((sum, request) => sum + milliValue(request), 0);
}

/** Models getUsageRatioReplicaCount: an Object's or External metric's whole value against a target, times the ready Pods. */
export function wholeValueReplicas(
  usageMilli: number,
  targetMilli: number,
  { pods, tolerances, currentReplicas }: Pick<Sample, 'pods' | 'tolerances' | 'currentReplicas'>,
): Proposal | Refusal {
  const ratio = usageMilli / targetMilli;
  if (currentReplicas === 0) return { replicas: Math.ceil(ratio), usage: usageMilli, ratio };
  if (isWithin(tolerances, ratio)) return { replicas: currentReplicas, usage: usageMilli, ratio };
  if (!pods.length) return { error: 'unable to calculate ready pods: no pods returned by selector while calculating replica count' };
  const ready = pods.filter((pod) => pod.status.phase === 'Running' && isPodReady(pod)).length;
  return { replicas: Math.min(INT32_MAX, Math.ceil(ratio * ready)), usage: usageMilli, ratio };
}

/** Models GetObjectPerPodMetricReplicas and GetExternalPerPodMetricReplicas: a whole value against a target for each of the target's replicas. */
export function perPodReplicas(usageMilli: number, targetMilli: number, statusReplicas: number, tolerances: Tolerances): Proposal {
  const ratio = usageMilli / (targetMilli * statusReplicas);
  const replicas = isWithin(tolerances, ratio) ? statusReplicas : Math.min(INT32_MAX, Math.ceil(usageMilli / targetMilli));
  // Go's conversion of what a division by zero replicas gives.
  return { replicas, usage: statusReplicas ? Math.ceil(usageMilli / statusReplicas) : INT64_MIN, ratio };
}
