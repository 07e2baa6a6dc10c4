import type { Pod } from '../../kube/pod.ts';
import type { ClusterEvent } from './events.ts';
import { helps, helpsItself } from './hints.ts';

/** A Pod that is to be tried, and the log entry that put it here. */
export interface Queued {
  readonly key: string;
  readonly priority: number;
  readonly cause: number;
  /** When it came or failed last, as a number that grows: who has waited for longer comes first. */
  readonly since: number;
  /** It keeps out of the others' way until this time has passed. */
  readonly untilMs: number;
}
interface Parked {
  readonly pod: Pod;
  /** The plugins that refused it: only what concerns them brings it back. */
  readonly plugins: readonly string[];
  readonly since: number;
  readonly untilMs: number;
  readonly cause: number;
  /** When it is tried once more though nothing has happened that concerns it. */
  readonly leftoverMs: number;
}
/** How often a Pod was refused, and how often in a row there was nobody to refuse it. */
interface Failures {
  readonly refused: number;
  readonly inVain: number;
}

const BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 10_000;
const WINDOW_MS = 1000;
/** Who has been refused for longer than that is tried again, whatever the hints say: the queue looks for such Pods every so often. */
const MAX_UNSCHEDULABLE_MS = 300_000;
const LEFTOVERS_EVERY_MS = 30_000;
/** So often a try in vain is made for its event; further ones leave no trace, and are not made while nothing has changed. */
const TRACED_TRIES = 3;

const windowOf = (ms: number): number => Math.floor(ms / WINDOW_MS) * WINDOW_MS;
function backoffUntil(failedMs: number, times: number): number {
  return windowOf(failedMs + Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** (times - 1)));
}
/** The first instant at which a back-off is over. */
const dueAt = (untilMs: number): number => untilMs + WINDOW_MS;

/** The first look at which a Pod that is refused now has waited for too long. */
const leftoverAt = (nowMs: number): number => (Math.floor((nowMs + MAX_UNSCHEDULABLE_MS) / LEFTOVERS_EVERY_MS) + 1) * LEFTOVERS_EVERY_MS;

const byPriority = (a: Queued, b: Queued): number => b.priority - a.priority || a.since - b.since;
const byBackoff = (a: Queued, b: Queued): number => a.untilMs - b.untilMs || byPriority(a, b);

/** A list in order, from which the first is taken. */
class Line {
  private items: Queued[] = [];
  private head = 0;

  constructor(private readonly compare: (a: Queued, b: Queued) => number) {}

  get first(): Queued | undefined {
    return this.items[this.head];
  }
  shift(): void {
    this.head++;
    if (this.head === this.items.length || (this.head > 1024 && this.head * 2 > this.items.length)) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
  }
  insert(item: Queued): void {
    let low = this.head;
    let high = this.items.length;
    if (high > low && this.compare(this.items[high - 1] as Queued, item) <= 0) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.items[middle] as Queued, item) <= 0) low = middle + 1;
      else high = middle;
    }
    if (low === this.items.length) this.items.push(item);
    else this.items.splice(low, 0, item);
  }
  copy(): Line {
    const copy = new Line(this.compare);
    copy.items = this.items.slice(this.head);
    return copy;
  }
}

/**
 * The Pods without a Node: those to be tried next, by priority and then by how long they have waited; those that were refused a moment
 * ago, who are tried when there is nobody else; and those that nothing but a change in the cluster can help. Models backend/queue.
 */
export class SchedulingQueue {
  private active = new Line(byPriority);
  private backoff = new Line(byBackoff);
  /** What stands in one of the lines; others in them have been called off. */
  private readonly waiting = new Map<string, Queued>();
  private readonly parked = new Map<string, Parked>();
  /** Those that were tried in vain, as there were no Nodes: they come back by the clock alone. */
  private readonly inVain = new Map<string, Queued>();
  private readonly failures = new Map<string, Failures>();
  private serial = 0;
  /** No Pod has waited for too long before this. */
  private nextLeftoverMs = Infinity;

  get hasUnschedulable(): boolean {
    return this.parked.size > 0;
  }
  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  copy(): SchedulingQueue {
    const copy = new SchedulingQueue();
    copy.active = this.active.copy();
    copy.backoff = this.backoff.copy();
    for (const [key, item] of this.waiting) copy.waiting.set(key, item);
    for (const [key, parked] of this.parked) copy.parked.set(key, parked);
    for (const [key, item] of this.inVain) copy.inVain.set(key, item);
    for (const [key, failures] of this.failures) copy.failures.set(key, failures);
    copy.serial = this.serial;
    copy.nextLeftoverMs = this.nextLeftoverMs;
    return copy;
  }

  /** A Pod without a Node has come. One with scheduling gates waits until the last of them is gone. */
  add(key: string, pod: Pod, cause: number): void {
    const since = this.serial++;
    if (pod.spec.schedulingGates?.length) this.parked.set(key, { pod, plugins: ['SchedulingGates'], since, untilMs: 0, cause, leftoverMs: Infinity });
    else this.enqueue(this.active, { key, priority: pod.spec.priority ?? 0, cause, since, untilMs: 0 });
  }

  /** The next Pod to try now, which is then out of the queue. */
  pop(nowMs: number): Queued | undefined {
    const window = windowOf(nowMs);
    for (let item = this.head(this.backoff); item && item.untilMs < window; item = this.head(this.backoff)) {
      this.backoff.shift();
      this.active.insert(item);
    }
    for (const item of this.inVain.values()) {
      const awake = this.wakeUp(item, nowMs);
      if (dueAt(awake.untilMs) > nowMs) continue;
      this.inVain.delete(item.key);
      this.enqueue(this.active, awake);
    }
    if (this.nextLeftoverMs <= nowMs) this.takeLeftovers(nowMs);
    const line = this.head(this.active) ? this.active : this.backoff;
    const next = this.head(line);
    if (!next) return undefined;
    line.shift();
    this.waiting.delete(next.key);
    return next;
  }

  /** A Pod that was tried and found no Node. Where no plugin is to blame, it is tried again after a while. */
  park(key: string, pod: Pod, plugins: readonly string[], nowMs: number, cause: number): void {
    const { refused, inVain } = this.failures.get(key) ?? { refused: 0, inVain: 0 };
    const failures = plugins.length ? { refused: refused + 1, inVain: 0 } : { refused, inVain: inVain + 1 };
    this.failures.set(key, failures);
    const since = this.serial++;
    const untilMs = backoffUntil(nowMs, failures.inVain || failures.refused);
    if (plugins.length) {
      const leftoverMs = leftoverAt(nowMs);
      this.parked.set(key, { pod, plugins, since, untilMs, cause, leftoverMs });
      this.nextLeftoverMs = Math.min(this.nextLeftoverMs, leftoverMs);
    } else this.inVain.set(key, { key, priority: pod.spec.priority ?? 0, cause, since, untilMs });
  }

  /** When one is tried again by the clock; those that were tried in vain, without Nodes, only as long as that is worth telling. */
  nextTry(nowMs: number, hasNodes: boolean): number | undefined {
    let next = this.parked.size && this.nextLeftoverMs < Infinity ? this.nextLeftoverMs : undefined;
    for (const item of this.inVain.values()) {
      if (!hasNodes && (this.failures.get(item.key)?.inVain ?? 0) >= TRACED_TRIES) continue;
      const due = dueAt(this.wakeUp(item, nowMs).untilMs);
      if (next === undefined || due < next) next = due;
    }
    return next;
  }

  /** A Pod that has a Node, or is gone. */
  forget(key: string): void {
    this.waiting.delete(key);
    this.parked.delete(key);
    this.inVain.delete(key);
    this.failures.delete(key);
  }

  /** A waiting Pod was changed itself: its gates, tolerations or labels. Its status does not matter. */
  update(key: string, before: Pod, after: Pod, cause: number): void {
    const parked = this.parked.get(key);
    if (!parked) return;
    if (!after.spec.schedulingGates?.length && parked.plugins.some((plugin) => helpsItself(plugin, before, after))) this.bringBack(key, parked, after, cause);
    else this.parked.set(key, { ...parked, pod: after });
  }

  /** Brings back every Pod that the event may help, in the order in which they failed; `atMost`: none that is more important than this. */
  moveAll(event: ClusterEvent, cause: number, atMost = Infinity): void {
    for (const [key, parked] of this.parked) {
      if ((parked.pod.spec.priority ?? 0) > atMost || !parked.plugins.some((plugin) => helps(plugin, event, parked.pod))) continue;
      this.bringBack(key, parked, parked.pod, cause);
    }
  }

  /** Brings back who has waited for too long. Models flushUnschedulablePodsLeftover. */
  private takeLeftovers(nowMs: number): void {
    this.nextLeftoverMs = Infinity;
    for (const [key, parked] of this.parked) {
      if (parked.leftoverMs <= nowMs) this.bringBack(key, parked, parked.pod, parked.cause);
      else this.nextLeftoverMs = Math.min(this.nextLeftoverMs, parked.leftoverMs);
    }
  }

  private bringBack(key: string, { since, untilMs }: Parked, pod: Pod, cause: number): void {
    this.parked.delete(key);
    this.enqueue(untilMs ? this.backoff : this.active, { key, priority: pod.spec.priority ?? 0, cause, since, untilMs });
  }

  /** The first of a line that has not been called off. */
  private head(line: Line): Queued | undefined {
    for (let item = line.first; item; item = line.first) {
      if (this.waiting.get(item.key) === item) return item;
      line.shift();
    }
    return undefined;
  }

  private enqueue(line: Line, item: Queued): void {
    if (this.waiting.has(item.key)) return;
    this.waiting.set(item.key, item);
    line.insert(item);
  }

  /** Counts the tries that nobody made because they would have been in vain. */
  private wakeUp(item: Queued, nowMs: number): Queued {
    let { untilMs } = item;
    const { refused, inVain: tries } = this.failures.get(item.key) ?? { refused: 0, inVain: 1 };
    let inVain = tries;
    while (dueAt(untilMs) < nowMs) untilMs = backoffUntil(dueAt(untilMs), ++inVain);
    if (untilMs === item.untilMs) return item;
    const awake = { ...item, untilMs };
    this.failures.set(item.key, { refused, inVain });
    this.inVain.set(item.key, awake);
    return awake;
  }
}
