import type { Endpoint, EndpointSlice, Node, Service } from '../../kube/cluster-objects.ts';
import { type KubeObject, controllerRef, keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodReady, isPodTerminal } from '../../kube/pod-status.ts';
import { matchesMap } from '../../kube/selector.ts';
import type { Reason } from '../../timeline/types.ts';
import { deepEqual } from '../api/equal.ts';
import { type Context, type Outcome, type Plan, type Step, because, create, defineController, itself, remove, update } from '../controller.ts';
import type { Listers } from '../store.ts';
import { finished, retryLater } from './retry.ts';

/** `--max-endpoints-per-slice`. */
const ENDPOINTS_PER_SLICE_MAX = 100;
const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const ZONE = 'topology.kubernetes.io/zone';
/** A Service with Pods of a Node that is gone is looked at again after 1 s, 2 s, 4 s … */
const RETRY_BASE_MS = 1_000;

type Ports = EndpointSlice['ports'];

/** The Services whose endpoints a Pod's change may touch: those that select it, or did. */
function servicesOf(listers: Listers, before: KubeObject | undefined, after: KubeObject | undefined): readonly string[] {
  if (before && after && !matters(before as unknown as Pod, after as unknown as Pod)) return [];
  const object = (after ?? before) as KubeObject;
  const keys: string[] = [];
  for (const service of listers.listIn('services', object.metadata.namespace ?? ''))
    if ([before, after].some((pod) => pod && matchesMap(service.spec.selector, pod.metadata.labels))) keys.push(keyOf(service));
  return keys;
}

/** Models podEndpointsChanged: a new address, Node, readiness, deletion, end, or label. */
function matters(before: Pod, after: Pod): boolean {
  return (
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    before.metadata.labels !== after.metadata.labels ||
    before.spec.nodeName !== after.spec.nodeName ||
    before.status.podIP !== after.status.podIP ||
    isPodTerminal(before) !== isPodTerminal(after) ||
    isPodReady(before) !== isPodReady(after)
  );
}

/** The Service's ports as this Pod serves them; named target ports are looked up in its containers. Models getEndpointPorts. */
function portsFor(service: Service, pod: Pod): Ports {
  const ports: Ports[number][] = [];
  for (const { name, port, targetPort, protocol, appProtocol } of service.spec.ports ?? []) {
    const number = typeof targetPort === 'string' ? containerPort(pod, targetPort) : (targetPort ?? port);
    if (number === undefined) continue;
    ports.push({ name: name ?? '', port: number, protocol: protocol ?? 'TCP', ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  return ports;
}

function containerPort(pod: Pod, name: string): number | undefined {
  for (const container of pod.spec.containers) for (const port of container.ports ?? []) if (port.name === name) return port.containerPort;
  return undefined;
}

/** A Pod as an endpoint. One that terminates is never ready, though it may still serve. Models podToEndpoint. */
function endpointFor(service: Service, pod: Pod, node: Node | undefined): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const { hostname, subdomain, nodeName } = pod.spec;
  const zone = node?.metadata.labels?.[ZONE];
  return {
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(zone ? { zone } : {}),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid: pod.metadata.uid },
  };
}

interface Group {
  readonly ports: Ports;
  readonly endpoints: Map<string, Endpoint>;
}

/** What the slices should hold, by the ports they have in common; `skipped`: some Pods are left out because their Node is gone. */
function desiredEndpoints(context: Context, service: Service): { readonly groups: ReadonlyMap<string, Group>; readonly skipped: boolean } {
  const groups = new Map<string, Group>();
  let skipped = false;
  for (const pod of context.listers.listIn('pods', service.metadata.namespace ?? '')) {
    if (!matchesMap(service.spec.selector, pod.metadata.labels) || isPodTerminal(pod) || !pod.status.podIP) continue;
    const ports = portsFor(service, pod);
    const id = JSON.stringify(ports);
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { ports, endpoints: new Map() }));
    const node = context.listers.get('nodes', pod.spec.nodeName ?? '');
    if (node || service.spec.publishNotReadyAddresses) group.endpoints.set(pod.metadata.uid, endpointFor(service, pod, node));
    else skipped = true;
  }
  return { groups, skipped };
}

function newSlice(service: Service, ports: Ports, endpoints: readonly Endpoint[]): EndpointSlice {
  const headless = service.spec.clusterIP === 'None';
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace,
      labels: {
        ...service.metadata.labels,
        [SERVICE_NAME]: service.metadata.name,
        [MANAGED_BY]: 'endpointslice-controller.k8s.io',
        ...(headless ? { [HEADLESS]: '' } : {}),
      },
      ownerReferences: [controllerRef(service as KubeObject)],
    } as unknown as EndpointSlice['metadata'],
    addressType: 'IPv4',
    endpoints,
    ports,
  };
}

/** Keeps what a slice holds already in its place, takes out what is gone, and fills up with what is new. */
function refill(slice: EndpointSlice, wanted: Map<string, Endpoint>): EndpointSlice {
  const kept: Endpoint[] = [];
  let changed = false;
  for (const endpoint of slice.endpoints) {
    const uid = endpoint.targetRef?.uid ?? '';
    const next = wanted.get(uid);
    wanted.delete(uid);
    if (!next) changed = true;
    else if (deepEqual(next, endpoint)) kept.push(endpoint);
    else {
      kept.push(next);
      changed = true;
    }
  }
  return changed ? { ...slice, endpoints: kept } : slice;
}

function fill(slice: EndpointSlice, wanted: Map<string, Endpoint>): EndpointSlice {
  const room = ENDPOINTS_PER_SLICE_MAX - slice.endpoints.length;
  const more = [...wanted].slice(0, room);
  if (!more.length) return slice;
  for (const [uid] of more) wanted.delete(uid);
  return { ...slice, endpoints: [...slice.endpoints, ...more.map(([, endpoint]) => endpoint)] };
}

/** What is to be done to a Service's slices. */
interface Changes {
  readonly creates: EndpointSlice[];
  readonly updates: EndpointSlice[];
  readonly deletes: EndpointSlice[];
}

/** The slices of one set of ports. One that is left without endpoints goes. Models reconcileByPortMapping. */
function reconcileGroup(service: Service, ports: Ports, endpoints: ReadonlyMap<string, Endpoint>, slices: readonly EndpointSlice[], changes: Changes): void {
  const wanted = new Map(endpoints);
  const kept = slices.map((slice) => refill(slice, wanted)).map((slice) => fill(slice, wanted));
  for (const [i, slice] of kept.entries()) {
    if (!slice.endpoints.length) changes.deletes.push(slices[i] as EndpointSlice);
    else if (slice !== slices[i]) changes.updates.push(slice);
  }
  const rest = [...wanted.values()];
  for (let at = 0; at < rest.length; at += ENDPOINTS_PER_SLICE_MAX)
    changes.creates.push(newSlice(service, ports, rest.slice(at, at + ENDPOINTS_PER_SLICE_MAX)));
}

/** A Service without any endpoint still shows one empty slice, without ports. Models the placeholder of reconcileByAddressType. */
function keepPlaceholder(service: Service, existing: number, { creates, deletes }: Changes): void {
  if (existing > deletes.length || creates.length) return;
  const [only] = deletes;
  if (deletes.length === 1 && !only?.ports.length && !only?.endpoints.length) deletes.pop();
  else creates.push(newSlice(service, [], []));
}

/** What would be deleted is made into what would be created, and keeps its name. Models finalize. */
function* carryOut({ creates, updates, deletes }: Changes, counts: Reason['values']): Generator<Step, void, Outcome> {
  if (creates.length || updates.length || deletes.length) yield because('endpointslice/synced', counts);
  while (creates.length && deletes.length) {
    const slice = creates.pop() as EndpointSlice;
    const { metadata } = deletes.shift() as EndpointSlice;
    updates.push({ ...slice, metadata: { ...metadata, ...(slice.metadata.labels ? { labels: slice.metadata.labels } : {}) } });
  }
  for (const slice of creates) yield create(slice);
  for (const slice of updates) yield update(slice);
  for (const slice of deletes) yield remove('endpointslices', keyOf(slice));
}

export const endpointSliceController = defineController({
  name: 'endpoint-slice-controller',
  models: 'pkg/controller/endpointslice: which Pods a Service sends requests to',
  watches: [
    itself('services'),
    { table: 'pods', keys: servicesOf },
    {
      table: 'endpointslices',
      keys: (_listers, before, after) => {
        const service = before && !after ? before.metadata.labels?.[SERVICE_NAME] : undefined;
        return service ? [`${before?.metadata.namespace}/${service}`] : [];
      },
    },
  ],
  reconcile: function* (context, key): Plan {
    const service = context.listers.get('services', key);
    // Slices of a Service that is gone go with it: it owns them. Without a selector somebody else keeps them.
    if (!service?.spec.selector || service.metadata.deletionTimestamp !== undefined || service.spec.type === 'ExternalName') return;
    const existing = new Map<string, EndpointSlice[]>();
    const slices = context.listers.controlledBy('endpointslices', service.metadata.uid);
    for (const slice of slices) {
      const id = JSON.stringify(slice.ports);
      const list = existing.get(id);
      if (list) list.push(slice);
      else existing.set(id, [slice]);
    }
    const { groups, skipped } = desiredEndpoints(context, service);
    const changes: Changes = { creates: [], updates: [], deletes: [] };
    for (const [id, { ports, endpoints }] of groups) reconcileGroup(service, ports, endpoints, existing.get(id) ?? [], changes);
    for (const [id, list] of existing) if (!groups.has(id)) changes.deletes.push(...list);
    keepPlaceholder(service, slices.length, changes);
    const all = [...groups.values()].flatMap(({ endpoints }) => [...endpoints.values()]);
    yield* carryOut(changes, { service: service.metadata.name, ready: all.filter(({ conditions }) => conditions.ready).length, endpoints: all.length });
    yield* skipped ? retryLater(context, key, RETRY_BASE_MS) : finished(context, key);
  },
});
