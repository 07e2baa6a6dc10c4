import type { Change, Entry } from '../timeline/types.ts';
import { type KubeObject, type Labels, controllerOf } from '../kube/meta.ts';
import { scaled } from '../kube/int-or-percent.ts';
import { type AutoscalerDecision, DECISIONS_TABLE, type HorizontalPodAutoscaler } from '../kube/autoscaling.ts';
import type { Pod } from '../kube/pod.ts';
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet } from '../kube/workloads.ts';
import { ServiceEndpoints } from './service-endpoints.ts';

/** What a workload wants, as far as its kind says so: counts of Pods. */
export interface Bounds {
  readonly desired: number;
  /** Available Pods never fall under this by the controller's own doing. */
  readonly min?: number;
  /** Pods never exceed this, terminating ones aside. */
  readonly max?: number;
}

/** The chart's values from one frame on, until the next point. */
export interface Point extends Bounds {
  readonly position: number;
  /** Available Pods by revision index, in order of first appearance. */
  readonly available: readonly number[];
  /** All Pods that are not being deleted. */
  readonly total: number;
  /** Ready endpoints of the Service that sends requests to its Pods; of several, the one with the most. */
  readonly endpoints?: number;
  /** An autoscaler's metric in percent of its target, where one scales this workload and has a reading. */
  readonly metric?: number;
  /** The same as the API writes it: `cpu 67% of 60%` without the words. */
  readonly reading?: { readonly name: string; readonly current: string; readonly target: string };
  /** What the autoscaler's metrics ask for, and what is left of it after stabilization. */
  readonly recommended?: number;
  readonly stabilized?: number;
  /** The autoscaler's own bounds. */
  readonly limits?: { readonly min: number; readonly max: number };
}

export interface WorkloadSeries {
  readonly table: string;
  readonly key: string;
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
  readonly points: readonly Point[];
}

const WORKLOADS = new Set(['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'replicationcontrollers']);

/** What a workload's own specification comes to. Models the fenceposts of a Deployment and the limits of a DaemonSet. */
export function boundsOf(table: string, object: KubeObject): Bounds {
  switch (table) {
    case 'deployments': {
      const { spec } = object as Deployment;
      const desired = spec.replicas ?? 1;
      if (spec.strategy?.type === 'Recreate') return { desired, min: 0, max: desired };
      const surge = scaled(spec.strategy?.rollingUpdate?.maxSurge, desired, 'up');
      const unavailable = scaled(spec.strategy?.rollingUpdate?.maxUnavailable, desired, 'down');
      return { desired, min: Math.max(0, desired - (surge === 0 && unavailable === 0 ? 1 : unavailable)), max: desired + surge };
    }
    case 'daemonsets': {
      const { spec, status } = object as DaemonSet;
      const desired = status?.desiredNumberScheduled ?? 0;
      const rolling = spec.updateStrategy?.rollingUpdate;
      return { desired, min: Math.max(0, desired - scaled(rolling?.maxUnavailable, desired, 'up')), max: desired + scaled(rolling?.maxSurge, desired, 'up') };
    }
    default:
      return { desired: (object as StatefulSet | ReplicaSet | ReplicationController).spec.replicas ?? 1 };
  }
}

/** What an autoscaler last said of a workload. */
type Autoscaling = Pick<Point, 'metric' | 'reading' | 'recommended' | 'stabilized' | 'limits'>;

interface Growing {
  readonly series: { table: string; key: string; uid: string; kind: string; name: string; points: Point[] };
  bounds: Bounds;
  available: number[];
  total: number;
  autoscaler: Autoscaling;
  endpoints: number | undefined;
  /** Labels of its Pods' template. */
  labels: Labels | undefined;
  /** Revision hash to index. */
  readonly revisions: Map<string, number>;
  touched: boolean;
}

const isReady = (pod: Pod): boolean => pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
const isCounted = (pod: Pod | undefined): pod is Pod =>
  pod !== undefined && pod.metadata.deletionTimestamp === undefined && pod.status.phase !== 'Failed' && pod.status.phase !== 'Succeeded';
const podHash = (pod: Pod): string => pod.metadata.labels?.['pod-template-hash'] ?? pod.metadata.labels?.['controller-revision-hash'] ?? '';

/**
 * The chart's numbers for every workload, as a fold over the log: work is proportional to change. Deployments and ReplicaSets are counted
 * as their status says; StatefulSets and DaemonSets, whose status knows no revisions, by their Pods.
 */
export class ChartSeries {
  /** In the order in which they appeared; one that is gone stays. */
  readonly workloads: WorkloadSeries[] = [];
  length = 0;
  private readonly byUid = new Map<string, Growing>();
  private readonly byTarget = new Map<string, Growing>();
  private readonly services = new ServiceEndpoints();

  observe(entry: Entry): void {
    for (const change of entry.changes) this.observeChange(change);
    for (const growing of this.byUid.values()) if (this.services.touches(growing.series.key, growing.labels)) this.countEndpoints(growing);
    this.services.settle();
    this.length++;
    for (const growing of this.byUid.values()) if (growing.touched) this.addPoint(growing, entry.seq);
  }

  private observeChange({ table, key, before, after }: Change): void {
    if (table === 'replicasets') this.observeReplicaSet(before as ReplicaSet | undefined, after as ReplicaSet | undefined);
    else if (table === 'pods') this.observePod(before as Pod | undefined, after as Pod | undefined);
    else if (table === 'horizontalpodautoscalers') this.observeAutoscaler((after ?? before) as HorizontalPodAutoscaler, after === undefined);
    else if (table === DECISIONS_TABLE) this.observeDecision(key, (after as { readonly spec: AutoscalerDecision } | undefined)?.spec);
    else if (table === 'services' || table === 'endpointslices') this.services.observe(table, key, before, after);
    if (!WORKLOADS.has(table)) return;
    const object = (after ?? before) as KubeObject;
    if (controllerOf(object)) return;
    const growing = this.byUid.get(object.metadata.uid) ?? this.begin(table, key, object);
    growing.bounds = after === undefined ? { desired: 0 } : boundsOf(table, object);
    growing.labels = templateLabels(after);
    this.countEndpoints(growing);
    growing.touched = true;
  }

  private begin(table: string, key: string, object: KubeObject): Growing {
    const { uid, name } = object.metadata;
    const series = { table, key, uid, kind: object.kind, name, points: [] };
    const growing: Growing = {
      series,
      bounds: { desired: 0 },
      available: [],
      total: 0,
      autoscaler: {},
      endpoints: undefined,
      labels: undefined,
      revisions: new Map(),
      touched: false,
    };
    this.byUid.set(uid, growing);
    this.byTarget.set(`${object.kind}/${key}`, growing);
    this.workloads.push(series);
    return growing;
  }

  private observeReplicaSet(before: ReplicaSet | undefined, after: ReplicaSet | undefined): void {
    const object = after ?? before;
    const owner = object && controllerOf(object);
    const growing = owner && this.byUid.get(owner.uid);
    if (!object || !growing) return;
    const revision = revisionIndex(growing, object.metadata.labels?.['pod-template-hash'] ?? object.metadata.name);
    const count = (set: ReplicaSet | undefined): [number, number] => [set?.status?.availableReplicas ?? 0, set?.status?.replicas ?? 0];
    const [availableBefore, totalBefore] = count(before);
    const [availableAfter, totalAfter] = count(after);
    add(growing, revision, availableAfter - availableBefore, totalAfter - totalBefore);
  }

  private observePod(before: Pod | undefined, after: Pod | undefined): void {
    for (const [pod, sign] of [
      [before, -1],
      [after, 1],
    ] as const) {
      const owner = pod && controllerOf(pod);
      const growing = owner && this.byUid.get(owner.uid);
      if (!pod || !growing || growing.series.table === 'deployments') continue;
      const revision = revisionIndex(growing, podHash(pod));
      add(growing, revision, isReady(pod) && isCounted(pod) ? sign : 0, isCounted(pod) ? sign : 0);
    }
  }

  private observeAutoscaler(autoscaler: HorizontalPodAutoscaler, gone: boolean): void {
    const { kind, name } = autoscaler.spec.scaleTargetRef;
    const growing = this.byTarget.get(`${kind}/${autoscaler.metadata.namespace}/${name}`);
    if (!growing) return;
    const metric = metricPercent(autoscaler);
    const { minReplicas: min = 1, maxReplicas: max } = autoscaler.spec;
    if (gone) this.setAutoscaler(growing, {});
    else this.setAutoscaler(growing, { ...growing.autoscaler, limits: { min, max }, ...(metric === undefined ? {} : { metric }) });
  }

  /** The newest decision tells more than the status: what was asked for before anything limited it. */
  private observeDecision(key: string, decision: AutoscalerDecision | undefined): void {
    const [kind = '', name = ''] = decision?.target.split('/') ?? [];
    const growing = this.byTarget.get(`${kind}/${key.slice(0, key.indexOf('/'))}/${name}`);
    if (growing && decision) this.setAutoscaler(growing, autoscalingOf(decision));
  }

  private setAutoscaler(growing: Growing, next: Autoscaling): void {
    if (JSON.stringify(next) === JSON.stringify(growing.autoscaler)) return;
    growing.autoscaler = next;
    growing.touched = true;
  }

  private countEndpoints(growing: Growing): void {
    const endpoints = this.services.readyOf(growing.series.key, growing.labels);
    if (endpoints === growing.endpoints) return;
    growing.endpoints = endpoints;
    growing.touched = true;
  }

  private addPoint(growing: Growing, position: number): void {
    growing.touched = false;
    const { series, bounds, available, total, autoscaler, endpoints } = growing;
    const point: Point = { position, ...bounds, available: available.slice(), total, ...(endpoints === undefined ? {} : { endpoints }), ...autoscaler };
    const last = series.points.at(-1);
    if (last?.position === position) series.points[series.points.length - 1] = point;
    else if (!last || !samePoint(last, point)) series.points.push(point);
  }
}

function revisionIndex({ revisions, available }: Growing, hash: string): number {
  let index = revisions.get(hash);
  if (index === undefined) {
    index = revisions.size;
    revisions.set(hash, index);
    available[index] = 0;
  }
  return index;
}

function add(growing: Growing, revision: number, available: number, total: number): void {
  if (!available && !total) return;
  growing.available[revision] = (growing.available[revision] ?? 0) + available;
  growing.total += total;
  growing.touched = true;
}

function samePoint(a: Point, b: Point): boolean {
  return (
    a.desired === b.desired &&
    a.min === b.min &&
    a.max === b.max &&
    a.total === b.total &&
    a.endpoints === b.endpoints &&
    a.metric === b.metric &&
    a.reading === b.reading &&
    a.recommended === b.recommended &&
    a.stabilized === b.stabilized &&
    a.limits === b.limits &&
    a.available.length === b.available.length &&
    a.available.every((count, i) => count === b.available[i])
  );
}

/** The metric that decides, and what it came to. */
function autoscalingOf({ metrics, metric, recommended, stabilized, minReplicas, maxReplicas }: AutoscalerDecision): Autoscaling {
  const read = metrics.filter(({ ratio }) => ratio !== undefined);
  const reading = read.find(({ name }) => metric?.startsWith(name)) ?? read[0];
  return {
    ...(reading?.ratio === undefined ? {} : { metric: Math.round(reading.ratio * 100) }),
    ...(reading?.current === undefined ? {} : { reading: { name: reading.name, current: reading.current, target: reading.target } }),
    ...(recommended === undefined ? {} : { recommended }),
    ...(stabilized === undefined ? {} : { stabilized }),
    limits: { min: minReplicas, max: maxReplicas },
  };
}

const templateLabels = (object: unknown): Labels | undefined =>
  (object as { readonly spec?: { readonly template?: { readonly metadata?: { readonly labels?: Labels } } } } | undefined)?.spec?.template?.metadata?.labels;

/** The first metric's reading in percent of its target, where both are utilizations. */
function metricPercent({ status, spec }: HorizontalPodAutoscaler): number | undefined {
  const current = status?.currentMetrics?.[0];
  const wanted = spec.metrics?.[0];
  const reading = (current?.resource ?? current?.containerResource)?.current.averageUtilization;
  const target = (wanted?.resource ?? wanted?.containerResource)?.target.averageUtilization;
  return reading === undefined || !target ? undefined : Math.round((reading / target) * 100);
}

/** The values at a position: those of the last point at or before it. */
export function pointAt(points: readonly Point[], position: number): Point | undefined {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] as Point).position <= position) low = middle + 1;
    else high = middle;
  }
  return points[low - 1];
}
