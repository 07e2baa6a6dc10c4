import { unpack } from '../timeline/pack.ts';
import type { CommandOutput, Notifications, Params, RequestName, Result } from '../worker/protocol.ts';
import { type Port, RequestRefused, WorkerClient, spawnWorker } from '../worker/client.ts';
import { type Branch, branchOf, changeBranch, session } from './session.ts';

/** How often a worker may die within the time before the page gives up. */
const DEATHS_MAX = 3;
const DEATHS_WITHIN_MS = 60_000;
/** While a branch is being simulated, the page is told so often of what has come of it, in real ms: the log grows meanwhile. */
const TELL_MS = 200;

let client: WorkerClient | undefined;
const opened = new Set<string>();
let deaths: number[] = [];
let onTrouble: (trouble: 'restarted' | 'dead' | 'failed' | 'tape', detail: string) => void = () => {};

/** Starts the worker. `trouble` is told when it was started again, when that is hopeless, and when a branch broke. */
export function startEngine(trouble: typeof onTrouble, spawn: () => Port = spawnWorker): void {
  onTrouble = trouble;
  client?.dispose();
  opened.clear();
  client = new WorkerClient({ spawn, onNotification: take, onRestart: rebuild });
  session.setState({ engine: 'ready' });
}

/** Ends the worker and starts another, which builds the timeline again from the tape. */
export function restartEngine(reason = 'asked'): void {
  deaths = [];
  session.setState({ engine: 'ready' });
  client?.restart(reason);
}

export async function request<N extends RequestName>(name: N, params: Params<N>): Promise<Result<N>> {
  if (!client) throw new Error('the engine has not been started');
  return client.call(name, params);
}

/** Has the worker play a branch's tape, if it does not already. A tape that is refused leaves the branch failed, and is reported. */
export async function openBranch(id: string): Promise<void> {
  const branch = branchOf(id);
  if (!branch || opened.has(id)) return;
  opened.add(id);
  try {
    const { tape } = await request('open', { branch: id, tape: branch.tape, have: branch.log.length });
    if (tape.version !== branch.tape.version) changeBranch(id, () => ({ tape }));
  } catch (error) {
    opened.delete(id);
    if (!(error instanceof RequestRefused)) throw error;
    // It stays kept as it is; there is nothing to be seen of it.
    changeBranch(id, () => ({ failed: error.message, busy: false }));
    onTrouble('tape', error.name);
  }
}

/** The worker knows this branch already: it made it. */
export function markOpened(id: string): void {
  opened.add(id);
}

export async function closeBranch(id: string): Promise<void> {
  if (opened.delete(id)) await request('close', { branch: id });
}

const handlers: { [N in Exclude<keyof Notifications, 'searching' | 'searched'>]: (params: Notifications[N]) => void } = {
  entries({ branch: id, entries, untilMs, settled, nextAtMs, busy }) {
    const branch = branchOf(id);
    if (!branch) return;
    const { log } = branch;
    for (const packed of entries) if (packed.seq === log.length + 1) log.append(unpack(packed, log.head));
    tell(id, () => ({ length: log.length, untilMs, settled, nextAtMs, busy }), !busy);
  },
  output({ branch, output }) {
    tell(branch, ({ outputs }) => ({ outputs: withOutput(outputs, output) }), !branchOf(branch)?.busy);
  },
  failed({ branch, message }) {
    tell(branch, () => ({ failed: message, busy: false }), true);
    onTrouble('failed', message);
  },
};

/** Has the worker forget everything: another workspace is opened. Branches have ids of their own, so what still arrives is dropped. */
export function closeAllBranches(): void {
  for (const id of opened) void request('close', { branch: id }).catch(() => undefined);
  opened.clear();
}

function take<N extends keyof Notifications>(name: N, params: Notifications[N]): void {
  // Searches go on in a worker of their own: see search.ts.
  if (name in handlers) (handlers[name as keyof typeof handlers] as (params: Notifications[N]) => void)(params);
}

let untold: { readonly id: string; readonly change: (branch: Branch) => Partial<Branch> }[] = [];
let toldMs = Number.NEGATIVE_INFINITY;
let telling: ReturnType<typeof setTimeout> | undefined;

/** Tells the page what became of a branch: soon, together with what comes meanwhile, or at once, with all that was put off. */
function tell(id: string, change: (branch: Branch) => Partial<Branch>, atOnce: boolean): void {
  untold.push({ id, change });
  // Not together with taking the entries in: a task that does both is long.
  if (atOnce) tellAll();
  else telling ??= setTimeout(tellAll, Math.max(0, toldMs + TELL_MS - performance.now()));
}

function tellAll(): void {
  clearTimeout(telling);
  telling = undefined;
  toldMs = performance.now();
  const changes = untold;
  untold = [];
  for (const { id, change } of changes) changeBranch(id, change);
}

/** A list with the newest state of one command. */
export function withOutput(outputs: readonly CommandOutput[], output: CommandOutput): readonly CommandOutput[] {
  const next = outputs.slice();
  next[output.index] = output;
  return next;
}

function rebuild(reason: string): void {
  const now = Date.now();
  const again = [...opened];
  opened.clear();
  if (reason !== 'asked') {
    deaths = [...deaths.filter((at) => now - at < DEATHS_WITHIN_MS), now];
    if (deaths.length > DEATHS_MAX) {
      session.setState({ engine: 'dead' });
      onTrouble('dead', reason);
      return;
    }
  }
  session.setState({ engine: 'restarting' });
  // What has been shown stays: equal tapes give equal entries, so the worker only posts what is missing.
  for (const id of again) changeBranch(id, () => ({ busy: true }));
  void Promise.allSettled(again.map((id) => openBranch(id))).then(() => {
    if (session.getState().engine === 'restarting') session.setState({ engine: 'ready' });
    onTrouble('restarted', reason);
  });
}
