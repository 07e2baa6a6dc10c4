import type { ObjectReference } from '../kube/cluster-objects.ts';
import type { KubeObject } from '../kube/meta.ts';
import { type ServerCounters, nextVersion } from './api/server-context.ts';
import type { Store } from './store.ts';

/** What both kinds of event recorders are told, and what their Events are made of. */

export interface EventToRecord {
  readonly about: KubeObject;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** What the component was doing: a recorder of events.k8s.io says so, and writes series. */
  readonly action?: string;
  readonly related?: KubeObject;
}

/** What names and numbers Events: versions and uids are drawn from the API server's counters. */
export class EventIds {
  /** `named`: how many Events have a name already. */
  constructor(
    private readonly counters: ServerCounters,
    private named = 0,
  ) {}

  /** The name of the next Event about an object of this name: `web-1.0000000000000007`. */
  name(subject: string): string {
    return `${subject}.${(this.named++).toString(16).padStart(16, '0')}`;
  }

  /** The resourceVersion of the next write. */
  version(): string {
    return nextVersion(this.counters);
  }

  uid(): string {
    return `00000000-0000-4000-9000-${(++this.counters.uid).toString(16).padStart(12, '0')}`;
  }

  copy(counters: ServerCounters): EventIds {
    return new EventIds(counters, this.named);
  }
}

/** Nothing new is written into a Namespace that is going away, not even what goes wrong in it. */
export function isEnding(store: Store, namespace: string): boolean {
  return store.get('namespaces', namespace)?.status?.phase === 'Terminating';
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
