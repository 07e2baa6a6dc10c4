import type { Verdict } from './cycle.ts';
import type { Refusal } from './plugins/plugin.ts';

/** Models framework.FitError: the sentences in which the scheduler says that a Pod found no Node. */

export const NO_NODES = 'no nodes available to schedule pods';
/** The feature is there and has nothing to do: it always says so first. */
const DYNAMIC_RESOURCES = 'no new claims to deallocate';
/** Where a plugin has ended the cycle before it looked at any Node, that feature finds nothing prepared, and there is no preemption. */
const UNPREPARED = 'not found';

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.`; `absent` speaks for the Nodes that nobody looked at. */
export function fitError(nodes: number, refusals: ReadonlyMap<string, Refusal>, absent: string | undefined, everywhere?: string): string {
  const head = `0/${nodes} nodes are available:`;
  if (everywhere !== undefined) return `${head} ${everywhere}.`;
  const counts = new Map<string, number>();
  for (const { reasons } of refusals.values()) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const rest = nodes - refusals.size;
  if (absent !== undefined && rest > 0) counts.set(absent, (counts.get(absent) ?? 0) + rest);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return parts.length ? `${head} ${parts.join(', ')}.` : head;
}

/** The whole sentence; `preemption` is what became of the attempt to make room, undefined where it succeeded. */
export function unschedulableMessage(nodes: number, verdict: Verdict, preemption: string | undefined): string {
  if (nodes === 0) return NO_NODES;
  const { refusal, narrowedBy, onlyNodes } = verdict.preparation;
  const absent = onlyNodes ? `node(s) didn't satisfy plugin(s) [${narrowedBy.join(' ')}]` : undefined;
  if (refusal) return `${fitError(nodes, verdict.refusals, absent, refusal.reasons.join(', '))} ${UNPREPARED}`;
  const message = fitError(nodes, verdict.refusals, absent);
  return preemption === undefined ? message : `${message} ${DYNAMIC_RESOURCES}, preemption: ${preemption}`;
}
