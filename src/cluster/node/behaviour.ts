import type { KubeObject } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { fromTime } from '../../kube/time.ts';
import type { Listers } from '../store.ts';

/** The catalogue's tables are no part of the API: their rows are written by whoever plays the cluster. */
export const IMAGES = '#images';
export const PROBES = '#probes';
export const NODES = '#nodes';

export type Fault = 'NeverReady' | 'CrashLoop' | 'ImagePull';

/** How an image behaves on a node, as a scenario writes it: seconds, and a fault. */
export interface ImageBehaviour {
  readonly 'start-delay'?: number;
  readonly 'ready-delay'?: number;
  readonly 'stop-delay'?: number;
  readonly fault?: Fault | null;
  readonly 'crash-after'?: number;
  readonly 'live-delay'?: number;
  readonly 'hang-after'?: number;
  readonly 'exit-after'?: number;
  readonly 'exit-code'?: number;
}

/** A row of `#images`: its name is an image reference, or `*` for every image. */
export interface ImageRow extends KubeObject {
  readonly spec: ImageBehaviour;
}
/** A row of `#probes`, by the Pod's key: what its readiness probe answers since `sinceMs`; for the Pod with this uid, where it names one. */
export interface ProbeRow extends KubeObject {
  readonly spec: { readonly ready: boolean; readonly sinceMs: number; readonly uid?: string };
}
/** A row of `#nodes`, by the Node's name: whether its kubelet is gone, and since when it is, or is not any more. */
export interface NodeRow extends KubeObject {
  readonly spec: { readonly down: boolean; readonly sinceMs: number };
}

/**
 * How one container behaves. All in ms, counted from the moment that the comment names.
 *
 * It comes from four places, each of which overrides the one before it: the defaults (every delay 1 s), the catalogue's `*`, the
 * catalogue's entry of the image, and annotations on the Pod template. `rolloutscope.dev/KEY` is for all of a Pod's containers,
 * `rolloutscope.dev/CONTAINER.KEY` for one of them:
 *
 * | KEY           | value                                | meaning                                                                                      |
 * |---------------|--------------------------------------|----------------------------------------------------------------------------------------------|
 * | `start-delay` | seconds                              | from the Pod's binding (or the end of the init container before) until the container runs     |
 * | `ready-delay` | seconds                              | from running until the program is ready; an init container ends successfully then             |
 * | `stop-delay`  | seconds                              | from the deletion request until the program has ended; at most the grace period               |
 * | `fault`       | `NeverReady` `CrashLoop` `ImagePull` | as in a scenario; anything else is no fault                                                   |
 * | `crash-after` | seconds                              | with `CrashLoop`, from running to the crash                                                   |
 * | `live-delay`  | seconds                              | from running until startup and liveness probes are answered; left out: as `ready-delay`       |
 * | `hang-after`  | seconds                              | from running until no probe is answered any more                                              |
 * | `exit-after`  | seconds                              | from running until the program ends by itself                                                 |
 * | `exit-code`   | number                               | its exit code then; left out: 0, and 1 where it crashes                                       |
 */
export interface Behaviour {
  readonly startDelay: number;
  readonly readyDelay: number;
  readonly stopDelay: number;
  readonly fault: Fault | undefined;
  readonly crashAfter: number;
  readonly liveDelay: number;
  readonly hangAfter: number | undefined;
  readonly exitAfter: number | undefined;
  readonly exitCode: number | undefined;
  /** When the catalogue began to say so, in virtual ms. */
  readonly sinceMs: number;
}

const PREFIX = 'rolloutscope.dev/';
const DEFAULTS: ImageBehaviour = { 'start-delay': 1, 'ready-delay': 1, 'stop-delay': 1, 'crash-after': 1 };
const FAULTS: readonly string[] = ['NeverReady', 'CrashLoop', 'ImagePull'];
const KEYS = ['start-delay', 'ready-delay', 'stop-delay', 'fault', 'crash-after', 'live-delay', 'hang-after', 'exit-after', 'exit-code'] as const;

const ms = (seconds: number | undefined): number | undefined =>
  seconds === undefined || !Number.isFinite(seconds) || seconds < 0 ? undefined : Math.round(seconds) * 1000;

/** The behaviour of the container that runs `image` in `pod`. */
export function behaviourOf(listers: Listers, pod: Pod, container: string, image: string): Behaviour {
  const all = listers.get(IMAGES, '*') as ImageRow | undefined;
  const own = image === '*' ? undefined : (listers.get(IMAGES, image) as ImageRow | undefined);
  const { annotations } = pod.metadata;
  if (!annotations || !hasOwnBehaviour(annotations)) return catalogued(all, own);
  return resolve({ ...DEFAULTS, ...all?.spec, ...own?.spec, ...fromAnnotations(annotations, container) }, Math.max(since(all), since(own)));
}

/** Whether annotations say anything about behaviour. */
export function hasOwnBehaviour(annotations: Readonly<Record<string, string>> | undefined): boolean {
  for (const key in annotations) if (key.startsWith(PREFIX)) return true;
  return false;
}

const NO_ROW = {};
const known = new WeakMap<object, WeakMap<object, Behaviour>>();

/** What two rows of the catalogue come to; found once for each pair. */
function catalogued(all: ImageRow | undefined, own: ImageRow | undefined): Behaviour {
  let byOwn = known.get(all ?? NO_ROW);
  if (!byOwn) known.set(all ?? NO_ROW, (byOwn = new WeakMap()));
  let behaviour = byOwn.get(own ?? NO_ROW);
  if (!behaviour) byOwn.set(own ?? NO_ROW, (behaviour = resolve({ ...DEFAULTS, ...all?.spec, ...own?.spec }, Math.max(since(all), since(own)))));
  return behaviour;
}

function since(row: ImageRow | undefined): number {
  return row ? fromTime(row.metadata.creationTimestamp) : 0;
}

function fromAnnotations(annotations: Readonly<Record<string, string>>, container: string): ImageBehaviour {
  const found: Record<string, unknown> = {};
  for (const key of KEYS) {
    const text = annotations[`${PREFIX}${container}.${key}`] ?? annotations[`${PREFIX}${key}`];
    if (text !== undefined) found[key] = key === 'fault' ? text : Number(text);
  }
  return found as ImageBehaviour;
}

function resolve(spec: ImageBehaviour, sinceMs: number): Behaviour {
  const readyDelay = ms(spec['ready-delay']) ?? 1000;
  return {
    startDelay: ms(spec['start-delay']) ?? 1000,
    readyDelay,
    stopDelay: ms(spec['stop-delay']) ?? 1000,
    fault: FAULTS.includes(spec.fault ?? '') ? (spec.fault as Fault) : undefined,
    crashAfter: ms(spec['crash-after']) ?? 1000,
    liveDelay: ms(spec['live-delay']) ?? readyDelay,
    hangAfter: ms(spec['hang-after']),
    exitAfter: ms(spec['exit-after']),
    exitCode: spec['exit-code'],
    sinceMs,
  };
}
