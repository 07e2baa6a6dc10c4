import type { World } from '../timeline/types.ts';
import type { Node, PodDisruptionBudget, Service } from '../kube/cluster-objects.ts';
import type { HorizontalPodAutoscaler } from '../kube/autoscaling.ts';
import { type KubeObject, type Labels, type ObjectMeta, controllerOf } from '../kube/meta.ts';
import { RESOURCES, resourceOfKind } from '../kube/resources.ts';
import { matches, matchesMap } from '../kube/selector.ts';
import type { DaemonSet, Deployment, PersistentVolumeClaim, ReplicaSet, ReplicationController, StatefulSet } from '../kube/workloads.ts';
import type { Census, Endpoints, Group } from './census.ts';
import { compareAge } from './history.ts';
import type { PodFacts } from './types.ts';

/** Everything of a world that the canvas asks for, looked up once. */
export interface Inventory {
  readonly world: World;
  readonly nodes: readonly Node[];
  /** Of those on the canvas. */
  readonly byOwner: ReadonlyMap<string, Group>;
  readonly byNode: ReadonlyMap<string, Group>;
  /** Whose owner is nobody, or nobody on the canvas, by namespace. */
  readonly loosePods: ReadonlyMap<string, readonly PodFacts[]>;
  readonly families: readonly Family[];
  /** Objects that are only stored, by namespace ('' for those of the cluster). */
  readonly others: ReadonlyMap<string, readonly Other[]>;
}

export interface Other {
  readonly table: string;
  readonly key: string;
  readonly object: KubeObject;
  readonly acts: boolean;
}

export type Workload =
  | { readonly table: 'deployments'; readonly object: Deployment }
  | { readonly table: 'replicasets'; readonly object: ReplicaSet }
  | { readonly table: 'replicationcontrollers'; readonly object: ReplicationController }
  | { readonly table: 'statefulsets'; readonly object: StatefulSet }
  | { readonly table: 'daemonsets'; readonly object: DaemonSet };

/** A workload with what stands around it. A Service that selects no workload is a family of its own. */
export interface Family {
  readonly id: string;
  readonly namespace: string;
  readonly workload: Workload | undefined;
  /** A Deployment's, oldest revision first. */
  readonly replicaSets: readonly ReplicaSet[];
  readonly autoscalers: readonly HorizontalPodAutoscaler[];
  readonly services: readonly { readonly object: Service; readonly endpoints: Endpoints }[];
  readonly budgets: readonly PodDisruptionBudget[];
  /** A StatefulSet's claims, by ordinal. */
  readonly claims: ReadonlyMap<number, readonly string[]>;
}

const rowsOf = <T>(world: World, table: string): T[] => [...(world.get(table)?.values() ?? [])] as T[];
const byAge = <T extends { readonly metadata: ObjectMeta }>(rows: T[]): T[] => rows.sort(compareAge);

/** Tables that have a place of their own on the canvas, or are only about others. */
const PLACED = new Set([
  'pods',
  'nodes',
  'deployments',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
  'daemonsets',
  'horizontalpodautoscalers',
  'services',
  'poddisruptionbudgets',
  'endpointslices',
  'endpoints',
  'events',
  'leases',
  'controllerrevisions',
  'namespaces',
  'persistentvolumeclaims',
  'persistentvolumes',
]);
const WORKLOAD_TABLES = ['deployments', 'statefulsets', 'daemonsets', 'replicasets', 'replicationcontrollers'] as const;

/** Reads a world, in which the census has arrived. Cost: one pass over everything but its Pods. */
export function takeInventory(world: World, census: Census): Inventory {
  const roots: Workload[] = [];
  const replicaSetsOf = new Map<string, ReplicaSet[]>();
  const shown = new Set<string>();
  const deployments = new Set(rowsOf<Deployment>(world, 'deployments').map(({ metadata }) => metadata.uid));
  for (const table of WORKLOAD_TABLES) {
    for (const object of byAge(rowsOf<KubeObject>(world, table))) {
      shown.add(object.metadata.uid);
      const owner = table === 'replicasets' ? controllerOf(object)?.uid : undefined;
      if (owner !== undefined && deployments.has(owner)) push(replicaSetsOf, owner, object as unknown as ReplicaSet);
      else roots.push({ table, object } as unknown as Workload);
    }
  }
  const byOwner = new Map<string, Group>();
  const loosePods = new Map<string, PodFacts[]>();
  for (const [owner, group] of census.byOwner) {
    if (shown.has(owner)) byOwner.set(owner, group);
    else for (const facts of group.pods) push(loosePods, facts.namespace, facts);
  }
  return {
    world,
    nodes: census.nodes(world),
    byOwner,
    byNode: census.byNode,
    loosePods,
    families: familiesOf(world, roots, replicaSetsOf, census),
    others: othersOf(world, shown),
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function familiesOf(world: World, roots: readonly Workload[], replicaSetsOf: ReadonlyMap<string, ReplicaSet[]>, census: Census): readonly Family[] {
  const autoscalers = byAge(rowsOf<HorizontalPodAutoscaler>(world, 'horizontalpodautoscalers'));
  const services = byAge(rowsOf<Service>(world, 'services'));
  const budgets = byAge(rowsOf<PodDisruptionBudget>(world, 'poddisruptionbudgets'));
  const endpoints = census.endpoints(world);
  const claims = rowsOf<PersistentVolumeClaim>(world, 'persistentvolumeclaims');
  const placed = new Set<object>();
  // What belongs to several families stands with the first: it has one card.
  const take = <T extends object>(list: readonly T[], wanted: (item: T) => boolean): T[] => {
    const taken = list.filter((item) => !placed.has(item) && wanted(item));
    for (const item of taken) placed.add(item);
    return taken;
  };
  const withEndpoints = (object: Service): Family['services'][number] => ({
    object,
    endpoints: endpoints.get(`${object.metadata.namespace}/${object.metadata.name}`) ?? NO_ENDPOINTS,
  });
  const families = roots.map((workload): Family => {
    const { metadata, kind } = workload.object;
    const namespace = metadata.namespace ?? '';
    const labels = workload.object.spec.template?.metadata?.labels as Labels | undefined;
    const mine = (object: { readonly metadata: { readonly namespace?: string } }): boolean => object.metadata.namespace === namespace;
    return {
      id: metadata.uid,
      namespace,
      workload,
      replicaSets: replicaSetsOf.get(metadata.uid) ?? [],
      autoscalers: take(autoscalers, (hpa) => mine(hpa) && hpa.spec.scaleTargetRef.kind === kind && hpa.spec.scaleTargetRef.name === metadata.name),
      services: take(services, (service) => mine(service) && matchesMap(service.spec.selector, labels)).map(withEndpoints),
      budgets: take(budgets, (budget) => mine(budget) && matches(budget.spec.selector, labels)),
      claims: workload.table === 'statefulsets' ? claimsOf(workload.object, claims) : new Map(),
    };
  });
  const alone = (object: { readonly metadata: ObjectMeta }, more: Partial<Family>): void => {
    families.push({
      id: object.metadata.uid,
      namespace: object.metadata.namespace ?? '',
      workload: undefined,
      replicaSets: [],
      autoscalers: [],
      services: [],
      budgets: [],
      claims: new Map(),
      ...more,
    });
  };
  for (const service of services) if (!placed.has(service)) alone(service, { services: [withEndpoints(service)] });
  for (const hpa of autoscalers) if (!placed.has(hpa)) alone(hpa, { autoscalers: [hpa] });
  for (const budget of budgets) if (!placed.has(budget)) alone(budget, { budgets: [budget] });
  return families;
}

const NO_ENDPOINTS: Endpoints = { ready: 0, notReady: 0, terminating: 0, podUids: [] };

/** Claims are named TEMPLATE-SET-ORDINAL. Models getPersistentVolumeClaimName. */
function claimsOf({ metadata, spec }: StatefulSet, claims: readonly PersistentVolumeClaim[]): ReadonlyMap<number, readonly string[]> {
  const result = new Map<number, string[]>();
  for (const template of spec.volumeClaimTemplates ?? []) {
    const prefix = `${template.metadata.name}-${metadata.name}-`;
    for (const claim of claims) {
      const { name, namespace } = claim.metadata;
      if (namespace !== metadata.namespace || !name.startsWith(prefix)) continue;
      const tail = name.slice(prefix.length);
      if (/^\d+$/.test(tail)) push(result, Number(tail), name);
    }
  }
  return result;
}

/** What has no place of its own, and what belongs to nothing on the canvas: claims of nobody, Jobs, ConfigMaps. */
function othersOf(world: World, shown: ReadonlySet<string>): ReadonlyMap<string, readonly Other[]> {
  const result = new Map<string, Other[]>();
  for (const { plural, acts } of RESOURCES) {
    if (PLACED.has(plural)) continue;
    for (const object of byAge(rowsOf<KubeObject>(world, plural))) {
      if (isSystem(plural, object) || shown.has(object.metadata.uid)) continue;
      const { namespace = '', name } = object.metadata;
      push(result, namespace, {
        table: plural,
        key: namespace ? `${namespace}/${name}` : name,
        object,
        acts: acts && (resourceOfKind(object.kind)?.acts ?? false),
      });
    }
  }
  return result;
}

/** What every cluster has from its first second: nobody put it there. */
function isSystem(table: string, { metadata }: KubeObject): boolean {
  if (metadata.namespace?.startsWith('kube-')) return true;
  if (table === 'serviceaccounts') return metadata.name === 'default';
  if (table === 'priorityclasses') return metadata.name.startsWith('system-');
  return table === 'configmaps' && metadata.name === 'kube-root-ca.crt';
}
