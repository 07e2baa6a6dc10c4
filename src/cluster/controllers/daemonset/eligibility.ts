import type { Reason } from '../../../timeline/types.ts';
import type { Node } from '../../../kube/cluster-objects.ts';
import { matchesNode, untoleratedTaint } from '../../../kube/node-fit.ts';
import type { PodTemplate, Toleration } from '../../../kube/pod.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import { daemonTolerations } from './template.ts';

/** Whether a Node is one that a DaemonSet wants to be on. */
export interface Eligibility {
  /** A Pod is created where there is none. */
  readonly shouldRun: boolean;
  /** A Pod that is there already may stay. */
  readonly shouldContinue: boolean;
}

const RUN: Eligibility = { shouldRun: true, shouldContinue: true };
const STAY: Eligibility = { shouldRun: false, shouldContinue: true };
const GO: Eligibility = { shouldRun: false, shouldContinue: false };

const known = new WeakMap<PodTemplate, readonly Toleration[]>();

function tolerationsOf(template: PodTemplate): readonly Toleration[] {
  let tolerations = known.get(template);
  if (!tolerations) known.set(template, (tolerations = daemonTolerations(template.spec)));
  return tolerations;
}

/** Models NodeShouldRunDaemonPod: the Node's name, labels and taints count; whether it has room is the scheduler's question. */
export function eligibility(daemonSet: DaemonSet, node: Node): Eligibility {
  const { template } = daemonSet.spec;
  const { nodeName } = template.spec;
  if ((nodeName && nodeName !== node.metadata.name) || !matchesNode(template.spec, node)) return GO;
  if (!node.spec.taints?.length) return RUN;
  const tolerations = tolerationsOf(template);
  if (!untoleratedTaint(node.spec.taints, tolerations, ['NoSchedule', 'NoExecute'])) return RUN;
  return untoleratedTaint(node.spec.taints, tolerations, ['NoExecute']) ? GO : STAY;
}

/** Why a DaemonSet does not want to be on a Node, or undefined where it does. */
export function explainNode(daemonSet: DaemonSet, node: Node): Reason | undefined {
  const { template } = daemonSet.spec;
  const { nodeName, nodeSelector = {} } = template.spec;
  const values = { daemonSet: daemonSet.metadata.name, node: node.metadata.name };
  if (nodeName && nodeName !== node.metadata.name) return { rule: 'daemonset/node-name', values: { ...values, nodeName } };
  const missing = Object.entries(nodeSelector).find(([key, value]) => node.metadata.labels?.[key] !== value);
  if (missing) return { rule: 'daemonset/node-selector', values: { ...values, label: `${missing[0]}=${missing[1]}` } };
  if (!matchesNode(template.spec, node)) return { rule: 'daemonset/node-affinity', values };
  const taint = untoleratedTaint(node.spec.taints, tolerationsOf(template), ['NoExecute', 'NoSchedule']);
  if (!taint) return undefined;
  const { shouldContinue } = eligibility(daemonSet, node);
  return {
    rule: shouldContinue ? 'daemonset/taint-keeps-off' : 'daemonset/taint-evicts',
    values: { ...values, taint: `${taint.key}${taint.value ? `=${taint.value}` : ''}:${taint.effect}` },
  };
}
