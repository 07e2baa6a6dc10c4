/** A thing to do at a virtual time: plain data, so that a state can be copied and compared. */
export interface QueueItem {
  /** Virtual time in integer milliseconds. */
  readonly at: number;
  /** Among items of one time, lower comes first. */
  readonly priority: number;
  /** Among items of one time and priority, the order in which they were added. */
  readonly seq: number;
  /** Which handler takes it. */
  readonly kind: string;
  readonly key: string;
  /** The log entry that led to it, or 0. Who added it may name another one, before anything else happens. */
  cause: number;
}

const before = (a: QueueItem, b: QueueItem): boolean => (a.at !== b.at ? a.at < b.at : a.priority !== b.priority ? a.priority < b.priority : a.seq < b.seq);

/** What waits, by kind and key, so that equal work merges. Nearly always a key waits for one time only; then it is that number. */
class Waiting {
  private readonly kinds = new Map<string, Map<string, number | readonly number[]>>();

  /** False where the same waits already. */
  add(kind: string, key: string, at: number): boolean {
    let keys = this.kinds.get(kind);
    if (!keys) this.kinds.set(kind, (keys = new Map()));
    const times = keys.get(key);
    if (times === undefined) keys.set(key, at);
    else if (typeof times === 'number') {
      if (times === at) return false;
      keys.set(key, [times, at]);
    } else {
      if (times.includes(at)) return false;
      keys.set(key, [...times, at]);
    }
    return true;
  }

  delete(kind: string, key: string, at: number): void {
    const keys = this.kinds.get(kind);
    const times = keys?.get(key);
    if (typeof times !== 'object') keys?.delete(key);
    else if (times.length === 2) keys?.set(key, times[times[0] === at ? 1 : 0] as number);
    else
      keys?.set(
        key,
        times.filter((time) => time !== at),
      );
  }

  copy(): Waiting {
    const copy = new Waiting();
    for (const [kind, keys] of this.kinds) copy.kinds.set(kind, new Map(keys));
    return copy;
  }
}

/**
 * A totally ordered event queue: (at, priority, seq). An item that waits for the same handler, key and time is not added twice,
 * and `scheduleOnce` keeps only the earliest of a key: a work queue that merges equal keys.
 */
export class EventQueue {
  private heap: QueueItem[] = [];
  private nextSeq = 0;
  private waiting = new Waiting();

  get size(): number {
    return this.heap.length;
  }

  /** All that waits, in no order. */
  items(): readonly QueueItem[] {
    return this.heap;
  }

  peek(): QueueItem | undefined {
    return this.heap[0];
  }

  /** The item that was added, or undefined where the same waited already. */
  add(at: number, priority: number, kind: string, key: string, cause: number): QueueItem | undefined {
    if (!this.waiting.add(kind, key, at)) return undefined;
    const item: QueueItem = { at, priority, seq: this.nextSeq++, kind, key, cause };
    this.push(item);
    return item;
  }

  pop(): QueueItem | undefined {
    const heap = this.heap;
    const top = heap[0];
    if (!top) return undefined;
    const last = heap.pop() as QueueItem;
    if (heap.length) this.sinkFromTop(last);
    this.waiting.delete(top.kind, top.key, top.at);
    return top;
  }

  copy(): EventQueue {
    const copy = new EventQueue();
    copy.heap = this.heap.slice();
    copy.nextSeq = this.nextSeq;
    copy.waiting = this.waiting.copy();
    return copy;
  }

  private push(item: QueueItem): void {
    const heap = this.heap;
    let i = heap.length;
    heap.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as QueueItem;
      if (!before(item, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = item;
  }

  private sinkFromTop(item: QueueItem): void {
    const heap = this.heap;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as QueueItem, heap[child] as QueueItem)) child++;
      const below = heap[child] as QueueItem;
      if (!before(below, item)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = item;
  }
}
