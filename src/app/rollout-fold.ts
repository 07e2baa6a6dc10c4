import type { Change, Entry } from '../timeline/types.ts';
import type { EndpointSlice, Service } from '../kube/cluster-objects.ts';
import { type KubeObject, controllerOf } from '../kube/meta.ts';
import type { Pod } from '../kube/pod.ts';
import { isPodTerminal } from '../kube/pod-status.ts';
import { Served } from '../scene/served.ts';
import { isCommand } from './landmarks.ts';
import { availableOf, isRolledOut } from './rollout-status.ts';
import { type Requested, ServiceLoad } from './service-load.ts';

/** A number and the first time, in virtual ms, at which it was reached. */
export interface Extreme {
  readonly count: number;
  readonly atMs: number;
}

/** What a rollout of one workload came to on one branch. */
export interface RolloutReport {
  /** The act that last changed the workload's specification; undefined where the workload was never there. */
  readonly act: Entry | undefined;
  /** Virtual ms from the act until everything was rolled out; undefined where it is not. */
  readonly tookMs: number | undefined;
  readonly desired: number;
  readonly lowest: Extreme;
  /** The most Pods that were not being deleted. */
  readonly most: Extreme;
  /** The most Pods with those that were being deleted. */
  readonly mostWithTerminating: Extreme;
  /** By Service: those that select the workload's Pods. */
  readonly services: readonly (Requested & { readonly key: string; readonly name: string })[];
}

interface Held {
  readonly counted: boolean;
  readonly there: boolean;
}

/**
 * What became of a workload since an act last changed its specification, as a fold over a log: it begins anew with each such act, and
 * costs no more than what changed. `table` and `key` name the workload.
 */
export class RolloutFold {
  length = 0;
  private object: KubeObject | undefined;
  private act: Entry | undefined;
  private finishedMs: number | undefined;
  private nowMs = 0;
  private lowest: Extreme = { count: 0, atMs: 0 };
  private most: Extreme = { count: 0, atMs: 0 };
  private mostWithTerminating: Extreme = { count: 0, atMs: 0 };
  private counted = 0;
  private there = 0;
  private availableInSets = 0;
  private readonly owners = new Set<string>();
  private readonly pods = new Map<string, Pod>();
  private readonly served = new Served();
  private readonly loads = new Map<string, { readonly load: ServiceLoad; sent: number; refused: number }>();

  constructor(
    private readonly table: string,
    private readonly key: string,
  ) {}

  observe(entry: Entry): void {
    this.passTo(entry.at);
    let respecified = false;
    for (const change of entry.changes) respecified = this.observeChange(change, entry.seq) || respecified;
    this.length++;
    if (respecified && isCommand(entry)) this.begin(entry);
    if (!this.act) return;
    const { at } = entry;
    const available = this.available();
    if (available < this.lowest.count) this.lowest = { count: available, atMs: at };
    if (this.counted > this.most.count) this.most = { count: this.counted, atMs: at };
    if (this.there > this.mostWithTerminating.count) this.mostWithTerminating = { count: this.there, atMs: at };
    if (this.finishedMs === undefined && this.object && isRolledOut(this.table, this.object)) this.finishedMs = at;
  }

  /** How long after the act the last thing happened, in ms. */
  get spanMs(): number {
    return this.act ? this.nowMs - this.act.at : 0;
  }

  /** What it came to, with requests for `spanMs` after the act: more than has passed where the other branch needed longer. */
  report(spanMs: number): RolloutReport {
    const { act, lowest, most, mostWithTerminating } = this;
    const endMs = (act?.at ?? 0) + spanMs;
    const services = [...this.loads].flatMap(([key, { load, sent, refused }]) => {
      if (!this.isServedBy(load.service)) return [];
      const rest = load.between(this.nowMs, endMs);
      return [{ key, name: load.service.metadata.name, sent: sent + rest.sent, refused: refused + rest.refused }];
    });
    const desired = desiredOf(this.table, this.object);
    const tookMs = act && this.finishedMs !== undefined ? this.finishedMs - act.at : undefined;
    return { act, tookMs, desired, lowest, most, mostWithTerminating, services };
  }

  private begin(entry: Entry): void {
    const { at: atMs } = entry;
    this.act = entry;
    this.finishedMs = undefined;
    this.lowest = { count: this.available(), atMs };
    this.most = { count: this.counted, atMs };
    this.mostWithTerminating = { count: this.there, atMs };
    for (const load of this.loads.values()) load.sent = load.refused = 0;
  }

  /** Counts the requests of the time in which nothing happened. */
  private passTo(atMs: number): void {
    if (this.act && atMs > this.nowMs)
      for (const load of this.loads.values()) {
        const { sent, refused } = load.load.between(this.nowMs, atMs);
        load.sent += sent;
        load.refused += refused;
      }
    this.nowMs = atMs;
  }

  private available(): number {
    return this.table === 'deployments' ? this.availableInSets : availableOf(this.table, this.object);
  }

  private isServedBy({ metadata, spec }: Service): boolean {
    const labels = (this.object as { readonly spec?: { readonly template?: { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } } } })
      ?.spec?.template?.metadata?.labels;
    if (!spec.selector || metadata.namespace !== this.object?.metadata.namespace) return false;
    return Object.entries(spec.selector).every(([name, value]) => labels?.[name] === value);
  }

  /** True where the workload's specification is another one. */
  private observeChange({ table, key, before, after }: Change, seq: number): boolean {
    if (table === this.table && key === this.key) return this.observeWorkload(before as KubeObject | undefined, after as KubeObject | undefined);
    if (table === 'pods') this.observePod(before as Pod | undefined, after as Pod | undefined);
    else if (table === 'replicasets' && this.table === 'deployments') this.observeSet(before as KubeObject | undefined, after as KubeObject | undefined);
    else if (table === 'services') this.observeService(key, after as Service | undefined);
    else if (table === 'endpointslices' && after) this.served.observe(after as EndpointSlice, seq);
    return false;
  }

  private observeWorkload(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
    this.object = after ?? this.object;
    if (after) this.owners.add(after.metadata.uid);
    return after !== undefined && specOf(before) !== specOf(after) && JSON.stringify(specOf(before)) !== JSON.stringify(specOf(after));
  }

  private observeSet(before: KubeObject | undefined, after: KubeObject | undefined): void {
    const owner = controllerOf((after ?? before) as KubeObject);
    if (!owner || owner.uid !== this.object?.metadata.uid) return;
    if (after) this.owners.add(after.metadata.uid);
    this.availableInSets += availableOf('replicasets', after) - availableOf('replicasets', before);
  }

  private observePod(before: Pod | undefined, after: Pod | undefined): void {
    const [was, is] = [this.heldOf(before), this.heldOf(after)];
    this.counted += Number(is.counted) - Number(was.counted);
    this.there += Number(is.there) - Number(was.there);
    const { uid } = (after ?? (before as Pod)).metadata;
    if (after) this.pods.set(uid, after);
    else this.pods.delete(uid);
    for (const { load } of this.loads.values()) load.observe(before, after);
  }

  private heldOf(pod: Pod | undefined): Held {
    const owner = pod && controllerOf(pod);
    if (!pod || !owner || !this.owners.has(owner.uid) || isPodTerminal(pod)) return { counted: false, there: false };
    return { counted: pod.metadata.deletionTimestamp === undefined, there: true };
  }

  private observeService(key: string, after: Service | undefined): void {
    if (!after) {
      this.loads.delete(key);
      return;
    }
    const known = this.loads.get(key);
    if (known && JSON.stringify(known.load.service.spec.selector) === JSON.stringify(after.spec.selector)) {
      known.load.service = after;
      return;
    }
    const load = new ServiceLoad(after, this.served);
    for (const pod of this.pods.values()) load.observe(undefined, pod);
    this.loads.set(key, { load, sent: 0, refused: 0 });
  }
}

const specOf = (object: KubeObject | undefined): unknown => (object as { readonly spec?: unknown } | undefined)?.spec;

function desiredOf(table: string, object: KubeObject | undefined): number {
  const { spec, status } = (object ?? {}) as { readonly spec?: { readonly replicas?: number }; readonly status?: { readonly desiredNumberScheduled?: number } };
  return table === 'daemonsets' ? (status?.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
}
