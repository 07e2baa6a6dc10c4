import type { KubeObject, LabelSelector, Labels } from '../../../kube/meta.ts';
import type { Pod, PodAffinityTerm, PodSpec, PodStatus, TopologySpreadConstraint } from '../../../kube/pod.ts';
import { podQos } from '../../../kube/qos.ts';
import { type Plain, each, fill, within } from '../defaults.ts';
import type { Strategy, StrategyContext } from '../strategy.ts';
import { deepEqual } from '../equal.ts';
import { pod, podUpdate } from '../validation/pods.ts';
import { nameWarning, podWarnings } from '../validation/warnings.ts';
import { defaultPodSpec } from './pod-spec.ts';

type Container = PodSpec['containers'][number];

/** Limits stand in for requests that are not given. Models SetDefaults_Pod. */
function requestsFromLimits(container: Container): Container {
  const { limits, requests } = container.resources ?? {};
  if (!limits) return container;
  const filled = fill(requests ?? {}, limits);
  return filled === requests ? container : { ...container, resources: { ...container.resources, requests: filled } };
}

const hostPorts = (container: Container): Container =>
  within(container, 'ports', (ports: Plain[]) => each(ports, (port) => (port['hostPort'] ? port : { ...port, hostPort: port['containerPort'] })));

/** What a Pod gets that its template did not: the defaults of the Pod itself. */
function podDefaults(given: PodSpec): PodSpec {
  let spec = given;
  for (const name of ['containers', 'initContainers']) spec = within(spec, name, (list: Container[]) => each(list, requestsFromLimits));
  spec = fill(spec, { enableServiceLinks: true });
  if (spec.hostNetwork) for (const name of ['containers', 'initContainers']) spec = within(spec, name, (list: Container[]) => each(list, hostPorts));
  return spec;
}

/** Pods of one template share their specification, so they share the one with a Pod's defaults too. */
const completed = new WeakMap<PodSpec, PodSpec>();

function sharedPodDefaults(template: PodSpec): PodSpec {
  let spec = completed.get(template);
  if (!spec) completed.set(template, (spec = podDefaults(template)));
  return spec;
}

function applyDefaults(object: KubeObject): KubeObject {
  const given = object.spec as PodSpec | undefined;
  const spec = podDefaults(defaultPodSpec(given ?? ({} as PodSpec)));
  return spec === given ? object : { ...object, spec };
}

function withLabelKeys(selector: LabelSelector, keys: readonly string[] | undefined, operator: string, labels: Labels): LabelSelector {
  const added = (keys ?? []).flatMap((key) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key] as string] }]));
  return added.length ? { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] } : selector;
}

/** matchLabelKeys become part of the selector once the Pod's labels are known. Models mutatePodAffinity. */
function mergeTerm(term: PodAffinityTerm, labels: Labels): PodAffinityTerm {
  if (!term.labelSelector || (!term.matchLabelKeys?.length && !term.mismatchLabelKeys?.length)) return term;
  const selector = withLabelKeys(term.labelSelector, term.matchLabelKeys, 'In', labels);
  return { ...term, labelSelector: withLabelKeys(selector, term.mismatchLabelKeys, 'NotIn', labels) };
}

function mergeSpread(constraint: TopologySpreadConstraint, labels: Labels): TopologySpreadConstraint {
  if (!constraint.labelSelector || !constraint.matchLabelKeys?.length) return constraint;
  const labelSelector = withLabelKeys(constraint.labelSelector, constraint.matchLabelKeys, 'In', labels);
  return labelSelector === constraint.labelSelector ? constraint : { ...constraint, labelSelector };
}

function mergeLabelKeys(spec: PodSpec, labels: Labels): PodSpec {
  let next = spec;
  if (spec.topologySpreadConstraints)
    next = within(next, 'topologySpreadConstraints', (list: TopologySpreadConstraint[]) => each(list, (one) => mergeSpread(one, labels)));
  if (!spec.affinity?.podAffinity && !spec.affinity?.podAntiAffinity) return next;
  const terms = (affinity: Plain): Plain => {
    const required = within(affinity, 'requiredDuringSchedulingIgnoredDuringExecution', (list: PodAffinityTerm[]) =>
      each(list, (term) => mergeTerm(term, labels)),
    );
    return within(required, 'preferredDuringSchedulingIgnoredDuringExecution', (list: Plain[]) =>
      each(list, (weighted) => within(weighted, 'podAffinityTerm', (term: PodAffinityTerm) => mergeTerm(term, labels))),
    );
  };
  return within(next, 'affinity', (affinity: Plain) => within(within(affinity, 'podAffinity', terms), 'podAntiAffinity', terms));
}

function prepareForCreate(object: KubeObject, context: StrategyContext): KubeObject {
  const pod = object as unknown as Pod;
  const spec = mergeLabelKeys(sharedPodDefaults(pod.spec), pod.metadata.labels ?? {});
  const status: PodStatus = { phase: 'Pending', qosClass: podQos(spec) };
  const gated: PodStatus | undefined = spec.schedulingGates?.length
    ? {
        ...status,
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            lastProbeTime: null,
            lastTransitionTime: context.nowTime,
            reason: 'SchedulingGated',
            message: 'Scheduling is blocked due to non-empty scheduling gates',
          },
        ],
      }
    : undefined;
  return { ...object, spec, status: gated ?? status };
}

const unbound = (object: KubeObject): Plain => ({ ...(object.spec as Plain), nodeName: undefined });

/** Pods: their generation counts changes of the specification from 1, and their status belongs to the kubelet and the scheduler. */
export const podStrategy: Strategy = {
  table: 'pods',
  applyDefaults,
  prepareForCreate,
  validate: pod,
  validateUpdate: podUpdate,
  // People seldom change Pods themselves, so upstream does not look at updates.
  warnings: (next, previous) =>
    previous ? [] : [...nameWarning(next, "the Pod's hostname"), ...podWarnings((next as unknown as Pod).spec, next.metadata.annotations ?? {}, '')],
  initialGeneration: 1,
  // Binding a Pod to a Node is no change of what was asked for.
  generationChanged: (next, previous) => next.spec !== previous.spec && !deepEqual(unbound(next), unbound(previous)),
};
