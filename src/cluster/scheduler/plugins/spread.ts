import type { Node } from '../../../kube/cluster-objects.ts';
import type { LabelSelector } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { matches } from '../../../kube/selector.ts';
import { type NodeInfo, idOf } from '../node-info.ts';
import { type Cycle, MAX_SCORE, type Prepared, type Refusal, type Scorer } from './plugin.ts';
import { type Constraint, HOSTNAME, hardConstraints, isIncluded, softConstraints } from './spread-constraints.ts';

/** How evenly Pods stand over Nodes, zones or any other label. Models the plugin PodTopologySpread. */

const NAME = 'PodTopologySpread';
const NO_LABEL: Refusal = { plugin: NAME, reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"], unresolvable: true };
const SKEWED: Refusal = { plugin: NAME, reasons: ["node(s) didn't match pod topology spread constraints"], unresolvable: false };

/** Counts the Pods of a Node that a selector matches; the answer for a set of labels is found once, and a Node is counted again where its Pods changed. */
class Counter {
  private readonly answers = new Map<number, boolean>();
  private readonly countsNothing: boolean;
  private readonly of: number;

  private constructor(
    private readonly selector: LabelSelector | undefined,
    private readonly namespace: string,
  ) {
    const { matchLabels, matchExpressions } = selector ?? {};
    this.countsNothing = !Object.keys(matchLabels ?? {}).length && !matchExpressions?.length;
    this.of = idOf(`${namespace}\n${JSON.stringify(selector)}`);
  }

  /** Pods come in rows of one template: they have the same selector, and its counter. */
  static of({ selector }: Constraint, namespace: string): Counter {
    const known = selector && counters.get(selector);
    if (known && known.namespace === namespace) return known;
    const counter = new Counter(selector, namespace);
    if (selector) counters.set(selector, counter);
    return counter;
  }

  on(info: NodeInfo): number {
    if (this.countsNothing) return 0;
    const { fellows, version } = info;
    if (fellows && fellows.version === version && fellows.of === this.of) return fellows.count;
    const count = this.count(info);
    info.fellows = { of: this.of, version, count };
    return count;
  }

  private count({ groups }: NodeInfo): number {
    let count = 0;
    for (const group of groups.values()) {
      if (group.namespace !== this.namespace) continue;
      let answer = this.answers.get(group.id);
      if (answer === undefined) this.answers.set(group.id, (answer = matches(this.selector, group.labels)));
      if (answer) count += group.count;
    }
    return count;
  }
}

const counters = new WeakMap<LabelSelector, Counter>();

const hasAllKeys = (node: Node, constraints: readonly Constraint[]): boolean =>
  constraints.every(({ topologyKey }) => node.metadata.labels?.[topologyKey] !== undefined);

export function podTopologySpread({ pod, cache }: Cycle): Prepared {
  const constraints = hardConstraints(pod);
  if (!constraints.length) return undefined;
  const domains = constraints.map(() => new Map<string, number>());
  const counters = constraints.map((constraint) => Counter.of(constraint, pod.metadata.namespace ?? ''));
  for (const info of cache.list()) {
    const node = info.node as Node;
    if (!hasAllKeys(node, constraints)) continue;
    for (const [i, constraint] of constraints.entries()) {
      if (!isIncluded(constraint, pod, node)) continue;
      const value = node.metadata.labels?.[constraint.topologyKey] as string;
      const counts = domains[i] as Map<string, number>;
      counts.set(value, (counts.get(value) ?? 0) + (counters[i] as Counter).on(info));
    }
  }
  const minimum = (i: number): number => {
    const counts = domains[i] as Map<string, number>;
    if (counts.size < (constraints[i] as Constraint).minDomains) return 0;
    let min = Number.MAX_SAFE_INTEGER;
    for (const count of counts.values()) min = Math.min(min, count);
    return min;
  };
  let minima: number[] | undefined;
  const filter = ({ node }: NodeInfo): Refusal | undefined => {
    minima ??= constraints.map((_, i) => minimum(i));
    for (const [i, constraint] of constraints.entries()) {
      const value = node?.metadata.labels?.[constraint.topologyKey];
      if (value === undefined) return NO_LABEL;
      const self = matches(constraint.selector, pod.metadata.labels) ? 1 : 0;
      if (((domains[i] as Map<string, number>).get(value) ?? 0) + self - (minima[i] as number) > constraint.maxSkew) return SKEWED;
    }
    return undefined;
  };
  const count = (other: Pod, info: NodeInfo, by: 1 | -1): void => {
    const node = info.node as Node;
    if (other.metadata.namespace !== pod.metadata.namespace || !hasAllKeys(node, constraints)) return;
    minima = undefined;
    for (const [i, constraint] of constraints.entries()) {
      if (!matches(constraint.selector, other.metadata.labels) || !isIncluded(constraint, pod, node)) continue;
      const value = node.metadata.labels?.[constraint.topologyKey] as string;
      const counts = domains[i] as Map<string, number>;
      counts.set(value, (counts.get(value) ?? 0) + by);
    }
  };
  return { filter: { plugin: NAME, filter, count } };
}

/** Fewer fellows in the same domain are better. `nodes` are those that passed the filters. */
export function podTopologySpreadScorer({ pod, cache, listers }: Cycle, nodes: readonly NodeInfo[]): Scorer | undefined {
  const { constraints, own } = softConstraints(listers, pod);
  if (!constraints.length) return undefined;
  const ignored = (node: Node): boolean => own && !hasAllKeys(node, constraints);
  const counters = constraints.map((constraint) => Counter.of(constraint, pod.metadata.namespace ?? ''));
  const domains = constraints.map(() => new Map<string, number>());
  // A label that no Node in question has says nothing about any of them.
  const isTelling = constraints.map(({ topologyKey }) => topologyKey === HOSTNAME);
  let scored = 0;
  for (const { node } of nodes) {
    if (ignored(node as Node)) continue;
    scored++;
    const labels = node?.metadata.labels;
    for (let i = 0; i < constraints.length; i++) {
      const { topologyKey } = constraints[i] as Constraint;
      if (topologyKey === HOSTNAME) continue;
      const value = labels?.[topologyKey];
      if (value !== undefined) isTelling[i] = true;
      // Nodes without the label are one more domain when it comes to how many there are.
      (domains[i] as Map<string, number>).set(value ?? '', 0);
    }
  }
  if (constraints.some(({ topologyKey }, i) => topologyKey !== HOSTNAME && isTelling[i])) {
    for (const info of cache.list()) {
      const node = info.node as Node;
      if (ignored(node)) continue;
      for (const [i, constraint] of constraints.entries()) {
        const counts = domains[i] as Map<string, number>;
        const value = node.metadata.labels?.[constraint.topologyKey] ?? '';
        if (!counts.has(value) || !isIncluded(constraint, pod, node)) continue;
        counts.set(value, (counts.get(value) ?? 0) + (counters[i] as Counter).on(info));
      }
    }
  }
  const weightOf = (i: number, topologyKey: string): number => Math.log((topologyKey === HOSTNAME ? scored : (domains[i] as Map<string, number>).size) + 2);
  const telling = constraints
    .map(({ topologyKey, maxSkew }, i) => ({
      topologyKey,
      maxSkew,
      weight: weightOf(i, topologyKey),
      counter: counters[i] as Counter,
      domain: domains[i] as Map<string, number>,
    }))
    .filter((_, i) => isTelling[i]);
  const score = (info: NodeInfo): number => {
    const node = info.node as Node;
    if (ignored(node)) return IGNORED;
    const { labels } = node.metadata;
    let sum = 0;
    for (const { topologyKey, maxSkew, weight, counter, domain } of telling) {
      const value = labels?.[topologyKey];
      if (value === undefined) continue;
      const fellows = topologyKey === HOSTNAME ? counter.on(info) : (domain.get(value) ?? 0);
      sum += fellows * weight + (maxSkew - 1);
    }
    return Math.round(sum);
  };
  return { plugin: NAME, weight: 2, score, normalize };
}

const IGNORED = -1;

function normalize(scores: number[]): void {
  let min = Number.MAX_SAFE_INTEGER;
  let max = 0;
  for (const score of scores) {
    if (score === IGNORED) continue;
    min = Math.min(min, score);
    max = Math.max(max, score);
  }
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score === IGNORED) scores[i] = 0;
    else scores[i] = max === 0 ? MAX_SCORE : Math.floor((MAX_SCORE * (max + min - score)) / max);
  }
}
