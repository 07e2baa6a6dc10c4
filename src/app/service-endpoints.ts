import type { EndpointSlice, Service } from '../kube/cluster-objects.ts';
import type { Labels } from '../kube/meta.ts';
import { matchesMap } from '../kube/selector.ts';

interface Slice {
  /** The Service's key. */
  readonly of: string;
  readonly ready: number;
}

/** No Service's key. */
const EVERY = '*';

/** How many endpoints of each Service are ready, as a fold over changes. */
export class ServiceEndpoints {
  private readonly selectors = new Map<string, Labels>();
  private readonly slices = new Map<string, Slice>();
  private readonly changed = new Set<string>();

  observe(table: 'services' | 'endpointslices', key: string, before: unknown, after: unknown): void {
    if (table === 'services') this.observeService(key, after as Service | undefined);
    else this.observeSlice(key, (after ?? before) as EndpointSlice, after === undefined);
  }

  /** Whether anything has changed since `settle` that may touch Pods with these labels in the Namespace of `key`. */
  touches(key: string, labels: Labels | undefined): boolean {
    const namespace = key.slice(0, key.indexOf('/') + 1);
    for (const service of this.changed)
      if (service === EVERY || (service.startsWith(namespace) && matchesMap(this.selectors.get(service), labels))) return true;
    return false;
  }

  settle(): void {
    this.changed.clear();
  }

  /** Ready endpoints of the Service that selects these labels in the Namespace of `key`; of several, the most. Undefined where none does. */
  readyOf(key: string, labels: Labels | undefined): number | undefined {
    const namespace = key.slice(0, key.indexOf('/') + 1);
    let most: number | undefined;
    for (const [service, selector] of this.selectors)
      if (service.startsWith(namespace) && matchesMap(selector, labels)) most = Math.max(most ?? 0, this.readyAt(service));
    return most;
  }

  private readyAt(service: string): number {
    let sum = 0;
    for (const { of, ready } of this.slices.values()) if (of === service) sum += ready;
    return sum;
  }

  private observeService(key: string, service: Service | undefined): void {
    const old = this.selectors.get(key);
    const same = old && service?.spec.selector && JSON.stringify(old) === JSON.stringify(service.spec.selector);
    // Whom it selected before is not known any more.
    if (!same) this.changed.add(EVERY);
    if (service?.spec.selector) this.selectors.set(key, service.spec.selector);
    else this.selectors.delete(key);
  }

  private observeSlice(key: string, { metadata, endpoints }: EndpointSlice, gone: boolean): void {
    const of = `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name'] ?? ''}`;
    this.changed.add(of);
    if (gone) this.slices.delete(key);
    else this.slices.set(key, { of, ready: (endpoints ?? []).filter(({ conditions }) => conditions.ready).length });
  }
}
