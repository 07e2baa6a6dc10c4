import { type AutoscalerDecision, DECISIONS_TABLE, type HorizontalPodAutoscaler, type MetricStatus } from '../../../kube/autoscaling.ts';
import { keyOf } from '../../../kube/meta.ts';
import type { Reason, ReasonValue } from '../../../timeline/types.ts';
import { type Context, type Outcome, type Step, because, event, note, update, updateStatus } from '../../controller.ts';
import { longestPeriodMs, rulesOf } from './behavior.ts';
import { type Memory, withScaleEvent } from './memory.ts';
import type { Recommended } from './metrics.ts';
import { normalize } from './normalize.ts';
import { recommend } from './recommend.ts';
import { type Scale, scaleOf, withReplicas } from './scale.ts';
import { StatusDraft } from './status.ts';

type Steps<T> = Generator<Step, T, Outcome>;
/** What of a decision is known beside its outcome and its size. */
type Findings = Omit<AutoscalerDecision, 'outcome' | 'desired' | 'error' | 'target' | 'minReplicas' | 'maxReplicas'>;

/** One look at one autoscaler. */
interface Round {
  readonly context: Context;
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly draft: StatusDraft;
  readonly target: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** What a round came to: how many replicas, and as the event words it, why; no reason where the target stays as it is. */
interface Verdict {
  readonly desired: number;
  readonly rescaleReason: string;
  readonly statuses: readonly MetricStatus[] | null;
  readonly memory: Memory;
  readonly findings: Findings;
}

/** One round for one autoscaler; returns what the controller remembers of it. Models reconcileAutoscaler. */
export function* reconcileAutoscaler(context: Context, autoscaler: HorizontalPodAutoscaler, memory: Memory): Steps<Memory> {
  const { scaleTargetRef, minReplicas = 1, maxReplicas } = autoscaler.spec;
  const draft = new StatusDraft(autoscaler, context.nowTime);
  const round: Round = { context, autoscaler, draft, target: `${scaleTargetRef.kind}/${scaleTargetRef.name}`, minReplicas, maxReplicas };
  const scale = scaleOf(context.listers, autoscaler.metadata.namespace ?? '', scaleTargetRef);
  if (typeof scale === 'string') {
    yield event(autoscaler, 'Warning', 'FailedGetScale', scale);
    draft.condition('AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${scale}`);
    yield* conclude(round, 'hpa/no-scale', { outcome: 'failed', metrics: [], error: scale });
    return memory;
  }
  draft.condition('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
  const initial = { atMs: context.now, replicas: scale.specReplicas };
  return yield* rescale(round, scale, { ...memory, recommendations: memory.recommendations ?? [initial] });
}

function* rescale(round: Round, scale: Scale, memory: Memory): Steps<Memory> {
  const { draft, minReplicas, maxReplicas } = round;
  const current = scale.specReplicas;
  const plain = { statuses: null, memory, findings: { currentReplicas: current, metrics: [] } };
  if (current === 0) {
    draft.condition('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
    draft.set(0, 0, null, false);
    yield* conclude(round, 'hpa/disabled', { outcome: 'disabled', ...plain.findings, desired: 0 });
    return memory;
  }
  if (current > maxReplicas)
    return yield* carryOut(round, scale, { ...plain, desired: maxReplicas, rescaleReason: 'Current number of replicas above Spec.MaxReplicas' });
  if (current < minReplicas)
    return yield* carryOut(round, scale, { ...plain, desired: minReplicas, rescaleReason: 'Current number of replicas below Spec.MinReplicas' });
  return yield* rescaleByMetrics(round, scale, memory);
}

function* rescaleByMetrics(round: Round, scale: Scale, before: Memory): Steps<Memory> {
  const { context, autoscaler, draft, minReplicas, maxReplicas } = round;
  const current = scale.specReplicas;
  const memory = scale.selectorText === '' ? before : { ...before, selector: scale.selector };
  const recommended = yield* recommend(context, autoscaler, scale, draft);
  const { replicas, statuses, readings, error } = recommended;
  if (replicas === undefined) {
    draft.set(current, draft.desiredReplicas, statuses.length ? statuses : null, false);
    yield* conclude(round, 'hpa/no-metrics', { outcome: 'failed', currentReplicas: current, metrics: readings, error });
    yield event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', error);
    return memory;
  }
  const rescaleReason = replicas > current ? `${recommended.metric} above target` : replicas < current ? 'All metrics below target' : '';
  const normalized = normalize({ nowMs: context.now, currentReplicas: current, minReplicas, maxReplicas, rules: rulesOf(autoscaler) }, memory, replicas);
  draft.condition('AbleToScale', 'True', normalized.ableToScale.reason, normalized.ableToScale.message);
  const { status, reason, message } = normalized.scalingLimited;
  draft.condition('ScalingLimited', status, reason, message);
  const findings: Findings = {
    currentReplicas: current,
    metrics: readings,
    recommended: replicas,
    metric: recommended.metric,
    stabilized: normalized.stabilized,
    stabilization: normalized.ableToScale.reason ?? '',
    ...(normalized.rateLimit === undefined ? {} : { rateLimit: normalized.rateLimit }),
    limit: reason ?? '',
  };
  for (const { rule, values } of reasonsOf(round, recommended, findings, normalized.desired)) yield because(rule, values);
  return yield* carryOut(round, scale, {
    desired: normalized.desired,
    rescaleReason,
    statuses,
    memory: { ...memory, recommendations: normalized.recommendations },
    findings,
  });
}

/** Why the metrics led to this number: one reason for each station on the way. */
function* reasonsOf({ target, minReplicas, maxReplicas }: Round, { winner }: Recommended, findings: Findings, desired: number): Generator<Reason> {
  const { currentReplicas: from = 0, recommended = 0, stabilized = 0, stabilization = '', limit = '', rateLimit = null } = findings;
  const values: Record<string, ReasonValue> = {
    target,
    from,
    to: desired,
    metric: winner?.name ?? '',
    usage: winner?.current ?? '',
    goal: winner?.target ?? '',
    ratio: winner?.ratio ?? 1,
    cautiousRatio: winner?.cautiousRatio ?? null,
    ready: winner?.pods?.ready ?? null,
    unready: winner?.pods?.unready ?? null,
    missing: winner?.pods?.missing ?? null,
    recommended,
    stabilized,
  };
  yield { rule: desired === from ? 'hpa/steady' : desired > from ? 'hpa/scale-up' : 'hpa/scale-down', values };
  if (stabilized !== recommended) yield { rule: 'hpa/stabilized', values: { recommended, stabilized, condition: stabilization } };
  if (desired !== stabilized)
    yield { rule: 'hpa/limited', values: { stabilized, to: desired, condition: limit, rateLimit, min: minReplicas, max: maxReplicas } };
}

/** Sets the target's replicas where they differ, and writes down what was done. */
function* carryOut(round: Round, scale: Scale, { desired, rescaleReason, statuses, memory, findings }: Verdict): Steps<Memory> {
  const { context, autoscaler, draft, target, minReplicas, maxReplicas } = round;
  const current = scale.specReplicas;
  const outOfBounds = findings.recommended === undefined;
  const rule = outOfBounds ? 'hpa/out-of-bounds' : 'hpa/steady';
  if (desired === current) {
    draft.set(current, current, statuses, false);
    yield* conclude(round, rule, { outcome: 'steady', ...findings, desired });
    return memory;
  }
  if (outOfBounds) yield because(rule, { target, from: current, to: desired, min: minReplicas, max: maxReplicas });
  const { error } = yield update(withReplicas(scale, desired));
  if (error) {
    yield event(autoscaler, 'Warning', 'FailedRescale', `New size: ${desired}; reason: ${rescaleReason}; error: ${error.message}`);
    draft.condition('AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`);
    draft.set(current, draft.desiredReplicas, statuses, false);
    yield* conclude(round, 'hpa/no-rescale', { outcome: 'failed', ...findings, desired, error: error.message });
    return memory;
  }
  draft.condition('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`);
  yield event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${rescaleReason}`);
  draft.removeCondition('ScaledToZero');
  draft.set(current, desired, statuses, true);
  yield* conclude(round, rule, { outcome: 'scaled', ...findings, desired });
  const rules = rulesOf(autoscaler);
  if (!rules) return memory;
  return withScaleEvent(memory, current, desired, context.now, longestPeriodMs(desired > current ? rules.up : rules.down));
}

/** Writes the status, where it changed, and the decision for those who look. */
function* conclude(
  { autoscaler, draft, target, minReplicas, maxReplicas }: Round,
  rule: string,
  decision: Omit<AutoscalerDecision, 'target' | 'minReplicas' | 'maxReplicas'>,
): Steps<void> {
  if (decision.error !== undefined) yield because(rule, { target, error: decision.error });
  else if (decision.recommended === undefined && decision.outcome !== 'scaled') yield because(rule, { target });
  const changed = draft.changed;
  if (changed) {
    const { error } = yield updateStatus(changed);
    if (error) yield event(autoscaler, 'Warning', 'FailedUpdateStatus', error.message);
  }
  const { name, namespace } = autoscaler.metadata;
  const spec: AutoscalerDecision = { target, minReplicas, maxReplicas, ...decision };
  yield note(DECISIONS_TABLE, keyOf(autoscaler), { apiVersion: 'rolloutscope/v1', kind: 'AutoscalerDecision', metadata: { name, namespace }, spec });
}
