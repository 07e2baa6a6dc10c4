import type { Log } from '../timeline/log.ts';
import type { Entry } from '../timeline/types.ts';
import type { ObjectRef } from './selection.ts';

/**
 * Whether an entry is a person's act, and not a consequence: a command, a change of the catalogue or of the load. What a cluster
 * is set up with at time 0 is no act. A command that goes on (a drain) makes later entries, whose cause is the first.
 */
export function isCommand(entry: Entry | undefined): boolean {
  if (!entry || entry.cause !== 0) return false;
  const { rule } = entry.reason;
  return rule === 'kubectl/command' || rule === 'load/set' || (entry.at > 0 && rule.startsWith('catalogue/'));
}

const touches = (entry: Entry, ref: ObjectRef): boolean => entry.changes.some((change) => change.table === ref.table && change.key === ref.key);

/** The position after the next entry that changes the object, or undefined. */
export function nextChangeOf(log: Log, ref: ObjectRef, position: number): number | undefined {
  for (let at = position; at < log.length; at++) if (touches(log.entries[at] as Entry, ref)) return at + 1;
  return undefined;
}

/** The position after the last entry before this one that changes the object, or undefined. */
export function previousChangeOf(log: Log, ref: ObjectRef, position: number): number | undefined {
  for (let at = position - 2; at >= 0; at--) if (touches(log.entries[at] as Entry, ref)) return at + 1;
  return undefined;
}

/** From the frame at `position` back over its causes to the first: entries, the newest first. */
export function causesOf(log: Log, position: number): readonly Entry[] {
  const chain: Entry[] = [];
  let entry = log.entries[position - 1];
  while (entry && entry.cause > 0 && entry.cause < entry.seq) {
    entry = log.entries[entry.cause - 1];
    if (entry) chain.push(entry);
  }
  return chain;
}
