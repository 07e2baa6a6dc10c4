import { createStore } from 'zustand/vanilla';
import type { Log } from '../timeline/log.ts';
import { switchBranch } from './actions.ts';
import { type Pair, besideOf, positionBeside, sharedLength } from './beside.ts';
import { comparison, otherBranch } from './comparison.ts';
import { openBranch } from './engine.ts';
import { layout } from './layout.ts';
import { type Playhead, REST, playhead } from './playhead.ts';
import { goTo, onCompanion } from './player.ts';
import { isMotionReduced, preferences } from './preferences.ts';
import { type Branch, branchOf, currentBranch, session } from './session.ts';

/** With less width than this, the inspector makes room for the second picture. */
const ROOM_BELOW_PX = 1_700;

const NARROW_PX = 900;

/** Where the branch beside the current one stands: it follows the playhead. */
export const besideHead = createStore<Playhead>(() => REST);

/** The two logs in step; undefined where nothing is compared. */
export function currentPair(): (Pair<Log> & { readonly mainBranch: Branch; readonly otherBranch: Branch }) | undefined {
  const other = otherBranch();
  const main = currentBranch();
  return other && { main: main.log, other: other.log, shared: sharedLength(main, other, session.getState().branches), mainBranch: main, otherBranch: other };
}

/** Puts a branch beside the current one. Rejects where the engine does not answer. */
export async function compareWith(id: string): Promise<void> {
  if (!branchOf(id) || id === session.getState().current) return;
  if (!otherBranch() && window.innerWidth < ROOM_BELOW_PX && layout.getState().inspector) layout.setState({ inspector: false, madeRoom: true });
  // On a narrow screen the figures would cover the pictures: they are opened when they are wanted.
  comparison.setState({ other: id, ...(otherBranch() || window.innerWidth > NARROW_PX ? {} : { table: false }) });
  await openBranch(id);
}

export function stopComparing(): void {
  if (comparison.getState().other !== undefined) comparison.setState({ other: undefined, workload: undefined });
}

/** The branch that a reader most likely means: the one that the current one left, or the newest of the others. */
export function likelyOther(): Branch | undefined {
  const { branches } = session.getState();
  const current = currentBranch();
  return (current.parent && branchOf(current.parent.id)) ?? branches.findLast(({ id }) => id !== current.id);
}

/** The other branch becomes the current one, at the same virtual time, and this one stands beside it. */
export async function swapSides(): Promise<void> {
  const pair = currentPair();
  if (!pair) return;
  const { position, timeMs } = playhead.getState();
  const stand = { position: positionBeside(pair, position, timeMs), timeMs };
  const switched = switchBranch(pair.otherBranch.id);
  goTo(stand);
  await switched;
}

function follow(): void {
  const pair = currentPair();
  if (!pair) {
    // Also where the branch beside was dropped: the inspector comes back.
    if (layout.getState().madeRoom) layout.setState({ inspector: true, madeRoom: false });
    return;
  }
  const { speed, shortenWaits } = preferences.getState();
  besideHead.setState(besideOf(pair, playhead.getState(), { speed, shortenWaits, reducedMotion: isMotionReduced() }));
}

playhead.subscribe(follow);
comparison.subscribe(follow);
session.subscribe((state, before) => {
  // Whoever goes to the branch beside changes sides with it.
  if (state.current !== before.current && comparison.getState().other === state.current) comparison.setState({ other: before.current });
  follow();
});
onCompanion(otherBranch);
