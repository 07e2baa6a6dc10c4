import type { Node } from '../../../kube/cluster-objects.ts';
import { type LabelSelector, type LabelSelectorRequirement, type Labels, controllerOf } from '../../../kube/meta.ts';
import { matchesNode, untoleratedTaint } from '../../../kube/node-fit.ts';
import type { Pod, TopologySpreadConstraint } from '../../../kube/pod.ts';
import { matchesMap } from '../../../kube/selector.ts';
import type { Listers } from '../../store.ts';

/** A topology spread constraint, ready for use. */
export interface Constraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly selector: LabelSelector | undefined;
  readonly minDomains: number;
  readonly honorAffinity: boolean;
  readonly honorTaints: boolean;
}

export const HOSTNAME = 'kubernetes.io/hostname';

/** How Pods are spread that say nothing about it: Nodes evenly, zones a little less so. Models the system's default constraints. */
const SYSTEM_DEFAULTS = [
  { maxSkew: 3, topologyKey: HOSTNAME },
  { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone' },
];

export function hardConstraints(pod: Pod): readonly Constraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')
    .map((constraint) => ready(constraint, pod));
}

/** The constraints that only count in the scores. */
export function softConstraints(listers: Listers, pod: Pod): SoftConstraints {
  const own = pod.spec.topologySpreadConstraints;
  if (own?.length)
    return {
      constraints: own.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway').map((constraint) => ready(constraint, pod)),
      own: true,
    };
  const selector = defaultSelector(listers, pod);
  return selector ? byDefault(selector) : NONE;
}

interface SoftConstraints {
  readonly constraints: readonly Constraint[];
  /** Whether they are the Pod's own, which take only Nodes that have all their labels. */
  readonly own: boolean;
}
const NONE: SoftConstraints = { constraints: [], own: false };
const defaults = new WeakMap<LabelSelector, SoftConstraints>();

function byDefault(selector: LabelSelector): SoftConstraints {
  let soft = defaults.get(selector);
  if (!soft) {
    const constraints = SYSTEM_DEFAULTS.map(({ maxSkew, topologyKey }) => ({
      maxSkew,
      topologyKey,
      selector,
      minDomains: 1,
      honorAffinity: true,
      honorTaints: false,
    }));
    defaults.set(selector, (soft = { constraints, own: false }));
  }
  return soft;
}

/** Whether a Node belongs to the domains over which a constraint spreads. Models matchNodeInclusionPolicies. */
export function isIncluded(constraint: Constraint, pod: Pod, node: Node): boolean {
  if (constraint.honorAffinity && !matchesNode(pod.spec, node)) return false;
  return !constraint.honorTaints || !untoleratedTaint(node.spec.taints, pod.spec.tolerations ?? [], ['NoSchedule', 'NoExecute']);
}

function ready(constraint: TopologySpreadConstraint, pod: Pod): Constraint {
  return {
    maxSkew: constraint.maxSkew,
    topologyKey: constraint.topologyKey,
    selector: withOwnValues(constraint.labelSelector, constraint.matchLabelKeys, pod.metadata.labels),
    minDomains: constraint.minDomains ?? 1,
    honorAffinity: (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor',
    honorTaints: constraint.nodeTaintsPolicy === 'Honor',
  };
}

function withOwnValues(selector: LabelSelector | undefined, keys: readonly string[] | undefined, labels: Labels | undefined): LabelSelector | undefined {
  if (!selector || !keys?.length) return selector;
  const own = Object.fromEntries(keys.flatMap((key) => (labels?.[key] === undefined ? [] : [[key, labels[key] as string]])));
  return { ...selector, matchLabels: { ...selector.matchLabels, ...own } };
}

const selectorOwners: Readonly<Record<string, string>> = {
  ReplicaSet: 'replicasets',
  StatefulSet: 'statefulsets',
  ReplicationController: 'replicationcontrollers',
};

const NO_LABELS: Labels = {};

/** Who a Pod's fellows are: those of its Services and of its controller. Models helper.DefaultSelector. */
function defaultSelector(listers: Listers, pod: Pod): LabelSelector | undefined {
  const namespace = pod.metadata.namespace ?? '';
  let matchLabels: Labels = NO_LABELS;
  const matchExpressions: LabelSelectorRequirement[] = [];
  for (const service of listers.listIn('services', namespace))
    if (service.spec.selector && matchesMap(service.spec.selector, pod.metadata.labels)) matchLabels = { ...matchLabels, ...service.spec.selector };
  const owner = controllerOf(pod);
  const table = owner && selectorOwners[owner.kind];
  const set = table && listers.get(table, `${namespace}/${owner.name}`);
  if (set) {
    const selector = (set.spec as { readonly selector?: unknown }).selector;
    if (owner.kind === 'ReplicationController') matchLabels = { ...matchLabels, ...(selector as Labels | undefined) };
    else {
      const { matchLabels: labels, matchExpressions: expressions } = (selector ?? {}) as LabelSelector;
      // As it stands, and so the same for all Pods of one owner, where there is nothing to add to it.
      if (selector && matchLabels === NO_LABELS) return Object.keys(labels ?? {}).length || expressions?.length ? (selector as LabelSelector) : undefined;
      matchLabels = { ...matchLabels, ...labels };
      matchExpressions.push(...(expressions ?? []));
    }
  }
  if (!Object.keys(matchLabels).length && !matchExpressions.length) return undefined;
  return { matchLabels, ...(matchExpressions.length ? { matchExpressions } : {}) };
}
