import type { KubeObject, Labels } from '../../../kube/meta.ts';
import type { Pod, PodTemplate, Toleration } from '../../../kube/pod.ts';
import { compareQuantity } from '../../../kube/quantity.ts';
import { podRequests } from '../admission/pod-usage.ts';
import { without } from '../defaults.ts';
import { deepEqual } from '../equal.ts';
import type { Cause } from '../errors.ts';
import { type ContainerContext, appArmor, containers, ephemeralContainers, initContainers, podImages, seccomp, userOrGroup } from './containers.ts';
import { unifiedDiff } from './diff.ts';
import { duplicate, forbidden, invalidValue, notSupported, required, tooLong } from './field.ts';
import { goLines } from './go-json.ts';
import { validateIP } from './ip.ts';
import { annotations, labels } from './meta.ts';
import { byteLength, inRange, invalidFor, isDNS1123Label, isDNS1123Subdomain, isDNS1123SubdomainWithUnderscore, isQualifiedName } from './names.ts';
import { fileVolumes, hostSysctl, hostUsers, operatingSystem, tokenVolumes } from './pod-host.ts';
import { resourceRequirements } from './resources.ts';
import { affinity, spreadConstraints, tolerations } from './scheduling.ts';
import type { FullContainer, FullPodSpec, PodSecurityContext } from './types.ts';
import { volumes } from './volumes.ts';

/** Pods and Pod templates. Models ValidatePodSpec, ValidatePodCreate and ValidatePodUpdate. */

const INT32_MAX = 2_147_483_647;
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

function* oneOf(value: string | undefined, field: string, allowed: readonly string[]): Iterable<Cause> {
  if (!value) yield required(field);
  else if (!allowed.includes(value)) yield notSupported(field, value, allowed);
}

function* podSecurity(spec: FullPodSpec, field: string): Iterable<Cause> {
  const given: PodSecurityContext = spec.securityContext ?? {};
  yield* userOrGroup(given.fsGroup, `${field}.fsGroup`);
  yield* userOrGroup(given.runAsUser, `${field}.runAsUser`);
  yield* userOrGroup(given.runAsGroup, `${field}.runAsGroup`);
  for (const [i, group] of (given.supplementalGroups ?? []).entries()) yield* userOrGroup(group, `${field}.supplementalGroups[${i}]`);
  if (spec.shareProcessNamespace && spec.hostPID)
    yield invalidValue(`${field}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled');
  const names = new Set<string>();
  for (const [i, { name = '' }] of (given.sysctls ?? []).entries()) {
    const at = `${field}.sysctls[${i}].name`;
    const pattern = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
    if (!name) yield required(at);
    else if (byteLength(name) > 253 || !new RegExp(pattern).test(name))
      yield invalidValue(at, name, `must have at most 253 characters and match regex ${pattern}`);
    else if (names.has(name)) yield duplicate(at, name);
    yield* hostSysctl(name, spec, at);
    names.add(name);
  }
  const { fsGroupChangePolicy, supplementalGroupsPolicy, seLinuxChangePolicy } = given;
  if (fsGroupChangePolicy !== undefined && !['Always', 'OnRootMismatch'].includes(fsGroupChangePolicy))
    yield notSupported(`${field}.fsGroupChangePolicy`, fsGroupChangePolicy, ['Always', 'OnRootMismatch']);
  yield* seccomp(given.seccompProfile, `${field}.seccompProfile`);
  yield* appArmor(given.appArmorProfile, `${field}.appArmorProfile`);
  if (supplementalGroupsPolicy !== undefined && !['Merge', 'Strict'].includes(supplementalGroupsPolicy))
    yield notSupported(`${field}.supplementalGroupsPolicy`, supplementalGroupsPolicy, ['Merge', 'Strict']);
  if (seLinuxChangePolicy !== undefined && !['MountOption', 'Recursive'].includes(seLinuxChangePolicy))
    yield notSupported(`${field}.seLinuxChangePolicy`, seLinuxChangePolicy, ['MountOption', 'Recursive']);
}

function* dnsConfig({ dnsConfig: config, dnsPolicy }: FullPodSpec, field: string): Iterable<Cause> {
  if (dnsPolicy === 'None') {
    if (!config) return yield required(field, 'must provide `dnsConfig` when `dnsPolicy` is None');
    if (!config.nameservers?.length) return yield required(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None');
  }
  if (!config) return;
  const { nameservers = [], searches = [], options = [] } = config;
  if (nameservers.length > 3) yield invalidValue(`${field}.nameservers`, nameservers, 'must not have more than 3 nameservers');
  for (const [i, address] of nameservers.entries()) yield* validateIP(`${field}.nameservers[${i}]`, address);
  if (searches.length > 32) yield invalidValue(`${field}.searches`, searches, 'must not have more than 32 search paths');
  if (searches.join(' ').length > 2048)
    yield invalidValue(`${field}.searches`, searches, 'must not have more than 2048 characters (including spaces) in the search list');
  for (const [i, search] of searches.entries()) {
    const name = search.replace(/\.$/, '');
    if (search !== '.') yield* invalidFor(`${field}.searches[${i}]`, name, isDNS1123SubdomainWithUnderscore(name));
  }
  for (const [i, option] of options.entries()) if (!option.name) yield required(`${field}.options[${i}]`, 'must not be empty');
}

function* hostNetworkPorts(spec: FullPodSpec, field: string, ofPod: boolean): Iterable<Cause> {
  if (!spec.hostNetwork) return;
  for (const [i, container] of (spec.containers ?? []).entries())
    for (const [j, { hostPort = 0, containerPort }] of (container.ports ?? []).entries())
      if ((ofPod || hostPort) && hostPort !== containerPort)
        yield invalidValue(`${field}.containers[${i}].ports[${j}].hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true');
}

function* podResources(spec: FullPodSpec, field: string): Iterable<Cause> {
  const { resources } = spec;
  if (!resources) return;
  if (resources.claims) yield forbidden(`${field}.claims`, 'claims may not be set for Resources at pod-level');
  yield* resourceRequirements(resources, field, 'pod');
  const { resources: _, ...plain } = spec;
  const sum = podRequests(plain as unknown as Pod['spec']);
  for (const name of Object.keys(sum).sort()) {
    const given = resources.requests?.[name];
    if (given !== undefined && compareQuantity(sum[name] as string, given) > 0)
      yield invalidValue(`${field}.requests[${name}]`, given, `must be greater than or equal to aggregate container requests of ${sum[name]}`);
  }
  for (const [i, container] of (spec.containers ?? []).entries())
    for (const [name, limit] of Object.entries(container.resources?.limits ?? {})) {
      const most = resources.limits?.[name];
      if (most !== undefined && compareQuantity(limit, most) > 0)
        yield invalidValue(`${field}.containers[${i}][${name}].limits`, limit, `must be less than or equal to pod limits of ${most}`);
    }
}

function* gates(spec: FullPodSpec, field: string): Iterable<Cause> {
  for (const [i, { conditionType }] of (spec.readinessGates ?? []).entries())
    yield* invalidFor(`${field}.readinessGates[${i}].conditionType`, conditionType, isQualifiedName(conditionType));
  const seen = new Set<string>();
  for (const [i, { name }] of (spec.schedulingGates ?? []).entries()) {
    yield* invalidFor(`${field}.schedulingGates[${i}]`, name, isQualifiedName(name));
    if (seen.has(name)) yield duplicate(`${field}.schedulingGates[${i}]`, name);
    seen.add(name);
  }
}

/** Names of other things, and of the Pod itself. */
function* podNames(spec: FullPodSpec, field: string): Iterable<Cause> {
  const override = spec.hostnameOverride;
  if (override !== undefined) {
    const at = `${field}.hostnameOverride`;
    if (spec.setHostnameAsFQDN) yield forbidden(at, 'may not be specified when setHostnameAsFQDN is true');
    if (spec.hostNetwork) yield forbidden(at, 'may not be specified when hostNetwork is true');
    if (byteLength(override) > 64) yield tooLong(at, 64);
    yield* invalidFor(at, override, isDNS1123Subdomain(override));
  }
  for (const member of ['serviceAccountName', 'nodeName'] as const) {
    const name = spec[member];
    if (name) yield* invalidFor(`${field}.${member}`, name, isDNS1123Subdomain(name));
  }
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > INT32_MAX)) yield invalidValue(`${field}.activeDeadlineSeconds`, deadline, inRange(1, INT32_MAX));
  for (const member of ['hostname', 'subdomain'] as const) {
    const name = spec[member];
    if (name) yield* invalidFor(`${field}.${member}`, name, isDNS1123Label(name));
  }
}

/** A Pod's specification, in a Pod or in a template. */
export function* podSpec(spec: FullPodSpec, field: string, ofPod: boolean): Iterable<Cause> {
  if (spec.terminationGracePeriodSeconds === undefined) yield required(`${field}.terminationGracePeriodSeconds`);
  const checked = volumes(spec.volumes, `${field}.volumes`);
  yield* checked.causes;
  const context: ContainerContext = {
    volumes: checked.valid,
    graceSeconds: spec.terminationGracePeriodSeconds,
    podRestartPolicy: spec.restartPolicy ?? '',
    hostUsers: spec.hostUsers !== false,
  };
  yield* containers(spec.containers, context, `${field}.containers`);
  yield* initContainers(spec.initContainers ?? [], spec.containers ?? [], context, `${field}.initContainers`);
  yield* ephemeralContainers(spec, context, `${field}.ephemeralContainers`);
  yield* podResources(spec, `${field}.resources`);
  yield* hostNetworkPorts(spec, field, ofPod);
  yield* oneOf(spec.restartPolicy, `${field}.restartPolicy`, RESTART_POLICIES);
  yield* oneOf(spec.dnsPolicy, `${field}.dnsPolicy`, DNS_POLICIES);
  yield* labels(spec.nodeSelector, `${field}.nodeSelector`);
  yield* podSecurity(spec, `${field}.securityContext`);
  yield* affinity(spec.affinity, `${field}.affinity`);
  yield* dnsConfig(spec, `${field}.dnsConfig`);
  yield* gates(spec, field);
  yield* spreadConstraints(spec.topologySpreadConstraints, `${field}.topologySpreadConstraints`);
  yield* hostUsers(spec, field);
  yield* podNames(spec, field);
  yield* tolerations(spec.tolerations, `${field}.tolerations`);
  for (const [i, { ip, hostnames = [] }] of (spec.hostAliases ?? []).entries()) {
    yield* validateIP(`${field}.hostAliases[${i}].ip`, ip ?? '');
    for (const [j, name] of hostnames.entries()) yield* invalidFor(`${field}.hostAliases[${i}].hostnames[${j}]`, name, isDNS1123Subdomain(name));
  }
  for (const member of ['priorityClassName', 'runtimeClassName'] as const) {
    const name = spec[member];
    if (name) yield* invalidFor(`${field}.${member}`, name, isDNS1123Subdomain(name));
  }
  if (spec.preemptionPolicy !== undefined) yield* oneOf(spec.preemptionPolicy, `${field}.preemptionPolicy`, ['PreemptLowerPriority', 'Never']);
  if (spec.overhead) yield* resourceRequirements({ limits: spec.overhead }, `${field}.overhead`);
  yield* operatingSystem(spec, field);
  yield* fileVolumes(spec, field);
}

function* podAnnotations(given: Labels | undefined, field: string): Iterable<Cause> {
  const cost = given?.[DELETION_COST];
  if (cost === undefined) return;
  const valid = /^(0|-?[1-9]\d*)$/.test(cost) && Math.abs(Number(cost)) <= INT32_MAX + 1;
  if (!valid) yield invalidValue(`${field}[${DELETION_COST}]`, cost, 'must be a 32bit integer');
}

export function* podTemplate(template: PodTemplate | undefined, field: string): Iterable<Cause> {
  const { metadata, spec } = template ?? { metadata: undefined, spec: {} };
  yield* labels(metadata?.labels, `${field}.labels`);
  yield* annotations(metadata?.annotations, `${field}.annotations`);
  yield* podAnnotations(metadata?.annotations, `${field}.annotations`);
  yield* podSpec((spec ?? {}) as FullPodSpec, `${field}.spec`, false);
  if ((spec as FullPodSpec | undefined)?.ephemeralContainers?.length)
    yield forbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template');
}

function* metadataAndSpec(object: KubeObject): Iterable<Cause> {
  const spec = object.spec as FullPodSpec;
  yield* podAnnotations(object.metadata.annotations, 'metadata.annotations');
  yield* podSpec(spec, 'spec', true);
  yield* tokenVolumes(spec, 'spec');
  yield* podImages(spec.containers ?? [], 'spec.containers');
  yield* podImages(spec.initContainers ?? [], 'spec.initContainers');
}

export function* pod(object: KubeObject): Iterable<Cause> {
  const spec = object.spec as FullPodSpec;
  yield* metadataAndSpec(object);
  if (spec.ephemeralContainers?.length) yield forbidden('spec.ephemeralContainers', 'cannot be set on create');
  if (spec.nodeName && spec.schedulingGates?.length) yield forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared');
}

const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
];

/** What is wrong with the containers of an update, and whether nothing more can be said. */
function containerUpdates(
  next: readonly FullContainer[],
  previous: readonly FullContainer[],
  field: string,
): { readonly causes: readonly Cause[]; readonly stop: boolean } {
  if (next.length !== previous.length) return { causes: [forbidden(field, 'pod updates may not add or remove containers')], stop: true };
  const causes = next.flatMap(({ image = '' }, i) => [
    ...(image ? [] : [required(`${field}[${i}].image`)]),
    ...(image.trim() === image ? [] : [invalidValue(`${field}[${i}].image`, image, 'must not have leading or trailing whitespace')]),
  ]);
  return { causes, stop: false };
}

function onlyAdded(next: readonly Toleration[], previous: readonly Toleration[]): boolean {
  return previous.every((old) => next.some((one) => deepEqual({ ...old, tolerationSeconds: one.tolerationSeconds }, one)));
}

function withImages(next: readonly FullContainer[] | undefined, previous: readonly FullContainer[] | undefined): readonly FullContainer[] | undefined {
  return next?.map((container, i) => ({ ...container, image: previous?.[i]?.image ?? '' }));
}

export function* podUpdate(next: KubeObject, previous: KubeObject): Iterable<Cause> {
  yield* metadataAndSpec(next);
  const spec = next.spec as FullPodSpec;
  const old = previous.spec as FullPodSpec;
  for (const member of ['containers', 'initContainers'] as const) {
    const { causes, stop } = containerUpdates(spec[member] ?? [], old[member] ?? [], `spec.${member}`);
    yield* causes;
    if (stop) return;
  }
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined) {
    if (deadline < 0 || deadline > INT32_MAX) return yield invalidValue('spec.activeDeadlineSeconds', deadline, inRange(0, INT32_MAX));
    if (old.activeDeadlineSeconds !== undefined && old.activeDeadlineSeconds < deadline)
      return yield invalidValue('spec.activeDeadlineSeconds', deadline, 'must be less than or equal to previous value');
  } else if (old.activeDeadlineSeconds !== undefined)
    yield invalidValue('spec.activeDeadlineSeconds', undefined, 'must not update from a positive integer to nil value');
  if (!onlyAdded(spec.tolerations ?? [], old.tolerations ?? []))
    yield forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds');
  else yield* tolerations(spec.tolerations, 'spec.tolerations');
  for (const [i, { name }] of (spec.schedulingGates ?? []).entries())
    if (!old.schedulingGates?.some((gate) => gate.name === name))
      yield forbidden(`spec.schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${name}'`);
  yield* unchanged(spec, old);
}

/** Everything else stays as it was; the difference is shown as the server sees it. */
function* unchanged(spec: FullPodSpec, old: FullPodSpec): Iterable<Cause> {
  let munged: Record<string, unknown> = { ...spec, containers: withImages(spec.containers, old.containers) };
  if (spec.initContainers) munged['initContainers'] = withImages(spec.initContainers, old.initContainers);
  for (const member of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'] as const) {
    munged = without(munged, member);
    if (old[member] !== undefined) munged[member] = old[member];
  }
  if ((old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1)
    munged['terminationGracePeriodSeconds'] = old.terminationGracePeriodSeconds;
  if (old.schedulingGates?.length) {
    const kept = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => spec.nodeSelector?.[key] === value);
    if (!kept) yield invalidValue('spec.nodeSelector', spec.nodeSelector, 'only additions are allowed (no mutations or deletions)');
    munged = without(munged, 'nodeSelector');
    if (old.nodeSelector !== undefined) munged['nodeSelector'] = old.nodeSelector;
  }
  if (deepEqual(munged, old)) return;
  const difference = unifiedDiff(podLines(old), podLines(munged));
  yield forbidden('spec', `pod updates may not change fields other than ${UPDATABLE.join(',')}\n${difference}`);
}

/** A specification as the server holds it: the Pod's use of its host's namespaces is in the security context. */
export function internalSpec(spec: object): object {
  const { hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace, securityContext } = spec as FullPodSpec;
  return { ...spec, securityContext: { ...securityContext, hostNetwork, hostPID, hostIPC, hostUsers, shareProcessNamespace } };
}

const podLines = (spec: object): readonly string[] => goLines('core.PodSpec', internalSpec(spec));
