import type { Log } from '../timeline/log.ts';
import type { Entry } from '../timeline/types.ts';
import { ChartSeries } from './series.ts';
import { isCommand } from './landmarks.ts';

/** What is derived from a whole log, kept beside it and carried on as it grows. */
export interface Derived {
  readonly series: ChartSeries;
  /** Positions after each command's entry. */
  readonly commands: readonly number[];
}

interface Growing extends Derived {
  readonly commands: number[];
}

const derived = new WeakMap<Log, Growing>();

/** Carries the derivation on to the log's end, and returns it: always the same object for a log, whose content grows. */
export function derivedOf(log: Log): Derived {
  let known = derived.get(log);
  if (!known) derived.set(log, (known = { series: new ChartSeries(), commands: [] }));
  while (known.series.length < log.length) {
    const entry = log.entries[known.series.length] as Entry;
    known.series.observe(entry);
    if (isCommand(entry)) known.commands.push(entry.seq);
  }
  return known;
}
