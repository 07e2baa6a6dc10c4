import type { Condition } from '../../../kube/meta.ts';
import { DOWNSCALE_STABILIZATION_S, type Rules, scaleDownLimit, scaleUpLimit } from './behavior.ts';
import { type Memory, type Recommendation, replacingOld } from './memory.ts';

/** What a recommendation is held against. */
export interface Bounds {
  readonly nowMs: number;
  readonly currentReplicas: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Undefined where the autoscaler says nothing of its behaviour. */
  readonly rules: { readonly up: Rules; readonly down: Rules } | undefined;
}

/** A recommendation on its way to the target, with each station. */
export interface Normalized {
  readonly stabilized: number;
  readonly desired: number;
  readonly ableToScale: Pick<Condition, 'reason' | 'message'>;
  readonly scalingLimited: Pick<Condition, 'status' | 'reason' | 'message'>;
  /** The most and the fewest replicas that the rate of change allows now, where one was looked at. */
  readonly rateLimit?: number;
  readonly recommendations: readonly Recommendation[];
}
interface Limited {
  readonly desired: number;
  readonly reason: string;
  readonly message: string;
  readonly rateLimit?: number;
}

const READY = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const UP_STABILIZED = { reason: 'ScaleUpStabilized', message: 'recent recommendations were lower than current one, applying the lowest recent recommendation' };
const DOWN_STABILIZED = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const WITHIN = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
const TOO_MANY = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
const TOO_FEW = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
const UP_LIMIT = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' };
const DOWN_LIMIT = { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' };

/** Without a behaviour, replicas at most double, or grow to four. */
const UP_LIMIT_FACTOR = 2;
const UP_LIMIT_MIN = 4;

/**
 * Holds a recommendation back by what was recommended before, then by the rate of change, then by the autoscaler's own bounds.
 * Models normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors. What is exactly as old as a window is out of it: the real
 * controller's rounds are never exactly 15 s apart.
 */
export function normalize(bounds: Bounds, memory: Memory, recommended: number): Normalized {
  const recommendations = memory.recommendations ?? [];
  const { nowMs, rules } = bounds;
  const stabilization = rules ? stabilizeBoth(bounds, rules, recommendations, recommended) : stabilizeDown(nowMs, recommendations, recommended);
  const { stabilized, held, isOld } = stabilization;
  const limited = rules ? limitByRules(bounds, rules, memory, stabilized) : limitByDefault(bounds, stabilized);
  return {
    stabilized,
    desired: limited.desired,
    ableToScale: stabilized === recommended ? READY : held,
    scalingLimited: { status: limited.desired === stabilized ? 'False' : 'True', reason: limited.reason, message: limited.message },
    ...(limited.rateLimit === undefined ? {} : { rateLimit: limited.rateLimit }),
    recommendations: replacingOld(recommendations, isOld, { atMs: nowMs, replicas: recommended }),
  };
}

interface Stabilization {
  readonly stabilized: number;
  readonly held: Pick<Condition, 'reason' | 'message'>;
  readonly isOld: (recommendation: Recommendation) => boolean;
}

/** Models stabilizeRecommendation: the highest of the last five minutes. */
function stabilizeDown(nowMs: number, recommendations: readonly Recommendation[], recommended: number): Stabilization {
  const isOld = ({ atMs }: Recommendation): boolean => atMs <= nowMs - DOWNSCALE_STABILIZATION_S * 1000;
  const recent = recommendations.filter((recommendation) => !isOld(recommendation));
  return { stabilized: Math.max(recommended, ...recent.map(({ replicas }) => replicas)), held: DOWN_STABILIZED, isOld };
}

/** Models stabilizeRecommendationWithBehaviors: as near to the present replicas as the lowest and the highest recent ones allow. */
function stabilizeBoth(
  { nowMs, currentReplicas }: Bounds,
  { up, down }: { up: Rules; down: Rules },
  recommendations: readonly Recommendation[],
  recommended: number,
): Stabilization {
  let lowest = recommended;
  let highest = recommended;
  for (const { atMs, replicas } of recommendations) {
    if (atMs > nowMs - up.windowMs) lowest = Math.min(lowest, replicas);
    if (atMs > nowMs - down.windowMs) highest = Math.max(highest, replicas);
  }
  return {
    stabilized: Math.min(Math.max(currentReplicas, lowest), highest),
    held: recommended >= currentReplicas ? UP_STABILIZED : DOWN_STABILIZED,
    isOld: ({ atMs }) => atMs <= nowMs - up.windowMs && atMs <= nowMs - down.windowMs,
  };
}

/** Models convertDesiredReplicasWithRules. */
function limitByDefault({ currentReplicas, minReplicas, maxReplicas }: Bounds, desired: number): Limited {
  const rateLimit = Math.max(UP_LIMIT_FACTOR * currentReplicas, UP_LIMIT_MIN);
  const most = Math.min(maxReplicas, rateLimit);
  if (desired < minReplicas) return { desired: minReplicas, ...TOO_FEW, rateLimit };
  if (desired > most) return { desired: most, ...(maxReplicas > rateLimit ? UP_LIMIT : TOO_MANY), rateLimit };
  return { desired, ...WITHIN, rateLimit };
}

/** Models convertDesiredReplicasWithBehaviorRate. */
function limitByRules(
  { nowMs, currentReplicas, minReplicas, maxReplicas }: Bounds,
  { up, down }: { up: Rules; down: Rules },
  { scaledUp, scaledDown }: Memory,
  desired: number,
): Limited {
  const past = { nowMs, currentReplicas, scaledUp, scaledDown };
  if (desired > currentReplicas) {
    const rateLimit = Math.max(currentReplicas, scaleUpLimit(up, past));
    const most = Math.min(maxReplicas, rateLimit);
    return desired > most ? { desired: most, ...(maxReplicas > rateLimit ? UP_LIMIT : TOO_MANY), rateLimit } : { desired, ...WITHIN, rateLimit };
  }
  if (desired < currentReplicas) {
    const rateLimit = Math.min(currentReplicas, scaleDownLimit(down, past));
    const fewest = Math.max(minReplicas, rateLimit);
    return desired < fewest ? { desired: fewest, ...(minReplicas < rateLimit ? DOWN_LIMIT : TOO_FEW), rateLimit } : { desired, ...WITHIN, rateLimit };
  }
  return { desired, ...WITHIN };
}
