import type { KubeObject } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { isPodActive, isPodTerminating, podReadySince } from '../../../kube/pod-status.ts';
import { matches, matchesMap } from '../../../kube/selector.ts';
import type { ReplicaSet, ReplicationController } from '../../../kube/workloads.ts';
import {
  type Context,
  type Controller,
  type Outcome,
  type Plan,
  type Step,
  defineController,
  itself,
  remember,
  requeueAfter,
  updateStatus,
} from '../../controller.ts';
import { claim, ownersToWake } from '../claim.ts';
import { finished, forget, retryLater } from '../retry.ts';
import { manageReplicas } from './manage.ts';
import { calculateStatus, nextAvailabilityMs, statusDiffers } from './status.ts';

/** What keeps a number of equal Pods: a ReplicaSet, or its predecessor. */
export type ReplicaOwner = ReplicaSet | ReplicationController;

const selects = (owner: ReplicaOwner, labels: KubeObject['metadata']['labels']): boolean =>
  owner.kind === 'ReplicaSet' ? matches(owner.spec.selector, labels) : matchesMap(owner.spec.selector, labels);

/** The two controllers are one program with two faces, as they are upstream. */
function replicaController(name: string, table: 'replicasets' | 'replicationcontrollers', kind: ReplicaOwner['kind'], models: string): Controller {
  return defineController({
    name,
    models,
    watches: [
      itself(table),
      {
        table: 'pods',
        keys: (listers, before, after) =>
          ownersToWake(listers, table, kind, (owner, pod) => selects(owner as ReplicaOwner, pod.metadata.labels), before, after),
      },
    ],
    reconcile: (context, key) => sync(context, table, key),
  });
}

/** Claims the Pods, makes them as many as wanted, and reports what was there before it acted. Models syncReplicaSet. */
function* sync(context: Context, table: 'replicasets' | 'replicationcontrollers', key: string): Plan {
  const owner = context.listers.get(table, key) as ReplicaOwner | undefined;
  if (!owner) {
    yield* forget(context, key);
    return;
  }
  const fits = (pod: Pod): boolean => selects(owner, pod.metadata.labels);
  const terminating =
    owner.kind === 'ReplicaSet'
      ? context.listers.controlledBy('pods', owner.metadata.uid).filter((pod) => isPodTerminating(pod) && fits(pod)).length
      : undefined;
  const active = yield* claim(context.listers, 'pods', owner, fits, isPodActive);
  const refused = owner.metadata.deletionTimestamp === undefined ? yield* manageReplicas(context, owner, active) : undefined;

  const heard = yield* hear(context, key, active);
  const status = calculateStatus(context, owner, active, heard, terminating, refused);
  // What has been read counts, not what this sync has made of it: the next sync sees that.
  if (statusDiffers(owner, status))
    yield updateStatus({
      ...owner,
      metadata: { ...owner.metadata, resourceVersion: '' },
      status: { ...status, observedGeneration: owner.metadata.generation ?? 0 },
    });

  if (refused) {
    const minReadySeconds = owner.spec.minReadySeconds ?? 0;
    if (minReadySeconds && active.some((pod) => podReadySince(pod) === context.now)) yield requeueAfter(minReadySeconds * 1000);
    yield* retryLater(context, key);
    return;
  }
  yield* finished(context, key);
  const next = nextAvailabilityMs(context, owner, active);
  if (next !== undefined) yield requeueAfter(next);
}

/**
 * The Pods whose readiness this sync has heard of. Nodes report one by one, and the first report is acted upon while the others are
 * still on their way: so of several Pods that get ready in one instant, the first sync of that instant counts one, and the next, which
 * its own status wakes, all. The recordings show it: one old Pod goes first, then the others.
 */
function* hear(context: Context, key: string, active: readonly Pod[]): Generator<Step, (pod: Pod) => boolean, Outcome> {
  const { now } = context;
  const fresh = active.filter((pod) => podReadySince(pod) === now);
  if (fresh.length < 2 || context.recall(heardOf(key)) === now) return () => true;
  yield remember(heardOf(key), now);
  const late = new Set(fresh.slice(1));
  return (pod) => !late.has(pod);
}

const heardOf = (key: string): string => `heard ${key}`;

export const replicaSetController = replicaController(
  'replicaset-controller',
  'replicasets',
  'ReplicaSet',
  'pkg/controller/replicaset: keeps as many Pods as a ReplicaSet asks for',
);
export const replicationController = replicaController(
  'replication-controller',
  'replicationcontrollers',
  'ReplicationController',
  'pkg/controller/replication: the same for the older ReplicationController',
);
