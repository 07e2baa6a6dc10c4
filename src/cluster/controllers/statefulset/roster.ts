import { type KubeObject, controllerOf, keyOf } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { isPodReady, podReadySince } from '../../../kube/pod-status.ts';
import { matches } from '../../../kube/selector.ts';
import type { StatefulSet } from '../../../kube/workloads.ts';
import { Deadlines } from '../../../sim/deadlines.ts';
import { PositionSet } from '../../../sim/position-set.ts';
import type { Change } from '../../../timeline/types.ts';
import type { Cache } from '../../controller.ts';
import type { Listers } from '../../store.ts';
import { RevisionChanges } from '../history.ts';
import { parentAndOrdinal, revisionOf, startOrdinal } from './identity.ts';
import type { RevisionMemo } from './revisions.ts';

/** What the counts and sets of a roster say about one Pod. */
interface Facts {
  readonly pod: Pod;
  readonly ordinal: number;
  readonly ready: boolean;
  /** From when it counts as available, in virtual ms; undefined where it is not ready, -Infinity where it need not wait. */
  readonly availableAt: number | undefined;
  readonly terminating: boolean;
  readonly finished: boolean;
  readonly revision: string;
}

/** What the roster was made for; another one is needed when any of it changes. */
interface Shape {
  readonly spec: StatefulSet['spec'];
  readonly updateRevision: string;
}

/**
 * One StatefulSet's Pods by ordinal, kept up to date change by change: a controller that looked at all Pods each time would need n² looks
 * for n ordinals, one after the other. A position is an ordinal less the first one. Everything in it follows from the stored objects.
 */
export class Roster {
  readonly start: number;
  readonly size: number;
  /** Positions without a Pod. */
  readonly absent: PositionSet;
  /** Positions whose Pod is absent, not running and ready, not available, ended or on its way out: what an ordered set waits for. */
  readonly unsettled: PositionSet;
  /** Positions whose Pod has ended and is not on its way out yet. */
  readonly ended: PositionSet;
  /** Positions whose Pod has another revision than the newest and is not on its way out yet. */
  readonly outdated: PositionSet;
  /** Positions whose Pod or claims changed since they were last found to be right. */
  readonly unchecked: PositionSet;
  /** Ordinals of Pods that are too many, ascending. */
  readonly condemned: number[] = [];
  /** Those of them whose claims changed since they were last found to be right. */
  readonly uncheckedCondemned = new Set<number>();
  /** Those of them that nobody has asked to go yet. */
  readonly condemnedToGo = new Set<number>();
  /** Those of them that are not available, or on their way out. */
  readonly condemnedUnavailable = new Set<number>();
  /** Pods of this set that no longer match its selector or its name: they are released. */
  readonly strangers = new Map<string, Pod>();
  replicas = 0;
  /** When the last Pod got ready, in virtual ms, where that is not enough to be available. */
  lastReadyMs = -1;
  ready = 0;
  available = 0;
  private readonly facts = new Map<number, Facts>();
  /** How many Pods of a revision are not on their way out. */
  private readonly staying = new Map<string, number>();
  /** How many Pods of a revision there are at all. */
  private readonly existing = new Map<string, number>();
  private readonly waiting = new Deadlines<number>();

  constructor(
    private readonly set: StatefulSet,
    readonly shape: Shape,
    pods: Iterable<Pod>,
  ) {
    this.start = startOrdinal(set);
    this.size = set.spec.replicas;
    this.absent = new PositionSet(this.size);
    this.unsettled = new PositionSet(this.size);
    this.ended = new PositionSet(this.size);
    this.outdated = new PositionSet(this.size);
    this.unchecked = new PositionSet(this.size);
    for (let position = 0; position < this.size; position++) {
      this.absent.add(position);
      this.unsettled.add(position);
    }
    for (const pod of pods) this.arrive(pod);
  }

  podAt(position: number): Pod | undefined {
    return this.facts.get(this.start + position)?.pod;
  }

  podOf(ordinal: number): Pod | undefined {
    return this.facts.get(ordinal)?.pod;
  }

  stayingOf(revision: string): number {
    return this.staying.get(revision) ?? 0;
  }

  /** Whether any Pod, even one on its way out, has this revision. */
  uses(revision: string): boolean {
    return this.existing.has(revision);
  }

  /** A Pod was written or is gone. */
  observe(before: Pod | undefined, after: Pod | undefined): void {
    if (before) this.leave(before);
    if (after) this.arrive(after);
  }

  /** Whether `www-web`, a claim's name without its ordinal, is one of this set's. */
  claims(namespace: string | undefined, nameWithoutOrdinal: string): boolean {
    const { metadata, spec } = this.set;
    return (
      metadata.namespace === namespace &&
      (spec.volumeClaimTemplates ?? []).some((template) => `${template.metadata.name}-${metadata.name}` === nameWithoutOrdinal)
    );
  }

  /** The claims of this ordinal are not what they were. */
  suspect(ordinal: number): void {
    if (!this.facts.has(ordinal)) return;
    if (this.isPosition(ordinal)) this.unchecked.add(ordinal - this.start);
    else this.uncheckedCondemned.add(ordinal);
  }

  /** Counts those as available whose time has come. */
  advance(nowMs: number): void {
    for (const ordinal of this.waiting.takeDue(nowMs)) {
      this.available++;
      this.place(this.facts.get(ordinal) as Facts, true);
    }
  }

  /** When the next Pod becomes available, in virtual ms, or undefined where none waits for it. */
  nextAvailableAt(): number | undefined {
    return this.waiting.first();
  }

  private isPosition(ordinal: number): boolean {
    return ordinal >= this.start && ordinal < this.start + this.size;
  }

  private arrive(pod: Pod): void {
    const { parent, ordinal } = parentAndOrdinal(pod.metadata.name);
    if (parent !== this.set.metadata.name || !matches(this.set.spec.selector, pod.metadata.labels)) {
      this.strangers.set(keyOf(pod), pod);
      return;
    }
    // A name like web-01 says ordinal 1, but it is not that ordinal's name; and no ordinal is beyond 32 bits.
    if (pod.metadata.name !== `${parent}-${ordinal}`) return;
    const facts = this.factsOf(pod, ordinal);
    this.facts.set(ordinal, facts);
    this.replicas++;
    increase(this.existing, facts.revision, 1);
    if (!facts.terminating) increase(this.staying, facts.revision, 1);
    if (facts.ready) this.ready++;
    const available = facts.availableAt === -Infinity;
    if (facts.availableAt !== undefined && !available) this.lastReadyMs = Math.max(this.lastReadyMs, podReadySince(pod) ?? -1);
    if (available) this.available++;
    else this.waiting.set(ordinal, facts.availableAt);
    this.place(facts, available);
    this.suspect(ordinal);
  }

  private leave(pod: Pod): void {
    if (this.strangers.delete(keyOf(pod))) return;
    const { ordinal } = parentAndOrdinal(pod.metadata.name);
    const facts = this.facts.get(ordinal);
    if (facts?.pod.metadata.uid !== pod.metadata.uid) return;
    this.facts.delete(ordinal);
    this.replicas--;
    increase(this.existing, facts.revision, -1);
    if (!facts.terminating) increase(this.staying, facts.revision, -1);
    if (facts.ready) this.ready--;
    if (facts.availableAt !== undefined && !this.waiting.has(ordinal)) this.available--;
    this.waiting.set(ordinal, undefined);
    if (this.isPosition(ordinal)) {
      const position = ordinal - this.start;
      this.absent.add(position);
      this.unsettled.add(position);
      for (const set of [this.ended, this.outdated, this.unchecked]) set.delete(position);
      return;
    }
    this.condemned.splice(rank(this.condemned, ordinal), 1);
    for (const set of [this.uncheckedCondemned, this.condemnedToGo, this.condemnedUnavailable]) set.delete(ordinal);
  }

  private factsOf(pod: Pod, ordinal: number): Facts {
    const { phase } = pod.status;
    const ready = phase === 'Running' && isPodReady(pod);
    const minReadySeconds = this.set.spec.minReadySeconds ?? 0;
    const since = minReadySeconds ? podReadySince(pod) : -Infinity;
    return {
      pod,
      ordinal,
      ready,
      availableAt: ready && since !== undefined ? since + minReadySeconds * 1000 : undefined,
      terminating: pod.metadata.deletionTimestamp !== undefined,
      finished: phase === 'Failed' || phase === 'Succeeded',
      revision: revisionOf(pod),
    };
  }

  private place(facts: Facts, available: boolean): void {
    const { ordinal, terminating, finished } = facts;
    const settled = facts.ready && available && !terminating;
    if (this.isPosition(ordinal)) {
      const position = ordinal - this.start;
      this.absent.delete(position);
      this.unsettled.set(position, !settled);
      this.ended.set(position, finished && !terminating);
      this.outdated.set(position, facts.revision !== this.shape.updateRevision && !terminating);
      return;
    }
    const at = rank(this.condemned, ordinal);
    if (this.condemned[at] !== ordinal) this.condemned.splice(at, 0, ordinal);
    if (!terminating) this.condemnedToGo.add(ordinal);
    if (settled) this.condemnedUnavailable.delete(ordinal);
    else this.condemnedUnavailable.add(ordinal);
  }
}

function increase(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count) counts.set(name, count);
  else counts.delete(name);
}

/** How many of the ascending numbers are smaller than `value`. */
function rank(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rosters of all StatefulSets that have been looked at, and what changed since. A copy starts without any: they are made again when needed. */
export class Rosters implements Cache {
  readonly revisions = new RevisionChanges();
  readonly memos = new Map<string, RevisionMemo>();
  private readonly rosters = new Map<string, Roster>();

  /** The roster of a set at its update revision, as of `nowMs`. */
  of(listers: Listers, set: StatefulSet, updateRevision: string, nowMs: number): Roster {
    let roster = this.rosters.get(set.metadata.uid);
    if (!roster || roster.shape.spec !== set.spec || roster.shape.updateRevision !== updateRevision) {
      roster = new Roster(set, { spec: set.spec, updateRevision }, listers.controlledBy('pods', set.metadata.uid));
      this.rosters.set(set.metadata.uid, roster);
    }
    roster.advance(nowMs);
    return roster;
  }

  observe(change: Change): void {
    if (change.table === 'pods') this.observePod(change.before as Pod | undefined, change.after as Pod | undefined);
    else if (change.table === 'persistentvolumeclaims') this.observeClaim((change.after ?? change.before) as KubeObject);
    else if (change.table === 'statefulsets' && change.after === undefined) this.drop((change.before as KubeObject).metadata.uid);
    else this.revisions.observe(change);
  }

  copy(): Rosters {
    return new Rosters();
  }

  private drop(uid: string): void {
    this.rosters.delete(uid);
    this.memos.delete(uid);
  }

  private observePod(before: Pod | undefined, after: Pod | undefined): void {
    const owner = before && controllerOf(before)?.uid;
    const nextOwner = after && controllerOf(after)?.uid;
    if (owner !== undefined && owner === nextOwner) {
      this.rosters.get(owner)?.observe(before, after);
      return;
    }
    if (owner !== undefined) this.rosters.get(owner)?.observe(before, undefined);
    if (nextOwner !== undefined) this.rosters.get(nextOwner)?.observe(undefined, after);
  }

  private observeClaim(claim: KubeObject): void {
    const { parent, ordinal } = parentAndOrdinal(claim.metadata.name);
    if (ordinal < 0) return;
    for (const roster of this.rosters.values()) if (roster.claims(claim.metadata.namespace, parent)) roster.suspect(ordinal);
  }
}
