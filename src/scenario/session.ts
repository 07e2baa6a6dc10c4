import type { Action, Tape, TapeCommand } from './tape.ts';
import { Cluster } from '../cluster/cluster.ts';
import { PRIORITY } from '../cluster/controller.ts';
import { bootstrap } from '../cluster/api/bootstrap.ts';
import { setLoad } from '../cluster/metrics/load.ts';
import { bootstrapNodes, changeNodes, setChance, setImages, setReady } from '../cluster/node/actions.ts';
import { PARTS } from '../cluster/parts.ts';
import type { KubectlResult } from '../kubectl/contract.ts';
import { isReadOnly } from '../kubectl/index.ts';
import { type CommandRecord, Terminal } from './terminal.ts';

/**
 * A cluster with its tape: plays the commands at their places, keeps what they printed, and carries on those that keep printing.
 * The same tape always gives the same log.
 */
export class Session {
  readonly cluster: Cluster;
  private readonly terminal: Terminal;
  private readonly commands: TapeCommand[] = [];
  /** The index of the next command that waits for its time; they are carried out strictly one after the other. */
  private next = 0;

  private constructor(
    private readonly base: Tape,
    from?: Session,
  ) {
    this.cluster = from ? from.cluster.copy() : new Cluster(PARTS, base.seed);
    this.cluster.handle('command', () => this.runDue());
    this.terminal = new Terminal(this.cluster, () => this.scheduleNext(), from?.terminal);
    if (from) {
      this.commands.push(...from.commands);
      this.next = from.next;
      return;
    }
    for (const command of base.commands) if (command.after === undefined) this.commands.push(command);
    bootstrap(this.cluster);
    bootstrapNodes(this.cluster, base.nodes);
    if (base.images) setImages(this.cluster, base.images);
    for (const at of new Set(this.commands.map((command) => command.at))) this.cluster.schedule(at, PRIORITY.command, 'command', '');
  }

  /** What every command printed so far. */
  get records(): readonly CommandRecord[] {
    return this.terminal.records;
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
    if (stepped) this.terminal.notice();
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
  read(line: string, files: Readonly<Record<string, string>> = {}, namespace?: string): KubectlResult {
    return this.terminal.read(line, files, namespace);
  }

  /** What Tab would offer now, at the end of a half-typed line: candidates, and from where in the line they replace it. */
  complete(line: string, files: Readonly<Record<string, string>> = {}): { readonly candidates: readonly string[]; readonly from: number } {
    return this.terminal.complete(line, files);
  }

  private runDue(): void {
    const command = this.commands[this.next];
    if (!command || command.at > this.cluster.now || this.terminal.blocked) return;
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
        setReady(cluster, action.pods, this.terminal.namespace);
        return undefined;
      case 'load':
        setLoad(cluster, action.load);
        return undefined;
      case 'chance':
        setChance(cluster, action.seed);
        return undefined;
      case 'interrupt':
        this.terminal.interrupt(action.line);
        return undefined;
      case 'kubectl':
        return this.terminal.run(action.line, action.files ?? {}, action.namespace, action.background ?? false);
    }
  }
}

/** From one line of a script to the next: what a kubectl takes to start, ask and print. Thirty lines take more than two seconds. */
const KUBECTL_MS = 80;

/** Whether an act leaves no entry: its place among the entries is before the next one. */
function onlyReads(action: Action): boolean {
  return (action.do === 'interrupt' || action.do === 'kubectl') && isReadOnly(action.line);
}
