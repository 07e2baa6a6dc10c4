import type uPlot from 'uplot';
import { sharedLength } from '../../app/beside.ts';
import { derivedOf } from '../../app/derived.ts';
import type { PairAxis } from '../../app/pair-axis.ts';
import { type WorkloadSeries, pointAt } from '../../app/series.ts';
import { type Branch, session } from '../../app/session.ts';
import type { Log } from '../../timeline/log.ts';
import type { Colours } from './plot.ts';

/** How its line is dashed, in CSS pixels. */
export const OTHER_DASH: readonly number[] = [7, 4];

/** The branch that is compared with the current one, as the chart shows it. */
export interface Beside {
  readonly name: string;
  readonly log: Log;
  readonly length: number;
  /** How many entries are the same on both branches. */
  readonly shared: number;
  /** The chart's workload, where it is there too. */
  readonly workload: WorkloadSeries | undefined;
}

/** `shown` is the chart's workload: its table and key. */
export function besideOf(branch: Branch, other: Branch | undefined, shown: string | undefined): Beside | undefined {
  if (!other) return undefined;
  const { name, log, length } = other;
  const twin = derivedOf(log).series.workloads.find(({ table, key }) => `${table} ${key}` === shown);
  return { name, log, length, shared: sharedLength(branch, other, session.getState().branches), workload: twin };
}

/** How many Pods of a workload are available at a position. */
export function availableAt(workload: WorkloadSeries | undefined, position: number): number {
  return totalOf((workload && pointAt(workload.points, position)?.available) ?? []);
}

const totalOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** The other branch's available Pods as a stepped line: units of the axis, and counts. */
export interface Outline {
  readonly units: readonly number[];
  readonly counts: readonly number[];
  /** The most of them. */
  readonly top: number;
}

export function outlineOf(workload: WorkloadSeries | undefined, axis: PairAxis): Outline | undefined {
  if (!workload?.points.length) return undefined;
  const units: number[] = [];
  const counts: number[] = [];
  for (const { position, available } of workload.points) {
    const count = totalOf(available);
    if (count === counts.at(-1)) continue;
    units.push(axis.unitOfOther(position));
    counts.push(count);
  }
  return { units: [...units, 1], counts: [...counts, counts.at(-1) ?? 0], top: Math.max(1, ...counts) };
}

/** Draws the line over the chart, with a border of the page's own colour, so that it is seen on every layer. */
export function drawOutline(plot: uPlot, { units, counts }: Outline, colours: Colours): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio || 1;
  const { left, top, width, height } = plot.bbox;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height + ratio);
  ctx.clip();
  ctx.beginPath();
  units.forEach((unit, i) => {
    const x = plot.valToPos(unit, 'x', true);
    if (i > 0) ctx.lineTo(x, plot.valToPos(counts[i - 1] as number, 'y', true));
    const y = plot.valToPos(counts[i] as number, 'y', true);
    if (i > 0) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
  });
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colours.surface;
  ctx.lineWidth = 4.5 * ratio;
  ctx.stroke();
  ctx.strokeStyle = colours.command;
  ctx.lineWidth = 2 * ratio;
  ctx.setLineDash(OTHER_DASH.map((length) => length * ratio));
  ctx.stroke();
  ctx.restore();
}
