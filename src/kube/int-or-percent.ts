import type { IntOrString } from './meta.ts';

/**
 * A count, or a percentage of `total` rounded up or down. Models intstr.GetScaledValueFromIntOrPercent.
 * Throws RangeError for a string that is no percentage; validation refuses those before.
 */
export function scaled(value: IntOrString | undefined, total: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  if (!/^[0-9]+%$/.test(value)) throw new RangeError(`invalid value for IntOrString: ${value} is not a percentage`);
  const percent = Number(value.slice(0, -1));
  return round === 'up' ? Math.ceil((percent * total) / 100) : Math.floor((percent * total) / 100);
}
