import type { KubeObject } from '../../kube/meta.ts';
import { goJson } from '../printers/json.ts';
import { withAnnotation } from './write.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A manifest as `apply` remembers it: without what it remembered before, with annotations in any case. Models util.GetModifiedConfiguration. */
export function configurationOf(object: KubeObject): string {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  return `${goJson({ ...object, metadata: { ...object.metadata, annotations } })}\n`;
}

/** A manifest with itself among its annotations. */
export function withConfiguration<T extends KubeObject>(object: T): T {
  return withAnnotation(object, LAST_APPLIED, configurationOf(object));
}

/** With `--save-config`, or where there is such an annotation already, the annotation is brought up to date. Models util.CreateOrUpdateAnnotation. */
export function withUpdatedConfiguration<T extends KubeObject>(object: T, save: boolean): T {
  return save || object.metadata.annotations?.[LAST_APPLIED] !== undefined ? withConfiguration(object) : object;
}
