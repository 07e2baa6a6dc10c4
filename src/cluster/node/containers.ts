import type { Container, ContainerState, ContainerStatus, Pod } from '../../kube/pod.ts';
import { fromTime, toTime } from '../../kube/time.ts';
import type { Behaviour } from './behaviour.ts';
import { imageNameProblem } from './configuration.ts';
import { type Override, probeTimes } from './probes.ts';

const BACKOFF_FIRST_MS = 10_000;
const BACKOFF_MAX_MS = 300_000;
/** A container that ran for so long begins again with the shortest back-off. */
const BACKOFF_FORGET_MS = 600_000;

/** An init container comes to an end before the next begins; a sidecar starts like one and then runs beside the others. */
export type Role = 'init' | 'sidecar' | 'main';

/** One container, and everything that its course depends on. Times in virtual ms. */
export interface Run {
  readonly pod: Pod;
  readonly container: Container;
  readonly role: Role;
  readonly behaviour: Behaviour;
  readonly override: Override | undefined;
  /** When its start begins: the Pod's arrival on the Node, or the end of the init containers before it. */
  readonly from: number;
  /** How it last ended, as the kubelet remembers it. */
  readonly past: Past | undefined;
  /** What its variables need and do not find, in the kubelet's words. */
  readonly missing?: string | undefined;
}

/** When a container last ended, and how long it had to wait then, in virtual ms. */
export interface Past {
  readonly endedAt: number;
  readonly backoff: number;
}

export type Happening =
  | 'started'
  | 'restarted'
  | 'startup-passed'
  | 'ready'
  | 'unready'
  | 'crashed'
  | 'killed'
  | 'completed'
  | 'failed'
  | 'image-pull-failed'
  | 'image-name-invalid'
  | 'config-failed';

/** What a container went through at one moment. */
export interface Happened {
  readonly what: Happening;
  readonly container: Container;
  readonly restarts: number;
  readonly behaviour: Behaviour;
  /** Which probe it was: for `killed`, `ready` and `unready`. */
  readonly probe?: 'Startup' | 'Liveness' | 'Readiness';
  /** Until it is started again, in ms: for `crashed` and `killed`. */
  readonly backoff?: number;
  /** What is wrong, for `config-failed` and `image-name-invalid`. */
  readonly message?: string;
}

interface Transition {
  readonly at: number;
  readonly what: Happening;
  readonly probe?: Happened['probe'];
}

export interface Evolved {
  readonly status: ContainerStatus;
  readonly happened: readonly Happened[];
  /** When the next thing happens to it, in virtual ms; undefined is never. */
  readonly due: number | undefined;
  readonly past: Past | undefined;
}

/** How a container's status begins: waiting. */
export function waitingStatus(container: Container, reason: 'ContainerCreating' | 'PodInitializing', role: Role): ContainerStatus {
  return {
    name: container.name,
    image: container.image,
    imageID: '',
    ready: false,
    ...(role === 'init' ? {} : { started: false }),
    restartCount: 0,
    state: reason === 'ContainerCreating' ? CREATING : INITIALIZING,
    lastState: NO_STATE,
  };
}
const CREATING: ContainerState = { waiting: { reason: 'ContainerCreating' } };
const INITIALIZING: ContainerState = { waiting: { reason: 'PodInitializing' } };
const NO_STATE: ContainerState = {};

/** Carries a container on to `now`: everything that is due has happened. Returns the same status where nothing was. */
export function evolve(run: Run, from: ContainerStatus, now: number): Evolved {
  let status = from;
  let { past } = run;
  const happened: Happened[] = [];
  for (;;) {
    const next = upcoming({ ...run, past }, status, now);
    if (!next || next.at > now) return { status, happened, due: next?.at, past };
    const backoff = next.what === 'crashed' || next.what === 'killed' ? nextBackoff(status, next.what, past, now) : undefined;
    if (backoff !== undefined) past = { endedAt: now, backoff };
    status = carriedOut(run, status, next, backoff, now);
    happened.push({
      what: next.what,
      container: run.container,
      restarts: status.restartCount,
      behaviour: run.behaviour,
      ...(next.probe ? { probe: next.probe } : {}),
      ...(backoff === undefined ? {} : { backoff }),
      ...(next.what === 'config-failed' || next.what === 'image-name-invalid' ? { message: status.state?.waiting?.message ?? '' } : {}),
    });
  }
}

/** Whether a container has done its work as an init container. */
export function hasSucceeded(status: ContainerStatus): boolean {
  return status.state?.terminated?.exitCode === 0;
}

function upcoming(run: Run, status: ContainerStatus, now: number): Transition | undefined {
  const { waiting, running } = status.state ?? {};
  if (running) return whileRunning(run, status, fromTime(running.startedAt as string), now);
  if (waiting) return whileWaiting(run, waiting, now);
  return undefined;
}

/** A container that lacks something is tried again at this distance, in ms: the kubelet's back-off for a Pod that it could not sync. */
const SYNC_MS = 10_000;

function whileWaiting(run: Run, waiting: { readonly reason?: string; readonly message?: string }, now: number): Transition | undefined {
  const { behaviour, container, from, past } = run;
  const first = from + behaviour.startDelay;
  const broken = behaviour.fault === 'ImagePull';
  switch (waiting.reason) {
    case 'CrashLoopBackOff':
      return { at: past ? past.endedAt + past.backoff : from, what: broken && container.imagePullPolicy === 'Always' ? 'image-pull-failed' : 'restarted' };
    case 'ImagePullBackOff':
      return broken ? undefined : { at: nextPull(first, behaviour.sinceMs), what: start(run) };
    case 'ErrImageNeverPull':
      return broken ? undefined : { at: behaviour.sinceMs, what: start(run) };
    case 'CreateContainerConfigError':
      // Nothing new is said as long as the same is missing.
      return run.missing === waiting.message ? undefined : { at: first + Math.ceil((now - first) / SYNC_MS) * SYNC_MS, what: start(run) };
    case 'InvalidImageName':
      return imageNameProblem(container.image) === undefined ? { at: Math.max(first, now), what: start(run) } : undefined;
    default:
      return { at: first, what: imageNameProblem(container.image) === undefined ? (broken ? 'image-pull-failed' : start(run)) : 'image-name-invalid' };
  }
}

/** What comes of starting a container whose image is there. */
const start = ({ missing }: Run): Happening => (missing === undefined ? 'started' : 'config-failed');

function whileRunning({ container, behaviour, override, role, pod }: Run, status: ContainerStatus, since: number, now: number): Transition | undefined {
  const candidates: Transition[] = [];
  const end = programEnd(behaviour, role, since);
  if (end)
    candidates.push({
      at: end.at,
      what: end.exitCode === 0 ? (restartsAfter(pod, role, 0) ? 'crashed' : 'completed') : restartsAfter(pod, role, end.exitCode) ? 'crashed' : 'failed',
    });
  if (role !== 'init') {
    const { started, killed, ready, unready } = probeTimes(container, behaviour, override, since);
    if (killed) candidates.push({ at: killed.at + stopTime(pod, container, behaviour), what: 'killed', probe: killed.probe });
    if (!status.started && started !== undefined) candidates.push({ at: started, what: 'startup-passed', probe: 'Startup' });
    const probe = container.readinessProbe ? ({ probe: 'Readiness' } as const) : {};
    if (!status.ready && ready !== undefined && !(unready !== undefined && unready <= now)) candidates.push({ at: ready, what: 'ready', ...probe });
    if (status.ready && unready !== undefined) candidates.push({ at: unready, what: 'unready', ...probe });
  }
  let first: Transition | undefined;
  for (const candidate of candidates) if (!first || candidate.at < first.at) first = candidate;
  return first;
}

/** When a program ends by itself, and with which exit code. */
function programEnd(behaviour: Behaviour, role: Role, since: number): { at: number; exitCode: number } | undefined {
  if (behaviour.fault === 'CrashLoop') return { at: since + behaviour.crashAfter, exitCode: behaviour.exitCode ?? 1 };
  if (behaviour.exitAfter !== undefined) return { at: since + behaviour.exitAfter, exitCode: behaviour.exitCode ?? 0 };
  if (role === 'init' && behaviour.fault !== 'NeverReady') return { at: since + behaviour.readyDelay, exitCode: behaviour.exitCode ?? 0 };
  return undefined;
}

/** Models kubecontainer.ShouldContainerBeRestarted; an init container that has succeeded is done whatever the policy. */
function restartsAfter(pod: Pod, role: Role, exitCode: number): boolean {
  if (role === 'sidecar') return true;
  if (role === 'init' && exitCode === 0) return false;
  const policy = pod.spec.restartPolicy ?? 'Always';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/** How long a container takes to end once it is asked to, in ms: its preStop hook, then its program, within its grace period. */
export function stopTime(pod: Pod, container: Container, behaviour: Behaviour): number {
  return Math.min((pod.spec.terminationGracePeriodSeconds ?? 30) * 1000, preStopTime(container) + behaviour.stopDelay);
}

/** A preStop hook's time in ms: of `sleep`, and of an `exec` that is a `sleep`. */
export function preStopTime(container: Container): number {
  const hook = container.lifecycle?.preStop;
  if (hook?.sleep) return hook.sleep.seconds * 1000;
  const match = /(?:^|[\s;&])sleep\s+(\d+)/.exec(hook?.exec?.command?.join(' ') ?? '');
  return match ? Number(match[1]) * 1000 : 0;
}

function carriedOut(run: Run, status: ContainerStatus, { what, probe }: Transition, backoff: number | undefined, now: number): ContainerStatus {
  switch (what) {
    case 'started':
    case 'restarted':
      return running(run, status, now);
    case 'startup-passed':
      return { ...status, started: true };
    case 'ready':
      return { ...status, ready: true };
    case 'unready':
      return { ...status, ready: false };
    case 'image-pull-failed':
      return { ...status, ready: false, state: { waiting: pullFailure(run.container) } };
    case 'config-failed':
      return { ...status, ready: false, state: { waiting: { reason: 'CreateContainerConfigError', message: run.missing ?? '' } } };
    case 'image-name-invalid':
      return { ...status, ready: false, state: { waiting: { reason: 'InvalidImageName', message: invalidName(run.container.image) } } };
    case 'completed':
    case 'failed':
      return { ...ended(status), ready: run.role === 'init' && what === 'completed', state: { terminated: terminated(run, status, probe, now) } };
    case 'crashed':
    case 'killed': {
      // Nodes of this cluster do not say when a container ended that was started again: `kubectl get` would add it to the number of restarts.
      const { finishedAt: _, ...lastEnd } = terminated(run, status, probe, now);
      const last = { ...ended(status), restartCount: status.restartCount + 1, lastState: { terminated: lastEnd } };
      if (backoff === 0) return running(run, last, now);
      return { ...last, state: { waiting: { reason: 'CrashLoopBackOff', message: backoffMessage(run, backoff as number) } } };
    }
  }
}

function ended(status: ContainerStatus): ContainerStatus {
  return { ...status, ready: false, ...(status.started === undefined ? {} : { started: false }) };
}

function running({ container, role }: Run, status: ContainerStatus, now: number): ContainerStatus {
  return { ...status, ready: false, ...(role === 'init' ? {} : { started: !container.startupProbe }), state: { running: { startedAt: toTime(now) } } };
}

function terminated(
  { pod, container, behaviour, role }: Run,
  status: ContainerStatus,
  probe: Happened['probe'],
  now: number,
): NonNullable<ContainerState['terminated']> {
  const startedAt = status.state?.running?.startedAt;
  const exitCode = probe ? killedExitCode(pod, container, behaviour) : (programEnd(behaviour, role, 0)?.exitCode ?? 0);
  return { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', ...(startedAt === undefined ? {} : { startedAt }), finishedAt: toTime(now) };
}

/** A program that ends in time after SIGTERM exits with 0; one that does not gets SIGKILL. */
function killedExitCode(pod: Pod, container: Container, behaviour: Behaviour): number {
  return preStopTime(container) + behaviour.stopDelay > (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000 ? 137 : 0;
}

const invalidName = (image: string): string =>
  `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${imageNameProblem(image) ?? ''}`;

function pullFailure({ image, imagePullPolicy }: Container): { reason: string; message: string } {
  if (imagePullPolicy === 'Never') return { reason: 'ErrImageNeverPull', message: `Container image "${image}" is not present with pull policy of Never` };
  return { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}"` };
}

// ---- back-off

/** The wait before the next start: twice the last one. A container that a probe has killed is started at once the first time. */
function nextBackoff(status: ContainerStatus, what: 'crashed' | 'killed', past: Past | undefined, now: number): number {
  const startedAt = fromTime(status.state?.running?.startedAt ?? toTime(now));
  if (!past || now - startedAt >= BACKOFF_FORGET_MS) return what === 'killed' ? 0 : BACKOFF_FIRST_MS;
  return Math.min(BACKOFF_MAX_MS, Math.max(BACKOFF_FIRST_MS, past.backoff * 2));
}

function backoffMessage({ container, pod }: Run, backoff: number): string {
  return `back-off ${goDuration(backoff)} restarting failed container=${container.name} pod=${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid})`;
}

function goDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** An image that could not be pulled is tried again after 10, 20, 40 … 300 s: the first try from which on it can be. */
function nextPull(firstTry: number, possibleFrom: number): number {
  let at = firstTry;
  for (let wait = BACKOFF_FIRST_MS; at < possibleFrom; wait = Math.min(BACKOFF_MAX_MS, wait * 2)) at += wait;
  return at;
}
