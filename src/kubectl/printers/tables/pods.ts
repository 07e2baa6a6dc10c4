import type { Container, Pod } from '../../../kube/pod.ts';
import { type Table, ageOf, containerCells, formatLabels, tableOf } from './table.ts';

/** What `kubectl get pods` says of a Pod. Models printPod. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** The STATUS column. */
  readonly status: string;
  readonly restarts: number;
}

const isSidecar = (container: Container | undefined): boolean => container?.restartPolicy === 'Always';

function terminatedReason({ reason, exitCode }: { readonly reason?: string; readonly exitCode: number }): string {
  return reason || `ExitCode:${exitCode}`;
}

interface InitSummary {
  readonly ready: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  /** Set while the init containers are not done. */
  readonly reason?: string;
}

function summarizeInit(pod: Pod): InitSummary {
  const specs = pod.spec.initContainers ?? [];
  let ready = 0;
  let restarts = 0;
  let sidecarRestarts = 0;
  const summary = (reason?: string): InitSummary => ({ ready, restarts, sidecarRestarts, ...(reason === undefined ? {} : { reason }) });
  for (const [i, status] of (pod.status.initContainerStatuses ?? []).entries()) {
    const sidecar = isSidecar(specs.find((container) => container.name === status.name));
    restarts += status.restartCount;
    if (sidecar) sidecarRestarts += status.restartCount;
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
  let { ready, restarts } = init;
  reason = init.reason ?? reason;
  if (init.reason === undefined || hasTrueCondition(pod, 'Initialized')) {
    restarts = init.sidecarRestarts;
    let running = false;
    let failure = '';
    for (const container of (status.containerStatuses ?? []).toReversed()) {
      restarts += container.restartCount;
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
  return { ready, total, status: reason, restarts };
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  return gates.length ? `${gates.filter((gate) => hasTrueCondition(pod, gate.conditionType)).length}/${gates.length}` : '<none>';
}

export const POD_TABLES: readonly (readonly [string, Table])[] = [
  tableOf('pods', 'NAME|READY|STATUS|RESTARTS|AGE|~IP|~NODE|~NOMINATED NODE|~READINESS GATES', (pod, context) => {
    // How long ago a container last ended is left out: the stand-in for a kubelet that was recorded did not report it.
    const { ready, total, status, restarts } = summarizePod(pod);
    const ip = pod.status.podIPs?.[0]?.ip ?? pod.status.podIP ?? '<none>';
    return [
      pod.metadata.name,
      `${ready}/${total}`,
      status,
      restarts,
      ageOf(pod, context),
      ip,
      pod.spec.nodeName ?? '<none>',
      pod.status.nominatedNodeName || '<none>',
      readinessGates(pod),
    ];
  }),
  tableOf('podtemplates', 'NAME|CONTAINERS|IMAGES|POD LABELS', (object) => {
    const { template } = object as unknown as { template?: { metadata?: { labels?: Record<string, string> }; spec?: { containers?: Container[] } } };
    return [object.metadata.name, ...containerCells(template?.spec?.containers), formatLabels(template?.metadata?.labels)];
  }),
];
