import type { Change, World } from '../timeline/types.ts';
import { copyWorld } from '../timeline/world.ts';
import { type KubeObject, type OwnerReference, controllerOf } from '../kube/meta.ts';
import type { DaemonSet, Deployment, PersistentVolumeClaim, ReplicaSet, ReplicationController, StatefulSet, ControllerRevision } from '../kube/workloads.ts';
import type {
  EndpointSlice,
  Event,
  Lease,
  LimitRange,
  Namespace,
  Node,
  PodDisruptionBudget,
  PriorityClass,
  ResourceQuota,
  Service,
} from '../kube/cluster-objects.ts';
import type { HorizontalPodAutoscaler } from '../kube/autoscaling.ts';
import type { Pod } from '../kube/pod.ts';

/** Which type each table holds; every other table holds plain `KubeObject`s. */
export interface Tables {
  pods: Pod;
  nodes: Node;
  deployments: Deployment;
  replicasets: ReplicaSet;
  replicationcontrollers: ReplicationController;
  statefulsets: StatefulSet;
  daemonsets: DaemonSet;
  controllerrevisions: ControllerRevision;
  persistentvolumeclaims: PersistentVolumeClaim;
  horizontalpodautoscalers: HorizontalPodAutoscaler;
  services: Service;
  endpointslices: EndpointSlice;
  events: Event;
  leases: Lease;
  limitranges: LimitRange;
  resourcequotas: ResourceQuota;
  namespaces: Namespace;
  poddisruptionbudgets: PodDisruptionBudget;
  priorityclasses: PriorityClass;
}
export type Row<T extends string> = T extends keyof Tables ? Tables[T] : KubeObject;

/** What may read the cluster: controllers, the scheduler, printers. */
export interface Listers {
  get<T extends string>(table: T, key: string): Row<T> | undefined;
  /** All rows of a table, oldest first. */
  list<T extends string>(table: T): Iterable<Row<T>>;
  /** The rows of a table in one namespace, oldest first. */
  listIn<T extends string>(table: T, namespace: string): Iterable<Row<T>>;
  count(table: string): number;
  /** The rows of a table whose controller is the object with this uid, in the order in which they came to it. */
  controlledBy<T extends string>(table: T, uid: string): readonly Row<T>[];
  /** The rows of a table in one namespace that have no controller. */
  orphansIn<T extends string>(table: T, namespace: string): readonly Row<T>[];
  /** The objects, of all tables, that name this uid among their owners: `table` and `key` of each. */
  dependents(uid: string): readonly { readonly table: string; readonly key: string }[];
  /** The Pods bound to a Node. */
  podsOn(node: string): readonly Pod[];
}

type Rows = Map<string, KubeObject>;

/** The rows of a table under a name (a namespace, an owner's uid, a Node), by key, in the order in which they came to it. */
class Index {
  private readonly tables = new Map<string, Map<string, Rows>>();

  rows(table: string, name: string): Rows | undefined {
    return this.tables.get(table)?.get(name);
  }
  list(table: string, name: string): readonly KubeObject[] {
    const rows = this.rows(table, name);
    return rows ? [...rows.values()] : [];
  }
  /** Puts a row that stood under `from` under `to`; undefined is nowhere. One that stays keeps its place. */
  move(table: string, key: string, from: string | undefined, to: string | undefined, object: KubeObject | undefined): void {
    if (from !== undefined && from !== to) {
      const names = this.tables.get(table);
      const rows = names?.get(from);
      rows?.delete(key);
      if (rows?.size === 0) names?.delete(from);
    }
    if (to === undefined || !object) return;
    let names = this.tables.get(table);
    if (!names) this.tables.set(table, (names = new Map()));
    let rows = names.get(to);
    if (!rows) names.set(to, (rows = new Map()));
    rows.set(key, object);
  }
  copy(): Index {
    const copy = new Index();
    for (const [table, names] of this.tables) copy.tables.set(table, new Map([...names].map(([name, rows]) => [name, new Map(rows)])));
    return copy;
  }
}

interface Address {
  readonly table: string;
  readonly key: string;
}

/** What each object owns: its uid to the addresses of those that name it. */
class Owners {
  private readonly owned = new Map<string, Map<string, Address>>();

  of(uid: string): readonly Address[] {
    const owned = this.owned.get(uid);
    return owned ? [...owned.values()] : [];
  }
  move(address: Address, from: readonly OwnerReference[] = [], to: readonly OwnerReference[] = []): void {
    const id = `${address.table}\n${address.key}`;
    for (const { uid } of from) {
      if (to.some((reference) => reference.uid === uid)) continue;
      const owned = this.owned.get(uid);
      owned?.delete(id);
      if (owned?.size === 0) this.owned.delete(uid);
    }
    for (const { uid } of to) {
      const owned = this.owned.get(uid);
      if (owned) owned.set(id, address);
      else this.owned.set(uid, new Map([[id, address]]));
    }
  }
  copy(): Owners {
    const copy = new Owners();
    for (const [uid, owned] of this.owned) copy.owned.set(uid, new Map(owned));
    return copy;
  }
}

class Indexes {
  constructor(
    readonly namespaces = new Index(),
    readonly controllers = new Index(),
    readonly orphans = new Index(),
    readonly nodes = new Index(),
    readonly owners = new Owners(),
  ) {}

  copy(): Indexes {
    return new Indexes(this.namespaces.copy(), this.controllers.copy(), this.orphans.copy(), this.nodes.copy(), this.owners.copy());
  }
}

/** Tables whose rows somebody may adopt. */
const CAN_BE_ORPHANED: ReadonlySet<string> = new Set(['pods', 'replicasets', 'controllerrevisions']);

function* within<T extends { readonly metadata: { readonly namespace?: string } }>(objects: Iterable<T>, namespace: string): Generator<T> {
  for (const object of objects) if (object.metadata.namespace === namespace) yield object;
}

const nodeOf = (pod: KubeObject | undefined): string | undefined => (pod as Pod | undefined)?.spec.nodeName || undefined;

/**
 * The newest state of every object, with the indexes that make work proportional to change. It knows nothing of the API's rules
 * (`api/server.ts` does): whoever writes here has already decided.
 */
export class Store implements Listers {
  readonly world: World;
  private readonly indexes: Indexes;
  /** Told of every write, after it was made. */
  observer: { changed(change: Change): void } | undefined;

  constructor(world: World = new Map(), indexes: Indexes = new Indexes()) {
    this.world = world;
    this.indexes = indexes;
  }

  get<T extends string>(table: T, key: string): Row<T> | undefined {
    return this.world.get(table)?.get(key) as Row<T> | undefined;
  }

  list<T extends string>(table: T): Iterable<Row<T>> {
    return (this.world.get(table)?.values() ?? []) as Iterable<Row<T>>;
  }

  listIn<T extends string>(table: T, namespace: string): Iterable<Row<T>> {
    const rows = table === 'events' ? within(this.list(table), namespace) : this.indexes.namespaces.rows(table, namespace)?.values();
    return (rows ?? []) as unknown as Iterable<Row<T>>;
  }

  count(table: string): number {
    return this.world.get(table)?.size ?? 0;
  }

  controlledBy<T extends string>(table: T, uid: string): readonly Row<T>[] {
    return this.indexes.controllers.list(table, uid) as unknown as readonly Row<T>[];
  }

  orphansIn<T extends string>(table: T, namespace: string): readonly Row<T>[] {
    return this.indexes.orphans.list(table, namespace) as unknown as readonly Row<T>[];
  }

  dependents(uid: string): readonly { readonly table: string; readonly key: string }[] {
    return this.indexes.owners.of(uid);
  }

  podsOn(node: string): readonly Pod[] {
    return this.indexes.nodes.list('pods', node) as unknown as readonly Pod[];
  }

  /** Replaces a row (undefined: takes it away), keeps the indexes and tells the observer. */
  put(table: string, key: string, after: KubeObject | undefined): void {
    let rows = this.world.get(table);
    if (!rows) this.world.set(table, (rows = new Map()));
    const before = rows.get(key) as KubeObject | undefined;
    if (before === after) return;
    if (after) rows.set(key, after);
    else rows.delete(key);
    this.reindex(table, key, before, after);
    this.observer?.changed({ table, key, before, after });
  }

  private reindex(table: string, key: string, before: KubeObject | undefined, after: KubeObject | undefined): void {
    const { namespaces, controllers, orphans, nodes, owners } = this.indexes;
    const from = before?.metadata;
    const to = after?.metadata;
    const oldController = before && controllerOf(before)?.uid;
    const newController = after && controllerOf(after)?.uid;
    // Every second write is an Event, and only people ask for them.
    if (table !== 'events') namespaces.move(table, key, from?.namespace, to?.namespace, after);
    controllers.move(table, key, oldController, newController, after);
    if (CAN_BE_ORPHANED.has(table))
      orphans.move(table, key, oldController === undefined ? from?.namespace : undefined, newController === undefined ? to?.namespace : undefined, after);
    if (table === 'pods') nodes.move(table, key, nodeOf(before), nodeOf(after), after);
    if (from?.ownerReferences !== to?.ownerReferences) owners.move({ table, key }, from?.ownerReferences, to?.ownerReferences);
  }

  /** A store of its own with the same objects in the same order. */
  copy(): Store {
    return new Store(copyWorld(this.world), this.indexes.copy());
  }
}
