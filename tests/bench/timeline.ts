import v8 from 'node:v8';
import { Random } from '../../src/sim/random.ts';
import { Cursor, Log } from '../../src/timeline/log.ts';
import { type PackedEntry, pack, unpack } from '../../src/timeline/pack.ts';
import { heapUsed, quantile } from './measure.ts';
import { rollOut, runningDeployment } from './workloads.ts';

const PODS = 10_000;
const SEEKS = 2_000;
const WARM = 200;

export interface TimelineFigures {
  readonly frames: number;
  readonly bytesPerFrame: number;
  readonly packedBytesPerFrame: number;
  readonly seekP50Ms: number;
  readonly seekP99Ms: number;
  readonly seekMaxMs: number;
}

/** The log of the longest rollout, as the page has it: packed, sent through structured cloning, and unpacked. */
function pageLog(): { readonly log: Log; readonly packedBytes: number; readonly heapBytes: number } {
  const packed: Buffer[] = [];
  // In a scope of its own, so that nothing of the cluster that made them is left.
  const record = (): void => {
    for (const entry of rollOut(runningDeployment(PODS), PODS).session.cluster.log.entries) packed.push(v8.serialize(pack(entry)));
  };
  record();
  const packedBytes = packed.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  const before = heapUsed();
  const log = new Log();
  for (const buffer of packed) log.append(unpack(v8.deserialize(buffer) as PackedEntry, log.head));
  return { log, packedBytes, heapBytes: heapUsed() - before };
}

/** Seeks to random frames of the longest rollout, on the page's own log and cursor. */
export function measureTimeline(): TimelineFigures {
  const { log, packedBytes, heapBytes } = pageLog();
  const cursor = new Cursor(log);
  const random = new Random(1);
  const times: number[] = [];
  for (let i = 0; i < SEEKS + WARM; i++) {
    const position = random.int('seek', log.length + 1);
    const start = performance.now();
    cursor.seek(position);
    if (i >= WARM) times.push(performance.now() - start);
  }
  return {
    frames: log.length,
    bytesPerFrame: heapBytes / log.length,
    packedBytesPerFrame: packedBytes / log.length,
    seekP50Ms: quantile(times, 0.5),
    seekP99Ms: quantile(times, 0.99),
    seekMaxMs: Math.max(...times),
  };
}
