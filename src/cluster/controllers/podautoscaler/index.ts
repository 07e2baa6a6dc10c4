import { DECISIONS_TABLE } from '../../../kube/autoscaling.ts';
import { type Context, PRIORITY, type Plan, defineController, itself, note, remember, requeueAfter } from '../../controller.ts';
import type { Memory } from './memory.ts';
import { PodIndex } from './pods.ts';
import { reconcileAutoscaler } from './reconcile.ts';

/** kube-controller-manager's --horizontal-pod-autoscaler-sync-period. */
const SYNC_PERIOD_MS = 15_000;

/** From the metrics to the target's replicas, every 15 s. */
export const podAutoscaler = defineController({
  name: 'horizontal-pod-autoscaler',
  models: 'pkg/controller/podautoscaler',
  // A round of the real one takes a moment, so that the next is a little late: it sees what was commanded, and settled on, by then.
  priority: PRIORITY.command + 1,
  watches: [itself('horizontalpodautoscalers')],
  cache: () => new PodIndex(),
  reconcile,
});

/**
 * An autoscaler is looked at 15 s after it appeared, and every 15 s from then on; changes in between wait for that. One that is made
 * anew under an old name before its time is up goes on in the old one's rhythm, and with its memory. Models the queue that
 * adds every key with the same delay and drops what waits already.
 */
function* reconcile(context: Context, key: string): Plan {
  const autoscaler = context.listers.get('horizontalpodautoscalers', key);
  const memory = context.recall(key) as Memory | undefined;
  if (!memory) {
    if (!autoscaler) return;
    yield remember(key, { dueMs: context.now + SYNC_PERIOD_MS, scaledUp: [], scaledDown: [] } satisfies Memory);
    yield requeueAfter(SYNC_PERIOD_MS);
    return;
  }
  const due = context.now >= memory.dueMs;
  if (!autoscaler) {
    const { selector: _, ...rest } = memory;
    yield note(DECISIONS_TABLE, key, undefined);
    yield remember(key, due ? undefined : rest);
    return;
  }
  if (!due) return;
  yield requeueAfter(SYNC_PERIOD_MS);
  const next = yield* reconcileAutoscaler(context, autoscaler, memory);
  yield remember(key, { ...next, dueMs: context.now + SYNC_PERIOD_MS } satisfies Memory);
}
