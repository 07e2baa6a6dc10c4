import type { Endpoint, EndpointSlice, Node, Service } from '../../kube/cluster-objects.ts';
import { type KubeObject, keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodReady, isPodTerminal } from '../../kube/pod-status.ts';
import { matchesMap } from '../../kube/selector.ts';
import type { Reason } from '../../timeline/types.ts';
import {
  type Context,
  type Outcome,
  type Plan,
  type Step,
  because,
  create,
  defineController,
  event,
  itself,
  remove,
  requeueAfter,
  update,
} from '../controller.ts';
import type { Listers } from '../store.ts';
import { type Changes, type Ports, SERVICE_NAME, keepPlaceholder, packGroup, withHints } from './endpointslice-packing.ts';
import { inOrder } from './endpointslice-ports.ts';
import { finished, retryLater } from './retry.ts';

const ZONE = 'topology.kubernetes.io/zone';
/** A Service with Pods of a Node that is gone is looked at again after 1 s, 2 s, 4 s … */
const RETRY_BASE_MS = 1_000;
/** So long a slice is missed that somebody else has deleted. Models endpointSliceChangeMinSyncDelay. */
const MISSED_AFTER_MS = 1_000;
/** A key with this before it is looked at after that time. */
const MISSED = 'missed ';

/** The Services whose endpoints a Pod's change may touch: those that select it, or did. */
function servicesOf(listers: Listers, before: KubeObject | undefined, after: KubeObject | undefined): readonly string[] {
  if (before && after && !matters(before as unknown as Pod, after as unknown as Pod)) return [];
  const object = (after ?? before) as KubeObject;
  const keys: string[] = [];
  for (const service of listers.listIn('services', object.metadata.namespace ?? ''))
    if ([before, after].some((pod) => pod && matchesMap(service.spec.selector, pod.metadata.labels))) keys.push(keyOf(service));
  return keys;
}

/** Models podEndpointsChanged: a new address, Node, readiness, deletion, or label; the end counts only of one that is being deleted. */
function matters(before: Pod, after: Pod): boolean {
  return (
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    before.metadata.labels !== after.metadata.labels ||
    before.spec.nodeName !== after.spec.nodeName ||
    before.status.podIP !== after.status.podIP ||
    (after.metadata.deletionTimestamp !== undefined && isPodTerminal(before) !== isPodTerminal(after)) ||
    isPodReady(before) !== isPodReady(after)
  );
}

/** The Service's ports as this Pod serves them; named target ports are looked up in its containers. Models getEndpointPorts. */
function portsFor(service: Service, pod: Pod): Ports {
  const ports: Ports[number][] = [];
  for (const { name, port, targetPort, protocol, appProtocol } of service.spec.ports ?? []) {
    const number = typeof targetPort === 'string' ? containerPort(pod, targetPort, protocol ?? 'TCP') : (targetPort ?? port);
    if (number === undefined) continue;
    ports.push({ name: name ?? '', port: number, protocol: protocol ?? 'TCP', ...(appProtocol === undefined ? {} : { appProtocol }) });
  }
  return ports;
}

/** Models FindPort: by name and protocol, in the containers and then in the sidecars. */
function containerPort({ spec }: Pod, name: string, protocol: string): number | undefined {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const container of [...spec.containers, ...sidecars])
    for (const port of container.ports ?? []) if (port.name === name && (port.protocol ?? 'TCP') === protocol) return port.containerPort;
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

/** What the slices should hold, by the ports they have in common; `skipped`: why some Pods are left out, as their Node is gone. */
function desiredEndpoints(context: Context, service: Service): { readonly groups: ReadonlyMap<string, Group>; readonly skipped: readonly string[] } {
  const groups = new Map<string, Group>();
  /** The same by the ports in the order in which the Service has them. */
  const byPorts = new Map<string, Group>();
  const skipped: string[] = [];
  const address = keyOf(service as KubeObject);
  for (const pod of context.listers.listIn('pods', service.metadata.namespace ?? '')) {
    if (!matchesMap(service.spec.selector, pod.metadata.labels) || isPodTerminal(pod) || !pod.status.podIP) continue;
    const ports = portsFor(service, pod);
    const served = JSON.stringify(ports);
    let group = byPorts.get(served);
    if (!group) {
      group = { ports: inOrder(ports), endpoints: new Map() };
      byPorts.set(served, group);
      groups.set(JSON.stringify(group.ports), group);
    }
    const node = context.listers.get('nodes', pod.spec.nodeName ?? '');
    if (node || service.spec.publishNotReadyAddresses) group.endpoints.set(pod.metadata.uid, withHints(service, endpointFor(service, pod, node)));
    else skipped.push(`skipping Pod ${pod.metadata.name} for Service ${address}: Node ${pod.spec.nodeName ?? ''} Not Found`);
  }
  return { groups, skipped };
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
        return service ? [`${MISSED}${before?.metadata.namespace}/${service}`] : [];
      },
    },
  ],
  reconcile: function* (context, key): Plan {
    if (key.startsWith(MISSED)) {
      yield requeueAfter(MISSED_AFTER_MS, key.slice(MISSED.length));
      return;
    }
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
    for (const [id, { ports, endpoints }] of groups) packGroup(service, ports, endpoints, existing.get(id) ?? [], changes);
    for (const [id, list] of existing) if (!groups.has(id)) changes.deletes.push(...list);
    keepPlaceholder(service, slices.length, changes);
    const all = [...groups.values()].flatMap(({ endpoints }) => [...endpoints.values()]);
    yield* carryOut(changes, { service: service.metadata.name, ready: all.filter(({ conditions }) => conditions.ready).length, endpoints: all.length });
    if (!skipped.length) {
      yield* finished(context, key);
      return;
    }
    const why = skipped.length > 1 ? `[${skipped.join(', ')}]` : skipped[0];
    yield event(service, 'Warning', 'FailedToUpdateEndpointSlices', `Error updating Endpoint Slices for Service ${key}: ${why}`);
    yield* retryLater(context, key, RETRY_BASE_MS);
  },
});
