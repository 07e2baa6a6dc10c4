import type { Change, Entry } from '../timeline/types.ts';
import { type Invariant, type Reading, type Share, readingOf, shareOf, signatureOf, subjectOf } from './invariants.ts';
import type { KubeObject } from './meta.ts';
import type { Pod } from './pod.ts';

/** `absent`: what it speaks of is not there. `pending`: it has not been kept for the first time yet. */
export type InvariantState = 'absent' | 'pending' | 'kept' | 'broken';

/** How an invariant stands from one moment on, until the next point. */
export interface InvariantPoint {
  /** How many entries had happened at the moment: those of its instant, and all before. */
  readonly position: number;
  /** Virtual time in ms. After the entry's own where time alone changed something. */
  readonly atMs: number;
  readonly state: InvariantState;
  /** Undefined where `absent`. */
  readonly reading: Reading | undefined;
}

const BEFORE: InvariantPoint = { position: 0, atMs: Number.NEGATIVE_INFINITY, state: 'absent', reading: undefined };

/**
 * How an invariant stood at every moment of a log, as a fold: the work for an entry is proportional to what it changes. What counts is the
 * end of an instant, since in its middle numbers may be behind, and the moments in between at which time alone changes something.
 */
export class InvariantFold {
  /** Where it stands otherwise than before, in order. */
  readonly points: InvariantPoint[] = [];
  /** How many entries were taken in. */
  length = 0;
  private readonly table: string;
  private readonly key: string;
  private readonly namespace: string;
  private subject: KubeObject | undefined;
  private signature = '';
  /** The Pods of the namespace, by key. */
  private pods = new Map<string, Pod>();
  private shares = new Map<string, Share>();
  private good = 0;
  private bad = 0;
  /** Pods to look at again, by the time at which time alone changes them. */
  private wakes = new Map<number, Set<string>>();
  /** What was looked at again since the last entry: an entry that comes before such a time takes it back. */
  private woken = new Set<string>();
  private nowMs = Number.NEGATIVE_INFINITY;
  /** Up to when moments are over, as far as is known. */
  private settledMs = Number.NEGATIVE_INFINITY;
  /** Something happened that no point speaks of yet. */
  private fresh = false;

  constructor(readonly invariant: Invariant) {
    ({ table: this.table, key: this.key, namespace: this.namespace } = subjectOf(invariant));
  }

  /** How it stands after all that was taken in and is settled. */
  get last(): InvariantPoint {
    return this.points.at(-1) ?? BEFORE;
  }

  /**
   * Takes in the entries from `this.length` up to `length`. `settledMs`: no further entry will come at this time or before. Where one does (a
   * person acted in what was simulated ahead), what was concluded from its absence is taken back.
   */
  advance(entries: readonly Entry[], length: number, settledMs: number): void {
    while (this.length < length) {
      const entry = entries[this.length] as Entry;
      if (entry.at <= this.settledMs) this.takeBack(entry.at);
      else this.settle(entry.at - 1);
      this.nowMs = entry.at;
      this.woken.clear();
      for (const change of entry.changes) this.observe(change);
      this.length++;
      this.fresh = true;
    }
    this.settle(settledMs);
  }

  copy(): InvariantFold {
    const copy = new InvariantFold(this.invariant);
    copy.points.push(...this.points);
    copy.length = this.length;
    copy.subject = this.subject;
    copy.signature = this.signature;
    copy.pods = new Map(this.pods);
    copy.shares = new Map(this.shares);
    copy.good = this.good;
    copy.bad = this.bad;
    copy.wakes = new Map([...this.wakes].map(([at, keys]) => [at, new Set(keys)]));
    copy.woken = new Set(this.woken);
    copy.nowMs = this.nowMs;
    copy.settledMs = this.settledMs;
    copy.fresh = this.fresh;
    return copy;
  }

  private observe({ table, key, after }: Change): void {
    if (table === 'pods') {
      if (!key.startsWith(`${this.namespace}/`)) return;
      if (after === undefined) this.pods.delete(key);
      else this.pods.set(key, after as Pod);
      this.weigh(key);
    } else if (table === this.table && key === this.key) {
      const before = this.subject;
      this.subject = after as KubeObject | undefined;
      if (before?.spec === this.subject?.spec && before?.metadata.uid === this.subject?.metadata.uid) return;
      const signature = signatureOf(this.subject);
      if (signature === this.signature) return;
      this.signature = signature;
      for (const pod of this.pods.keys()) this.weigh(pod);
    }
  }

  /** Looks at a Pod anew. */
  private weigh(key: string): void {
    const pod = this.pods.get(key);
    const old = this.shares.get(key);
    const share = pod && this.subject ? shareOf(this.invariant, this.subject, pod, this.nowMs) : undefined;
    this.good += (share?.good ?? 0) - (old?.good ?? 0);
    this.bad += (share?.bad ?? 0) - (old?.bad ?? 0);
    if (!share) {
      this.shares.delete(key);
      return;
    }
    this.shares.set(key, share);
    if (share.untilMs === undefined) return;
    const waiting = this.wakes.get(share.untilMs);
    if (waiting) waiting.add(key);
    else this.wakes.set(share.untilMs, new Set([key]));
  }

  /** Concludes every moment up to and including `toMs`. */
  private settle(toMs: number): void {
    if (toMs <= this.settledMs) return;
    this.settledMs = toMs;
    if (this.fresh && this.nowMs <= toMs) this.note();
    for (let at = this.nextWake(); at <= toMs; at = this.nextWake()) {
      const keys = this.wakes.get(at) as Set<string>;
      this.wakes.delete(at);
      this.nowMs = Math.max(this.nowMs, at);
      for (const key of keys) {
        this.woken.add(key);
        this.weigh(key);
      }
      this.note();
    }
  }

  private nextWake(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const at of this.wakes.keys()) if (at < next) next = at;
    return next;
  }

  private takeBack(atMs: number): void {
    while (this.last.atMs >= atMs) this.points.pop();
    this.settledMs = atMs - 1;
    this.nowMs = atMs;
    for (const key of this.woken) this.weigh(key);
  }

  private note(): void {
    this.fresh = false;
    const reading = readingOf(this.invariant, this.subject, { good: this.good, bad: this.bad });
    const { last } = this;
    const begun = this.invariant.fromStart === true || last.state === 'kept' || last.state === 'broken';
    const state = !reading ? 'absent' : !reading.broken ? 'kept' : begun ? 'broken' : 'pending';
    if (state === last.state && sameReading(reading, last.reading)) return;
    this.points.push({ position: this.length, atMs: this.nowMs, state, reading });
  }
}

function sameReading(a: Reading | undefined, b: Reading | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.found === b.found && a.bound === b.bound && a.broken === b.broken && a.nobody === b.nobody);
}

/** The point at a frame and a virtual time: the last one that was concluded by then. */
export function invariantAt(points: readonly InvariantPoint[], position: number, timeMs: number): InvariantPoint {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const point = points[middle] as InvariantPoint;
    if (point.position < position || (point.position === position && point.atMs <= timeMs)) low = middle + 1;
    else high = middle;
  }
  return points[low - 1] ?? BEFORE;
}

/** A time over which an invariant is broken without a pause. */
export interface Break {
  readonly start: InvariantPoint;
  /** The point at which it is kept again, or has nothing to speak of; undefined where it is broken to the end. */
  readonly end: InvariantPoint | undefined;
  /** The point at which it is farthest from being kept. */
  readonly worst: InvariantPoint;
}

/** How far a reading is from its bound; the larger the worse. */
const excess = ({ reading }: InvariantPoint, { rule }: Invariant): number =>
  !reading
    ? Number.NEGATIVE_INFINITY
    : reading.nobody
      ? Number.POSITIVE_INFINITY
      : (reading.found - reading.bound) * (rule === 'available' || rule === 'budget' ? -1 : 1);

/** Where an invariant is broken, in order. */
export function breaksOf({ invariant, points }: Pick<InvariantFold, 'invariant' | 'points'>): readonly Break[] {
  const breaks: Break[] = [];
  let open: { start: InvariantPoint; worst: InvariantPoint } | undefined;
  for (const point of points) {
    if (point.state === 'broken') {
      if (!open) open = { start: point, worst: point };
      else if (excess(point, invariant) > excess(open.worst, invariant)) open.worst = point;
    } else if (open) {
      breaks.push({ ...open, end: point });
      open = undefined;
    }
  }
  if (open) breaks.push({ ...open, end: undefined });
  return breaks;
}

/** The first of the points at which an invariant is least kept, broken or not; undefined where it never had anything to speak of. */
export function worstOf({ invariant, points }: Pick<InvariantFold, 'invariant' | 'points'>): InvariantPoint | undefined {
  let worst: InvariantPoint | undefined;
  for (const point of points) {
    if (point.state !== 'kept' && point.state !== 'broken') continue;
    if (!worst || excess(point, invariant) > excess(worst, invariant)) worst = point;
  }
  return worst;
}
