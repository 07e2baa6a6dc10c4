import type { Change, World } from '../timeline/types.ts';
import { copyWorld } from '../timeline/world.ts';
import type { KubeObject } from '../kube/meta.ts';
import type { DaemonSet, Deployment, PersistentVolumeClaim, ReplicaSet, ReplicationController, StatefulSet, ControllerRevision } from '../kube/workloads.ts';
import type { EndpointSlice, Event, Lease, LimitRange, Namespace, Node, PodDisruptionBudget, PriorityClass, ResourceQuota, Service } from '../kube/cluster-objects.ts';
import type { HorizontalPodAutoscaler } from '../kube/autoscaling.ts';
import { controllerOf } from '../kube/meta.ts';
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

/** A map from a string to an ordered set of row addresses. */
class Index {
  private readonly sets = new Map<string, Map<string, KubeObject>>();

  set(name: string, address: string, object: KubeObject): void {
    let set = this.sets.get(name);
    if (!set) this.sets.set(name, (set = new Map()));
    set.set(address, object);
  }
  delete(name: string, address: string): void {
    const set = this.sets.get(name);
    set?.delete(address);
    if (set?.size === 0) this.sets.delete(name);
  }
  values(name: string): readonly KubeObject[] {
    const set = this.sets.get(name);
    return set ? [...set.values()] : [];
  }
  iterate(name: string): Iterable<KubeObject> {
    return this.sets.get(name)?.values() ?? [];
  }
  keys(name: string): readonly string[] {
    const set = this.sets.get(name);
    return set ? [...set.keys()] : [];
  }
  copy(): Index {
    const copy = new Index();
    for (const [name, set] of this.sets) copy.sets.set(name, new Map(set));
    return copy;
  }
}

/** Tables whose rows somebody may adopt. */
const CAN_BE_ORPHANED: ReadonlySet<string> = new Set(['pods', 'replicasets', 'controllerrevisions']);

/** The names under which an object stands in the indexes. */
function indexNames(table: string, object: KubeObject): readonly string[] {
  const names: string[] = [];
  const { namespace, ownerReferences } = object.metadata;
  if (namespace) names.push(`in\n${table}\n${namespace}`);
  const controller = controllerOf(object);
  if (controller) names.push(`controlled\n${table}\n${controller.uid}`);
  else if (CAN_BE_ORPHANED.has(table)) names.push(`orphans\n${table}\n${namespace}`);
  if (table === 'pods') {
    const node = (object as unknown as Pod).spec.nodeName;
    if (node) names.push(`on\n${node}`);
  }
  if (ownerReferences) for (const reference of ownerReferences) names.push(`owned\n${reference.uid}`);
  return names;
}

/**
 * The newest state of every object, with the indexes that make work proportional to change. It knows nothing of the API's rules
 * (`api/server.ts` does): whoever writes here has already decided.
 */
export class Store implements Listers {
  readonly world: World;
  private readonly index: Index;
  /** Called with every write, after it was made. */
  onChange: (change: Change) => void = () => {};

  constructor(world: World = new Map(), index: Index = new Index()) {
    this.world = world;
    this.index = index;
  }

  get<T extends string>(table: T, key: string): Row<T> | undefined {
    return this.world.get(table)?.get(key) as Row<T> | undefined;
  }

  list<T extends string>(table: T): Iterable<Row<T>> {
    return (this.world.get(table)?.values() ?? []) as Iterable<Row<T>>;
  }

  listIn<T extends string>(table: T, namespace: string): Iterable<Row<T>> {
    return this.index.iterate(`in\n${table}\n${namespace}`) as unknown as Iterable<Row<T>>;
  }

  count(table: string): number {
    return this.world.get(table)?.size ?? 0;
  }

  controlledBy<T extends string>(table: T, uid: string): readonly Row<T>[] {
    return this.index.values(`controlled\n${table}\n${uid}`) as unknown as readonly Row<T>[];
  }

  orphansIn<T extends string>(table: T, namespace: string): readonly Row<T>[] {
    return this.index.values(`orphans\n${table}\n${namespace}`) as unknown as readonly Row<T>[];
  }

  dependents(uid: string): readonly { readonly table: string; readonly key: string }[] {
    return this.index.keys(`owned\n${uid}`).map((address) => {
      const [table, key] = address.split('\n') as [string, string];
      return { table, key };
    });
  }

  podsOn(node: string): readonly Pod[] {
    return this.index.values(`on\n${node}`) as unknown as readonly Pod[];
  }

  /** Replaces a row (undefined: takes it away), keeps the indexes and tells `onChange`. */
  put(table: string, key: string, after: KubeObject | undefined): void {
    let rows = this.world.get(table);
    if (!rows) this.world.set(table, (rows = new Map()));
    const before = rows.get(key) as KubeObject | undefined;
    if (before === after) return;
    const address = `${table}\n${key}`;
    const oldNames = before ? indexNames(table, before) : [];
    const newNames = after ? indexNames(table, after) : [];
    for (const name of oldNames) if (!newNames.includes(name)) this.index.delete(name, address);
    if (after) {
      rows.set(key, after);
      for (const name of newNames) this.index.set(name, address, after);
    } else rows.delete(key);
    this.onChange({ table, key, before, after });
  }

  /** A store of its own with the same objects in the same order. */
  copy(): Store {
    return new Store(copyWorld(this.world), this.index.copy());
  }
}

