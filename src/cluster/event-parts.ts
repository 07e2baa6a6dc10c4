import type { ObjectReference } from '../kube/cluster-objects.ts';
import type { KubeObject } from '../kube/meta.ts';

/** What both kinds of event recorders are told, and what their Events are made of. */

export interface EventToRecord {
  readonly component: string;
  readonly about: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** What the component was doing: a recorder of events.k8s.io says so, and writes series. */
  readonly action?: string;
  readonly related?: KubeObject;
}

/** What names and numbers Events. */
export interface EventIds {
  /** The name of the next Event about an object of this name: `web-1.0000000000000007`. */
  readonly name: (subject: string) => string;
  /** The resourceVersion of the next write. */
  readonly version: () => string;
  readonly uid: () => string;
}

/** Models reference.GetReference. */
export function referenceTo({ apiVersion, kind, metadata }: KubeObject): ObjectReference {
  return {
    kind,
    ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
    name: metadata.name,
    ...(metadata.uid ? { uid: metadata.uid } : {}),
    apiVersion,
    ...(metadata.resourceVersion ? { resourceVersion: metadata.resourceVersion } : {}),
  };
}
