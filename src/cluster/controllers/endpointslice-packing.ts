import type { Endpoint, EndpointSlice, Service } from '../../kube/cluster-objects.ts';
import { type KubeObject, type Labels, controllerRef } from '../../kube/meta.ts';
import { deepEqual } from '../api/equal.ts';

/** How endpoints are put into slices. Models the reconciler of k8s.io/endpointslice. */

/** `--max-endpoints-per-slice`. */
const ENDPOINTS_PER_SLICE_MAX = 100;
export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const CONTROLLER = 'endpointslice-controller.k8s.io';
const HEADLESS = 'service.kubernetes.io/headless';
const RESERVED: ReadonlySet<string> = new Set([SERVICE_NAME, MANAGED_BY, HEADLESS]);

export type Ports = EndpointSlice['ports'];

/** What is to be done to a Service's slices. */
export interface Changes {
  readonly creates: EndpointSlice[];
  readonly updates: EndpointSlice[];
  readonly deletes: EndpointSlice[];
}

const unreserved = (labels: Labels | undefined): Labels => Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !RESERVED.has(key)));

function labelsFor(service: Service): Labels {
  const { clusterIP } = service.spec;
  return {
    ...unreserved(service.metadata.labels),
    [SERVICE_NAME]: service.metadata.name,
    [MANAGED_BY]: CONTROLLER,
    ...(clusterIP === undefined || clusterIP === '' || clusterIP === 'None' ? { [HEADLESS]: '' } : {}),
  };
}

function newSlice(service: Service, ports: Ports, endpoints: readonly Endpoint[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace,
      labels: labelsFor(service),
      ownerReferences: [controllerRef(service as KubeObject)],
    } as unknown as EndpointSlice['metadata'],
    addressType: 'IPv4',
    endpoints,
    ports,
  };
}

/** Keeps what a slice holds already in its place, and takes out what is gone. The slice itself where nothing is new, not even a label. */
function refill(service: Service, slice: EndpointSlice, wanted: Map<string, Endpoint>): EndpointSlice {
  const kept: Endpoint[] = [];
  let changed = false;
  for (const endpoint of slice.endpoints) {
    const uid = endpoint.targetRef?.uid ?? '';
    const next = wanted.get(uid);
    wanted.delete(uid);
    if (next) kept.push(deepEqual(next, endpoint) ? endpoint : next);
    if (!next || !deepEqual(next, endpoint)) changed = true;
  }
  if (!changed && deepEqual(unreserved(slice.metadata.labels), unreserved(service.metadata.labels))) return slice;
  return { ...slice, metadata: { ...slice.metadata, labels: labelsFor(service) }, endpoints: kept };
}

function fill(slice: EndpointSlice, wanted: Map<string, Endpoint>): EndpointSlice {
  const more = [...wanted].slice(0, ENDPOINTS_PER_SLICE_MAX - slice.endpoints.length);
  if (!more.length) return slice;
  for (const [uid] of more) wanted.delete(uid);
  return { ...slice, endpoints: [...slice.endpoints, ...more.map(([, endpoint]) => endpoint)] };
}

/** Of slices that are not written anyway, the one that all the others fit into and that they fill best. Models getSliceToFill. */
function bestToFill(slices: readonly EndpointSlice[], count: number): EndpointSlice | undefined {
  let best: EndpointSlice | undefined;
  let least = ENDPOINTS_PER_SLICE_MAX;
  for (const slice of slices) {
    const left = ENDPOINTS_PER_SLICE_MAX - count - slice.endpoints.length;
    if (left < 0 || left >= least) continue;
    least = left;
    best = slice;
  }
  return best;
}

/**
 * The slices of one set of ports. One that has lost all its endpoints goes; those that are written anyway take in what is new, the
 * fullest first; and an untouched one is written only where it holds all of the rest. Models reconcileByPortMapping.
 */
export function packGroup(service: Service, ports: Ports, endpoints: ReadonlyMap<string, Endpoint>, slices: readonly EndpointSlice[], changes: Changes): void {
  const wanted = new Map(endpoints);
  const written: EndpointSlice[] = [];
  let untouched: EndpointSlice[] = [];
  for (const slice of slices) {
    const refilled = refill(service, slice, wanted);
    if (refilled === slice) untouched.push(slice);
    else if (!refilled.endpoints.length && slice.endpoints.length) changes.deletes.push(slice);
    else written.push(refilled);
  }
  written.sort((a, b) => b.endpoints.length - a.endpoints.length);
  for (const slice of written) changes.updates.push(fill(slice, wanted));
  while (wanted.size) {
    const fitting = wanted.size < ENDPOINTS_PER_SLICE_MAX ? bestToFill(untouched, wanted.size) : undefined;
    if (fitting) {
      changes.updates.push(fill(fitting, wanted));
      untouched = untouched.filter((slice) => slice !== fitting);
    } else changes.creates.push(fill(newSlice(service, ports, []), wanted));
  }
}

/** A Service without any endpoint still shows one empty slice, without ports. Models the placeholder of reconcileByAddressType. */
export function keepPlaceholder(service: Service, existing: number, { creates, deletes }: Changes): void {
  if (existing > deletes.length || creates.length) return;
  const placeholder = newSlice(service, [], []);
  const [only] = deletes;
  if (deletes.length === 1 && !only?.ports.length && !only?.endpoints.length && deepEqual(only?.metadata.labels, placeholder.metadata.labels)) deletes.pop();
  else creates.push(placeholder);
}

/** Who should ask which endpoint: with `trafficDistribution`, clients of the same zone, or of the same Node. Models trafficdist.ReconcileHints. */
export function withHints(service: Service, endpoint: Endpoint): Endpoint {
  const { trafficDistribution } = service.spec as { readonly trafficDistribution?: string };
  if (!trafficDistribution || !endpoint.conditions.ready) return endpoint;
  const forZones = endpoint.zone === undefined ? {} : { forZones: [{ name: endpoint.zone }] };
  const forNodes = endpoint.nodeName === undefined || trafficDistribution !== 'PreferSameNode' ? {} : { forNodes: [{ name: endpoint.nodeName }] };
  const hints = { ...forZones, ...forNodes };
  return Object.keys(hints).length ? { ...endpoint, hints } : endpoint;
}
