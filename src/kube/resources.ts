/** One row of `kubectl api-resources`: how a kind is named, in which group, and whether it lives in a namespace. */
export interface ResourceType {
  /** The table of the store, and the name in the API's paths. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** `''` is the core group. */
  readonly group: string;
  /** The version in which objects are stored and printed. */
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** `all`, where `kubectl get all` lists it. */
  readonly categories?: readonly string[];
  /** False where no controller of the playground acts on it: it can be stored, listed and deleted. */
  readonly acts: boolean;
}

const row = (kind: string, plural: string, groupVersion: string, shortNames: readonly string[], more: Partial<ResourceType> = {}): ResourceType => {
  const slash = groupVersion.indexOf('/');
  return {
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames,
    group: slash < 0 ? '' : groupVersion.slice(0, slash),
    version: groupVersion.slice(slash + 1),
    namespaced: true,
    acts: true,
    ...more,
  };
};
const cluster = { namespaced: false };
const stored = { acts: false };
const all = { categories: ['all'] };

/** Every kind of Kubernetes v1.36 that the playground stores, in the order of `kubectl api-resources`. */
export const RESOURCES: readonly ResourceType[] = [
  row('ConfigMap', 'configmaps', 'v1', ['cm'], stored),
  row('Endpoints', 'endpoints', 'v1', ['ep'], stored),
  row('Event', 'events', 'v1', ['ev']),
  row('LimitRange', 'limitranges', 'v1', ['limits']),
  row('Namespace', 'namespaces', 'v1', ['ns'], cluster),
  row('Node', 'nodes', 'v1', ['no'], cluster),
  row('PersistentVolumeClaim', 'persistentvolumeclaims', 'v1', ['pvc']),
  row('PersistentVolume', 'persistentvolumes', 'v1', ['pv'], { ...cluster, ...stored }),
  row('Pod', 'pods', 'v1', ['po'], all),
  row('PodTemplate', 'podtemplates', 'v1', [], stored),
  row('ReplicationController', 'replicationcontrollers', 'v1', ['rc'], all),
  row('ResourceQuota', 'resourcequotas', 'v1', ['quota']),
  row('Secret', 'secrets', 'v1', [], stored),
  row('ServiceAccount', 'serviceaccounts', 'v1', ['sa'], stored),
  row('Service', 'services', 'v1', ['svc'], all),
  row('ControllerRevision', 'controllerrevisions', 'apps/v1', []),
  row('DaemonSet', 'daemonsets', 'apps/v1', ['ds'], all),
  row('Deployment', 'deployments', 'apps/v1', ['deploy'], all),
  row('ReplicaSet', 'replicasets', 'apps/v1', ['rs'], all),
  row('StatefulSet', 'statefulsets', 'apps/v1', ['sts'], all),
  row('HorizontalPodAutoscaler', 'horizontalpodautoscalers', 'autoscaling/v2', ['hpa'], all),
  row('CronJob', 'cronjobs', 'batch/v1', ['cj'], { ...stored, ...all }),
  row('Job', 'jobs', 'batch/v1', [], { ...stored, ...all }),
  row('Lease', 'leases', 'coordination.k8s.io/v1', []),
  row('EndpointSlice', 'endpointslices', 'discovery.k8s.io/v1', []),
  row('Ingress', 'ingresses', 'networking.k8s.io/v1', ['ing'], stored),
  row('IngressClass', 'ingressclasses', 'networking.k8s.io/v1', [], { ...cluster, ...stored }),
  row('NetworkPolicy', 'networkpolicies', 'networking.k8s.io/v1', ['netpol'], stored),
  row('PodDisruptionBudget', 'poddisruptionbudgets', 'policy/v1', ['pdb']),
  row('ClusterRole', 'clusterroles', 'rbac.authorization.k8s.io/v1', [], { ...cluster, ...stored }),
  row('ClusterRoleBinding', 'clusterrolebindings', 'rbac.authorization.k8s.io/v1', [], { ...cluster, ...stored }),
  row('Role', 'roles', 'rbac.authorization.k8s.io/v1', [], stored),
  row('RoleBinding', 'rolebindings', 'rbac.authorization.k8s.io/v1', [], stored),
  row('PriorityClass', 'priorityclasses', 'scheduling.k8s.io/v1', ['pc'], cluster),
  row('StorageClass', 'storageclasses', 'storage.k8s.io/v1', ['sc'], { ...cluster, ...stored }),
];

const byKind = new Map(RESOURCES.map((resource) => [resource.kind, resource]));
const byPlural = new Map(RESOURCES.map((resource) => [resource.plural, resource]));

/** The resource of a kind, or undefined. */
export function resourceOfKind(kind: string): ResourceType | undefined {
  return byKind.get(kind);
}

/** The resource of a table, or undefined. */
export function resourceOfTable(plural: string): ResourceType | undefined {
  return byPlural.get(plural);
}

/** `apps/v1`, or `v1` in the core group. */
export function apiVersionOf(resource: ResourceType): string {
  return resource.group ? `${resource.group}/${resource.version}` : resource.version;
}

/** `apps/v1`, and `/v1` in the core group: how errors print a group and version. */
export function groupVersion({ group, version }: ResourceType): string {
  return `${group}/${version}`;
}

/** `deployment.apps`, or `pod` in the core group: how kubectl names an object's type. */
export function qualifiedName(resource: ResourceType): string {
  return resource.group ? `${resource.singular}.${resource.group}` : resource.singular;
}
