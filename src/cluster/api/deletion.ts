import type { Namespace } from '../../kube/cluster-objects.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import { toTime } from '../../kube/time.ts';
import type { DeleteOptions } from '../controller.ts';
import { IMMORTAL_NAMESPACES } from './admission/namespace-lifecycle.ts';
import { deepEqual } from './equal.ts';
import { ApiError, conflict } from './errors.ts';

const FINALIZER_ORPHAN = 'orphan';
const FINALIZER_FOREGROUND = 'foregroundDeletion';
const DEFAULT_GRACE_S = 30;

/** The finalizers of an object that is deleted: those it has, and the one for the chosen way to treat its dependents. */
function finalizersFor(object: KubeObject, options: DeleteOptions): readonly string[] {
  const kept = (object.metadata.finalizers ?? []).filter((name) => name !== FINALIZER_ORPHAN && name !== FINALIZER_FOREGROUND);
  const chosen = options.propagationPolicy;
  if (chosen === 'Orphan') return [...kept, FINALIZER_ORPHAN];
  if (chosen === 'Foreground') return [...kept, FINALIZER_FOREGROUND];
  if (chosen === 'Background') return kept;
  return object.metadata.finalizers ?? [];
}

/**
 * How many seconds a Pod has to stop: what the request says, or the Pod. One that no kubelet runs, or that has ended, goes at once;
 * a negative time counts as one second. Models podStrategy.CheckGracefulDelete.
 */
function podGraceSeconds(pod: Pod, options: DeleteOptions): number {
  if (!pod.spec.nodeName || pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return 0;
  const seconds = options.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_S;
  return seconds < 0 ? 1 : seconds;
}

/** Throws ApiError Conflict where an object is not the one that was to be deleted. `resource` is the plural with its group. */
export function checkPreconditions({ metadata }: KubeObject, { preconditions }: DeleteOptions, resource: string): void {
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid)
    throw new ApiError(
      'Conflict',
      `Operation cannot be fulfilled on ${resource} "${metadata.name}": Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    );
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) throw conflict(resource, metadata.name);
}

/** What a deletion comes to: the object is gone, or it stays as `next`, which is `previous` where it stays as it was. */
interface Deletion {
  readonly gone: boolean;
  readonly next: KubeObject;
}

/**
 * Plans a deletion: at once; or, for a Pod on a Node, after its grace period (the kubelet removes it); or, with finalizers, when the last
 * of them is gone. Throws ApiError Forbidden for a Namespace that always is.
 */
export function planDeletion(previous: KubeObject, options: DeleteOptions, nowMs: number): Deletion {
  if (previous.kind === 'Namespace') return planNamespace(previous as unknown as Namespace, nowMs);
  const finalizers = finalizersFor(previous, options);
  const graceSeconds = previous.kind === 'Pod' ? podGraceSeconds(previous as unknown as Pod, options) : 0;
  if (graceSeconds === 0 && finalizers.length === 0) return { gone: true, next: previous };
  const already = previous.metadata.deletionTimestamp !== undefined;
  const shortened = already && graceSeconds < (previous.metadata.deletionGracePeriodSeconds ?? 0);
  if (already && !shortened && deepEqual(finalizers, previous.metadata.finalizers ?? [])) return { gone: false, next: previous };
  const metadata = {
    ...previous.metadata,
    ...(already && !shortened
      ? {}
      : {
          deletionTimestamp: toTime(nowMs + graceSeconds * 1000),
          deletionGracePeriodSeconds: graceSeconds,
          ...(previous.metadata.generation === undefined ? {} : { generation: previous.metadata.generation + 1 }),
        }),
    ...(finalizers.length ? { finalizers } : {}),
  };
  return { gone: false, next: { ...previous, metadata } };
}

/** A Namespace goes away when the namespace controller has emptied it and taken its own finalizer. */
function planNamespace(previous: Namespace, nowMs: number): Deletion {
  const { metadata, spec, status } = previous;
  const object = previous as KubeObject;
  if (IMMORTAL_NAMESPACES.includes(metadata.name))
    throw new ApiError('Forbidden', `namespaces "${metadata.name}" is forbidden: this namespace may not be deleted`);
  if (!spec?.finalizers?.length && !metadata.finalizers?.length) return { gone: true, next: object };
  if (metadata.deletionTimestamp !== undefined) return { gone: false, next: object };
  const marked = { ...metadata, deletionTimestamp: toTime(nowMs), deletionGracePeriodSeconds: 0 };
  return { gone: false, next: { ...previous, metadata: marked, status: { ...status, phase: 'Terminating' } } as KubeObject };
}
