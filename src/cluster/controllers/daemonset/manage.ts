import type { Pod } from '../../../kube/pod.ts';
import { isPodReady, isPodTerminal } from '../../../kube/pod-status.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import { type Context, type Outcome, type Step, because, event, remember, requeueAfter } from '../../controller.ts';
import { allowsSurge } from './numbers.ts';
import { REVISION_LABEL } from '../history.ts';
import { BURST_REPLICAS, syncNodes } from './pods.ts';
import { type Slot, byAge, listedPods } from './assessment.ts';
import type { Roster } from './roster.ts';

/** What one pass came to: `acted` where Pods were created or deleted, so that the update waits until that has been seen. */
export interface Progress {
  readonly acted: boolean;
  readonly failure?: string;
}

/** A failed Pod is replaced at once, the next one on the same Node 1 s later, then 2, 4 … up to 15 min. */
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 900_000;

interface Backoff {
  readonly ms: number;
  readonly lastMs: number;
}

/** Puts a Pod on each Node that lacks one, and takes away what is too many, has ended, or is where it should not be. Models manage. */
export function* manage(context: Context, daemonSet: DaemonSet, roster: Roster): Generator<Step, Progress, Outcome> {
  const nodes: string[] = [];
  const pods: Pod[] = [];
  let misplaced = 0;
  for (const position of roster.toManage.list()) {
    const slot = roster.slotAt(position);
    const before = pods.length;
    if (!slot.node) pods.push(...listedPods(slot).filter((pod) => !pod.spec.nodeName));
    else if (slot.eligibility.shouldRun && listedPods(slot).length === 0) nodes.push(slot.name);
    else if (slot.eligibility.shouldContinue) {
      const staying = yield* withoutEnded(context, daemonSet, slot, pods);
      if (staying.length === 0 && slot.eligibility.shouldRun && allowsSurge(daemonSet)) nodes.push(slot.name);
      pods.push(...surplus(daemonSet, roster, staying));
    } else {
      pods.push(...stayingOf(slot));
      misplaced += pods.length - before;
    }
  }
  if (!nodes.length && !pods.length) return { acted: false };
  const values = { daemonSet: daemonSet.metadata.name, desired: roster.sums.desired };
  if (nodes.length)
    yield because('daemonset/create-pods', { ...values, create: Math.min(nodes.length, BURST_REPLICAS), missing: nodes.length, node: nodes[0] as string });
  if (misplaced) yield because('daemonset/delete-misplaced', { ...values, delete: misplaced });
  if (pods.length > misplaced) yield because('daemonset/delete-surplus', { ...values, delete: pods.length - misplaced });
  const failure = yield* syncNodes(daemonSet, roster.hash, nodes, pods);
  return { acted: true, ...(failure === undefined ? {} : { failure }) };
}

const stayingOf = (slot: Slot): Pod[] => [...slot.pods.values()].filter((pod) => pod.metadata.deletionTimestamp === undefined).sort(byAge);

/** The Pods of a Node that run or will; those that have ended are added to `pods`, to be deleted, unless one failed here a short time ago. */
function* withoutEnded(context: Context, daemonSet: DaemonSet, slot: Slot, pods: Pod[]): Generator<Step, Pod[], Outcome> {
  const running: Pod[] = [];
  for (const pod of stayingOf(slot)) {
    if (!isPodTerminal(pod)) {
      running.push(pod);
      continue;
    }
    const where = `daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${slot.name}`;
    if (pod.status.phase === 'Succeeded') yield event(daemonSet, 'Normal', 'SucceededDaemonPod', `Found succeeded ${where}, will try to delete it`);
    else if (yield* isInBackoff(context, daemonSet, slot)) continue;
    else yield event(daemonSet, 'Warning', 'FailedDaemonPod', `Found failed ${where}, will try to kill it`);
    pods.push(pod);
  }
  return running;
}

/** Whether the last failure on this Node is so recent that the next one has to wait; if not, this one counts. Models failedPodsBackoff. */
function* isInBackoff(context: Context, daemonSet: DaemonSet, slot: Slot): Generator<Step, boolean, Outcome> {
  const key = `backoff ${daemonSet.metadata.uid}/${daemonSet.status.observedGeneration ?? 0}/${slot.name}`;
  const last = context.recall(key) as Backoff | undefined;
  const sinceMs = last ? context.now - last.lastMs : Infinity;
  const isForgotten = sinceMs > 2 * BACKOFF_MAX_MS;
  if (last && !isForgotten && sinceMs < last.ms) {
    yield requeueAfter(last.ms);
    return true;
  }
  const next: Backoff = { ms: last && !isForgotten ? Math.min(2 * last.ms, BACKOFF_MAX_MS) : BACKOFF_BASE_MS, lastMs: context.now };
  yield remember(key, next);
  return false;
}

/**
 * Which of a Node's running Pods are too many, oldest first. Without surge all but the oldest. With surge an old and a new one may stand
 * side by side, as long as the old one is ready and the new one is not available yet. Models the end of podsShouldBeOnNode.
 */
function surplus(daemonSet: DaemonSet, roster: Roster, running: readonly Pod[]): readonly Pod[] {
  if (running.length <= 1) return [];
  if (!allowsSurge(daemonSet)) return running.slice(1);
  // Only the hash counts here, not the deprecated template generation.
  const news = running.filter((pod) => hasHash(pod, roster.hash));
  const olds = running.filter((pod) => !hasHash(pod, roster.hash));
  const [newest] = news;
  const [old] = olds;
  const tooMany = running.filter((pod) => pod !== newest && pod !== old);
  return newest && old && (!isPodReady(old) || roster.isAvailable(newest)) ? [...tooMany, old] : tooMany;
}

const hasHash = (pod: Pod, hash: string): boolean => pod.metadata.labels?.[REVISION_LABEL] === hash;
