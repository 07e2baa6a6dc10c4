import type { EndpointSlice, Node } from '../kube/cluster-objects.ts';
import type { Pod } from '../kube/pod.ts';
import type { World } from '../timeline/types.ts';
import { type History, compareNames } from './history.ts';
import { podFacts } from './pod-facts.ts';
import type { PodFacts } from './types.ts';

/** The Pods of one owner, or of one Node. Where anything about one of them changes, this is another object; else the same. */
export interface Group {
  /** By place, with gaps. */
  readonly seats: readonly (PodFacts | undefined)[];
  /** The same without the gaps. */
  readonly pods: readonly PodFacts[];
}

/** The endpoints of a Service: how many of each kind, and the Pods behind the ready ones. */
export interface Endpoints {
  readonly ready: number;
  readonly notReady: number;
  readonly terminating: number;
  readonly podUids: readonly string[];
}

interface Member {
  readonly pod: Pod;
  readonly facts: PodFacts;
  readonly owner: string;
  ownerSeat: number;
  nodeSeat: number;
}

/** Where Pods stand that nobody made. */
export const looseKey = (namespace: string): string => `loose/${namespace}`;

class Groups {
  readonly known = new Map<string, Group>();
  private readonly drafts = new Map<string, (PodFacts | undefined)[]>();

  leave(key: string, seat: number, facts: PodFacts): void {
    const seats = this.draft(key);
    if (seats[seat] === facts) seats[seat] = undefined;
  }

  /** Takes a place; the next one behind all others where it has none, or somebody sits there. */
  enter(key: string, place: number | undefined, facts: PodFacts): number {
    const seats = this.draft(key);
    const seat = place === undefined || seats[place] !== undefined ? seats.length : place;
    while (seats.length < seat) seats.push(undefined);
    seats[seat] = facts;
    return seat;
  }

  finish(): void {
    for (const [key, seats] of this.drafts) {
      while (seats.length && seats.at(-1) === undefined) seats.pop();
      const pods: PodFacts[] = [];
      for (const facts of seats) if (facts) pods.push(facts);
      if (pods.length) this.known.set(key, { seats, pods });
      else this.known.delete(key);
    }
    this.drafts.clear();
  }

  private draft(key: string): (PodFacts | undefined)[] {
    let seats = this.drafts.get(key);
    if (!seats) this.drafts.set(key, (seats = this.known.get(key)?.seats.slice() ?? []));
    return seats;
  }
}

/**
 * What a picture needs of a world's many objects, carried along from one position to the next: the work is proportional to what changed
 * in between, and what did not change stays the same object.
 */
export class Census {
  private readonly members = new Map<string, Member>();
  private readonly owners = new Groups();
  private readonly hosts = new Groups();
  private rows: readonly Node[] = [];
  private sorted: readonly Node[] = [];
  private readonly services = new Map<string, { readonly slices: readonly EndpointSlice[]; readonly endpoints: Endpoints }>();

  constructor(private readonly history: History) {}

  /** By the owner's uid, or `looseKey` of the namespace. */
  get byOwner(): ReadonlyMap<string, Group> {
    return this.owners.known;
  }

  /** By the Node's name; '' for those that are bound nowhere. */
  get byNode(): ReadonlyMap<string, Group> {
    return this.hosts.known;
  }

  /** Goes on to another world. `keys` names all Pods that may be others there; left out, every Pod is looked at. */
  moveTo(world: World, keys?: Iterable<string>): void {
    const pods = (world.get('pods') ?? new Map()) as ReadonlyMap<string, Pod>;
    const coming: string[] = [];
    const look = (key: string, pod: Pod | undefined): void => {
      const member = this.members.get(key);
      if (member?.pod === pod) return;
      if (member) this.remove(key, member);
      if (pod) coming.push(key);
    };
    if (keys) for (const key of keys) look(key, pods.get(key));
    else {
      for (const [key, pod] of pods) look(key, pod);
      if (this.members.size + coming.length > pods.size) for (const [key, member] of this.members) if (!pods.has(key)) this.remove(key, member);
    }
    // Places are taken when all who leave have left: one may have been another's.
    for (const key of coming) this.add(key, pods.get(key) as Pod);
    this.owners.finish();
    this.hosts.finish();
  }

  /** In the order of their names. The same list while no Node is another. */
  nodes(world: World): readonly Node[] {
    const rows = [...(world.get('nodes')?.values() ?? [])] as Node[];
    if (rows.length === this.rows.length && rows.every((node, i) => node === this.rows[i])) return this.sorted;
    this.rows = rows;
    this.sorted = rows.toSorted((a, b) => compareNames(a.metadata.name, b.metadata.name));
    return this.sorted;
  }

  /** By Service: `NAMESPACE/NAME`. The same objects while none of its slices is another. */
  endpoints(world: World): ReadonlyMap<string, Endpoints> {
    const slices = new Map<string, EndpointSlice[]>();
    for (const slice of (world.get('endpointslices')?.values() ?? []) as Iterable<EndpointSlice>) {
      const key = `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name']}`;
      const list = slices.get(key);
      if (list) list.push(slice);
      else slices.set(key, [slice]);
    }
    const result = new Map<string, Endpoints>();
    for (const [key, list] of slices) {
      const old = this.services.get(key);
      const same = old && old.slices.length === list.length && list.every((slice, i) => slice === old.slices[i]);
      const known = same ? old : { slices: list, endpoints: sumOf(list) };
      this.services.set(key, known);
      result.set(key, known.endpoints);
    }
    return result;
  }

  private add(key: string, pod: Pod): void {
    const facts = podFacts(pod);
    const owner = facts.ownerUid || looseKey(facts.namespace);
    const ownerSeat = this.owners.enter(owner, this.history.placeAtOwner(facts.ownerUid, facts.namespace, facts.uid), facts);
    const nodeSeat = this.hosts.enter(facts.node, facts.ownerKind === 'DaemonSet' ? undefined : this.history.placeOnNode(facts.node, facts.uid), facts);
    this.members.set(key, { pod, facts, owner, ownerSeat, nodeSeat });
  }

  private remove(key: string, { facts, owner, ownerSeat, nodeSeat }: Member): void {
    this.owners.leave(owner, ownerSeat, facts);
    this.hosts.leave(facts.node, nodeSeat, facts);
    this.members.delete(key);
  }
}

function sumOf(slices: readonly EndpointSlice[]): Endpoints {
  let [ready, notReady, terminating] = [0, 0, 0];
  const podUids: string[] = [];
  for (const { endpoints } of slices)
    for (const { conditions, targetRef } of endpoints ?? []) {
      if (conditions.ready) {
        ready++;
        if (targetRef) podUids.push(targetRef.uid);
      } else if (conditions.terminating) terminating++;
      else notReady++;
    }
  return { ready, notReady, terminating, podUids };
}
