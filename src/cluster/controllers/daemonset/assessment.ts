import type { Node } from '../../../kube/cluster-objects.ts';
import type { Pod } from '../../../kube/pod.ts';
import { isPodReady, isPodTerminal, podReadySince } from '../../../kube/pod-status.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import type { Eligibility } from './eligibility.ts';
import { allowsSurge } from './numbers.ts';
import { isUpdated, templateGeneration } from './template.ts';

/**
 * Where a Node stands in a rollout, by its Pods that nobody has asked to go: `new` ones are of the template as it is, `old` ones are not.
 * `unwanted`: the Node should not get a Pod any more, but the old one may stay.
 */
export const SITUATIONS = [
  'outside',
  'excess',
  'vacant',
  'new',
  'new-unavailable',
  'old',
  'old-unavailable',
  'old-unwanted',
  'old-unavailable-unwanted',
  'both',
  'both-available',
] as const;
export type Situation = (typeof SITUATIONS)[number];

/** One Node, or the name of one that is gone while Pods still name it. */
export interface Slot {
  /** Its place in the order in which Nodes joined. */
  readonly position: number;
  /** Its place in the order in which Nodes got their first Pod, or -1 where it never had one. */
  rank: number;
  readonly name: string;
  node: Node | undefined;
  eligibility: Eligibility;
  readonly pods: Map<string, Pod>;
  assessment: Assessment;
}

/** What a slot adds to the sums. */
export interface Assessment {
  readonly situation: Situation;
  /** Whether the manage loop might have something to do here. */
  readonly manage: boolean;
  /** Whether its Pods stand on a Node that is gone. */
  readonly nodeless: boolean;
  /** Whether the Pod that serves (the old one where there are two) is available. */
  readonly serves: boolean;
  /** Which of the sums it is counted in: a bit for each of `SUMS`. */
  readonly counted: number;
  /** When the next of its Pods becomes available, in virtual ms. */
  readonly availableAt: number | undefined;
}

/** The sums that a DaemonSet reports. Models the counters of updateDaemonSetStatus. */
export interface Sums {
  desired: number;
  current: number;
  misscheduled: number;
  ready: number;
  available: number;
  updated: number;
}

export const SUMS = ['desired', 'current', 'misscheduled', 'ready', 'available', 'updated'] as const satisfies readonly (keyof Sums)[];
const DESIRED = 1;
const CURRENT = 2;
const MISSCHEDULED = 4;
const READY = 8;
const AVAILABLE = 16;
const UPDATED = 32;

export const NOTHING: Assessment = { situation: 'outside', manage: false, nodeless: false, serves: false, counted: 0, availableAt: undefined };
const VACANT: Assessment = { ...NOTHING, situation: 'vacant', manage: true, counted: DESIRED };
/** The Pods of a slot, without those that have ended and are on their way out: nobody has anything to do with them any more. */
export function listedPods(slot: Slot): Pod[] {
  const listed: Pod[] = [];
  for (const pod of slot.pods.values()) if (!isPodTerminal(pod) || pod.metadata.deletionTimestamp === undefined) listed.push(pod);
  return listed;
}

/** Looks at Nodes as one DaemonSet does, with the hash of its newest revision, at one time. */
export class Assessor {
  private readonly generation: string | undefined;
  private readonly surges: boolean;

  constructor(
    private readonly daemonSet: DaemonSet,
    private readonly hash: string,
    public now: number,
  ) {
    this.generation = templateGeneration(daemonSet);
    this.surges = allowsSurge(daemonSet);
  }

  isNew(pod: Pod): boolean {
    return isUpdated(pod, this.hash, this.generation);
  }

  isAvailable(pod: Pod): boolean {
    const at = this.availableAt(pod);
    return at !== undefined && at <= this.now;
  }

  assess(slot: Slot): Assessment {
    const { shouldRun, shouldContinue } = slot.eligibility;
    const listed = slot.pods.size ? listedPods(slot) : [];
    if (!listed.length) return shouldRun ? VACANT : NOTHING;
    const staying: Pod[] = [];
    const news: Pod[] = [];
    const olds: Pod[] = [];
    let availableAt: number | undefined;
    for (const pod of listed) {
      const at = this.availableAt(pod);
      if (at !== undefined && at > this.now && (availableAt === undefined || at < availableAt)) availableAt = at;
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      staying.push(pod);
      (this.isNew(pod) ? news : olds).push(pod);
    }
    const serving = olds[0] ?? news[0];
    return {
      situation: this.situationOf(news, olds, shouldRun),
      manage: slot.node ? this.mayManage(shouldRun, shouldContinue, staying) : listed.some((pod) => !pod.spec.nodeName),
      nodeless: !slot.node && olds.length === 1 && news.length === 0,
      serves: serving !== undefined && news.length <= 1 && olds.length <= 1 && this.isAvailable(serving),
      counted: slot.node ? this.countedIn(listed, shouldRun) : 0,
      availableAt,
    };
  }

  /** Models findUpdatedPodsOnNode and the cases of rollingUpdate. */
  private situationOf(news: readonly Pod[], olds: readonly Pod[], shouldRun: boolean): Situation {
    if (news.length > 1 || olds.length > 1) return 'excess';
    const [fresh] = news;
    const [old] = olds;
    if (fresh) {
      const available = this.isAvailable(fresh);
      return old ? (available ? 'both-available' : 'both') : available ? 'new' : 'new-unavailable';
    }
    if (!old) return 'vacant';
    if (this.isAvailable(old)) return shouldRun ? 'old' : 'old-unwanted';
    return shouldRun ? 'old-unavailable' : 'old-unavailable-unwanted';
  }

  private mayManage(shouldRun: boolean, shouldContinue: boolean, staying: readonly Pod[]): boolean {
    if (!shouldContinue) return staying.length > 0;
    const running = staying.filter((pod) => !isPodTerminal(pod)).length;
    return running < staying.length || running > 1 || (this.surges && running === 0 && shouldRun);
  }

  /** Models the loop of updateDaemonSetStatus: the oldest Pod of a Node speaks for it. */
  private countedIn(listed: readonly Pod[], shouldRun: boolean): number {
    if (!shouldRun) return MISSCHEDULED;
    const oldest = listed.length === 1 ? (listed[0] as Pod) : listed.reduce((first, pod) => (byAge(pod, first) < 0 ? pod : first));
    return DESIRED | CURRENT | (isPodReady(oldest) ? READY : 0) | (this.isAvailable(oldest) ? AVAILABLE : 0) | (this.isNew(oldest) ? UPDATED : 0);
  }

  private availableAt(pod: Pod): number | undefined {
    if (!isPodReady(pod)) return undefined;
    const minReadySeconds = this.daemonSet.spec.minReadySeconds ?? 0;
    if (minReadySeconds === 0) return -Infinity;
    const since = podReadySince(pod);
    return since === undefined ? undefined : since + minReadySeconds * 1000;
  }
}

/** Whether two assessments of one slot add the same to every sum and set. */
export function sameSums(a: Assessment, b: Assessment): boolean {
  return a.situation === b.situation && a.counted === b.counted && a.manage === b.manage && a.serves === b.serves && a.nodeless === b.nodeless;
}

/** Bound Pods first, then by age, then by name. Models podByCreationTimestampAndPhase. */
export function byAge(a: Pod, b: Pod): number {
  if (Boolean(a.spec.nodeName) !== Boolean(b.spec.nodeName)) return a.spec.nodeName ? -1 : 1;
  const [left, right] =
    a.metadata.creationTimestamp === b.metadata.creationTimestamp
      ? [a.metadata.name, b.metadata.name]
      : [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  return left < right ? -1 : left > right ? 1 : 0;
}
