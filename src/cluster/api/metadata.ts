import type { KubeObject } from '../../kube/meta.ts';
import type { ResourceType } from '../../kube/resources.ts';
import type { Cause } from './errors.ts';

/** What is wrong with an object's metadata. Models ValidateObjectMeta. */
export function validateMetadata(object: KubeObject, _previous: KubeObject | undefined, _resource: ResourceType): readonly Cause[] {
  return object.metadata.name ? [] : [{ field: 'metadata.name', message: 'Required value: name or generateName is required' }];
}
