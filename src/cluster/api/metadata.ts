import type { KubeObject } from '../../kube/meta.ts';
import type { ResourceType } from '../../kube/resources.ts';
import type { Cause } from './errors.ts';
import { objectMeta, objectMetaUpdate } from './validation/meta.ts';
import { isDNS1123Label, isDNS1123Subdomain, isPathSegment } from './validation/names.ts';

type NameRule = (name: string) => readonly string[];

const LABELS = ['statefulsets', 'namespaces', 'services'];
const SUBDOMAINS = [
  'deployments',
  'replicasets',
  'daemonsets',
  'controllerrevisions',
  'horizontalpodautoscalers',
  'pods',
  'replicationcontrollers',
  'configmaps',
  'secrets',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'resourcequotas',
  'limitranges',
  'podtemplates',
  'serviceaccounts',
  'endpoints',
  'endpointslices',
  'priorityclasses',
  'storageclasses',
  'ingresses',
  'ingressclasses',
  'networkpolicies',
  'leases',
  'jobs',
  'cronjobs',
];
const SEGMENTS = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'];
const RULES: ReadonlyMap<string, NameRule> = new Map([
  ...LABELS.map((table): [string, NameRule] => [table, isDNS1123Label]),
  ...SUBDOMAINS.map((table): [string, NameRule] => [table, isDNS1123Subdomain]),
  ...SEGMENTS.map((table): [string, NameRule] => [table, isPathSegment]),
]);

/** What is wrong with an object: first its metadata, then the rest. Models ValidateObjectMeta and the order of rest.BeforeCreate. */
export function validateObject(object: KubeObject, previous: KubeObject | undefined, resource: ResourceType, rest: Iterable<Cause>): readonly Cause[] {
  if (previous) return [...objectMetaUpdate(object, previous, resource.namespaced), ...rest];
  const rule = RULES.get(resource.plural);
  if (rule) return [...objectMeta(object, resource.namespaced, rule), ...rest];
  // Kinds that do not look at their metadata themselves have it checked after all else.
  const causes = [...rest];
  return causes.length ? causes : [...objectMeta(object, resource.namespaced, isPathSegment)];
}
