import type { PodDisruptionBudget } from '../../kube/cluster-objects.ts';
import { findCondition } from '../../kube/conditions.ts';
import { keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { matches } from '../../kube/selector.ts';
import { fromTime } from '../../kube/time.ts';
import type { Listers } from '../store.ts';
import type { SchedulerCache } from './cache.ts';
import { type Verdict, askWithPromises, prepare } from './cycle.ts';
import { fitError } from './messages.ts';
import type { NodeInfo } from './node-info.ts';
import type { Cycle, Filter, Refusal } from './plugins/plugin.ts';

/** Less important Pods make room for more important ones. Models the plugin DefaultPreemption. */

/** Who would have to go from a Node. */
export interface Candidate {
  readonly node: string;
  /** The most important first. */
  readonly victims: readonly Pod[];
  /** How many of them a PodDisruptionBudget would rather keep. */
  readonly violations: number;
}

export type Preemption =
  | { readonly candidate: Candidate }
  /** Nobody goes: why. `forget`: an earlier promise is taken back. */
  | { readonly message: string; readonly forget: boolean };

const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0;
const UNHELPFUL = 'Preemption is not helpful for scheduling';
const NO_VICTIMS: Refusal = { plugin: 'DefaultPreemption', reasons: ['No preemption victims found for incoming pod'], unresolvable: true };
/** At least a tenth of the Nodes, and at least a hundred, are tried. */
const MIN_CANDIDATES = 100;

/** Looks for a Node on which a Pod that found none would find room if less important Pods ended. */
export function preempt(listers: Listers, cache: SchedulerCache, pod: Pod, verdict: Verdict): Preemption {
  const ineligible = whyIneligible(cache, pod, verdict);
  if (ineligible !== undefined) return { message: ineligible, forget: false };
  const all = cache.list();
  const potential = all.filter(({ name }) => verdict.refusals.get(name)?.unresolvable === false);
  const cycle: Cycle = { pod, listers, cache };
  const { filters } = prepare(cycle);
  const budgets = [...listers.list('poddisruptionbudgets')];
  const enough = Math.max(MIN_CANDIDATES, Math.floor(potential.length / 10));
  const candidates: Candidate[] = [];
  const refusals = new Map<string, Refusal>();
  let harmless = 0;
  for (const info of potential) {
    const found = victimsOn(cycle, filters, info.copy(), budgets);
    if ('reasons' in found) refusals.set(info.name, found);
    else {
      candidates.push(found);
      if (!found.violations) harmless++;
    }
    if (harmless > 0 && candidates.length >= enough) break;
  }
  const candidate = best(candidates);
  return candidate ? { candidate } : { message: fitError(all.length, refusals, UNHELPFUL), forget: true };
}

function whyIneligible(cache: SchedulerCache, pod: Pod, verdict: Verdict): string | undefined {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const promised = pod.status.nominatedNodeName;
  if (promised === undefined || verdict.refusals.get(promised)?.unresolvable) return undefined;
  for (const other of cache.nodes.get(promised)?.pods.values() ?? []) {
    const reason = findCondition(other.status.conditions, 'DisruptionTarget');
    if (
      priorityOf(other) < priorityOf(pod) &&
      other.metadata.deletionTimestamp !== undefined &&
      reason?.status === 'True' &&
      reason.reason === 'PreemptionByScheduler'
    )
      return 'not eligible due to a terminating pod on the nominated node.';
  }
  return undefined;
}

/** Who would have to go from this Node, which is a copy to try things on. As many as possible stay, the most important ones first. */
function victimsOn(cycle: Cycle, filters: readonly Filter[], info: NodeInfo, budgets: readonly PodDisruptionBudget[]): Candidate | Refusal {
  const removed = new Set<Pod>();
  const take = (other: Pod): void => {
    info.remove(keyOf(other));
    removed.add(other);
    for (const { count } of filters) count?.(other, info, -1);
  };
  const give = (other: Pod): void => {
    info.add(keyOf(other), other);
    removed.delete(other);
    for (const { count } of filters) count?.(other, info, 1);
  };
  const potential = [...info.pods.values()].filter((other) => priorityOf(other) < priorityOf(cycle.pod));
  if (!potential.length) return NO_VICTIMS;
  for (const other of potential) take(other);
  const refusal = askWithPromises(cycle, filters, info);
  if (refusal) {
    for (const other of removed) give(other);
    return refusal;
  }
  potential.sort(moreImportantFirst);
  const { violating, others } = byBudget(potential, budgets);
  const stays = (other: Pod): boolean => {
    give(other);
    if (!askWithPromises(cycle, filters, info)) return true;
    take(other);
    return false;
  };
  const victims: Pod[] = [];
  let violations = 0;
  for (const other of violating) {
    if (stays(other)) continue;
    victims.push(other);
    violations++;
  }
  for (const other of others) if (!stays(other)) victims.push(other);
  for (const other of removed) for (const { count } of filters) count?.(other, info, 1);
  return { node: info.name, victims: victims.sort(moreImportantFirst), violations };
}

/** Higher priority, then who has been running for longer. Models util.MoreImportantPod. */
function moreImportantFirst(a: Pod, b: Pod): number {
  return priorityOf(b) - priorityOf(a) || startOf(a) - startOf(b) || (keyOf(a) < keyOf(b) ? -1 : 1);
}

/** A Pod that has not begun begins now: after all others. */
const startOf = (pod: Pod): number => (pod.status.startTime === undefined ? Number.MAX_SAFE_INTEGER : fromTime(pod.status.startTime));

/** Pods whose end would go beyond what their budgets allow, and the others. */
function byBudget(pods: readonly Pod[], budgets: readonly PodDisruptionBudget[]): { readonly violating: readonly Pod[]; readonly others: readonly Pod[] } {
  const allowed = budgets.map(({ status }) => status.disruptionsAllowed);
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    let violated = false;
    for (const [i, budget] of budgets.entries()) {
      const { selector } = budget.spec;
      const isEmpty = !Object.keys(selector?.matchLabels ?? {}).length && !selector?.matchExpressions?.length;
      if (budget.metadata.namespace !== pod.metadata.namespace || isEmpty || !pod.metadata.labels || !matches(selector, pod.metadata.labels)) continue;
      if (budget.status.disruptedPods?.[pod.metadata.name] !== undefined) continue;
      allowed[i] = (allowed[i] as number) - 1;
      if ((allowed[i] as number) < 0) violated = true;
    }
    (violated ? violating : others).push(pod);
  }
  return { violating, others };
}

/** Models pickOneNodeForPreemption: each rule decides only between those that the rules before it left equal. */
function best(candidates: readonly Candidate[]): Candidate | undefined {
  const rules: readonly ((candidate: Candidate) => number)[] = [
    ({ violations }) => violations,
    ({ victims }) => priorityOf(victims[0] as Pod),
    ({ victims }) => victims.reduce((sum, victim) => sum + priorityOf(victim) + 2 ** 31, 0),
    ({ victims }) => victims.length,
    ({ victims }) => -earliestStart(victims),
  ];
  let left = candidates;
  for (const rule of rules) {
    const least = Math.min(...left.map(rule));
    left = left.filter((candidate) => rule(candidate) === least);
    if (left.length <= 1) break;
  }
  return left[0];
}

/** When the first of the most important victims began. Models GetEarliestPodStartTime. */
function earliestStart(victims: readonly Pod[]): number {
  const highest = Math.max(...victims.map(priorityOf));
  return Math.min(...victims.filter((victim) => priorityOf(victim) === highest).map(startOf));
}
