import type { PackedEntry } from '../timeline/pack.ts';
import type { Entered, Opened } from '../kubectl/contract.ts';
import type { SchedulingExplanation } from '../cluster/scheduler/explain.ts';
import type { TriedBlocker } from '../scenario/remedy.ts';
import type { Finding, SearchOptions } from '../scenario/search.ts';
import type { Action, Tape } from '../scenario/tape.ts';

export type { NodeAct } from '../scenario/outages.ts';
export type { Finding, SearchOptions } from '../scenario/search.ts';
export type { Action, Tape, TapeCommand } from '../scenario/tape.ts';
export type { FaultKind, Variations, Varied } from '../scenario/variations.ts';

/** What a command printed. A command that goes on (`rollout status`, `get -w`) adds pieces; `code` is left out until it has ended. */
export interface CommandOutput {
  /** Its place among the commands of its branch, from 0. */
  readonly index: number;
  /** Virtual time in ms. */
  readonly at: number;
  readonly line: string;
  /** The `seq` of the entry that it made, or of the last one before it where it only read. */
  readonly seq: number;
  /** Each with the `seq` of the last entry before it was printed, so that a rewound timeline can cut the output back. */
  readonly pieces: readonly { readonly seq: number; readonly stdout: string; readonly stderr: string }[];
  readonly code?: number;
  /** What the editor is to open. */
  readonly opens?: Opened;
  /** A shell that waits for lines in a container, until `exit`. */
  readonly enters?: Entered;
  readonly namespace?: string;
}

/** What the API server would say to a manifest, before it is applied. */
export interface Problem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** The object it is about: `deployments default/web`. */
  readonly object?: string;
  /** Set where the same object stands in this file (or further up in it) too: the last one applied wins. This is the page's word, not the API server's. */
  readonly duplicateOf?: string;
}

/** A place on a timeline: after `position` entries of a branch, at a virtual time in ms (not before the last of them, nor after the next). */
export interface Place {
  readonly branch: string;
  readonly position: number;
  readonly atMs: number;
}

/** What an object stands still for, and what was found to free it. */
export type Blocker = TriedBlocker;

/** What the scheduler says about a Pod, Node by Node. */
export type SchedulerVerdict = SchedulingExplanation;

/** Manifests by file name. */
export type Files = Readonly<Record<string, string>>;

/** What a search may ask for at most: beyond it, it is refused (`SearchOptions`). */
export const SEARCH_LIMITS = { seeds: 100_000, seconds: 86_400, runs: 100_000, untilMs: 30 * 86_400_000, nodesAtOnce: 3, loadPercent: 1_000 } as const;

/** Where a search stands. */
export interface SearchProgress {
  readonly search: string;
  /** How many runs were tried. */
  readonly tried: number;
  /** A run was found, and a smaller one is looked for. */
  readonly shrinking: boolean;
}
export interface SearchEnd {
  readonly search: string;
  readonly tried: number;
  /** How many different runs were allowed. */
  readonly total: number;
  /** How many runs were ended early, because they went on and on. */
  readonly cut: number;
  readonly found?: Finding;
  /** The engine broke while it searched. */
  readonly failed?: string;
}

/** Requests of the page: name to what is asked and what is answered. The client, the handler table and the messages derive from it. */
export interface Requests {
  /**
   * Starts a branch, under the page's own name for it, from a tape; entries follow as notifications, from after the first `have`, which the page
   * has already (equal tapes give equal entries). A tape of an older version is upgraded:
   * `tape` is the one that is played. Refused (`TapeNewer`, `TapeKubernetes`, `TapeDamaged`) where it cannot be.
   */
  open: { params: { branch: string; tape: Tape; have: number }; result: { tape: Tape } };
  /** Forgets a branch. */
  close: { params: { branch: string }; result: Record<string, never> };
  /**
   * Acts at a place. Where the act writes and the branch has a future there, that future stays, and a new branch named `newBranch` begins;
   * it holds the entries up to the place, and only later ones are posted. `branch` is where the act went; `position` its entry's.
   */
  act: { params: Place & { action: Action; newBranch: string }; result: { branch: string; position: number; output?: CommandOutput; tape: Tape } };
  /**
   * What files would come to if they were applied at a place, one document after the other; nothing is stored. `apart`: names of files
   * that are not applied with the others; each of their documents is tried for itself.
   */
  check: { params: Place & { files: Files; apart?: readonly string[] }; result: { problems: readonly Problem[] } };
  /** Why an object stands still at a place, worst first, and the smallest change that frees it; each was tried on a fork. */
  explain: { params: Place & { table: string; key: string }; result: { blockers: readonly Blocker[] } };
  /** What the scheduler says at a place about the Pod of this key, as if it had no Node yet; null where there is no such Pod. */
  schedule: { params: Place & { key: string }; result: { verdict: SchedulerVerdict | null } };
  /** Lets virtual time go on to at least `untilMs`, in the background: what happens arrives as notifications. */
  extend: { params: { branch: string; untilMs: number }; result: Record<string, never> };
  /** Ctrl-C at a place, for the command of this line that started last and still goes on there. It is an act like any other. */
  interrupt: { params: Place & { line: string; newBranch: string }; result: { branch: string; tape: Tape } };
  /** What Tab offers after a half-typed line: candidates for what starts at `from`. */
  complete: { params: Place & { line: string; files: Files }; result: { candidates: readonly string[]; from: number } };
  /**
   * Looks for a run that breaks an invariant, under the page's own name for the search; `searching` and `searched` follow. Another search that
   * goes on is stopped. `total`: how many different runs there are. Refused (`SearchOptions`) where it could not come to an end.
   */
  search: { params: SearchOptions & { search: string }; result: { total: number } };
  /** Ends a search; nothing more is said of it. Nothing happens where it has ended. */
  stopSearch: { params: { search: string }; result: Record<string, never> };
  /** Answers at once: is anybody there? */
  ping: { params: Record<string, never>; result: Record<string, never> };
}

/** What the worker says by itself. */
export interface Notifications {
  /**
   * At most one batch for each animation frame. `untilMs` is how far virtual time has been simulated, `settled` whether nothing waits,
   * `nextAtMs` when the next thing is due, and `busy` whether more is being simulated right now.
   */
  entries: { branch: string; entries: readonly PackedEntry[]; untilMs: number; settled: boolean; nextAtMs: number | null; busy: boolean };
  /** A command printed something, or has ended: its newest state. */
  output: { branch: string; output: CommandOutput };
  /** Something in the engine broke: this branch goes no further. */
  failed: { branch: string; message: string };
  /** Some ten times a second while a search goes on. */
  searching: SearchProgress;
  /** A search has come to its end by itself. */
  searched: SearchEnd;
}

export type RequestName = keyof Requests;
export type Params<N extends RequestName> = Requests[N]['params'];
export type Result<N extends RequestName> = Requests[N]['result'];
export type RequestMessage = { [N in RequestName]: { id: number; request: N; params: Params<N> } }[RequestName];
/** `ok: false` carries the refusal as data: a name to tell errors apart, and a sentence. */
export type ResponseMessage = { id: number; ok: true; result: Result<RequestName> } | { id: number; ok: false; error: { name: string; message: string } };
export type NotificationName = keyof Notifications;
export type NotificationMessage = { [N in NotificationName]: { notify: N; params: Notifications[N] } }[NotificationName];
/** One handler for each request: a request without one does not compile. */
export type Handlers = { [N in RequestName]: (params: Params<N>) => Result<N> };
