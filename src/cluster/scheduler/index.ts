import { type Condition, keyOf } from '../../kube/meta.ts';
import type { Pod, PodStatus } from '../../kube/pod.ts';
import {
  type Context,
  PRIORITY,
  type Plan,
  type Watch,
  because,
  bind,
  causedBy,
  defineController,
  eventOf,
  remove,
  requeueAfter,
  updateStatus,
} from '../controller.ts';
import { SCHEDULER_NAME, SchedulerCache } from './cache.ts';
import { type Verdict, search } from './cycle.ts';
import { unschedulableMessage } from './messages.ts';
import { type Candidate, preempt } from './preemption.ts';
import { bindVolumes } from './volume-binding.ts';

export { explainScheduling } from './explain.ts';

/** There is one queue, and one key that says that it may have something in it. */
const QUEUE = 'queue';
/** And one that wakes the scheduler for those that come back by the clock. */
const LATER = 'later';
const AWAKE = [QUEUE];
const ASLEEP: readonly string[] = [];
/** An event of events.k8s.io says no more than this. */
const NOTE_MAX = 1024;

const pods: Watch = {
  table: 'pods',
  keys: (_listers, before, after) => {
    const old = before as Pod | undefined;
    const pod = after as Pod | undefined;
    if (!old || !pod) return AWAKE;
    if (old.spec.nodeName && pod.spec.nodeName && old.status.phase === pod.status.phase) return old.metadata.labels === pod.metadata.labels ? ASLEEP : AWAKE;
    return old.spec === pod.spec &&
      old.metadata.labels === pod.metadata.labels &&
      old.status.phase === pod.status.phase &&
      old.status.nominatedNodeName === pod.status.nominatedNodeName
      ? ASLEEP
      : AWAKE;
  },
};
const anything = (table: string): Watch => ({ table, keys: () => AWAKE });

/** Gives every Pod without a Node the best one there is, one Pod for each decision. */
export const scheduler = defineController({
  name: SCHEDULER_NAME,
  models: 'pkg/scheduler: one profile with the default plugins, its queue with queueing hints, and preemption',
  priority: PRIORITY.scheduler,
  watches: [pods, anything('nodes'), anything('persistentvolumeclaims'), anything('persistentvolumes'), anything('storageclasses')],
  cache: () => new SchedulerCache(),
  *reconcile(context): Plan {
    const cache = context.cache as SchedulerCache;
    const next = cache.queue.pop(context.now);
    const again = cache.queue.nextTry(context.now, cache.list().length > 0);
    if (again !== undefined) yield requeueAfter(again - context.now, LATER);
    if (!next) return;
    if (!cache.queue.isEmpty) yield requeueAfter(0, QUEUE);
    const pod = context.listers.get('pods', next.key);
    if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp !== undefined) return;
    yield causedBy(next.cause);
    const verdict = search(context.listers, cache, pod);
    cache.nextStart = verdict.nextStart;
    if (verdict.chosen) yield* bindTo(context, pod, verdict);
    else yield* fail(context, cache, pod, verdict, next.cause);
  },
});

function* bindTo(context: Context, pod: Pod, { chosen, feasible, evaluated }: Verdict): Plan {
  const { namespace = '', name } = pod.metadata;
  const { info } = chosen as NonNullable<Verdict['chosen']>;
  const node = info.name;
  yield because('scheduler/bound', { pod: name, node, nodes: evaluated, feasible, score: chosen?.total ?? 0 });
  if (pod.spec.volumes && info.node) yield* bindVolumes(context, pod, info.node);
  const { error } = yield bind(`${namespace}/${name}`, node);
  if (error) return;
  yield eventOf('Binding', pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
}

function* fail(context: Context, cache: SchedulerCache, pod: Pod, verdict: Verdict, cause: number): Plan {
  const nodes = cache.list().length;
  const preemption = nodes && !verdict.preparation.refusal ? preempt(context.listers, cache, pod, verdict) : undefined;
  const candidate = preemption && 'candidate' in preemption ? preemption.candidate : undefined;
  const message = unschedulableMessage(nodes, verdict, preemption && 'message' in preemption ? preemption.message : undefined);
  yield because('scheduler/unschedulable', { pod: pod.metadata.name, nodes, message, reasons: reasonCounts(verdict) });
  cache.queue.park(keyOf(pod), pod, nodes ? rejectors(verdict) : [], context.now, cause);
  const again = cache.queue.nextTry(context.now, nodes > 0);
  if (again !== undefined) yield requeueAfter(again - context.now, LATER);
  yield eventOf('Scheduling', pod, 'Warning', 'FailedScheduling', message.length > NOTE_MAX ? `${message.slice(0, NOTE_MAX - 4)} ...` : message);
  const keepsPromise = nodes > 0 && (!preemption || ('forget' in preemption && !preemption.forget));
  const promise = candidate ? candidate.node : keepsPromise ? pod.status.nominatedNodeName : undefined;
  const { nominatedNodeName: _, ...status } = pod.status;
  const next: PodStatus = {
    ...status,
    conditions: withUnschedulable(pod, message, context.nowTime),
    ...(promise === undefined ? {} : { nominatedNodeName: promise }),
  };
  yield updateStatus({ ...pod, metadata: { ...pod.metadata, resourceVersion: '' }, status: next });
  if (candidate) yield* evict(context, pod, candidate);
}

function rejectors({ preparation, refusals }: Verdict): readonly string[] {
  if (preparation.refusal) return [preparation.refusal.plugin];
  // A plugin that names Nodes is asked again when one of them comes.
  return [...new Set([...[...refusals.values()].map(({ plugin }) => plugin), ...preparation.narrowedBy])];
}

function reasonCounts({ refusals, preparation }: Verdict): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { reasons } of refusals.values()) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  for (const reason of preparation.refusal?.reasons ?? []) counts.set(reason, 0);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function withUnschedulable(pod: Pod, message: string, nowTime: string): readonly Condition[] {
  const conditions = pod.status.conditions ?? [];
  const before = conditions.find(({ type }) => type === 'PodScheduled');
  if (before?.status === 'False' && before.message === message) return conditions;
  const time = before?.status === 'False' && before.lastTransitionTime !== undefined ? before.lastTransitionTime : nowTime;
  const condition: Condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastProbeTime: null, lastTransitionTime: time };
  return before ? conditions.map((other) => (other === before ? condition : other)) : [...conditions, condition];
}

/** Ends the victims, and takes back what less important Pods had been promised on the Node. Models the preemption's Executor. */
function* evict(context: Context, pod: Pod, { node, victims }: Candidate): Plan {
  const cache = context.cache as SchedulerCache;
  yield because('scheduler/preempted', {
    pod: pod.metadata.name,
    node,
    priority: pod.spec.priority ?? 0,
    victims: victims.map((victim) => victim.metadata.name),
  });
  for (const other of [...(cache.nominated.get(node)?.values() ?? [])]) {
    if ((other.spec.priority ?? 0) >= (pod.spec.priority ?? 0)) continue;
    const { nominatedNodeName: _, ...status } = other.status;
    yield updateStatus({ ...other, status });
  }
  for (const victim of victims) {
    if (victim.metadata.deletionTimestamp !== undefined) continue;
    const key = `${victim.metadata.namespace ?? ''}/${victim.metadata.name}`;
    const target: Condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'PreemptionByScheduler',
      message: `${pod.spec.schedulerName ?? SCHEDULER_NAME}: preempting to accommodate a higher priority pod`,
      lastProbeTime: null,
      lastTransitionTime: context.nowTime,
    };
    const conditions = [...(victim.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget'), target];
    yield updateStatus({ ...victim, status: { ...victim.status, conditions } });
    yield remove('pods', key);
    yield eventOf('Preempting', victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata.uid} on node ${node}`, pod);
  }
}
