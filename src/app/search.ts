import { createStore } from 'zustand/vanilla';
import type { Finding, Place, SearchEnd, Variations, Varied } from '../worker/protocol.ts';
import { type Port, WorkerClient, spawnWorker } from '../worker/client.ts';
import { herePlace, untilKnown } from './actions.ts';
import { openBranch } from './engine.ts';
import { freshId } from './ids.ts';
import { splitAt } from './keep-later.ts';
import { isCommand } from './landmarks.ts';
import { pause } from './player.ts';
import { type Promised, seekMoment } from './promises.ts';
import { type Branch, branchOf, currentBranch, forkedBranch, session } from './session.ts';

/** What a person asks a search for. */
export interface SearchWish {
  readonly promise: Promised;
  readonly place: Place;
  readonly variations: Variations;
  readonly untilMs: number;
  readonly runs: number;
}

export interface Searching {
  readonly promise: Promised;
  /** How many different runs there are, and how many of them are tried at most. */
  readonly total: number;
  readonly planned: number;
  readonly tried: number;
  readonly shrinking: boolean;
  /** Real ms since it began. */
  readonly elapsedMs: number;
}

export type SearchOutcome = Pick<SearchEnd, 'tried' | 'total' | 'cut' | 'failed'> & {
  readonly promise: Promised;
  readonly elapsedMs: number;
  /** `stopped`: by the reader. `died`: the worker ended. */
  readonly why: 'ended' | 'stopped' | 'died';
  /** The branch that was opened, and what is otherwise on it. */
  readonly found?: { readonly branch: string; readonly from: string; readonly varied: readonly Varied[]; readonly finding: Finding };
};

export interface SearchState {
  readonly going: Searching | undefined;
  /** How the last search ended. */
  readonly outcome: SearchOutcome | undefined;
}

/** The search of this page: one at a time, in a worker of its own, so that the page stays playable while it goes on. */
export const searchState = createStore<SearchState>(() => ({ going: undefined, outcome: undefined }));

interface Running {
  readonly id: string;
  readonly client: WorkerClient;
  readonly wish: SearchWish;
  readonly parent: Branch;
  readonly startedMs: number;
}
let running: Running | undefined;
let nameBranch: (finding: Finding, promise: Promised) => string = () => 'search';
let onEnd: (outcome: SearchOutcome) => void = () => {};

/** Who names the branch of a finding, and who is told of the end. */
export function onSearch(words: { readonly name: typeof nameBranch; readonly ended: typeof onEnd }): void {
  nameBranch = words.name;
  onEnd = words.ended;
}

/** Where a search may begin: where the reader stands, before the last command, or at the start. */
export function placeOf(from: 'here' | 'command' | 'start'): Place {
  const { id, log, length } = currentBranch();
  if (from === 'here') return herePlace();
  if (from === 'start') return { branch: id, position: 0, atMs: 0 };
  for (let at = length - 1; at >= 0; at--) {
    const entry = log.entries[at];
    if (entry && isCommand(entry)) return { branch: id, position: at, atMs: Math.max(log.timeAt(at), entry.at - 1) };
  }
  return { branch: id, position: 0, atMs: 0 };
}

/** The virtual time in ms of the last thing that a person does on the current branch. */
export function lastActMs(): number {
  return Math.max(0, ...currentBranch().tape.commands.map(({ at }) => at));
}

/** Begins a search; one that goes on is stopped. Rejects with `RequestRefused` where it could not come to an end. */
export async function startSearch(wish: SearchWish, spawn: () => Port = spawnWorker): Promise<void> {
  stopSearch();
  const parent = branchOf(wish.place.branch);
  if (!parent) throw new Error('there is no timeline yet');
  const id = freshId();
  const client = new WorkerClient({
    spawn,
    onNotification: (name, params) => {
      if (name === 'searching') progress(params as Parameters<typeof progress>[0]);
      else if (name === 'searched') end(params as SearchEnd);
    },
    onRestart: () => finish('died', {}),
  });
  running = { id, client, wish, parent, startedMs: performance.now() };
  const { place, promise, variations, untilMs, runs } = wish;
  searchState.setState({ going: { promise, total: 0, planned: runs, tried: 0, shrinking: false, elapsedMs: 0 }, outcome: undefined });
  const { before, later } = splitAt(parent.tape, place, parent.outputs);
  try {
    const { total } = await client.call('search', {
      search: id,
      tape: { ...parent.tape, commands: [...before, ...later] },
      position: place.position,
      atMs: place.atMs,
      invariant: promise.invariant,
      variations,
      untilMs,
      runs,
    });
    if (running?.id === id) update({ total, planned: Math.min(total, runs) });
  } catch (error) {
    // A search that was stopped, or whose worker died, has said so itself.
    if (running?.id !== id) return;
    forget();
    searchState.setState({ going: undefined });
    throw error;
  }
}

/** Ends the search that goes on, if one does. */
export function stopSearch(): void {
  finish('stopped', {});
}

export function forgetOutcome(): void {
  searchState.setState({ outcome: undefined });
}

function update(change: Partial<Searching>): void {
  searchState.setState(({ going }) => ({ going: going && { ...going, ...change } }));
}

function progress({ search, tried, shrinking }: { readonly search: string; readonly tried: number; readonly shrinking: boolean }): void {
  if (running?.id === search) update({ tried, shrinking, elapsedMs: performance.now() - running.startedMs });
}

function forget(): void {
  running?.client.dispose();
  running = undefined;
}

function end({ search, found, ...counts }: SearchEnd): void {
  if (running?.id !== search) return;
  const { parent, wish } = running;
  const opened = found && { branch: beginBranch(found, parent, wish.promise), from: parent.id, varied: found.varied, finding: found };
  finish('ended', { ...counts, ...(opened ? { found: opened } : {}) });
  if (opened && found) void show(opened.branch, found);
}

function finish(why: SearchOutcome['why'], more: Partial<SearchOutcome>): void {
  const { going } = searchState.getState();
  if (!running || !going) return;
  const { startedMs } = running;
  forget();
  const outcome: SearchOutcome = {
    promise: going.promise,
    tried: going.tried,
    total: going.total,
    cut: 0,
    ...more,
    elapsedMs: performance.now() - startedMs,
    why,
  };
  searchState.setState({ going: undefined, outcome });
  onEnd(outcome);
}

/** The run as a branch of the timeline from which it was looked for. Where that has gone meanwhile, it stands on its own. */
function beginBranch(finding: Finding, parent: Branch, promise: Promised): string {
  const id = freshId();
  const { from, tape } = finding;
  const { parent: left, ...alone } = forkedBranch(id, nameBranch(finding, promise), tape, parent, from);
  const branch: Branch = branchOf(parent.id) && left ? { ...alone, parent: left } : alone;
  session.setState((state) => ({ branches: [...state.branches, branch], current: id }));
  return id;
}

/** Plays the run, and puts the playhead on the moment at which it breaks. */
async function show(id: string, { point }: Finding): Promise<void> {
  pause();
  await openBranch(id);
  await untilKnown(id, point.position);
  if (currentBranch().id === id) seekMoment(point);
}
