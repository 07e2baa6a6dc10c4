import type { Labels } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { type NodeInfo, requiredAntiAffinity } from '../node-info.ts';
import { type Cycle, MAX_SCORE, type Prepared, type Refusal, type Scorer } from './plugin.ts';
import { matchesAllTerms, matchesTermOf, requiredAffinity } from './terms.ts';

/** Which Pods want to stand beside which, and which do not. Models the plugin InterPodAffinity. */

const NAME = 'InterPodAffinity';
const AFFINITY: Refusal = { plugin: NAME, reasons: ["node(s) didn't match pod affinity rules"], unresolvable: true };
const ANTI_AFFINITY: Refusal = { plugin: NAME, reasons: ["node(s) didn't match pod anti-affinity rules"], unresolvable: false };
const EXISTING: Refusal = { plugin: NAME, reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], unresolvable: false };
/** What a Pod's own hard affinity is worth to a Pod that it would be glad of. */
const HARD_AFFINITY_WEIGHT = 1;

/** Topology key to value to a number. */
class Domains {
  private readonly keys = new Map<string, Map<string, number>>();

  get isEmpty(): boolean {
    for (const values of this.keys.values()) for (const count of values.values()) if (count !== 0) return false;
    return true;
  }
  add(labels: Labels | undefined, key: string, by: number): void {
    const value = labels?.[key];
    if (value === undefined) return;
    let values = this.keys.get(key);
    if (!values) this.keys.set(key, (values = new Map()));
    values.set(value, (values.get(value) ?? 0) + by);
  }
  at(labels: Labels | undefined, key: string): number {
    const value = labels?.[key];
    return value === undefined ? 0 : (this.keys.get(key)?.get(value) ?? 0);
  }
  /** Whether any domain that a Node belongs to has a count. */
  any(labels: Labels | undefined): boolean {
    for (const key of this.keys.keys()) if (this.at(labels, key) > 0) return true;
    return false;
  }
  sum(labels: Labels | undefined): number {
    let sum = 0;
    for (const key of this.keys.keys()) sum += this.at(labels, key);
    return sum;
  }
}

function namespaceLabels({ listers }: Cycle): (namespace: string) => Labels | undefined {
  return (namespace) => listers.get('namespaces', namespace)?.metadata.labels;
}

export function interPodAffinity(cycle: Cycle): Prepared {
  const { pod, cache } = cycle;
  const wanted = requiredAffinity(pod);
  const refused = requiredAntiAffinity(pod);
  if (!wanted.length && !refused.length && !cache.withAffinity.size) return undefined;
  const labelsOf = namespaceLabels(cycle);
  const friends = new Domains();
  const foes = new Domains();
  const refusedBy = new Domains();
  const count = (other: Pod, { node }: NodeInfo, by: 1 | -1): void => {
    const labels = node?.metadata.labels;
    if (matchesAllTerms(wanted, pod, other, labelsOf)) for (const { topologyKey } of wanted) friends.add(labels, topologyKey, by);
    for (const term of refused) if (matchesTermOf(term, pod, other, labelsOf)) foes.add(labels, term.topologyKey, by);
    for (const term of requiredAntiAffinity(other)) if (matchesTermOf(term, other, pod, labelsOf)) refusedBy.add(labels, term.topologyKey, by);
  };
  if (wanted.length || refused.length) {
    for (const info of cache.list()) for (const other of info.pods.values()) count(other, info, 1);
  } else {
    for (const name of cache.withAffinity) {
      const info = cache.nodes.get(name);
      if (info?.node) for (const key of info.withRequiredAntiAffinity) count(info.pods.get(key) as Pod, info, 1);
    }
    if (refusedBy.isEmpty) return undefined;
  }
  const firstOfItsKind = matchesAllTerms(wanted, pod, pod, labelsOf);
  const filter = ({ node }: NodeInfo): Refusal | undefined => {
    const labels = node?.metadata.labels;
    if (wanted.some(({ topologyKey }) => labels?.[topologyKey] === undefined)) return AFFINITY;
    if (wanted.some(({ topologyKey }) => friends.at(labels, topologyKey) <= 0) && !(friends.isEmpty && firstOfItsKind)) return AFFINITY;
    if (refused.some(({ topologyKey }) => foes.at(labels, topologyKey) > 0)) return ANTI_AFFINITY;
    return refusedBy.any(labels) ? EXISTING : undefined;
  };
  return { filter: { plugin: NAME, filter, count } };
}

export function interPodAffinityScorer(cycle: Cycle): Scorer | undefined {
  const { pod, cache } = cycle;
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const liked = podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const disliked = podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const hasPreferences = liked.length > 0 || disliked.length > 0;
  if (!hasPreferences && !cache.withAffinity.size) return undefined;
  const labelsOf = namespaceLabels(cycle);
  const domains = new Domains();
  const count = (other: Pod, labels: Labels | undefined): void => {
    for (const { weight, podAffinityTerm } of liked)
      if (matchesTermOf(podAffinityTerm, pod, other, labelsOf)) domains.add(labels, podAffinityTerm.topologyKey, weight);
    for (const { weight, podAffinityTerm } of disliked)
      if (matchesTermOf(podAffinityTerm, pod, other, labelsOf)) domains.add(labels, podAffinityTerm.topologyKey, -weight);
    const theirs = other.spec.affinity;
    if (!theirs) return;
    for (const term of requiredAffinity(other)) if (matchesTermOf(term, other, pod, labelsOf)) domains.add(labels, term.topologyKey, HARD_AFFINITY_WEIGHT);
    for (const { weight, podAffinityTerm } of theirs.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      if (matchesTermOf(podAffinityTerm, other, pod, labelsOf)) domains.add(labels, podAffinityTerm.topologyKey, weight);
    for (const { weight, podAffinityTerm } of theirs.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      if (matchesTermOf(podAffinityTerm, other, pod, labelsOf)) domains.add(labels, podAffinityTerm.topologyKey, -weight);
  };
  if (hasPreferences) {
    for (const info of cache.list()) for (const other of info.pods.values()) count(other, info.node?.metadata.labels);
  } else {
    for (const name of cache.withAffinity) {
      const info = cache.nodes.get(name);
      if (info?.node) for (const key of info.withAffinity) count(info.pods.get(key) as Pod, info.node.metadata.labels);
    }
  }
  if (domains.isEmpty) return undefined;
  return { plugin: NAME, weight: 2, score: ({ node }) => domains.sum(node?.metadata.labels), normalize: spreadOut };
}

/** The lowest becomes 0, the highest 100. */
function spreadOut(scores: number[]): void {
  const min = Math.min(...scores);
  const range = Math.max(...scores) - min;
  for (let i = 0; i < scores.length; i++) scores[i] = range > 0 ? Math.trunc(MAX_SCORE * (((scores[i] as number) - min) / range)) : 0;
}
