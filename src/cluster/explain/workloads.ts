import { findCondition } from '../../kube/conditions.ts';
import { lastSeen } from '../../kube/event.ts';
import { keyOf } from '../../kube/meta.ts';
import type { Node } from '../../kube/cluster-objects.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodActive } from '../../kube/pod-status.ts';
import { fromTime } from '../../kube/time.ts';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../kube/workloads.ts';
import { maxSurge, maxUnavailable, revisionOf, wantedOf } from '../controllers/deployment/numbers.ts';
import { isComplete } from '../controllers/deployment/progress.ts';
import { findNew, findOld } from '../controllers/deployment/replicasets.ts';
import { explainNode } from '../controllers/daemonset/eligibility.ts';
import { type Blocker, type ExplainContext, type Remedy, inNamespace, quoted, timeOf } from './contract.ts';
import { blockersOfPods } from './pods.ts';
import { remediesOfQuota } from './quota.ts';

/** `target` is as kubectl takes it, with its Namespace: `deployment/web -n shop`. */
const undo = (target: string): Remedy => ({ rule: 'remedy/undo', commands: [`kubectl rollout undo ${target}`] });

/** What a Deployment stands still for; empty where it is complete. */
export function blockersOfDeployment(context: ExplainContext, deployment: Deployment): readonly Blocker[] {
  const { name } = deployment.metadata;
  const object = { table: 'deployments', key: keyOf(deployment) };
  const target = `deployment/${name}${inNamespace(deployment)}`;
  if (deployment.spec.paused)
    return [
      {
        kind: 'blocked',
        reason: { rule: 'blocked/paused', values: { name } },
        object,
        remedies: [{ rule: 'remedy/resume', commands: [`kubectl rollout resume ${target}`] }],
      },
    ];
  if (isComplete(deployment, deployment.status)) return [];
  const sets = context.listers.controlledBy('replicasets', deployment.metadata.uid);
  const newSet = findNew(deployment, sets);
  const oldSets = findOld(deployment, sets);
  const remedies = oldSets.some((set) => revisionOf(set) > 0) ? [undo(target)] : [];
  const blockers: Blocker[] = [];
  for (const set of newSet ? [newSet] : []) {
    blockers.push(...blockersOfReplicaSet(context, set, [...surgeRemedies(deployment, target), ...remedies]));
    const pods = context.listers.controlledBy('pods', set.metadata.uid).filter(isPodActive);
    blockers.push(...blockersOfPods(context, pods, deployment.spec.minReadySeconds ?? 0, remedies));
  }
  const leaving = oldSets.flatMap((set) => context.listers.controlledBy('pods', set.metadata.uid)).filter((pod) => !isPodActive(pod));
  if (deployment.spec.strategy.type === 'Recreate' && leaving.length) blockers.push(...blockersOfPods(context, leaving, 0, []));
  const limits = limitsOf(deployment, newSet, oldSets);
  if (limits) blockers.push({ kind: 'waiting', reason: limits, object, remedies: [] });
  const deadline = blockers.length ? deadlineOf(context, deployment) : undefined;
  return deadline ? [...blockers, { kind: 'waiting', aside: true, reason: deadline, object, remedies: [] }] : blockers;
}

/** Until when something has to progress, or that it did not. Models DeploymentTimedOut: it only says so. */
function deadlineOf(context: ExplainContext, deployment: Deployment): Blocker['reason'] | undefined {
  const { progressDeadlineSeconds } = deployment.spec;
  const progressing = findCondition(deployment.status.conditions, 'Progressing');
  if (!progressDeadlineSeconds || !progressing?.lastUpdateTime || progressDeadlineSeconds === 2 ** 31 - 1) return undefined;
  const values = { name: deployment.metadata.name, deadline: progressDeadlineSeconds };
  if (progressing.status === 'False') return { rule: 'blocked/deadline-passed', values };
  const sinceMs = fromTime(progressing.lastUpdateTime);
  return { rule: 'blocked/deadline', values: { ...values, since: (sinceMs / 1000).toFixed(3), ...timeOf(context, sinceMs + progressDeadlineSeconds * 1000) } };
}

/** Why no more old Pods may go and no more new ones come: the two bounds, with the numbers of now. */
function limitsOf(deployment: Deployment, newSet: ReplicaSet | undefined, oldSets: readonly ReplicaSet[]): Blocker['reason'] | undefined {
  if (deployment.spec.strategy.type !== 'RollingUpdate' || wantedOf(oldSets) === 0) return undefined;
  const { replicas } = deployment.spec;
  return {
    rule: 'blocked/limits',
    values: {
      name: deployment.metadata.name,
      minAvailable: replicas - maxUnavailable(deployment),
      available: deployment.status.availableReplicas ?? 0,
      total: replicas + maxSurge(deployment),
      have: wantedOf([...oldSets, newSet]),
    },
  };
}

/** Where the surge does not fit (a quota, full Nodes), old Pods can make room first. */
function surgeRemedies(deployment: Deployment, target: string): readonly Remedy[] {
  if (deployment.spec.strategy.type !== 'RollingUpdate' || maxUnavailable(deployment) > 0) return [];
  const patch = quoted({ spec: { strategy: { rollingUpdate: { maxUnavailable: 1 } } } });
  return [{ rule: 'remedy/allow-unavailable', commands: [`kubectl patch ${target} -p ${patch}`] }];
}

/** A ReplicaSet whose Pods the API server refuses. */
export function blockersOfReplicaSet(context: ExplainContext, set: ReplicaSet, remedies: readonly Remedy[]): readonly Blocker[] {
  const failure = findCondition(set.status.conditions, 'ReplicaFailure');
  if (!failure) return [];
  const { message = '' } = failure;
  const missing = set.spec.replicas - (set.status.replicas ?? 0);
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/create-refused', values: { name: set.metadata.name, message, missing } },
      object: { table: 'replicasets', key: keyOf(set) },
      remedies: [...remedies, ...remediesOfQuota(context.listers, set, message, missing)],
    },
  ];
}

/** What the API server said when a set of one of the other kinds last tried to create a Pod, where Pods are missing: it stands in an event. */
function blockersOfCreation({ listers }: ExplainContext, set: StatefulSet | DaemonSet, missing: number): readonly Blocker[] {
  if (missing <= 0) return [];
  const events = [...listers.listIn('events', set.metadata.namespace ?? '')].filter(
    ({ involvedObject, reason }) => involvedObject.uid === set.metadata.uid && reason === 'FailedCreate',
  );
  const last = events.reduce<(typeof events)[number] | undefined>(
    (newest, one) => (newest && (lastSeen(newest) ?? '') > (lastSeen(one) ?? '') ? newest : one),
    undefined,
  );
  if (!last) return [];
  const table = set.kind === 'StatefulSet' ? 'statefulsets' : 'daemonsets';
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/create-refused', values: { name: set.metadata.name, message: last.message, missing } },
      object: { table, key: keyOf(set) },
      remedies: remediesOfQuota(listers, set, last.message, missing),
    },
  ];
}

const ordinalOf = (pod: Pod): number => Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1));

/** What a StatefulSet stands still for: in order, the first ordinal that is not as it should be. */
export function blockersOfStatefulSet(context: ExplainContext, set: StatefulSet): readonly Blocker[] {
  const { name } = set.metadata;
  const object = { table: 'statefulsets', key: keyOf(set) };
  const pods = [...context.listers.controlledBy('pods', set.metadata.uid)].sort((a, b) => ordinalOf(a) - ordinalOf(b));
  const { updateRevision, currentRevision } = set.status;
  const isOld = (pod: Pod): boolean => pod.metadata.labels?.['controller-revision-hash'] !== updateRevision;
  const old = pods.filter((pod) => isPodActive(pod) && isOld(pod));
  const blockers: Blocker[] = [];
  for (const pod of pods) {
    // A broken Pod of an old revision is not replaced by an update or an undo: somebody has to delete it.
    const remove: Remedy = { rule: 'remedy/delete-pod', commands: [`kubectl delete pod ${pod.metadata.name}${inNamespace(set)}`] };
    const ways = isOld(pod)
      ? [remove]
      : currentRevision !== updateRevision
        ? [{ rule: 'remedy/undo-and-delete', commands: [`kubectl rollout undo statefulset/${name}${inNamespace(set)}`, ...remove.commands] }]
        : [];
    blockers.push(...blockersOfPods(context, [pod], set.spec.minReadySeconds ?? 0, ways));
  }
  if (!blockers.length) blockers.push(...blockersOfCreation(context, set, set.spec.replicas - pods.length));
  if (blockers.length || !old.length) return set.spec.podManagementPolicy === 'Parallel' ? blockers : blockers.slice(0, 1);
  if (set.spec.updateStrategy.type === 'OnDelete') {
    const commands = [`kubectl delete pod ${old.map((pod) => pod.metadata.name).join(' ')}${inNamespace(set)}`];
    return [
      {
        kind: 'blocked',
        reason: { rule: 'blocked/on-delete', values: { name, old: old.length } },
        object,
        remedies: [{ rule: 'remedy/delete-pods', commands }],
      },
    ];
  }
  const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  if (partition === 0 || old.some((pod) => ordinalOf(pod) >= partition)) return [];
  const patch = quoted({ spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/partition', values: { name, partition, old: old.length } },
      object,
      remedies: [{ rule: 'remedy/partition', commands: [`kubectl patch statefulset ${name}${inNamespace(set)} -p ${patch}`] }],
    },
  ];
}

/** What a DaemonSet stands still for: Nodes without an available Pod of the newest revision; and the Nodes that it does not want to be on. */
export function blockersOfDaemonSet(context: ExplainContext, set: DaemonSet): readonly Blocker[] {
  return [...blockersOfDaemonPods(context, set), ...keptOff(context, set)];
}

function blockersOfDaemonPods(context: ExplainContext, set: DaemonSet): readonly Blocker[] {
  const { name } = set.metadata;
  const { desiredNumberScheduled, currentNumberScheduled, updatedNumberScheduled = 0, numberAvailable = 0 } = set.status;
  if (updatedNumberScheduled === desiredNumberScheduled && numberAvailable >= desiredNumberScheduled) return [];
  const pods = context.listers.controlledBy('pods', set.metadata.uid);
  const blockers = [...blockersOfPods(context, pods, set.spec.minReadySeconds ?? 0, [undo(`daemonset/${name}${inNamespace(set)}`)])];
  if (!blockers.length) blockers.push(...blockersOfCreation(context, set, desiredNumberScheduled - currentNumberScheduled));
  if (set.spec.updateStrategy.type !== 'OnDelete' || blockers.length) return blockers;
  const old = pods.filter(isPodActive).map((pod) => pod.metadata.name);
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/on-delete', values: { name, old: desiredNumberScheduled - updatedNumberScheduled } },
      object: { table: 'daemonsets', key: keyOf(set) },
      remedies: [{ rule: 'remedy/delete-pods', commands: [`kubectl delete pod ${old.join(' ')}${inNamespace(set)}`] }],
    },
  ];
}

/** Of the Nodes that a DaemonSet keeps off, so many are named. */
const KEPT_OFF_MAX = 3;

/** Nodes that a DaemonSet does not want to be on, and what would let it. It is complete without them. */
function keptOff({ listers }: ExplainContext, set: DaemonSet): readonly Blocker[] {
  const blockers: Blocker[] = [];
  for (const node of listers.list('nodes')) {
    const reason = explainNode(set, node);
    if (!reason) continue;
    blockers.push({ kind: 'blocked', aside: true, reason, object: { table: 'nodes', key: node.metadata.name }, remedies: waysOnto(node, reason) });
    if (blockers.length === KEPT_OFF_MAX) break;
  }
  return blockers;
}

function waysOnto({ metadata: { name }, spec }: Node, { rule, values }: Blocker['reason']): readonly Remedy[] {
  const { label } = values;
  if (rule === 'daemonset/node-selector' && typeof label === 'string')
    return [{ rule: 'remedy/label-node', commands: [`kubectl label node ${name} ${label} --overwrite`] }];
  if (rule !== 'daemonset/taint-keeps-off' && rule !== 'daemonset/taint-evicts') return [];
  const taints = (spec.taints ?? []).filter(({ key, effect }) => !key.startsWith('node.kubernetes.io/') && effect !== 'PreferNoSchedule');
  if (!taints.length) return [];
  return [
    {
      rule: 'remedy/untaint',
      commands: taints.map(({ key, value, effect }) => `kubectl taint nodes ${name} ${key}${value ? `=${value}` : ''}:${effect}-`),
    },
  ];
}
