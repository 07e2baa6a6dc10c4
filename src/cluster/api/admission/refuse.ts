import type { KubeObject } from '../../../kube/meta.ts';
import { resourceOfKind } from '../../../kube/resources.ts';
import { ApiError, type Cause } from '../errors.ts';

/** A plugin's refusal: `pods "web-1" is forbidden: WHY`. Models admission.NewForbidden. */
export function refuse(object: KubeObject, why: string, causes: readonly Cause[] = []): ApiError {
  const resource = resourceOfKind(object.kind);
  const plural = resource ? (resource.group ? `${resource.plural}.${resource.group}` : resource.plural) : object.kind;
  const name = object.metadata.name || object.metadata.generateName || '';
  return new ApiError('Forbidden', `${plural} "${name}" is forbidden: ${why}`, causes);
}
