import { explainScheduling } from '../cluster/scheduler/index.ts';
import { readTape } from '../scenario/tape-versions.ts';
import { explainBlockers } from '../scenario/remedy.ts';
import type { Keyframes } from '../scenario/keyframes.ts';
import { Session } from '../scenario/session.ts';
import { isReadOnly } from '../kubectl/index.ts';
import { Branch, actsOf, outputOf } from './branch.ts';
import { Checker } from './check.ts';
import { Searches } from './searches.ts';
import type { Action, CommandOutput, Handlers, NotificationMessage, Params, Place, RequestMessage, ResponseMessage, Result, Tape } from './protocol.ts';

/** What the host needs of the world outside: a way to answer, turns, and a clock. */
export interface HostOptions {
  readonly post: (message: ResponseMessage | NotificationMessage) => void;
  /** Asks for another turn, after the messages that wait. */
  readonly soon: () => void;
  readonly later: (ms: number) => void;
  readonly nowMs: () => number;
}

/** A session that stands at a place of a branch: what reads of the past are answered from. */
interface Look {
  readonly branch: Branch;
  readonly tape: Tape;
  readonly position: number;
  readonly session: Session;
}

/** A turn's length in real ms: how late a question may be answered. */
const TURN_MS = 8;
const FRAME_MS = 16;
/** Simulates branches in turns and answers the page in between. It knows no Worker: `main.ts` connects it to one. */
export class Host {
  private readonly branches = new Map<string, Branch>();
  private look: Look | undefined;
  private waitingForTurn = false;
  private flushedMs = Number.NEGATIVE_INFINITY;
  private readonly searches: Searches;
  private readonly checker = new Checker();

  constructor(private readonly options: HostOptions) {
    this.searches = new Searches(options);
  }

  receive(message: RequestMessage): void {
    const { id } = message;
    try {
      const handler = this.handlers[message.request] as (params: Params<RequestMessage['request']>) => Result<RequestMessage['request']>;
      this.options.post({ id, ok: true, result: handler(message.params) });
    } catch (error) {
      const { name, message: text } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      this.options.post({ id, ok: false, error: { name, message: text } });
    }
    this.wake();
  }

  /** Simulates for a few ms and tells the page, at most once for each of its frames. */
  turn(): void {
    this.waitingForTurn = false;
    const { nowMs } = this.options;
    const endMs = nowMs() + TURN_MS;
    for (const branch of this.branches.values()) {
      while (nowMs() < endMs && branch.advance(this.options.post));
    }
    // What is on screen comes first; a search takes what is left of each turn.
    this.searches.advance(endMs);
    if (nowMs() - this.flushedMs >= FRAME_MS) this.flush();
    this.wake();
  }

  private readonly handlers: Handlers = {
    ping: () => ({}),
    open: ({ branch, tape, have }) => {
      const played = readTape(tape);
      this.branches.delete(branch);
      // What the page has of a tape that was upgraded may be told in other entries now.
      this.begin(branch, played, Session.open(played), played === tape ? have : 0);
      return { tape: played };
    },
    close: ({ branch }) => {
      this.branches.delete(branch);
      return {};
    },
    act: ({ newBranch, action, ...place }) => this.act(place, action, newBranch),
    interrupt: ({ newBranch, line, ...place }) => {
      const { branch, tape } = this.act(place, { do: 'interrupt', line }, newBranch);
      return { branch, tape };
    },
    extend: ({ branch, untilMs }) => {
      const known = this.branchOf(branch);
      known.limitMs = Math.max(known.limitMs, untilMs);
      return {};
    },
    check: ({ files, apart, ...place }) => ({ problems: this.checker.check(this.lookAt(place), files, apart) }),
    explain: ({ table, key, ...place }) => ({ blockers: explainBlockers(this.lookAt(place), place.position, table, key) }),
    schedule: ({ key, ...place }) => {
      const { store } = this.lookAt(place).cluster;
      const pod = store.get('pods', key);
      return { verdict: pod ? explainScheduling(store, pod) : null };
    },
    complete: ({ line, files, ...place }) => this.lookAt(place).complete(line, files),
    search: ({ search, ...options }) => this.searches.start(search, options),
    stopSearch: ({ search }) => {
      this.searches.stop(search);
      return {};
    },
  };

  private branchOf(id: string): Branch {
    const branch = this.branches.get(id);
    if (!branch) throw named('UnknownBranch', `there is no branch ${id}`);
    return branch;
  }

  private begin(id: string, tape: Tape, session: Session, posted: number, keyframes?: Keyframes): Branch {
    const branch = new Branch(id, tape, session, posted, keyframes);
    this.branches.set(id, branch);
    return branch;
  }

  /** A session at a place, for reading. Kept, because the same place is asked about again and again while someone types. */
  private lookAt({ branch: id, position, atMs }: Place): Session {
    const branch = this.branchOf(id);
    let { look } = this;
    if (!look || look.branch !== branch || look.tape !== branch.tape || look.position !== position || look.session.cluster.now > atMs) {
      look = { branch, tape: branch.tape, position, session: branch.keyframes.replay(branch.tape, position) };
      this.look = look;
    }
    const { session } = look;
    while (session.cluster.now < atMs && (session.cluster.nextAt ?? Number.POSITIVE_INFINITY) <= atMs && session.cluster.log.length === position)
      session.step(atMs);
    if (session.cluster.log.length !== position) this.look = undefined;
    // In the middle of an instant, the decisions that follow at the same time have not been taken yet.
    else if ((session.cluster.nextAt ?? Number.POSITIVE_INFINITY) > atMs) session.cluster.runUntil(atMs);
    return session;
  }

  private act(place: Place, action: Action, newBranch: string): Result<'act'> {
    if (action.do === 'kubectl' && isReadOnly(action.line)) {
      const answer = this.read(place, action);
      if (answer && answer.output?.namespace === undefined) return answer;
      // Another namespace is no entry, and yet what comes after it is meant by it: with a future, it begins a branch like any act.
      if (answer) return this.write(this.branchOf(place.branch), place, { ...action, background: true }, newBranch);
    }
    const branch = this.branchOf(place.branch);
    const taped: Action = action.do === 'kubectl' ? { ...action, background: true } : action;
    if (leavesNoEntry(taped)) return this.insert(branch, place, taped);
    return this.write(branch, place, taped, newBranch);
  }

  /** Answers a command that only reads and ends at once; undefined for one that goes on. */
  private read(place: Place, action: Action & { do: 'kubectl' }): Result<'act'> | undefined {
    const branch = this.branchOf(place.branch);
    const result = this.lookAt(place).read(action.line, action.files, action.namespace);
    if (result.stream) return undefined;
    const output: CommandOutput = {
      index: -1,
      at: place.atMs,
      line: action.line,
      seq: place.position,
      pieces: [{ seq: place.position, stdout: result.stdout, stderr: result.stderr }],
      code: result.code,
      ...(result.opens ? { opens: result.opens } : {}),
      ...(result.enters ? { enters: result.enters } : {}),
      ...(result.namespace === undefined ? {} : { namespace: result.namespace }),
    };
    return { branch: branch.id, position: place.position, output, tape: branch.tape };
  }

  /** Puts an act that changes nothing (a command that watches, Ctrl-C) onto the tape at its place: the entries stay as they are. */
  private insert(branch: Branch, place: Place, action: Action): Result<'act'> {
    const session = branch.keyframes.replay(branch.tape, place.position);
    // Acts stand on a tape in the order in which they are carried out: those that the replay did not come to are the last ones.
    const later = actsOf(branch.tape).slice(actsOf(session.tape()).length);
    const record = session.act(action, Math.max(place.atMs, session.cluster.now));
    const tape: Tape = { ...branch.tape, commands: [...session.tape().commands, ...later] };
    this.branches.delete(branch.id);
    const renewed = this.begin(branch.id, tape, session, branch.posted);
    renewed.acts = later;
    renewed.limitMs = Math.max(renewed.limitMs, branch.limitMs);
    return { branch: branch.id, position: place.position, ...outputOf(session, record), tape };
  }

  private write(branch: Branch, place: Place, action: Action, newBranch: string): Result<'act'> {
    const { position } = place;
    const hasFuture = branch.hasFutureAt(position);
    let { session } = branch;
    if (hasFuture || session.cluster.now > place.atMs) {
      session = branch.keyframes.replay(branch.tape, position);
      session.forgetWaiting();
    }
    const record = session.act(action, Math.max(place.atMs, session.cluster.now));
    const tape = session.tape();
    const entry = record?.seq ?? Math.min(position + 1, session.cluster.log.length);
    if (!hasFuture) this.branches.delete(branch.id);
    const acted = this.begin(hasFuture ? newBranch : branch.id, tape, session, hasFuture ? position : branch.posted, branch.keyframes.until(position));
    acted.acts = [];
    if (!hasFuture) acted.printed = branch.printed;
    return { branch: acted.id, position: entry, ...outputOf(session, record), tape };
  }

  private flush(): void {
    this.flushedMs = this.options.nowMs();
    for (const branch of this.branches.values()) if (branch.stale) branch.tell(this.options.post);
  }

  private wake(): void {
    if (this.waitingForTurn) return;
    const branches = [...this.branches.values()];
    const working = this.searches.going || branches.some((branch) => !branch.failed && !branch.done);
    const telling = branches.some((branch) => branch.stale);
    if (!working && !telling) return;
    this.waitingForTurn = true;
    if (working) this.options.soon();
    else this.options.later(Math.max(0, FRAME_MS - (this.options.nowMs() - this.flushedMs)));
  }
}

function leavesNoEntry(action: Action): boolean {
  return (action.do === 'kubectl' || action.do === 'interrupt') && isReadOnly(action.line);
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
