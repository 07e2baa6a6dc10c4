import { controllerOf } from '../kube/meta.ts';
import type { ContainerStatus, Pod } from '../kube/pod.ts';
import { requestedBy } from './requested.ts';
import type { PodFacts, PodState } from './types.ts';

const remembered = new WeakMap<Pod, PodFacts>();

/** The facts of a Pod, derived once for each version of it: objects are immutable, so a version's facts never change. */
export function podFacts(pod: Pod): PodFacts {
  let facts = remembered.get(pod);
  if (!facts) remembered.set(pod, (facts = derive(pod)));
  return facts;
}

function derive(pod: Pod): PodFacts {
  const { metadata, spec, status } = pod;
  const owner = controllerOf(pod);
  const containers = status.containerStatuses ?? [];
  const { state, word, message } = stateOf(pod);
  return {
    uid: metadata.uid,
    key: `${metadata.namespace}/${metadata.name}`,
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    state,
    status: word,
    message,
    node: spec.nodeName ?? '',
    ownerUid: owner?.uid ?? '',
    ownerKind: owner?.kind ?? '',
    ownerName: owner?.name ?? '',
    hash: metadata.labels?.['pod-template-hash'] ?? metadata.labels?.['controller-revision-hash'] ?? '',
    readyContainers: containers.filter(({ ready }) => ready).length,
    containers: spec.containers.length,
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    claims: (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : [])),
    ordinal: owner?.kind === 'StatefulSet' ? ordinalOf(metadata.name) : -1,
    image: spec.containers[0]?.image ?? '',
    ...requestedBy(spec),
  };
}

/** The number after the last dash, or -1. Models getOrdinal of the StatefulSet controller. */
export function ordinalOf(name: string): number {
  const tail = name.slice(name.lastIndexOf('-') + 1);
  return /^[0-9]+$/.test(tail) ? Number(tail) : -1;
}

interface Verdict {
  readonly state: PodState;
  /** What kubectl prints as STATUS. */
  readonly word: string;
  readonly message: string;
}

/** A waiting container that will be tried again by itself is on its way; every other reason to wait is a failure. */
const ON_ITS_WAY = new Set(['ContainerCreating', 'PodInitializing', '']);

function stateOf(pod: Pod): Verdict {
  const { status, metadata, spec } = pod;
  const conditions = status.conditions ?? [];
  const ready = conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True');
  if (metadata.deletionTimestamp !== undefined) return { state: 'terminating', word: 'Terminating', message: '' };
  if (status.phase === 'Failed') return { state: 'failing', word: status.reason ?? failedWord(pod) ?? 'Error', message: status.message ?? '' };
  if (status.phase === 'Succeeded') return { state: 'completed', word: 'Completed', message: '' };
  if (!spec.nodeName) {
    const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
    const word = scheduled?.reason === 'SchedulingGated' ? 'SchedulingGated' : 'Pending';
    return { state: 'pending', word, message: scheduled?.message ?? '' };
  }
  const failing = firstFailing(status.initContainerStatuses, true) ?? firstFailing(status.containerStatuses, false);
  if (failing) return { state: 'failing', ...failing };
  if (ready) return { state: 'ready', word: 'Running', message: '' };
  const waiting = (status.containerStatuses ?? []).find(({ state }) => state?.waiting);
  if (waiting || status.phase !== 'Running') {
    const init = initWord(pod);
    return { state: 'creating', word: init ?? waiting?.state?.waiting?.reason ?? 'ContainerCreating', message: waiting?.state?.waiting?.message ?? '' };
  }
  return { state: 'running', word: 'Running', message: conditions.find(({ type }) => type === 'Ready')?.message ?? '' };
}

function failedWord(pod: Pod): string | undefined {
  return pod.status.containerStatuses?.find(({ state }) => state?.terminated?.exitCode)?.state?.terminated?.reason;
}

function firstFailing(statuses: readonly ContainerStatus[] | undefined, init: boolean): { word: string; message: string } | undefined {
  for (const { state } of statuses ?? []) {
    const prefix = init ? 'Init:' : '';
    const waiting = state?.waiting;
    if (waiting && !ON_ITS_WAY.has(waiting.reason ?? '')) return { word: prefix + (waiting.reason ?? ''), message: waiting.message ?? '' };
    const ended = state?.terminated;
    if (ended && ended.exitCode !== 0) return { word: prefix + (ended.reason ?? 'Error'), message: ended.message ?? '' };
  }
  return undefined;
}

/** `Init:1/2` while init containers have not all ended (or, sidecars, started). Models printPod. */
function initWord(pod: Pod): string | undefined {
  const all = pod.spec.initContainers ?? [];
  if (!all.length) return undefined;
  const statuses = pod.status.initContainerStatuses ?? [];
  const done = all.filter(({ name, restartPolicy }) => {
    const status = statuses.find((candidate) => candidate.name === name);
    return restartPolicy === 'Always' ? status?.started === true : status?.state?.terminated?.exitCode === 0;
  }).length;
  return done < all.length ? `Init:${done}/${all.length}` : undefined;
}
