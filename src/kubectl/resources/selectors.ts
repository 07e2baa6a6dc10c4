import { ApiError } from '../../cluster/api/errors.ts';
import type { KubeObject } from '../../kube/meta.ts';
import { type ResourceType, groupVersion } from '../../kube/resources.ts';
import { Failure } from '../core/failure.ts';
import { fieldFilter, parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector, satisfies } from './label-selector.ts';

/**
 * The selectors of a list request as a filter. Both reach the API server as they were typed, so that it is the server that refuses them:
 * throws its BadRequest, in which kubectl names what was asked for. Models resource.Selector.Visit.
 */
export function listFilter(resource: ResourceType, labelSelector: string, fieldSelector: string): (object: KubeObject) => boolean {
  try {
    const requirements = parseLabelSelector(labelSelector);
    const passes = fieldFilter(resource, parseFieldSelector(fieldSelector));
    return (object) => satisfies(requirements, object.metadata.labels) && passes(object);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const asked = `label selector ${JSON.stringify(labelSelector)}, field selector ${JSON.stringify(fieldSelector)}`;
    throw new ApiError('BadRequest', `Unable to find "${groupVersion(resource)}, Resource=${resource.plural}" that match ${asked}: ${error.message}`);
  }
}
