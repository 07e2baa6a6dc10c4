import type { KubeObject } from '../../kube/meta.ts';
import { type ResourceType, resourceOfTable } from '../../kube/resources.ts';
import type { DaemonSet, Deployment, StatefulSet } from '../../kube/workloads.ts';
import type { Call } from '../core/call.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { StreamState, Verb } from '../core/verb.ts';
import { keyOfInfo } from '../resources/info.ts';
import { findByKey } from '../resources/select.ts';
import { ROLLOUT_FLAGS, requireRollout, selectForRollout } from './rollout-common.ts';

/** `rollout status` while it watches: the objects that are left, and the first one's newest version that was looked at. */
interface StatusStream extends StreamState {
  readonly left: readonly { readonly table: string; readonly key: string }[];
  readonly seen: string;
  readonly deadlineMs?: number;
}

/** What is said of an object now, and whether its rollout is over. */
interface Status {
  readonly text: string;
  readonly done: boolean;
}

function deploymentStatus({ metadata, spec, status }: Deployment, revision: number): Status {
  const { name, generation = 0, annotations } = metadata;
  if (revision > 0 && Number(annotations?.['deployment.kubernetes.io/revision'] ?? 0) !== revision)
    fail(`desired revision (${revision}) is different from the running revision (${annotations?.['deployment.kubernetes.io/revision'] ?? 0})`);
  if (generation > (status.observedGeneration ?? 0)) return { text: 'Waiting for deployment spec update to be observed...', done: false };
  if (status.conditions?.some((condition) => condition.type === 'Progressing' && condition.reason === 'ProgressDeadlineExceeded'))
    fail(`deployment ${JSON.stringify(name)} exceeded its progress deadline`);
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  const waiting = (what: string): Status => ({ text: `Waiting for deployment ${JSON.stringify(name)} rollout to finish: ${what}...`, done: false });
  if (updatedReplicas < spec.replicas) return waiting(`${updatedReplicas} out of ${spec.replicas} new replicas have been updated`);
  if (replicas > updatedReplicas) return waiting(`${replicas - updatedReplicas} old replicas are pending termination`);
  if (availableReplicas < updatedReplicas) return waiting(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  return { text: `deployment ${JSON.stringify(name)} successfully rolled out`, done: true };
}

const NOT_ROLLING = 'rollout status is only available for RollingUpdate strategy type';

function daemonSetStatus({ metadata, spec, status }: DaemonSet): Status {
  const { name, generation = 0 } = metadata;
  if (spec.updateStrategy.type !== 'RollingUpdate') fail(NOT_ROLLING);
  if (generation > (status.observedGeneration ?? 0)) return { text: 'Waiting for daemon set spec update to be observed...', done: false };
  const { updatedNumberScheduled = 0, desiredNumberScheduled, numberAvailable = 0 } = status;
  const waiting = (what: string): Status => ({ text: `Waiting for daemon set ${JSON.stringify(name)} rollout to finish: ${what}...`, done: false });
  if (updatedNumberScheduled < desiredNumberScheduled) return waiting(`${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated`);
  if (numberAvailable < desiredNumberScheduled) return waiting(`${numberAvailable} of ${desiredNumberScheduled} updated pods are available`);
  return { text: `daemon set ${JSON.stringify(name)} successfully rolled out`, done: true };
}

function statefulSetStatus({ metadata, spec, status }: StatefulSet): Status {
  if (spec.updateStrategy.type !== 'RollingUpdate') fail(NOT_ROLLING);
  if (!status.observedGeneration || (metadata.generation ?? 0) > status.observedGeneration)
    return { text: 'Waiting for statefulset spec update to be observed...', done: false };
  const ready = status.readyReplicas ?? 0;
  const updated = status.updatedReplicas ?? 0;
  if (ready < spec.replicas) return { text: `Waiting for ${spec.replicas - ready} pods to be ready...`, done: false };
  const { rollingUpdate } = spec.updateStrategy;
  if (rollingUpdate) {
    const wanted = spec.replicas - (rollingUpdate.partition ?? 0);
    if (rollingUpdate.partition !== undefined && updated < wanted)
      return { text: `Waiting for partitioned roll out to finish: ${updated} out of ${wanted} new pods have been updated...`, done: false };
    return { text: `partitioned roll out complete: ${updated} new pods have been updated...`, done: true };
  }
  if (status.updateRevision !== status.currentRevision)
    return { text: `waiting for statefulset rolling update to complete ${updated} pods at revision ${status.updateRevision}...`, done: false };
  return { text: `statefulset rolling update complete ${status.currentReplicas ?? 0} pods at revision ${status.currentRevision}...`, done: true };
}

/** Models polymorphichelpers.StatusViewer. Fails where the rollout cannot succeed any more. */
function statusOf(object: KubeObject, revision: number): Status {
  if (object.kind === 'Deployment') return deploymentStatus(object as unknown as Deployment, revision);
  return object.kind === 'DaemonSet' ? daemonSetStatus(object as unknown as DaemonSet) : statefulSetStatus(object as unknown as StatefulSet);
}

export const rolloutStatus: Verb = {
  path: 'rollout status',
  use: 'rollout status (TYPE NAME | TYPE/NAME) [flags]',
  short: 'Show the status of the rollout',
  flags: [
    ...ROLLOUT_FLAGS,
    flag('revision', '', 'int', 'Pin to a specific revision for showing its status. Defaults to 0 (last revision).', { value: '0' }),
    flag(
      'timeout',
      '',
      'duration',
      'The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).',
      { value: '0s' },
    ),
    flag('watch', 'w', 'bool', "Watch the status of the rollout until it's done.", { value: 'true' }),
  ],
  run(call) {
    if (call.flags.int('revision') < 0) fail(`revision must be a positive integer: ${call.flags.int('revision')}`);
    const found = selectForRollout(call);
    if (found.errors.length) throw found.errors[0];
    if (!found.infos.length) {
      call.warn(`No resources found in ${call.namespace} namespace.`);
      return undefined;
    }
    for (const info of found.infos) requireRollout(info, 'status viewer', (kind) => kind);
    const timeout = call.flags.duration('timeout');
    const deadline = timeout > 0 ? { deadlineMs: call.context.now + timeout, wakeAtMs: call.context.now + timeout } : {};
    return look(call, {
      verb: 'rollout status',
      left: found.infos.map((info) => ({ table: info.resource.plural, key: keyOfInfo(info) })),
      seen: '',
      ...deadline,
    });
  },
  advance: (stream, call) => look(call, stream as StatusStream),
};

/** Prints the first object's status if it changed, and goes on with the next where its rollout is over. */
function look(call: Call, stream: StatusStream): StatusStream | undefined {
  let { left, seen } = stream;
  while (left.length) {
    const { table, key } = left[0] as StatusStream['left'][number];
    const object = findByKey(call, resourceOfTable(table) as ResourceType, key);
    if (!object) return fail('object has been deleted');
    const version = `${object.metadata.uid}/${object.metadata.resourceVersion}`;
    if (version === seen) break;
    if (seen && !seen.startsWith(object.metadata.uid)) return fail('object has been deleted');
    const { text, done } = statusOf(object, call.flags.int('revision'));
    call.say(text);
    seen = version;
    if (!done && call.flags.bool('watch')) break;
    left = left.slice(1);
    seen = '';
  }
  if (!left.length) return undefined;
  if (stream.deadlineMs !== undefined && call.context.now >= stream.deadlineMs) fail('timed out waiting for the condition');
  return left === stream.left && seen === stream.seen ? stream : { ...stream, left, seen };
}
