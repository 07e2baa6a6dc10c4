import type { StreamState } from '../contract.ts';
import type { Flag } from './flags.ts';
import type { Call } from './call.ts';

/** One command of kubectl, or a group of commands. */
export interface Verb {
  /** The words that name it: `get`, `rollout status`. */
  readonly path: string;
  readonly aliases?: readonly string[];
  /** The line after `Usage:`, without `kubectl `. */
  readonly use: string;
  readonly short: string;
  readonly flags?: readonly Flag[];
  /** Flags without which cobra does not start the command. */
  readonly required?: readonly string[];
  /** False where flags end at the first argument (`exec`). */
  readonly interspersed?: boolean;
  /** Whether the command may change the cluster; a function where its flags decide. Left out: it only reads. */
  readonly writes?: boolean | ((call: Call) => boolean);
  /** Left out for a group, which prints its help. A returned state means that the command goes on. */
  readonly run?: (call: Call) => StreamState | undefined | void;
  /** Carries a command on after something changed: prints what is new, and returns the next state while it has not ended. */
  readonly advance?: (stream: StreamState, call: Call) => StreamState | undefined | void;
  /** What is done before Ctrl-C ends the command. */
  readonly interrupt?: (stream: StreamState, call: Call) => void;
}

/** What the words of a line resolve to. */
export interface Resolved {
  readonly verb: Verb;
  readonly rest: readonly string[];
}

export type { StreamState };
