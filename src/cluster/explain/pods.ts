import { findCondition } from '../../kube/conditions.ts';
import { keyOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodReady, isPodTerminal, podReadySince } from '../../kube/pod-status.ts';
import { fromTime } from '../../kube/time.ts';
import { NODES, type NodeRow, PROBES, type ProbeRow, behaviourOf } from '../node/behaviour.ts';
import { imageNameProblem, missingFiles, missingVariables } from '../node/configuration.ts';
import type { Listers } from '../store.ts';
import { type Blocker, type ExplainContext, type Remedy, inNamespace, quoted, timeOf } from './contract.ts';
import { remediesOfUnschedulable, startKubelet } from './scheduling.ts';

/** What keeps one Pod from serving. `untilMs`: when time alone changes it, or it is tried again. */
type PodTrouble = { readonly untilMs?: number | undefined } & (
  | { readonly what: 'unschedulable'; readonly message: string }
  | { readonly what: 'gated'; readonly gates: string }
  | { readonly what: 'terminating' }
  /** Its Node's kubelet is gone: nobody starts it, or says that it has ended. */
  | { readonly what: 'node-down' | 'stranded'; readonly down: string }
  | { readonly what: 'image-pull'; readonly container: string; readonly image: string }
  | { readonly what: 'image-name'; readonly container: string; readonly image: string; readonly problem: string }
  | { readonly what: 'config'; readonly container: string; readonly message: string }
  | { readonly what: 'mount'; readonly volume: string; readonly message: string }
  | { readonly what: 'crash-loop'; readonly container: string; readonly image: string; readonly restarts: number }
  | { readonly what: 'starting' }
  | { readonly what: 'getting-ready' }
  /** `byHand`: somebody made its readiness probe fail. */
  | { readonly what: 'not-ready'; readonly byHand: boolean }
  | { readonly what: 'min-ready'; readonly readySince: string; readonly minReadySeconds: number }
);

const WAITS: ReadonlySet<PodTrouble['what']> = new Set(['terminating', 'starting', 'getting-ready', 'min-ready']);
const BROKEN_PULLS: ReadonlySet<string> = new Set(['ImagePullBackOff', 'ErrImagePull', 'ErrImageNeverPull']);

/** What keeps a Pod from being available, or undefined where it is (or has ended). `minReadySeconds` is its owner's. */
function troubleOf(context: ExplainContext, pod: Pod, minReadySeconds: number): PodTrouble | undefined {
  const { listers, now } = context;
  const { metadata, spec } = pod;
  const isDown = spec.nodeName !== undefined && (listers.get(NODES, spec.nodeName) as NodeRow | undefined)?.spec.down === true;
  if (metadata.deletionTimestamp !== undefined) {
    if (isDown) return { what: 'stranded', down: spec.nodeName };
    return { what: 'terminating', untilMs: context.dueAt?.('kubelet-termination', keyOf(pod)) ?? fromTime(metadata.deletionTimestamp) };
  }
  if (isPodTerminal(pod)) return undefined;
  if (!spec.nodeName) return unbound(pod);
  if (isDown) return { what: 'node-down', down: spec.nodeName };
  const broken = brokenContainer(context, pod);
  if (broken) return broken;
  const untilMs = context.dueAt?.('kubelet', keyOf(pod));
  if (isPodReady(pod)) {
    const since = podReadySince(pod) ?? now;
    const until = since + minReadySeconds * 1000;
    return until > now ? { what: 'min-ready', untilMs: until, readySince: (since / 1000).toFixed(3), minReadySeconds } : undefined;
  }
  if (pod.status.phase !== 'Running') {
    const [unmounted] = missingFiles(listers, pod);
    return unmounted ? { what: 'mount', volume: unmounted.volume, message: unmounted.message } : { what: 'starting', untilMs };
  }
  return willBeReady(listers, pod) ? { what: 'getting-ready', untilMs } : { what: 'not-ready', byHand: isFailedByHand(listers, pod) };
}

function unbound({ spec, status }: Pod): PodTrouble {
  if (spec.schedulingGates?.length) return { what: 'gated', gates: spec.schedulingGates.map(({ name }) => name).join(', ') };
  const scheduled = findCondition(status.conditions, 'PodScheduled');
  return scheduled?.reason === 'Unschedulable' ? { what: 'unschedulable', message: scheduled.message ?? '' } : { what: 'starting' };
}

/** A container that cannot be started, or not kept running, and when it is tried again. */
function brokenContainer(context: ExplainContext, pod: Pod): PodTrouble | undefined {
  const untilMs = context.dueAt?.('kubelet', keyOf(pod));
  for (const { name, image, restartCount, state } of [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])]) {
    const waiting = state?.waiting?.reason;
    if (waiting && BROKEN_PULLS.has(waiting)) return { what: 'image-pull', container: name, image, untilMs };
    if (waiting === 'InvalidImageName') return { what: 'image-name', container: name, image, problem: imageNameProblem(image) ?? '' };
    // What it lacked has come: it is tried again soon.
    if (waiting === 'CreateContainerConfigError')
      return untilMs === undefined ? { what: 'config', container: name, message: state?.waiting?.message ?? '' } : { what: 'starting', untilMs };
    if (waiting === 'CrashLoopBackOff') return { what: 'crash-loop', container: name, image, restarts: restartCount, untilMs };
  }
  return undefined;
}

/** Whether time alone will make a running Pod ready: no fault of an image, and no probe that was set to fail. */
function willBeReady(listers: Listers, pod: Pod): boolean {
  return (
    !isFailedByHand(listers, pod) &&
    pod.spec.containers.every((container) => behaviourOf(listers, pod, container.name, container.image).fault === undefined) &&
    !(pod.spec.readinessGates ?? []).some(({ conditionType }) => findCondition(pod.status.conditions, conditionType)?.status !== 'True')
  );
}

const isFailedByHand = (listers: Listers, pod: Pod): boolean => (listers.get(PROBES, keyOf(pod)) as ProbeRow | undefined)?.spec.ready === false;

/** Pods in the same trouble, the one that is through with it first in front. */
interface Group {
  readonly trouble: PodTrouble;
  readonly pods: readonly Pod[];
}

function groupsOf(context: ExplainContext, pods: readonly Pod[], minReadySeconds: number): readonly Group[] {
  const groups = new Map<string, { trouble: PodTrouble; pods: Pod[] }>();
  for (const pod of pods) {
    const trouble = troubleOf(context, pod, minReadySeconds);
    if (!trouble) continue;
    const group = groups.get(trouble.what);
    if (!group) groups.set(trouble.what, { trouble, pods: [pod] });
    else if ((trouble.untilMs ?? Infinity) < (group.trouble.untilMs ?? Infinity)) {
      group.trouble = trouble;
      group.pods.unshift(pod);
    } else group.pods.push(pod);
  }
  return [...groups.values()];
}

/** What is in the way of several Pods: one blocker for each kind of trouble, the worst first. `remedies` are their owner's ways out. */
export function blockersOfPods(context: ExplainContext, pods: readonly Pod[], minReadySeconds: number, remedies: readonly Remedy[]): readonly Blocker[] {
  const blockers = groupsOf(context, pods, minReadySeconds).map((group): Blocker => {
    const { what, untilMs, ...values } = group.trouble;
    const [pod] = group.pods as [Pod];
    const waits = WAITS.has(what);
    return {
      kind: waits ? 'waiting' : 'blocked',
      reason: {
        rule: `blocked/pod-${what}`,
        values: { pod: pod.metadata.name, pods: group.pods.length, node: pod.spec.nodeName ?? '', ...timeOf(context, untilMs), ...values },
      },
      object: { table: 'pods', key: keyOf(pod) },
      remedies: waits ? [] : [...remediesForPods(context, group), ...remedies],
    };
  });
  return blockers.sort((a, b) => Number(a.kind === 'waiting') - Number(b.kind === 'waiting'));
}

/** More Pods than this are not mended one by one. */
const BY_HAND_MAX = 10;

/** What may help Pods without touching their owner. */
function remediesForPods(context: ExplainContext, { trouble, pods }: Group): readonly Remedy[] {
  const [pod] = pods as [Pod];
  const each = (rule: string, command: (pod: Pod) => string): readonly Remedy[] =>
    pods.length > BY_HAND_MAX ? [] : [{ rule, commands: pods.map((one) => command(one)) }];
  switch (trouble.what) {
    case 'unschedulable':
      return remediesOfUnschedulable(context, pod);
    case 'gated':
      return each(
        'remedy/open-gates',
        (one) => `kubectl patch pod ${one.metadata.name}${inNamespace(one)} --type=json -p ${quoted([{ op: 'remove', path: '/spec/schedulingGates' }])}`,
      );
    case 'node-down':
      return [startKubelet(trouble.down)];
    case 'stranded':
      return [
        startKubelet(trouble.down),
        ...each('remedy/force-delete', (one) => `kubectl delete pod ${one.metadata.name}${inNamespace(one)} --force --grace-period=0`),
      ];
    case 'not-ready':
      return trouble.byHand ? each('remedy/make-ready', (one) => `kubectl exec ${one.metadata.name}${inNamespace(one)} -- touch /tmp/ready`) : [];
    case 'config':
    case 'mount':
      return createConfiguration(context.listers, pod);
    case 'image-name':
    case 'image-pull':
    case 'crash-loop':
      return otherImages(context.listers, pod, trouble.container, trouble.image);
    default:
      return [];
  }
}

/** Makes every ConfigMap and Secret, and every key, that a Pod lacks. Its values are empty: nobody here knows them. */
function createConfiguration(listers: Listers, pod: Pod): readonly Remedy[] {
  const lacking = [
    ...missingFiles(listers, pod),
    ...[...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap((container) => missingVariables(listers, pod, container)),
  ];
  const objects = new Map<string, { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string; readonly keys: Set<string> }>();
  for (const { kind, name, key } of lacking) {
    const object = objects.get(`${kind}/${name}`) ?? { kind, name, keys: new Set<string>() };
    objects.set(`${kind}/${name}`, object);
    if (key !== undefined) object.keys.add(key);
  }
  const commands = [...objects.values()].map(({ kind, name, keys }) => {
    const isConfigMap = kind === 'ConfigMap';
    if (listers.get(isConfigMap ? 'configmaps' : 'secrets', `${pod.metadata.namespace ?? ''}/${name}`)) {
      const patch = { [isConfigMap ? 'data' : 'stringData']: Object.fromEntries([...keys].map((key) => [key, ''])) };
      return `kubectl patch ${kind.toLowerCase()} ${name}${inNamespace(pod)} --type=merge -p ${quoted(patch)}`;
    }
    const literals = [...keys].map((key) => ` --from-literal=${key}=`).join('');
    return `kubectl create ${isConfigMap ? 'configmap' : 'secret generic'} ${name}${inNamespace(pod)}${literals}`;
  });
  return commands.length ? [{ rule: 'remedy/create-configuration', commands }] : [];
}

const IMAGES_MAX = 2;

/** Images of the same repository that other Pods run well, for a Pod whose own cannot be run, where nobody owns it. */
function otherImages(listers: Listers, pod: Pod, container: string, image: string): readonly Remedy[] {
  if (pod.metadata.ownerReferences?.length) return [];
  const repository = image.replace(/[:@][^/]*$/, '');
  const found = new Set<string>();
  for (const other of listers.listIn('pods', pod.metadata.namespace ?? ''))
    if (isPodReady(other)) for (const one of other.spec.containers) if (one.image.replace(/[:@][^/]*$/, '') === repository) found.add(one.image);
  return [...found].slice(0, IMAGES_MAX).map((one) => ({
    rule: 'remedy/other-image',
    commands: [`kubectl set image pod/${pod.metadata.name}${inNamespace(pod)} ${container}=${one}`],
  }));
}
