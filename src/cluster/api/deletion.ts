import type { KubeObject } from '../../kube/meta.ts';
import type { Pod } from '../../kube/pod.ts';
import type { DeleteOptions } from '../controller.ts';

const FINALIZER_ORPHAN = 'orphan';
const FINALIZER_FOREGROUND = 'foregroundDeletion';
const DEFAULT_GRACE_S = 30;

/** The finalizers of an object that is deleted: those it has, and the one for the chosen way to treat its dependents. */
export function finalizersFor(object: KubeObject, options: DeleteOptions): readonly string[] {
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
export function podGraceSeconds(pod: Pod, options: DeleteOptions): number {
  if (!pod.spec.nodeName || pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return 0;
  const seconds = options.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_S;
  return seconds < 0 ? 1 : seconds;
}
