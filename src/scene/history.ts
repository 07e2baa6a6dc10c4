import type { Change, Entry, World } from '../timeline/types.ts';
import type { KubeObject, ObjectMeta } from '../kube/meta.ts';
import type { EndpointSlice } from '../kube/cluster-objects.ts';
import type { Pod } from '../kube/pod.ts';
import { podFacts } from './pod-facts.ts';
import { Revisions } from './revisions.ts';
import { Served } from './served.ts';

/** Numbered places, of which the lowest free one is taken: a leaver's place is kept free for the next comer, and nobody else moves. */
class Places {
  private readonly taken = new Map<string, number>();
  /** A binary heap of the places below `size` that are free. */
  private readonly free: number[] = [];
  size = 0;

  /** True where more room is needed than ever before. */
  enter(id: string): boolean {
    if (this.taken.has(id)) return false;
    const grows = this.free.length === 0;
    this.taken.set(id, grows ? this.size++ : this.popLowest());
    return grows;
  }

  /** The place stays on record for whoever looks back. */
  leave(id: string): void {
    const place = this.taken.get(id);
    if (place !== undefined) this.pushFree(place);
  }

  of(id: string): number | undefined {
    return this.taken.get(id);
  }

  private pushFree(place: number): void {
    const { free } = this;
    let at = free.push(place) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((free[parent] as number) <= place) break;
      free[at] = free[parent] as number;
      at = parent;
    }
    free[at] = place;
  }

  private popLowest(): number {
    const { free } = this;
    const lowest = free[0] as number;
    const last = free.pop() as number;
    if (!free.length) return lowest;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= free.length) break;
      if (child + 1 < free.length && (free[child + 1] as number) < (free[child] as number)) child++;
      if ((free[child] as number) >= last) break;
      free[at] = free[child] as number;
      at = child;
    }
    free[at] = last;
    return lowest;
  }
}

/** Where Pods stand that are bound to no Node. */
const UNBOUND = 'unbound';
const ownerKey = (pod: Pod): string => podFacts(pod).ownerUid || `loose/${pod.metadata.namespace}`;
/** A DaemonSet's Pods have places of their own on a Node, so they leave no gaps among the others. */
const nodeKey = (pod: Pod): string => {
  const node = pod.spec.nodeName;
  if (!node) return UNBOUND;
  return podFacts(pod).ownerKind === 'DaemonSet' ? `daemon/${node}` : `node/${node}`;
};

/**
 * What a single world cannot tell, because it is about what came before and after it: which place each Pod has among its siblings and on
 * its Node, how much room a card will ever need, and in which order revisions appeared. It is a fold over the log, so that
 * it is the same from whichever side the playhead comes.
 */
export class History {
  private readonly places = new Map<string, Places>();
  private readonly revisions: Revisions;
  private readonly served = new Served();
  private readonly ordinals = new Map<string, { first: number; last: number }>();
  /** How many entries went in. */
  length = 0;
  /** Another number whenever a picture of what is known already may be another: a card needs more room, or a revision appeared. */
  version = 0;

  /** `like`: the revisions of another log, which have the same indexes here. */
  constructor(like?: Revisions) {
    this.revisions = new Revisions(like);
  }

  observe(entry: Entry): void {
    for (const change of entry.changes) this.observeChange(change, entry.seq);
    this.length++;
  }

  /** The place of a Pod among its owner's, or its Node's, or among the unbound; undefined where it never stood there. */
  placeAtOwner(ownerUid: string, namespace: string, podUid: string): number | undefined {
    return this.places.get(ownerUid || `loose/${namespace}`)?.of(podUid);
  }
  placeOnNode(node: string, podUid: string): number | undefined {
    return this.places.get(node ? `node/${node}` : UNBOUND)?.of(podUid);
  }
  /** The most places that were ever taken at once. */
  roomAtOwner(ownerUid: string): number {
    return this.places.get(ownerUid)?.size ?? 0;
  }
  roomForLoose(namespace: string): number {
    return this.places.get(`loose/${namespace}`)?.size ?? 0;
  }
  roomOnNode(node: string): number {
    return this.places.get(node ? `node/${node}` : UNBOUND)?.size ?? 0;
  }
  /** The Services (`NAMESPACE/NAME`) that have had a ready endpoint by a position. */
  servedBy(position: number): ReadonlySet<string> {
    return this.served.by(position);
  }
  /** The lowest and the highest ordinal that a StatefulSet ever had. */
  ordinalsOf(uid: string): { readonly first: number; readonly last: number } | undefined {
    return this.ordinals.get(uid);
  }
  /** The index of a revision among its workload's, in order of first appearance; 0 for one that nobody registered. */
  revisionOf(workloadUid: string, hash: string): number {
    return this.revisions.of(workloadUid, hash);
  }

  private observeChange(change: Change, seq: number): void {
    if (change.table === 'pods') this.observePod(change.before as Pod | undefined, change.after as Pod | undefined);
    else if (change.table === 'endpointslices') {
      if (change.after) this.served.observe(change.after as EndpointSlice, seq);
    } else {
      const { seen } = this.revisions;
      this.revisions.observe(change);
      if (this.revisions.seen > seen) this.version++;
    }
  }

  private observePod(before: Pod | undefined, after: Pod | undefined): void {
    const uid = (after ?? before)?.metadata.uid ?? '';
    if (before && after && before.metadata.uid !== after.metadata.uid) {
      this.observePod(before, undefined);
      this.observePod(undefined, after);
      return;
    }
    for (const keyFor of [ownerKey, nodeKey]) {
      const from = before && keyFor(before);
      const to = after && keyFor(after);
      if (from === to) continue;
      if (from !== undefined) this.places.get(from)?.leave(uid);
      if (to !== undefined && this.placesOf(to).enter(uid)) this.version++;
    }
    if (!after || before) return;
    const { ordinal, ownerUid } = podFacts(after);
    if (ordinal < 0) return;
    const range = this.ordinals.get(ownerUid);
    if (!range || ordinal < range.first || ordinal > range.last) this.version++;
    this.ordinals.set(ownerUid, range ? { first: Math.min(range.first, ordinal), last: Math.max(range.last, ordinal) } : { first: ordinal, last: ordinal });
  }

  private placesOf(key: string): Places {
    let places = this.places.get(key);
    if (!places) this.places.set(key, (places = new Places()));
    return places;
  }
}

/** A history for a world whose past is not known: everything in it came in order of age, then of name. */
export function historyOfWorld(world: World): History {
  const history = new History();
  const changes: Change[] = [];
  for (const table of ['replicasets', 'controllerrevisions', 'endpointslices', 'pods']) {
    const rows = [...(world.get(table) ?? [])] as [string, KubeObject][];
    rows.sort(([, a], [, b]) => compareAge(a, b));
    for (const [key, after] of rows) changes.push({ table, key, before: undefined, after });
  }
  history.observe({ seq: 0, at: 0, by: '', cause: 0, changes, reason: { rule: '', values: {} } });
  return history;
}

/** Older first; of one age, by name with numbers read as numbers. */
export function compareAge(a: { readonly metadata: ObjectMeta }, b: { readonly metadata: ObjectMeta }): number {
  const left = a.metadata.creationTimestamp;
  const right = b.metadata.creationTimestamp;
  return left < right ? -1 : left > right ? 1 : compareNames(a.metadata.name, b.metadata.name);
}

/** `node-2` before `node-10`. */
export function compareNames(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] as string;
    const y = right[i] as string;
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    return Number.isNaN(difference) || difference === 0 ? (x < y ? -1 : 1) : difference;
  }
  return left.length - right.length;
}
