import { matchesNode, untoleratedTaint } from '../../kube/node-fit.ts';
import type { Node } from '../../kube/cluster-objects.ts';
import type { Pod } from '../../kube/pod.ts';
import { matches } from '../../kube/selector.ts';
import type { ClusterEvent } from './events.ts';
import { NodeInfo, hostPorts, requiredAntiAffinity } from './node-info.ts';
import { insufficient } from './plugins/fit.ts';
import { matchesAllTerms, requiredAffinity } from './plugins/terms.ts';
import { hardConstraints } from './plugins/spread-constraints.ts';
import { allocatableOf, requestsOf } from './resources.ts';

type Hint = (event: ClusterEvent, pod: Pod) => boolean;

const REFUSING = ['NoSchedule', 'NoExecute'] as const;
const isUntolerated = (node: Node, pod: Pod): boolean => untoleratedTaint(node.spec.taints, pod.spec.tolerations ?? [], REFUSING) !== undefined;

/** Whether something that happened may help a Pod that a plugin refused. Models the plugins' QueueingHintFns. */
export function helps(plugin: string, event: ClusterEvent, pod: Pod): boolean {
  const hint = HINTS[plugin];
  if (!hint) return false;
  // A new Node may have been missed while its taints were on: every plugin that a Node can help is asked again when a taint changes.
  if (event.kind === 'node-update' && event.aspect === 'taint' && !WATCHES_TAINTS.has(plugin)) return true;
  return hint(event, pod);
}

const WATCHES_TAINTS = new Set(['NodeUnschedulable', 'TaintToleration', 'PodTopologySpread']);

const HINTS: Readonly<Record<string, Hint>> = {
  NodeUnschedulable: (event) => {
    if (event.kind === 'node-add') return !event.node.spec.unschedulable;
    return event.kind === 'node-update' && event.aspect === 'taint' && event.before.spec.unschedulable === true && !event.node.spec.unschedulable;
  },
  TaintToleration: (event, pod) => {
    if (event.kind === 'node-add') return !isUntolerated(event.node, pod);
    return event.kind === 'node-update' && event.aspect === 'taint' && isUntolerated(event.before, pod) && !isUntolerated(event.node, pod);
  },
  NodeName: (event) => event.kind === 'node-add',
  NodeAffinity: (event, pod) => {
    if (event.kind === 'node-add') return matchesNode(pod.spec, event.node);
    return event.kind === 'node-update' && event.aspect === 'label' && !matchesNode(pod.spec, event.before) && matchesNode(pod.spec, event.node);
  },
  NodePorts: (event, pod) => {
    if (event.kind === 'node-add') return true;
    if (event.kind !== 'pod-delete') return false;
    const wanted = hostPorts(pod);
    return hostPorts(event.pod).some((port) => wanted.includes(port));
  },
  NodeResourcesFit: (event, pod) => {
    if (event.kind === 'pod-delete' || event.kind === 'pod-scaled-down') return true;
    if (event.kind === 'node-add') return fitsEmpty(event.node, pod);
    return event.kind === 'node-update' && event.aspect === 'allocatable' && fitsEmpty(event.node, pod) && hasMore(event.before, event.node, pod);
  },
  VolumeBinding: (event) => event.kind === 'storage' || event.kind === 'node-add' || (event.kind === 'node-update' && event.aspect === 'label'),
  PodTopologySpread: spreadHint,
  InterPodAffinity: affinityHint,
};

function fitsEmpty(node: Node, pod: Pod): boolean {
  return insufficient(requestsOf(pod.spec), new NodeInfo(node.metadata.name, node)).length === 0;
}

function hasMore(before: Node, after: Node, pod: Pod): boolean {
  const had = allocatableOf(before);
  const has = allocatableOf(after);
  const wanted = requestsOf(pod.spec);
  if (has.pods > had.pods || (wanted.cpu > 0 && has.cpu > had.cpu) || (wanted.memory > 0 && has.memory > had.memory)) return true;
  return Object.entries(wanted.others).some(([name, amount]) => amount > 0 && (has.others[name] ?? 0) > (had.others[name] ?? 0));
}

function spreadHint(event: ClusterEvent, pod: Pod): boolean {
  const constraints = hardConstraints(pod);
  const hasKeys = (node: Node): boolean => constraints.every(({ topologyKey }) => node.metadata.labels?.[topologyKey] !== undefined);
  const counts = (other: Pod): boolean =>
    other.metadata.namespace === pod.metadata.namespace && constraints.some(({ selector }) => matches(selector, other.metadata.labels));
  switch (event.kind) {
    case 'pod-add':
    case 'pod-delete':
      return counts(event.pod);
    case 'pod-labels':
      return counts(event.before) !== counts(event.pod);
    case 'node-add':
    case 'node-delete':
      return hasKeys(event.node);
    case 'node-update': {
      if (event.aspect === 'allocatable') return false;
      if (hasKeys(event.before) !== hasKeys(event.node)) return true;
      return (
        hasKeys(event.node) &&
        (event.aspect === 'taint' ||
          constraints.some(({ topologyKey }) => event.before.metadata.labels?.[topologyKey] !== event.node.metadata.labels?.[topologyKey]))
      );
    }
    default:
      return false;
  }
}

function affinityHint(event: ClusterEvent, pod: Pod): boolean {
  const wanted = requiredAffinity(pod);
  const refused = requiredAntiAffinity(pod);
  switch (event.kind) {
    case 'pod-add':
      return matchesAllTerms(wanted, pod, event.pod);
    case 'pod-labels':
      return (
        (!matchesAllTerms(wanted, pod, event.before) && matchesAllTerms(wanted, pod, event.pod)) ||
        (matchesAllTerms(refused, pod, event.before) && !matchesAllTerms(refused, pod, event.pod))
      );
    case 'pod-delete':
      return matchesAllTerms(refused, pod, event.pod) || matchesAllTerms(requiredAntiAffinity(event.pod), event.pod, pod);
    case 'node-add':
      return refused.length > 0 || wanted.some(({ topologyKey }) => event.node.metadata.labels?.[topologyKey] !== undefined);
    case 'node-update': {
      if (event.aspect !== 'label') return false;
      const was = event.before.metadata.labels;
      const is = event.node.metadata.labels;
      return (
        wanted.some(({ topologyKey }) => is?.[topologyKey] !== undefined && was?.[topologyKey] !== is[topologyKey]) ||
        refused.some(({ topologyKey }) => was?.[topologyKey] !== undefined && was[topologyKey] !== is?.[topologyKey])
      );
    }
    default:
      return false;
  }
}
