import type { PodDisruptionBudget } from '../kube/cluster-objects.ts';
import { findCondition } from '../kube/conditions.ts';
import type { Condition, KubeObject } from '../kube/meta.ts';
import type { Pod } from '../kube/pod.ts';
import { isPodReady, isPodTerminal } from '../kube/pod-status.ts';
import { matches } from '../kube/selector.ts';
import { toTime } from '../kube/time.ts';
import { ApiError } from './api/errors.ts';
import type { ApiServer } from './api/server.ts';
import type { DeleteOptions } from './controller.ts';
import { disruptionAllowed, withCondition } from './controllers/disruption.ts';

const VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget.";
/** So many evictions that the controller has not confirmed are one too many. */
const DISRUPTED_MAX = 2000;
const RETRY_S = 10;

/**
 * Evicts a Pod: deletes it, if its PodDisruptionBudget allows. Throws ApiError: NotFound; TooManyRequests where the budget does not
 * allow it now; and one of code 500 where several budgets are concerned. Models the eviction subresource of Pods.
 */
export function evict(server: ApiServer, podKey: string, options: DeleteOptions & { readonly dryRun?: boolean } = {}): void {
  const pod = server.mustGet('pods', podKey) as unknown as Pod;
  const { dryRun = false, ...deletion } = options;
  // What has ended, has not begun or is already on its way out disrupts nobody.
  const disruptsNobody = isPodTerminal(pod) || pod.status.phase === 'Pending' || pod.metadata.deletionTimestamp !== undefined;
  if (!disruptsNobody) askBudget(server, pod, dryRun);
  if (dryRun) return;
  markTarget(server, pod);
  server.delete('pods', podKey, deletion);
}

function askBudget(server: ApiServer, pod: Pod, dryRun: boolean): void {
  const budgets = [...server.store.listIn('poddisruptionbudgets', pod.metadata.namespace ?? '')].filter((budget) =>
    matches(budget.spec.selector, pod.metadata.labels),
  );
  const [budget] = budgets;
  if (!budget) return;
  if (budgets.length > 1) throw new ApiError('Unknown', 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  if (!isPodReady(pod)) {
    const { currentHealthy, desiredHealthy } = budget.status;
    // A Pod that is not healthy anyway is no loss while the others suffice.
    if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || (currentHealthy >= desiredHealthy && desiredHealthy > 0)) return;
  }
  checkAndDecrement(server, pod, budget, dryRun);
}

function checkAndDecrement(server: ApiServer, pod: Pod, budget: PodDisruptionBudget, dryRun: boolean): void {
  const { metadata, status } = budget;
  const tooMany = (cause: string, seconds: number): ApiError => new ApiError('TooManyRequests', VIOLATION, [{ field: '', message: cause }], seconds);
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    throw tooMany(`The disruption budget ${metadata.name} is still being processed by the server.`, RETRY_S);
  const forbidden = (why: string): ApiError => new ApiError('Forbidden', `poddisruptionbudget.policy "${metadata.name}" is forbidden: ${why}`);
  if (status.disruptionsAllowed < 0) throw forbidden('pdb disruptions allowed is negative');
  if (Object.keys(status.disruptedPods ?? {}).length > DISRUPTED_MAX)
    throw forbidden('DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (status.disruptionsAllowed === 0) throw tooMany(whyNone(budget), 0);
  if (dryRun) return;
  const nowTime = toTime(server.now);
  const allowed = status.disruptionsAllowed - 1;
  const next: PodDisruptionBudget['status'] = {
    ...status,
    disruptionsAllowed: allowed,
    disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: nowTime },
    ...(allowed === 0 ? { conditions: withCondition(budget, disruptionAllowed('False', 'InsufficientPods'), nowTime) } : {}),
  };
  server.updateStatus({ ...budget, status: next } as KubeObject, { trusted: true });
}

function whyNone({ metadata, status }: PodDisruptionBudget): string {
  const condition = findCondition(status.conditions, 'DisruptionAllowed');
  const said = condition?.status === 'False' ? (condition.message ?? '') : '';
  if (condition?.reason === 'SyncFailed' && said)
    return `The disruption budget ${metadata.name} does not allow evicting pods currently because it failed sync: ${said}`;
  if (status.currentHealthy <= status.desiredHealthy)
    return `The disruption budget ${metadata.name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`;
  if (said) return `The disruption budget ${metadata.name} does not allow evicting pods currently (${condition?.reason ?? ''}): ${said}`;
  return `The disruption budget ${metadata.name} does not allow evicting pods currently`;
}

function markTarget(server: ApiServer, pod: Pod): void {
  const before = findCondition(pod.status.conditions, 'DisruptionTarget');
  const target: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastProbeTime: null,
    lastTransitionTime: before?.status === 'True' && before.lastTransitionTime !== undefined ? before.lastTransitionTime : toTime(server.now),
  };
  const others = (pod.status.conditions ?? []).filter((condition) => condition !== before);
  server.updateStatus({ ...pod, status: { ...pod.status, conditions: [...others, target] } } as KubeObject, { trusted: true });
}
