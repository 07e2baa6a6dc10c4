import type { Node, Taint } from '../kube/cluster-objects.ts';
import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec, Toleration } from '../kube/pod.ts';
import { matchesRequirement } from '../kube/selector.ts';
import type { DaemonSet } from '../kube/workloads.ts';
import type { DaemonVerdict } from './types.ts';

/** What the DaemonSet controller tolerates on behalf of every Pod that it makes. Models AddOrUpdateDaemonPodTolerations. */
const ADDED: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const ADDED_ON_HOST_NETWORK: Toleration = { key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' };

/** Whether a DaemonSet may run on a Node, and if not, why not: for the slot that stays empty. Models NodeShouldRunDaemonPod. */
export function daemonVerdict(daemonSet: DaemonSet, node: Node): DaemonVerdict {
  const { spec } = daemonSet.spec.template;
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {}))
    if (labels[key] !== value) return { may: 'not run', because: 'selector', detail: `${key}=${value}` };
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms && !terms.some((term) => matchesTerm(term, node))) return { may: 'not run', because: 'affinity', detail: terms.map(formatTerm).join(' | ') };
  const taint = untolerated(node.spec.taints ?? [], tolerationsOf(spec));
  if (taint) return { may: 'not run', because: 'taint', detail: formatTaint(taint) };
  return { may: 'run' };
}

function tolerationsOf(spec: PodSpec): readonly Toleration[] {
  return [...(spec.tolerations ?? []), ...ADDED, ...(spec.hostNetwork ? [ADDED_ON_HOST_NETWORK] : [])];
}

function untolerated(taints: readonly Taint[], tolerations: readonly Toleration[]): Taint | undefined {
  return taints.find((taint) => taint.effect !== 'PreferNoSchedule' && !tolerations.some((toleration) => tolerates(toleration, taint)));
}

function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return Boolean(key) && (value ?? '') === (taint.value ?? '');
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (!matchExpressions.length && !matchFields.length) return false;
  const matchesAll = (requirements: readonly NodeSelectorRequirement[], value: (key: string) => string | undefined): boolean =>
    requirements.every(({ key, operator, values }) => matchesRequirement(value(key), operator, values ?? []));
  return matchesAll(matchExpressions, (key) => node.metadata.labels?.[key]) && matchesAll(matchFields, () => node.metadata.name);
}

function formatTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): string {
  return [...matchExpressions, ...matchFields]
    .map(({ key, operator, values }) => `${key} ${operator}${values?.length ? ` (${values.join(', ')})` : ''}`)
    .join(', ');
}

/** `dedicated=gpu:NoSchedule`, as kubectl writes a taint. */
export function formatTaint({ key, value, effect }: Taint): string {
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
}
