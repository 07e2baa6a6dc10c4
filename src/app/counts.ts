import type { Change } from '../timeline/types.ts';
import { isPlain } from '../timeline/plain.ts';

/** A number of an object's status before and after; undefined where it was not there. */
export interface Count {
  readonly name: string;
  readonly before: number | string | undefined;
  readonly after: number | string | undefined;
}

/** Counters that say nothing of the cluster. */
const LEFT_OUT: ReadonlySet<string> = new Set(['observedGeneration', 'collisionCount']);
/** Parts of a status that hold amounts by name. */
const NESTED: readonly string[] = ['used', 'hard'];
const COUNTS_MAX = 6;

function countersOf(object: unknown): ReadonlyMap<string, number | string> {
  const found = new Map<string, number | string>();
  const status = isPlain(object) ? object['status'] : undefined;
  if (!isPlain(status)) return found;
  for (const [name, value] of Object.entries(status)) if (typeof value === 'number' && !LEFT_OUT.has(name)) found.set(name, value);
  for (const part of NESTED) {
    const amounts = status[part];
    if (isPlain(amounts)) for (const [name, value] of Object.entries(amounts)) if (typeof value === 'string') found.set(`${part} ${name}`, value);
  }
  return found;
}

/** What a change counted anew: `readyReplicas` from 3 to 4. A counter that is not there is none; of 0 nothing is said where it was nothing. */
export function countsOf({ before, after }: Pick<Change, 'before' | 'after'>): readonly Count[] {
  if (after === undefined) return [];
  const was = countersOf(before);
  const is = countersOf(after);
  const counts: Count[] = [];
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    const [from, to] = [was.get(name), is.get(name)];
    if (from !== to && (from ?? 0) !== (to ?? 0)) counts.push({ name, before: from, after: to });
  }
  return counts.slice(0, COUNTS_MAX);
}
