import { type KubeObject, controllerOf } from '../../../kube/meta.ts';
import type { Node } from '../../../kube/cluster-objects.ts';
import type { Pod } from '../../../kube/pod.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import type { Change } from '../../../timeline/types.ts';
import type { Cache } from '../../controller.ts';
import type { Listers } from '../../store.ts';
import { RevisionChanges } from '../history.ts';
import type { HistoryMemo } from './revisions.ts';
import { Roster } from './roster.ts';
import { templateGeneration } from './template.ts';

/** The rosters of all DaemonSets that have been looked at. */
export class Rosters implements Cache {
  readonly revisions = new RevisionChanges();
  readonly memos = new Map<string, HistoryMemo>();
  private readonly rosters = new Map<string, Roster>();

  /** The roster of a set at the hash of its newest revision, as of `nowMs`. */
  of(listers: Listers, daemonSet: DaemonSet, hash: string, nowMs: number): Roster {
    const { uid } = daemonSet.metadata;
    let roster = this.rosters.get(uid);
    if (!roster || roster.daemonSet.spec !== daemonSet.spec || roster.hash !== hash || templateGeneration(roster.daemonSet) !== templateGeneration(daemonSet)) {
      const became = roster?.takeBecameReady() ?? false;
      roster = new Roster(daemonSet, hash, listers.list('nodes'), listers.controlledBy('pods', uid), nowMs, roster);
      roster.becameReady = became;
      this.rosters.set(uid, roster);
    }
    roster.advance(nowMs);
    return roster;
  }

  observe(change: Change): void {
    if (change.table === 'pods') this.observePod(change.key, change.before as Pod | undefined, change.after as Pod | undefined);
    else if (change.table === 'nodes') this.observeNode(change.before as Node | undefined, change.after as Node | undefined);
    else if (change.table === 'daemonsets' && change.after === undefined) this.drop((change.before as KubeObject).metadata.uid);
    else this.revisions.observe(change);
  }

  copy(): Rosters {
    const copy = new Rosters();
    for (const [uid, roster] of this.rosters) copy.rosters.set(uid, roster.copy());
    return copy;
  }

  private drop(uid: string): void {
    this.rosters.delete(uid);
    this.memos.delete(uid);
  }

  private observePod(key: string, before: Pod | undefined, after: Pod | undefined): void {
    const owner = before && controllerOf(before)?.uid;
    const nextOwner = after && controllerOf(after)?.uid;
    if (owner !== undefined) this.rosters.get(owner)?.observePod(key, before, owner === nextOwner ? after : undefined);
    if (nextOwner !== undefined && owner !== nextOwner) this.rosters.get(nextOwner)?.observePod(key, undefined, after);
  }

  private observeNode(before: Node | undefined, after: Node | undefined): void {
    if (before && after && before.metadata.labels === after.metadata.labels && before.spec.taints === after.spec.taints) return;
    for (const roster of this.rosters.values()) roster.observeNode(before, after);
  }
}
