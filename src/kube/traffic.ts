import type { Service } from './cluster-objects.ts';
import type { Pod } from './pod.ts';
import { isPodReady, isPodTerminal } from './pod-status.ts';
import { matchesMap } from './selector.ts';
import { fromTime } from './time.ts';

/**
 * How long Nodes go on sending requests to a Pod after it was taken out of its Service's endpoints: every kube-proxy has to hear of it
 * and write its rules. The Pod's program gets SIGTERM at the same moment, so for so long the two race.
 */
export const PROXY_DELAY_MS = 1000;

/** When a Pod's deletion was asked for, in virtual ms, or undefined where it was not. */
export function deletionAskedAt(pod: Pod): number | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  return deletionTimestamp === undefined ? undefined : fromTime(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
}

/** For how long the `preStop` hooks of a Pod keep its programs from SIGTERM, in ms: the shortest counts, one program is enough to refuse. */
export function preStopMs(pod: Pod): number {
  return Math.min(...pod.spec.containers.map((container) => (container.lifecycle?.preStop?.sleep?.seconds ?? 0) * 1000));
}

/** For how long a Pod gets requests as it is now, and from when on it refuses them, in virtual ms; both are infinite until its deletion is asked for. */
export interface Route {
  readonly untilMs: number;
  readonly refusesFromMs: number;
}

/** How Nodes send requests to this Pod; undefined where they send none. */
export function routeOf(pod: Pod): Route | undefined {
  if (isPodTerminal(pod) || !pod.status.podIP || !isPodReady(pod)) return undefined;
  const asked = deletionAskedAt(pod);
  if (asked === undefined) return { untilMs: Number.POSITIVE_INFINITY, refusesFromMs: Number.POSITIVE_INFINITY };
  return { untilMs: asked + PROXY_DELAY_MS, refusesFromMs: asked + preStopMs(pod) };
}

/** Whether Nodes send a Service's requests to this Pod at a time. */
export function isRoutedTo(pod: Pod, nowMs: number): boolean {
  const route = routeOf(pod);
  return route !== undefined && nowMs < route.untilMs;
}

/** Whether a request that reaches this Pod at a time is refused: its program has been told to stop, and nothing held the signal back. */
export function refuses(pod: Pod, nowMs: number): boolean {
  const asked = deletionAskedAt(pod);
  return asked !== undefined && nowMs >= asked + preStopMs(pod);
}

/** When what a Pod does with requests changes next by time alone, in virtual ms; undefined where only a change of the Pod changes it. */
export function trafficChangesAt(pod: Pod, nowMs: number): number | undefined {
  const route = routeOf(pod);
  if (!route || nowMs >= route.untilMs || route.untilMs === Number.POSITIVE_INFINITY) return undefined;
  const { untilMs, refusesFromMs } = route;
  return refusesFromMs > nowMs && refusesFromMs < untilMs ? refusesFromMs : untilMs;
}

export interface Traffic {
  readonly answering: readonly Pod[];
  readonly refusing: readonly Pod[];
}

/** Where a Service's requests go at a time: the Pods that answer, and those that refuse. Nobody at all refuses every request. */
export function traffic(service: Service, pods: Iterable<Pod>, nowMs: number): Traffic {
  const answering: Pod[] = [];
  const refusing: Pod[] = [];
  for (const pod of pods) {
    if (pod.metadata.namespace !== service.metadata.namespace || !matchesMap(service.spec.selector, pod.metadata.labels) || !isRoutedTo(pod, nowMs)) continue;
    (refuses(pod, nowMs) ? refusing : answering).push(pod);
  }
  return { answering, refusing };
}
