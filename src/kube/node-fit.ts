import type { Node, Taint } from './cluster-objects.ts';
import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec, Toleration } from './pod.ts';
import { matchesRequirement } from './selector.ts';

/** Whether a Pod may stand on a Node, as far as its selectors and tolerations say. Models component-helpers/scheduling/corev1. */

/** Whether a toleration puts up with a taint. Models Toleration.ToleratesTaint without the comparison operators, which are off in v1.36. */
export function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return (!operator || operator === 'Equal') && (value ?? '') === (taint.value ?? '');
}

/** The first taint of one of these effects that nothing tolerates. Models FindMatchingUntoleratedTaint. */
export function untoleratedTaint(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[],
  effects: readonly Taint['effect'][],
): Taint | undefined {
  return taints?.find((taint) => effects.includes(taint.effect) && !tolerations.some((toleration) => tolerates(toleration, taint)));
}

/** Whether a Node satisfies one term of a node selector; an empty term matches nothing. Models nodeaffinity's nodeSelectorTerm.match. */
export function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (!matchExpressions.length && !matchFields.length) return false;
  const all = (requirements: readonly NodeSelectorRequirement[], value: (key: string) => string | undefined): boolean =>
    requirements.every(({ key, operator, values }) => matchesRequirement(value(key), operator, values ?? []));
  return all(matchExpressions, (key) => node.metadata.labels?.[key]) && all(matchFields, (key) => (key === 'metadata.name' ? node.metadata.name : undefined));
}

/** Whether a Node satisfies a Pod's nodeSelector and its required node affinity. Models GetRequiredNodeAffinity(pod).Match. */
export function matchesNode(spec: PodSpec, node: Node): boolean {
  for (const key in spec.nodeSelector) if (node.metadata.labels?.[key] !== spec.nodeSelector[key]) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}
