import type { KubeObject } from '../../../kube/meta.ts';
import type { PodAffinityTerm, PodSpec } from '../../../kube/pod.ts';
import { formatQuantity, parseQuantity } from '../../../kube/quantity.ts';
import { deepEqual } from '../equal.ts';
import { isDNS1123Label } from './names.ts';
import type { FullContainer, FullPodSpec } from './types.ts';

/** What a valid object is warned about. Models pkg/api/pod/warnings.go. */

const NODE_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};
const MATCHES_NOTHING = 'a null labelSelector results in matching no pod';

/** Where a name is used for more than the object itself. */
export function nameWarning({ metadata }: KubeObject, use = 'Pod names and hostnames'): readonly string[] {
  const messages = isDNS1123Label(metadata.name);
  return messages.length
    ? [`metadata.name: this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`]
    : [];
}

function* nodeLabels(spec: PodSpec, field: string): Iterable<string> {
  for (const key of Object.keys(spec.nodeSelector ?? {}).sort()) if (NODE_LABELS[key]) yield `${field}.nodeSelector[${key}]: ${NODE_LABELS[key]}`;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const [i, term] of required.entries())
    for (const [j, { key }] of (term.matchExpressions ?? []).entries())
      if (NODE_LABELS[key])
        yield `${field}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}].matchExpressions[${j}].key: ${key} is ${NODE_LABELS[key]}`;
  for (const [i, one] of (spec.topologySpreadConstraints ?? []).entries()) {
    if (NODE_LABELS[one.topologyKey]) yield `${field}.topologySpreadConstraints[${i}].topologyKey: ${one.topologyKey} is ${NODE_LABELS[one.topologyKey]}`;
    if (!one.labelSelector) yield `${field}.topologySpreadConstraints[${i}].labelSelector: ${MATCHES_NOTHING}`;
  }
}

function* container(given: FullContainer, field: string): Iterable<string> {
  for (const member of ['limits', 'requests'] as const) {
    const memory = given.resources?.[member]?.['memory'];
    if (memory !== undefined && parseQuantity(memory).nano % 1_000_000_000n !== 0n)
      yield `${field}.resources.${member}[memory]: fractional byte value "${formatQuantity(parseQuantity(memory))}" is invalid, must be an integer`;
  }
  const names = new Set<string>();
  for (const [i, { name = '' }] of (given.env ?? []).entries()) {
    if (names.has(name)) yield `${field}.env[${i}]: hides previous definition of "${name}", which may be dropped when using apply`;
    names.add(name);
  }
  const ports = new Map<string, number>();
  for (const [i, { protocol = 'TCP', containerPort, hostPort = 0 }] of (given.ports ?? []).entries()) {
    const key = `${protocol}/${containerPort}/${hostPort}`;
    const first = ports.get(key);
    if (first === undefined) ports.set(key, i);
    else yield `${field}.ports[${i}]: duplicate port definition with ${field}.ports[${first}]`;
  }
}

function* affinityTerms(spec: PodSpec, field: string): Iterable<string> {
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const given = spec.affinity?.[kind];
    const required = 'requiredDuringSchedulingIgnoredDuringExecution';
    const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
    const check = (term: PodAffinityTerm, at: string): readonly string[] => (term.labelSelector ? [] : [`${at}.labelSelector: ${MATCHES_NOTHING}`]);
    for (const [i, term] of (given?.[required] ?? []).entries()) yield* check(term, `${field}.affinity.${kind}.${required}[${i}]`);
    for (const [i, { podAffinityTerm }] of (given?.[preferred] ?? []).entries())
      yield* check(podAffinityTerm, `${field}.affinity.${kind}.${preferred}[${i}].podAffinityTerm`);
  }
}

export function* podWarnings(spec: PodSpec, field: string): Iterable<string> {
  yield* nodeLabels(spec, field);
  const secrets = (spec as { imagePullSecrets?: readonly { readonly name?: string }[] }).imagePullSecrets ?? [];
  const seen = new Set<string>();
  for (const [i, { name = '' }] of secrets.entries()) {
    if (!name) yield `${field}.imagePullSecrets[${i}].name: invalid empty name ""`;
    else if (seen.has(name)) yield `${field}.imagePullSecrets[${i}].name: duplicate name "${name}"`;
    seen.add(name);
  }
  const { initContainers = [], containers = [] } = spec as unknown as FullPodSpec;
  for (const [i, one] of initContainers.entries()) yield* container(one, `${field}.initContainers[${i}]`);
  for (const [i, one] of containers.entries()) yield* container(one, `${field}.containers[${i}]`);
  yield* affinityTerms(spec, field);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0)
    yield `${field}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`;
}

/** About a template, where it is new or changed with its object. */
export function templateWarnings(next: KubeObject, previous: KubeObject | undefined): readonly string[] {
  if (previous && deepEqual(next.spec, previous.spec)) return [];
  const spec = (next.spec as { template?: { spec?: PodSpec } }).template?.spec;
  return spec ? [...podWarnings(spec, 'spec.template.spec')] : [];
}
