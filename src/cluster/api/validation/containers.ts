import type { Cause } from '../errors.ts';
import { env, envFrom, requiredLabel } from './env.ts';
import { duplicate, forbidden, invalidValue, notFoundValue, notSupported, required, tooLong, tooMany } from './field.ts';
import { goJson } from './go-json.ts';
import { byteLength, inRange, invalidFor, isPortName, isPortNumber } from './names.ts';
import { lifecycle, probes } from './probes.ts';
import { resourceRequirements } from './resources.ts';
import type { FullContainer, FullPodSpec, Profile, SecurityContext, VolumeMount } from './types.ts';
import { pathWithin, withoutBacksteps } from './volumes.ts';

/** Containers of all kinds. Models validateContainers, validateInitContainers and validateContainerCommon. */
export interface ContainerContext {
  /** The Pod's volumes that are valid themselves, with what each is made of. */
  readonly volumes: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly graceSeconds: number | undefined;
  readonly podRestartPolicy: string;
  readonly hostUsers: boolean;
}

const ID_MAX = 2_147_483_647;
/** PATH_MAX, less one. */
const PROFILE_BYTES_MAX = 4095;
const RULE_ACTIONS = ['Restart', 'RestartAllContainers'];

function* ports(given: FullContainer['ports'], field: string): Iterable<Cause> {
  const names = new Set<string>();
  for (const [i, { name, containerPort, hostPort, protocol }] of (given ?? []).entries()) {
    const at = `${field}[${i}]`;
    if (name) {
      const messages = isPortName(name);
      if (messages.length) yield* invalidFor(`${at}.name`, name, messages);
      else if (names.has(name)) yield duplicate(`${at}.name`, name);
      else names.add(name);
    }
    if (!containerPort) yield required(`${at}.containerPort`);
    else yield* invalidFor(`${at}.containerPort`, containerPort, isPortNumber(containerPort));
    if (hostPort) yield* invalidFor(`${at}.hostPort`, hostPort, isPortNumber(hostPort));
    if (!protocol) yield required(`${at}.protocol`);
    else if (!['TCP', 'UDP', 'SCTP'].includes(protocol)) yield notSupported(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']);
  }
}

function* hostPortConflicts(containers: readonly FullContainer[], field: string): Iterable<Cause> {
  const taken = new Set<string>();
  for (const [i, container] of containers.entries())
    for (const [j, port] of (container.ports ?? []).entries()) {
      if (!port.hostPort) continue;
      const key = `${port.protocol ?? ''}/${(port as { hostIP?: string }).hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) yield duplicate(`${field}[${i}].ports[${j}].hostPort`, key);
      else taken.add(key);
    }
}

function* volumeMounts(container: FullContainer, { volumes }: ContainerContext, field: string): Iterable<Cause> {
  const paths = new Set<string>();
  const devices = container.volumeDevices ?? [];
  for (const [i, mount] of (container.volumeMounts ?? []).entries()) {
    const at = `${field}[${i}]`;
    const { name = '', mountPath = '', subPath, subPathExpr } = mount;
    if (!name) yield required(`${at}.name`);
    if (!volumes.has(name)) yield notFoundValue(`${at}.name`, name);
    if (!mountPath) yield required(`${at}.mountPath`);
    if (paths.has(mountPath)) yield invalidValue(`${at}.mountPath`, mountPath, 'must be unique');
    paths.add(mountPath);
    if (devices.some((device) => device.name === name)) yield invalidValue(`${at}.name`, name, 'must not already exist in volumeDevices');
    if (devices.some((device) => device.devicePath === mountPath))
      yield invalidValue(`${at}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices');
    if (subPath) yield* pathWithin(subPath, `${field}.subPath`);
    if (subPathExpr) {
      if (subPath) yield invalidValue(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive');
      yield* pathWithin(subPathExpr, `${field}.subPathExpr`);
    }
    yield* propagation(mount, container, field);
  }
}

function* propagation({ mountPropagation, recursiveReadOnly, readOnly }: VolumeMount, container: FullContainer, field: string): Iterable<Cause> {
  if (mountPropagation) {
    const modes = ['Bidirectional', 'HostToContainer', 'None'];
    if (!modes.includes(mountPropagation)) yield notSupported(`${field}.mountPropagation`, mountPropagation, modes);
    if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged)
      yield forbidden(`${field}.mountPropagation`, 'Bidirectional mount propagation is available only to privileged containers');
  }
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return;
  const at = `${field}.recursiveReadOnly`;
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible')
    return yield notSupported(at, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible']);
  if (!readOnly) yield forbidden(at, 'may only be specified when readOnly is true');
  if (mountPropagation && mountPropagation !== 'None') yield forbidden(at, 'may only be specified when mountPropagation is None or not specified');
}

function* volumeDevices(container: FullContainer, { volumes }: ContainerContext, field: string): Iterable<Cause> {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = container.volumeMounts ?? [];
  for (const [i, { name = '', devicePath = '' }] of (container.volumeDevices ?? []).entries()) {
    const at = `${field}[${i}]`;
    const volume = volumes.get(name);
    if (!name) yield required(`${at}.name`);
    if (names.has(name)) yield invalidValue(`${at}.name`, name, 'must be unique');
    if (volume && !volume['persistentVolumeClaim'] && !volume['ephemeral'])
      yield invalidValue(`${at}.name`, name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode');
    if (!volume) yield notFoundValue(`${at}.name`, name);
    if (!devicePath) yield required(`${at}.devicePath`);
    if (paths.has(devicePath)) yield invalidValue(`${at}.devicePath`, devicePath, 'must be unique');
    if ([...withoutBacksteps(devicePath, at)].length) yield invalidValue(`${at}.devicePath`, devicePath, "can not contain backsteps ('..')");
    else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) yield invalidValue(`${at}.name`, name, 'must not already exist in volumeMounts');
    if (mounts.some((mount) => mount.mountPath === devicePath))
      yield invalidValue(`${at}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts');
    if (name) names.add(name);
  }
}

function* pullPolicy(policy: string | undefined, field: string): Iterable<Cause> {
  if (!policy) yield required(field);
  else if (!['Always', 'IfNotPresent', 'Never'].includes(policy)) yield notSupported(field, policy, ['Always', 'IfNotPresent', 'Never']);
}

function* resizePolicy(policies: FullContainer['resizePolicy'], podRestartPolicy: string, field: string): Iterable<Cause> {
  const seen = new Set<string>();
  for (const [i, { resourceName = '', restartPolicy = '' }] of (policies ?? []).entries()) {
    if (seen.has(resourceName)) yield duplicate(`${field}[${i}]`, resourceName);
    seen.add(resourceName);
    if (!resourceName) yield required(field);
    else if (resourceName !== 'cpu' && resourceName !== 'memory') yield notSupported(field, resourceName, ['cpu', 'memory']);
    if (!restartPolicy) yield required(field);
    else if (restartPolicy !== 'NotRequired' && restartPolicy !== 'RestartContainer')
      yield notSupported(field, restartPolicy, ['NotRequired', 'RestartContainer']);
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired')
      yield invalidValue(field, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
  }
}

export function* userOrGroup(id: number | undefined, field: string): Iterable<Cause> {
  if (id !== undefined && (id < 0 || id > ID_MAX)) yield invalidValue(field, id, inRange(0, ID_MAX));
}

export function* seccomp(profile: Profile | undefined, field: string): Iterable<Cause> {
  if (!profile) return;
  const { type = '', localhostProfile } = profile;
  if (!type) yield required(`${field}.type`, 'type is required when seccompProfile is set');
  else if (!['Localhost', 'RuntimeDefault', 'Unconfined'].includes(type))
    yield notSupported(`${field}.type`, type, ['Localhost', 'RuntimeDefault', 'Unconfined']);
  if (type === 'Localhost') {
    if (localhostProfile === undefined) yield required(`${field}.localhostProfile`, 'must be set when seccomp type is Localhost');
    else yield* pathWithin(localhostProfile, `${field}.localhostProfile`);
  } else if (localhostProfile !== undefined)
    yield {
      field: `${field}.localhostProfile`,
      message: `Invalid value: ${goJson('core.SeccompProfile', profile)}: can only be set when seccomp type is Localhost`,
    };
}

export function* appArmor(profile: Profile | undefined, field: string): Iterable<Cause> {
  if (!profile) return;
  const { type = '', localhostProfile } = profile;
  if (type === 'Localhost') {
    const name = (localhostProfile ?? '').trim();
    if (localhostProfile === undefined) yield required(`${field}.localhostProfile`, 'must be set when AppArmor type is Localhost');
    else if (name !== localhostProfile) yield invalidValue(`${field}.localhostProfile`, localhostProfile, 'must not be padded with whitespace');
    else if (!name) yield required(`${field}.localhostProfile`, 'must be set when AppArmor type is Localhost');
    if (byteLength(localhostProfile ?? '') > PROFILE_BYTES_MAX) yield tooLong(`${field}.localhostProfile`, PROFILE_BYTES_MAX);
  } else if (['RuntimeDefault', 'Unconfined'].includes(type)) {
    if (localhostProfile !== undefined) yield invalidValue(`${field}.localhostProfile`, localhostProfile, 'can only be set when AppArmor type is Localhost');
  } else if (!type) yield required(`${field}.type`, 'type is required when appArmorProfile is set');
  else yield notSupported(`${field}.type`, type, ['Localhost', 'RuntimeDefault', 'Unconfined']);
}

function* securityContext(given: SecurityContext | undefined, hostUsers: boolean, field: string): Iterable<Cause> {
  if (!given) return;
  yield* userOrGroup(given.runAsUser, `${field}.runAsUser`);
  yield* userOrGroup(given.runAsGroup, `${field}.runAsGroup`);
  if (given.procMount !== undefined) {
    if (!['Default', 'Unmasked'].includes(given.procMount)) yield notSupported(`${field}.procMount`, given.procMount, ['Default', 'Unmasked']);
    if (hostUsers && given.procMount === 'Unmasked') yield invalidValue(`${field}.procMount`, given.procMount, '`hostUsers` must be false to use `Unmasked`');
  }
  yield* seccomp(given.seccompProfile, `${field}.seccompProfile`);
  if (given.allowPrivilegeEscalation === false) {
    const shown = (why: string): Cause => ({ field, message: `Invalid value: ${goJson('core.SecurityContext', given)}: ${why}` });
    if (given.privileged) yield shown('cannot set `allowPrivilegeEscalation` to false and `privileged` to true');
    if (given.capabilities?.add?.includes('CAP_SYS_ADMIN')) yield shown('cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN');
  }
  yield* appArmor(given.appArmorProfile, `${field}.appArmorProfile`);
}

function* common(container: FullContainer, context: ContainerContext, field: string): Iterable<Cause> {
  yield* requiredLabel(container.name, `${field}.name`);
  if (!container.image) yield required(`${field}.image`);
  const policy = container.terminationMessagePolicy;
  if (!policy) yield required(`${field}.terminationMessagePolicy`);
  else if (!['File', 'FallbackToLogsOnError'].includes(policy))
    yield notSupported(`${field}.terminationMessagePolicy`, policy, ['File', 'FallbackToLogsOnError']);
  yield* ports(container.ports, `${field}.ports`);
  yield* env(container.env, `${field}.env`);
  yield* envFrom(container.envFrom, `${field}.envFrom`);
  yield* volumeMounts(container, context, `${field}.volumeMounts`);
  yield* volumeDevices(container, context, `${field}.volumeDevices`);
  yield* pullPolicy(container.imagePullPolicy, `${field}.imagePullPolicy`);
  yield* resourceRequirements(container.resources, `${field}.resources`);
  yield* resizePolicy(container.resizePolicy, context.podRestartPolicy, `${field}.resizePolicy`);
  yield* securityContext(container.securityContext, context.hostUsers, `${field}.securityContext`);
}

/** A container's own restart policy and its rules. */
function* restartPolicy({ restartPolicy: policy, restartPolicyRules: rules = [] }: FullContainer, field: string): Iterable<Cause> {
  const policies = ['Always', 'Never', 'OnFailure'];
  if (policy === undefined) {
    if (!rules.length) return;
    yield required(`${field}.restartPolicy`, 'must specify restartPolicy when restart rules are used');
  } else if (!policies.includes(policy)) yield notSupported(`${field}.restartPolicy`, policy, policies);
  if (rules.length > 20) yield tooMany(`${field}.restartPolicyRules`, rules.length, 20);
  for (const [i, { action = '', exitCodes }] of rules.entries()) {
    const at = `${field}.restartPolicyRules[${i}]`;
    if (!RULE_ACTIONS.includes(action)) yield notSupported(`${at}.action`, action, RULE_ACTIONS);
    if (!exitCodes) yield required(`${at}.exitCodes`, 'must be specified');
    else if (exitCodes.operator !== 'In' && exitCodes.operator !== 'NotIn')
      yield notSupported(`${at}.exitCodes.operator`, exitCodes.operator ?? '', ['In', 'NotIn']);
    const values = exitCodes?.values?.length ?? 0;
    if (values > 255) yield tooMany(`${at}.exitCodes.values`, values, 255);
  }
}

export function* containers(list: readonly FullContainer[] | undefined, context: ContainerContext, field: string): Iterable<Cause> {
  if (!list?.length) return yield required(field);
  const names = new Set<string>();
  for (const [i, container] of list.entries()) {
    const at = `${field}[${i}]`;
    yield* common(container, context, at);
    if (names.has(container.name)) yield duplicate(`${at}.name`, container.name);
    names.add(container.name);
    yield* lifecycle(container.lifecycle, context.graceSeconds, `${at}.lifecycle`);
    yield* probes(container, context.graceSeconds, at);
    yield* restartPolicy(container, at);
  }
  yield* hostPortConflicts(list, field);
}

export function* initContainers(list: readonly FullContainer[], regular: readonly FullContainer[], context: ContainerContext, field: string): Iterable<Cause> {
  const names = new Set(regular.map((container) => container.name));
  for (const [i, container] of list.entries()) {
    const at = `${field}[${i}]`;
    yield* common(container, context, at);
    yield* restartPolicy(container, at);
    if (names.has(container.name)) yield duplicate(`${at}.name`, container.name);
    else if (container.name) names.add(container.name);
    yield* hostPortConflicts([container], field);
    if (container.restartPolicy === 'Always') {
      yield* lifecycle(container.lifecycle, context.graceSeconds, `${at}.lifecycle`);
      yield* probes(container, context.graceSeconds, at);
      continue;
    }
    for (const member of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const)
      if (container[member] !== undefined) yield forbidden(`${at}.${member}`, 'may not be set for init containers without restartPolicy=Always');
    for (const [j, one] of (container.resizePolicy ?? []).entries())
      if (one.restartPolicy === 'RestartContainer')
        yield invalidValue(`${at}.resizePolicy[${j}].restartPolicy`, one.restartPolicy, "must not be set to 'RestartContainer' for non-sidecar initContainers");
  }
}

/** What is checked of a Pod's containers but not of a template's. */
export function* podImages(list: readonly FullContainer[], field: string): Iterable<Cause> {
  for (const [i, { image = '' }] of list.entries())
    if (image.trim() !== image) yield invalidValue(`${field}[${i}].image`, image, 'must not have leading or trailing whitespace');
}

/** What a container for debugging may not have, in the order of the server's own structure. */
const NOT_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

/** Containers for debugging. Models validateEphemeralContainers. */
export function* ephemeralContainers(
  { ephemeralContainers: list = [], containers: regular = [], initContainers: init = [] }: FullPodSpec,
  context: ContainerContext,
  field: string,
): Iterable<Cause> {
  const others = new Set([...regular, ...init].map(({ name }) => name));
  const names = new Set(others);
  for (const [i, container] of list.entries()) {
    const at = `${field}[${i}]`;
    yield* common(container, context, at);
    if ((container.image ?? '').trim() !== (container.image ?? ''))
      yield invalidValue(`${at}.image`, container.image, 'must not have leading or trailing whitespace');
    if (names.has(container.name)) yield duplicate(`${at}.name`, container.name);
    names.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.has(target)) yield notFoundValue(`${at}.targetContainerName`, target);
    const why = 'cannot be set for an Ephemeral Container';
    for (const member of NOT_EPHEMERAL) {
      const value = container[member];
      if (value !== undefined && !(typeof value === 'object' && !Object.keys(value).length)) yield forbidden(`${at}.${member}`, why);
    }
    for (const [j, { subPath, subPathExpr }] of (container.volumeMounts ?? []).entries()) {
      if (subPath) yield forbidden(`${at}.volumeMounts[${j}].subPath`, why);
      if (subPathExpr) yield forbidden(`${at}.volumeMounts[${j}].subPathExpr`, why);
    }
  }
}
