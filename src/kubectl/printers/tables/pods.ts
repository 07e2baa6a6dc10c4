import type { Container, ContainerStatus, Pod } from '../../../kube/pod.ts';
import { fromTime, humanDuration } from '../../../kube/time.ts';
import { type Table, ageOf, containerCells, formatLabels, tableOf } from './table.ts';

/** What `kubectl get pods` says of a Pod. Models printPod. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** The STATUS column. */
  readonly status: string;
  readonly restarts: number;
  /** When a container last ended, in virtual ms, or undefined. */
  readonly lastRestartMs: number | undefined;
}

const isSidecar = (container: Container | undefined): boolean => container?.restartPolicy === 'Always';
const endedAt = (status: ContainerStatus): number => {
  const at = status.lastState?.terminated?.finishedAt;
  return at ? fromTime(at) : -1;
};

function terminatedReason({ reason, exitCode }: { readonly reason?: string; readonly exitCode: number }): string {
  return reason || `ExitCode:${exitCode}`;
}

interface InitSummary {
  readonly ready: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly lastMs: number;
  readonly sidecarLastMs: number;
  /** Set while the init containers are not done. */
  readonly reason?: string;
}

function summarizeInit(pod: Pod): InitSummary {
  const specs = pod.spec.initContainers ?? [];
  let ready = 0;
  let restarts = 0;
  let sidecarRestarts = 0;
  let lastMs = -1;
  let sidecarLastMs = -1;
  const summary = (reason?: string): InitSummary => ({ ready, restarts, sidecarRestarts, lastMs, sidecarLastMs, ...(reason === undefined ? {} : { reason }) });
  for (const [i, status] of (pod.status.initContainerStatuses ?? []).entries()) {
    const sidecar = isSidecar(specs.find((container) => container.name === status.name));
    restarts += status.restartCount;
    lastMs = Math.max(lastMs, endedAt(status));
    if (sidecar) {
      sidecarRestarts += status.restartCount;
      sidecarLastMs = Math.max(sidecarLastMs, endedAt(status));
    }
    const { terminated, waiting } = status.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecar && status.started) {
      if (status.ready) ready++;
      continue;
    }
    if (terminated) return summary(`Init:${terminatedReason(terminated)}`);
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return summary(`Init:${waiting.reason}`);
    return summary(`Init:${i}/${specs.length}`);
  }
  return summary();
}

function hasTrueCondition(pod: Pod, type: string): boolean {
  return pod.status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

/** The columns of a Pod, from its status as the kubelet reported it. */
export function summarizePod(pod: Pod): PodSummary {
  const { status, spec } = pod;
  const total = spec.containers.length + (spec.initContainers ?? []).filter(isSidecar).length;
  let reason: string = status.reason || (status.phase ?? '');
  if (status.conditions?.some((condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated')) reason = 'SchedulingGated';
  const init = summarizeInit(pod);
  let { ready, restarts, lastMs } = init;
  reason = init.reason ?? reason;
  if (init.reason === undefined || hasTrueCondition(pod, 'Initialized')) {
    restarts = init.sidecarRestarts;
    lastMs = init.sidecarLastMs;
    let running = false;
    let failure = '';
    for (const container of (status.containerStatuses ?? []).toReversed()) {
      restarts += container.restartCount;
      lastMs = Math.max(lastMs, endedAt(container));
      const { waiting, terminated, running: runs } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated) {
        reason = terminatedReason(terminated);
        if (terminated.exitCode !== 0) failure = reason;
      } else if (container.ready && runs) {
        running = true;
        ready++;
      }
    }
    if (reason === 'Completed') reason = running && hasTrueCondition(pod, 'Ready') ? 'Running' : failure || (running ? 'NotReady' : reason);
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') reason = 'Unknown';
    else if (status.phase !== 'Failed' && status.phase !== 'Succeeded') reason = 'Terminating';
  }
  return { ready, total, status: reason, restarts, lastRestartMs: lastMs < 0 ? undefined : lastMs };
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  return gates.length ? `${gates.filter((gate) => hasTrueCondition(pod, gate.conditionType)).length}/${gates.length}` : '<none>';
}

export const POD_TABLES: readonly (readonly [string, Table])[] = [
  tableOf('pods', 'NAME|READY|STATUS|RESTARTS|AGE|~IP|~NODE|~NOMINATED NODE|~READINESS GATES', (pod, context) => {
    const { ready, total, status, restarts, lastRestartMs } = summarizePod(pod);
    const restartText = restarts && lastRestartMs !== undefined ? `${restarts} (${humanDuration(context.now - lastRestartMs)} ago)` : restarts;
    const ip = pod.status.podIPs?.[0]?.ip ?? pod.status.podIP ?? '<none>';
    return [pod.metadata.name, `${ready}/${total}`, status, restartText, ageOf(pod, context), ip, pod.spec.nodeName ?? '<none>', pod.status.nominatedNodeName || '<none>', readinessGates(pod)];
  }),
  tableOf('podtemplates', 'NAME|CONTAINERS|IMAGES|POD LABELS', (object) => {
    const { template } = object as unknown as { template?: { metadata?: { labels?: Record<string, string> }; spec?: { containers?: Container[] } } };
    return [object.metadata.name, ...containerCells(template?.spec?.containers), formatLabels(template?.metadata?.labels)];
  }),
];
