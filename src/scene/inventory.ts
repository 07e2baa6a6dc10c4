import type { World } from '../timeline/types.ts';
import type { EndpointSlice, Node, PodDisruptionBudget, Service } from '../kube/cluster-objects.ts';
import type { HorizontalPodAutoscaler } from '../kube/autoscaling.ts';
import { type KubeObject, type Labels, type ObjectMeta, controllerOf } from '../kube/meta.ts';
import type { Pod } from '../kube/pod.ts';
import { RESOURCES, resourceOfKind } from '../kube/resources.ts';
import { matches, matchesMap } from '../kube/selector.ts';
import type { DaemonSet, Deployment, PersistentVolumeClaim, ReplicaSet, ReplicationController, StatefulSet } from '../kube/workloads.ts';
import { compareAge, compareNames } from './history.ts';
import { podFacts } from './pod-facts.ts';
import type { PodFacts } from './types.ts';

/** Everything of a world that the canvas asks for, looked up once. */
export interface Inventory {
  readonly world: World;
  readonly nodes: readonly Node[];
  readonly podsByOwner: ReadonlyMap<string, readonly PodFacts[]>;
  readonly podsByNode: ReadonlyMap<string, readonly PodFacts[]>;
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

/** The endpoints of a Service: how many of each kind, and the Pods behind the ready ones. */
export interface Endpoints {
  readonly ready: number;
  readonly notReady: number;
  readonly terminating: number;
  readonly podUids: readonly string[];
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

/** Reads a world. Cost: one pass over its objects. */
export function takeInventory(world: World): Inventory {
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
  const podsByOwner = new Map<string, PodFacts[]>();
  const podsByNode = new Map<string, PodFacts[]>();
  const loosePods = new Map<string, PodFacts[]>();
  for (const pod of world.get('pods')?.values() ?? []) {
    const facts = podFacts(pod as Pod);
    if (shown.has(facts.ownerUid)) push(podsByOwner, facts.ownerUid, facts);
    else push(loosePods, facts.namespace, facts);
    push(podsByNode, facts.node, facts);
  }
  return {
    world,
    nodes: rowsOf<Node>(world, 'nodes').sort((a, b) => compareNames(a.metadata.name, b.metadata.name)),
    podsByOwner,
    podsByNode,
    loosePods,
    families: familiesOf(world, roots, replicaSetsOf),
    others: othersOf(world, shown),
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function familiesOf(world: World, roots: readonly Workload[], replicaSetsOf: ReadonlyMap<string, ReplicaSet[]>): readonly Family[] {
  const autoscalers = byAge(rowsOf<HorizontalPodAutoscaler>(world, 'horizontalpodautoscalers'));
  const services = byAge(rowsOf<Service>(world, 'services'));
  const budgets = byAge(rowsOf<PodDisruptionBudget>(world, 'poddisruptionbudgets'));
  const endpoints = endpointsOf(world);
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

function endpointsOf(world: World): ReadonlyMap<string, Endpoints> {
  const result = new Map<string, { ready: number; notReady: number; terminating: number; podUids: string[] }>();
  for (const { metadata, endpoints } of rowsOf<EndpointSlice>(world, 'endpointslices')) {
    const key = `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`;
    let sum = result.get(key);
    if (!sum) result.set(key, (sum = { ready: 0, notReady: 0, terminating: 0, podUids: [] }));
    for (const { conditions, targetRef } of endpoints ?? []) {
      if (conditions.ready) {
        sum.ready++;
        if (targetRef) sum.podUids.push(targetRef.uid);
      } else if (conditions.terminating) sum.terminating++;
      else sum.notReady++;
    }
  }
  return result;
}

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
