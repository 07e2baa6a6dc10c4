import { createStore } from 'zustand/vanilla';
import type { Problem } from '../worker/protocol.ts';

export interface ProblemsState {
  /** What the API server says to the manifests as they stand in the editor. */
  readonly list: readonly Problem[];
  /** They were applied as they stand: these are not warnings ahead but answers. */
  readonly applied: boolean;
}

export const problems = createStore<ProblemsState>(() => ({ list: [], applied: false }));
