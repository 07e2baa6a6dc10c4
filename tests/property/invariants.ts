import { eligibility } from '../../src/cluster/controllers/daemonset/eligibility.ts';
import { allowsSurge, rolloutLimits } from '../../src/cluster/controllers/daemonset/numbers.ts';
import { isUpdated, targetNode, templateGeneration } from '../../src/cluster/controllers/daemonset/template.ts';
import { REVISION_LABEL } from '../../src/cluster/controllers/history.ts';
import { isInRange, ordinalOf, revisionOf, startOrdinal } from '../../src/cluster/controllers/statefulset/identity.ts';
import { retentionPolicy } from '../../src/cluster/controllers/statefulset/retention.ts';
import type { Node } from '../../src/kube/cluster-objects.ts';
import { scaled } from '../../src/kube/int-or-percent.ts';
import { type KubeObject, controllerOf, keyOf } from '../../src/kube/meta.ts';
import type { Pod } from '../../src/kube/pod.ts';
import { isPodActive, isPodAvailable, isPodReady, isPodTerminal } from '../../src/kube/pod-status.ts';
import type { ControllerRevision, DaemonSet, Deployment, PersistentVolumeClaim, ReplicaSet, StatefulSet } from '../../src/kube/workloads.ts';
import type { Change, Entry, World } from '../../src/timeline/types.ts';
import { apply, copyWorld, emptyWorld, revert } from '../../src/timeline/world.ts';
import { deepEqual } from '../../src/cluster/api/equal.ts';

/** What must hold of every log, whatever the tape. Each function throws with a sentence about what does not. */

function must(holds: boolean, sentence: () => string): void {
  if (!holds) throw new Error(sentence());
}

const rows = <T>(world: World, table: string): T[] => [...(world.get(table)?.values() ?? [])] as T[];
const podsOf = (world: World, owner: KubeObject): Pod[] => rows<Pod>(world, 'pods').filter((pod) => controllerOf(pod)?.uid === owner.metadata.uid);
const isStaying = (pod: Pod): boolean => pod.metadata.deletionTimestamp === undefined;

/** Reverting what was applied gives what was there before, all the way to the beginning and back. */
export function revertIsTheIdentity(entries: readonly Entry[], head: World): void {
  const world = emptyWorld();
  for (const entry of entries) {
    const within = new Map<string, unknown>();
    for (const { table, key, before, after } of entry.changes) {
      const row = `${table} ${key}`;
      must(
        (within.has(row) ? within.get(row) : world.get(table)?.get(key)) === before,
        () => `entry ${entry.seq} thinks that ${row} was something else before it`,
      );
      within.set(row, after);
    }
    const earlier = copyWorld(world);
    apply(world, entry);
    revert(world, entry);
    must(sameWorld(world, earlier), () => `entry ${entry.seq} is not undone by reverting it`);
    apply(world, entry);
  }
  must(sameWorld(world, head), () => 'the log does not lead to the head');
  for (const entry of entries.toReversed()) revert(world, entry);
  must(rows(world, 'pods').length === 0 && [...world.values()].every((table) => table.size === 0), () => 'reverting everything leaves something');
}

function sameWorld(a: World, b: World): boolean {
  for (const table of new Set([...a.keys(), ...b.keys()])) {
    const left = a.get(table);
    const right = b.get(table);
    if ((left?.size ?? 0) !== (right?.size ?? 0)) return false;
    for (const [key, row] of left ?? []) if (right?.get(key) !== row) return false;
  }
  return true;
}

/** Whether what was there before a decision is asked for: most of a log is what Nodes and the scheduler do, of which nothing is. */
const looksBack = ({ by, changes }: Entry): boolean => by.endsWith('set-controller') || changes.some(({ table }) => table === 'persistentvolumeclaims');

/** Walks through a log and looks at every decision of the workload controllers, and at every moment at which an instant is over. */
export function everythingHolds(entries: readonly Entry[]): void {
  const world = emptyWorld();
  const surging = new Set<string>();
  const shrunk = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const before = looksBack(entry) ? copyWorld(world) : world;
    apply(world, entry);
    for (const daemonSet of rows<DaemonSet>(world, 'daemonsets')) if (allowsSurge(daemonSet)) surging.add(daemonSet.metadata.name);
    if (entry.by === 'statefulset-controller') statefulSetDecision(entry, before, world);
    else if (entry.by === 'daemonset-controller') daemonSetDecision(entry, before, world);
    else if (entry.by === 'deployment-controller') deploymentDecision(entry, shrunk);
    else if (entry.by === 'replicaset-controller') replicaSetDecision(entry, before, world, shrunk);
    for (const change of entry.changes) if (change.table === 'persistentvolumeclaims') claimIsKept(entry, change, before);
    if (entries[index + 1]?.at !== entry.at) instantIsOver(entry, world, surging);
  }
}

/** The Pods that a decision asked to go. */
const asked = (entry: Entry): Pod[] =>
  entry.changes
    .filter(({ table, before, after }) => table === 'pods' && before && isStaying(before as Pod) && (!after || !isStaying(after as Pod)))
    .map(({ before }) => before as Pod);
const created = (entry: Entry): Pod[] =>
  entry.changes.filter(({ table, before, after }) => table === 'pods' && !before && after).map(({ after }) => after as Pod);

// ---- StatefulSets

/** A set's Pods as a decision saw them: those that it had, and orphans that it adopted before it looked at any, as claiming comes first. */
function withAdopted(before: World, after: World, set: StatefulSet): Pod[] {
  const adopted = podsOf(after, set as unknown as KubeObject).flatMap((pod) => {
    const earlier = before.get('pods')?.get(keyOf(pod)) as Pod | undefined;
    return earlier && !controllerOf(earlier) ? [earlier] : [];
  });
  return [...podsOf(before, set as unknown as KubeObject), ...adopted];
}

function statefulSetDecision(entry: Entry, before: World, after: World): void {
  for (const set of rows<StatefulSet>(after, 'statefulsets')) {
    const mine = withAdopted(before, after, set);
    const available = (pod: Pod | undefined): boolean =>
      pod?.status.phase === 'Running' && isPodAvailable(pod, set.spec.minReadySeconds ?? 0, entry.at) && isStaying(pod);
    const at = (ordinal: number): Pod | undefined => mine.find((pod) => ordinalOf(pod) === ordinal);
    const start = startOrdinal(set);
    const range = Array.from({ length: set.spec.replicas }, (_, position) => start + position);
    const ordered = set.spec.podManagementPolicy !== 'Parallel';
    const where = `entry ${entry.seq}: ${set.metadata.name}`;
    for (const pod of created(entry)) {
      if (controllerOf(pod)?.uid !== set.metadata.uid) continue;
      const ordinal = ordinalOf(pod);
      must(isInRange(set, ordinal), () => `${where} creates ${ordinal}, which nobody wants`);
      must(!at(ordinal), () => `${where} creates ${ordinal} a second time`);
      if (ordered)
        must(
          range.every((other) => other >= ordinal || available(at(other))),
          () => `${where} creates ${ordinal} before all below it are available`,
        );
    }
    for (const pod of asked(entry)) {
      if (controllerOf(pod)?.uid !== set.metadata.uid || isPodTerminal(pod)) continue;
      const ordinal = ordinalOf(pod);
      if (!isInRange(set, ordinal)) {
        if (!ordered) continue;
        must(
          range.every((other) => available(at(other))),
          () => `${where} scales ${ordinal} away while one that stays is not available`,
        );
        must(
          mine.every((other) => isInRange(set, ordinalOf(other)) || ordinalOf(other) <= ordinal),
          () => `${where} scales ${ordinal} away before a higher one`,
        );
        continue;
      }
      const target = set.status.updateRevision;
      must(revisionOf(pod) !== target, () => `${where} replaces ${ordinal}, which is up to date`);
      must(ordinal - start >= (set.spec.updateStrategy.rollingUpdate?.partition ?? 0), () => `${where} replaces ${ordinal}, which the partition keeps`);
      for (const other of range) {
        if (other > ordinal)
          must(available(at(other)) && revisionOf(at(other) as Pod) === target, () => `${where} replaces ${ordinal} before ${other} is updated and available`);
        else if (ordered) must(available(at(other)), () => `${where} replaces ${ordinal} while ${other} is not available`);
      }
    }
    must(
      asked(entry).filter((pod) => controllerOf(pod)?.uid === set.metadata.uid && isInRange(set, ordinalOf(pod)) && !isPodTerminal(pod)).length <= 1,
      () => `${where} replaces two Pods at once`,
    );
  }
}

/** A claim goes only where the retention policy says so: with a Pod that was scaled away, or with the set. */
function claimIsKept(entry: Entry, { key, before: claim, after }: Change, before: World): void {
  if (!claim || after) return;
  const owners = (claim as PersistentVolumeClaim).metadata.ownerReferences ?? [];
  must(owners.length > 0, () => `entry ${entry.seq}: claim ${key} is lost`);
  for (const owner of owners) {
    const set = rows<StatefulSet>(before, 'statefulsets').find(({ metadata }) => metadata.uid === owner.uid);
    must(!set || retentionPolicy(set).whenDeleted === 'Delete', () => `entry ${entry.seq}: claim ${key} is lost to a set that keeps its claims`);
  }
}

// ---- DaemonSets

function daemonSetDecision(entry: Entry, before: World, after: World): void {
  for (const set of rows<DaemonSet>(after, 'daemonsets')) {
    const uid = set.metadata.uid;
    const where = `entry ${entry.seq}: ${set.metadata.name}`;
    const available = (pod: Pod): boolean => isStaying(pod) && isPodAvailable(pod, set.spec.minReadySeconds ?? 0, entry.at);
    const wanted = rows<Node>(before, 'nodes').filter((node) => eligibility(set, node).shouldRun);
    const on = (world: World, node: string): Pod[] => podsOf(world, set as unknown as KubeObject).filter((pod) => targetNode(pod) === node);
    const hash =
      rows<ControllerRevision>(after, 'controllerrevisions')
        .filter((one) => controllerOf(one)?.uid === uid)
        .sort((a, b) => b.revision - a.revision)[0]?.metadata.labels?.[REVISION_LABEL] ?? '';
    const isNew = (pod: Pod): boolean => isUpdated(pod, hash, templateGeneration(set));
    const { maxSurge, maxUnavailable } = rolloutLimits(set, wanted.length);
    const mine = created(entry).filter((pod) => controllerOf(pod)?.uid === uid);
    let joining = 0;
    for (const pod of mine) {
      const name = targetNode(pod) ?? '';
      const there = on(before, name).filter((other) => isStaying(other));
      must(
        wanted.some((node) => node.metadata.name === name),
        () => `${where} creates a Pod on ${name}, where it should not run`,
      );
      must(there.length <= (maxSurge ? 1 : 0), () => `${where} creates one Pod too many on ${name}`);
      if (there.some(available)) joining++;
    }
    const pairs = wanted.filter((node) => {
      const there = on(before, node.metadata.name).filter(isStaying);
      return there.some((pod) => !isNew(pod)) && there.some((pod) => isNew(pod) && !available(pod));
    }).length;
    must(
      joining <= Math.max(0, maxSurge - pairs),
      () => `${where} puts ${joining} Pods beside available ones, with ${pairs} there already and a maxSurge of ${maxSurge}`,
    );
    const unserved = wanted.filter((node) => !on(before, node.metadata.name).some(available)).length;
    const taken = asked(entry).filter((pod) => {
      const node = targetNode(pod);
      const others = on(before, node ?? '').filter((other) => keyOf(other) !== keyOf(pod));
      return controllerOf(pod)?.uid === uid && available(pod) && wanted.some(({ metadata }) => metadata.name === node) && !others.some(available);
    }).length;
    if (!maxSurge)
      must(
        taken <= Math.max(0, maxUnavailable - unserved),
        () => `${where} takes ${taken} available Pods with ${unserved} Nodes unserved and a maxUnavailable of ${maxUnavailable}`,
      );
    else must(taken === 0, () => `${where} surges, and takes the only available Pod of a Node`);
  }
}

// ---- Deployments

/** Notes which ReplicaSets were last resized because somebody scaled: shares of a new size are cut without a look at who is available. */
function deploymentDecision(entry: Entry, shrunk: Set<string>): void {
  const scales = [entry.reason, ...(entry.also ?? [])].some(({ rule }) => rule === 'deployment/scale' || rule === 'deployment/scale-proportionally');
  for (const { table, key, before, after } of entry.changes)
    if (table === 'replicasets' && (before as ReplicaSet | undefined)?.spec.replicas !== (after as ReplicaSet | undefined)?.spec.replicas) {
      if (scales) shrunk.add(key);
      else shrunk.delete(key);
    }
}

/** Pods go only as far as `maxUnavailable` allows, and come only as far as `maxSurge` does, while nobody scales. */
function replicaSetDecision(entry: Entry, before: World, after: World, shrunk: ReadonlySet<string>): void {
  const owner = (pod: Pod): ReplicaSet | undefined => rows<ReplicaSet>(after, 'replicasets').find(({ metadata }) => metadata.uid === controllerOf(pod)?.uid);
  for (const deployment of rows<Deployment>(after, 'deployments')) {
    const belongs = (pod: Pod): boolean => {
      const replicaSet = owner(pod);
      return replicaSet !== undefined && controllerOf(replicaSet)?.uid === deployment.metadata.uid;
    };
    if (deployment.metadata.generation !== deployment.status.observedGeneration || deployment.metadata.deletionTimestamp !== undefined) continue;
    const active = (world: World): Pod[] => rows<Pod>(world, 'pods').filter((pod) => isPodActive(pod) && belongs(pod));
    const { replicas, strategy } = deployment.spec;
    const most = replicas + scaled(strategy.rollingUpdate?.maxSurge, replicas, 'up');
    const available = (world: World): number => active(world).filter((pod) => isPodAvailable(pod, deployment.spec.minReadySeconds ?? 0, entry.at)).length;
    const least = replicas - scaled(strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
    // A ReplicaSet whose report is behind is taken for worse or better than it is, and may lose a Pod that serves.
    const reportIsBehind = (pod: Pod): boolean => {
      const set = before.get('replicasets')?.get(keyOf(owner(pod) as unknown as KubeObject)) as ReplicaSet;
      const there = podsOf(before, set as unknown as KubeObject).filter(isPodActive);
      return (set.status.availableReplicas ?? 0) !== there.filter((one) => isPodAvailable(one, deployment.spec.minReadySeconds ?? 0, entry.at)).length;
    };
    // A ReplicaSet that gives a Pod up looks at readiness, not at minReadySeconds: an available one may go where one that is ready only just was meant.
    const left = active(after).filter(isPodReady).length;
    if (asked(entry).some((pod) => belongs(pod) && !shrunk.has(keyOf(owner(pod) as unknown as KubeObject)) && !reportIsBehind(pod)))
      must(
        (deployment.spec.minReadySeconds ? left : available(after)) >= Math.min(least, available(before)),
        () => `entry ${entry.seq}: ${deployment.metadata.name} has ${available(after)} available Pods left of ${left} that are ready, and needs ${least}`,
      );
    if (created(entry).some(belongs))
      must(
        active(after).length <= Math.max(most, active(before).length),
        () => `entry ${entry.seq}: ${deployment.metadata.name} has ${active(after).length} Pods, with room for ${most}`,
      );
  }
}

// ---- all kinds

/** Between two instants, whoever had to react has reacted. */
function instantIsOver(entry: Entry, world: World, surging: ReadonlySet<string>): void {
  const uids = new Set<string>();
  for (const table of world.values()) for (const row of table.values()) uids.add((row as KubeObject).metadata.uid);
  for (const [name, table] of world) {
    if (name.startsWith('#')) continue;
    for (const [key, row] of table) {
      const { ownerReferences, deletionTimestamp } = (row as KubeObject).metadata;
      if (!ownerReferences?.length || deletionTimestamp !== undefined) continue;
      must(
        ownerReferences.some(({ uid }) => uids.has(uid)),
        () => `after entry ${entry.seq}: ${name} ${key} has lost its owner, and nobody collects it`,
      );
    }
  }
  for (const daemonSet of rows<DaemonSet>(world, 'daemonsets')) {
    const ready = new Map<string, number>();
    for (const pod of podsOf(world, daemonSet as unknown as KubeObject)) {
      const node = targetNode(pod);
      if (node !== undefined && isStaying(pod) && isPodReady(pod)) ready.set(node, (ready.get(node) ?? 0) + 1);
    }
    const most = surging.has(daemonSet.metadata.name) ? 2 : 1;
    for (const [node, count] of ready) must(count <= most, () => `after entry ${entry.seq}: ${daemonSet.metadata.name} has ${count} ready Pods on ${node}`);
  }
  for (const set of rows<StatefulSet>(world, 'statefulsets')) {
    const ordinals = podsOf(world, set as unknown as KubeObject).map(ordinalOf);
    must(new Set(ordinals).size === ordinals.length, () => `after entry ${entry.seq}: ${set.metadata.name} has two Pods of one ordinal`);
  }
}

/** Whether two logs tell the same story, entry by entry. */
export function sameLog(a: readonly Entry[], b: readonly Entry[]): void {
  must(a.length === b.length, () => `one log has ${a.length} entries, the other ${b.length}`);
  for (const [index, entry] of a.entries())
    must(deepEqual(entry, b[index]), () => `entry ${entry.seq} differs: ${JSON.stringify(entry.reason)} and ${JSON.stringify(b[index]?.reason)}`);
}
