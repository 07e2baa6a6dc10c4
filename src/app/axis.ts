import type { Log } from '../timeline/log.ts';
import type { Timed } from './instants.ts';
import type { ChartScale } from './preferences.ts';

/** How much of the width goes to virtual time with the mixed scale; the rest is shared equally by the decisions. */
const TIME_SHARE: Readonly<Record<ChartScale, number>> = { mixed: 0.6, time: 1, decisions: 0 };

/**
 * The timeline's horizontal axis: positions to the unit interval and back, monotone. With the mixed scale both virtual time and the number of
 * decisions take room, so that the decisions of one instant stand apart and a long wait still looks long.
 */
export class Axis {
  private readonly timeShare: number;
  private readonly startMs: number;
  private readonly spanMs: number;
  readonly length: number;

  constructor(
    private readonly log: Timed & Pick<Log, 'length'>,
    scale: ChartScale,
  ) {
    this.length = log.length;
    this.startMs = log.entries[0]?.at ?? 0;
    this.spanMs = (log.entries[log.length - 1]?.at ?? 0) - this.startMs;
    this.timeShare = this.spanMs > 0 ? TIME_SHARE[scale] : 0;
  }

  /** 0 for the start, 1 for the last frame. */
  unitOf(position: number): number {
    if (this.length === 0) return 0;
    const atMs = this.log.entries[Math.max(0, position - 1)]?.at ?? this.startMs;
    const time = this.spanMs > 0 ? (atMs - this.startMs) / this.spanMs : 0;
    return this.timeShare * time + (1 - this.timeShare) * (position / this.length);
  }

  /** Where a virtual time between two frames stands: on its way from one to the next. */
  unitOfTime(position: number, timeMs: number): number {
    const here = this.unitOf(position);
    const atMs = this.log.entries[position - 1]?.at ?? this.startMs;
    const nextMs = this.log.entries[position]?.at;
    if (nextMs === undefined || nextMs <= atMs) return here;
    const next = this.unitOf(position + 1);
    const share = Math.min(1, Math.max(0, (timeMs - atMs) / (nextMs - atMs)));
    return here + (next - here) * share * this.timeShare;
  }

  /** The position nearest to a unit. */
  positionOf(unit: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.unitOf(middle) < unit) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    // With the scale of time, equal units are one instant: its last frame is what it came to.
    const before = this.unitOf(low - 1);
    const after = this.unitOf(low);
    const nearest = unit - before < after - unit ? low - 1 : low;
    return this.lastOfUnit(nearest);
  }

  /** The frame at a unit, and the virtual time there in ms. */
  standOf(unit: number): { readonly position: number; readonly timeMs: number } {
    const position = this.positionOf(unit);
    return { position, timeMs: this.log.entries[position - 1]?.at ?? 0 };
  }

  private lastOfUnit(position: number): number {
    const unit = this.unitOf(position);
    let last = position;
    while (last < this.length && this.unitOf(last + 1) === unit) last++;
    return last;
  }
}
