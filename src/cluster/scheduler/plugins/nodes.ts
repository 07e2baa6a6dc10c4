import type { Node, Taint } from '../../../kube/cluster-objects.ts';
import type { NodeSelectorTerm, Pod } from '../../../kube/pod.ts';
import { matchesNode, matchesTerm, tolerates, untoleratedTaint } from '../../../kube/node-fit.ts';
import { hostPorts, portConflicts } from '../node-info.ts';
import { type Cycle, type Filter, type Prepared, type Refusal, type Scorer, normalizeScores } from './plugin.ts';

/** The plugins that look at a Node itself: is it open, is it the one named, are its taints tolerated, do its labels match, are its ports free. */

const refusal = (plugin: string, reason: string, unresolvable = true): Refusal => ({ plugin, reasons: [reason], unresolvable });

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const CLOSED = refusal('NodeUnschedulable', 'node(s) were unschedulable');

export function nodeUnschedulable({ pod }: Cycle): Prepared {
  const tolerated = (pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, UNSCHEDULABLE));
  return { filter: { plugin: 'NodeUnschedulable', filter: ({ node }) => (node?.spec.unschedulable && !tolerated ? CLOSED : undefined) } };
}

const TAINTED = refusal('TaintToleration', 'node(s) had untolerated taint(s)');

export function taintToleration({ pod }: Cycle): Prepared {
  const tolerations = pod.spec.tolerations ?? [];
  return {
    filter: {
      plugin: 'TaintToleration',
      filter: ({ node }) => (node?.spec.taints && untoleratedTaint(node.spec.taints, tolerations, ['NoSchedule', 'NoExecute']) ? TAINTED : undefined),
    },
  };
}

/** Fewer taints of effect PreferNoSchedule that the Pod does not tolerate are better. */
export function taintTolerationScorer({ pod }: Cycle): Scorer {
  const tolerations = (pod.spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
  return {
    plugin: 'TaintToleration',
    weight: 3,
    score: ({ node }) => {
      let count = 0;
      for (const taint of node?.spec.taints ?? [])
        if (taint.effect === 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, taint))) count++;
      return count;
    },
    normalize: (scores) => normalizeScores(scores, true),
  };
}

const MISMATCH = refusal('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");

export function nodeAffinity({ pod }: Cycle): Prepared {
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms && !pod.spec.nodeSelector) return undefined;
  const filter: Filter = { plugin: 'NodeAffinity', filter: ({ node }) => (matchesNode(pod.spec, node as Node) ? undefined : MISMATCH) };
  const names = terms?.length ? namedNodes(terms) : undefined;
  if (!names) return { filter };
  if (!names.size) return { refusal: refusal('NodeAffinity', 'pod affinity terms conflict') };
  return { filter, onlyNodes: names };
}

/** The Nodes that all terms name, as a DaemonSet's Pods do; undefined where a term leaves it open. */
function namedNodes(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const all = new Set<string>();
  for (const { matchFields = [] } of terms) {
    let names: readonly string[] | undefined;
    for (const { key, operator, values = [] } of matchFields)
      if (key === 'metadata.name' && operator === 'In') names = names ? names.filter((name) => values.includes(name)) : values;
    if (!names) return undefined;
    for (const name of names) all.add(name);
  }
  return all;
}

export function nodeAffinityScorer({ pod }: Cycle): Scorer | undefined {
  const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (!preferred?.length) return undefined;
  return {
    plugin: 'NodeAffinity',
    weight: 2,
    score: ({ node }) => {
      let sum = 0;
      for (const { weight, preference } of preferred) if (matchesTerm(preference, node as Node)) sum += weight;
      return sum;
    },
    normalize: (scores) => normalizeScores(scores, false),
  };
}

const PORTS_TAKEN = refusal('NodePorts', "node(s) didn't have free ports for the requested pod ports", false);

export function nodePorts({ pod }: Cycle): Prepared {
  const wanted = hostPorts(pod);
  return wanted.length
    ? { filter: { plugin: 'NodePorts', filter: (info) => (wanted.some((port) => portConflicts(port, info.ports.keys())) ? PORTS_TAKEN : undefined) } }
    : undefined;
}

/** A Pod that a scheduler is to look at names no Node; the plugin is there for those that read its verdict. */
export function nodeName({ pod }: { readonly pod: Pod }): Prepared {
  const wanted = pod.spec.nodeName;
  return wanted
    ? {
        filter: {
          plugin: 'NodeName',
          filter: (info) => (info.name === wanted ? undefined : refusal('NodeName', "node(s) didn't match the requested node name")),
        },
      }
    : undefined;
}
