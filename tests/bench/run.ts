// npm run bench [-- [--once] WORD...]: measures the engine headless, in one process, warm, the median of five runs (or one, for a first look),
// and then the page in a browser. With words, only what has one of them in its name.
import { type Bench, type Measured, growthOf, machine, measure } from './measure.ts';
import { mixed } from './mixed.ts';
import { searching } from './search.ts';
import { reportPage } from './page/run.ts';
import { measureTimeline } from './timeline.ts';
import { autoscaling, daemonSetOneByOne, daemonSetRollout, deploymentRollout, deploymentStart, statefulSetOrdered, statefulSetParallel } from './workloads.ts';

const BENCHES: readonly Bench[] = [
  deploymentStart,
  deploymentRollout,
  daemonSetRollout,
  daemonSetOneByOne,
  statefulSetOrdered,
  statefulSetParallel,
  autoscaling,
  mixed,
  searching,
];
const SEEK_GOAL_MS = 16;
const FRAME_GOAL_BYTES = 1024;
const TIMELINE = 'the timeline of the longest rollout';
const LONGEST_PODS = 10_000;

const args = process.argv.slice(2);
const runs = args.includes('--once') ? 1 : undefined;
const words = args.filter((arg) => !arg.startsWith('--')).map((word) => word.toLowerCase());
const wanted = (name: string): boolean => !words.length || words.some((word) => name.toLowerCase().includes(word));

const verdict = (is: number, goal: number): string => (is < goal ? 'ok' : 'MISSED');
const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
const number = (value: number): string => value.toLocaleString('en');

function line(bench: Bench, { size, ms: time, all, outcome }: Measured): string {
  const goal = bench.goals?.[size];
  const spread = `${ms(Math.min(...all))} to ${ms(Math.max(...all))}`;
  const aim = goal === undefined ? '' : `  goal < ${number(goal)} ms: ${verdict(time, goal)}`;
  return `  ${number(size).padStart(7)} ${bench.unit.padEnd(8)} ${ms(time).padStart(7)} ms  (${spread})  ${outcome.note}${aim}`;
}

function report(bench: Bench): void {
  console.log(`\n${bench.name}`);
  const measured = bench.sizes.map((size) => {
    const result = measure(bench, size, runs);
    console.log(line(bench, result));
    return result;
  });
  const { exponent, linearithmic } = growthOf(measured);
  console.log(
    `  grows as n^${exponent.toFixed(2)} from ${number(bench.sizes[0])} to ${number(bench.sizes[2])}; n log n is n^${linearithmic.toFixed(2)}: ${exponent <= linearithmic ? 'ok' : 'WORSE'}`,
  );
  if (!bench.growth) return;
  const [from, to, times] = bench.growth;
  const timeOf = (size: number): number => measured.find((result) => result.size === size)?.ms ?? Number.NaN;
  const ratio = timeOf(to) / timeOf(from);
  console.log(`  time(${number(to)}) / time(${number(from)}) = ${ratio.toFixed(1)}  goal < ${times}: ${verdict(ratio, times)}`);
}

function reportTimeline(): void {
  const figures = measureTimeline(LONGEST_PODS);
  const bytes = (value: number): string => number(Math.round(value));
  console.log(`\n${TIMELINE}: ${number(figures.frames)} frames`);
  console.log(
    `  seeking to a random frame: median ${ms(figures.seekP50Ms)} ms, 99th percentile ${ms(figures.seekP99Ms)} ms, longest ${ms(figures.seekMaxMs)} ms` +
      `  goal < ${SEEK_GOAL_MS} ms at the 99th: ${verdict(figures.seekP99Ms, SEEK_GOAL_MS)}`,
  );
  console.log(
    `  memory: the log ${bytes(figures.logBytesPerFrame)} bytes a frame, ${bytes(figures.allBytesPerFrame)} with the newest state, ${bytes(figures.packedBytesPerFrame)} on the way to the page` +
      `  goal < ${number(FRAME_GOAL_BYTES)}: ${verdict(figures.logBytesPerFrame, FRAME_GOAL_BYTES)}`,
  );
}

console.log(machine());
for (const bench of BENCHES) if (wanted(bench.name)) report(bench);
if (wanted(TIMELINE)) reportTimeline();
await reportPage(process.cwd(), wanted);
