import type { KubeObject } from '../../kube/meta.ts';
import type { Listers } from '../store.ts';
import type { FieldValidation } from './decode.ts';
import type { Cause } from './errors.ts';
import type { FieldManager } from './managed-fields.ts';

/** Who writes: what a user sends is defaulted and validated; what a controller sends was made from what had been. */
export interface WriteOptions {
  /** Set for the controllers' own writes, whose specifications come from a template that was defaulted and validated before. */
  readonly trusted?: boolean;
  /** Who manages the fields that the write changes; left out for a controller. */
  readonly manager?: FieldManager;
  /** All checks and defaults, and nothing stored. */
  readonly dryRun?: boolean;
  /** What becomes of unknown fields. Left out: Strict, as kubectl asks for. */
  readonly fieldValidation?: FieldValidation;
  /** Told what the API server warns of, without the word Warning. */
  readonly warn?: (message: string) => void;
}

/** What a strategy may look at. */
export interface StrategyContext {
  readonly now: number;
  readonly nowTime: string;
  readonly listers: Listers;
  /** The id that the next new object gets. */
  readonly nextUid: string;
  /** An unused cluster address: `10.96.0.7`. */
  allocateClusterIP(): string;
  /** A port of the Nodes, 30000 to 32767, that is not among those taken. */
  allocateNodePort(taken: ReadonlySet<number>): number;
}

/** What is special about one kind on its way into the store. Models a registry strategy of kube-apiserver. */
export interface Strategy {
  readonly table: string;
  /** Fills in what the manifest leaves out. Returns the same object where nothing is missing. Idempotent. */
  readonly applyDefaults?: (object: KubeObject) => KubeObject;
  /** Resets what a client may not set (the status) before an object is created, and sets what the server sets. Runs after admission. */
  readonly prepareForCreate?: (object: KubeObject, context: StrategyContext) => KubeObject;
  /** The same for an update: the status stays as it was, what may not change silently is put back. */
  readonly prepareForUpdate?: (next: KubeObject, previous: KubeObject, context: StrategyContext) => KubeObject;
  /** Everything that is wrong with an object, in the API server's order and words; without metadata, which the server checks. */
  readonly validate?: (object: KubeObject, context: StrategyContext) => Iterable<Cause>;
  readonly validateUpdate?: (next: KubeObject, previous: KubeObject, context: StrategyContext) => Iterable<Cause>;
  /** What a valid object is warned about. */
  readonly warnings?: (next: KubeObject, previous: KubeObject | undefined) => Iterable<string>;
  /** False for kinds without `metadata.generation`. Left out: true where there is a spec. */
  readonly hasGeneration?: boolean;
  /** The generation of a new object; left out: 1 where the kind has generations. */
  readonly initialGeneration?: number;
  /** Whether an update counts as a new generation; left out: where the spec changed. Writes of a status never do. */
  readonly generationChanged?: (next: KubeObject, previous: KubeObject) => boolean;
}

/**
 * A plugin on the way of every write, the controllers' too. Throws ApiError (Forbidden) to refuse.
 * All `admit` run after defaulting and before validation; all `validate` run last, on what will be stored.
 */
export interface Admission {
  readonly name: string;
  readonly tables: readonly string[];
  /** Changes an object, or refuses it. `previous` is undefined on create. */
  readonly admit?: (object: KubeObject, previous: KubeObject | undefined, context: StrategyContext) => KubeObject;
  /** Refuses an object, and may return other objects whose status is written together with it (a quota's usage). */
  readonly validate?: (object: KubeObject, previous: KubeObject | undefined, context: StrategyContext) => readonly KubeObject[] | void;
}
