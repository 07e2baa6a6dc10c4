import type { HorizontalPodAutoscaler, ScalingRules } from '../../../kube/autoscaling.ts';
import type { ScaleEvent } from './memory.ts';

/** kube-controller-manager's --horizontal-pod-autoscaler-downscale-stabilization. */
export const DOWNSCALE_STABILIZATION_S = 300;

type Policy = NonNullable<ScalingRules['policies']>[number];

/** The rules of one direction with everything filled in. */
export interface Rules {
  readonly windowMs: number;
  readonly select: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly Policy[];
}

const UP_POLICIES: readonly Policy[] = [
  { type: 'Pods', value: 4, periodSeconds: 15 },
  { type: 'Percent', value: 100, periodSeconds: 15 },
];
const DOWN_POLICIES: readonly Policy[] = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

/** The rules of a `behavior` with the API's defaults; undefined where the autoscaler has none, which has its own, older limits. */
export function rulesOf({ spec: { behavior } }: HorizontalPodAutoscaler): { readonly up: Rules; readonly down: Rules } | undefined {
  if (!behavior) return undefined;
  const filled = (rules: ScalingRules | undefined, windowSeconds: number, policies: readonly Policy[]): Rules => ({
    windowMs: (rules?.stabilizationWindowSeconds ?? windowSeconds) * 1000,
    select: rules?.selectPolicy ?? 'Max',
    policies: rules?.policies ?? policies,
  });
  return { up: filled(behavior.scaleUp, 0, UP_POLICIES), down: filled(behavior.scaleDown, DOWNSCALE_STABILIZATION_S, DOWN_POLICIES) };
}

export function longestPeriodMs({ policies }: Rules): number {
  return Math.max(0, ...policies.map(({ periodSeconds }) => periodSeconds)) * 1000;
}

/** The target's past, for policies that limit a period. */
export interface Past {
  readonly nowMs: number;
  readonly currentReplicas: number;
  readonly scaledUp: readonly ScaleEvent[];
  readonly scaledDown: readonly ScaleEvent[];
}

function changedWithin(events: readonly ScaleEvent[], sinceMs: number): number {
  return events.reduce((sum, { atMs, change }) => (atMs > sinceMs ? sum + change : sum), 0);
}

/** How many replicas there were before this period's own changes. */
function atPeriodStart({ nowMs, currentReplicas, scaledUp, scaledDown }: Past, { periodSeconds }: Policy): number {
  const since = nowMs - periodSeconds * 1000;
  return currentReplicas - changedWithin(scaledUp, since) + changedWithin(scaledDown, since);
}

/** The most replicas that the rules allow now. Models calculateScaleUpLimitWithScalingRules. */
export function scaleUpLimit({ select, policies }: Rules, past: Past): number {
  if (select === 'Disabled') return past.currentReplicas;
  const proposals = policies.map((policy) => {
    const start = atPeriodStart(past, policy);
    // Rounded up, so that a percentage of few replicas is not stuck.
    return policy.type === 'Pods' ? start + policy.value : Math.ceil(start * (1 + policy.value / 100));
  });
  return select === 'Min' ? Math.min(...proposals) : Math.max(...proposals);
}

/** The fewest replicas that the rules allow now. Models calculateScaleDownLimitWithBehaviors. */
export function scaleDownLimit({ select, policies }: Rules, past: Past): number {
  if (select === 'Disabled') return past.currentReplicas;
  const proposals = policies.map((policy) => {
    const start = atPeriodStart(past, policy);
    return policy.type === 'Pods' ? start - policy.value : Math.trunc(start * (1 - policy.value / 100));
  });
  return select === 'Min' ? Math.max(...proposals) : Math.min(...proposals);
}
