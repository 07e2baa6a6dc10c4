import { startOrdinal } from '../../src/cluster/controllers/statefulset/identity.ts';
import { fenceposts } from '../../src/cluster/controllers/deployment/numbers.ts';
import { findNew } from '../../src/cluster/controllers/deployment/replicasets.ts';
import { REVISION_LABEL } from '../../src/cluster/controllers/history.ts';
import type { Store } from '../../src/cluster/store.ts';
import { controllerOf } from '../../src/kube/meta.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { isPodActive, isPodAvailable, isPodReady, isPodTerminal } from '../../src/kube/pod-status.ts';
import type { Deployment, ReplicaSet, StatefulSet } from '../../src/kube/workloads.ts';

/**
 * What the controllers would still do at a moment at which they say that they are through: their own rules, written down once more as they
 * stand upstream, over all Pods each time. The controllers themselves keep books instead, and look only where something has changed.
 */
export function leftToDo(store: Store, nowMs: number): readonly string[] {
  return [
    ...[...store.list('replicasets')].flatMap((set) => ofReplicaSet(store, set, nowMs)),
    ...[...store.list('deployments')].flatMap((deployment) => ofDeployment(store, deployment)),
    ...[...store.list('statefulsets')].flatMap((set) => ofStatefulSet(store, set, nowMs)),
  ];
}

type Counts = Readonly<Record<string, number | undefined>>;
const n = (value: number | undefined): number => value ?? 0;
const isGoing = ({ metadata }: { readonly metadata: { readonly deletionTimestamp?: string } }): boolean => metadata.deletionTimestamp !== undefined;

/** A complaint where a status says other numbers than there are. */
function differences(what: string, status: unknown, expected: Counts): string[] {
  return Object.entries(expected).flatMap(([name, value]) => {
    const said = n((status as Counts)[name]);
    return said === n(value) ? [] : [`${what} says ${name}: ${said}, and there are ${n(value)}`];
  });
}

function ofReplicaSet(store: Store, set: ReplicaSet, nowMs: number): string[] {
  const { name, uid, generation } = set.metadata;
  const pods = (store.controlledBy('pods', uid) as readonly Pod[]).filter((pod) => !isPodTerminal(pod));
  const active = pods.filter(isPodActive);
  const wrong = differences(name, set.status, {
    replicas: active.length,
    readyReplicas: active.filter(isPodReady).length,
    availableReplicas: active.filter((pod) => isPodAvailable(pod, n(set.spec.minReadySeconds), nowMs)).length,
    terminatingReplicas: pods.length - active.length,
    observedGeneration: generation,
  });
  return isGoing(set) || active.length === set.spec.replicas ? wrong : [...wrong, `${name} has ${active.length} Pods of ${set.spec.replicas}`];
}

/** Models the conditions of rolloutRolling. */
function ofDeployment(store: Store, deployment: Deployment): string[] {
  const { name, uid, generation } = deployment.metadata;
  if (isGoing(deployment)) return [];
  const sets = store.controlledBy('replicasets', uid) as readonly ReplicaSet[];
  const sum = (count: (set: ReplicaSet) => number | undefined): number => sets.reduce((total, set) => total + n(count(set)), 0);
  const available = sum(({ status }) => status.availableReplicas);
  const newest = findNew(deployment, sets);
  const wanted = sum(({ spec }) => spec.replicas);
  const wrong = differences(name, deployment.status, {
    replicas: sum(({ status }) => status.replicas),
    updatedReplicas: newest?.status.replicas,
    readyReplicas: sum(({ status }) => status.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, wanted - available),
    observedGeneration: generation,
  });
  if (deployment.spec.paused) return wrong;
  if (!newest) return [...wrong, `${name} has no ReplicaSet of its template`];
  const { replicas } = deployment.spec;
  const { surge, unavailable } = fenceposts(deployment);
  const has = newest.spec.replicas;
  if (has > replicas || (has < replicas && replicas + surge > wanted)) wrong.push(`${name} has room: ${has} new of ${replicas}, ${wanted} in all`);
  const old = sets.filter((set) => set !== newest && set.spec.replicas > 0);
  const least = replicas - Math.min(unavailable, replicas);
  if (!old.length || wanted - least - (has - n(newest.status.availableReplicas)) <= 0) return wrong;
  const ailing = old.some(({ spec, status }) => spec.replicas !== n(status.availableReplicas));
  return ailing || available > least ? [...wrong, `${name} has old Pods to spare: ${available} available, ${least} needed`] : wrong;
}

const ordinalIn = (pod: Pod): number => Number(/\d+$/.exec(pod.metadata.name)?.[0]);

/** Models updateStatefulSet up to its first action. */
function ofStatefulSet(store: Store, set: StatefulSet, nowMs: number): string[] {
  const { name, namespace = '', uid, generation } = set.metadata;
  const pods = store.controlledBy('pods', uid) as readonly Pod[];
  const isNamed = new RegExp(`^${name}-\\d+$`);
  const taken = [...store.listIn('pods', namespace)].some((pod) => isNamed.test(pod.metadata.name) && controllerOf(pod)?.uid !== uid);
  // Who waits for a name or a claim tries again by the clock.
  if (isGoing(set) || taken || set.spec.volumeClaimTemplates?.length) return [];
  const { minReadySeconds = 0, replicas, updateStrategy } = set.spec;
  const isUnavailable = (pod: Pod | undefined): boolean => !pod || isGoing(pod) || !isPodAvailable(pod, minReadySeconds, nowMs);
  const ofRevision = (revision: string | undefined): number => pods.filter((pod) => !isGoing(pod) && pod.metadata.labels?.[REVISION_LABEL] === revision).length;
  const ready = pods.filter((pod) => pod.status.phase === 'Running' && isPodReady(pod));
  const wrong = differences(name, set.status, {
    replicas: pods.length,
    readyReplicas: ready.length,
    availableReplicas: ready.filter((pod) => isPodAvailable(pod, minReadySeconds, nowMs)).length,
    currentReplicas: ofRevision(set.status.currentRevision),
    updatedReplicas: ofRevision(set.status.updateRevision),
    observedGeneration: generation,
  });
  const start = startOrdinal(set);
  const at = (position: number): Pod | undefined => pods.find((pod) => ordinalIn(pod) === start + position);
  const inOrder = set.spec.podManagementPolicy !== 'Parallel';
  for (let position = 0; position < replicas; position++) {
    if (!at(position)) return [...wrong, `${name} lacks the Pod of ordinal ${start + position}`];
    if (inOrder && isUnavailable(at(position))) return wrong;
  }
  const condemned = pods.filter((pod) => ordinalIn(pod) < start || ordinalIn(pod) >= start + replicas).sort((a, b) => ordinalIn(b) - ordinalIn(a));
  const firstAiling = condemned.findLast(isUnavailable);
  for (const pod of condemned) {
    if (!isGoing(pod) && (!inOrder || !isUnavailable(pod) || pod === firstAiling)) return [...wrong, `${name} keeps ${pod.metadata.name}`];
    if (inOrder) return wrong;
  }
  if (updateStrategy.type === 'OnDelete') return wrong;
  for (let position = replicas - 1; position >= n(updateStrategy.rollingUpdate?.partition); position--) {
    const pod = at(position) as Pod;
    if (!isGoing(pod) && pod.metadata.labels?.[REVISION_LABEL] !== set.status.updateRevision) return [...wrong, `${name} keeps the old ${pod.metadata.name}`];
    if (isUnavailable(pod)) return wrong;
  }
  return wrong;
}
