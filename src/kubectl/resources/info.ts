import type { KubeObject } from '../../kube/meta.ts';
import { type ResourceType, qualifiedName } from '../../kube/resources.ts';

/** One object that a command works on. Models resource.Info. */
export interface Info {
  readonly resource: ResourceType;
  /** Empty for what has no namespace. */
  readonly namespace: string;
  readonly name: string;
  /** As it was read: from the file where there is a source, otherwise from the cluster. */
  readonly object: KubeObject;
  /** The file it was read from. */
  readonly source?: string;
}

/** The key of an object in its table. */
export function keyOfInfo(info: Pick<Info, 'namespace' | 'name'>): string {
  return info.namespace ? `${info.namespace}/${info.name}` : info.name;
}

/** `deployment.apps/web`, or `pod/web` in the core group. */
export function nameOfInfo(info: Pick<Info, 'resource' | 'name'>): string {
  return `${qualifiedName(info.resource)}/${info.name}`;
}

/** `deployments.apps "web"`, as rollout's errors name an object. */
export function quotedInfo(info: Pick<Info, 'resource' | 'name'>): string {
  const { plural, group } = info.resource;
  return `${group ? `${plural}.${group}` : plural} ${JSON.stringify(info.name)}`;
}
