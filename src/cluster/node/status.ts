import type { Condition } from '../../kube/meta.ts';
import type { ContainerStatus, Pod, PodStatus } from '../../kube/pod.ts';
import { findCondition } from '../../kube/conditions.ts';
import { hasSucceeded } from './containers.ts';

/**
 * Conditions and container statuses are the same for many Pods of one instant, and a status is kept for every frame: equal ones are
 * made once. Which of two equal objects a Pod refers to makes no difference, so this is no state of the cluster.
 */
class Shared<T> {
  private readonly values = new Map<string, T>();
  constructor(private readonly limit: number) {}

  get(key: string, make: () => T): T {
    let value = this.values.get(key);
    if (value === undefined) {
      if (this.values.size >= this.limit) this.values.clear();
      this.values.set(key, (value = make()));
    }
    return value;
  }
}
const conditionLists = new Shared<readonly Condition[]>(512);
const singleConditions = new Shared<Condition>(512);
const statusLists = new Shared<readonly ContainerStatus[]>(512);

/** One list for all Pods that are in the same state. */
export function sharedStatuses(statuses: readonly ContainerStatus[]): readonly ContainerStatus[] {
  return statusLists.get(JSON.stringify(statuses), () => statuses);
}

/** Models kubelet's getPhase. */
export function phaseOf(
  pod: Pod,
  inits: readonly ContainerStatus[],
  mains: readonly ContainerStatus[],
  isSidecar: (index: number) => boolean,
): NonNullable<PodStatus['phase']> {
  const policy = pod.spec.restartPolicy ?? 'Always';
  for (const [index, status] of inits.entries()) {
    if (isSidecar(index)) {
      if (!status.started) return 'Pending';
      continue;
    }
    const failed = status.state?.terminated && status.state.terminated.exitCode !== 0;
    if (failed && policy === 'Never') return 'Failed';
    if (!hasSucceeded(status)) return 'Pending';
  }
  let running = 0;
  let succeeded = 0;
  let failed = 0;
  for (const { state, lastState } of mains) {
    if (state?.running) running++;
    else if (state?.terminated) {
      if (state.terminated.exitCode === 0) succeeded++;
      else failed++;
    } else if (!lastState?.terminated) return 'Pending';
    else running++;
  }
  if (running) return 'Running';
  return failed ? 'Failed' : succeeded ? 'Succeeded' : 'Pending';
}

interface Verdict {
  readonly status: 'True' | 'False';
  readonly reason?: string;
  readonly message?: string;
}
const TRUE: Verdict = { status: 'True' };

/** Pods of one instant often go from the same state to the same state, one after the other: then the last answer is the next one too. */
let last: { readonly asked: readonly unknown[]; readonly answer: readonly Condition[] } | undefined;

/**
 * The Pod's conditions at `nowTime`; the time of one that did not change its status stays. Models the kubelet's
 * GeneratePodReadyCondition and its siblings.
 */
export function conditionsOf(
  pod: Pod,
  phase: string,
  inits: readonly ContainerStatus[],
  mains: readonly ContainerStatus[],
  isSidecar: (index: number) => boolean,
  nowTime: string,
): readonly Condition[] {
  if (inits.length || pod.spec.readinessGates) return computeConditions(pod, phase, inits, mains, isSidecar, nowTime);
  const asked = [pod.status.conditions, phase, mains, nowTime];
  if (!last?.asked.every((part, i) => part === asked[i])) last = { asked, answer: computeConditions(pod, phase, inits, mains, isSidecar, nowTime) };
  return last.answer;
}

function computeConditions(
  pod: Pod,
  phase: string,
  inits: readonly ContainerStatus[],
  mains: readonly ContainerStatus[],
  isSidecar: (index: number) => boolean,
  nowTime: string,
): readonly Condition[] {
  const before = pod.status.conditions ?? [];
  const containersReady = readiness(
    phase,
    inits.filter((_, index) => isSidecar(index)),
    mains,
  );
  const begun = [...inits, ...mains].some(
    ({ state, restartCount }) => state?.running || state?.terminated || restartCount > 0 || !isBeginning(state?.waiting?.reason),
  );
  const verdicts: readonly (readonly [string, Verdict])[] = [
    ['PodReadyToStartContainers', begun && phase !== 'Succeeded' && phase !== 'Failed' ? TRUE : { status: 'False' }],
    ['Initialized', initialized(phase, inits, isSidecar)],
    ['Ready', containersReady.status === 'True' ? gates(pod) : containersReady],
    ['ContainersReady', containersReady],
    ['PodScheduled', TRUE],
  ];
  const own = verdicts.map(([type, verdict]) => condition(findCondition(before, type), type, verdict, nowTime));
  const others = before.filter(({ type }) => !verdicts.some(([known]) => known === type));
  if (others.length) return [...own, ...others];
  return conditionLists.get(own.map(key).join('\n'), () => own);
}

function isBeginning(reason: string | undefined): boolean {
  return reason === 'ContainerCreating' || reason === 'PodInitializing';
}

const key = ({ type, status, reason, message, lastTransitionTime }: Condition): string =>
  `${type}|${status}|${reason ?? ''}|${message ?? ''}|${lastTransitionTime ?? ''}`;

function condition(before: Condition | undefined, type: string, { status, reason, message }: Verdict, nowTime: string): Condition {
  const time = before?.status === status && before.lastTransitionTime !== undefined ? before.lastTransitionTime : nowTime;
  if (before && before.status === status && before.reason === reason && before.message === message && before.lastTransitionTime === time) return before;
  const made: Condition = {
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    lastProbeTime: null,
    lastTransitionTime: time,
  };
  return singleConditions.get(key(made), () => made);
}

function readiness(phase: string, sidecars: readonly ContainerStatus[], mains: readonly ContainerStatus[]): Verdict {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const unready = [...sidecars, ...mains].filter(({ ready }) => !ready).map(({ name }) => name);
  return unready.length ? { status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` } : TRUE;
}

function initialized(phase: string, inits: readonly ContainerStatus[], isSidecar: (index: number) => boolean): Verdict {
  if (phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  const incomplete = inits.filter((status, index) => (isSidecar(index) ? !status.started : !hasSucceeded(status))).map(({ name }) => name);
  return incomplete.length
    ? { status: 'False', reason: 'ContainersNotInitialized', message: `containers with incomplete status: [${incomplete.join(' ')}]` }
    : TRUE;
}

/** Whether a Pod whose containers are ready is ready: its readiness gates decide. */
function gates(pod: Pod): Verdict {
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const found = findCondition(pod.status.conditions, conditionType);
    if (!found) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (found.status !== 'True') messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${found.status}`);
  }
  return messages.length ? { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') } : TRUE;
}
