import { Axis } from './axis.ts';
import { type Timed, instantOf, positionAt } from './instants.ts';
import type { ChartScale } from './preferences.ts';

interface Whole extends Timed {
  readonly length: number;
}

/**
 * One axis for two logs that are looked at in step: what happens at one virtual time stands at one place, and the axis goes on to the end
 * of whichever lasts longer. Positions are those of the first log; `unitOfOther` takes the second one's.
 */
export class PairAxis extends Axis {
  private readonly both: Axis;
  /** Where each position of the logs stands among the entries of both. */
  private readonly places: { readonly main: readonly number[]; readonly other: readonly number[] };
  private readonly merged: readonly { readonly at: number }[];

  constructor(
    private readonly main: Whole,
    other: Whole,
    shared: number,
    scale: ChartScale,
  ) {
    super(main, scale);
    const { entries, ...places } = merge(main, other, shared);
    this.merged = entries;
    this.places = places;
    this.both = new Axis({ entries, length: entries.length }, scale);
  }

  override unitOf(position: number): number {
    return this.both.unitOf(this.places.main[Math.min(position, this.length)] ?? 0);
  }

  /** Where a position of the second log stands. */
  unitOfOther(position: number): number {
    return this.both.unitOf(this.places.other[Math.min(position, this.places.other.length - 1)] ?? 0);
  }

  override unitOfTime(position: number, timeMs: number): number {
    if (position === 0 || position < instantOf(this.main, position).end) return this.unitOf(position);
    const merged = { entries: this.merged };
    return this.both.unitOfTime(Math.max(this.places.main[position] ?? 0, positionAt(merged, timeMs)), timeMs);
  }

  override positionOf(unit: number): number {
    return this.standOf(unit).position;
  }

  /** The frame of the first log at a unit, and the time there. */
  override standOf(unit: number): { readonly position: number; readonly timeMs: number } {
    const place = this.both.positionOf(unit);
    const position = lastAtOrBefore(this.places.main, place);
    const timeMs = this.merged[place - 1]?.at ?? this.main.entries[0]?.at ?? 0;
    const ownMs = this.main.entries[position - 1]?.at ?? 0;
    // In the middle of an instant that is this log's too, time has not gone on.
    return { position, timeMs: position > 0 && position < instantOf(this.main, position).end ? ownMs : Math.max(ownMs, timeMs) };
  }
}

/** The entries of both in order of time: the common past once, and those of one time in turns. */
function merge(main: Whole, other: Whole, shared: number) {
  const entries: { readonly at: number }[] = [];
  const mainPlaces = [0];
  const otherPlaces = [0];
  for (let i = 0; i < shared; i++) {
    entries.push(main.entries[i] as { at: number });
    mainPlaces.push(i + 1);
    otherPlaces.push(i + 1);
  }
  let [a, b] = [shared, shared];
  while (a < main.length || b < other.length) {
    const one = a < main.length ? main.entries[a] : undefined;
    const two = b < other.length ? other.entries[b] : undefined;
    const isFirst = one !== undefined && (two === undefined || one.at < two.at || (one.at === two.at && a - shared <= b - shared));
    entries.push((isFirst ? one : two) as { at: number });
    if (isFirst) {
      a++;
      mainPlaces.push(entries.length);
    } else {
      b++;
      otherPlaces.push(entries.length);
    }
  }
  return { entries, main: mainPlaces, other: otherPlaces };
}

function lastAtOrBefore(places: readonly number[], place: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as number) <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
