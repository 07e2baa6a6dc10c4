import type { Reason } from '../../timeline/types.ts';
import type { Listers } from '../store.ts';

/** Something to try against a blocker: kubectl commands, in order. Nothing is offered before it was tried on a fork. */
export interface Remedy {
  /** What it is, for the page's words: `remedy/undo`. */
  readonly rule: string;
  readonly commands: readonly string[];
}

/** What something stands still for, or waits for. */
export interface Blocker {
  readonly reason: Reason;
  /** `blocked`: nothing happens unless somebody acts; `waiting`: time alone will do it. */
  readonly kind: 'blocked' | 'waiting';
  /** The object that is in the way: table and key. */
  readonly object: { readonly table: string; readonly key: string };
  /** Smallest change first. */
  readonly remedies: readonly Remedy[];
}

export interface ExplainContext {
  readonly listers: Listers;
  /** Virtual time in ms. */
  readonly now: number;
}
