import uPlot from 'uplot';
import type { Entry } from '../../timeline/types.ts';
import type { Axis } from '../../app/axis.ts';
import type { Point } from '../../app/series.ts';
import { LINES } from './lines.ts';

/** Room above the plot for the commands' flags, and below it for the decisions' ticks, in CSS pixels. */
export const PADDING = { top: 24, bottom: 16 } as const;
export const REVISION_COLOURS = 8;
/** The metric's scale ends here, in percent of its target. */
const METRIC_MAX = 250;
/** More points than this are thinned to what a screen can show. */
const POINTS_MAX = 6_000;

/** The part of the axis that is shown, in units. */
export interface View {
  readonly from: number;
  readonly to: number;
}
export const ALL: View = { from: 0, to: 1 };

/** The theme's colours as a canvas needs them. */
export interface Colours {
  readonly revisions: readonly string[];
  readonly fills: readonly string[];
  /** By the place among `LINES`. */
  readonly lines: readonly string[];
  readonly tick: string;
  readonly decision: string;
  readonly command: string;
  readonly surface: string;
}

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const get = (name: string): string => style.getPropertyValue(name).trim();
  const each = (name: (i: number) => string): string[] => Array.from({ length: REVISION_COLOURS }, (_, i) => get(name(i)));
  return {
    revisions: each((i) => `--rev-${i}`),
    fills: each((i) => `--rev-${i}-soft`),
    lines: LINES.map(({ colour }) => get(colour)),
    tick: get('--edge'),
    decision: get('--accent'),
    command: get('--text'),
    surface: get('--bg'),
  };
}

const sum = (values: readonly number[], end: number): number => {
  let total = 0;
  for (let i = 0; i <= end; i++) total += values[i] ?? 0;
  return total;
};

/** What a chart of these points shows: columns for uPlot, the topmost layer first, then the lines. */
export interface Columns {
  readonly data: uPlot.AlignedData;
  readonly revisions: number;
  /** By the place among `LINES`. */
  readonly hidden: readonly boolean[];
  readonly hidesAvailable: boolean;
  readonly top: number;
}

/** `least`: at least so many Pods have room. */
export function columnsOf(points: readonly Point[], axis: Axis, hidden: ReadonlySet<string> = new Set(), least = 1): Columns {
  const shown = thinned(points, axis);
  const last = points.at(-1);
  const rows = last ? [...shown, last] : shown;
  const xs = rows.map((point, i) => (last && i === rows.length - 1 ? 1 : axis.unitOf(point.position)));
  const revisions = Math.max(0, ...rows.map(({ available }) => available.length));
  const layers = Array.from({ length: revisions }, (_, k) => rows.map(({ available }) => sum(available, revisions - 1 - k)));
  const line = (pick: (point: Point) => number | undefined): (number | null)[] => rows.map((point) => pick(point) ?? null);
  return {
    data: [xs, ...layers, ...LINES.map(({ pick }) => line(pick))],
    revisions,
    hidden: LINES.map(({ series }) => hidden.has(series)),
    hidesAvailable: hidden.has('available'),
    top: rows.reduce((most, point) => Math.max(most, topOf(point, hidden)), least),
  };
}

/** The highest that a point reaches on the scale of Pods. */
function topOf(point: Point, hidden: ReadonlySet<string>): number {
  let top = Math.max(point.total, sum(point.available, point.available.length - 1));
  for (const { series, pick, metric } of LINES) if (!metric && !hidden.has(series)) top = Math.max(top, pick(point) ?? 0);
  return top;
}

/** The last point of each of some thousand equal parts of the axis. */
function thinned(points: readonly Point[], axis: Axis): readonly Point[] {
  if (points.length <= POINTS_MAX) return points;
  const kept = new Map<number, Point>();
  for (const point of points) kept.set(Math.round(axis.unitOf(point.position) * POINTS_MAX), point);
  return [...kept.values()];
}

/** What a plot shows now. It is read anew with each painting, so that a plot can be kept while its data grow. */
export interface Shown {
  readonly columns: Columns;
  readonly view: View;
  /** Paints flags' poles and ticks; called after each painting of the plot. */
  readonly decorate: (plot: uPlot) => void;
}

const stepped = uPlot.paths.stepped?.({ align: 1 });

/** A stacked step chart without axes, legend or cursor: those are the page's own. */
export function makePlot(
  size: { readonly width: number; readonly height: number },
  colours: Colours,
  shown: { readonly current: Shown },
  target: HTMLElement,
): uPlot {
  const { columns } = shown.current;
  const base = { points: { show: false }, ...(stepped ? { paths: stepped } : {}) };
  const layers = Array.from({ length: columns.revisions }, (_, k): uPlot.Series => {
    const revision = (columns.revisions - 1 - k) % REVISION_COLOURS;
    return { ...base, stroke: colours.revisions[revision] ?? '', fill: colours.fills[revision] ?? '', width: 1.5, show: !columns.hidesAvailable };
  });
  const lines = LINES.map(({ width, dash, metric }, i): uPlot.Series => ({
    ...base,
    stroke: colours.lines[i] ?? '',
    width,
    show: !columns.hidden[i],
    ...(dash ? { dash: [...dash] } : {}),
    ...(metric ? { scale: 'metric' } : {}),
  }));
  return new uPlot(
    {
      ...size,
      padding: [PADDING.top, 0, PADDING.bottom, 0],
      legend: { show: false },
      cursor: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: {
        x: { time: false, range: () => [shown.current.view.from, shown.current.view.to] },
        y: { range: () => [0, shown.current.columns.top * 1.08] },
        metric: { range: () => [0, METRIC_MAX] },
      },
      series: [{}, ...layers, ...lines],
      hooks: { draw: [(plot) => shown.current.decorate(plot)] },
    },
    columns.data,
    target,
  );
}

/** Actors that run workloads: their decisions are what a rollout is about. */
const DECIDERS = /^(deployment|replicaset|replication|statefulset|daemonset|horizontal)/;

/** Poles under the flags, and a dot for each decision; where decisions crowd, one dot for each pixel. */
export function decorate(plot: uPlot, axis: Axis, entries: readonly Entry[], commands: readonly number[], colours: Colours): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio || 1;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.lineWidth = ratio;
  // The last line may have been a dashed one.
  ctx.setLineDash([]);
  ctx.strokeStyle = colours.command;
  ctx.globalAlpha = 0.55;
  for (const position of commands) {
    const x = Math.round(plot.valToPos(axis.unitOf(position), 'x', true)) + 0.5;
    if (x < left - 1 || x > left + width + 1) continue;
    ctx.beginPath();
    ctx.moveTo(x, top - PADDING.top * ratio);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
  const y = top + height + (PADDING.bottom / 2) * ratio;
  const radius = 2.4 * ratio;
  const taken = new Map<number, boolean>();
  for (const { seq, by } of entries.slice(firstShown(plot, axis), lastShown(plot, axis))) {
    const x = Math.round(plot.valToPos(axis.unitOf(seq), 'x', true) / ratio);
    taken.set(x, (taken.get(x) ?? false) || DECIDERS.test(by));
  }
  for (const decides of [false, true]) {
    ctx.fillStyle = decides ? colours.decision : colours.tick;
    ctx.beginPath();
    for (const [x, is] of taken) {
      if (is !== decides) continue;
      ctx.moveTo(x * ratio + radius, y);
      ctx.arc(x * ratio, y, decides ? radius : radius * 0.8, 0, 2 * Math.PI);
    }
    ctx.fill();
  }
  ctx.restore();
}

const firstShown = (plot: uPlot, axis: Axis): number => Math.max(0, axis.positionOf(plot.scales['x']?.min ?? 0) - 1);
const lastShown = (plot: uPlot, axis: Axis): number => axis.positionOf(plot.scales['x']?.max ?? 1) + 1;
