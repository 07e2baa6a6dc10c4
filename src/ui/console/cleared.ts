import { createStore } from 'zustand/vanilla';
import { type Branch, branchOf, currentBranch } from '../../app/session.ts';
import { playhead } from '../../app/playhead.ts';
import { blocksAt } from './transcript.ts';

/** What `clear` took off the screen: the `seq` of each block by its id, by branch. */
export const cleared = createStore<{ readonly branches: Readonly<Record<string, ReadonlyMap<string, number>>> }>(() => ({ branches: {} }));

/** Takes everything off the screen that stands there at this frame. What is typed later appears as ever. */
export function clear(): void {
  const branch = currentBranch();
  const ids = new Map(cleared.getState().branches[branch.id]);
  for (const { id, seq } of blocksAt(branch, playhead.getState().position)) ids.set(id, seq);
  cleared.setState(({ branches }) => ({ branches: { ...branches, [branch.id]: ids } }));
}

/** The blocks of a branch that are off the screen: its own, and those of its parent from before it began. */
export function clearedOn(branch: Pick<Branch, 'id' | 'parent'>, { branches } = cleared.getState()): ReadonlySet<string> {
  const ids = new Set(branches[branch.id]?.keys());
  const { parent } = branch;
  const before = parent && branchOf(parent.id);
  if (before) for (const id of clearedOn(before, { branches })) if ((branches[parent.id]?.get(id) ?? 0) <= parent.position) ids.add(id);
  return ids;
}
