import { createStore } from 'zustand/vanilla';
import { Log } from '../timeline/log.ts';
import type { CommandOutput, Tape } from '../worker/protocol.ts';
import type { Bookmark } from './bookmarks.ts';

/** One line of time: a tape, what came of it so far, and what its commands printed. Branches that are not looked at hold their tape only. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  /** Where it left another branch; nothing for the first. */
  readonly parent?: { readonly id: string; readonly position: number };
  readonly tape: Tape;
  /** Grows in place; `length` is its length at the time of this state, so that subscribers see a change. */
  readonly log: Log;
  readonly length: number;
  /** What the commands on the tape printed, in their order. */
  readonly outputs: readonly CommandOutput[];
  /** Commands that only read stand on no tape: what they printed is kept here, in the order in which they were typed. */
  readonly reads: readonly CommandOutput[];
  /** Frames that a person wants to find again, in their order. */
  readonly bookmarks: readonly Bookmark[];
  /** How far virtual time has been simulated, in ms. */
  readonly untilMs: number;
  /** Nothing waits: without another command nothing will ever happen again. */
  readonly settled: boolean;
  /** When the next thing beyond `untilMs` is due, in ms. */
  readonly nextAtMs: number | null;
  /** More is being simulated right now. */
  readonly busy: boolean;
  /** The engine broke on this branch: it goes no further. */
  readonly failed?: string;
}

export interface SessionState {
  /** In the order in which they began. Never empty once the page has started. */
  readonly branches: readonly Branch[];
  readonly current: string;
  /** `restarting`: the worker died, and the timeline is being rebuilt from the tape. `dead`: it died again and again. */
  readonly engine: 'starting' | 'ready' | 'restarting' | 'dead';
}

/** The branches and what is known of each. Changes a few times a second while entries stream in. */
export const session = createStore<SessionState>(() => ({ branches: [], current: '', engine: 'starting' }));

const EMPTY: Branch = {
  id: '',
  name: '',
  tape: { version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [] },
  log: new Log(),
  length: 0,
  outputs: [],
  reads: [],
  bookmarks: [],
  untilMs: 0,
  settled: false,
  nextAtMs: null,
  busy: true,
};

export function newBranch(id: string, name: string, tape: Tape, more: Partial<Branch> = {}): Branch {
  return { ...EMPTY, id, name, tape, log: new Log(), ...more };
}

/** A branch that leaves another one after `position` entries, on a tape of its own: what is known up to there (entries, what was printed, bookmarks) it has from the start. */
export function forkedBranch(id: string, name: string, tape: Tape, parent: Branch, position: number): Branch {
  const log = parent.log.fork(position);
  return newBranch(id, name, tape, {
    parent: { id: parent.id, position },
    log,
    length: log.length,
    outputs: parent.outputs.filter(({ seq }) => seq <= position),
    reads: parent.reads.filter(({ seq }) => seq <= position),
    bookmarks: parent.bookmarks.filter((bookmark) => bookmark.position <= position),
  });
}

/** The branch that the page shows. Before the page has started: an empty one. */
export function currentBranch(state: SessionState = session.getState()): Branch {
  return state.branches.find((branch) => branch.id === state.current) ?? EMPTY;
}

export function branchOf(id: string, state: SessionState = session.getState()): Branch | undefined {
  return state.branches.find((branch) => branch.id === id);
}

/** Changes one branch; nothing happens where it is gone. */
export function changeBranch(id: string, change: (branch: Branch) => Partial<Branch>): void {
  const state = session.getState();
  if (!branchOf(id, state)) return;
  session.setState({ branches: state.branches.map((branch) => (branch.id === id ? { ...branch, ...change(branch) } : branch)) });
}
