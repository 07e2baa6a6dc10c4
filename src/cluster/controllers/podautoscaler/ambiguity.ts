import type { LabelSelector } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { matches } from '../../../kube/selector.ts';

/** Another autoscaler of the namespace, with the selector that it was last seen to have. */
export interface Rival {
  readonly key: string;
  readonly selector: LabelSelector | undefined;
}

/** Two selectors that ask for different values of one label have no Pod in common. */
function disjoint(a: LabelSelector, b: LabelSelector): boolean {
  for (const label in a.matchLabels) {
    const other = b.matchLabels?.[label];
    if (other !== undefined && other !== a.matchLabels[label]) return true;
  }
  return false;
}

/** The rivals that select any of these Pods, by name. Models hpasControllingPodsUnderSelector. */
export function rivalsFor(selector: LabelSelector, pods: readonly Pod[], rivals: Iterable<Rival>): readonly string[] {
  const found: string[] = [];
  for (const { key, selector: theirs } of rivals)
    if (theirs && !disjoint(selector, theirs) && pods.some((pod) => matches(theirs, pod.metadata.labels))) found.push(key);
  return found.sort();
}
