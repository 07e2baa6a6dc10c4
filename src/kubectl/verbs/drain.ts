import { type KubeObject, controllerOf } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { isPodTerminal } from '../../kube/pod-status.ts';
import { ApiError } from '../../cluster/api/errors.ts';
import { evict } from '../../cluster/eviction.ts';
import { Call } from '../core/call.ts';
import { CHUNK_SIZE_FLAG, DRY_RUN_FLAG, SELECTOR_FLAG } from '../core/common-flags.ts';
import { Failure, aggregate, fail } from '../core/failure.ts';
import { flag, goDuration } from '../core/flags.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { operationPrinter } from '../printers/output.ts';
import { parseLabelSelector, satisfies } from '../resources/label-selector.ts';
import { byCode } from '../core/dig.ts';
import { nodesOf, setUnschedulable } from './cordon.ts';

/** How long kubectl waits before it tries a refused eviction again. */
const RETRY_MS = 5_000;

/** One Pod on its way off a Node. */
interface Leaving {
  readonly key: string;
  readonly uid: string;
  /** When its eviction is tried (again), in virtual ms; undefined once it was granted. */
  readonly tryAtMs: number | undefined;
  /** Why it cannot be evicted any more. */
  readonly error?: string;
}

/** A Node that could not be drained. */
interface Failed {
  readonly node: string;
  /** Everything that was wrong. */
  readonly errors: readonly string[];
}

interface DrainStream extends StreamState {
  /** The Nodes to drain, the present one first. */
  readonly nodes: readonly string[];
  readonly leaving: readonly Leaving[];
  readonly deadlineMs: number | undefined;
  readonly failed: readonly Failed[];
}

type Verdict =
  | { readonly what: 'evict' | 'skip' }
  | { readonly what: 'warn'; readonly evict: boolean; readonly text: string }
  | { readonly what: 'error'; readonly text: string };

/** What becomes of a Pod on the Node. Models the filters of pkg/drain: the last one that objects is heard. */
function verdictOf(call: Call, pod: Pod): Verdict {
  const ended = isPodTerminal(pod);
  const owner = controllerOf(pod);
  if (owner?.kind === 'DaemonSet' && !ended) {
    if (!call.context.listers.get('daemonsets', `${pod.metadata.namespace}/${owner.name}`)) {
      const text = `daemonsets.apps ${JSON.stringify(owner.name)} not found`;
      return call.flags.bool('force') ? { what: 'warn', evict: true, text } : { what: 'error', text };
    }
    return call.flags.bool('ignore-daemonsets')
      ? { what: 'warn', evict: false, text: 'ignoring DaemonSet-managed Pods' }
      : { what: 'error', text: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
  }
  const local = !ended && pod.spec.volumes?.some((volume) => volume['emptyDir'] !== undefined);
  if (local && !call.flags.bool('delete-emptydir-data')) return { what: 'error', text: 'Pods with local storage (use --delete-emptydir-data to override)' };
  if (!owner && !ended)
    return call.flags.bool('force')
      ? { what: 'warn', evict: true, text: 'deleting Pods that declare no controller' }
      : // With these words twice, as v1.32 has them.
        { what: 'error', text: 'cannot delete Pods that declare no controller (use --force to override)' };
  return { what: 'evict' };
}

/** A Node with Pods that may not be taken off it. */
class UndrainableError extends Failure {
  constructor(readonly errors: readonly string[]) {
    super(aggregate(errors));
  }
}

/** The Pods to take off a Node, with what kubectl says of the others. Models GetPodsForDeletion. */
function podsToEvict(call: Call, node: string): readonly Pod[] {
  const requirements = parseLabelSelector(call.flags.text('pod-selector'));
  const pods = [...call.context.listers.podsOn(node)]
    .filter((pod) => satisfies(requirements, pod.metadata.labels))
    .sort((a, b) => byCode(nameOf(a), nameOf(b)));
  const errors = new Map<string, string[]>();
  const warnings = new Map<string, string[]>();
  const chosen: Pod[] = [];
  for (const pod of pods) {
    const verdict = verdictOf(call, pod);
    if (verdict.what === 'error' || verdict.what === 'warn') {
      const texts = verdict.what === 'error' ? errors : warnings;
      texts.set(verdict.text, [...(texts.get(verdict.text) ?? []), nameOf(pod)]);
    }
    if (verdict.what === 'evict' || (verdict.what === 'warn' && verdict.evict)) chosen.push(pod);
  }
  if (errors.size) throw new UndrainableError([...errors].map(([text, names]) => `cannot delete ${text}: ${names.join(', ')}`));
  if (warnings.size) call.warn(`Warning: ${[...warnings].map(([text, names]) => `${text}: ${names.join(', ')}`).join('; ')}`);
  return chosen;
}

const nameOf = (pod: Pod): string => `${pod.metadata.namespace}/${pod.metadata.name}`;

function checkPodSelector(call: Call): void {
  try {
    parseLabelSelector(call.flags.text('pod-selector'));
  } catch (error) {
    if (error instanceof Failure) fail('--pod-selector=<pod_selector> must be a valid label selector');
    throw error;
  }
}

/** Begins with the first Node that has anything on it; ends where all are drained. */
function begin(call: Call, nodes: readonly string[], deadlineMs: number | undefined, failed: readonly Failed[]): DrainStream | undefined {
  const [node, ...others] = nodes;
  if (node === undefined) return finish(call, failed);
  try {
    const pods = podsToEvict(call, node);
    if (call.dryRun === 'client') {
      for (const pod of pods) call.say(`evicting pod ${nameOf(pod)} (dry run)`);
      return drained(call, nodes, deadlineMs, failed);
    }
    const leaving = pods.map((pod): Leaving => ({ key: nameOf(pod), uid: pod.metadata.uid, tryAtMs: call.context.now }));
    return carryOn(call, { verb: 'drain', nodes, leaving, deadlineMs, failed });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return giveUp(call, others, deadlineMs, [...failed, { node, errors: error instanceof UndrainableError ? error.errors : [error.message] }]);
  }
}

/** Says why the last of the failed Nodes could not be drained, and goes on with the others. */
function giveUp(call: Call, others: readonly string[], deadlineMs: number | undefined, failed: readonly Failed[]): DrainStream | undefined {
  const { node, errors } = failed.at(-1) as Failed;
  call.warn(`error: unable to drain node ${JSON.stringify(node)} due to error: ${aggregate(errors)}, continuing command...`);
  return begin(call, others, deadlineMs, failed);
}

function finish(call: Call, failed: readonly Failed[]): undefined {
  if (!failed.length) return undefined;
  call.warn('There are pending nodes to be drained:');
  for (const { node } of failed) call.warn(` ${node}`);
  // One Node's errors are told one by one, those of several Nodes each in a line.
  for (const line of failed.length === 1 ? (failed[0] as Failed).errors : failed.map(({ errors }) => aggregate(errors))) call.warn(line);
  call.code = 1;
  return undefined;
}

function drained(call: Call, nodes: readonly string[], deadlineMs: number | undefined, failed: readonly Failed[]): DrainStream | undefined {
  const object = call.context.listers.get('nodes', nodes[0] as string) as KubeObject | undefined;
  if (object) operationPrinter(call)('drained', object);
  return begin(call, nodes.slice(1), deadlineMs, failed);
}

/** Tries what is due, and looks which Pods are gone. Models Helper.evictPods, in which every Pod has a goroutine of its own. */
function carryOn(call: Call, stream: DrainStream): DrainStream | undefined {
  const { now, listers } = call.context;
  const late = stream.deadlineMs !== undefined && now >= stream.deadlineMs;
  const deletes = call.flags.bool('disable-eviction');
  const server = call.dryRun === 'server';
  const due = stream.leaving.filter((pod) => pod.tryAtMs !== undefined && pod.tryAtMs <= now);
  if (!deletes) for (const { key } of due) call.say(`evicting pod ${key}${call.dryRunSuffix}`);
  const leaving = stream.leaving.map((pod) => (due.includes(pod) ? tryEviction(call, pod, late) : pod));
  const left: Leaving[] = [];
  const errors: string[] = [];
  for (const pod of leaving) {
    const [namespace, name] = pod.key.split('/');
    if (pod.error !== undefined) errors.push(pod.error);
    else if (listers.get('pods', pod.key)?.metadata.uid !== pod.uid) call.say(`pod/${name} ${deletes ? 'deleted' : 'evicted'}`);
    else if (server && pod.tryAtMs === undefined) continue;
    else if (late && pod.tryAtMs === undefined)
      errors.push(
        deletes
          ? 'context deadline exceeded'
          : `error when waiting for pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)} to terminate: context deadline exceeded`,
      );
    else left.push(pod);
  }
  // A refusal is remembered until the last of the others is gone.
  const failing = errors.map((error): Leaving => ({ key: '', uid: '', tryAtMs: undefined, error }));
  if (left.length) {
    const times = left.flatMap((pod) => (pod.tryAtMs === undefined ? (stream.deadlineMs ?? []) : pod.tryAtMs));
    return { ...stream, leaving: [...failing, ...left], ...(times.length ? { wakeAtMs: Math.min(...times) } : {}) };
  }
  if (!errors.length) return drained(call, stream.nodes, stream.deadlineMs, stream.failed);
  const node = stream.nodes[0] as string;
  const distinct = [...new Set(errors)];
  tellPending(call, node, aggregate(distinct));
  return giveUp(call, stream.nodes.slice(1), stream.deadlineMs, [...stream.failed, { node, errors: distinct }]);
}

/** The Pods that are still on a Node whose draining failed. */
function tellPending(call: Call, node: string, why: string): void {
  const quiet = new Call(call.context, call.verb, call.flags, call.line);
  const pending = podsToEvict(quiet, node);
  if (!pending.length) return;
  call.warn(`There are pending pods in node ${JSON.stringify(node)} when an error occurred: ${why}`);
  for (const pod of pending) call.warn(`pod/${pod.metadata.name}`);
}

function tryEviction(call: Call, pod: Leaving, late: boolean): Leaving {
  const { server, now, listers } = call.context;
  const grace = call.flags.int('grace-period');
  const options = grace >= 0 ? { gracePeriodSeconds: grace } : {};
  const write = call.dryRun === 'server' ? { dryRun: true } : {};
  if (listers.get('pods', pod.key)?.metadata.uid !== pod.uid) return { ...pod, tryAtMs: undefined };
  const [namespace, name] = pod.key.split('/');
  const about = `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;
  if (late) return { ...pod, tryAtMs: undefined, error: `${about}: global timeout reached: ${goDuration(call.flags.duration('timeout'))}` };
  try {
    if (call.flags.bool('disable-eviction')) server.delete('pods', pod.key, options, write);
    else evict(server, pod.key, { ...options, ...write });
    return { ...pod, tryAtMs: undefined };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.reason === 'NotFound') return { ...pod, tryAtMs: undefined };
    if (error.reason !== 'TooManyRequests') return { ...pod, tryAtMs: undefined, error: `${about}: ${error.message}` };
    call.warn(`${about} (will retry after 5s): ${error.message}`);
    return { ...pod, tryAtMs: now + RETRY_MS };
  }
}

export const drain: Verb = {
  path: 'drain',
  use: 'drain NODE',
  short: 'Drain node in preparation for maintenance',
  writes: true,
  flags: [
    CHUNK_SIZE_FLAG,
    flag('delete-emptydir-data', '', 'bool', 'Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).'),
    flag(
      'disable-eviction',
      '',
      'bool',
      'Force drain to use delete, even if eviction is supported. This will bypass checking PodDisruptionBudgets, use with caution.',
    ),
    DRY_RUN_FLAG,
    flag('force', '', 'bool', 'Continue even if there are pods that do not declare a controller.'),
    flag(
      'grace-period',
      '',
      'int',
      'Period of time in seconds given to each pod to terminate gracefully. If negative, the default value specified in the pod will be used.',
      { value: '-1' },
    ),
    flag('ignore-daemonsets', '', 'bool', 'Ignore DaemonSet-managed pods.'),
    flag('pod-selector', '', 'string', 'Label selector to filter pods on the node'),
    SELECTOR_FLAG,
    flag(
      'skip-wait-for-delete-timeout',
      '',
      'int',
      'If pod DeletionTimestamp older than N seconds, skip waiting for the pod.  Seconds must be greater than 0 to skip.',
      { value: '0' },
    ),
    flag('timeout', '', 'duration', 'The length of time to wait before giving up, zero means infinite', { value: '0s' }),
  ],
  run(call) {
    checkPodSelector(call);
    const nodes = nodesOf(call);
    setUnschedulable(call, nodes, true);
    const timeout = call.flags.duration('timeout');
    return begin(
      call,
      nodes.map((node) => node.metadata.name),
      timeout ? call.context.now + timeout : undefined,
      [],
    );
  },
  advance: (stream, call) => carryOn(call, stream as DrainStream),
};
