import { keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import type { Listers } from '../store.ts';
import { SchedulerCache } from './cache.ts';
import { askWithPromises, prepare, scoreNodes } from './cycle.ts';
import { unschedulableMessage } from './messages.ts';
import type { NodeInfo } from './node-info.ts';
import type { Cycle, Refusal } from './plugins/plugin.ts';

/** What the scheduler thinks of one Node for one Pod. */
export interface NodeVerdict {
  readonly node: string;
  /** Set where the Node is refused: by which plugin, and in its words. `resolvable`: the end of other Pods could change it. */
  readonly refused?: { readonly plugin: string; readonly reasons: readonly string[]; readonly resolvable: boolean };
  /** Set where it is not: each plugin's weighted part, and the sum. */
  readonly score?: { readonly total: number; readonly parts: readonly (readonly [plugin: string, score: number])[] };
}
export interface SchedulingExplanation {
  readonly nodes: readonly NodeVerdict[];
  /** Where the Pod would go, or undefined. */
  readonly best?: string;
  /** Why it goes nowhere, as an event would say it without the attempt to preempt. */
  readonly message?: string;
}

/**
 * What the scheduler would say about a Pod now, Node by Node, and more than it looks at itself: every Node is asked. For a Pod that
 * stands somewhere, as if it had no Node yet. Costs a look at all Pods.
 */
export function explainScheduling(listers: Listers, pod: Pod): SchedulingExplanation {
  const { nodeName: _, ...spec } = pod.spec;
  const waiting: Pod = { ...pod, spec };
  const cache = SchedulerCache.of(listers);
  if (pod.spec.nodeName) cache.observe({ table: 'pods', key: keyOf(pod), before: pod, after: undefined }, 0);
  const cycle: Cycle = { pod: waiting, listers, cache };
  const preparation = prepare(cycle);
  const all = cache.list();
  const refusals = new Map<string, Refusal>();
  const feasible: NodeInfo[] = [];
  for (const info of all) {
    const outside: Refusal | undefined =
      preparation.onlyNodes && !preparation.onlyNodes.has(info.name)
        ? { plugin: preparation.narrowedBy[0] ?? '', reasons: [`node(s) didn't satisfy plugin(s) [${preparation.narrowedBy.join(' ')}]`], unresolvable: true }
        : undefined;
    const refusal = preparation.refusal ?? outside ?? askWithPromises(cycle, preparation.filters, info);
    if (refusal) refusals.set(info.name, refusal);
    else feasible.push(info);
  }
  const scored = scoreNodes(cycle, feasible);
  const scores = new Map(feasible.map(({ name }, i) => [name, scored.of(i)]));
  let best: string | undefined;
  for (const [name, { total }] of scores) if (best === undefined || total > (scores.get(best)?.total ?? 0)) best = name;
  const nodes = all.map(({ name }): NodeVerdict => {
    const refusal = refusals.get(name);
    const score = scores.get(name);
    if (refusal) return { node: name, refused: { plugin: refusal.plugin, reasons: refusal.reasons, resolvable: !refusal.unresolvable } };
    return { node: name, ...(score ? { score: { total: score.total, parts: score.parts } } : {}) };
  });
  if (best !== undefined) return { nodes, best };
  const verdict = { chosen: undefined, feasible: 0, evaluated: all.length, refusals, preparation, nextStart: 0 };
  return { nodes, message: unschedulableMessage(all.length, verdict, undefined) };
}
