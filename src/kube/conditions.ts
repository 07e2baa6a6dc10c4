import type { Condition } from './meta.ts';

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  if (conditions) for (const condition of conditions) if (condition.type === type) return condition;
  return undefined;
}

/**
 * The conditions with one added or replaced. Nothing changes where status and reason are the same; the transition time stays where
 * the status does; a replaced condition moves to the end. Models SetDeploymentCondition and its siblings.
 */
export function withCondition(conditions: readonly Condition[] | undefined, condition: Condition): readonly Condition[] {
  const current = findCondition(conditions, condition.type);
  if (current && current.status === condition.status && current.reason === condition.reason) return conditions as readonly Condition[];
  const next =
    current && current.status === condition.status && current.lastTransitionTime !== undefined
      ? { ...condition, lastTransitionTime: current.lastTransitionTime }
      : condition;
  return [...withoutCondition(conditions, condition.type), next];
}

export function withoutCondition(conditions: readonly Condition[] | undefined, type: string): readonly Condition[] {
  if (!findCondition(conditions, type)) return conditions ?? [];
  return (conditions ?? []).filter((condition) => condition.type !== type);
}
