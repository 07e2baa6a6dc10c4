import type { Pod } from '../../kube/pod.ts';
import { deepEqual } from '../api/equal.ts';
import type { ClusterEvent } from './events.ts';
import { helps } from './hints.ts';

/** A Pod that is to be tried, and the log entry that put it here. */
export interface Queued {
  readonly key: string;
  readonly priority: number;
  readonly cause: number;
}
interface Parked {
  readonly pod: Pod;
  /** The plugins that refused it: only what concerns them brings it back. */
  readonly plugins: readonly string[];
}

/**
 * The Pods without a Node: those to be tried next, by priority and then in the order in which they came, and those that nothing but
 * a change in the cluster can help. Models backend/queue; the back-off is left out, as the scheduler pops from it when it has nothing else to do.
 */
export class SchedulingQueue {
  private active: Queued[] = [];
  private head = 0;
  private readonly waiting = new Set<string>();
  private readonly parked = new Map<string, Parked>();

  get hasUnschedulable(): boolean {
    return this.parked.size > 0;
  }
  get isEmpty(): boolean {
    return this.head >= this.active.length;
  }

  copy(): SchedulingQueue {
    const copy = new SchedulingQueue();
    copy.active = this.active.slice(this.head);
    for (const key of this.waiting) copy.waiting.add(key);
    for (const [key, parked] of this.parked) copy.parked.set(key, parked);
    return copy;
  }

  /** A Pod without a Node has come. One with scheduling gates waits until the last of them is gone. */
  add(key: string, pod: Pod, cause: number): void {
    if (pod.spec.schedulingGates?.length) {
      this.parked.set(key, { pod, plugins: ['SchedulingGates'] });
      return;
    }
    this.activate({ key, priority: pod.spec.priority ?? 0, cause });
  }

  /** The next Pod to try, which is then out of the queue. */
  pop(): Queued | undefined {
    while (this.head < this.active.length) {
      const next = this.active[this.head++] as Queued;
      if (this.head > 1024 && this.head * 2 > this.active.length) {
        this.active = this.active.slice(this.head);
        this.head = 0;
      }
      if (this.waiting.delete(next.key)) return next;
    }
    this.active = [];
    this.head = 0;
    return undefined;
  }

  /** A Pod that was tried and found no Node. */
  park(key: string, pod: Pod, plugins: readonly string[]): void {
    this.parked.set(key, { pod, plugins });
  }

  /** A Pod that has a Node, or is gone. */
  forget(key: string): void {
    this.waiting.delete(key);
    this.parked.delete(key);
  }

  /** A waiting Pod was changed itself: its gates, tolerations or labels. Its status does not matter. */
  update(key: string, before: Pod, after: Pod, cause: number): void {
    const parked = this.parked.get(key);
    if (!parked) return;
    const ungated = (before.spec.schedulingGates?.length ?? 0) > 0 && !after.spec.schedulingGates?.length;
    const relevant =
      ungated ||
      (!after.spec.schedulingGates?.length &&
        (before.spec.tolerations?.length !== after.spec.tolerations?.length || !deepEqual(before.metadata.labels, after.metadata.labels)));
    if (!relevant) {
      this.parked.set(key, { ...parked, pod: after });
      return;
    }
    this.parked.delete(key);
    this.activate({ key, priority: after.spec.priority ?? 0, cause });
  }

  /** Brings back every Pod that the event may help, in the order in which they failed. */
  moveAll(event: ClusterEvent, cause: number): void {
    for (const [key, { pod, plugins }] of this.parked) {
      if (!plugins.some((plugin) => helps(plugin, event, pod))) continue;
      this.parked.delete(key);
      this.activate({ key, priority: pod.spec.priority ?? 0, cause });
    }
  }

  private activate(item: Queued): void {
    if (this.waiting.has(item.key)) return;
    this.waiting.add(item.key);
    let at = this.active.length;
    while (at > this.head && (this.active[at - 1] as Queued).priority < item.priority) at--;
    if (at === this.active.length) this.active.push(item);
    else this.active.splice(at, 0, item);
  }
}
