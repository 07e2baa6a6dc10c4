/** A value that a reason can carry: plain data that a sentence can be made from. */
export type ReasonValue = string | number | boolean | null | readonly ReasonValue[];

/** Why an actor decided what it decided: a rule's name and the numbers of this cluster. The page turns it into words. */
export interface Reason {
  readonly rule: string;
  readonly values: Readonly<Record<string, ReasonValue>>;
}

/** One object of one table before and after; `undefined` means that it was not there. Both are immutable. */
export interface Change {
  readonly table: string;
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** A frame: one actor's one decision. `seq` counts from 1; `cause` is the `seq` of the frame that triggered it, or 0. */
export interface Entry {
  readonly seq: number;
  /** Virtual time in integer milliseconds since the start of the tape. */
  readonly at: number;
  /** The actor: a controller's name, `kubelet/NODE`, `default-scheduler`, `kubectl`. */
  readonly by: string;
  readonly cause: number;
  readonly changes: readonly Change[];
  readonly reason: Reason;
  /** Further reasons of the same decision, where it had several parts. */
  readonly also?: readonly Reason[];
}

/** The tables of one moment. A table's order of keys is not part of the state: whoever needs an order sorts. */
export type World = Map<string, Map<string, unknown>>;
