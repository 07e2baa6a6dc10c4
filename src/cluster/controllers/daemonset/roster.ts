import { keyOf } from '../../../kube/meta.ts';
import type { Node } from '../../../kube/cluster-objects.ts';
import type { Pod } from '../../../kube/pod.ts';
import { isPodReady } from '../../../kube/pod-status.ts';
import { matches } from '../../../kube/selector.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import { Deadlines } from '../../../sim/deadlines.ts';
import { PositionSet } from '../../../sim/position-set.ts';
import { REVISION_LABEL } from '../history.ts';
import { Assessor, NOTHING, SITUATIONS, SUMS, type Situation, type Slot, type Sums, sameSums } from './assessment.ts';
import { type Eligibility, eligibility } from './eligibility.ts';
import { targetNode } from './template.ts';

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
  private readonly assessor: Assessor;

  /** `previous`: the roster of the same set before it was changed, whose Nodes keep their ranks. */
  constructor(
    readonly daemonSet: DaemonSet,
    readonly hash: string,
    nodes: Iterable<Node>,
    pods: Iterable<Pod>,
    nowMs: number,
    previous?: Roster,
  ) {
    this.assessor = new Assessor(daemonSet, hash, nowMs);
    for (const node of nodes) this.nodeIs(node.metadata.name, node);
    for (const before of previous?.ranked ?? []) {
      const slot = before && this.byName.get(before.name);
      if (slot) this.rank(slot);
    }
    for (const pod of pods) this.observePod(keyOf(pod), undefined, pod);
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
    const copy = new Roster(this.daemonSet, this.hash, [], [], this.assessor.now);
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

  isNew(pod: Pod): boolean {
    return this.assessor.isNew(pod);
  }

  isAvailable(pod: Pod): boolean {
    return this.assessor.isAvailable(pod);
  }

  /** Looks again at the slots whose time has come. */
  advance(nowMs: number): void {
    this.assessor.now = nowMs;
    for (const position of this.waiting.takeDue(nowMs)) this.assess(this.slotAt(position));
  }

  /** Whether a Pod has become ready since this was last asked. */
  takeBecameReady(): boolean {
    const became = this.becameReady;
    this.becameReady = false;
    return became;
  }

  observePod(key: string, before: Pod | undefined, after: Pod | undefined): void {
    if (before && after && !isPodReady(before) && isPodReady(after)) this.becameReady = true;
    if (before && after && before.spec === after.spec && before.metadata.labels === after.metadata.labels && this.replace(key, after)) return;
    const from = before && this.takeOut(key, before);
    const to = after && this.putIn(key, after);
    for (const slot of from === to ? [to] : [from, to]) {
      if (!slot) continue;
      this.assess(slot);
      this.closeIfEmpty(slot);
    }
  }

  /** The common case, where a Pod stays where it is. False where it is nowhere. */
  private replace(key: string, pod: Pod): boolean {
    const name = targetNode(pod);
    const slot = name === undefined ? undefined : this.byName.get(name);
    if (!slot?.pods.has(key)) return false;
    slot.pods.set(key, pod);
    this.assess(slot);
    return true;
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
  private putIn(key: string, pod: Pod): Slot | undefined {
    if (!matches(this.daemonSet.spec.selector, pod.metadata.labels)) {
      this.strangers.set(key, pod);
      return undefined;
    }
    const name = targetNode(pod);
    if (name === undefined) return undefined;
    const slot = this.rank(this.byName.get(name) ?? this.open(name));
    slot.pods.set(key, pod);
    this.countHash(pod, 1);
    return slot;
  }

  private takeOut(key: string, pod: Pod): Slot | undefined {
    if (this.strangers.delete(key)) return undefined;
    const name = targetNode(pod);
    const slot = name === undefined ? undefined : this.byName.get(name);
    if (!slot?.pods.delete(key)) return undefined;
    this.countHash(pod, -1);
    return slot;
  }

  private countHash(pod: Pod, by: number): void {
    const hash = pod.metadata.labels?.[REVISION_LABEL] ?? '';
    const count = (this.hashes.get(hash) ?? 0) + by;
    if (count) this.hashes.set(hash, count);
    else this.hashes.delete(hash);
  }

  private assess(slot: Slot): void {
    const before = slot.assessment;
    const after = this.assessor.assess(slot);
    if (sameSums(before, after)) slot.assessment = after;
    else {
      this.contribute(slot, -1);
      slot.assessment = after;
      this.contribute(slot, 1);
    }
    if (before.availableAt !== after.availableAt) this.waiting.set(slot.position, after.availableAt);
  }

  private contribute({ position, rank, assessment }: Slot, by: 1 | -1): void {
    const { situation, manage, nodeless, serves, counted } = assessment;
    if (situation === 'vacant') this.vacant += by;
    else if (situation !== 'outside') this.in(situation).set(rank, by > 0);
    if (manage) this.toManage.set(position, by > 0);
    if (nodeless) this.nodeless.set(position, by > 0);
    if (serves) this.serving += by;
    for (let bit = 0; counted >> bit; bit++) if ((counted >> bit) & 1) this.sums[SUMS[bit] as keyof Sums] += by;
  }
}
