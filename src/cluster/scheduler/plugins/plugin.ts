import type { Pod } from '../../../kube/pod.ts';
import type { Listers } from '../../store.ts';
import type { SchedulerCache } from '../cache.ts';
import type { NodeInfo } from '../node-info.ts';

/** Why a Node is no place for a Pod. `unresolvable`: no other Pod's end would change that. */
export interface Refusal {
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly unresolvable: boolean;
}

/** What a plugin looks at. */
export interface Cycle {
  readonly pod: Pod;
  readonly listers: Listers;
  readonly cache: SchedulerCache;
}

/** One plugin's work on one Pod: asked for each Node. */
export interface Filter {
  readonly plugin: string;
  readonly filter: (node: NodeInfo) => Refusal | undefined;
  /** Counts a Pod in (1) or out (-1) of what was counted beforehand, where preemption tries how it would be without it. */
  readonly count?: (pod: Pod, node: NodeInfo, by: 1 | -1) => void;
}

/** What a plugin that prepares comes to: a filter; nothing to say; only these Nodes; or no Node at all. */
export type Prepared = { readonly filter?: Filter; readonly onlyNodes?: ReadonlySet<string>; readonly refusal?: Refusal } | undefined;

/** One plugin's opinion on the Nodes that remain: 0 to 100 each, once normalised. */
export interface Scorer {
  readonly plugin: string;
  readonly weight: number;
  readonly score: (node: NodeInfo) => number;
  /** Brings the scores of all Nodes, as `score` gave them, to 0 to 100, in place. */
  readonly normalize?: (scores: number[]) => void;
}

export const MAX_SCORE = 100;

/** The largest becomes 100 (or 0, where less is better). Models helper.DefaultNormalizeScore. */
export function normalizeScores(scores: number[], reverse: boolean): void {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
  for (let i = 0; i < scores.length; i++) {
    const score = max === 0 ? 0 : Math.floor((MAX_SCORE * (scores[i] as number)) / max);
    scores[i] = reverse ? MAX_SCORE - score : score;
  }
}
