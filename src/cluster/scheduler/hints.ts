import { matchesNode, tolerates, untoleratedTaint } from '../../kube/node-fit.ts';
import type { Node, Taint } from '../../kube/cluster-objects.ts';
import type { Pod } from '../../kube/pod.ts';
import { matches } from '../../kube/selector.ts';
import { deepEqual } from '../api/equal.ts';
import { type ClusterEvent, podChanges } from './events.ts';
import { NodeInfo, hostPorts, portConflicts, requiredAntiAffinity } from './node-info.ts';
import { insufficient } from './plugins/fit.ts';
import { matchesAllTerms, requiredAffinity } from './plugins/terms.ts';
import { type Constraint, hardConstraints } from './plugins/spread-constraints.ts';
import { claimsOf } from './volume-binding.ts';
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
    const freed = hostPorts(event.pod);
    return hostPorts(pod).some((port) => portConflicts(port, freed));
  },
  NodeResourcesFit: (event, pod) => {
    if (event.kind === 'pod-delete') return true;
    if (event.kind === 'pod-scaled-down') return needsWhatIsFreed(event.before, event.pod, pod);
    if (event.kind === 'node-add') return fitsEmpty(event.node, pod);
    return event.kind === 'node-update' && event.aspect === 'allocatable' && fitsEmpty(event.node, pod) && hasMore(event.before, event.node, pod);
  },
  VolumeRestrictions: (event, pod) => {
    if (event.kind === 'node-add') return true;
    if (event.kind === 'claim') return event.isNew && isClaimOf(event, pod);
    if (event.kind !== 'pod-delete' || event.pod.metadata.namespace !== pod.metadata.namespace) return false;
    const freed = claimsOf(event.pod);
    return claimsOf(pod).some((name) => freed.includes(name));
  },
  VolumeBinding: (event, pod) =>
    event.kind === 'storage' ||
    (event.kind === 'claim' && isClaimOf(event, pod)) ||
    event.kind === 'node-add' ||
    (event.kind === 'node-update' && event.aspect === 'label'),
  PodTopologySpread: spreadHint,
  InterPodAffinity: affinityHint,
};

const isClaimOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }, pod: Pod): boolean =>
  namespace === pod.metadata.namespace && claimsOf(pod).includes(name);

function needsWhatIsFreed(before: Pod, after: Pod, pod: Pod): boolean {
  const was = requestsOf(before.spec);
  const is = requestsOf(after.spec);
  const wanted = requestsOf(pod.spec);
  if ((wanted.cpu > 0 && was.cpu > is.cpu) || (wanted.memory > 0 && was.memory > is.memory)) return true;
  return wanted.otherNames.some((name) => (wanted.others[name] ?? 0) > 0 && (was.others[name] ?? 0) > (is.others[name] ?? 0));
}

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Whether a change of a waiting Pod itself may help it with a plugin that refused it. */
export function helpsItself(plugin: string, before: Pod, after: Pod): boolean {
  const hasNewToleration = before.spec.tolerations?.length !== after.spec.tolerations?.length;
  const hasNewLabels = !deepEqual(before.metadata.labels, after.metadata.labels);
  switch (plugin) {
    case 'SchedulingGates':
      return (before.spec.schedulingGates?.length ?? 0) > 0;
    case 'TaintToleration':
      return hasNewToleration;
    case 'NodeUnschedulable':
      return hasNewToleration && (after.spec.tolerations ?? []).some((toleration) => tolerates(toleration, UNSCHEDULABLE));
    case 'InterPodAffinity':
      return hasNewLabels;
    case 'PodTopologySpread': {
      const constraints = hardConstraints(after);
      return (hasNewToleration && constraints.some(({ honorTaints }) => honorTaints)) || (hasNewLabels && countsOtherwise(constraints, before, after));
    }
    case 'NodeResourcesFit':
      return before.spec !== after.spec && podChanges(before, after).some(({ kind }) => kind === 'pod-scaled-down');
    default:
      return false;
  }
}

function countsOtherwise(constraints: readonly Constraint[], before: Pod, after: Pod): boolean {
  return constraints.some(({ selector }) => matches(selector, before.metadata.labels) !== matches(selector, after.metadata.labels));
}

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
      return event.pod.metadata.namespace === pod.metadata.namespace && countsOtherwise(constraints, event.before, event.pod);
    case 'node-add':
    case 'node-delete':
      return hasKeys(event.node);
    case 'node-update': {
      if (event.aspect === 'allocatable') return false;
      if (hasKeys(event.before) !== hasKeys(event.node)) return true;
      return (
        hasKeys(event.node) &&
        (!deepEqual(event.before.spec.taints ?? [], event.node.spec.taints ?? []) ||
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
