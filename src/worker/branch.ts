import { type PackedEntry, pack } from '../timeline/pack.ts';
import { Keyframes } from '../scenario/keyframes.ts';
import type { Session } from '../scenario/session.ts';
import type { TapeCommand } from '../scenario/tape.ts';
import type { CommandRecord } from '../scenario/terminal.ts';
import type { CommandOutput, NotificationMessage, Tape } from './protocol.ts';

type Post = (message: NotificationMessage) => void;

/** Simulating goes on for so long after the last command, in virtual ms: past a progress deadline, and not for ever. */
const AHEAD_MS = 630_000;
/** Changes in one batch: what the page can take in within a few ms. */
const BATCH_CHANGES_MAX = 250;
const STEPS_BETWEEN_CLOCKS = 8;

/** One branch as the worker holds it: it is simulated ahead of the page, and tells the page what has come of it. */
export class Branch {
  /** Acts of the tape that wait until the log is as long again as it was when they were made. */
  acts: TapeCommand[];
  /** The newest record of each command that the page has. */
  printed: (CommandRecord | undefined)[] = [];
  /** How far to simulate without being asked, in virtual ms. */
  limitMs: number;
  /** Something beside entries is to be told. */
  stale = true;
  failed = false;

  /** `posted`: how many entries the page has. `keyframes`: of its session, and of those that went before it on the same tape. */
  constructor(
    readonly id: string,
    readonly tape: Tape,
    readonly session: Session,
    public posted: number,
    readonly keyframes: Keyframes = new Keyframes(),
  ) {
    this.acts = actsOf(tape);
    this.limitMs = Math.max(0, ...tape.commands.map((command) => command.at)) + AHEAD_MS;
  }

  /** Whether nothing is left to do, for now. */
  get done(): boolean {
    return this.acts.length === 0 && (this.session.cluster.nextAt ?? Number.POSITIVE_INFINITY) > this.limitMs;
  }

  /** Whether anything comes after a position: entries, or acts and commands that wait. */
  hasFutureAt(position: number): boolean {
    return Math.max(this.session.cluster.log.length, this.posted) > position || this.acts.length > 0 || this.session.waiting > 0;
  }

  /** Lets a few things happen. False where nothing is left to do, for now. */
  advance(post: Post): boolean {
    const { session } = this;
    if (this.failed || this.done) return false;
    try {
      for (let n = 0; n < STEPS_BETWEEN_CLOCKS; n++) {
        const act = this.acts[0];
        if (act && (session.cluster.log.length >= (act.after ?? 0) || session.settled)) {
          this.acts.shift();
          session.act(act.action, Math.max(act.at, session.cluster.now));
        } else if (!session.step(act ? Number.MAX_SAFE_INTEGER : this.limitMs)) break;
      }
    } catch (error) {
      this.failed = true;
      post({ notify: 'failed', params: { branch: this.id, message: error instanceof Error ? error.message : String(error) } });
      return false;
    }
    this.keyframes.observe(session);
    this.stale = true;
    return true;
  }

  /** Tells the page what it does not have: at most a batch of entries, and what commands printed. */
  tell(post: Post): void {
    const { session, id } = this;
    const { entries } = session.cluster.log;
    const batch: PackedEntry[] = [];
    let changes = 0;
    while (this.posted < entries.length && changes < BATCH_CHANGES_MAX) {
      const entry = entries[this.posted++] as (typeof entries)[number];
      changes += entry.changes.length;
      batch.push(pack(entry));
    }
    const complete = this.posted >= entries.length;
    this.stale = !complete;
    const done = complete && this.done;
    post({
      notify: 'entries',
      params: {
        branch: id,
        entries: batch,
        untilMs: complete ? (done ? this.limitMs : session.cluster.now) : session.cluster.log.timeAt(this.posted),
        settled: done && session.settled,
        nextAtMs: session.cluster.nextAt ?? null,
        busy: !done && !this.failed,
      },
    });
    session.records.forEach((record, index) => {
      if (this.printed[index] === record) return;
      this.printed[index] = record;
      post({ notify: 'output', params: { branch: id, output: commandOutput(record, index) } });
    });
  }
}

/** The acts of a tape that were made at a place in the log. */
export function actsOf(tape: Tape): TapeCommand[] {
  return tape.commands.filter((command) => command.after !== undefined);
}

function commandOutput(record: CommandRecord, index: number): CommandOutput {
  const { at, line, seq, pieces, code, opens, namespace } = record;
  return {
    index,
    at,
    line,
    seq,
    pieces,
    ...(code === undefined ? {} : { code }),
    ...(opens ? { opens } : {}),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** A command's output as the page gets it, in the answer to the act. */
export function outputOf(session: Session, record: CommandRecord | undefined): { output?: CommandOutput } {
  return record ? { output: commandOutput(record, session.records.lastIndexOf(record)) } : {};
}
