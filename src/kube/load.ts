import type { Labels } from './meta.ts';
import { milliValue, scaleQuantity } from './quantity.ts';

/** A quantity as a manifest writes it: `500m`, `90Mi`, `150` or 150. */
export type Amount = string | number;

/** A load as a function of virtual time; times are seconds since the start. It stays as it was outside of its times. */
export type LoadShape =
  | { readonly shape: 'constant'; readonly value: Amount }
  | { readonly shape: 'ramp'; readonly from: Amount; readonly to: Amount; readonly start: number; readonly end: number }
  /** Swings between `low` and `high`; it is at `low` at `start` (left out: 0) and every `period` seconds later. */
  | { readonly shape: 'wave'; readonly low: Amount; readonly high: Amount; readonly period: number; readonly start?: number }
  | { readonly shape: 'spike'; readonly base: Amount; readonly peak: Amount; readonly start: number; readonly end: number }
  /** Straight lines from point to point, in order of time: what is drawn with the mouse. */
  | { readonly shape: 'points'; readonly points: readonly (readonly [atSeconds: number, value: Amount])[] };

export type LoadAmount = Amount | LoadShape;

/** Who has to carry how much: the Pods with these labels, or those behind a Service. */
export interface LoadSource {
  readonly selector?: Labels;
  readonly service?: string;
  /** Left out: in every namespace, each for itself. */
  readonly namespace?: string;
  /** The container that works. Left out: the Pod's first. */
  readonly container?: string;
  readonly cpu?: LoadAmount;
  readonly memory?: LoadAmount;
  /** True where each Pod has the whole amount, as with memory that a Pod holds. Left out: the ready Pods share it equally. */
  readonly perPod?: boolean;
}

/** A measurement of one object, for metrics of type Object. */
export interface ObjectLoad {
  readonly kind: string;
  readonly name: string;
  readonly metric: string;
  readonly value: LoadAmount;
}

/** Everything that comes from outside of the cluster. A row of the table `#load` has it as its `spec`. */
export interface Load {
  readonly loads?: readonly LoadSource[];
  /** A Pods metric's name to its total, which the ready Pods share. */
  readonly custom?: Readonly<Record<string, LoadAmount>>;
  /** An External metric's name to its value. */
  readonly external?: Readonly<Record<string, LoadAmount>>;
  readonly objects?: readonly ObjectLoad[];
}

/** Thousandths of what is asked for at a virtual time: milli-CPU, thousandths of a byte. Not rounded, and the same on every machine. */
export function milliAt(amount: LoadAmount, nowMs: number): number {
  if (typeof amount !== 'object') return milli(amount);
  const at = nowMs / 1000;
  switch (amount.shape) {
    case 'constant':
      return milli(amount.value);
    case 'ramp':
      return between(milli(amount.from), milli(amount.to), (at - amount.start) / (amount.end - amount.start));
    case 'wave': {
      const turns = (at - (amount.start ?? 0)) / amount.period;
      return between(milli(amount.low), milli(amount.high), (1 - cosineOfTurns(turns)) / 2);
    }
    case 'spike':
      return milli(at >= amount.start && at < amount.end ? amount.peak : amount.base);
    case 'points':
      return alongPoints(amount.points, at);
  }
}

/** A load of which every amount is so many per cent of what it was, at the same times. `percent` is a whole number. Throws QuantityError. */
export function scaleLoad({ loads, custom, external, objects }: Load, percent: number): Load {
  const scale = (amount: LoadAmount): LoadAmount => scaleAmount(amount, percent);
  const all = (amounts: Readonly<Record<string, LoadAmount>>): Readonly<Record<string, LoadAmount>> =>
    Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, scale(amount)]));
  return {
    ...(loads && {
      loads: loads.map(({ cpu, memory, ...rest }) => ({
        ...rest,
        ...(cpu === undefined ? {} : { cpu: scale(cpu) }),
        ...(memory === undefined ? {} : { memory: scale(memory) }),
      })),
    }),
    ...(custom && { custom: all(custom) }),
    ...(external && { external: all(external) }),
    ...(objects && { objects: objects.map((object) => ({ ...object, value: scale(object.value) })) }),
  };
}

function scaleAmount(amount: LoadAmount, percent: number): LoadAmount {
  const scale = (one: Amount): Amount => scaleQuantity(String(one), percent);
  if (typeof amount !== 'object') return scale(amount);
  switch (amount.shape) {
    case 'constant':
      return { ...amount, value: scale(amount.value) };
    case 'ramp':
      return { ...amount, from: scale(amount.from), to: scale(amount.to) };
    case 'wave':
      return { ...amount, low: scale(amount.low), high: scale(amount.high) };
    case 'spike':
      return { ...amount, base: scale(amount.base), peak: scale(amount.peak) };
    case 'points':
      return { ...amount, points: amount.points.map(([at, value]) => [at, scale(value)] as const) };
  }
}

const milli = (amount: Amount): number => milliValue(String(amount));

/** From `a` (share 0 and below, or where a division by zero has no answer) to `b` (share 1 and above). */
function between(a: number, b: number, share: number): number {
  if (share >= 1) return b;
  return share > 0 ? a + (b - a) * share : a;
}

function alongPoints(points: readonly (readonly [number, Amount])[], at: number): number {
  const after = points.findIndex(([time]) => time > at);
  const previous = points[after < 0 ? points.length - 1 : after - 1];
  const next = points[Math.max(after, 0)];
  if (!next) return 0;
  if (!previous) return milli(next[1]);
  if (after < 0) return milli(previous[1]);
  return between(milli(previous[1]), milli(next[1]), (at - previous[0]) / (next[0] - previous[0]));
}

/** The terms of the cosine's series up to the 14th power: exact to 1e-8 in the first quarter of a turn. */
const COSINE_TERMS = [-1 / 2, 1 / 24, -1 / 720, 1 / 40_320, -1 / 3_628_800, 1 / 479_001_600, -1 / 87_178_291_200] as const;
const RADIANS_PER_TURN = 6.283185307179586;

/** Math.cos is not the same in every browser; sums and products are. */
function cosineOfTurns(turns: number): number {
  const part = turns - Math.floor(turns);
  const half = part <= 0.5 ? part : 1 - part;
  const quarter = half <= 0.25 ? half : 0.5 - half;
  const square = (quarter * RADIANS_PER_TURN) ** 2;
  let sum = 0;
  for (let i = COSINE_TERMS.length - 1; i >= 0; i--) sum = (sum + (COSINE_TERMS[i] as number)) * square;
  return half <= 0.25 ? 1 + sum : -1 - sum;
}
