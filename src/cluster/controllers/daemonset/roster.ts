import { controllerOf, keyOf, type KubeObject } from '../../../kube/meta.ts';
import type { Node } from '../../../kube/cluster-objects.ts';
import type { Pod } from '../../../kube/pod.ts';
import { isPodReady, isPodTerminal, podReadySince } from '../../../kube/pod-status.ts';
import { matches } from '../../../kube/selector.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import { Deadlines } from '../../../sim/deadlines.ts';
import { PositionSet } from '../../../sim/position-set.ts';
import type { Change } from '../../../timeline/types.ts';
import type { Cache } from '../../controller.ts';
import type { Listers } from '../../store.ts';
import { REVISION_LABEL, RevisionChanges } from '../history.ts';
import { type Eligibility, eligibility } from './eligibility.ts';
import { allowsSurge } from './numbers.ts';
import type { HistoryMemo } from './revisions.ts';
import { isUpdated, targetNode, templateGeneration } from './template.ts';

/**
 * Where a Node stands in a rollout, by its Pods that nobody has asked to go: `new` ones are of the template as it is, `old` ones are not.
 * `unwanted`: the Node should not get a Pod any more, but the old one may stay.
 */
export const SITUATIONS = [
  'outside',
  'excess',
  'vacant',
  'new',
  'new-unavailable',
  'old',
  'old-unavailable',
  'old-unwanted',
  'old-unavailable-unwanted',
  'both',
  'both-available',
] as const;
export type Situation = (typeof SITUATIONS)[number];

/** One Node, or the name of one that is gone while Pods still name it. */
export interface Slot {
  /** Its place in the order in which Nodes joined. */
  readonly position: number;
  /** Its place in the order in which Nodes got their first Pod, or -1 where it never had one. */
  rank: number;
  readonly name: string;
  node: Node | undefined;
  eligibility: Eligibility;
  readonly pods: Map<string, Pod>;
  assessment: Assessment;
}

/** What a slot adds to the sums. */
interface Assessment {
  readonly situation: Situation;
  /** Whether the manage loop might have something to do here. */
  readonly manage: boolean;
  /** Whether its Pods stand on a Node that is gone. */
  readonly nodeless: boolean;
  /** Whether the Pod that serves (the old one where there are two) is available. */
  readonly serves: boolean;
  readonly status: readonly (keyof Sums)[];
  /** When the next of its Pods becomes available, in virtual ms. */
  readonly availableAt: number | undefined;
}

/** The sums that a DaemonSet reports. Models the counters of updateDaemonSetStatus. */
export interface Sums {
  desired: number;
  current: number;
  misscheduled: number;
  ready: number;
  available: number;
  updated: number;
}

const NOTHING: Assessment = { situation: 'outside', manage: false, nodeless: false, serves: false, status: [], availableAt: undefined };
const NOWHERE: Eligibility = { shouldRun: false, shouldContinue: false };

/**
 * One DaemonSet's Pods by Node, kept up to date change by change: a controller that looked at all Nodes each time would need n² looks for
 * a rollout over n Nodes. Everything in it follows from the stored objects and the order in which they came.
 *
 * Missing Pods are created in the order of the Nodes; an update takes the Nodes in the order in which they first got a Pod. A real
 * controller walks through maps instead, which start at a random place, but mostly keep the order in which they were filled.
 */
export class Roster {
  readonly sums: Sums = { desired: 0, current: 0, misscheduled: 0, ready: 0, available: 0, updated: 0 };
  readonly toManage = new PositionSet();
  readonly nodeless = new PositionSet();
  /** Pods of this set that no longer match its selector: they are released. */
  readonly strangers = new Map<string, Pod>();
  /** How many Nodes have an available Pod, wanted there or not. */
  serving = 0;
  /** Whether a Pod has become ready since somebody last asked. */
  becameReady = false;
  /** How many Nodes are in a situation where no Pod is old or new: they need one, or wait for one to go. */
  private vacant = 0;
  /** The ranks of the Nodes in each situation. */
  private readonly bySituation = new Map<Situation, PositionSet>(SITUATIONS.map((situation) => [situation, new PositionSet()]));
  private readonly slots: (Slot | undefined)[] = [];
  private readonly ranked: (Slot | undefined)[] = [];
  private readonly byName = new Map<string, Slot>();
  private readonly hashes = new Map<string, number>();
  private readonly waiting = new Deadlines<number>();
  private readonly generation: string | undefined;
  private readonly surges: boolean;
  private now: number;

  /** `previous`: the roster of the same set before it was changed, whose Nodes keep their ranks. */
  constructor(readonly daemonSet: DaemonSet, readonly hash: string, nodes: Iterable<Node>, pods: Iterable<Pod>, nowMs: number, previous?: Roster) {
    this.generation = templateGeneration(daemonSet);
    this.surges = allowsSurge(daemonSet);
    this.now = nowMs;
    for (const node of nodes) this.nodeIs(node.metadata.name, node);
    for (const before of previous?.ranked ?? []) {
      const slot = before && this.byName.get(before.name);
      if (slot) this.rank(slot);
    }
    for (const pod of pods) this.observePod(undefined, pod);
  }

  slotAt(position: number): Slot {
    return this.slots[position] as Slot;
  }

  slotOfRank(rank: number): Slot {
    return this.ranked[rank] as Slot;
  }

  /** The ranks of the Nodes in a situation. */
  in(situation: Exclude<Situation, 'vacant'>): PositionSet {
    return this.bySituation.get(situation) as PositionSet;
  }

  /** How many Nodes are in any of these situations. */
  count(...situations: readonly Situation[]): number {
    return situations.reduce((sum, situation) => sum + (situation === 'vacant' ? this.vacant : this.in(situation).size), 0);
  }

  /** Whether any Pod, even one on its way out, has this hash. */
  uses(hash: string): boolean {
    return this.hashes.has(hash);
  }

  /** A roster of its own with the same slots in the same places. */
  copy(): Roster {
    const copy = new Roster(this.daemonSet, this.hash, [], [], this.now);
    for (const slot of this.slots) {
      const twin: Slot | undefined = slot && { ...slot, pods: new Map(slot.pods), assessment: NOTHING };
      copy.slots.push(twin);
      if (!twin) continue;
      if (twin.rank >= 0) copy.ranked[twin.rank] = twin;
      copy.byName.set(twin.name, twin);
      copy.assess(twin);
    }
    copy.becameReady = this.becameReady;
    for (const [key, pod] of this.strangers) copy.strangers.set(key, pod);
    for (const [hash, count] of this.hashes) copy.hashes.set(hash, count);
    return copy;
  }

  /** All Pods of the set that match its selector. */
  *pods(): Iterable<Pod> {
    for (const slot of this.slots) if (slot) yield* slot.pods.values();
  }

  /** The Pods of a slot that are neither ended nor, having ended, on their way out: what the controller looks at. */
  static listed(slot: Slot): Pod[] {
    return [...slot.pods.values()].filter((pod) => !isPodTerminal(pod) || pod.metadata.deletionTimestamp === undefined);
  }

  isNew(pod: Pod): boolean {
    return isUpdated(pod, this.hash, this.generation);
  }

  isAvailable(pod: Pod): boolean {
    const at = this.availableAt(pod);
    return at !== undefined && at <= this.now;
  }

  /** Looks again at the slots whose time has come. */
  advance(nowMs: number): void {
    this.now = nowMs;
    for (const position of this.waiting.takeDue(nowMs)) this.assess(this.slotAt(position));
  }

  /** Whether a Pod has become ready since this was last asked. */
  takeBecameReady(): boolean {
    const became = this.becameReady;
    this.becameReady = false;
    return became;
  }

  observePod(before: Pod | undefined, after: Pod | undefined): void {
    if (before && after && !isPodReady(before) && isPodReady(after)) this.becameReady = true;
    const from = before && this.takeOut(before);
    const to = after && this.putIn(after);
    for (const slot of from === to ? [to] : [from, to]) {
      if (!slot) continue;
      this.assess(slot);
      this.closeIfEmpty(slot);
    }
  }

  observeNode(before: Node | undefined, after: Node | undefined): void {
    const name = ((after ?? before) as Node).metadata.name;
    // A Node that comes back is a new one: it takes its place behind those that stayed.
    if (after && !before) this.forgetName(name);
    this.nodeIs(name, after);
  }

  private nodeIs(name: string, node: Node | undefined): void {
    const slot = this.byName.get(name) ?? this.open(name);
    slot.node = node;
    slot.eligibility = node ? eligibility(this.daemonSet, node) : NOWHERE;
    this.assess(slot);
    this.closeIfEmpty(slot);
  }

  private open(name: string): Slot {
    const slot: Slot = { position: this.slots.length, rank: -1, name, node: undefined, eligibility: NOWHERE, pods: new Map(), assessment: NOTHING };
    this.slots.push(slot);
    this.byName.set(name, slot);
    return slot;
  }

  private closeIfEmpty(slot: Slot): void {
    if (slot.node || slot.pods.size) return;
    this.contribute(slot, -1);
    this.waiting.set(slot.position, undefined);
    this.slots[slot.position] = undefined;
    if (slot.rank >= 0) this.ranked[slot.rank] = undefined;
    this.byName.delete(slot.name);
  }

  private rank(slot: Slot): Slot {
    if (slot.rank < 0) slot.rank = this.ranked.push(slot) - 1;
    return slot;
  }

  /** Moves the Pods that name a Node that was gone to a new slot at the end. */
  private forgetName(name: string): void {
    const old = this.byName.get(name);
    if (!old) return;
    const pods = [...old.pods];
    old.pods.clear();
    old.node = undefined;
    this.closeIfEmpty(old);
    const slot = this.open(name);
    for (const [key, pod] of pods) this.rank(slot).pods.set(key, pod);
  }

  /** Puts a Pod where it belongs and returns its slot, which is to be assessed again. */
  private putIn(pod: Pod): Slot | undefined {
    if (!matches(this.daemonSet.spec.selector, pod.metadata.labels)) {
      this.strangers.set(keyOf(pod), pod);
      return undefined;
    }
    const name = targetNode(pod);
    if (name === undefined) return undefined;
    const slot = this.rank(this.byName.get(name) ?? this.open(name));
    slot.pods.set(keyOf(pod), pod);
    this.countHash(pod, 1);
    return slot;
  }

  private takeOut(pod: Pod): Slot | undefined {
    if (this.strangers.delete(keyOf(pod))) return undefined;
    const name = targetNode(pod);
    const slot = name === undefined ? undefined : this.byName.get(name);
    if (!slot?.pods.delete(keyOf(pod))) return undefined;
    this.countHash(pod, -1);
    return slot;
  }

  private countHash(pod: Pod, by: number): void {
    const hash = pod.metadata.labels?.[REVISION_LABEL] ?? '';
    const count = (this.hashes.get(hash) ?? 0) + by;
    if (count) this.hashes.set(hash, count);
    else this.hashes.delete(hash);
  }

  private availableAt(pod: Pod): number | undefined {
    if (!isPodReady(pod)) return undefined;
    const minReadySeconds = this.daemonSet.spec.minReadySeconds ?? 0;
    if (minReadySeconds === 0) return -Infinity;
    const since = podReadySince(pod);
    return since === undefined ? undefined : since + minReadySeconds * 1000;
  }

  private assess(slot: Slot): void {
    this.contribute(slot, -1);
    slot.assessment = this.assessmentOf(slot);
    this.contribute(slot, 1);
    this.waiting.set(slot.position, slot.assessment.availableAt);
  }

  private contribute({ position, rank, assessment }: Slot, by: 1 | -1): void {
    if (assessment.situation === 'vacant') this.vacant += by;
    else if (assessment.situation !== 'outside') this.in(assessment.situation).set(rank, by > 0);
    if (assessment.manage) this.toManage.set(position, by > 0);
    if (assessment.nodeless) this.nodeless.set(position, by > 0);
    if (assessment.serves) this.serving += by;
    for (const name of assessment.status) this.sums[name] += by;
  }

  private assessmentOf(slot: Slot): Assessment {
    const { shouldRun, shouldContinue } = slot.eligibility;
    const listed = slot.pods.size ? Roster.listed(slot) : [];
    if (!listed.length) return shouldRun ? { ...NOTHING, situation: 'vacant', manage: true, status: ['desired'] } : NOTHING;
    const staying = listed.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    const news = staying.filter((pod) => this.isNew(pod));
    const olds = staying.filter((pod) => !this.isNew(pod));
    const serving = olds[0] ?? news[0];
    let availableAt: number | undefined;
    for (const pod of listed) {
      const at = this.availableAt(pod);
      if (at !== undefined && at > this.now && (availableAt === undefined || at < availableAt)) availableAt = at;
    }
    return {
      situation: this.situationOf(news, olds, shouldRun),
      manage: slot.node ? this.mayManage(shouldRun, shouldContinue, staying) : listed.some((pod) => !pod.spec.nodeName),
      nodeless: !slot.node && olds.length === 1 && news.length === 0,
      serves: serving !== undefined && news.length <= 1 && olds.length <= 1 && this.isAvailable(serving),
      status: slot.node ? this.statusOf(listed, shouldRun) : [],
      availableAt,
    };
  }

  /** Models findUpdatedPodsOnNode and the cases of rollingUpdate. */
  private situationOf(news: readonly Pod[], olds: readonly Pod[], shouldRun: boolean): Situation {
    if (news.length > 1 || olds.length > 1) return 'excess';
    const [fresh] = news;
    const [old] = olds;
    if (fresh) {
      const available = this.isAvailable(fresh);
      return old ? (available ? 'both-available' : 'both') : available ? 'new' : 'new-unavailable';
    }
    if (!old) return 'vacant';
    if (this.isAvailable(old)) return shouldRun ? 'old' : 'old-unwanted';
    return shouldRun ? 'old-unavailable' : 'old-unavailable-unwanted';
  }

  private mayManage(shouldRun: boolean, shouldContinue: boolean, staying: readonly Pod[]): boolean {
    if (!shouldContinue) return staying.length > 0;
    const running = staying.filter((pod) => !isPodTerminal(pod)).length;
    return running < staying.length || running > 1 || (this.surges && running === 0 && shouldRun);
  }

  /** Models the loop of updateDaemonSetStatus: the oldest Pod of a Node speaks for it. */
  private statusOf(listed: readonly Pod[], shouldRun: boolean): readonly (keyof Sums)[] {
    if (!shouldRun) return ['misscheduled'];
    const oldest = listed.reduce((first, pod) => (byAge(pod, first) < 0 ? pod : first));
    const names: (keyof Sums)[] = ['desired', 'current'];
    if (isPodReady(oldest)) names.push('ready');
    if (this.isAvailable(oldest)) names.push('available');
    if (this.isNew(oldest)) names.push('updated');
    return names;
  }
}

/** Bound Pods first, then by age, then by name. Models podByCreationTimestampAndPhase. */
export function byAge(a: Pod, b: Pod): number {
  if (Boolean(a.spec.nodeName) !== Boolean(b.spec.nodeName)) return a.spec.nodeName ? -1 : 1;
  const [left, right] =
    a.metadata.creationTimestamp === b.metadata.creationTimestamp ? [a.metadata.name, b.metadata.name] : [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  return left < right ? -1 : left > right ? 1 : 0;
}

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
    if (change.table === 'pods') this.observePod(change.before as Pod | undefined, change.after as Pod | undefined);
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

  private observePod(before: Pod | undefined, after: Pod | undefined): void {
    const owner = before && controllerOf(before)?.uid;
    const nextOwner = after && controllerOf(after)?.uid;
    if (owner !== undefined) this.rosters.get(owner)?.observePod(before, owner === nextOwner ? after : undefined);
    if (nextOwner !== undefined && owner !== nextOwner) this.rosters.get(nextOwner)?.observePod(undefined, after);
  }

  private observeNode(before: Node | undefined, after: Node | undefined): void {
    if (before && after && before.metadata.labels === after.metadata.labels && before.spec.taints === after.spec.taints) return;
    for (const roster of this.rosters.values()) roster.observeNode(before, after);
  }
}
