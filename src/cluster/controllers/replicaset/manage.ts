import { type KubeObject, controllerRef } from '../../../kube/meta.ts';
import type { Pod, PodTemplate } from '../../../kube/pod.ts';
import { isNamespaceTerminating } from '../../api/admission/namespace-lifecycle.ts';
import type { ApiError } from '../../api/errors.ts';
import { type Context, type Outcome, type Step, because, create, event, remove } from '../../controller.ts';
import { podsToDelete } from './ranking.ts';
import type { ReplicaOwner } from './index.ts';

/** How many Pods one sync may create or delete. Models replicaset.BurstReplicas. */
const BURST_REPLICAS = 500;

/** A Pod from a template, as a controller creates it; with `name` where the controller chooses it itself. Models GetPodFromTemplate. */
export function podFromTemplate(template: PodTemplate, owner: KubeObject, name?: string): KubeObject {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(name === undefined ? { generateName: podNamePrefix(owner.metadata.name) } : { name }),
      namespace: owner.metadata.namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerRef(owner)],
    } as unknown as KubeObject['metadata'],
    spec: template.spec,
    status: { phase: 'Pending' },
  };
}

/** `web-5c6b9d7f4-`: what the API server adds a random suffix to, cut so that the name stays a valid host name. */
function podNamePrefix(name: string): string {
  const prefix = `${name}-`;
  return prefix.length > 253 ? name : prefix;
}

/**
 * Creates or deletes Pods until there are as many as wanted. Creations start slowly (1, 2, 4 …) and stop with the first batch that was
 * refused, so that a full quota is not stormed. Returns the API server's refusal, if any. Models manageReplicas.
 */
export function* manageReplicas(context: Context, owner: ReplicaOwner, active: readonly Pod[]): Generator<Step, ApiError | undefined, Outcome> {
  const wanted = owner.spec.replicas;
  const difference = active.length - wanted;
  if (difference < 0) return yield* createPods(owner, Math.min(-difference, BURST_REPLICAS), active.length);
  if (difference > 0) return yield* deletePods(context, owner, active, Math.min(difference, BURST_REPLICAS));
  return undefined;
}

function* createPods(owner: ReplicaOwner, count: number, have: number): Generator<Step, ApiError | undefined, Outcome> {
  yield because('replicaset/create-pods', { name: owner.metadata.name, replicas: owner.spec.replicas, have, create: count });
  const pod = podFromTemplate(owner.spec.template, owner as KubeObject);
  let remaining = count;
  for (let batch = Math.min(1, remaining); batch > 0; batch = Math.min(2 * batch, remaining)) {
    let refused: ApiError | undefined;
    for (let i = 0; i < batch; i++) {
      const { object, error } = yield create(pod);
      if (object) yield event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${object.metadata.name}`);
      else if (error && !isNamespaceTerminating(error)) {
        refused ??= error;
        yield event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      }
    }
    if (refused) {
      yield because('replicaset/create-refused', { name: owner.metadata.name, message: refused.message });
      return refused;
    }
    remaining -= batch;
  }
  return undefined;
}

function* deletePods(context: Context, owner: ReplicaOwner, active: readonly Pod[], count: number): Generator<Step, ApiError | undefined, Outcome> {
  yield because('replicaset/delete-pods', { name: owner.metadata.name, replicas: owner.spec.replicas, have: active.length, delete: count });
  let refused: ApiError | undefined;
  for (const pod of podsToDelete(context, owner, active, count)) {
    const { error } = yield remove('pods', `${pod.metadata.namespace}/${pod.metadata.name}`);
    if (!error) yield event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    else if (error.reason !== 'NotFound') {
      refused ??= error;
      yield event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
    }
  }
  return refused;
}
