import type { KubeObject } from '../../../kube/meta.ts';
import type { NodeSelectorTerm, PodTemplate } from '../../../kube/pod.ts';
import { compareQuantity, formatQuantity, parseQuantity } from '../../../kube/quantity.ts';
import { deepEqual } from '../equal.ts';
import { cidrWarnings, ipWarnings } from './ip-warnings.ts';
import { claimWarnings, goneSources } from './volume-warnings.ts';
import { DEPRECATED_NODE_LABELS, nameWarning, nodeTermWarnings, templateWarningsAt } from './warnings.ts';

/** What valid objects other than Pods are warned about. Models the WarningsOnCreate and WarningsOnUpdate of pkg/registry. */
type Previous = KubeObject | undefined;
type Plain = Readonly<Record<string, unknown>>;

const specOf = <Spec>(object: KubeObject): Partial<Spec> => (object.spec ?? {}) as Partial<Spec>;
const annotated = (object: KubeObject, key: string): boolean => object.metadata.annotations?.[key] !== undefined;
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

interface ServiceSpec {
  readonly type: string;
  readonly clusterIP: string;
  readonly clusterIPs: readonly string[];
  readonly externalIPs: readonly string[];
  readonly externalName: string;
  readonly sessionAffinity: string;
  readonly loadBalancerIP: string;
  readonly loadBalancerSourceRanges: readonly string[];
  readonly trafficDistribution: string;
}

export function* serviceWarnings(next: KubeObject): Iterable<string> {
  const spec = specOf<ServiceSpec>(next);
  const externalIPs = spec.externalIPs ?? [];
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === 'None';
  if (annotated(next, 'service.kubernetes.io/topology-aware-hints'))
    yield 'annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead';
  if (spec.type !== 'ExternalName' && !headless)
    for (const [i, address] of (spec.clusterIPs ?? []).entries()) yield* ipWarnings(address, `spec.clusterIPs[${i}]`);
  if (headless) {
    if (spec.loadBalancerIP) yield 'spec.loadBalancerIP is ignored for headless services';
    if (externalIPs.length) yield 'spec.externalIPs is ignored for headless services';
    if (spec.sessionAffinity !== 'None') yield 'spec.SessionAffinity is ignored for headless services';
  }
  for (const [i, address] of externalIPs.entries()) yield* ipWarnings(address, `spec.externalIPs[${i}]`);
  if (externalIPs.length && !headless && spec.type !== 'ExternalName') yield 'spec.externalIPs is deprecated and may no longer be implemented in some clusters';
  if (spec.loadBalancerIP) yield* ipWarnings(spec.loadBalancerIP, 'spec.loadBalancerIP');
  for (const [i, range] of (spec.loadBalancerSourceRanges ?? []).entries()) yield* cidrWarnings(range, `spec.loadBalancerSourceRanges[${i}]`);
  if (spec.type === 'ExternalName' && externalIPs.length) yield 'spec.externalIPs is ignored when spec.type is "ExternalName"';
  if (spec.type !== 'ExternalName' && spec.externalName) yield 'spec.externalName is ignored when spec.type is not "ExternalName"';
  if (spec.trafficDistribution === 'PreferClose') yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"';
}

export function* persistentVolumeClaimWarnings(next: KubeObject): Iterable<string> {
  if (annotated(next, BETA_CLASS)) yield `metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`;
  yield* claimWarnings(specOf(next), 'spec');
}

interface VolumeSpec {
  readonly persistentVolumeReclaimPolicy: string;
  readonly nodeAffinity: { readonly required?: { readonly nodeSelectorTerms?: readonly NodeSelectorTerm[] } };
}

export function* persistentVolumeWarnings(next: KubeObject): Iterable<string> {
  const spec = specOf<VolumeSpec>(next);
  if (annotated(next, BETA_CLASS)) yield `metadata.annotations[${BETA_CLASS}]: deprecated since v1.8; use "storageClassName" attribute instead`;
  const options = 'volume.beta.kubernetes.io/mount-options';
  if (annotated(next, options)) yield `metadata.annotations[${options}]: deprecated since v1.31; use "mountOptions" attribute instead`;
  if (spec.persistentVolumeReclaimPolicy === 'Recycle')
    yield 'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';
  for (const [i, term] of (spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).entries())
    yield* nodeTermWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`, false);
  yield* goneSources(spec as Plain, 'spec', ['gitRepo', 'flocker', 'quobyte']);
}

/** About a StatefulSet's claims; upstream writes their place differently on an update. */
export function* claimTemplateWarnings(next: KubeObject, previous: Previous): Iterable<string> {
  const { volumeClaimTemplates: claims = [] } = specOf<{ volumeClaimTemplates: readonly KubeObject[] }>(next);
  for (const [i, claim] of claims.entries()) yield* claimWarnings(specOf(claim), `spec.volumeClaimTemplates[${i}]${previous ? '.Spec' : ''}`);
}

interface JobSpec {
  readonly completionMode: string;
  readonly completions: number;
  readonly parallelism: number;
  readonly template: PodTemplate;
}

function* jobSpecWarnings(spec: Partial<JobSpec>, field: string): Iterable<string> {
  if (spec.completionMode === 'Indexed' && (spec.completions ?? 0) > 100_000 && (spec.parallelism ?? 0) > 10_000)
    yield `${field}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`;
  yield* templateWarningsAt(spec.template, `${field}.template`);
}

export function* jobWarnings(next: KubeObject, previous: Previous): Iterable<string> {
  if (!previous) yield* nameWarning(next);
  if (!previous || !deepEqual(next.spec, previous.spec)) yield* jobSpecWarnings(specOf(next), 'spec');
}

export function* cronJobWarnings(next: KubeObject, previous: Previous): Iterable<string> {
  const spec = specOf<{ schedule: string; jobTemplate: { spec?: JobSpec } }>(next);
  if (!previous) yield* nameWarning(next);
  if (!previous || !deepEqual(next.spec, previous.spec)) yield* jobSpecWarnings(spec.jobTemplate?.spec ?? {}, 'spec.jobTemplate.spec');
  if (previous && spec.schedule?.includes('TZ'))
    yield 'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
}

export function* nodeWarnings(next: KubeObject): Iterable<string> {
  const spec = specOf<{ configSource: unknown; externalID: string; podCIDRs: readonly string[] }>(next);
  if (spec.configSource !== undefined) yield 'spec.configSource: the feature is removed';
  if (spec.externalID) yield 'spec.externalID: this field is deprecated, and is unused by Kubernetes';
  for (const [i, range] of (spec.podCIDRs ?? []).entries()) yield* cidrWarnings(range, `spec.podCIDRs[${i}]`);
}

interface Topology {
  readonly matchLabelExpressions?: readonly { readonly key: string }[];
}

export function* storageClassWarnings(next: KubeObject): Iterable<string> {
  const { allowedTopologies = [] } = next as KubeObject & { allowedTopologies?: readonly Topology[] };
  for (const [i, { matchLabelExpressions = [] }] of allowedTopologies.entries())
    for (const [j, { key }] of matchLabelExpressions.entries())
      if (DEPRECATED_NODE_LABELS[key]) yield `allowedTopologies[${i}].matchLabelExpressions[${j}].key: ${DEPRECATED_NODE_LABELS[key]}`;
}

export function* quotaWarnings(next: KubeObject, previous: Previous): Iterable<string> {
  const { hard = {} } = specOf<{ hard: Readonly<Record<string, string>> }>(next);
  if (previous) return;
  const show = (amount: string): string => formatQuantity(parseQuantity(amount));
  for (const name of ['cpu', 'memory', 'storage', 'ephemeral-storage']) {
    const bare = hard[`requests.${name}`] === undefined && (name === 'cpu' || name === 'memory');
    const requestName = bare ? name : `requests.${name}`;
    const request = hard[requestName];
    const limit = hard[`limits.${name}`];
    if (request !== undefined && limit !== undefined && compareQuantity(request, limit) > 0)
      yield `ResourceQuota ${requestName} (${show(request)}) should be less than limits.${name} (${show(limit)})`;
  }
}

export function* ingressWarnings(next: KubeObject, previous: Previous): Iterable<string> {
  const key = 'kubernetes.io/ingress.class';
  if (!previous && annotated(next, key) && specOf<{ ingressClassName: string }>(next).ingressClassName === undefined)
    yield `annotation "${key}" is deprecated, please use 'spec.ingressClassName' instead`;
}

interface Peers {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}
interface Peer {
  readonly ipBlock?: { readonly cidr?: string; readonly except?: readonly string[] };
}

export function* networkPolicyWarnings(next: KubeObject): Iterable<string> {
  const { ingress = [], egress = [] } = specOf<{ ingress: readonly Peers[]; egress: readonly Peers[] }>(next);
  for (const [rules, direction, member] of [
    [ingress, 'ingress', 'from'],
    [egress, 'egress', 'to'],
  ] as const)
    for (const [i, rule] of rules.entries())
      for (const [j, { ipBlock }] of (rule[member] ?? []).entries()) {
        const at = `spec.${direction}[${i}].${member}[${j}].ipBlock`;
        if (!ipBlock) continue;
        yield* cidrWarnings(ipBlock.cidr ?? '', `${at}.cidr`);
        for (const [k, range] of (ipBlock.except ?? []).entries()) yield* cidrWarnings(range, `${at}.except[${k}]`);
      }
}

export function* endpointSliceWarnings(next: KubeObject, previous: Previous): Iterable<string> {
  const { addressType, endpoints = [] } = next as KubeObject & { addressType?: string; endpoints?: readonly { addresses?: readonly string[] }[] };
  if (!previous && addressType === 'FQDN') yield 'spec.addressType: FQDN endpoints are deprecated';
  if (next.metadata.labels?.['endpointslice.kubernetes.io/managed-by']?.startsWith('endpointslice')) return;
  for (const [i, { addresses = [] }] of endpoints.entries())
    for (const [j, address] of addresses.entries()) yield* ipWarnings(address, `endpoints[${i}].addresses[${j}]`);
}

interface Subset {
  readonly addresses?: readonly { readonly ip?: string }[];
  readonly notReadyAddresses?: readonly { readonly ip?: string }[];
}

export function* endpointsWarnings(next: KubeObject): Iterable<string> {
  const { subsets = [] } = next as KubeObject & { subsets?: readonly Subset[] };
  for (const [i, subset] of subsets.entries())
    for (const member of ['addresses', 'notReadyAddresses'] as const)
      for (const [j, { ip = '' }] of (subset[member] ?? []).entries()) yield* ipWarnings(ip, `subsets[${i}].${member}[${j}].ip`);
}

export function* serviceAccountWarnings(next: KubeObject, previous: Previous): Iterable<string> {
  const key = 'kubernetes.io/enforce-mountable-secrets';
  if (annotated(next, key) && !(previous && annotated(previous, key)))
    yield `metadata.annotations[${key}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`;
}
