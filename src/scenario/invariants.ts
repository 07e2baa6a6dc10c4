import { type Invariant, type Reading, readingOf, shareOf, subjectOf } from '../kube/invariants.ts';
import type { KubeObject } from '../kube/meta.ts';
import type { Listers } from '../cluster/store.ts';

/** How an invariant is broken, with its numbers. */
export interface Violation {
  readonly invariant: Invariant;
  readonly reading: Reading;
}

/**
 * The numbers of an invariant now, by looking at every Pod of its namespace; undefined where it has nothing to speak of. `InvariantFold`
 * comes to the same, with work proportional to change.
 */
export function readingNow(invariant: Invariant, listers: Listers, nowMs: number): Reading | undefined {
  const { table, key, namespace } = subjectOf(invariant);
  const subject = listers.get(table, key) as KubeObject | undefined;
  let good = 0;
  let bad = 0;
  if (subject)
    for (const pod of listers.listIn('pods', namespace)) {
      const share = shareOf(invariant, subject, pod, nowMs);
      good += share.good;
      bad += share.bad;
    }
  return readingOf(invariant, subject, { good, bad });
}

/** Whether an invariant is broken now. What it speaks of need not be there yet: then it holds. */
export function violationOf(invariant: Invariant, listers: Listers, nowMs: number): Violation | undefined {
  const reading = readingNow(invariant, listers, nowMs);
  return reading?.broken ? { invariant, reading } : undefined;
}
