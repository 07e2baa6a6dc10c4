import os from 'node:os';
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose_gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

const RUNS = 5;
/** A short bench is run again and again for so long before it counts: by then what is called often has been compiled. */
const WARM_UP_MS = 2_000;

/** One bench: prepares what is not measured, then returns what is. */
export interface Bench {
  readonly name: string;
  /** What one unit of `sizes` is: `Pods`. */
  readonly unit: string;
  /** Three sizes, rising; the goal is that of the last, or of the one that it names. */
  readonly sizes: readonly [number, number, number];
  /** Milliseconds, by size. */
  readonly goals?: Readonly<Record<number, number>>;
  /** The most that the time may grow from one size to the next, where there is such a goal: `[from, to, times]`. */
  readonly growth?: readonly [number, number, number];
  readonly prepare: (size: number) => () => Outcome;
}

/** What a run came to: enough to see that it did what it should. */
export interface Outcome {
  readonly frames: number;
  readonly note: string;
}

export interface Measured {
  readonly size: number;
  readonly ms: number;
  readonly all: readonly number[];
  readonly outcome: Outcome;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** The value that a share of all values (0.99) does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Bytes in use after everything that nobody refers to has gone. */
export function heapUsed(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** Runs for a while, and once at least, to warm up; then five times (or as said), with the garbage of the run before gone; the median counts. */
export function measure(bench: Bench, size: number, runs = RUNS): Measured {
  let outcome: Outcome;
  const begin = performance.now();
  do outcome = bench.prepare(size)();
  while (performance.now() - begin < WARM_UP_MS);
  const all: number[] = [];
  for (let run = 0; run < runs; run++) {
    const timed = bench.prepare(size);
    collectGarbage();
    const start = performance.now();
    outcome = timed();
    all.push(performance.now() - start);
  }
  return { size, ms: median(all), all, outcome };
}

/**
 * How time grew from the smallest to the largest size, beside how n and n log n did: the exponent k of n^k that goes through both,
 * and the same of n log n.
 */
export function growthOf(measured: readonly Measured[]): { readonly exponent: number; readonly linearithmic: number } {
  const first = measured[0] as Measured;
  const last = measured.at(-1) as Measured;
  const over = Math.log(last.size / first.size);
  return {
    exponent: Math.log(last.ms / first.ms) / over,
    linearithmic: Math.log((last.size * Math.log(last.size)) / (first.size * Math.log(first.size))) / over,
  };
}

/** The machine that the figures are of. */
export function machine(): string {
  const cpus = os.cpus();
  return `${os.hostname()}: ${cpus.length} × ${cpus[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}, Node ${process.version}`;
}
