import type { Change, Entry, Reason } from '../timeline/types.ts';
import { Log } from '../timeline/log.ts';
import type { KubeObject } from '../kube/meta.ts';
import { toTime } from '../kube/time.ts';
import { EventQueue, type QueueItem } from '../sim/queue.ts';
import { Random } from '../sim/random.ts';
import { deepEqual } from './api/equal.ts';
import { ApiError } from './api/errors.ts';
import { ApiServer } from './api/server.ts';
import type { Admission, Strategy } from './api/strategy.ts';
import { Changes } from './changes.ts';
import { type Cache, type Context, type Controller, type Outcome, PRIORITY, type Step, type Watch } from './controller.ts';
import { type RecorderState, copyRecorder, emptyRecorder, recordEvent } from './events.ts';
import { Store } from './store.ts';

/** What a cluster is built from: the lists are the order, and the order is part of determinism. */
export interface ClusterParts {
  readonly controllers: readonly Controller[];
  readonly strategies: readonly Strategy[];
  readonly admissions: readonly Admission[];
}

/** Runs in the cluster's own time when its queue item is due: a command, a fault, a change of load. */
export type Handler = (cluster: Cluster, item: QueueItem) => void;

interface Transaction {
  readonly by: string;
  cause: number;
  readonly changes: Changes;
  readonly reasons: Reason[];
  /** What was put off to a later time. */
  readonly putOff: QueueItem[];
}

type MutableState = {
  now: number;
  queue: EventQueue;
  /** By controller and key, when the key is looked at next. */
  delayed: Map<string, Map<string, number>>;
  random: Random;
  store: Store;
  server: ApiServer;
  recorder: RecorderState;
  /** By controller and key. */
  memory: Map<string, Map<string, unknown>>;
  caches: Map<string, Cache>;
};

/** A map for each controller, and what is in them already. */
function byController<T>({ controllers }: ClusterParts, from: ReadonlyMap<string, ReadonlyMap<string, T>> | undefined): Map<string, Map<string, T>> {
  return new Map(controllers.map(({ name }) => [name, new Map(from?.get(name))]));
}

/**
 * A deterministic cluster: one state of plain data, a totally ordered queue, and handlers that run to completion.
 * Everything that happens becomes an entry of `log`.
 */
export class Cluster {
  readonly log: Log;
  private readonly state: MutableState;
  private readonly controllers: ReadonlyMap<string, Controller>;
  private readonly watches = new Map<string, { controller: Controller; watch: Watch }[]>();
  private readonly handlers = new Map<string, Handler>();
  private readonly contexts = new Map<string, Context>();
  private transaction: Transaction | undefined;
  /** The key that is being reconciled. What wakes it meanwhile makes it dirty: it goes back into the queue, behind all that it woke, when it is done. Models client-go's workqueue. */
  private processing: QueueItem | undefined;
  private dirty = false;

  constructor(
    private readonly parts: ClusterParts,
    seed: number,
    from?: Cluster,
  ) {
    this.controllers = new Map(parts.controllers.map((controller) => [controller.name, controller]));
    if (this.controllers.size !== parts.controllers.length) throw new Error('two controllers have the same name');
    for (const controller of parts.controllers)
      for (const watch of controller.watches) {
        const list = this.watches.get(watch.table);
        if (list) list.push({ controller, watch });
        else this.watches.set(watch.table, [{ controller, watch }]);
      }
    const store = from ? from.state.store.copy() : new Store();
    const random = from ? from.state.random.copy() : new Random(seed);
    const strategies = new Map(parts.strategies.map((strategy) => [strategy.table, strategy]));
    const caches = new Map<string, Cache>();
    for (const controller of parts.controllers) {
      const cache = from ? from.state.caches.get(controller.name)?.copy() : controller.cache?.(store);
      if (cache) caches.set(controller.name, cache);
    }
    this.state = {
      now: from?.state.now ?? 0,
      queue: from ? from.state.queue.copy() : new EventQueue(),
      delayed: byController(parts, from?.state.delayed),
      random,
      store,
      server: new ApiServer(store, random, () => this.state.now, strategies, parts.admissions, from?.state.server.counters),
      recorder: from ? copyRecorder(from.state.recorder) : emptyRecorder(),
      memory: byController(parts, from?.state.memory),
      caches,
    };
    this.log = from ? from.log.shareWith(store.world) : new Log(store.world, true);
    store.onChange = (change) => this.changed(change);
    for (const [kind, handler] of from?.handlers ?? []) this.handlers.set(kind, handler);
  }

  /** Virtual time in ms. */
  get now(): number {
    return this.state.now;
  }
  get store(): Store {
    return this.state.store;
  }
  get server(): ApiServer {
    return this.state.server;
  }
  get random(): Random {
    return this.state.random;
  }
  /** How many things wait to happen. */
  get pending(): readonly QueueItem[] {
    return this.state.queue.items();
  }
  /** When the next thing is due, in virtual ms, or undefined where nothing ever will be. */
  get nextAt(): number | undefined {
    return this.state.queue.peek()?.at;
  }

  /** When a controller looks at a key next, in virtual ms; undefined where nothing is planned. Costs a look at all that waits. */
  dueAt(controller: string, key: string): number | undefined {
    let first: number | undefined;
    for (const { kind, key: other, at } of this.pending) if (kind === controller && other === key && (first === undefined || at < first)) first = at;
    return first;
  }

  /** What a controller remembers under a key. */
  recall(controller: string, key: string): unknown {
    return this.state.memory.get(controller)?.get(key);
  }

  /** A cluster of its own in the same state, with the same future. Handlers are taken over. */
  copy(): Cluster {
    if (this.transaction) throw new Error('a cluster cannot be copied in the middle of a decision');
    return new Cluster(this.parts, 0, this);
  }

  /** Names who takes queue items of a kind. */
  handle(kind: string, handler: Handler): void {
    this.handlers.set(kind, handler);
  }

  schedule(atMs: number, priority: number, kind: string, key: string): void {
    const item = this.state.queue.add(atMs, priority, kind, key, this.transaction ? this.log.length + 1 : 0);
    if (item) this.transaction?.putOff.push(item);
  }

  /** Carries out the next thing that is due at `untilMs` or before, and moves the clock to it. False where there is none. */
  step(untilMs: number): boolean {
    const next = this.state.queue.peek();
    if (!next || next.at > untilMs) return false;
    this.state.queue.pop();
    this.state.now = next.at;
    const controller = this.controllers.get(next.kind);
    if (controller) this.reconcile(controller, next);
    else {
      const handler = this.handlers.get(next.kind);
      if (!handler) throw new Error(`nobody handles ${next.kind}`);
      handler(this, next);
    }
    return true;
  }

  /** Lets everything happen that is due up to and including `untilMs`; the clock then stands there. */
  runUntil(untilMs: number): void {
    while (this.step(untilMs));
    if (this.state.now < untilMs) this.state.now = untilMs;
  }

  /**
   * Runs `action` as one decision: what it changes becomes one entry, and wakes whoever watches. Nothing is recorded where nothing
   * changed, unless `always`. Where it throws, what it had written stays written, as with a real API server.
   */
  decide<T>(by: string, cause: number, reason: Reason | undefined, action: () => T, always = false): T {
    if (this.transaction) return action();
    const transaction: Transaction = { by, cause, changes: new Changes(), reasons: reason ? [reason] : [], putOff: [] };
    this.transaction = transaction;
    try {
      return action();
    } finally {
      this.transaction = undefined;
      this.commit(transaction, always);
    }
  }

  /** An event in a component's name, within the current decision. */
  recordEvent(component: string, about: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { counters } = this.state.server;
    recordEvent(
      this.state.store,
      this.state.recorder,
      this.state.now,
      () => String(++counters.resourceVersion),
      () => `00000000-0000-4000-9000-${(++counters.uid).toString(16).padStart(12, '0')}`,
      { component, about, type, reason, message },
    );
  }

  private commit({ by, cause, changes, reasons, putOff }: Transaction, always: boolean): void {
    const { real } = changes;
    if (!real.length && !always) {
      // Whoever only looked, and will look again, goes on for the reason for which it looked.
      for (const item of putOff) item.cause = cause;
      return;
    }
    const [reason, ...also] = reasons;
    const entry: Entry = {
      seq: this.log.length + 1,
      at: this.state.now,
      by,
      cause,
      changes: real,
      reason: reason ?? { rule: `${by.split('/')[0]}/status`, values: {} },
      ...(also.length ? { also } : {}),
    };
    this.log.append(entry);
  }

  private changed(change: Change): void {
    const { transaction } = this;
    if (!transaction) throw new Error(`${change.table} ${change.key} was written outside of any decision`);
    transaction.changes.add(change);
    const cause = this.log.length + 1;
    for (const cache of this.state.caches.values()) cache.observe(change, cause);
    const before = change.before as KubeObject | undefined;
    const after = change.after as KubeObject | undefined;
    this.wake(this.watches.get(change.table), before, after, change.key, cause);
    if (change.table !== 'events') this.wake(this.watches.get('*'), before, after, change.key, cause);
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
      for (const key of watch.keys(this.state.store, before, after, changed)) {
        if (this.processing?.kind === controller.name && this.processing.key === key) this.dirty = true;
        else this.state.queue.add(this.state.now, controller.priority ?? PRIORITY.controller, controller.name, key, cause);
      }
  }

  private reconcile(controller: Controller, item: QueueItem): void {
    const { state } = this;
    const delayed = state.delayed.get(controller.name) as Map<string, number>;
    if ((delayed.get(item.key) ?? Infinity) <= state.now) delayed.delete(item.key);
    const by = controller.actor?.(state.store, item.key) ?? controller.name;
    const context = this.contextOf(controller);
    this.processing = item;
    this.dirty = false;
    this.decide(by, item.cause, undefined, () => {
      const plan = controller.reconcile(context, item.key);
      let outcome: Outcome = {};
      for (;;) {
        const { done, value } = plan.next(outcome);
        if (done) break;
        outcome = this.carryOut(controller, item, value);
      }
      this.processing = undefined;
      if (this.dirty) this.state.queue.add(state.now, controller.priority ?? PRIORITY.controller, controller.name, item.key, this.log.length + 1);
    });
  }

  /** What a controller may look at. There is one for each, and it always tells of the present. */
  private contextOf({ name }: Controller): Context {
    let context = this.contexts.get(name);
    if (context) return context;
    const { state } = this;
    const memory = state.memory.get(name);
    context = {
      get now() {
        return state.now;
      },
      get nowTime() {
        return toTime(state.now);
      },
      listers: state.store,
      recall: (key) => memory?.get(key),
      randomSuffix: () => state.server.randomSuffix(),
      randomInt: (bound) => state.random.int(name, bound),
      cache: state.caches.get(name),
    };
    this.contexts.set(name, context);
    return context;
  }

  /** A key waits for one time only, the earliest. Models the delaying work queue of client-go. */
  private requeue(controller: Controller, key: string, atMs: number): void {
    const delayed = this.state.delayed.get(controller.name) as Map<string, number>;
    const waiting = delayed.get(key);
    if (waiting !== undefined && waiting <= atMs) return;
    delayed.set(key, atMs);
    this.schedule(atMs, controller.priority ?? PRIORITY.controller, controller.name, key);
  }

  private carryOut(controller: Controller, item: QueueItem, step: Step): Outcome {
    const { server, memory } = this.state;
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
          this.recordEvent(step.component ?? controller.name, step.about, step.type, step.reason, step.message);
          return {};
        case 'requeueAfter':
          this.requeue(controller, step.key ?? item.key, this.state.now + step.ms);
          return {};
        case 'remember':
          if (step.value === undefined) memory.get(controller.name)?.delete(step.key);
          else memory.get(controller.name)?.set(step.key, step.value);
          return {};
        case 'note':
          if (!deepEqual(this.state.store.get(step.table, step.key), step.row)) this.state.store.put(step.table, step.key, step.row);
          return {};
        case 'because':
          this.transaction?.reasons.push(step.reason);
          return {};
        case 'bind':
          return { object: server.bind(step.key, step.node) };
        case 'causedBy':
          if (this.transaction) this.transaction.cause = step.cause;
          return {};
      }
    } catch (error) {
      if (error instanceof ApiError) return { error };
      throw error;
    }
  }
}
