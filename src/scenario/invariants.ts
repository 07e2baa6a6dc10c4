import { isPodActive, isPodAvailable } from '../kube/pod-status.ts';
import { matches } from '../kube/selector.ts';
import { traffic } from '../kube/traffic.ts';
import type { Listers } from '../cluster/store.ts';

/** What a user says must hold at the end of every instant. Keys are `namespace/name`. */
export type Invariant =
  | { readonly rule: 'available'; readonly deployment: string; readonly atLeast: number }
  | { readonly rule: 'pods'; readonly deployment: string; readonly atMost: number }
  | { readonly rule: 'requests'; readonly service: string }
  | { readonly rule: 'budget'; readonly budget: string };

/** How an invariant is broken: the number that it speaks of, and the one that was found. */
export interface Violation {
  readonly invariant: Invariant;
  readonly expected: number;
  readonly found: number;
}

/** Whether an invariant is broken now. What it speaks of need not be there yet: then it holds. */
export function violationOf(invariant: Invariant, listers: Listers, nowMs: number): Violation | undefined {
  switch (invariant.rule) {
    case 'available': {
      const counts = countPods(listers, invariant.deployment, nowMs);
      return counts && counts.available < invariant.atLeast ? { invariant, expected: invariant.atLeast, found: counts.available } : undefined;
    }
    case 'pods': {
      const counts = countPods(listers, invariant.deployment, nowMs);
      return counts && counts.active > invariant.atMost ? { invariant, expected: invariant.atMost, found: counts.active } : undefined;
    }
    case 'requests': {
      const service = listers.get('services', invariant.service);
      if (!service) return undefined;
      const { answering, refusing } = traffic(service, listers.listIn('pods', service.metadata.namespace ?? ''), nowMs);
      const failing = refusing.length || (answering.length ? 0 : 1);
      return failing ? { invariant, expected: 0, found: failing } : undefined;
    }
    case 'budget': {
      const budget = listers.get('poddisruptionbudgets', invariant.budget);
      if (!budget || budget.status.expectedPods === 0) return undefined;
      const { currentHealthy, desiredHealthy } = budget.status;
      return currentHealthy < desiredHealthy ? { invariant, expected: desiredHealthy, found: currentHealthy } : undefined;
    }
  }
}

/** The Pods that a Deployment selects: how many count as replicas, and how many are available. */
function countPods(listers: Listers, key: string, nowMs: number): { active: number; available: number } | undefined {
  const deployment = listers.get('deployments', key);
  if (!deployment) return undefined;
  let active = 0;
  let available = 0;
  for (const pod of listers.listIn('pods', deployment.metadata.namespace ?? '')) {
    if (!matches(deployment.spec.selector, pod.metadata.labels) || !isPodActive(pod)) continue;
    active++;
    if (isPodAvailable(pod, deployment.spec.minReadySeconds ?? 0, nowMs)) available++;
  }
  return { active, available };
}
