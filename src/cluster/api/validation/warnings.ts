import type { KubeObject, Labels } from '../../../kube/meta.ts';
import type { NodeSelectorTerm, PodAffinityTerm, PodSpec, PodTemplate } from '../../../kube/pod.ts';
import { deepEqual } from '../equal.ts';
import { quote } from './field.ts';
import { ipWarnings } from './ip-warnings.ts';
import { isDNS1123Label, isLabelValue } from './names.ts';
import { portWarnings } from './port-warnings.ts';
import type { FullContainer, FullPodSpec } from './types.ts';
import { fractionWarnings, volumeWarnings } from './volume-warnings.ts';

/** What a valid object is warned about. Models pkg/api/pod/warnings.go. */

/** Models pkg/api/node/util.go. */
export const DEPRECATED_NODE_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};
const DEPRECATED_ANNOTATIONS: Readonly<Record<string, string>> = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
  'security.alpha.kubernetes.io/unsafe-sysctls': 'non-functional in v1.11+; use the "sysctls" field instead',
};
const MATCHES_NOTHING = 'a null labelSelector results in matching no pod';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** Where a name is used for more than the object itself. */
export function nameWarning({ metadata }: KubeObject, use = 'Pod names and hostnames'): readonly string[] {
  const messages = isDNS1123Label(metadata.name);
  return messages.length
    ? [`metadata.name: this is used in ${use}, which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`]
    : [];
}

export function* nodeTermWarnings(term: NodeSelectorTerm, field: string, checkValues: boolean): Iterable<string> {
  for (const [i, { key, values = [] }] of (term.matchExpressions ?? []).entries()) {
    const at = `${field}.matchExpressions[${i}]`;
    if (DEPRECATED_NODE_LABELS[key]) yield `${at}.key: ${key} is ${DEPRECATED_NODE_LABELS[key]}`;
    if (checkValues)
      for (const [j, value] of values.entries()) for (const message of isLabelValue(value)) yield `${at}.values[${j}]: ${value} is invalid, ${message}`;
  }
}

function* nodeLabels(spec: PodSpec, field: string): Iterable<string> {
  for (const key of Object.keys(spec.nodeSelector ?? {}).sort())
    if (DEPRECATED_NODE_LABELS[key]) yield `${field}.nodeSelector[${key}]: ${DEPRECATED_NODE_LABELS[key]}`;
  const affinity = spec.affinity?.nodeAffinity;
  for (const [i, term] of (affinity?.[REQUIRED]?.nodeSelectorTerms ?? []).entries())
    yield* nodeTermWarnings(term, `${field}.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[${i}]`, false);
  for (const [i, { preference }] of (affinity?.[PREFERRED] ?? []).entries())
    yield* nodeTermWarnings(preference ?? {}, `${field}.affinity.nodeAffinity.${PREFERRED}[${i}].preference`, true);
  for (const [i, { topologyKey, labelSelector }] of (spec.topologySpreadConstraints ?? []).entries()) {
    const at = `${field}.topologySpreadConstraints[${i}]`;
    if (DEPRECATED_NODE_LABELS[topologyKey]) yield `${at}.topologyKey: ${topologyKey} is ${DEPRECATED_NODE_LABELS[topologyKey]}`;
    if (!labelSelector) yield `${at}.labelSelector: ${MATCHES_NOTHING}`;
  }
}

/** A second definition of a variable is well only where it builds on the first. */
function* envWarnings(given: FullContainer, field: string): Iterable<string> {
  const names = new Set<string>();
  for (const [i, { name = '', value = '', valueFrom }] of (given.env ?? []).entries()) {
    const reference = `$(${name})`;
    const hides = valueFrom !== undefined || value === reference || !value.includes(reference);
    if (names.has(name) && hides) yield `${field}.env[${i}]: hides previous definition of ${quote(name)}, which may be dropped when using apply`;
    names.add(name);
  }
}

function* container(given: FullContainer, annotations: Labels, field: string, metadataField: string, isTemplate: boolean): Iterable<string> {
  const seccompKey = `container.seccomp.security.alpha.kubernetes.io/${given.name}`;
  if (!given.securityContext?.seccompProfile && annotations[seccompKey] !== undefined)
    yield `${metadataField}.annotations[${seccompKey}]: non-functional in v1.27+; use the "seccompProfile" field instead`;
  const appArmorKey = `container.apparmor.security.beta.kubernetes.io/${given.name}`;
  if (isTemplate && !given.securityContext?.appArmorProfile && annotations[appArmorKey] !== undefined)
    yield `${metadataField}.annotations[${appArmorKey}]: deprecated since v1.30; use the "appArmorProfile" field instead`;
  for (const resource of ['memory', 'ephemeral-storage'])
    for (const member of ['limits', 'requests'] as const) yield* fractionWarnings(given.resources?.[member], [resource], `${field}.resources.${member}`);
  yield* envWarnings(given, field);
}

function* affinityTerms(spec: PodSpec, field: string): Iterable<string> {
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const given = spec.affinity?.[kind];
    const check = (term: PodAffinityTerm, at: string): readonly string[] => (term.labelSelector ? [] : [`${at}.labelSelector: ${MATCHES_NOTHING}`]);
    for (const [i, term] of (given?.[REQUIRED] ?? []).entries()) yield* check(term, `${field}.affinity.${kind}.${REQUIRED}[${i}]`);
    for (const [i, { podAffinityTerm }] of (given?.[PREFERRED] ?? []).entries())
      yield* check(podAffinityTerm, `${field}.affinity.${kind}.${PREFERRED}[${i}].podAffinityTerm`);
  }
}

function* duplicates(values: readonly string[], say: (i: number, value: string) => string): Iterable<string> {
  const seen = new Set<string>();
  for (const [i, value] of values.entries()) {
    if (seen.has(value)) yield say(i, value);
    seen.add(value);
  }
}

/** About a Pod (`parent` empty) or a template, which is at `parent`. */
export function* podWarnings(given: PodSpec, annotations: Labels, parent: string): Iterable<string> {
  const spec = given as unknown as FullPodSpec & { readonly imagePullSecrets?: readonly { readonly name?: string }[] };
  const prefix = parent ? `${parent}.` : '';
  const field = `${prefix}spec`;
  yield* nodeLabels(given, field);
  for (const key in DEPRECATED_ANNOTATIONS)
    if (annotations[key] !== undefined) yield `${prefix}metadata.annotations[${key}]: ${DEPRECATED_ANNOTATIONS[key] as string}`;
  yield* volumeWarnings(spec.volumes ?? [], `${field}.volumes`);
  const aliases = spec.hostAliases ?? [];
  yield* duplicates(
    aliases.map(({ ip }) => ip),
    (i, ip) => `${field}.hostAliases[${i}].ip: duplicate ip ${quote(ip)}`,
  );
  const secrets = (spec.imagePullSecrets ?? []).map(({ name = '' }) => name);
  yield* duplicates(secrets, (i, name) => `${field}.imagePullSecrets[${i}].name: duplicate name ${quote(name)}`);
  for (const [i, name] of secrets.entries()) if (!name) yield `${field}.imagePullSecrets[${i}].name: invalid empty name ""`;
  yield* fractionWarnings(given.overhead, ['memory', 'ephemeral-storage'], `${field}.overhead`);
  const seccompKey = 'seccomp.security.alpha.kubernetes.io/pod';
  if (!spec.securityContext?.seccompProfile && annotations[seccompKey] !== undefined)
    yield `${prefix}metadata.annotations[${seccompKey}]: non-functional in v1.27+; use the "seccompProfile" field instead`;
  const all = containersOf(spec, field);
  for (const [one, at] of all) yield* container(one, annotations, at, `${prefix}metadata`, parent !== '');
  yield* portWarnings(all);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0)
    yield `${field}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`;
  yield* affinityTerms(given, field);
  for (const [i, address] of (spec.dnsConfig?.nameservers ?? []).entries()) yield* ipWarnings(address, `${field}.dnsConfig.nameservers[${i}]`);
  for (const [i, { ip }] of aliases.entries()) yield* ipWarnings(ip, `${field}.hostAliases[${i}].ip`);
}

/** Every container and where it stands, those that run first before the others. */
function containersOf(spec: FullPodSpec, field: string): readonly (readonly [FullContainer, string])[] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((one, i) => [one, `${field}.${list}[${i}]`] as const),
  );
}

/** About a template at `field`. */
export function* templateWarningsAt(template: PodTemplate | undefined, field: string): Iterable<string> {
  if (template?.spec) yield* podWarnings(template.spec, template.metadata?.annotations ?? {}, field);
}

/** About a template, where it is new or its object changed. */
export function templateWarnings(next: KubeObject, previous: KubeObject | undefined): readonly string[] {
  if (previous && deepEqual(next.spec, previous.spec)) return [];
  return [...templateWarningsAt((next.spec as { template?: PodTemplate } | undefined)?.template, 'spec.template')];
}
