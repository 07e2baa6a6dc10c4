import type { Action, Tape } from '../scenario/tape.ts';
import type { PackedEntry } from '../timeline/pack.ts';

export type { Action, ImageBehaviour, ScenarioNode, Tape, TapeCommand } from '../scenario/tape.ts';

export interface BranchInfo {
  readonly id: string;
  readonly name: string;
  /** Where it left its parent: nothing for the first. */
  readonly parent?: { readonly id: string; readonly position: number };
}

export interface CommandOutput {
  /** The `seq` of the entry that the command made, or of the last entry before it where it only read. */
  readonly seq: number;
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** Set while the command goes on: its lines arrive as `streamed` notifications. */
  readonly stream?: string;
  readonly opens?: { readonly name: string; readonly text: string };
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
}

/** Requests of the page: name to what is asked and what is answered. The client, the handler table and the messages derive from it. */
export interface Requests {
  /** Starts from a tape; entries follow as notifications. Throws where the tape is of an unknown version. */
  open: { params: { tape: Tape }; result: { branch: BranchInfo } };
  /** Acts at a position of a branch. Where that lies in its past and the action writes, a new branch begins there. */
  act: { params: { branch: string; position: number; action: Action }; result: { branch: BranchInfo; position: number; outputs: readonly CommandOutput[] } };
  /** Checks manifests as the API server would at a position, storing nothing. */
  check: { params: { branch: string; position: number; files: Readonly<Record<string, string>> }; result: { problems: readonly Problem[] } };
  /** Lets virtual time go on to at least `untilMs`. */
  extend: { params: { branch: string; untilMs: number }; result: { untilMs: number } };
  /** The tape of a branch, to keep or to share. */
  tape: { params: { branch: string }; result: { tape: Tape } };
  /** Ctrl-C. */
  interrupt: { params: { branch: string; stream: string }; result: Record<string, never> };
  /** What Tab offers after a half-typed line. */
  complete: { params: { branch: string; position: number; line: string }; result: { candidates: readonly string[]; from: number } };
}

/** What the worker says by itself. */
export interface Notifications {
  /** At most one batch for each animation frame; `untilMs` is how far virtual time has been simulated, `settled` whether nothing waits. */
  entries: { branch: string; entries: readonly PackedEntry[]; untilMs: number; settled: boolean; nextAtMs: number | null };
  streamed: { branch: string; stream: string; seq: number; stdout: string; stderr: string; done?: { code: number } };
  failed: { message: string };
}

export type RequestName = keyof Requests;
export type RequestMessage = { [N in RequestName]: { id: number; request: N; params: Requests[N]['params'] } }[RequestName];
export type ResponseMessage = { id: number; result: unknown } | { id: number; error: { name: string; message: string } };
export type NotificationMessage = { [N in keyof Notifications]: { notify: N; params: Notifications[N] } }[keyof Notifications];
