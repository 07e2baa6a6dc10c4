import type { CrossVersionObjectReference } from '../../../kube/autoscaling.ts';
import type { KubeObject, LabelSelector } from '../../../kube/meta.ts';
import { type ResourceType, resourceOfKind } from '../../../kube/resources.ts';
import { formatSelector } from '../../../kube/selector.ts';
import type { Listers } from '../../store.ts';

/** The scale subresource of a target, and the object that it is a view of. */
export interface Scale {
  readonly target: KubeObject;
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly selector: LabelSelector;
  /** Empty where the selector selects everything. */
  readonly selectorText: string;
}

/** The kinds that have a scale subresource; a DaemonSet has none. */
const SCALABLE: ReadonlySet<string> = new Set(['deployments', 'replicasets', 'statefulsets', 'replicationcontrollers']);

interface ReplicatedSpec {
  readonly replicas?: number;
  readonly selector?: LabelSelector | Readonly<Record<string, string>>;
}

/** Finds what a reference's kind is called, or says in the words of the REST mapper that there is no such kind. */
function resourceOf({ apiVersion = '', kind }: CrossVersionObjectReference): ResourceType | string {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = parts.length === 2 ? (parts[0] as string) : '';
  const resource = resourceOfKind(kind);
  return resource?.group === group ? resource : `no matches for kind "${kind}" in group "${group}"`;
}

/** The target's scale, or why there is none, in the API server's words. Models scaleForResourceMappings. */
export function scaleOf(listers: Listers, namespace: string, reference: CrossVersionObjectReference): Scale | string {
  const resource = resourceOf(reference);
  if (typeof resource === 'string') return resource;
  if (!SCALABLE.has(resource.plural)) return 'the server could not find the requested resource';
  const target = listers.get(resource.plural, `${namespace}/${reference.name}`) as KubeObject | undefined;
  if (!target) return `${resource.plural}/scale${resource.group ? `.${resource.group}` : ''} "${reference.name}" not found`;
  const spec = target.spec as ReplicatedSpec;
  const status = target.status as { readonly replicas?: number } | undefined;
  const selector = (resource.kind === 'ReplicationController' ? { matchLabels: spec.selector } : spec.selector) as LabelSelector | undefined;
  const empty = !Object.keys(selector?.matchLabels ?? {}).length && !selector?.matchExpressions?.length;
  return {
    target,
    specReplicas: spec.replicas ?? 1,
    statusReplicas: status?.replicas ?? 0,
    selector: selector ?? {},
    selectorText: empty ? '' : formatSelector(selector),
  };
}

/** The target with another number of replicas. */
export function withReplicas({ target }: Scale, replicas: number): KubeObject {
  return { ...target, spec: { ...(target.spec as object), replicas } };
}
