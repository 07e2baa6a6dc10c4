import type { EndpointSlice } from '../kube/cluster-objects.ts';

/** Since when each Service (`NAMESPACE/NAME`) has had a ready endpoint: nobody sends it requests before. A fold over EndpointSlices. */
export class Served {
  /** After which entry. */
  private readonly since = new Map<string, number>();

  /** Takes note of a slice as an entry left it. */
  observe({ metadata, endpoints }: EndpointSlice, seq: number): void {
    const name = metadata.labels?.['kubernetes.io/service-name'];
    const key = `${metadata.namespace}/${name}`;
    if (name === undefined || this.since.has(key) || !endpoints?.some(({ conditions }) => conditions?.ready)) return;
    this.since.set(key, seq);
  }

  has(key: string): boolean {
    return this.since.has(key);
  }

  /** The Services that have had one by a position. */
  by(position: number): ReadonlySet<string> {
    return new Set([...this.since].filter(([, seq]) => seq <= position).map(([key]) => key));
  }
}
