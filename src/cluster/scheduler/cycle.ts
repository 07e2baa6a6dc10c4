import { keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import type { Listers } from '../store.ts';
import type { SchedulerCache } from './cache.ts';
import type { NodeInfo } from './node-info.ts';
import { balancedAllocationScorer, leastAllocatedScorer, nodeResourcesFit } from './plugins/fit.ts';
import { interPodAffinity, interPodAffinityScorer } from './plugins/inter-pod-affinity.ts';
import { nodeAffinity, nodeAffinityScorer, nodeName, nodePorts, nodeUnschedulable, taintToleration, taintTolerationScorer } from './plugins/nodes.ts';
import type { Cycle, Filter, Prepared, Refusal, Scorer } from './plugins/plugin.ts';
import { podTopologySpread, podTopologySpreadScorer } from './plugins/spread.ts';
import { volumeBinding, volumeRestrictions } from './plugins/volumes.ts';

/** The filters in the order in which they are asked; the first that refuses a Node speaks for it. */
const FILTERS: readonly ((cycle: Cycle) => Prepared)[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeRestrictions,
  volumeBinding,
  podTopologySpread,
  interPodAffinity,
];

/** ImageLocality is left out: no Node of this cluster tells which images it has. */
const SCORERS: readonly ((cycle: Cycle, nodes: readonly NodeInfo[]) => Scorer | undefined)[] = [
  taintTolerationScorer,
  nodeAffinityScorer,
  leastAllocatedScorer,
  podTopologySpreadScorer,
  interPodAffinityScorer,
  balancedAllocationScorer,
];

/** What all filters said about a Pod before they were shown any Node. */
export interface Preparation {
  readonly filters: readonly Filter[];
  /** Set where no Node can do: why. */
  readonly refusal: Refusal | undefined;
  /** Set where only these Nodes come into question, and which plugins said so. */
  readonly onlyNodes: ReadonlySet<string> | undefined;
  readonly narrowedBy: readonly string[];
}

export function prepare(cycle: Cycle): Preparation {
  const filters: Filter[] = [];
  const narrowedBy: string[] = [];
  let onlyNodes: ReadonlySet<string> | undefined;
  for (const plugin of FILTERS) {
    const prepared = plugin(cycle);
    if (!prepared) continue;
    if (prepared.refusal) return { filters, refusal: prepared.refusal, onlyNodes, narrowedBy };
    if (prepared.onlyNodes) {
      const named: ReadonlySet<string> = prepared.onlyNodes;
      onlyNodes = onlyNodes ? new Set([...onlyNodes].filter((name) => named.has(name))) : named;
      if (prepared.filter) narrowedBy.push(prepared.filter.plugin);
    }
    if (prepared.filter) filters.push(prepared.filter);
  }
  return { filters, refusal: undefined, onlyNodes, narrowedBy };
}

/** Asks the filters about a Node as `info` describes it; undefined where none refuses. */
export function ask(filters: readonly Filter[], info: NodeInfo): Refusal | undefined {
  for (const { filter } of filters) {
    const refusal = filter(info);
    if (refusal) return refusal;
  }
  return undefined;
}

/**
 * The same with respect to Pods that have been promised the Node and are at least as important: there must be room with them, and
 * it must not be they that make the Node suitable. Models RunFilterPluginsWithNominatedPods.
 */
export function askWithPromises(cycle: Cycle, filters: readonly Filter[], info: NodeInfo): Refusal | undefined {
  const promised = [...(cycle.cache.nominated.get(info.name)?.values() ?? [])].filter(
    (other) => other.metadata.uid !== cycle.pod.metadata.uid && (other.spec.priority ?? 0) >= (cycle.pod.spec.priority ?? 0),
  );
  if (promised.length) {
    const withThem = info.copy();
    for (const other of promised) {
      withThem.add(keyOf(other), other);
      for (const { count } of filters) count?.(other, info, 1);
    }
    const refusal = ask(filters, withThem);
    for (const other of promised) for (const { count } of filters) count?.(other, info, -1);
    if (refusal) return refusal;
  }
  return ask(filters, info);
}

export interface NodeScore {
  readonly info: NodeInfo;
  readonly total: number;
  /** Each plugin's part, weighted. */
  readonly parts: readonly (readonly [plugin: string, score: number])[];
}

/** The scores of Nodes that passed the filters, in the order of those Nodes. */
export interface Scores {
  readonly totals: readonly number[];
  of(index: number): NodeScore;
}

/** Scores Nodes that passed the filters. Models prioritizeNodes. */
export function scoreNodes(cycle: Cycle, nodes: readonly NodeInfo[]): Scores {
  const totals = nodes.map(() => 0);
  const columns: { readonly plugin: string; readonly scores: readonly number[] }[] = [];
  for (const make of SCORERS) {
    const scorer = make(cycle, nodes);
    if (!scorer) continue;
    const { score, weight, plugin } = scorer;
    const scores = nodes.map((info) => score(info));
    scorer.normalize?.(scores);
    for (let i = 0; i < scores.length; i++) {
      scores[i] = (scores[i] as number) * weight;
      totals[i] = (totals[i] as number) + (scores[i] as number);
    }
    columns.push({ plugin, scores });
  }
  const of = (index: number): NodeScore => ({
    info: nodes[index] as NodeInfo,
    total: totals[index] as number,
    parts: columns.map(({ plugin, scores }) => [plugin, scores[index] as number] as const),
  });
  return { totals, of };
}

/** Where the highest number stands first. */
function indexOfHighest(numbers: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if ((numbers[i] as number) > (numbers[best] as number)) best = i;
  return best;
}

/** What came of a search: where the Pod goes, or why it goes nowhere. */
export interface Verdict {
  readonly chosen: NodeScore | undefined;
  readonly feasible: number;
  readonly evaluated: number;
  /** Node name to who refused it and why. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  readonly preparation: Preparation;
  /** Where the next search is to begin. */
  readonly nextStart: number;
}

/** Below so many Nodes all are looked at. */
const MIN_FEASIBLE = 100;
/**
 * kube-scheduler's `percentageOfNodesToScore`, set to its least: in a large cluster the search ends after 5 % of the Nodes, or a
 * hundred of them, could take the Pod.
 */
const PERCENTAGE = 5;

/** The Nodes of these names, oldest first. Of one name, as a DaemonSet's Pod has it, without a look at the others. */
function named(cache: SchedulerCache, names: ReadonlySet<string>): readonly NodeInfo[] {
  if (names.size > 1) return cache.list().filter(({ name }) => names.has(name));
  return [...names].flatMap((name) => {
    const info = cache.nodes.get(name);
    return info?.node ? [info] : [];
  });
}

/** Searches a Node for a Pod. Of equally good ones the first is taken, where kube-scheduler throws dice. Models schedulePod. */
export function search(listers: Listers, cache: SchedulerCache, pod: Pod): Verdict {
  const cycle: Cycle = { pod, listers, cache };
  const preparation = prepare(cycle);
  const refusals = new Map<string, Refusal>();
  const all = cache.list();
  const none = { chosen: undefined, feasible: 0, evaluated: 0, refusals, preparation, nextStart: cache.nextStart };
  if (preparation.refusal || !all.length) return none;
  const promised = pod.status.nominatedNodeName === undefined ? undefined : cache.nodes.get(pod.status.nominatedNodeName);
  if (promised?.node && !askWithPromises(cycle, preparation.filters, promised))
    return { ...none, chosen: { info: promised, total: 0, parts: [] }, feasible: 1, evaluated: 1 };
  const { onlyNodes, filters } = preparation;
  const candidates = onlyNodes ? named(cache, onlyNodes) : all;
  const enough = candidates.length < MIN_FEASIBLE ? candidates.length : Math.max(MIN_FEASIBLE, Math.floor((candidates.length * PERCENTAGE) / 100));
  const feasible: NodeInfo[] = [];
  const anyPromises = cache.nominated.size > 0;
  for (let i = 0; i < candidates.length && feasible.length < enough; i++) {
    const info = candidates[(cache.nextStart + i) % candidates.length] as NodeInfo;
    const refusal = anyPromises ? askWithPromises(cycle, filters, info) : ask(filters, info);
    if (refusal) refusals.set(info.name, refusal);
    else feasible.push(info);
  }
  const evaluated = feasible.length + refusals.size;
  const nextStart = (cache.nextStart + evaluated) % all.length;
  if (!feasible.length) return { ...none, evaluated, nextStart };
  if (feasible.length === 1) return { ...none, chosen: { info: feasible[0] as NodeInfo, total: 0, parts: [] }, feasible: 1, evaluated, nextStart };
  const scores = scoreNodes(cycle, feasible);
  const chosen = scores.of(indexOfHighest(scores.totals));
  return { ...none, chosen, feasible: feasible.length, evaluated, nextStart };
}
