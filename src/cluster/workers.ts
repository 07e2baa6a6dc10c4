import type { Change, Reason } from '../timeline/types.ts';
import type { KubeObject } from '../kube/meta.ts';
import { toTime } from '../kube/time.ts';
import type { EventQueue, QueueItem } from '../sim/queue.ts';
import type { Random } from '../sim/random.ts';
import { deepEqual } from './api/equal.ts';
import { ApiError } from './api/errors.ts';
import type { ApiServer } from './api/server.ts';
import { type Cache, type Context, type Controller, type Outcome, PRIORITY, type Step, type Watch } from './controller.ts';
import type { EventToRecord } from './event-parts.ts';
import type { Store } from './store.ts';

/** What controllers work on: the cluster, as far as it is their business. */
export interface Workplace {
  readonly now: number;
  readonly store: Store;
  readonly server: ApiServer;
  readonly random: Random;
  readonly log: { readonly length: number };
  schedule(atMs: number, priority: number, kind: string, key: string): void;
  decide<T>(by: string, cause: number, reason: Reason | undefined, action: () => T): T;
  recordEvent(component: string, event: EventToRecord): void;
  because(reason: Reason): void;
  causedBy(seq: number): void;
}

/** A map for each controller, and what is in them already. */
function byController<T>(controllers: readonly Controller[], from: ReadonlyMap<string, ReadonlyMap<string, T>> | undefined): Map<string, Map<string, T>> {
  return new Map(controllers.map(({ name }) => [name, new Map(from?.get(name))]));
}

/** What one controller may look at; it always tells of the present. */
class View implements Context {
  readonly listers: Store;

  constructor(
    private readonly name: string,
    private readonly cluster: Workplace,
    private readonly memory: ReadonlyMap<string, unknown>,
    readonly cache: Cache | undefined,
  ) {
    this.listers = cluster.store;
  }

  get now(): number {
    return this.cluster.now;
  }
  get nowTime(): string {
    return toTime(this.cluster.now);
  }
  recall(key: string): unknown {
    return this.memory.get(key);
  }
  randomSuffix(): string {
    return this.cluster.server.randomSuffix();
  }
  randomInt(bound: number): number {
    return this.cluster.random.int(this.name, bound);
  }
}

/** Wakes controllers when something changes that they watch, lets them look at their keys one at a time, and carries out what they want done. */
export class Workers {
  private readonly controllers: ReadonlyMap<string, Controller>;
  private readonly watches = new Map<string, { controller: Controller; watch: Watch }[]>();
  private readonly views = new Map<string, View>();
  /** By controller and key, when the key is looked at next. */
  private readonly delayed: Map<string, Map<string, number>>;
  /** By controller and key. */
  private readonly memory: Map<string, Map<string, unknown>>;
  private readonly caches = new Map<string, Cache>();
  /** The key that is being reconciled. What wakes it meanwhile makes it dirty: it goes back into the queue, behind all that it woke, when it is done. Models client-go's workqueue. */
  private processing: QueueItem | undefined;
  private dirty = false;

  /** With `from`, workers in the same state, on another workplace. */
  constructor(
    controllers: readonly Controller[],
    private readonly cluster: Workplace,
    private readonly queue: EventQueue,
    from?: Workers,
  ) {
    this.controllers = new Map(controllers.map((controller) => [controller.name, controller]));
    if (this.controllers.size !== controllers.length) throw new Error('two controllers have the same name');
    for (const controller of controllers) {
      for (const watch of controller.watches) {
        const list = this.watches.get(watch.table);
        if (list) list.push({ controller, watch });
        else this.watches.set(watch.table, [{ controller, watch }]);
      }
      const cache = from ? from.caches.get(controller.name)?.copy() : controller.cache?.(cluster.store);
      if (cache) this.caches.set(controller.name, cache);
    }
    this.delayed = byController(controllers, from?.delayed);
    this.memory = byController(controllers, from?.memory);
  }

  /** What a controller remembers under a key. */
  recall(controller: string, key: string): unknown {
    return this.memory.get(controller)?.get(key);
  }

  /** Takes note of a change that the entry `cause` will hold, and wakes whoever watches. */
  observe(change: Change, cause: number): void {
    for (const cache of this.caches.values()) cache.observe(change, cause);
    const before = change.before as KubeObject | undefined;
    const after = change.after as KubeObject | undefined;
    this.wake(this.watches.get(change.table), before, after, change.key, cause);
    if (change.table !== 'events') this.wake(this.watches.get('*'), before, after, change.key, cause);
  }

  /** Lets a controller look at a key. False where the item is not one of a controller. */
  work(item: QueueItem): boolean {
    const controller = this.controllers.get(item.kind);
    if (!controller) return false;
    this.reconcile(controller, item);
    return true;
  }

  private wake(
    watchers: readonly { controller: Controller; watch: Watch }[] | undefined,
    before: KubeObject | undefined,
    after: KubeObject | undefined,
    changed: string,
    cause: number,
  ): void {
    if (!watchers) return;
    for (const { controller, watch } of watchers)
      for (const key of watch.keys(this.cluster.store, before, after, changed)) {
        if (this.processing?.kind === controller.name && this.processing.key === key) this.dirty = true;
        else this.queue.add(this.cluster.now, controller.priority ?? PRIORITY.controller, controller.name, key, cause);
      }
  }

  private reconcile(controller: Controller, item: QueueItem): void {
    const { cluster } = this;
    const delayed = this.delayed.get(controller.name) as Map<string, number>;
    if ((delayed.get(item.key) ?? Infinity) <= cluster.now) delayed.delete(item.key);
    const by = controller.actor?.(cluster.store, item.key) ?? controller.name;
    const view = this.viewOf(controller.name);
    this.processing = item;
    this.dirty = false;
    cluster.decide(by, item.cause, undefined, () => {
      const plan = controller.reconcile(view, item.key);
      let outcome: Outcome = {};
      for (;;) {
        const { done, value } = plan.next(outcome);
        if (done) break;
        outcome = this.carryOut(controller, item, value);
      }
      this.processing = undefined;
      if (this.dirty) this.queue.add(cluster.now, controller.priority ?? PRIORITY.controller, controller.name, item.key, cluster.log.length + 1);
    });
  }

  private viewOf(name: string): View {
    let view = this.views.get(name);
    if (!view) this.views.set(name, (view = new View(name, this.cluster, this.memory.get(name) as Map<string, unknown>, this.caches.get(name))));
    return view;
  }

  /** A key waits for one time only, the earliest. Models the delaying work queue of client-go. */
  private requeue(controller: Controller, key: string, atMs: number): void {
    const delayed = this.delayed.get(controller.name) as Map<string, number>;
    const waiting = delayed.get(key);
    if (waiting !== undefined && waiting <= atMs) return;
    delayed.set(key, atMs);
    this.cluster.schedule(atMs, controller.priority ?? PRIORITY.controller, controller.name, key);
  }

  private carryOut(controller: Controller, item: QueueItem, step: Step): Outcome {
    const { cluster, memory } = this;
    const { server, store } = cluster;
    try {
      switch (step.do) {
        case 'create':
          return { object: server.create(step.object, { trusted: true }) };
        case 'update':
          return { object: server.update(step.object, { trusted: true }) };
        case 'updateStatus':
          return { object: server.updateStatus(step.object, { trusted: true }) };
        case 'delete':
          return { object: server.delete(step.table, step.key, step.options).object };
        case 'event':
          cluster.recordEvent(step.component ?? controller.name, step);
          return {};
        case 'requeueAfter':
          this.requeue(controller, step.key ?? item.key, cluster.now + step.ms);
          return {};
        case 'remember':
          if (step.value === undefined) memory.get(controller.name)?.delete(step.key);
          else memory.get(controller.name)?.set(step.key, step.value);
          return {};
        case 'note':
          if (!deepEqual(store.get(step.table, step.key), step.row)) store.put(step.table, step.key, step.row);
          return {};
        case 'because':
          cluster.because(step.reason);
          return {};
        case 'bind':
          return { object: server.bind(step.key, step.node) };
        case 'causedBy':
          cluster.causedBy(step.cause);
          return {};
      }
    } catch (error) {
      if (error instanceof ApiError) return { error };
      throw error;
    }
  }
}
