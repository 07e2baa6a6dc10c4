import type { LoadSource } from '../../kube/load.ts';
import type { StreamState } from '../contract.ts';
import type { Inside } from '../core/call.ts';
import type { Command, Step } from './script.ts';
import type { Parsed } from './words.ts';

/** A loop that never sleeps makes a round a second, so that it ends up somewhere. */
export const ROUND_MS = 1000;

/** A list of steps that is being carried out, and how far it has come. A loop has its own frame. */
export interface Frame {
  readonly steps: readonly Step[];
  readonly at: number;
  readonly loop?: { readonly step: Extract<Step, { kind: 'while' | 'for' }>; readonly phase: 'condition' | 'body'; readonly left: readonly string[] };
}

/** The command that goes on, with the filters behind it. */
export interface Running {
  readonly stream: StreamState;
  readonly filters: readonly Command[];
  /** What waits for a filter that needs all of its input. */
  readonly held: string;
  readonly parsed: Parsed;
}

export interface Watching {
  readonly command: string;
  readonly intervalMs: number;
  readonly last: string;
}

/** A script in the middle of its work: plain data. */
export interface ShellStream extends StreamState {
  readonly frames: readonly Frame[];
  readonly code: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly running?: Running;
  readonly watching?: Watching;
  readonly sleepUntilMs?: number;
  /** Set where the script runs in a container, not in the console. */
  readonly inside?: Inside;
  /** What the script's requests weigh while it loops. */
  readonly loads: readonly LoadSource[];
}
