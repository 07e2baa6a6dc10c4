import type { Pod } from '../kube/pod.ts';
import type { Place } from '../worker/protocol.ts';
import { herePlace } from './actions.ts';
import type { ObjectRef } from './selection.ts';
import type { Frame } from './world.ts';

/** When the scheduler is to be asked about a Pod. */
export interface SchedulingMoment {
  readonly key: string;
  /** Before the decision that bound the Pod; where it has no Node yet, where the reader stands. */
  readonly place: Place;
  /** The decision that bound it: its position, its time in virtual ms and the Node. */
  readonly bound?: { readonly position: number; readonly atMs: number; readonly node: string };
}
export type Scheduling = SchedulingMoment | { readonly key: string; readonly given: string };

/**
 * The Pod whose place is in question at a frame: the selected one, or else the one that the scheduler has just decided about; and when
 * the scheduler is to be asked about it. `given` is the Node that a Pod had from the start. Undefined where no such Pod exists.
 */
export function schedulingOf(frame: Frame, selected: ObjectRef | undefined): Scheduling | undefined {
  const key = selected?.table === 'pods' ? selected.key : decidedAbout(frame);
  const pod = key === undefined ? undefined : (frame.world.get('pods')?.get(key) as Pod | undefined);
  if (key === undefined || !pod) return undefined;
  const node = pod.spec.nodeName;
  if (node === undefined) return { key, place: herePlace() };
  for (let at = frame.position - 1; at >= 0; at--) {
    const entry = frame.log.entries[at];
    const change = entry?.changes.find((each) => each.table === 'pods' && each.key === key);
    if (!entry || !change || (change.before as Pod | undefined)?.spec.nodeName !== undefined) continue;
    if (change.before === undefined) break;
    return { key, place: { branch: frame.branch, position: at, atMs: entry.at }, bound: { position: at + 1, atMs: entry.at, node } };
  }
  return { key, given: node };
}

/** The Pod that the entry of a frame is the scheduler's decision about. */
function decidedAbout({ entry }: Frame): string | undefined {
  if (entry?.by !== 'default-scheduler') return undefined;
  return entry.changes.find(({ table, after }) => table === 'pods' && after !== undefined)?.key;
}
