import type { Amount, Load, LoadAmount, LoadShape, LoadSource } from '../kube/load.ts';
import { milliAt } from '../kube/load.ts';
import { QuantityError, fromMilli, fromWhole, milliValue } from '../kube/quantity.ts';

/** What a line of load is about: a resource of Pods, or a metric that comes from outside of their containers. */
export type Measure = 'cpu' | 'memory' | 'pods' | 'external' | 'object';
export type ShapeName = LoadShape['shape'];

/** One line of the form in which a load is drawn: whom it is about, and how much at which time. */
export interface LoadRow {
  readonly measure: Measure;
  /** cpu, memory: a Service's name, or a label selector as kubectl writes it: `app=web,tier=a`. */
  readonly target: string;
  readonly byService: boolean;
  /** cpu, memory: every Pod holds all of it; otherwise the ready Pods share it. */
  readonly perPod: boolean;
  readonly namespace?: string;
  readonly container?: string;
  /** pods, external, object: the metric's name; object: whose. */
  readonly metric: string;
  readonly kind: string;
  readonly name: string;
  readonly shape: LoadShape;
}

/** What is wrong with a field of a row: its name, and a key of words. */
export interface RowProblem {
  readonly field: string;
  readonly problem: 'empty' | 'quantity' | 'selector' | 'order' | 'period' | 'negative';
}

const EMPTY: Omit<LoadRow, 'measure' | 'shape'> = { target: '', byService: false, perPod: false, metric: '', kind: 'Ingress', name: '' };
const shapeOf = (amount: LoadAmount): LoadShape => (typeof amount === 'object' ? amount : { shape: 'constant', value: amount });
const amountOf = (shape: LoadShape): LoadAmount => (shape.shape === 'constant' ? shape.value : shape);

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** A selector's labels; undefined where the text is no list of `key=value`. */
function labelsOf(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [key, value, ...rest] = part.split('=').map((word) => word.trim());
    if (!key || value === undefined || rest.length) return undefined;
    labels[key] = value;
  }
  return labels;
}

/** A load as rows, one for each amount in it. */
export function rowsOf({ loads = [], custom = {}, external = {}, objects = [] }: Load): readonly LoadRow[] {
  const rows: LoadRow[] = [];
  for (const source of loads)
    for (const measure of ['cpu', 'memory'] as const) {
      const amount = source[measure];
      if (amount === undefined) continue;
      rows.push({
        ...EMPTY,
        measure,
        target: source.service ?? labelsText(source.selector ?? {}),
        byService: source.service !== undefined,
        perPod: source.perPod ?? false,
        ...(source.namespace === undefined ? {} : { namespace: source.namespace }),
        ...(source.container === undefined ? {} : { container: source.container }),
        shape: shapeOf(amount),
      });
    }
  for (const [metric, amount] of Object.entries(custom)) rows.push({ ...EMPTY, measure: 'pods', metric, shape: shapeOf(amount) });
  for (const [metric, amount] of Object.entries(external)) rows.push({ ...EMPTY, measure: 'external', metric, shape: shapeOf(amount) });
  for (const { kind, name, metric, value } of objects) rows.push({ ...EMPTY, measure: 'object', kind, name, metric, shape: shapeOf(value) });
  return rows;
}

/** The load that rows describe. They must be without problems. */
export function loadOf(rows: readonly LoadRow[]): Load {
  const loads: LoadSource[] = [];
  const custom: Record<string, LoadAmount> = {};
  const external: Record<string, LoadAmount> = {};
  const objects: { kind: string; name: string; metric: string; value: LoadAmount }[] = [];
  for (const { measure, target, byService, perPod, namespace, container, metric, kind, name, shape } of rows) {
    const amount = amountOf(shape);
    if (measure === 'pods') custom[metric] = amount;
    else if (measure === 'external') external[metric] = amount;
    else if (measure === 'object') objects.push({ kind, name, metric, value: amount });
    else
      loads.push({
        ...(byService ? { service: target.trim() } : { selector: labelsOf(target) ?? {} }),
        ...(namespace === undefined ? {} : { namespace }),
        ...(container === undefined ? {} : { container }),
        [measure]: amount,
        ...(perPod ? { perPod } : {}),
      });
  }
  return {
    ...(loads.length ? { loads } : {}),
    ...(Object.keys(custom).length ? { custom } : {}),
    ...(Object.keys(external).length ? { external } : {}),
    ...(objects.length ? { objects } : {}),
  };
}

/** Thousandths of an amount, or undefined where it is no quantity. */
export function milliOf(amount: Amount): number | undefined {
  try {
    const milli = milliValue(String(amount).trim());
    return Number.isFinite(milli) ? milli : undefined;
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}

/** The amounts of a shape, each under its field's name. */
function amountsOf(shape: LoadShape): readonly (readonly [string, Amount])[] {
  if (shape.shape === 'points') return shape.points.map(([, value], i) => [`points.${i}`, value] as const);
  return Object.entries(shape).flatMap(([field, value]) =>
    ['value', 'from', 'to', 'low', 'high', 'base', 'peak'].includes(field) ? [[field, value as Amount] as const] : [],
  );
}

/** What is wrong with a row, field by field. */
export function problemsOf(row: LoadRow): readonly RowProblem[] {
  const problems: RowProblem[] = [];
  const { measure, shape } = row;
  if (measure === 'cpu' || measure === 'memory') {
    if (!row.target.trim()) problems.push({ field: 'target', problem: 'empty' });
    else if (!row.byService && !labelsOf(row.target)) problems.push({ field: 'target', problem: 'selector' });
  } else {
    if (!row.metric.trim()) problems.push({ field: 'metric', problem: 'empty' });
    if (measure === 'object' && !row.name.trim()) problems.push({ field: 'name', problem: 'empty' });
  }
  for (const [field, amount] of amountsOf(shape)) {
    const milli = milliOf(amount);
    if (milli === undefined) problems.push({ field, problem: 'quantity' });
    else if (milli < 0) problems.push({ field, problem: 'negative' });
  }
  if ((shape.shape === 'ramp' || shape.shape === 'spike') && !(shape.end > shape.start)) problems.push({ field: 'end', problem: 'order' });
  if (shape.shape === 'wave' && !(shape.period > 0)) problems.push({ field: 'period', problem: 'period' });
  return problems;
}

const HORIZON_S = 300;
/** More points than this are no drawing any more. */
const KNOTS_MAX = 24;

/** How many seconds a chart of a shape has to show, from the start. */
export function horizonOf(shape: LoadShape, nowS: number): number {
  const ends = {
    constant: () => nowS,
    ramp: () => (shape as Extract<LoadShape, { shape: 'ramp' }>).end,
    wave: () => ((shape as Extract<LoadShape, { shape: 'wave' }>).start ?? 0) + 2 * (shape as Extract<LoadShape, { shape: 'wave' }>).period,
    spike: () => (shape as Extract<LoadShape, { shape: 'spike' }>).end,
    points: () => (shape as Extract<LoadShape, { shape: 'points' }>).points.at(-1)?.[0] ?? nowS,
  };
  const end = Math.max(ends[shape.shape](), nowS) * 1.15;
  return Math.max(HORIZON_S, Math.ceil((Number.isFinite(end) ? end : nowS) / 60) * 60);
}

/** Thousandths at evenly spread times from 0 to `untilS`; undefined where the shape has a problem. */
export function curveOf(shape: LoadShape, untilS: number, samples: number): readonly number[] | undefined {
  if (amountsOf(shape).some(([, amount]) => milliOf(amount) === undefined)) return undefined;
  return Array.from({ length: samples }, (_, i) => milliAt(shape, (untilS * 1000 * i) / (samples - 1)));
}

/** Thousandths as a quantity: of memory whole bytes, in binary units where they come out even. */
export function textOf(milli: number, measure: Measure): string {
  return measure === 'memory' ? fromWhole(Math.round(milli / 1000), 'BinarySI') : fromMilli(Math.round(milli));
}

/** Where a shape turns, in seconds: drawn with straight lines between these, it is nearly the same. */
function knotsOf(shape: LoadShape, until: number): readonly number[] {
  switch (shape.shape) {
    case 'constant':
    case 'points':
      return [1, 2, 3].map((i) => (until * i) / 4);
    case 'ramp':
      return [shape.start, shape.end];
    case 'spike':
      return [shape.start - 1, shape.start, shape.end - 1, shape.end];
    case 'wave': {
      const quarter = shape.period / 4;
      const first = (shape.start ?? 0) % quarter;
      return Array.from({ length: Math.min(KNOTS_MAX, Math.floor((until - first) / quarter) + 1) }, (_, i) => first + i * quarter);
    }
  }
}

/** The same load in another shape: what it comes to is kept as far as the other shape can say it. */
export function reshape(shape: LoadShape, to: ShapeName, nowS: number, measure: Measure): LoadShape {
  if (shape.shape === to) return shape;
  const until = horizonOf(shape, nowS);
  const usual = milliOf(usualOf(measure)) ?? 0;
  const amounts = amountsOf(shape).map(([, amount]) => milliOf(amount) ?? usual);
  const least = Math.min(...amounts);
  const most = Math.max(...amounts) > least ? Math.max(...amounts) : Math.max(2 * least, usual);
  const [low, high] = [textOf(least, measure), textOf(most, measure)];
  const start = Math.round(nowS);
  switch (to) {
    case 'constant':
      return { shape: to, value: textOf(Math.max(...amounts), measure) };
    case 'ramp':
      return { shape: to, from: low, to: high, start, end: start + 120 };
    case 'wave':
      return { shape: to, low, high, period: 300, start };
    case 'spike':
      return { shape: to, base: low, peak: high, start: start + 15, end: start + 75 };
    case 'points': {
      const at = [...new Set([0, ...knotsOf(shape, until), until].map((second) => Math.max(0, Math.round(second))))].sort((a, b) => a - b);
      return { shape: to, points: at.map((second) => [second, textOf(curveOf(shape, second, 2)?.[1] ?? usual, measure)] as const) };
    }
  }
}

/** The points with one of them moved, added (`index` undefined) or, without a value, taken out; always in order of time, one for each second. */
export function withPoint(
  points: readonly (readonly [number, Amount])[],
  index: number | undefined,
  point: readonly [number, Amount] | undefined,
): readonly (readonly [number, Amount])[] {
  const rest = points.filter((_, i) => i !== index);
  if (!point) return rest;
  const at = Math.max(0, Math.round(point[0]));
  const free = rest.some(([other]) => other === at) && index !== undefined ? (points[index]?.[0] ?? at) : at;
  return [...rest.filter(([other]) => other !== free), [free, point[1]] as const].sort(([a], [b]) => a - b);
}

/** A row to begin with. `usual` is an amount that such a thing may have. */
export function newRow(measure: Measure, nowS: number, services: readonly string[]): LoadRow {
  const shape = reshape({ shape: 'constant', value: usualOf(measure) }, 'wave', nowS, measure);
  return { ...EMPTY, measure, target: services[0] ?? '', byService: services.length > 0, perPod: measure === 'memory', shape };
}

/** An amount to begin with. */
export function usualOf(measure: Measure): Amount {
  return { cpu: '500m', memory: '128Mi', pods: '100', external: '30', object: '100' }[measure];
}
