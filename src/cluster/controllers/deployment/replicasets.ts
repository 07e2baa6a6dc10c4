import { type KubeObject, type Labels, controllerRef } from '../../../kube/meta.ts';
import type { PodTemplate } from '../../../kube/pod.ts';
import type { Deployment, ReplicaSet } from '../../../kube/workloads.ts';
import { deepEqual } from '../../api/equal.ts';
import { templateHash } from '../../api/schema/template-hash.ts';
import { DESIRED_REPLICAS, LAST_APPLIED, MAX_REPLICAS, REVISION, REVISION_HISTORY, ROLLBACK_TO, byAge, maxSurge } from './numbers.ts';

const TEMPLATE_HASH = 'pod-template-hash';
const REVISION_HISTORY_CHARS_MAX = 2000;
const NAME_CHARS_MAX = 253;
/** Annotations that a Deployment and its ReplicaSets do not take over from each other. */
export const NOT_COPIED: ReadonlySet<string> = new Set([LAST_APPLIED, REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS, ROLLBACK_TO]);

/** Whether two templates make the same Pods; the hash label, which the controller adds, does not count. Models EqualIgnoreHash. */
export function sameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return (
    a === b ||
    (deepEqual(a.spec, b.spec) &&
      deepEqual({ ...a.metadata, labels: withoutHash(a.metadata?.labels) }, { ...b.metadata, labels: withoutHash(b.metadata?.labels) }))
  );
}

export function withoutHash(labels: Labels | undefined): Labels {
  if (!labels) return {};
  const { [TEMPLATE_HASH]: _, ...others } = labels;
  return others;
}

/** The ReplicaSet of the Deployment's present template: of several, the oldest. Models FindNewReplicaSet. */
export function findNew(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(byAge).find((set) => sameTemplate(set.spec.template, deployment.spec.template));
}

/** All the others, oldest first. Models FindOldReplicaSets. */
export function findOld(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet[] {
  const newest = findNew(deployment, sets);
  return [...sets].sort(byAge).filter((set) => set.metadata.uid !== newest?.metadata.uid);
}

/** A new, still empty ReplicaSet for the Deployment's template, named by the template's hash. */
export function newReplicaSet(deployment: Deployment): ReplicaSet {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = templateHash(template, deployment.status.collisionCount);
  const labels = { ...template.metadata?.labels, [TEMPLATE_HASH]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name.slice(0, NAME_CHARS_MAX - hash.length - 1)}-${hash}`,
      ...(deployment.metadata.namespace === undefined ? {} : { namespace: deployment.metadata.namespace }),
      labels,
      ownerReferences: [controllerRef(deployment as KubeObject)],
    } as unknown as ReplicaSet['metadata'],
    spec: {
      replicas: 0,
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [TEMPLATE_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}

/** The desired and the largest number of Pods, as a ReplicaSet's annotations remember them for proportional scaling. */
export function replicasAnnotations(deployment: Deployment): Labels {
  const { replicas } = deployment.spec;
  return { [DESIRED_REPLICAS]: String(replicas), [MAX_REPLICAS]: String(replicas + maxSurge(deployment)) };
}

export function replicasAnnotationsDiffer(set: ReplicaSet, deployment: Deployment): boolean {
  return Object.entries(replicasAnnotations(deployment)).some(([key, value]) => set.metadata.annotations?.[key] !== value);
}

/**
 * The annotations of the new ReplicaSet: the Deployment's own, and the revision. A ReplicaSet that gets a higher revision than it had
 * is one that is rolled back to: it remembers its earlier ones. The same object where nothing changes. Models SetNewReplicaSetAnnotations.
 */
export function newSetAnnotations(deployment: Deployment, set: ReplicaSet, revision: number, exists: boolean): Labels {
  const old = set.metadata.annotations ?? {};
  const next: Record<string, string> = { ...old };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!NOT_COPIED.has(key)) next[key] = value;
  const oldRevision = old[REVISION];
  if (oldRevision !== undefined && oldRevision !== '' && !/^\d+$/.test(oldRevision)) return deepEqual(old, next) ? old : next;
  if (Number(oldRevision ?? 0) < revision) {
    next[REVISION] = String(revision);
    if (oldRevision !== undefined) next[REVISION_HISTORY] = longerHistory(old[REVISION_HISTORY] ?? '', oldRevision);
  }
  if (!exists) Object.assign(next, replicasAnnotations(deployment));
  return deepEqual(old, next) ? old : next;
}

function longerHistory(history: string, revision: string): string {
  if (history === '') return revision;
  const revisions = history.split(',');
  let length = history.length + revision.length + 1;
  let start = 0;
  for (; length > REVISION_HISTORY_CHARS_MAX && start < revisions.length; start++) length -= (revisions[start] as string).length + 1;
  return [...revisions.slice(start), revision].join(',');
}
