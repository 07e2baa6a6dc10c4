import type { Change, Reason } from '../timeline/types.ts';
import { Log } from '../timeline/log.ts';
import { EventQueue, type QueueItem } from '../sim/queue.ts';
import { Random } from '../sim/random.ts';
import { ApiServer } from './api/server.ts';
import type { Admission, Strategy } from './api/strategy.ts';
import { Changes } from './changes.ts';
import { type Controller, PRIORITY } from './controller.ts';
import { EventIds, type EventToRecord } from './event-parts.ts';
import { type SeriesState, copySeries, emptySeries, recordInSeries, writeSeries } from './event-series.ts';
import { type RecorderState, copyRecorder, emptyRecorder, recordEvent } from './events.ts';
import { Store } from './store.ts';
import { Workers } from './workers.ts';

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
  readonly reasons: Reason[];
  /** What was put off to a later time. */
  readonly putOff: QueueItem[];
}

type MutableState = {
  now: number;
  queue: EventQueue;
  random: Random;
  store: Store;
  server: ApiServer;
  recorder: RecorderState;
  series: SeriesState;
  eventIds: EventIds;
};

/** Queue items of this kind write what series of events have grown to; the key is the component that says it. */
const SERIES = 'event-series';

/**
 * A deterministic cluster: one state of plain data, a totally ordered queue, and handlers that run to completion.
 * Everything that happens becomes an entry of `log`.
 */
export class Cluster {
  readonly log: Log;
  private readonly state: MutableState;
  private readonly workers: Workers;
  private readonly handlers = new Map<string, Handler>();
  private transaction: Transaction | undefined;
  /** Of the current transaction. */
  private readonly changes = new Changes();

  constructor(
    private readonly parts: ClusterParts,
    seed: number,
    from?: Cluster,
  ) {
    const store = from ? from.state.store.copy() : new Store();
    const random = from ? from.state.random.copy() : new Random(seed);
    const strategies = new Map(parts.strategies.map((strategy) => [strategy.table, strategy]));
    const server = new ApiServer(store, random, this, strategies, parts.admissions, from?.state.server.counters);
    this.state = {
      now: from?.state.now ?? 0,
      queue: from ? from.state.queue.copy() : new EventQueue(),
      random,
      store,
      server,
      recorder: from ? copyRecorder(from.state.recorder) : emptyRecorder(),
      series: from ? copySeries(from.state.series) : emptySeries(),
      eventIds: from ? from.state.eventIds.copy(server.counters) : new EventIds(server.counters),
    };
    this.log = from ? from.log.shareWith(store.world) : new Log(store.world, true);
    this.workers = new Workers(parts.controllers, this, this.state.queue, from?.workers);
    store.observer = this;
    this.handlers.set(SERIES, (cluster, { cause, key }) => cluster.writeSeries(cause, key));
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
    return this.workers.recall(controller, key);
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
    if (!this.workers.work(next)) {
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
    const transaction: Transaction = { by, cause, reasons: reason ? [reason] : [], putOff: [] };
    this.transaction = transaction;
    try {
      return action();
    } finally {
      this.transaction = undefined;
      this.commit(transaction, always);
    }
  }

  /** An event in a component's name, within the current decision. */
  recordEvent(component: string, event: EventToRecord): void {
    const { store, recorder, series, eventIds: ids, now } = this.state;
    if (event.action === undefined) recordEvent(store, recorder, now, ids, component, event);
    else this.writeSeriesAt(recordInSeries(store, series, now, ids, component, event), component);
  }

  private writeSeriesAt(atMs: number | undefined, component: string): void {
    if (atMs !== undefined) this.schedule(atMs, PRIORITY.controller, SERIES, component);
  }

  /** What the recorders have counted of their series and not written yet. */
  private writeSeries(cause: number, component: string): void {
    const { store, series, eventIds: ids, now } = this.state;
    this.decide(component, cause, { rule: 'events/series-written', values: {} }, () => this.writeSeriesAt(writeSeries(store, series, now, ids), component));
  }

  /** Says why the current decision is taken: the first reason is the frame's, the others stand beside it. */
  because(reason: Reason): void {
    this.transaction?.reasons.push(reason);
  }

  /** Names the entry from which the current decision followed. */
  causedBy(seq: number): void {
    if (this.transaction) this.transaction.cause = seq;
  }

  private commit({ by, cause, reasons, putOff }: Transaction, always: boolean): void {
    const changes = this.changes.take();
    if (!changes.length && !always) {
      // Whoever only looked, and will look again, goes on for the reason for which it looked.
      for (const item of putOff) item.cause = cause;
      return;
    }
    const seq = this.log.length + 1;
    const at = this.state.now;
    const reason = reasons[0] ?? { rule: `${by.split('/')[0]}/status`, values: {} };
    this.log.append(reasons.length > 1 ? { seq, at, by, cause, changes, reason, also: reasons.slice(1) } : { seq, at, by, cause, changes, reason });
  }

  /** Takes a write of the store into the current decision. Throws where there is none: nothing changes without somebody who decided it. */
  changed(change: Change): void {
    if (!this.transaction) throw new Error(`${change.table} ${change.key} was written outside of any decision`);
    this.changes.add(change);
    this.workers.observe(change, this.log.length + 1);
  }
}
