import type { ReasonValues } from './reason-words.ts';

const number = (value: ReasonValues[string]): number | undefined => (typeof value === 'number' ? value : undefined);

/** A ratio with so many digits as tell it apart. */
export function rounded(value: ReasonValues[string]): string {
  const ratio = number(value);
  return ratio === undefined ? '–' : String(Math.round(ratio * 1_000) / 1_000);
}

/**
 * How an autoscaler's recommendation comes about: `ceil(4 × 1.5)`. Pods that have no say yet are filled in where some are. Empty where
 * it is not this product, but what there is: within the tolerance, or where the Pods that were filled in turn the direction.
 */
export function recommendation({ ready, unready, missing, ratio, cautiousRatio, recommended }: ReasonValues): string {
  const cautious = number(cautiousRatio);
  const used = cautious ?? number(ratio);
  if (used === undefined) return '';
  const filled = cautious === undefined ? 0 : (number(missing) ?? 0) + ((number(ratio) ?? 0) > 1 ? (number(unready) ?? 0) : 0);
  const pods = (number(ready) ?? 0) + filled;
  return Math.ceil(pods * used) === recommended ? `ceil(${pods} × ${rounded(used)})` : '';
}

const FIRST_S = 10;
const LONGEST_S = 300;

/** A container's back-off: `min(10 s × 2^2, 300 s)`. Empty where it is none of these. */
export function backOff({ backoff }: ReasonValues): string {
  const seconds = number(backoff);
  if (seconds === undefined || seconds < FIRST_S) return '';
  const doubled = Math.log2(seconds / FIRST_S);
  if (seconds === LONGEST_S) return `min(${FIRST_S} s × 2^n, ${LONGEST_S} s)`;
  return Number.isInteger(doubled) ? `min(${FIRST_S} s × 2^${doubled}, ${LONGEST_S} s)` : '';
}
