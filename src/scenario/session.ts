import type { Action, Tape, TapeCommand } from './tape.ts';
import { Cluster } from '../cluster/cluster.ts';
import { PRIORITY } from '../cluster/controller.ts';
import { bootstrap } from '../cluster/api/bootstrap.ts';
import { setLoad } from '../cluster/metrics/load.ts';
import { metricsReader } from '../cluster/metrics/reader.ts';
import { bootstrapNodes, changeNodes, setChance, setImages, setReady } from '../cluster/node/actions.ts';
import { PARTS } from '../cluster/parts.ts';
import type { KubectlContext, KubectlResult, Machines, StreamState } from '../kubectl/contract.ts';
import { advance, complete, interrupt, isReadOnly, kubectl } from '../kubectl/index.ts';

/** What a command printed; while it goes on, `code` is undefined. Pieces say after which entry each part was printed. */
export interface CommandRecord {
  readonly at: number;
  readonly line: string;
  readonly streamed: boolean;
  /** The `seq` of the entry that it made, or of the last one before it where it only read. */
  readonly seq: number;
  readonly pieces: readonly { readonly seq: number; readonly stdout: string; readonly stderr: string }[];
  readonly code: number | undefined;
  readonly opens?: { readonly name: string; readonly text: string };
  readonly namespace?: string;
}

interface Running {
  readonly record: number;
  readonly state: StreamState;
  /** The lines of a script wait for those before them, unless they run in the background. */
  readonly blocks: boolean;
  readonly namespace: string;
  readonly files: ReadonlyMap<string, string>;
}

/**
 * A cluster with its tape: plays the commands at their places, keeps what they printed, and carries on those that keep printing.
 * The same tape always gives the same log.
 */
export class Session {
  readonly cluster: Cluster;
  readonly records: CommandRecord[] = [];
  private readonly commands: TapeCommand[] = [];
  private running: Running[] = [];
  private namespace = 'default';
  /** The index of the next command that waits for its time; they are carried out strictly one after the other. */
  private next = 0;
  /** How many entries the streams have seen. */
  private seen = 0;

  private constructor(
    private readonly base: Tape,
    from?: Session,
  ) {
    this.cluster = from ? from.cluster.copy() : new Cluster(PARTS, base.seed);
    this.cluster.handle('command', () => this.runDue());
    this.cluster.handle('stream', () => this.advanceStreams());
    if (from) {
      this.records.push(...from.records);
      this.commands.push(...from.commands);
      this.running = [...from.running];
      this.namespace = from.namespace;
      this.next = from.next;
      this.seen = from.seen;
      return;
    }
    for (const command of base.commands) if (command.after === undefined) this.commands.push(command);
    bootstrap(this.cluster);
    bootstrapNodes(this.cluster, base.nodes);
    if (base.images) setImages(this.cluster, base.images);
    for (const at of new Set(this.commands.map((command) => command.at))) this.cluster.schedule(at, PRIORITY.command, 'command', '');
  }

  /** A session at time 0 with the tape's Nodes and images; nothing has been commanded yet. */
  static open(tape: Tape): Session {
    return new Session(tape);
  }

  /**
   * Plays a tape again until its log has `position` entries: the same entries as the first time. Left out: until its last act.
   * `from` stands on the tape already, before that position; it is copied.
   */
  static replay(tape: Tape, position = Number.MAX_SAFE_INTEGER, from?: Session): Session {
    const session = new Session(tape, from);
    const done = from?.next ?? 0;
    if (from) session.commands.splice(done, Number.POSITIVE_INFINITY, ...tape.commands.slice(done).filter(({ after }) => after === undefined));
    for (const { after, at, action } of tape.commands.slice(done)) {
      // What wrote at this very position made an entry that comes after it.
      if (after === undefined || after > position || (after === position && !onlyReads(action))) continue;
      session.runToPosition(after);
      session.act(action, at);
    }
    if (position < Number.MAX_SAFE_INTEGER) session.runToPosition(position);
    return session;
  }

  /** Whether everything that was commanded here so far was the same acts, in the same order, as those that a tape begins with. */
  liesOn({ commands }: Tape): boolean {
    return this.commands.slice(0, this.next).every(({ action }, i) => action === commands[i]?.action);
  }

  /** A session of its own in the same state, with the same future. */
  copy(): Session {
    return new Session(this.base, this);
  }

  /** Another future: a session that stands at `position` of this one, and forgets the commands that came after. */
  fork(position: number): Session {
    const session = this.cluster.log.length === position ? this.copy() : Session.replay(this.tape(), position);
    session.forgetWaiting();
    return session;
  }

  /** Whether a command whose time has come still waits for those before it. */
  get late(): boolean {
    return (this.commands[this.next]?.at ?? Infinity) <= this.cluster.now;
  }

  /** How many commands of the tape wait for their time. */
  get waiting(): number {
    return this.commands.length - this.next;
  }

  /** Takes the commands that wait for their time off the tape. */
  forgetWaiting(): void {
    this.commands.splice(this.next);
  }

  /** Lets the commands that wait for their time do something else. */
  changeWaiting(change: (action: Action) => Action): void {
    for (let i = this.next; i < this.commands.length; i++) {
      const command = this.commands[i] as TapeCommand;
      this.commands[i] = { ...command, action: change(command.action) };
    }
  }

  /** Everything that this session can be derived from again. */
  tape(): Tape {
    return { ...this.base, commands: [...this.commands] };
  }

  /** Whether nothing will happen any more by itself. */
  get settled(): boolean {
    return this.cluster.nextAt === undefined;
  }

  /** Carries out the next thing that is due at `untilMs` or before. False where there is none. */
  step(untilMs: number): boolean {
    const stepped = this.cluster.step(untilMs);
    if (stepped && this.cluster.log.length > this.seen) this.advanceStreams();
    return stepped;
  }

  /** Lets everything happen up to and including `untilMs`. */
  runUntil(untilMs: number): void {
    while (this.step(untilMs));
    this.cluster.runUntil(untilMs);
  }

  /** Runs until the log has `position` entries, or nothing is left to happen. */
  runToPosition(position: number): void {
    while (this.cluster.log.length < position && this.step(Number.MAX_SAFE_INTEGER));
  }

  /**
   * Acts now, at the end of what has happened, and keeps the act on the tape. `atMs` is the time of the act: what has waited until
   * then and changes nothing is carried out before. Returns what was printed so far.
   */
  act(action: Action, atMs: number = this.cluster.now): CommandRecord | undefined {
    const after = this.cluster.log.length;
    if (atMs > this.cluster.now) this.runUntil(atMs);
    this.commands.splice(this.next, 0, { after, at: atMs, action });
    this.next++;
    return this.carryOut(action);
  }

  /** What a command would see and print now; for one that only reads. Nothing is kept. */
  read(line: string, files: Readonly<Record<string, string>> = {}, namespace = this.namespace): KubectlResult {
    return kubectl(line, this.context(namespace, new Map(Object.entries(files))));
  }

  /** What Tab would offer now, at the end of a half-typed line: candidates, and from where in the line they replace it. */
  complete(line: string, files: Readonly<Record<string, string>> = {}): { readonly candidates: readonly string[]; readonly from: number } {
    return complete(line, this.context(this.namespace, new Map(Object.entries(files))));
  }

  /** Ctrl-C for the command with this record. */
  interrupt(record: number): void {
    const stream = this.running.find((other) => other.record === record);
    const old = this.records[record];
    if (!stream || !old) return;
    this.running = this.running.filter((other) => other !== stream);
    const { cluster } = this;
    const values = { command: old.line };
    const last = cluster.decide('kubectl', old.seq, { rule: 'kubectl/command', values }, () =>
      interrupt(stream.state, this.context(stream.namespace, stream.files)),
    );
    const piece = { seq: cluster.log.length, stdout: last.stdout, stderr: last.stderr };
    this.records[record] = { ...old, pieces: piece.stdout || piece.stderr ? [...old.pieces, piece] : old.pieces, code: last.code ?? INTERRUPTED };
  }

  private runDue(): void {
    const command = this.commands[this.next];
    if (!command || command.at > this.cluster.now || this.running.some((stream) => stream.blocks)) return;
    this.next++;
    this.carryOut(command.action);
    this.scheduleNext();
  }

  private scheduleNext(): void {
    const following = this.commands[this.next];
    if (following && following.at <= this.cluster.now) this.cluster.schedule(this.cluster.now + KUBECTL_MS, PRIORITY.command, 'command', '');
  }

  private carryOut(action: Action): CommandRecord | undefined {
    const { cluster } = this;
    switch (action.do) {
      case 'images':
        setImages(cluster, action.images);
        return undefined;
      case 'nodes':
        changeNodes(cluster, action);
        return undefined;
      case 'ready':
        setReady(cluster, action.pods, this.namespace);
        return undefined;
      case 'load':
        setLoad(cluster, action.load);
        return undefined;
      case 'chance':
        setChance(cluster, action.seed);
        return undefined;
      case 'interrupt': {
        const stream = this.running.findLast((other) => this.records[other.record]?.line === action.line);
        if (stream) this.interrupt(stream.record);
        return undefined;
      }
      case 'kubectl':
        return this.runLine(action.line, action.files ?? {}, action.namespace, action.background ?? false);
    }
  }

  private runLine(line: string, texts: Readonly<Record<string, string>>, asked: string | undefined, background: boolean): CommandRecord {
    const { cluster, records } = this;
    const files = new Map(Object.entries(texts));
    const namespace = asked ?? this.namespace;
    const run = (): KubectlResult => kubectl(line, { ...this.context(namespace, files), enforceNamespace: asked !== undefined });
    const result = readsOnly(line) ? run() : cluster.decide('kubectl', 0, { rule: 'kubectl/command', values: { command: line } }, run, true);
    const seq = cluster.log.length;
    const record: CommandRecord = {
      at: cluster.now,
      line,
      streamed: background,
      seq,
      pieces: [{ seq, stdout: result.stdout, stderr: result.stderr }],
      code: result.stream ? undefined : result.code,
      ...(result.opens ? { opens: result.opens } : {}),
      ...(result.namespace === undefined ? {} : { namespace: result.namespace }),
    };
    if (result.namespace !== undefined) this.namespace = result.namespace;
    records.push(record);
    if (result.stream) {
      this.running.push({ record: records.length - 1, state: result.stream, blocks: !background, namespace, files });
      this.wake(result.stream);
    }
    return record;
  }

  /** Lets every command that goes on look at what has changed, until none of them changes anything more. */
  private advanceStreams(): void {
    do {
      this.seen = this.cluster.log.length;
      for (const stream of [...this.running]) this.advanceOne(stream);
    } while (this.cluster.log.length > this.seen);
  }

  private advanceOne(stream: Running): void {
    const { cluster } = this;
    const record = this.records[stream.record] as CommandRecord;
    const result = cluster.decide('kubectl', record.seq, { rule: 'kubectl/command', values: { command: record.line } }, () =>
      advance(stream.state, this.context(stream.namespace, stream.files)),
    );
    const piece = { seq: cluster.log.length, stdout: result.stdout, stderr: result.stderr };
    this.records[stream.record] = {
      ...record,
      pieces: piece.stdout || piece.stderr ? [...record.pieces, piece] : record.pieces,
      code: result.stream ? undefined : (result.code ?? 0),
    };
    if (result.stream) {
      this.running = this.running.map((other) => (other === stream ? { ...stream, state: result.stream as StreamState } : other));
      this.wake(result.stream);
      return;
    }
    this.running = this.running.filter((other) => other !== stream);
    if (stream.blocks) this.scheduleNext();
  }

  /** A stream that waits for a time of its own (a drain that tries again) says so in `wakeAtMs`. */
  private wake(state: StreamState): void {
    const at = state['wakeAtMs'];
    if (typeof at === 'number' && at > this.cluster.now) this.cluster.schedule(at, PRIORITY.command, 'stream', '');
  }

  private context(namespace: string, files: ReadonlyMap<string, string>): KubectlContext {
    const { cluster } = this;
    const machines: Machines = {
      power: (node, runs) => changeNodes(cluster, runs ? { up: [node] } : { down: [node] }),
      join: (node) => changeNodes(cluster, { add: [{ name: node }] }),
      probe: (space, pod, ready) => setReady(cluster, { [pod]: ready }, space),
    };
    return { server: cluster.server, listers: cluster.store, now: cluster.now, namespace, files, metrics: metricsReader(cluster), machines };
  }
}

/** From one line of a script to the next: what a kubectl takes to start, ask and print. Thirty lines take more than two seconds. */
const KUBECTL_MS = 80;

/** The exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

const known = new Map<string, boolean>();
const KNOWN_MAX = 1_000;

/** Whether a line only reads. Kept in mind, because a search plays the same lines a thousand times. */
function readsOnly(line: string): boolean {
  let reads = known.get(line);
  if (reads !== undefined) return reads;
  if (known.size >= KNOWN_MAX) known.clear();
  reads = isReadOnly(line);
  known.set(line, reads);
  return reads;
}

/** Whether an act leaves no entry: its place among the entries is before the next one. */
function onlyReads(action: Action): boolean {
  return (action.do === 'interrupt' || action.do === 'kubectl') && isReadOnly(action.line);
}
