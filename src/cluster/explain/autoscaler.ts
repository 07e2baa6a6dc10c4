import { type AutoscalerDecision, DECISIONS_TABLE, type HorizontalPodAutoscaler, type MetricReading } from '../../kube/autoscaling.ts';
import { findCondition } from '../../kube/conditions.ts';
import { type KubeObject, type LabelSelector, keyOf } from '../../kube/meta.ts';
import { resourceOfKind } from '../../kube/resources.ts';
import { matches } from '../../kube/selector.ts';
import { rulesOf, DOWNSCALE_STABILIZATION_S } from '../controllers/podautoscaler/behavior.ts';
import type { Memory } from '../controllers/podautoscaler/memory.ts';
import { isWithin, tolerancesOf } from '../controllers/podautoscaler/tolerance.ts';
import { METRICS_WINDOW_MS } from '../metrics/metrics.ts';
import { type Blocker, type ExplainContext, type Remedy, inNamespace, quoted, timeOf } from './contract.ts';

const CONTROLLER = 'horizontal-pod-autoscaler';
/** What a container that asks for nothing gets, so that its use can be a share of something. */
const REQUEST: Readonly<Record<string, string>> = { cpu: '100m', memory: '128Mi' };

const tableKey = (hpa: HorizontalPodAutoscaler): Blocker['object'] => ({ table: 'horizontalpodautoscalers', key: keyOf(hpa) });
const rounded = (ratio: number): number => Math.round(ratio * 1000) / 1000;

/** Why an autoscaler does not move: what it cannot read, what limits it, what holds it back for a while; and when it looks again. */
export function blockersOfAutoscaler(context: ExplainContext, hpa: HorizontalPodAutoscaler): readonly Blocker[] {
  const decision = (context.listers.get(DECISIONS_TABLE, keyOf(hpa)) as { readonly spec?: AutoscalerDecision } | undefined)?.spec;
  const found = [...blockersOfConditions(context, hpa), ...blockersOfLimits(hpa, decision?.recommended ?? 0)];
  if (decision && !found.length) found.push(...tolerated(hpa, decision), ...windowed(context, hpa, decision));
  const dueMs = context.dueAt?.(CONTROLLER, keyOf(hpa));
  return dueMs === undefined ? found : [...found, aside(hpa, 'blocked/autoscaler-sync', timeOf(context, dueMs))];
}

/** Something to know of an autoscaler that is at rest. */
function aside(hpa: HorizontalPodAutoscaler, rule: string, values: Blocker['reason']['values']): Blocker {
  return { kind: 'waiting', aside: true, reason: { rule, values: { name: hpa.metadata.name, ...values } }, object: tableKey(hpa), remedies: [] };
}

function blockersOfConditions(context: ExplainContext, hpa: HorizontalPodAutoscaler): readonly Blocker[] {
  const { name } = hpa.metadata;
  const blockers: Blocker[] = [];
  for (const type of ['AbleToScale', 'ScalingActive']) {
    const condition = findCondition(hpa.status.conditions, type);
    if (condition?.status !== 'False') continue;
    const { reason = '', message = '' } = condition;
    const isZero = reason === 'ScalingDisabled';
    const lacking = unmeasured(context, hpa, message);
    if (lacking) {
      blockers.push(lacking);
      continue;
    }
    blockers.push({
      kind: 'blocked',
      reason: isZero
        ? { rule: 'blocked/autoscaler-zero', values: { name, target: targetOf(hpa) } }
        : { rule: 'blocked/autoscaler', values: { name, condition: type, cause: reason, message } },
      object: tableKey(hpa),
      remedies: isZero ? [wake(hpa)] : withRequests(hpa, message),
    });
  }
  return blockers;
}

const NOT_MEASURED = /no metrics returned from resource metrics API|did not receive metrics for targeted pods/;
/** A container in one of these states is on its way. */
const ON_THEIR_WAY: ReadonlySet<string | undefined> = new Set(['ContainerCreating', 'PodInitializing']);

/** An autoscaler that has nothing to read, though there are Pods: they have not run for long enough, or none of them runs. */
function unmeasured({ listers, now, dueAt }: ExplainContext, hpa: HorizontalPodAutoscaler, message: string): Blocker | undefined {
  if (!NOT_MEASURED.test(message)) return undefined;
  const { name, namespace = '' } = hpa.metadata;
  const { kind, name: target } = hpa.spec.scaleTargetRef;
  const object = { table: resourceOfKind(kind)?.plural ?? '', key: `${namespace}/${target}` };
  const { selector } = ((listers.get(object.table, object.key) as KubeObject | undefined)?.spec ?? {}) as { readonly selector?: LabelSelector };
  const pods = selector ? [...listers.listIn('pods', namespace)].filter((pod) => matches(selector, pod.metadata.labels)) : [];
  if (!pods.length) return undefined;
  if (pods.some(({ status }) => status.phase === 'Running'))
    return {
      kind: 'waiting',
      reason: { rule: 'blocked/autoscaler-metrics', values: { name, window: METRICS_WINDOW_MS / 1000, ...timeOf({ now }, dueAt?.(CONTROLLER, keyOf(hpa))) } },
      object: tableKey(hpa),
      remedies: [],
    };
  const isStuck = pods.some(
    ({ status }) =>
      findCondition(status.conditions, 'PodScheduled')?.status === 'False' ||
      status.containerStatuses?.some(({ state }) => state?.waiting && !ON_THEIR_WAY.has(state.waiting.reason)),
  );
  return {
    kind: isStuck ? 'blocked' : 'waiting',
    reason: { rule: 'blocked/autoscaler-no-pods', values: { name, target: targetOf(hpa), pods: pods.length } },
    object,
    remedies: [],
  };
}

const targetOf = ({ spec: { scaleTargetRef } }: HorizontalPodAutoscaler): string => `${scaleTargetRef.kind.toLowerCase()}/${scaleTargetRef.name}`;

const wake = (hpa: HorizontalPodAutoscaler): Remedy => ({
  rule: 'remedy/scale-up',
  commands: [`kubectl scale ${targetOf(hpa)}${inNamespace(hpa)} --replicas=${Math.max(1, hpa.spec.minReplicas ?? 1)}`],
});

/** A utilization is a share of what containers ask for: they have to ask. */
function withRequests(hpa: HorizontalPodAutoscaler, message: string): readonly Remedy[] {
  const [, resource = ''] = /missing request for (\w+)/.exec(message) ?? [];
  const amount = REQUEST[resource];
  if (!amount) return [];
  return [{ rule: 'remedy/set-requests', commands: [`kubectl set resources ${targetOf(hpa)}${inNamespace(hpa)} --requests=${resource}=${amount}`] }];
}

/** `recommended`: how many replicas the metrics ask for. */
function blockersOfLimits(hpa: HorizontalPodAutoscaler, recommended: number): readonly Blocker[] {
  const limited = findCondition(hpa.status.conditions, 'ScalingLimited');
  if (limited?.status !== 'True') return [];
  const { minReplicas = 1, maxReplicas } = hpa.spec;
  const values = { name: hpa.metadata.name, cause: limited.reason ?? '', minReplicas, maxReplicas, desired: hpa.status.desiredReplicas, recommended };
  const raise = limited.reason === 'TooManyReplicas';
  // The rate of change is no limit for long: the next look goes further.
  if (!raise && limited.reason !== 'TooFewReplicas') return [aside(hpa, 'blocked/autoscaler-rate', values)];
  const patch = quoted({ spec: raise ? { maxReplicas: Math.max(recommended, maxReplicas + 1) } : { minReplicas: 1 } });
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/autoscaler-limit', values },
      object: tableKey(hpa),
      remedies:
        raise || minReplicas > 1
          ? [{ rule: 'remedy/autoscaler-limit', commands: [`kubectl patch hpa ${hpa.metadata.name}${inNamespace(hpa)} -p ${patch}`] }]
          : [],
    },
  ];
}

/** A use that is near enough to its target. */
function tolerated(hpa: HorizontalPodAutoscaler, { metrics, metric, outcome }: AutoscalerDecision): readonly Blocker[] {
  if (outcome !== 'steady') return [];
  const tolerances = tolerancesOf(hpa);
  const reading =
    metrics.find(({ name, ratio }) => ratio !== undefined && (metric === undefined || metric.startsWith(name))) ??
    metrics.find(({ ratio }) => ratio !== undefined);
  if (reading?.ratio === undefined || !isWithin(tolerances, reading.ratio)) return [];
  const { name: metricName, current = '', target, ratio } = reading as MetricReading & { readonly ratio: number };
  return [
    aside(hpa, 'blocked/autoscaler-tolerance', {
      metric: metricName,
      usage: current,
      goal: target,
      ratio: rounded(ratio),
      low: rounded(1 - tolerances.scaleDown),
      high: rounded(1 + tolerances.scaleUp),
    }),
  ];
}

/** A recommendation that waits until another one has left the stabilization window. */
function windowed(context: ExplainContext, hpa: HorizontalPodAutoscaler, { recommended, stabilized }: AutoscalerDecision): readonly Blocker[] {
  if (recommended === undefined || stabilized === undefined || recommended === stabilized) return [];
  const down = recommended < stabilized;
  const rules = rulesOf(hpa);
  const windowMs = rules ? (down ? rules.down : rules.up).windowMs : DOWNSCALE_STABILIZATION_S * 1000;
  const memory = context.recall?.(CONTROLLER, keyOf(hpa)) as Memory | undefined;
  const holding = (memory?.recommendations ?? []).filter(
    ({ atMs, replicas }) => atMs > context.now - windowMs && (down ? replicas > recommended : replicas < recommended),
  );
  const lastMs = holding.length ? Math.max(...holding.map(({ atMs }) => atMs)) + windowMs : undefined;
  return [aside(hpa, 'blocked/autoscaler-window', { recommended, stabilized, window: windowMs / 1000, ...timeOf(context, lastMs) })];
}
