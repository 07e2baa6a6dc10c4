import { findCondition } from '../../kube/conditions.ts';
import { keyOf } from '../../kube/meta.ts';
import type { HorizontalPodAutoscaler } from '../../kube/autoscaling.ts';
import type { Node, PodDisruptionBudget } from '../../kube/cluster-objects.ts';
import type { Blocker, ExplainContext } from './contract.ts';

/** Why an autoscaler does not move: what it cannot read, or what limits it. */
export function blockersOfAutoscaler(_context: ExplainContext, hpa: HorizontalPodAutoscaler): readonly Blocker[] {
  const object = { table: 'horizontalpodautoscalers', key: keyOf(hpa) };
  const { name } = hpa.metadata;
  const blockers: Blocker[] = [];
  for (const type of ['AbleToScale', 'ScalingActive']) {
    const condition = findCondition(hpa.status.conditions, type);
    if (condition?.status === 'False')
      blockers.push({
        kind: 'blocked',
        reason: { rule: 'blocked/autoscaler', values: { name, condition: type, cause: condition.reason ?? '', message: condition.message ?? '' } },
        object,
        remedies: [],
      });
  }
  const limited = findCondition(hpa.status.conditions, 'ScalingLimited');
  if (limited?.status === 'True') {
    const { minReplicas = 1, maxReplicas } = hpa.spec;
    const raise = limited.reason === 'TooManyReplicas';
    const patch = JSON.stringify({ spec: raise ? { maxReplicas: maxReplicas * 2 } : { minReplicas: 1 } });
    blockers.push({
      kind: 'blocked',
      reason: {
        rule: 'blocked/autoscaler-limit',
        values: { name, cause: limited.reason ?? '', minReplicas, maxReplicas, desired: hpa.status.desiredReplicas },
      },
      object,
      remedies:
        raise || (limited.reason === 'TooFewReplicas' && minReplicas > 1)
          ? [{ rule: 'remedy/autoscaler-limit', commands: [`kubectl patch hpa ${name} -p '${patch}'`] }]
          : [],
    });
  }
  return blockers;
}

/** Why nothing comes to a Node, or nothing leaves it. */
export function blockersOfNode({ listers }: ExplainContext, node: Node): readonly Blocker[] {
  const { name } = node.metadata;
  const object = { table: 'nodes', key: name };
  const blockers: Blocker[] = [];
  const ready = findCondition(node.status.conditions, 'Ready');
  if (ready && ready.status !== 'True')
    blockers.push({ kind: 'blocked', reason: { rule: 'blocked/node-not-ready', values: { name, cause: ready.reason ?? '' } }, object, remedies: [] });
  if (node.spec.unschedulable) {
    blockers.push({
      kind: 'blocked',
      reason: { rule: 'blocked/cordoned', values: { name, pods: listers.podsOn(name).length } },
      object,
      remedies: [{ rule: 'remedy/uncordon', commands: [`kubectl uncordon ${name}`] }],
    });
  }
  for (const { key, value = '', effect } of node.spec.taints ?? []) {
    if (key.startsWith('node.kubernetes.io/')) continue;
    const spelled = `${key}${value ? `=${value}` : ''}:${effect}`;
    blockers.push({
      kind: 'blocked',
      reason: { rule: 'blocked/tainted', values: { name, taint: spelled } },
      object,
      remedies: [{ rule: 'remedy/untaint', commands: [`kubectl taint nodes ${name} ${spelled}-`] }],
    });
  }
  return blockers;
}

/** Why a budget lets nobody be evicted. */
export function blockersOfBudget(_context: ExplainContext, budget: PodDisruptionBudget): readonly Blocker[] {
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = budget.status;
  if (disruptionsAllowed > 0 || expectedPods === 0) return [];
  const reason = { rule: 'blocked/budget', values: { name: budget.metadata.name, healthy: currentHealthy, wanted: desiredHealthy, pods: expectedPods } };
  return [{ kind: 'blocked', reason, object: { table: 'poddisruptionbudgets', key: keyOf(budget) }, remedies: [] }];
}
