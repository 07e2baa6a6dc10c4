/**
 * What the canvas shows, as plain data: cards, edges between them, and Pod tiles. Lengths are in canvas units: CSS pixels at zoom 1.
 * A scene holds no words but names; the page says it in the reader's language.
 */

/** Which relations the canvas is arranged by. */
export type Lens = 'owners' | 'both' | 'nodes';

/** An object's address in a world. */
export interface Ref {
  readonly table: string;
  readonly key: string;
}

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The room that there is for the picture, in CSS pixels. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** What a Pod's shape tells. */
export type PodState = 'pending' | 'creating' | 'running' | 'ready' | 'terminating' | 'failing' | 'completed';
export const POD_STATES: readonly PodState[] = ['pending', 'creating', 'running', 'ready', 'terminating', 'failing', 'completed'];

/** The colour of a Pod without any revision: one that nothing but a person made. */
export const NO_REVISION = -1;

/** How many Pods of one revision there are in a workload, and how many of them are ready. */
export interface RevisionShare {
  /** Index into the palette, in order of first appearance; NO_REVISION for none. */
  readonly revision: number;
  readonly pods: number;
  readonly ready: number;
}

export interface MetricFacts {
  /** `cpu`, or the metric's own name. */
  readonly name: string;
  /** As written: `80%`, `250m`; undefined where there is no reading. */
  readonly current: string | undefined;
  readonly target: string;
  /** current / target, where both are known. */
  readonly ratio: number | undefined;
}

export interface ResourceFacts {
  readonly name: 'cpu' | 'memory' | 'pods';
  /** Milli-CPU, bytes, or a count. */
  readonly requested: number;
  readonly allocatable: number;
}

/** A place that a DaemonSet has on a Node. */
export type DaemonVerdict =
  | { readonly may: 'run' }
  /** No Pod may run there (or stay), and why. `detail` is the taint, the selector's pair or the affinity that forbids it. */
  | { readonly may: 'not run'; readonly because: 'selector' | 'affinity' | 'taint'; readonly detail: string };

export interface ConditionFacts {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
}

/** What is said on a card, by kind. */
export type CardFacts =
  | {
      readonly kind: 'deployment';
      readonly generation: number;
      readonly observedGeneration: number;
      readonly revision: string;
      readonly paused: boolean;
      readonly recreate: boolean;
      readonly desired: number;
      /** Pods that are not being deleted. */
      readonly total: number;
      readonly totalMax: number;
      readonly available: number;
      readonly availableMin: number;
      readonly shares: readonly RevisionShare[];
      /** The condition that tells of a rollout that cannot go on, where there is one. */
      readonly trouble: ConditionFacts | undefined;
    }
  | {
      readonly kind: 'replicaset' | 'replicationcontroller';
      readonly revision: string;
      readonly colour: number;
      readonly image: string;
      readonly current: number;
      readonly desired: number;
      readonly ready: number;
      /** Drawn as one line, without room for Pods: it has had its turn. */
      readonly folded: boolean;
    }
  | {
      readonly kind: 'statefulset';
      readonly image: string;
      readonly desired: number;
      readonly ready: number;
      readonly current: number;
      readonly updated: number;
      readonly parallel: boolean;
      readonly onDelete: boolean;
      readonly partition: number;
      /** Name of the revision that Pods are moving to, and whether that differs from the one they come from. */
      readonly updateRevision: string;
      readonly updating: boolean;
      readonly colour: number;
      readonly shares: readonly RevisionShare[];
    }
  | {
      readonly kind: 'daemonset';
      readonly image: string;
      readonly desired: number;
      readonly scheduled: number;
      readonly ready: number;
      readonly updated: number;
      readonly misscheduled: number;
      readonly onDelete: boolean;
      readonly colour: number;
      readonly shares: readonly RevisionShare[];
    }
  | {
      readonly kind: 'service';
      readonly type: string;
      readonly address: string;
      readonly ready: number;
      readonly notReady: number;
      readonly terminating: number;
      /** The Pods behind its ready endpoints. */
      readonly podUids: readonly string[];
      readonly ports: readonly string[];
    }
  | {
      readonly kind: 'autoscaler';
      readonly target: string;
      readonly metrics: readonly MetricFacts[];
      readonly current: number;
      readonly desired: number;
      readonly min: number;
      readonly max: number;
      /** What the metrics alone ask for, before stabilization and limits; undefined where no metric can be read. */
      readonly recommended: number | undefined;
      /** What is left of that after stabilization, before the limits. */
      readonly stabilized: number | undefined;
      readonly trouble: ConditionFacts | undefined;
      readonly limited: ConditionFacts | undefined;
    }
  | { readonly kind: 'budget'; readonly rule: string; readonly allowed: number; readonly healthy: number; readonly needed: number; readonly expected: number }
  | {
      readonly kind: 'node';
      readonly ready: string;
      /** Its kubelet has stopped, whether the cluster knows it yet or not. */
      readonly down: boolean;
      readonly cordoned: boolean;
      readonly taints: readonly string[];
      readonly pressures: readonly string[];
      readonly resources: readonly ResourceFacts[];
      readonly pods: number;
      /** Drawn small, without words beyond its name: there are many. */
      readonly dense: boolean;
    }
  | { readonly kind: 'nodegroup'; readonly label: string; readonly nodes: number; readonly notReady: number }
  | { readonly kind: 'unbound'; readonly pods: number }
  | { readonly kind: 'loose'; readonly namespace: string; readonly pods: number }
  | { readonly kind: 'others'; readonly items: readonly { readonly ref: Ref; readonly kind: string; readonly name: string; readonly acts: boolean }[] }
  | { readonly kind: 'namespace'; readonly name: string };

export interface Card {
  readonly id: string;
  /** The object that it stands for; undefined for a group. */
  readonly ref: Ref | undefined;
  readonly name: string;
  readonly rect: Rect;
  readonly facts: CardFacts;
  /** How many times larger than usual its words are. */
  readonly scale: number;
  /** Painted with the tiles instead of being built of elements: one of very many. */
  readonly painted: boolean;
  /** Being deleted, with finalizers or dependents still to go. */
  readonly terminating: boolean;
}

export interface Edge {
  readonly id: string;
  /** Ids of cards. */
  readonly from: string;
  readonly to: string;
  readonly kind: 'owns' | 'scales' | 'endpoints' | 'guards';
}

/** A Pod in one place. With both lenses at once it has two: one at its owner and one on its Node. */
export interface Tile {
  /** `UID@owner` or `UID@node`. */
  readonly id: string;
  readonly pod: PodFacts;
  /** The card that it stands in. */
  readonly card: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly revision: number;
  /** Written under the tile: an ordinal, a Node; empty for none. */
  readonly caption: string;
  /** The tail of its name, which is written on it when there is room. */
  readonly label: string;
}

/** A place that is kept though no Pod stands there. */
export interface EmptySlot {
  readonly id: string;
  readonly card: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly caption: string;
  readonly why:
    | { readonly kind: 'ordinal'; readonly ordinal: number; readonly claims: readonly string[]; readonly wanted: boolean }
    | { readonly kind: 'daemon'; readonly node: string; readonly daemonSet: string; readonly verdict: DaemonVerdict };
}

/** What is worth knowing of a Pod at a glance; derived from the object alone. */
export interface PodFacts {
  readonly uid: string;
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly state: PodState;
  /** The STATUS that kubectl prints. */
  readonly status: string;
  /** Why it is pending or failing, in Kubernetes' words; empty for none. */
  readonly message: string;
  readonly node: string;
  readonly ownerUid: string;
  readonly ownerKind: string;
  readonly ownerName: string;
  /** Of its template: pod-template-hash or controller-revision-hash; empty for none. */
  readonly hash: string;
  readonly readyContainers: number;
  readonly containers: number;
  readonly restarts: number;
  readonly claims: readonly string[];
  /** Of a StatefulSet's Pod, else -1. */
  readonly ordinal: number;
  readonly image: string;
  /** What it asks its Node for. */
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

/** A card with what stands in it. While nothing about its tiles changes, `tiles` is the same list. */
export interface Placed {
  readonly card: Card;
  /** In the order of their places. */
  readonly tiles: readonly Tile[];
  readonly slots: readonly EmptySlot[];
  readonly revisions: readonly number[];
}

export interface Scene {
  readonly position: number;
  readonly lens: Lens;
  readonly placed: readonly Placed[];
  /** The cards of `placed`; `tiles` and `slots` are all of theirs, and `count` is how many tiles there are. */
  readonly count: number;
  readonly cards: readonly Card[];
  readonly edges: readonly Edge[];
  readonly tiles: readonly Tile[];
  readonly slots: readonly EmptySlot[];
  /** Of all tiles, from low to high. */
  readonly revisions: readonly number[];
  readonly bounds: Rect;
  /** The Services (`NAMESPACE/NAME`) that have had a Pod that answers, now or before. */
  readonly served: ReadonlySet<string>;
  /** Nothing at all stands in the cluster but its Nodes. */
  readonly empty: boolean;
}
