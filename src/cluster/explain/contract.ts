import type { KubeObject } from '../../kube/meta.ts';
import type { Reason, ReasonValue } from '../../timeline/types.ts';
import type { Listers } from '../store.ts';

/** Something to try against a blocker: lines for the console, in order. Nothing is offered before it was tried on a fork. */
export interface Remedy {
  /** What it is, for the page's words: `remedy/undo`. */
  readonly rule: string;
  readonly commands: readonly string[];
}

/** What something stands still for, or waits for. */
export interface Blocker {
  readonly reason: Reason;
  /** `blocked`: nothing happens unless somebody acts; `waiting`: time alone will do it. */
  readonly kind: 'blocked' | 'waiting';
  /** The object that is in the way: table and key. */
  readonly object: { readonly table: string; readonly key: string };
  /** Smallest change first. */
  readonly remedies: readonly Remedy[];
  /** True where the object is all that it was asked to be nevertheless: a thing to know, not one that has to be mended. */
  readonly aside?: boolean;
}

export interface ExplainContext {
  readonly listers: Listers;
  /** Virtual time in ms. */
  readonly now: number;
  /** When a controller looks at a key again by itself, in virtual ms; undefined where it does not. Left out: nobody knows. */
  readonly dueAt?: (controller: string, key: string) => number | undefined;
  /** What a controller keeps in mind under a key. Left out: nobody knows. */
  readonly recall?: (controller: string, key: string) => unknown;
}

/** When something is due, as values of a reason: `at`, seconds of virtual time as the page writes them, and `left`, seconds from now. Null where that is not known. */
export function timeOf({ now }: Pick<ExplainContext, 'now'>, atMs: number | undefined): Readonly<Record<'at' | 'left', ReasonValue>> {
  return atMs === undefined ? { at: null, left: null } : { at: (atMs / 1000).toFixed(3), left: Math.max(0, atMs - now) / 1000 };
}

/** ` -n shop` for an object of the Namespace shop: nothing for the default one and for what has none. */
export function inNamespace({ metadata }: { readonly metadata: Pick<KubeObject['metadata'], 'namespace'> }): string {
  return metadata.namespace === undefined || metadata.namespace === 'default' ? '' : ` -n ${metadata.namespace}`;
}

/** A patch as an argument of kubectl. */
export const quoted = (patch: unknown): string => `'${JSON.stringify(patch)}'`;
