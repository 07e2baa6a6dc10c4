import type { Entry } from '../timeline/types.ts';
import type { KubeObject } from '../kube/meta.ts';

/**
 * While an instant's decisions pass quickly one after the other, each one's travel goes on beside the next ones' instead of being cut short.
 * It is a function of the log and the playhead: the position and how far the change into it has come.
 */
export interface Flight {
  /** The scene to start from: everything before it has arrived. */
  readonly from: number;
  /** How far an object's travel has come, 0 to 1, by its uid. */
  readonly progressOf: (uid: string) => number;
  /** Whether it is one of this flight's decisions that makes the object travel, and not only how others are arranged. */
  readonly travels: (uid: string) => boolean;
  /** How far the travel that began with the decision after so many entries has come, 0 to 1. */
  readonly progressSince: (before: number) => number;
}

/** A travel of a decision is to last this long, in real ms, where a decision has less. */
const TRAVEL_MS = 360;
/** As the clock spreads an instant's decisions: each gets so long, and all together no more than that. */
const DECISION_MS = 220;
const INSTANT_MS_MAX = 1_500;

/** `start` and `end` are the positions before and after the instant that `position` belongs to. */
export function flightAt(
  entries: readonly Entry[],
  { start, end }: { readonly start: number; readonly end: number },
  position: number,
  progress: number,
): Flight {
  const shareMs = Math.min(DECISION_MS, INSTANT_MS_MAX / Math.max(1, end - start));
  const span = Math.max(1, Math.round(TRAVEL_MS / shareMs));
  const from = Math.max(start, position - span);
  const now = position - 1 + progress;
  const progressSince = (before: number): number => {
    // What begins late in the instant has to arrive with it: the playhead goes no further.
    const duration = Math.max(1, Math.min(span, end - before));
    return Math.max(0, Math.min(1, (now - before) / duration));
  };
  const began = new Map<string, number>();
  for (let before = from; before < position; before++)
    for (const change of entries[before]?.changes ?? []) {
      const uid = ((change.after ?? change.before) as KubeObject | undefined)?.metadata?.uid;
      if (uid !== undefined && travels(change.before, change.after)) began.set(uid, before);
    }
  return { from, progressOf: (uid) => progressSince(began.get(uid) ?? position - 1), travels: (uid) => began.has(uid), progressSince };
}

/** Whether a change moves anything: an object comes, goes, or is bound to a Node. What else changes is seen where it stands. */
function travels(before: unknown, after: unknown): boolean {
  if (before === undefined || after === undefined) return true;
  return nodeOf(before) !== nodeOf(after);
}

const nodeOf = (object: unknown): string | undefined => (object as { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName;
