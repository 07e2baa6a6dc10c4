import { findCondition } from '../../kube/conditions.ts';
import { keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodReady, isPodTerminal, podReadySince } from '../../kube/pod-status.ts';
import { fromTime } from '../../kube/time.ts';
import { PROBES, type ProbeRow, behaviourOf } from '../node/behaviour.ts';
import type { Listers } from '../store.ts';
import type { Blocker, ExplainContext, Remedy } from './contract.ts';

/** What keeps one Pod from serving. */
type PodTrouble =
  | { readonly what: 'unschedulable'; readonly message: string }
  | { readonly what: 'gated' }
  | { readonly what: 'terminating'; readonly until: number }
  | { readonly what: 'image-pull' | 'crash-loop'; readonly container: string; readonly image: string; readonly restarts: number }
  | { readonly what: 'starting' }
  /** `expected`: nothing is known that keeps its programs from getting ready. */
  | { readonly what: 'not-ready'; readonly since: number; readonly expected: boolean }
  | { readonly what: 'min-ready'; readonly until: number };

const BROKEN_PULLS: ReadonlySet<string> = new Set(['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull', 'InvalidImageName']);

/** What keeps a Pod from being available, or undefined where it is (or has ended). `minReadySeconds` is its owner's. */
function troubleOf({ listers, now }: ExplainContext, pod: Pod, minReadySeconds: number): PodTrouble | undefined {
  const { metadata, status, spec } = pod;
  if (metadata.deletionTimestamp !== undefined) return { what: 'terminating', until: fromTime(metadata.deletionTimestamp) };
  if (isPodTerminal(pod)) return undefined;
  if (!spec.nodeName) {
    if (spec.schedulingGates?.length) return { what: 'gated' };
    const scheduled = findCondition(status.conditions, 'PodScheduled');
    return scheduled?.reason === 'Unschedulable' ? { what: 'unschedulable', message: scheduled.message ?? '' } : { what: 'starting' };
  }
  for (const container of [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]) {
    const waiting = container.state?.waiting?.reason;
    const about = { container: container.name, image: container.image, restarts: container.restartCount };
    if (waiting && BROKEN_PULLS.has(waiting)) return { what: 'image-pull', ...about };
    if (waiting === 'CrashLoopBackOff') return { what: 'crash-loop', ...about };
  }
  if (isPodReady(pod)) {
    const until = (podReadySince(pod) ?? now) + minReadySeconds * 1000;
    return until > now ? { what: 'min-ready', until } : undefined;
  }
  if (status.phase !== 'Running') return { what: 'starting' };
  const ready = findCondition(status.conditions, 'Ready');
  return { what: 'not-ready', since: fromTime(ready?.lastTransitionTime ?? metadata.creationTimestamp), expected: willBeReady(listers, pod) };
}

/** Whether time alone will make a running Pod ready: no fault of an image, and no probe that was set to fail. */
function willBeReady(listers: Listers, pod: Pod): boolean {
  const probe = listers.get(PROBES, keyOf(pod)) as ProbeRow | undefined;
  return (
    probe?.spec.ready !== false && pod.spec.containers.every((container) => behaviourOf(listers, pod, container.name, container.image).fault === undefined)
  );
}

/** A Pod's trouble as a blocker; `remedies` are its owner's ways out, for what the Pod itself cannot mend. */
function blockerOfPod(pod: Pod, trouble: PodTrouble, pods: number, remedies: readonly Remedy[]): Blocker {
  const waiting =
    trouble.what === 'starting' || trouble.what === 'min-ready' || trouble.what === 'terminating' || (trouble.what === 'not-ready' && trouble.expected);
  const { what, ...values } = trouble;
  return {
    kind: waiting ? 'waiting' : 'blocked',
    reason: { rule: `blocked/pod-${what}`, values: { pod: pod.metadata.name, pods, node: pod.spec.nodeName ?? '', ...values } },
    object: { table: 'pods', key: keyOf(pod) },
    remedies: waiting ? [] : remedies,
  };
}

/** What is in the way of several Pods: one blocker for each kind of trouble, the worst first. */
export function blockersOfPods(context: ExplainContext, pods: readonly Pod[], minReadySeconds: number, remedies: readonly Remedy[]): readonly Blocker[] {
  const groups = new Map<string, { pod: Pod; trouble: PodTrouble; count: number }>();
  for (const pod of pods) {
    const trouble = troubleOf(context, pod, minReadySeconds);
    if (!trouble) continue;
    const group = groups.get(trouble.what);
    if (group) group.count++;
    else groups.set(trouble.what, { pod, trouble, count: 1 });
  }
  const blockers = [...groups.values()].map(({ pod, trouble, count }) =>
    blockerOfPod(pod, trouble, count, [...remediesForPod(context, pod, trouble), ...remedies]),
  );
  return blockers.sort((a, b) => Number(a.kind === 'waiting') - Number(b.kind === 'waiting'));
}

/** What may help an unschedulable Pod without touching its owner: a cordoned Node, a taint that nobody needs. */
function remediesForPod({ listers }: ExplainContext, _pod: Pod, trouble: PodTrouble): readonly Remedy[] {
  if (trouble.what !== 'unschedulable') return [];
  const remedies: Remedy[] = [];
  for (const node of listers.list('nodes')) {
    if (node.spec.unschedulable) remedies.push({ rule: 'remedy/uncordon', commands: [`kubectl uncordon ${node.metadata.name}`] });
    for (const { key, value, effect } of node.spec.taints ?? [])
      if (!key.startsWith('node.kubernetes.io/'))
        remedies.push({ rule: 'remedy/untaint', commands: [`kubectl taint nodes ${node.metadata.name} ${key}${value ? `=${value}` : ''}:${effect}-`] });
  }
  return remedies;
}
