import { useStore } from 'zustand';
import { playhead } from '../../app/playhead.ts';
import { type Promised, foldOf, promises } from '../../app/promises.ts';
import type { Branch } from '../../app/session.ts';
import { type InvariantPoint, invariantAt } from '../../kube/invariant-fold.ts';

/** How a promise stands where the playhead does; renders only where that changes. `branch` is the one that is shown. */
export function usePoint({ invariant }: Promised, branch: Branch): InvariantPoint {
  const { points } = foldOf(branch, invariant);
  return useStore(playhead, ({ position, timeMs }) => invariantAt(points, position, timeMs));
}

export const usePromiseList = (): readonly Promised[] => useStore(promises, (state) => state.list);
