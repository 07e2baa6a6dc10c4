import type { Admission } from '../strategy.ts';
import { type ApiError, notFound } from '../errors.ts';
import { RESOURCES } from '../../../kube/resources.ts';
import { refuse } from './refuse.ts';

/** Nothing is created in a Namespace that is not there or is going away, and the Namespaces of the system stay. */
export const namespaceLifecycle: Admission = {
  name: 'NamespaceLifecycle',
  tables: RESOURCES.filter((resource) => resource.namespaced).map((resource) => resource.plural),
  admit: (object, previous, context) => {
    if (previous) return object;
    const name = object.metadata.namespace ?? 'default';
    const namespace = context.listers.get('namespaces', name);
    if (!namespace) {
      // A cluster that was built without any Namespace, as tests do, has the default one implicitly.
      if (name === 'default' && context.listers.count('namespaces') === 0) return object;
      throw notFound('namespaces', name);
    }
    if (namespace.status?.phase === 'Terminating') {
      const cause = { field: 'metadata.namespace', message: `namespace ${name} is being terminated` };
      throw refuse(object, `unable to create new content in namespace ${name} because it is being terminated`, [cause]);
    }
    return object;
  },
};

/** Whether something was refused because its Namespace is going away: it makes no sense to try again. Models HasStatusCause of NamespaceTerminatingCause. */
export function isNamespaceTerminating({ reason, causes }: ApiError): boolean {
  return reason === 'Forbidden' && causes.some(({ field, message }) => field === 'metadata.namespace' && message.endsWith('is being terminated'));
}

/** The Namespaces that may not be deleted. */
export const IMMORTAL_NAMESPACES: readonly string[] = ['default', 'kube-system', 'kube-public'];
