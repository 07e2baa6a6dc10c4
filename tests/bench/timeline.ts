import v8 from 'node:v8';
import { Random } from '../../src/sim/random.ts';
import { Cursor, Log } from '../../src/timeline/log.ts';
import { type PackedEntry, pack, unpack } from '../../src/timeline/pack.ts';
import type { World } from '../../src/timeline/types.ts';
import { heapUsed, quantile } from './measure.ts';
import { rollOut, runningDeployment } from './workloads.ts';

const SEEKS = 2_000;
const WARM = 200;
/** How many entries a message holds: about what a frame of the page's animation sees of a rollout. */
const BATCH = 256;

export interface TimelineFigures {
  readonly frames: number;
  /** Without the newest state, which would be there without a log too. */
  readonly logBytesPerFrame: number;
  readonly allBytesPerFrame: number;
  readonly packedBytesPerFrame: number;
  readonly seekP50Ms: number;
  readonly seekP99Ms: number;
  readonly seekMaxMs: number;
}

/** What the worker sends of a rollout. In a function of its own, so that nothing of the cluster is left. */
function messagesOf(pods: number): readonly Buffer[] {
  const { entries } = rollOut(runningDeployment(pods), pods).session.cluster.log;
  const messages: Buffer[] = [];
  for (let i = 0; i < entries.length; i += BATCH) messages.push(v8.serialize(entries.slice(i, i + BATCH).map(pack)));
  return messages;
}

/** What holds the log; only functions that have returned ever saw the log itself, so that it is gone when it is taken out here. */
interface Page {
  log?: Log;
}

/** The page's own log, with the entries of a rollout as they arrive there. */
function receive(messages: readonly Buffer[]): Page {
  const log = new Log();
  for (const message of messages) for (const packed of v8.deserialize(message) as PackedEntry[]) log.append(unpack(packed, log.head));
  return { log };
}

/** Milliseconds of seeking to random frames. */
function seekTimes({ log }: Page): readonly number[] {
  if (!log) throw new Error('the log has gone');
  const cursor = new Cursor(log);
  const random = new Random(1);
  const times: number[] = [];
  for (let i = 0; i < SEEKS + WARM; i++) {
    const position = random.int('seek', log.length + 1);
    const start = performance.now();
    cursor.seek(position);
    if (i >= WARM) times.push(performance.now() - start);
  }
  return times;
}

const framesOf = ({ log }: Page): number => log?.length ?? 0;

/** Takes the log away and leaves the newest state. */
function forget(page: Page): World {
  const { log } = page;
  if (!log?.head.size) throw new Error('there is no newest state');
  delete page.log;
  return log.head;
}

/** The page's own log and cursor. */
export function measureTimeline(pods: number): TimelineFigures {
  const messages = messagesOf(pods);
  const before = heapUsed();
  const page = receive(messages);
  const frames = framesOf(page);
  const withLog = heapUsed();
  const times = seekTimes(page);
  const state = forget(page);
  const withoutLog = heapUsed();
  if (!state.size) throw new Error('the newest state has gone');
  return {
    frames,
    logBytesPerFrame: (withLog - withoutLog) / frames,
    allBytesPerFrame: (withLog - before) / frames,
    packedBytesPerFrame: messages.reduce((sum, message) => sum + message.byteLength, 0) / frames,
    seekP50Ms: quantile(times, 0.5),
    seekP99Ms: quantile(times, 0.99),
    seekMaxMs: Math.max(...times),
  };
}
