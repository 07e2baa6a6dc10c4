import type { Labels } from '../../../kube/meta.ts';
import type { Pod, PodAffinityTerm } from '../../../kube/pod.ts';
import { matches, matchesRequirement } from '../../../kube/selector.ts';

export function requiredAffinity(pod: Pod): readonly PodAffinityTerm[] {
  return pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

/**
 * Whether `other` is one of the Pods that a term of `owner` speaks of. The namespaces are those named, and those whose labels the
 * namespace selector matches; where the term says neither, the owner's own. Models fwk.AffinityTerm.Matches.
 */
export function matchesTermOf(term: PodAffinityTerm, owner: Pod, other: Pod, namespaceLabels?: (namespace: string) => Labels | undefined): boolean {
  const { namespaces, namespaceSelector } = term;
  const namespace = other.metadata.namespace ?? '';
  const named = namespaces?.length ? namespaces.includes(namespace) : namespaceSelector === undefined && namespace === owner.metadata.namespace;
  if (!named && !(namespaceSelector !== undefined && matches(namespaceSelector, namespaceLabels?.(namespace) ?? {}))) return false;
  if (!matches(term.labelSelector, other.metadata.labels)) return false;
  for (const key of term.matchLabelKeys ?? []) {
    const value = owner.metadata.labels?.[key];
    if (value !== undefined && other.metadata.labels?.[key] !== value) return false;
  }
  for (const key of term.mismatchLabelKeys ?? []) {
    const value = owner.metadata.labels?.[key];
    if (value !== undefined && !matchesRequirement(other.metadata.labels?.[key], 'NotIn', [value])) return false;
  }
  return true;
}

/** Whether all of somebody's terms speak of `other`; where there are none, they do not. */
export function matchesAllTerms(
  terms: readonly PodAffinityTerm[],
  owner: Pod,
  other: Pod,
  namespaceLabels?: (namespace: string) => Labels | undefined,
): boolean {
  return terms.length > 0 && terms.every((term) => matchesTermOf(term, owner, other, namespaceLabels));
}
