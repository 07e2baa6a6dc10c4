import type { Change, Reason } from '../timeline/types.ts';
import type { KubeObject } from '../kube/meta.ts';
import type { ApiError } from './api/errors.ts';
import type { Listers } from './store.ts';

/** Which keys of a controller's work queue a change of a table wakes; `key` is the changed object's own. Models an informer's event handler. */
export interface Watch {
  /** `*` watches every table but events. */
  readonly table: string;
  readonly keys: (listers: Listers, before: KubeObject | undefined, after: KubeObject | undefined, key: string) => readonly string[];
}

/** What a step of a plan came to: the object as it was stored, or the API server's refusal. */
export interface Outcome {
  readonly object?: KubeObject;
  readonly error?: ApiError;
}

export type DeletionPropagation = 'Foreground' | 'Background' | 'Orphan';
export interface DeleteOptions {
  readonly propagationPolicy?: DeletionPropagation;
  /** Seconds; 0 removes the object at once. */
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** What a controller asks the shell to carry out. */
export type Step =
  | { readonly do: 'create'; readonly object: KubeObject }
  /** Replaces everything but the status. Refused with Conflict where the resourceVersion is set and old. */
  | { readonly do: 'update'; readonly object: KubeObject }
  /** Replaces the status alone. */
  | { readonly do: 'updateStatus'; readonly object: KubeObject }
  | { readonly do: 'delete'; readonly table: string; readonly key: string; readonly options?: DeleteOptions }
  /** An event about `about`, aggregated and counted as client-go's recorders do: with `action`, that of events.k8s.io. */
  | {
      readonly do: 'event';
      readonly about: KubeObject;
      readonly type: 'Normal' | 'Warning';
      readonly reason: string;
      readonly message: string;
      /** Who says it, where that is not the controller's own name. */
      readonly component?: string;
      readonly action?: string;
      readonly related?: KubeObject;
    }
  /** Wakes this key (or another of this controller) after so many ms; where it waits already, the earlier time counts. */
  | { readonly do: 'requeueAfter'; readonly ms: number; readonly key?: string }
  /** Keeps plain data between reconciles, as controllers keep maps in memory; undefined forgets. */
  | { readonly do: 'remember'; readonly key: string; readonly value: unknown }
  /** Keeps a row (undefined: none) in a table of the world that the API does not serve, for whoever looks at the world: its name begins with `#`. */
  | { readonly do: 'note'; readonly table: string; readonly key: string; readonly row: KubeObject | undefined }
  /** Says why: the first reason of a plan is the frame's, the others stand beside it. */
  | { readonly do: 'because'; readonly reason: Reason }
  /** Gives a Pod to a Node: the binding subresource. */
  | { readonly do: 'bind'; readonly key: string; readonly node: string }
  /** Names the entry that this decision goes back to, for a controller with a queue of its own, whose wake-up came for another object. */
  | { readonly do: 'causedBy'; readonly cause: number };

/**
 * A plan is the list of steps that a controller decided on. It is written as a generator because some of Kubernetes' decisions
 * need to know what the API server answered (a quota that refuses the third Pod ends a slow start): the shell carries out each
 * step and answers with its outcome. There are no promises in it, and a plan runs to its end within one frame.
 */
export type Plan = Generator<Step, void, Outcome>;

/** What a reconcile may look at. It reads; everything that it wants to change is a step. */
export interface Context {
  /** Virtual time in ms. */
  readonly now: number;
  /** The same as the API's time: RFC 3339 with whole seconds. */
  readonly nowTime: string;
  readonly listers: Listers;
  /** What `remember` kept under this key. */
  recall(key: string): unknown;
  /** A random suffix of five characters, as the API server appends to generateName. */
  randomSuffix(): string;
  /** An integer from 0 up to but not including `bound`, from this controller's own stream of chance. */
  randomInt(bound: number): number;
  /** This controller's cache, as `Controller.cache` made it. */
  readonly cache: Cache | undefined;
}

/**
 * What a controller derives from the cluster and keeps up to date change by change, so that its work stays proportional to change:
 * the scheduler's sums for each Node, for one. Nothing in it may be more than a function of the stored objects.
 */
export interface Cache {
  /** `entry` is the number of the log entry that the change belongs to. */
  observe(change: Change, entry: number): void;
  copy(): Cache;
}

export interface Controller {
  /** As events and frames name it: `deployment-controller`. */
  readonly name: string;
  /** The part of Kubernetes that it models, in one line. */
  readonly models: string;
  readonly watches: readonly Watch[];
  readonly reconcile: (context: Context, key: string) => Plan;
  /** Among what is due at one time, lower comes first; see `PRIORITY`. Left out: a controller's. */
  readonly priority?: number;
  /** Who a frame names, where it is not the controller itself: `kubelet/node-1`. */
  readonly actor?: (listers: Listers, key: string) => string;
  readonly cache?: (listers: Listers) => Cache;
}

/**
 * The order within one virtual time. Nodes report first, so that ten thousand Pods that get ready in one instant wake their owner once;
 * then those who react; and commands come once all have reacted: nobody types faster than controllers work.
 */
export const PRIORITY = { node: 0, scheduler: 20, controller: 30, command: 90 } as const;

/** A controller, checked: a plan's steps, its watches and the part of Kubernetes that it models. */
export function defineController(controller: Controller): Controller {
  return controller;
}

// ---- the steps, as words: `yield because(…)`

export function create<T extends { readonly metadata: { readonly name?: string } }>(object: T): Step {
  return { do: 'create', object: object as unknown as KubeObject };
}
export function update(object: unknown): Step {
  return { do: 'update', object: object as KubeObject };
}
export function updateStatus(object: unknown): Step {
  return { do: 'updateStatus', object: object as KubeObject };
}
export function remove(table: string, key: string, options?: DeleteOptions): Step {
  return { do: 'delete', table, key, ...(options ? { options } : {}) };
}
export function event(about: unknown, type: 'Normal' | 'Warning', reason: string, message: string, component?: string): Step {
  const step = { do: 'event', about: about as KubeObject, type, reason, message } as const;
  return component === undefined ? step : { ...step, component };
}
/** An event of events.k8s.io: what was done to `about`, and for whose sake. */
export function eventOf(action: string, about: unknown, type: 'Normal' | 'Warning', reason: string, message: string, related?: unknown): Step {
  const step = { do: 'event', about: about as KubeObject, type, reason, message, action } as const;
  return related === undefined ? step : { ...step, related: related as KubeObject };
}
export function because(rule: string, values: Reason['values']): Step {
  return { do: 'because', reason: { rule, values } };
}
export function bind(key: string, node: string): Step {
  return { do: 'bind', key, node };
}
export function causedBy(cause: number): Step {
  return { do: 'causedBy', cause };
}
export function requeueAfter(ms: number, key?: string): Step {
  return { do: 'requeueAfter', ms, ...(key === undefined ? {} : { key }) };
}
export function note(table: string, key: string, row: unknown): Step {
  return { do: 'note', table, key, row: row as KubeObject | undefined };
}
export function remember(key: string, value: unknown): Step {
  return { do: 'remember', key, value };
}

// ---- the usual watches

/** Wakes an object's own key. */
export function itself(table: string): Watch {
  return { table, keys: (_listers, _before, _after, key) => [key] };
}
