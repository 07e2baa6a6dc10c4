import { scaled } from '../../../kube/int-or-percent.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import { milliValue } from '../../../kube/quantity.ts';
import { type Leaf, type ManifestDocument, leafAt } from './documents.ts';
import type { LiveLookup } from './live.ts';

/** What a percentage in a manifest comes to, beside it. */
export interface PercentageHint {
  readonly line: number;
  /** Just after the value. */
  readonly column: number;
  readonly says:
    /** A share of `of` Pods, in whole Pods. */
    | { readonly kind: 'count'; readonly count: number; readonly of: number; readonly rounded: 'up' | 'down' | undefined }
    /** Both limits of a rollout would be 0, so Kubernetes allows one Pod to be unavailable. */
    | { readonly kind: 'at-least-one'; readonly of: number }
    /** A field that v1.36 takes and does not act on by default. */
    | { readonly kind: 'ignored' }
    /** A share of what a Pod's containers request, in thousandths of a CPU. */
    | { readonly kind: 'cpu'; readonly milli: number; readonly requestMilli: number };
}

const PERCENT = /^\d+%$/;

const field = (object: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined), object);

const numberOr = (value: unknown, otherwise: number | undefined): number | undefined => (typeof value === 'number' ? value : otherwise);

/** What the percentages of a file come to. `all` are the documents of every file: an autoscaler's target may stand in another. */
export function percentageHints(documents: readonly ManifestDocument[], all: readonly ManifestDocument[], live: LiveLookup): readonly PercentageHint[] {
  return documents.flatMap((document) => {
    switch (document.kind) {
      case 'Deployment':
        return deploymentHints(document, live(document));
      case 'DaemonSet':
        return daemonSetHints(document, live(document));
      case 'PodDisruptionBudget':
        return budgetHints(document, all, live(document));
      case 'StatefulSet':
        return statefulSetHints(document);
      case 'HorizontalPodAutoscaler':
        return autoscalerHints(document, all, live);
      default:
        return [];
    }
  });
}

function count(leaf: Leaf | undefined, of: number | undefined, round: 'up' | 'down'): PercentageHint[] {
  if (!leaf || of === undefined || typeof leaf.value !== 'string' || !PERCENT.test(leaf.value)) return [];
  const exact = (Number(leaf.value.slice(0, -1)) * of) / 100;
  const result = scaled(leaf.value, of, round);
  return [{ line: leaf.line, column: leaf.endColumn, says: { kind: 'count', count: result, of, rounded: Number.isInteger(exact) ? undefined : round } }];
}

/** maxSurge is rounded up, maxUnavailable down; both at 0 make one Pod unavailable. Models deploymentutil.ResolveFenceposts. */
function deploymentHints(document: ManifestDocument, live: KubeObject | undefined): readonly PercentageHint[] {
  const written = leafAt(document, 'spec', 'replicas');
  const replicas = written ? numberOr(written.value, undefined) : numberOr(field(live, 'spec', 'replicas'), 1);
  const surge = leafAt(document, 'spec', 'strategy', 'rollingUpdate', 'maxSurge');
  const unavailable = leafAt(document, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable');
  const hints = [...count(surge, replicas, 'up'), ...count(unavailable, replicas, 'down')];
  if (unavailable && replicas !== undefined && isZero(surge?.value ?? '25%', replicas, 'up') && isZero(unavailable.value, replicas, 'down'))
    return [
      ...hints.filter((hint) => hint.line !== unavailable.line),
      { line: unavailable.line, column: unavailable.endColumn, says: { kind: 'at-least-one', of: replicas } },
    ];
  return hints;
}

function isZero(value: unknown, total: number, round: 'up' | 'down'): boolean {
  if (value === 0) return true;
  return typeof value === 'string' && PERCENT.test(value) && scaled(value, total, round) === 0;
}

/** Both are rounded up. Models daemon/util.UnavailableCount and SurgeCount. */
function daemonSetHints(document: ManifestDocument, live: KubeObject | undefined): readonly PercentageHint[] {
  const desired = numberOr(field(live, 'status', 'desiredNumberScheduled'), undefined);
  const at = (name: string): Leaf | undefined => leafAt(document, 'spec', 'updateStrategy', 'rollingUpdate', name);
  return [...count(at('maxUnavailable'), desired, 'up'), ...count(at('maxSurge'), desired, 'up')];
}

/** Both are shares of the Pods that are expected, rounded up. Models the disruption controller's getExpectedPodCount. */
function budgetHints(document: ManifestDocument, all: readonly ManifestDocument[], live: KubeObject | undefined): readonly PercentageHint[] {
  const expected = numberOr(field(live, 'status', 'expectedPods'), writtenPods(document, all));
  return [...count(leafAt(document, 'spec', 'minAvailable'), expected, 'up'), ...count(leafAt(document, 'spec', 'maxUnavailable'), expected, 'up')];
}

const SCALED = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

/** The Pods that the written workloads of a budget's labels are to have; undefined where there are none. For a budget that is not in the cluster yet. */
function writtenPods(budget: ManifestDocument, all: readonly ManifestDocument[]): number | undefined {
  const wanted = budget.leaves.filter(({ path }) => path.length === 4 && path[1] === 'selector' && path[2] === 'matchLabels');
  if (!wanted.length) return undefined;
  const guarded = all.filter(
    (other) =>
      SCALED.has(other.kind) &&
      other.namespace === budget.namespace &&
      wanted.every(({ path, value }) => leafAt(other, 'spec', 'template', 'metadata', 'labels', String(path[3]))?.value === value),
  );
  if (!guarded.length) return undefined;
  return guarded.reduce((sum, other) => sum + (numberOr(leafAt(other, 'spec', 'replicas')?.value, 1) as number), 0);
}

/** maxUnavailable is behind a feature gate that is off. */
function statefulSetHints(document: ManifestDocument): readonly PercentageHint[] {
  const leaf = leafAt(document, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable');
  return leaf ? [{ line: leaf.line, column: leaf.endColumn, says: { kind: 'ignored' } }] : [];
}

function autoscalerHints(document: ManifestDocument, all: readonly ManifestDocument[], live: LiveLookup): readonly PercentageHint[] {
  const kind = leafAt(document, 'spec', 'scaleTargetRef', 'kind')?.value;
  const name = leafAt(document, 'spec', 'scaleTargetRef', 'name')?.value;
  if (typeof kind !== 'string' || typeof name !== 'string') return [];
  const written = all.find((other) => other.kind === kind && other.name === name);
  const requestMilli = (written && writtenCpuRequest(written)) ?? liveCpuRequest(live({ kind, name, namespace: document.namespace }));
  if (requestMilli === undefined) return [];
  const hint = (leaf: Leaf | undefined): PercentageHint[] =>
    leaf && typeof leaf.value === 'number'
      ? [{ line: leaf.line, column: leaf.endColumn, says: { kind: 'cpu', milli: Math.floor((leaf.value * requestMilli) / 100), requestMilli } }]
      : [];
  const metrics = new Set(document.leaves.filter(({ path }) => path[1] === 'metrics' && typeof path[2] === 'number').map(({ path }) => path[2] as number));
  return [
    ...hint(leafAt(document, 'spec', 'targetCPUUtilizationPercentage')),
    ...[...metrics].flatMap((index) =>
      leafAt(document, 'spec', 'metrics', index, 'resource', 'name')?.value === 'cpu'
        ? hint(leafAt(document, 'spec', 'metrics', index, 'resource', 'target', 'averageUtilization'))
        : [],
    ),
  ];
}

function sumMilli(values: readonly unknown[], containers: number): number | undefined {
  if (containers === 0 || values.length < containers) return undefined;
  try {
    return values.reduce<number>((sum, value) => sum + milliValue(String(value)), 0);
  } catch {
    return undefined;
  }
}

/** The sum of what a written Pod template's containers request, or undefined where one requests nothing. */
function writtenCpuRequest(document: ManifestDocument): number | undefined {
  const inContainers = document.leaves.filter(({ path }) => path[1] === 'template' && path[3] === 'containers');
  const containers = new Set(inContainers.map(({ path }) => path[4]));
  const requests = inContainers.filter(({ path }) => path[5] === 'resources' && path[6] === 'requests' && path[7] === 'cpu');
  return sumMilli(
    requests.map(({ value }) => value),
    containers.size,
  );
}

function liveCpuRequest(object: KubeObject | undefined): number | undefined {
  const containers = field(object, 'spec', 'template', 'spec', 'containers');
  if (!Array.isArray(containers)) return undefined;
  const requests = containers.map((container) => field(container, 'resources', 'requests', 'cpu')).filter((value) => value !== undefined);
  return sumMilli(requests, containers.length);
}
