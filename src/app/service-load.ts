import type { Service } from '../kube/cluster-objects.ts';
import { keyOf } from '../kube/meta.ts';
import type { Pod } from '../kube/pod.ts';
import { matchesMap } from '../kube/selector.ts';
import { type Route, routeOf } from '../kube/traffic.ts';
import { EVERY_MS, lot } from '../scene/requests.ts';
import type { Served } from '../scene/served.ts';

/** The rhythm of requests to a Service, in virtual ms: the same as on the canvas. */
export const REQUEST_EVERY_MS = EVERY_MS;

export interface Requested {
  readonly sent: number;
  readonly refused: number;
}

/**
 * What would come of a request to a Service every 250 ms: each goes to one of the Pods that Nodes route to at that moment, by the lot that the
 * canvas draws too. It is refused where that Pod has been told to stop, or where there is no Pod. Nobody asks before the Service has had a Pod that is ready.
 */
export class ServiceLoad {
  /** Pods that get requests and are not being deleted, and those that are. */
  private readonly staying = new Set<string>();
  private readonly leaving = new Map<string, Route>();

  /** `served`: of the log that Pods are observed from. */
  constructor(
    public service: Service,
    private readonly served: Served,
  ) {}

  /** Takes note of a Pod that came, changed or went. */
  observe(before: Pod | undefined, after: Pod | undefined): void {
    const uid = (before ?? after)?.metadata.uid ?? '';
    this.staying.delete(uid);
    this.leaving.delete(uid);
    const route = after && this.selects(after) ? routeOf(after) : undefined;
    if (!route) return;
    if (route.untilMs === Number.POSITIVE_INFINITY) this.staying.add(uid);
    else this.leaving.set(uid, route);
  }

  /** What becomes of the requests from `fromMs` until before `toMs`, in which nothing changes. Costs a look at each only while some Pod is leaving. */
  between(fromMs: number, toMs: number): Requested {
    if (!this.served.has(keyOf(this.service))) return { sent: 0, refused: 0 };
    const first = Math.ceil(fromMs / EVERY_MS);
    const end = Math.max(first, Math.ceil(toMs / EVERY_MS));
    let decided = first;
    let refused = 0;
    const lastRouted = Math.max(...[...this.leaving.values()].map(({ untilMs }) => untilMs), Number.NEGATIVE_INFINITY);
    for (; decided < end && decided * EVERY_MS < lastRouted; decided++) if (this.isRefused(decided)) refused++;
    if (this.staying.size === 0) refused += end - decided;
    return { sent: end - first, refused };
  }

  private isRefused(request: number): boolean {
    const nowMs = request * EVERY_MS;
    const routed = [...this.leaving].filter(([, { untilMs }]) => nowMs < untilMs);
    const refusing = routed.filter(([, { refusesFromMs }]) => nowMs >= refusesFromMs);
    if (!routed.length) return this.staying.size === 0;
    if (!refusing.length) return false;
    const drawn = (uids: Iterable<string>): number => {
      let most = -1;
      for (const uid of uids) most = Math.max(most, lot(request, uid));
      return most;
    };
    const best = drawn(refusing.map(([uid]) => uid));
    return best > drawn(this.staying) && best > drawn(routed.filter((one) => !refusing.includes(one)).map(([uid]) => uid));
  }

  private selects({ metadata }: Pod): boolean {
    const { service } = this;
    return metadata.namespace === service.metadata.namespace && service.spec.selector !== undefined && matchesMap(service.spec.selector, metadata.labels);
  }
}
