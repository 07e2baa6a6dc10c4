import type { HorizontalPodAutoscaler } from '../../../kube/autoscaling.ts';
import { parseQuantity } from '../../../kube/quantity.ts';

/** How far use may be from its target before it counts: shares of 1. */
export interface Tolerances {
  readonly scaleDown: number;
  readonly scaleUp: number;
}

/** kube-controller-manager's --horizontal-pod-autoscaler-tolerance. */
export const TOLERANCE_DEFAULT = 0.1;

/** Models tolerancesForHpa: v1.36 lets each direction have its own. */
export function tolerancesOf(autoscaler: HorizontalPodAutoscaler): Tolerances {
  const { scaleUp, scaleDown } = autoscaler.spec.behavior ?? {};
  const share = (tolerance: string | undefined): number => (tolerance === undefined ? TOLERANCE_DEFAULT : Number(parseQuantity(String(tolerance)).nano) / 1e9);
  return { scaleDown: share(scaleDown?.tolerance), scaleUp: share(scaleUp?.tolerance) };
}

export function isWithin({ scaleDown, scaleUp }: Tolerances, ratio: number): boolean {
  return 1 - scaleDown <= ratio && ratio <= 1 + scaleUp;
}
