import { keyOf } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import { isNamespaceTerminating } from '../../api/admission/namespace-lifecycle.ts';
import { type Outcome, type Step, create, event, remove } from '../../controller.ts';
import { daemonPod, daemonTemplate } from './template.ts';

/** How many Pods one sync creates, and how many it deletes, at most. Models BurstReplicas. */
export const BURST_REPLICAS = 250;

/**
 * Creates a Pod for each of the Nodes, in batches of 1, 2, 4 … until a batch in which one was refused, and deletes Pods. Returns the first
 * refusal, in the API server's words. Models syncNodes.
 */
export function* syncNodes(daemonSet: DaemonSet, hash: string, nodes: readonly string[], pods: readonly Pod[]): Generator<Step, string | undefined, Outcome> {
  const notCreated = yield* createPods(daemonSet, hash, nodes.slice(0, BURST_REPLICAS));
  const notDeleted = yield* deletePods(daemonSet, pods.slice(0, BURST_REPLICAS));
  return notCreated ?? notDeleted;
}

function* createPods(daemonSet: DaemonSet, hash: string, nodes: readonly string[]): Generator<Step, string | undefined, Outcome> {
  if (!nodes.length) return undefined;
  const template = daemonTemplate(daemonSet, hash);
  for (const batch of slowStart(nodes)) {
    let failure: string | undefined;
    for (const node of batch) {
      const { object, error } = yield create(daemonPod(daemonSet, template, node));
      if (object) yield event(daemonSet, 'Normal', 'SuccessfulCreate', `Created pod: ${object.metadata.name}`);
      else if (error && !isNamespaceTerminating(error)) {
        yield event(daemonSet, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
        failure ??= error.message;
      }
    }
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/**
 * The batches of a slow start, each in the order in which its requests mostly arrive: they are sent at the same time, and Go's scheduler
 * starts with the one that was made last.
 */
function* slowStart(nodes: readonly string[]): Iterable<readonly string[]> {
  let size = 1;
  for (let start = 0; start < nodes.length; start += size, size *= 2) {
    const batch = nodes.slice(start, start + size);
    yield [...batch.slice(-1), ...batch.slice(0, -1)];
  }
}

function* deletePods(daemonSet: DaemonSet, pods: readonly Pod[]): Generator<Step, string | undefined, Outcome> {
  let failure: string | undefined;
  for (const pod of pods) {
    const { error } = yield remove('pods', keyOf(pod));
    if (!error) yield event(daemonSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    else if (error.reason !== 'NotFound') {
      yield event(daemonSet, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
      failure ??= `unable to delete pods: ${error.message}`;
    }
  }
  return failure;
}
