import type { KubeObject, LabelSelector, Labels } from '../../kube/meta.ts';
import { formatSelector } from '../../kube/selector.ts';
import { ApiError, invalid } from './errors.ts';
import { invalidValue } from './validation/field.ts';

/** The scale subresource: what every workload with replicas has in common. Models autoscaling/v1.Scale. */
export interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

const SCALABLE = ['deployments', 'replicasets', 'replicationcontrollers', 'statefulsets'];

interface Scalable {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Labels };
  readonly status?: { readonly replicas?: number };
}

/** The Scale of a stored object. Throws ApiError NotFound for a kind that has none. */
export function scaleOf(table: string, object: KubeObject): Scale {
  if (!SCALABLE.includes(table)) throw new ApiError('NotFound', 'the server could not find the requested resource');
  const { spec, status } = object as unknown as Scalable;
  const selector = table === 'replicationcontrollers' ? { matchLabels: spec.selector as Labels } : (spec.selector as LabelSelector | undefined);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, ...(namespace ? { namespace } : {}), uid, resourceVersion, creationTimestamp },
    spec: { ...(spec.replicas ? { replicas: spec.replicas } : {}) },
    status: { replicas: status?.replicas ?? 0, ...(selector ? { selector: formatSelector(selector) } : {}) },
  };
}

/** The object with the Scale's replicas. Throws ApiError Invalid for a negative number. */
export function withScale(object: KubeObject, scale: KubeObject): KubeObject {
  const replicas = (scale.spec as Scale['spec'] | undefined)?.replicas ?? 0;
  if (replicas < 0) throw invalid('Scale.autoscaling', object.metadata.name, [invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')]);
  const { resourceVersion } = scale.metadata;
  return { ...object, metadata: { ...object.metadata, ...(resourceVersion ? { resourceVersion } : {}) }, spec: { ...(object.spec as object), replicas } };
}
