import type { AutoscalerDecision, HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../kube/autoscaling.ts';
import type { Node, PodDisruptionBudget, Service } from '../kube/cluster-objects.ts';
import { findCondition } from '../kube/conditions.ts';
import { scaled } from '../kube/int-or-percent.ts';
import type { Condition } from '../kube/meta.ts';
import { milliValue, wholeValue } from '../kube/quantity.ts';
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet } from '../kube/workloads.ts';
import { formatTaint } from './eligibility.ts';
import type { History } from './history.ts';
import type { Endpoints } from './census.ts';
import type { Requested } from './requested.ts';
import { type CardFacts, type ConditionFacts, type MetricFacts, NO_REVISION, type PodFacts, type ResourceFacts, type RevisionShare } from './types.ts';

/** ReplicaSet and ReplicationController share one shape, so a kind finds every shape that may have it. */
type FactsOf<K extends CardFacts['kind']> = CardFacts extends infer F
  ? F extends { readonly kind: infer Kind }
    ? K extends Kind
      ? F
      : never
    : never
  : never;

const REVISION = 'deployment.kubernetes.io/revision';
const conditionFacts = (condition: Condition | undefined): ConditionFacts | undefined =>
  condition && { type: condition.type, status: condition.status, reason: condition.reason ?? '' };

/** The most Pods, and the fewest available, that a Deployment's strategy allows. Models MaxSurge and MaxUnavailable of deploymentutil. */
export function deploymentLimits({ spec }: Deployment): { readonly totalMax: number; readonly availableMin: number } {
  const { replicas, strategy } = spec;
  if (strategy.type === 'Recreate') return { totalMax: replicas, availableMin: 0 };
  const surge = percentOf(strategy.rollingUpdate?.maxSurge, replicas, 'up');
  let unavailable = percentOf(strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
  if (surge === 0 && unavailable === 0) unavailable = 1;
  return { totalMax: replicas + surge, availableMin: replicas === 0 ? 0 : replicas - Math.min(unavailable, replicas) };
}

function percentOf(value: number | string | undefined, total: number, round: 'up' | 'down'): number {
  try {
    return scaled(value, total, round);
  } catch {
    return 0; // not a percentage: the API server refuses it, so it never gets here but from a hand-made world
  }
}

interface Tally {
  readonly ready: number;
  /** Not being deleted. */
  readonly current: number;
  /** Neither being deleted nor completed. */
  readonly staying: number;
}
const tallies = new WeakMap<readonly PodFacts[], Tally>();

/** Counts a list of Pods, once. */
function tallyOf(pods: readonly PodFacts[]): Tally {
  let tally = tallies.get(pods);
  if (!tally) {
    let [ready, current, staying] = [0, 0, 0];
    for (const { state } of pods) {
      if (state === 'terminating') continue;
      current++;
      if (state !== 'completed') staying++;
      if (state === 'ready') ready++;
    }
    tallies.set(pods, (tally = { ready, current, staying }));
  }
  return tally;
}

/** How many Pods that are not being deleted each revision has. */
export function sharesOf(groups: readonly { readonly revision: number; readonly pods: readonly PodFacts[] }[]): readonly RevisionShare[] {
  const shares = new Map<number, { revision: number; pods: number; ready: number }>();
  for (const { revision, pods } of groups) {
    const { staying, ready } = tallyOf(pods);
    if (!staying) continue;
    const share = shares.get(revision);
    if (!share) shares.set(revision, { revision, pods: staying, ready });
    else {
      share.pods += staying;
      share.ready += ready;
    }
  }
  return [...shares.values()].sort((a, b) => a.revision - b.revision);
}

export function deploymentFacts(deployment: Deployment, shares: readonly RevisionShare[]): FactsOf<'deployment'> {
  const { metadata, spec, status } = deployment;
  const progressing = findCondition(status.conditions, 'Progressing');
  const failure = findCondition(status.conditions, 'ReplicaFailure');
  return {
    kind: 'deployment',
    generation: metadata.generation ?? 0,
    observedGeneration: status.observedGeneration ?? 0,
    revision: metadata.annotations?.[REVISION] ?? '',
    paused: spec.paused ?? false,
    recreate: spec.strategy.type === 'Recreate',
    desired: spec.replicas,
    total: shares.reduce((sum, { pods }) => sum + pods, 0),
    available: status.availableReplicas ?? 0,
    ...deploymentLimits(deployment),
    shares,
    trouble: conditionFacts(failure?.status === 'True' ? failure : progressing?.status === 'False' ? progressing : undefined),
  };
}

/** A ReplicaSet of a Deployment is folded to one line once it has no Pods and neither is the newest nor was the one before. */
export function replicaSetFacts(
  object: ReplicaSet | ReplicationController,
  pods: readonly PodFacts[],
  colour: number,
  folded: boolean,
): FactsOf<'replicaset' | 'replicationcontroller'> {
  return {
    kind: object.kind === 'ReplicaSet' ? 'replicaset' : 'replicationcontroller',
    revision: object.metadata.annotations?.[REVISION] ?? '',
    colour,
    image: imageOf(object.spec.template?.spec.containers),
    current: tallyOf(pods).current,
    desired: object.spec.replicas,
    ready: tallyOf(pods).ready,
    folded,
  };
}

const imageOf = (containers: readonly { readonly image: string }[] | undefined): string => (containers ?? []).map(({ image }) => image).join(', ');

export function statefulSetFacts({ metadata, spec, status }: StatefulSet, pods: readonly PodFacts[], history: History): FactsOf<'statefulset'> {
  const updateRevision = status.updateRevision ?? '';
  return {
    kind: 'statefulset',
    image: imageOf(spec.template.spec.containers),
    desired: spec.replicas,
    ready: tallyOf(pods).ready,
    current: tallyOf(pods).current,
    updated: pods.filter(({ hash, state }) => state !== 'terminating' && hash === updateRevision).length,
    parallel: spec.podManagementPolicy === 'Parallel',
    onDelete: spec.updateStrategy.type === 'OnDelete',
    partition: spec.updateStrategy.rollingUpdate?.partition ?? 0,
    updateRevision,
    updating: status.currentRevision !== undefined && status.currentRevision !== status.updateRevision,
    colour: history.revisionOf(metadata.uid, updateRevision),
    shares: sharesByHash(metadata.uid, pods, history),
  };
}

export function daemonSetFacts({ metadata, spec, status }: DaemonSet, pods: readonly PodFacts[], history: History): FactsOf<'daemonset'> {
  const shares = sharesByHash(metadata.uid, pods, history);
  return {
    kind: 'daemonset',
    image: imageOf(spec.template.spec.containers),
    desired: status.desiredNumberScheduled,
    scheduled: status.currentNumberScheduled,
    ready: tallyOf(pods).ready,
    updated: status.updatedNumberScheduled ?? 0,
    misscheduled: status.numberMisscheduled,
    onDelete: spec.updateStrategy.type === 'OnDelete',
    colour: shares.at(-1)?.revision ?? 0,
    shares,
  };
}

function sharesByHash(uid: string, pods: readonly PodFacts[], history: History): readonly RevisionShare[] {
  return sharesOf(pods.map((pod) => ({ revision: history.revisionOf(uid, pod.hash), pods: [pod] })));
}

/** The colour of a Pod: that of its template among its workload's; NO_REVISION where nothing made it. */
export function revisionOfPod(pod: PodFacts, deploymentUidOf: ReadonlyMap<string, string>, history: History): number {
  if (!pod.ownerUid) return NO_REVISION;
  return history.revisionOf(deploymentUidOf.get(pod.ownerUid) ?? pod.ownerUid, pod.hash);
}

export function serviceFacts({ spec }: Service, endpoints: Endpoints): FactsOf<'service'> {
  const headless = spec.clusterIP === 'None';
  return {
    kind: 'service',
    type: headless ? 'Headless' : (spec.type ?? 'ClusterIP'),
    address: headless ? '' : (spec.externalName ?? spec.clusterIP ?? ''),
    ready: endpoints.ready,
    notReady: endpoints.notReady,
    terminating: endpoints.terminating,
    podUids: endpoints.podUids,
    ports: (spec.ports ?? []).map(({ port, targetPort }) => (targetPort === undefined || targetPort === port ? `${port}` : `${port} → ${targetPort}`)),
  };
}

export function budgetFacts({ spec, status }: PodDisruptionBudget): FactsOf<'budget'> {
  return {
    kind: 'budget',
    rule: spec.minAvailable === undefined ? `maxUnavailable ${spec.maxUnavailable ?? 0}` : `minAvailable ${spec.minAvailable}`,
    allowed: status?.disruptionsAllowed ?? 0,
    healthy: status?.currentHealthy ?? 0,
    needed: status?.desiredHealthy ?? 0,
    expected: status?.expectedPods ?? 0,
  };
}

export function autoscalerFacts({ spec, status }: HorizontalPodAutoscaler, decision: AutoscalerDecision | undefined): FactsOf<'autoscaler'> {
  const able = findCondition(status?.conditions, 'AbleToScale');
  const active = findCondition(status?.conditions, 'ScalingActive');
  const limited = findCondition(status?.conditions, 'ScalingLimited');
  return {
    kind: 'autoscaler',
    target: `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    metrics: (spec.metrics ?? []).map((metric, index) => metricFacts(metric, status?.currentMetrics?.[index])),
    current: status?.currentReplicas ?? 0,
    // Before its first reading the status says 0, which nobody asked for.
    desired: decision?.desired ?? (status?.desiredReplicas || (status?.currentReplicas ?? 0)),
    min: spec.minReplicas ?? 1,
    max: spec.maxReplicas,
    recommended: decision?.recommended,
    stabilized: decision?.stabilized,
    trouble: conditionFacts(able?.status === 'False' ? able : active?.status === 'False' ? active : undefined),
    limited: conditionFacts(limited?.status === 'True' ? limited : undefined),
  };
}

function metricFacts(spec: MetricSpec, status: MetricStatus | undefined): MetricFacts {
  const [name, target] = partsOf(spec);
  const current = status && valueOf(status);
  const wanted = written(target.averageUtilization, target.averageValue ?? target.value);
  const now = current && written(target.averageUtilization === undefined ? undefined : current.averageUtilization, current.averageValue ?? current.value);
  return { name, target: wanted ?? '', current: now, ratio: ratioOf(target, current) };
}

function partsOf(spec: MetricSpec): [string, MetricTarget] {
  const none: MetricTarget = { type: 'Value' };
  switch (spec.type) {
    case 'Resource':
      return [spec.resource?.name ?? '', spec.resource?.target ?? none];
    case 'ContainerResource':
      return [`${spec.containerResource?.container}: ${spec.containerResource?.name}`, spec.containerResource?.target ?? none];
    case 'Pods':
      return [spec.pods?.metric.name ?? '', spec.pods?.target ?? none];
    case 'Object':
      return [spec.object?.metric.name ?? '', spec.object?.target ?? none];
    case 'External':
      return [spec.external?.metric.name ?? '', spec.external?.target ?? none];
  }
}

function valueOf(status: MetricStatus): MetricValueStatus | undefined {
  return (status.resource ?? status.containerResource ?? status.pods ?? status.object ?? status.external)?.current;
}

const written = (utilization: number | undefined, value: string | undefined): string | undefined => (utilization === undefined ? value : `${utilization}%`);

function ratioOf(target: MetricTarget, current: MetricValueStatus | undefined): number | undefined {
  if (!current) return undefined;
  if (target.averageUtilization !== undefined)
    return current.averageUtilization === undefined ? undefined : current.averageUtilization / target.averageUtilization;
  const wanted = target.averageValue ?? target.value;
  const now = target.averageValue === undefined ? current.value : current.averageValue;
  if (wanted === undefined || now === undefined) return undefined;
  const divisor = milliValue(wanted);
  return divisor > 0 ? milliValue(now) / divisor : undefined;
}

const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

/** `down`: its kubelet has stopped, which the cluster learns only when its lease runs out. */
export function nodeFacts(node: Node, requests: Requested, pods: number, dense: boolean, down: boolean): FactsOf<'node'> {
  const { spec, status } = node;
  const allocatable = status.allocatable ?? {};
  const resources: ResourceFacts[] = [
    { name: 'cpu', requested: requests.cpuMilli, allocatable: milliValue(allocatable['cpu'] ?? '0') },
    { name: 'memory', requested: requests.memoryBytes, allocatable: wholeValue(allocatable['memory'] ?? '0') },
    { name: 'pods', requested: pods, allocatable: wholeValue(allocatable['pods'] ?? '0') },
  ];
  return {
    kind: 'node',
    ready: findCondition(status.conditions, 'Ready')?.status ?? 'Unknown',
    down,
    cordoned: spec.unschedulable ?? false,
    taints: (spec.taints ?? []).map(formatTaint),
    pressures: (status.conditions ?? []).filter(({ type, status: value }) => value === 'True' && PRESSURES.includes(type)).map(({ type }) => type),
    resources,
    pods,
    dense,
  };
}
