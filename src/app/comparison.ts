import { createStore } from 'zustand/vanilla';
import { type Branch, type SessionState, branchOf, session } from './session.ts';

export interface Comparison {
  /** The branch beside the current one. It may be gone: then nothing is compared until it comes back. */
  readonly other: string | undefined;
  /** The table under the pictures is shown. */
  readonly table: boolean;
  /** The workload that the table is about, by its table and key; the one that the branches differ in where none is chosen. */
  readonly workload: string | undefined;
}

/** What is compared with the current branch. */
export const comparison = createStore<Comparison>(() => ({ other: undefined, table: true, workload: undefined }));

/** The branch that stands beside the current one, or undefined where nothing is compared. */
export function otherBranch(state: SessionState = session.getState()): Branch | undefined {
  const { other } = comparison.getState();
  return other === undefined || other === state.current ? undefined : branchOf(other, state);
}
