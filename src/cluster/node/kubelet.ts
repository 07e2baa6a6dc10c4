import type { Container, ContainerStatus, Pod, PodStatus } from '../../kube/pod.ts';
import { keyOf } from '../../kube/meta.ts';
import { isPodTerminal } from '../../kube/pod-status.ts';
import { podQos } from '../../kube/qos.ts';
import { fromTime } from '../../kube/time.ts';
import { deepEqual } from '../api/equal.ts';
import {
  type Context,
  type Plan,
  PRIORITY,
  type Watch,
  type Outcome,
  type Step,
  because,
  defineController,
  remember,
  remove,
  requeueAfter,
  updateStatus,
} from '../controller.ts';
import type { Listers } from '../store.ts';
import { IMAGES, NODES, type NodeRow, PROBES, type ProbeRow, behaviourOf, hasOwnBehaviour } from './behaviour.ts';
import { missingFiles, missingVariables, takesConfiguration } from './configuration.ts';
import { type Happened, type Past, type Role, evolve, hasSucceeded, preStopTime, waitingStatus } from './containers.ts';
import { type Override, probeTimes } from './probes.ts';
import { happenings, troubles } from './report.ts';
import { conditionsOf, phaseOf, sharedStatuses } from './status.ts';

const ADDRESS = 'address';

/** A bound Pod is its Node's kubelet's business. Where only its status changed, it was the kubelet itself that changed it, or a marking that it overrides when it is back. */
const boundPods: Watch = {
  table: 'pods',
  keys: (_listers, before, after, key) => {
    const pod = after as Pod | undefined;
    const old = before as Pod | undefined;
    if (!pod) return old?.status.containerStatuses?.some(({ restartCount }) => restartCount > 0) ? [key] : [];
    if (!pod.spec.nodeName) return [];
    if (old?.spec.nodeName && old.metadata.deletionTimestamp === pod.metadata.deletionTimestamp && !gatesChanged(old, pod) && !behaviourChanged(old, pod))
      return [];
    return [key];
  },
};

function gatesChanged(old: Pod, pod: Pod): boolean {
  return pod.spec.readinessGates !== undefined && old.status.conditions !== pod.status.conditions;
}

/** Whether somebody annotated a running Pod with another behaviour, or took it away: `kubectl annotate pod web-x rolloutscope.dev/fault=CrashLoop`. */
function behaviourChanged({ metadata: { annotations: old } }: Pod, { metadata: { annotations } }: Pod): boolean {
  return old !== annotations && (hasOwnBehaviour(old) || hasOwnBehaviour(annotations));
}

const images: Watch = {
  table: IMAGES,
  keys: (listers, before, after) => {
    const image = (after ?? before)?.metadata.name;
    const keys: string[] = [];
    for (const pod of listers.list('pods')) {
      if (!pod.spec.nodeName) continue;
      const own = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
      if (image === '*' || own.some((container) => container.image === image)) keys.push(keyOf(pod));
    }
    return keys;
  },
};

const probes: Watch = { table: PROBES, keys: (listers, before, after) => keysOfProbes(listers, before ?? after) };

function keysOfProbes(listers: Listers, row: { readonly metadata: { readonly name: string } } | undefined): readonly string[] {
  const keys: string[] = [];
  for (const pod of listers.list('pods')) if (pod.metadata.name === row?.metadata.name && pod.spec.nodeName) keys.push(keyOf(pod));
  return keys;
}

/** Pods that wait for a ConfigMap or a Secret are looked at when one comes or changes. */
const configuration = (table: string): Watch => ({
  table,
  keys: (listers, _before, after) => {
    const keys: string[] = [];
    if (!after) return keys;
    for (const pod of listers.listIn('pods', after.metadata.namespace ?? ''))
      if (pod.spec.nodeName && pod.status.phase !== 'Running' && takesConfiguration(pod)) keys.push(keyOf(pod));
    return keys;
  },
});

const nodes: Watch = { table: NODES, keys: (listers, before, after) => listers.podsOn(((after ?? before) as NodeRow).metadata.name).map(keyOf) };

const actor = (listers: Listers, key: string): string => `kubelet/${listers.get('pods', key)?.spec.nodeName ?? ''}`;

/**
 * The stand-in for the kubelets of all Nodes. It runs no programs: the catalogue and the manifest say how long everything takes,
 * in whole seconds since the Pod came to its Node, and this is who reports it. A Pod is looked at only when something is due.
 */
export const kubelet = defineController({
  name: 'kubelet',
  models: 'pkg/kubelet: syncPod, the probers, the restart back-off and the status manager, without a container runtime',
  priority: PRIORITY.node,
  watches: [boundPods, images, probes, nodes, configuration('configmaps'), configuration('secrets')],
  actor,
  *reconcile(context, key): Plan {
    const pod = context.listers.get('pods', key);
    if (!pod && context.recall(pastKey(key)) !== undefined) yield remember(pastKey(key), undefined);
    if (!pod?.spec.nodeName || pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return;
    const power = powerOf(context.listers, pod.spec.nodeName);
    if (power?.down) return;
    yield* syncPod(context, pod);
  },
});

/**
 * Removes Pods whose time has come. It stands behind the scheduler in the order of one instant, so that the scheduler has looked at
 * the room that one Pod left before the next one goes, as it does where deletions are milliseconds apart.
 */
export const podTermination = defineController({
  name: 'kubelet-termination',
  models: 'pkg/kubelet: SyncTerminatingPod and SyncTerminatedPod',
  priority: PRIORITY.scheduler + 5,
  watches: [
    {
      table: 'pods',
      keys: (_listers, before, after, key) =>
        after?.metadata.deletionTimestamp !== undefined && after.metadata.deletionTimestamp !== before?.metadata.deletionTimestamp ? [key] : [],
    },
    nodes,
  ],
  actor,
  *reconcile(context, key): Plan {
    const pod = context.listers.get('pods', key);
    if (!pod?.spec.nodeName || pod.metadata.deletionTimestamp === undefined || pod.metadata.deletionGracePeriodSeconds === 0) return;
    const power = powerOf(context.listers, pod.spec.nodeName);
    if (power?.down) return;
    const graceMs = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
    const noticed = Math.max(fromTime(pod.metadata.deletionTimestamp) - graceMs, secondOf(power?.sinceMs ?? 0));
    const due = noticed + Math.min(graceMs, podStopTime(context.listers, pod));
    if (due > context.now) {
      yield requeueAfter(due - context.now);
      return;
    }
    yield because('kubelet/removed', { pod: pod.metadata.name, node: pod.spec.nodeName, seconds: (secondOf(context.now) - noticed) / 1000 });
    yield remove('pods', key, { gracePeriodSeconds: 0 });
  },
});

function powerOf(listers: Listers, node: string): NodeRow['spec'] | undefined {
  return (listers.get(NODES, node) as NodeRow | undefined)?.spec;
}

const secondOf = (ms: number): number => Math.floor(ms / 1000) * 1000;

function roleOf(container: Container): Role {
  return container.restartPolicy === 'Always' ? 'sidecar' : 'init';
}

/** From the deletion request until the last program has ended, in ms: the containers together, then the sidecars, last one first. */
function podStopTime(listers: Listers, pod: Pod): number {
  const time = (container: Container): number => {
    const running = pod.status.phase === 'Running';
    return (running ? preStopTime(container) : 0) + behaviourOf(listers, pod, container.name, container.image).stopDelay;
  };
  let longest = 0;
  for (const container of pod.spec.containers) longest = Math.max(longest, time(container));
  for (const container of pod.spec.initContainers ?? []) if (roleOf(container) === 'sidecar') longest += time(container);
  return longest;
}

function overrideFor(listers: Listers, pod: Pod): Override | undefined {
  const row = listers.get(PROBES, keyOf(pod)) as ProbeRow | undefined;
  if (!row || (row.spec.uid !== undefined && row.spec.uid !== pod.metadata.uid)) return undefined;
  return { ready: row.spec.ready, sinceMs: secondOf(row.spec.sinceMs) };
}

interface Course {
  readonly inits: readonly ContainerStatus[];
  readonly mains: readonly ContainerStatus[];
  readonly happened: readonly Happened[];
  readonly due: number | undefined;
  /** A volume that cannot be filled, which is told once. */
  readonly unmounted?: ReturnType<typeof missingFiles>[number] | undefined;
  /** What the kubelet is to remember of how containers ended, where that is new. */
  readonly pasts?: Pasts;
}
/** By the container's name. */
type Pasts = Readonly<Record<string, Past>>;

const pastKey = (key: string): string => `past ${key}`;

let last: { readonly asked: readonly unknown[]; readonly course: Course } | undefined;

/**
 * What has become of a Pod's containers. Pods of one instant often go from the same state to the same state, one after the other: then
 * the last answer is the next one too.
 */
function courseOf(context: Context, pod: Pod): Course {
  const { spec, status, metadata } = pod;
  const alone = spec.initContainers || context.listers.count(PROBES) || hasOwnBehaviour(metadata.annotations) || takesConfiguration(pod);
  if (alone) return shared(follow(context, pod));
  const asked: unknown[] = [spec.containers, status.containerStatuses, status.startTime, context.now, spec.restartPolicy, spec.terminationGracePeriodSeconds];
  for (const { name, image } of spec.containers) asked.push(behaviourOf(context.listers, pod, name, image));
  if (last?.asked.length === asked.length && last.asked.every((part, i) => part === asked[i])) return last.course;
  const course = shared(follow(context, pod));
  // How a container ended is remembered for each Pod.
  if (!course.pasts && !course.mains.some(({ restartCount }) => restartCount > 0)) last = { asked, course };
  return course;
}

const shared = (course: Course): Course => ({ ...course, mains: sharedStatuses(course.mains) });

/** Carries all of a Pod's containers on to now: the init containers one after the other, then the others together. */
function follow(context: Context, pod: Pod): Course {
  const { listers, now } = context;
  const override = overrideFor(listers, pod);
  const happened: Happened[] = [];
  const remembered = context.recall(pastKey(keyOf(pod))) as Pasts | undefined;
  let pasts = remembered;
  let due: number | undefined;
  const takes = takesConfiguration(pod);
  const [unmounted] = takes ? missingFiles(listers, pod) : [];
  const run = (container: Container, role: Role, before: ContainerStatus | undefined, from: number | undefined): ContainerStatus => {
    const status = before ?? waitingStatus(container, pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating', role);
    // What has once begun goes on, even where a sidecar before it is being restarted.
    if ((from === undefined || unmounted) && isWaitingForTurn(status)) return status;
    const behaviour = behaviourOf(listers, pod, container.name, container.image);
    const past = status.restartCount > 0 ? pasts?.[container.name] : undefined;
    const missing = takes && status.state?.waiting ? missingVariables(listers, pod, container)[0]?.message : undefined;
    const own = { override: role === 'main' ? override : undefined, from: from ?? arrived, past, missing };
    const evolved = evolve({ pod, container, role, behaviour, ...own }, status, now);
    if (evolved.past && evolved.past !== past) pasts = { ...pasts, [container.name]: evolved.past };
    happened.push(...evolved.happened);
    if (evolved.due !== undefined && (due === undefined || evolved.due < due)) due = evolved.due;
    return evolved.status;
  };
  const arrived = fromTime(pod.status.startTime ?? context.nowTime);
  let from: number | undefined = arrived;
  const inits: ContainerStatus[] = [];
  for (const [index, container] of (pod.spec.initContainers ?? []).entries()) {
    const role = roleOf(container);
    const status = run(container, role, pod.status.initContainerStatuses?.[index], from);
    inits.push(status);
    const done =
      role === 'sidecar'
        ? sidecarStarted(listers, pod, container, status)
        : hasSucceeded(status)
          ? fromTime(status.state?.terminated?.finishedAt as string)
          : undefined;
    if (from !== undefined) from = done === undefined ? undefined : Math.max(from, done);
  }
  const mains = pod.spec.containers.map((container, index) => run(container, 'main', pod.status.containerStatuses?.[index], from));
  return {
    inits,
    mains,
    happened,
    due,
    unmounted: pod.status.startTime === undefined ? unmounted : undefined,
    ...(pasts === remembered || !pasts ? {} : { pasts }),
  };
}

function isWaitingForTurn({ state, restartCount }: ContainerStatus): boolean {
  return restartCount === 0 && (state?.waiting?.reason === 'PodInitializing' || state?.waiting?.reason === 'ContainerCreating');
}

/** When a sidecar let the container after it begin, in virtual ms; undefined while it does not. */
function sidecarStarted(listers: Listers, pod: Pod, container: Container, { started, state }: ContainerStatus): number | undefined {
  const since = state?.running?.startedAt;
  if (!started || since === undefined) return undefined;
  return probeTimes(container, behaviourOf(listers, pod, container.name, container.image), undefined, fromTime(since)).started;
}

function* syncPod(context: Context, pod: Pod): Plan {
  const { now, nowTime, listers } = context;
  const course = courseOf(context, pod);
  if (course.due !== undefined) yield requeueAfter(Math.max(0, course.due - now));
  if (course.pasts) yield remember(pastKey(keyOf(pod)), course.pasts);
  const isSidecar = (index: number): boolean => roleOf(pod.spec.initContainers?.[index] as Container) === 'sidecar';
  const { mains } = course;
  const phase = phaseOf(pod, course.inits, mains, isSidecar);
  const running = [...course.inits, ...mains].some(({ state }) => state?.running ?? state?.terminated);
  const podIP = pod.status.podIP ?? (running ? yield* nextAddress(context) : undefined);
  const node = listers.get('nodes', pod.spec.nodeName as string);
  const hostIP = pod.status.hostIP ?? node?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  const status: PodStatus = {
    phase,
    conditions: conditionsOf(pod, phase, course.inits, mains, isSidecar, nowTime),
    ...(hostIP === undefined ? {} : { hostIP }),
    ...(podIP === undefined ? {} : { podIP, podIPs: pod.status.podIPs ?? [{ ip: podIP }] }),
    startTime: pod.status.startTime ?? nowTime,
    ...(course.inits.length ? { initContainerStatuses: sharedStatuses(course.inits) } : {}),
    containerStatuses: mains,
    qosClass: pod.status.qosClass ?? podQos(pod.spec),
  };
  if (!course.happened.length && deepEqual(status, pod.status)) return;
  yield* happenings(pod, course.happened, course.unmounted);
  yield updateStatus({ ...pod, status });
  yield* troubles(pod, course.happened, course.unmounted);
}

/** Pods get 10.244.0.1, 10.244.0.2 and so on, in the order in which they first run. */
function* nextAddress(context: Context): Generator<Step, string, Outcome> {
  const used = (context.recall(ADDRESS) as number | undefined) ?? 0;
  yield remember(ADDRESS, used + 1);
  return `10.244.${Math.floor(used / HOSTS) % 256}.${(used % HOSTS) + 1}`;
}
const HOSTS = 254;
