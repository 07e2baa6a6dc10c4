import { createStore } from 'zustand/vanilla';
import { compareWith, likelyOther, stopComparing } from '../../app/compare.ts';
import { otherBranch } from '../../app/comparison.ts';
import type { Parting } from '../../app/difference.ts';
import { findings } from '../../app/findings.ts';
import { positionAt } from '../../app/instants.ts';
import { pause, travel, travelTo } from '../../app/player.ts';
import type { ObjectRef } from '../../app/selection.ts';
import { currentBranch } from '../../app/session.ts';
import { reporting } from '../report.ts';
import { showDialog } from '../shell.ts';

/** The workload that the dialog of one changed field opens with. */
export const fieldTarget = createStore<{ readonly ref: ObjectRef | undefined }>(() => ({ ref: undefined }));

export function changeField(ref?: ObjectRef): void {
  pause();
  fieldTarget.setState({ ref });
  showDialog('field');
}

export const compare = reporting(compareWith);

/** Begins a comparison with the likeliest branch, or leaves it. Where there is no other branch, one field can be changed. */
export function toggleCompare(): void {
  const other = likelyOther();
  if (otherBranch()) stopComparing();
  else if (other) compare(other.id);
  else changeField();
}

/** What a reader means by the first difference: the first decision, or the act where all decisions are the same. */
export function mainDifference(): Parting | undefined {
  const { differences } = findings.getState();
  return differences?.decision ?? differences?.act;
}

/** To where two branches part. */
export function goToParting({ main, atMs }: Parting): void {
  if (main && main.at === atMs) travel(main.seq);
  else travelTo({ position: positionAt(currentBranch().log, atMs), timeMs: atMs });
}
