import type { Change } from '../timeline/types.ts';
import type { Log } from '../timeline/log.ts';
import { type KubeObject, controllerOf } from '../kube/meta.ts';
import type { ReplicaSet } from '../kube/workloads.ts';

/**
 * The revisions of each workload, in order of first appearance: a revision's index is its colour. With `like`, those that another log has
 * too get its indexes, and the others come after them, so that beside each other one template is one colour and two are two.
 */
export class Revisions {
  private readonly byWorkload = new Map<string, Map<string, number>>();
  /** How many revisions there are in all. */
  seen = 0;

  constructor(private readonly like?: Revisions) {}

  observe({ table, before, after }: Change): void {
    if (after === undefined || before !== undefined) return;
    const object = after as KubeObject;
    if (table === 'replicasets') this.register(controllerOf(object)?.uid, templateHash(after as ReplicaSet));
    else if (table === 'controllerrevisions') {
      const { name, labels } = object.metadata;
      // StatefulSet Pods are labelled with the revision's name, DaemonSet Pods with its hash: both lead to the same colour.
      this.register(controllerOf(object)?.uid, name, labels?.['controller-revision-hash'] ?? labels?.['controller.kubernetes.io/hash']);
    }
  }

  /** The index of a revision among its workload's; 0 for one that nobody registered. */
  of(workloadUid: string, hash: string): number {
    return this.byWorkload.get(workloadUid)?.get(hash) ?? 0;
  }

  private register(workloadUid: string | undefined, hash: string, alias?: string): void {
    if (workloadUid === undefined) return;
    let known = this.byWorkload.get(workloadUid);
    if (!known) this.byWorkload.set(workloadUid, (known = new Map()));
    let index = known.get(hash);
    if (index === undefined) {
      const theirs = this.like?.byWorkload.get(workloadUid);
      index = theirs?.get(hash) ?? Math.max(-1, ...known.values(), ...(theirs?.values() ?? [])) + 1;
      known.set(hash, index);
      this.seen++;
    }
    if (alias !== undefined && !known.has(alias)) known.set(alias, index);
  }
}

function templateHash(replicaSet: ReplicaSet): string {
  return replicaSet.metadata.labels?.['pod-template-hash'] ?? replicaSet.metadata.name;
}

const ofLogs = new WeakMap<Log, { readonly revisions: Revisions; length: number }>();

/** The revisions of a whole log, carried on as it grows. */
export function revisionsOf(log: Log): Revisions {
  let known = ofLogs.get(log);
  if (!known) ofLogs.set(log, (known = { revisions: new Revisions(), length: 0 }));
  for (; known.length < log.length; known.length++) for (const change of log.entries[known.length]?.changes ?? []) known.revisions.observe(change);
  return known.revisions;
}
