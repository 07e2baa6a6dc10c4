import { findCondition } from '../../kube/conditions.ts';
import { keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodActive } from '../../kube/pod-status.ts';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../kube/workloads.ts';
import { maxSurge, maxUnavailable, revisionOf, wantedOf } from '../controllers/deployment/numbers.ts';
import { isComplete } from '../controllers/deployment/progress.ts';
import { findNew, findOld } from '../controllers/deployment/replicasets.ts';
import type { Blocker, ExplainContext, Remedy } from './contract.ts';
import { blockersOfPods } from './pods.ts';

const undo = (target: string): Remedy => ({ rule: 'remedy/undo', commands: [`kubectl rollout undo ${target}`] });

/** What a Deployment stands still for; empty where it is complete. */
export function blockersOfDeployment(context: ExplainContext, deployment: Deployment): readonly Blocker[] {
  const { name } = deployment.metadata;
  const object = { table: 'deployments', key: keyOf(deployment) };
  const target = `deployment/${name}`;
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
  return limits ? [...blockers, { kind: 'waiting', reason: limits, object, remedies: [] }] : blockers;
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
  const patch = JSON.stringify({ spec: { strategy: { rollingUpdate: { maxUnavailable: 1 } } } });
  return [{ rule: 'remedy/allow-unavailable', commands: [`kubectl patch ${target} -p '${patch}'`] }];
}

/** A ReplicaSet whose Pods the API server refuses. */
export function blockersOfReplicaSet(context: ExplainContext, set: ReplicaSet, remedies: readonly Remedy[]): readonly Blocker[] {
  const failure = findCondition(set.status.conditions, 'ReplicaFailure');
  if (!failure) return [];
  const quotas = [...context.listers.listIn('resourcequotas', set.metadata.namespace ?? '')].map((quota): Remedy => ({
    rule: 'remedy/delete-quota',
    commands: [`kubectl delete resourcequota ${quota.metadata.name}`],
  }));
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/create-refused', values: { name: set.metadata.name, message: failure.message ?? '' } },
      object: { table: 'replicasets', key: keyOf(set) },
      remedies: [...remedies, ...(failure.message?.includes('exceeded quota') ? quotas : [])],
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
    const remove: Remedy = { rule: 'remedy/delete-pod', commands: [`kubectl delete pod ${pod.metadata.name}`] };
    const ways = isOld(pod)
      ? [remove]
      : currentRevision !== updateRevision
        ? [{ rule: 'remedy/undo-and-delete', commands: [`kubectl rollout undo statefulset/${name}`, ...remove.commands] }]
        : [];
    blockers.push(...blockersOfPods(context, [pod], set.spec.minReadySeconds ?? 0, ways));
  }
  if (blockers.length || !old.length) return set.spec.podManagementPolicy === 'Parallel' ? blockers : blockers.slice(0, 1);
  if (set.spec.updateStrategy.type === 'OnDelete') {
    const commands = [`kubectl delete pod ${old.map((pod) => pod.metadata.name).join(' ')}`];
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
  const patch = JSON.stringify({ spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/partition', values: { name, partition, old: old.length } },
      object,
      remedies: [{ rule: 'remedy/partition', commands: [`kubectl patch statefulset ${name} -p '${patch}'`] }],
    },
  ];
}

/** What a DaemonSet stands still for: Nodes without an available Pod of the newest revision. */
export function blockersOfDaemonSet(context: ExplainContext, set: DaemonSet): readonly Blocker[] {
  const { name } = set.metadata;
  const { desiredNumberScheduled, updatedNumberScheduled = 0, numberAvailable = 0 } = set.status;
  if (updatedNumberScheduled === desiredNumberScheduled && numberAvailable >= desiredNumberScheduled) return [];
  const pods = context.listers.controlledBy('pods', set.metadata.uid);
  const blockers = blockersOfPods(context, pods, set.spec.minReadySeconds ?? 0, [undo(`daemonset/${name}`)]);
  if (set.spec.updateStrategy.type !== 'OnDelete' || blockers.length) return blockers;
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/on-delete', values: { name, old: desiredNumberScheduled - updatedNumberScheduled } },
      object: { table: 'daemonsets', key: keyOf(set) },
      remedies: [
        {
          rule: 'remedy/delete-pods',
          commands: [
            `kubectl delete pod ${pods
              .filter(isPodActive)
              .map((pod) => pod.metadata.name)
              .join(' ')}`,
          ],
        },
      ],
    },
  ];
}
