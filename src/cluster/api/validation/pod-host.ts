import type { Cause } from '../errors.ts';
import { forbidden, invalidValue, notFoundValue, notSupported, required } from './field.ts';
import type { FullContainer, FullPodSpec } from './types.ts';

/** What a Pod shares with its host, its operating system, and what its containers read from its volumes. */

/** The kernel's names of which each Pod may have its own value, by what they belong to. */
const IPC_NAMES = [
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
];

/** A control of a namespace that the Pod shares with its host. Models ValidateHostSysctl. */
export function* hostSysctl(name: string, { hostNetwork, hostIPC }: FullPodSpec, field: string): Iterable<Cause> {
  const separator = /[./]/.exec(name)?.[0];
  const normal = separator === '/' ? name.replace(/[./]/g, (one) => (one === '/' ? '.' : '/')) : name;
  if (hostNetwork && normal.startsWith('net.')) yield invalidValue(field, name, "may not be specified when 'hostNetwork' is true");
  else if (hostIPC && (IPC_NAMES.includes(normal) || normal.startsWith('fs.mqueue.')))
    yield invalidValue(field, name, "may not be specified when 'hostIPC' is true");
}

/** All containers of a Pod with their paths, in the order in which the server visits them. */
function allContainers(spec: FullPodSpec, field: string): readonly (readonly [FullContainer, string])[] {
  return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((member) =>
    (spec[member] ?? []).map((container, i) => [container, `${field}.${member}[${i}]`] as const),
  );
}

/** A Pod with users of its own shares nothing else with its host. Models validateHostUsers. */
export function* hostUsers(spec: FullPodSpec, field: string): Iterable<Cause> {
  if (spec.hostUsers !== false) return;
  const why = 'when `hostUsers` is false';
  if (spec.hostNetwork) yield forbidden(`${field}.hostNetwork`, why);
  if (spec.hostPID) yield forbidden(`${field}.HostPID`, why);
  if (spec.hostIPC) yield forbidden(`${field}.HostIPC`, why);
  for (const [container, at] of allContainers(spec, field)) if (container.volumeDevices?.length) yield forbidden(`${at}.volumeDevices`, why);
}

const POD_SECURITY = [
  'appArmorProfile',
  'seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  'shareProcessNamespace',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
] as const;
const OF_SPEC: readonly string[] = ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'];
const CONTAINER_SECURITY = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const;

type Plain = Readonly<Record<string, unknown>>;
/** `false` counts as set only where Go has a pointer. */
const isSet = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && !value.length);

/** What the operating system of a Pod does not have. Models validateOS, validateLinux and validateWindows. */
export function* operatingSystem(spec: FullPodSpec, field: string): Iterable<Cause> {
  if (!spec.os) return;
  const { name = '' } = spec.os;
  if (!name) return yield required(`${field}.os.name`);
  if (name !== 'linux' && name !== 'windows') return yield notSupported(`${field}.os`, name, ['linux', 'windows']);
  const security = (spec.securityContext ?? {}) as Plain;
  const containers = allContainers(spec, field).map(([container, at]) => [(container.securityContext ?? {}) as Plain, at] as const);
  if (name === 'linux') {
    const why = 'windows options cannot be set for a linux pod';
    if (security['windowsOptions']) yield forbidden(`${field}.securityContext.windowsOptions`, why);
    for (const [own, at] of containers) if (own['windowsOptions']) yield forbidden(`${at}.securityContext.windowsOptions`, why);
    return;
  }
  const why = 'cannot be set for a windows pod';
  for (const member of POD_SECURITY) {
    const ofSpec = OF_SPEC.includes(member);
    const value = ofSpec ? (spec as Plain)[member] : security[member];
    const given = member === 'hostPID' || member === 'hostIPC' ? value === true : isSet(value);
    if (given) yield forbidden(ofSpec ? `${field}.${member}` : `${field}.securityContext.${member}`, why);
  }
  for (const [own, at] of containers) for (const member of CONTAINER_SECURITY) if (isSet(own[member])) yield forbidden(`${at}.securityContext.${member}`, why);
}

/** Variables that are read from a file need the volume that it lies in. Models validateFileKeyRefVolumes. */
export function* fileVolumes(spec: FullPodSpec, field: string): Iterable<Cause> {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume as unknown as Plain]));
  for (const [container, at] of allContainers(spec, field))
    for (const [i, { valueFrom }] of (container.env ?? []).entries()) {
      if (!valueFrom?.fileKeyRef) continue;
      const path = `${at}.env[${i}].valueFrom.fileKeyRef.volumeName`;
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const volume = volumes.get(volumeName);
      if (!volume) yield notFoundValue(path, volumeName);
      else if (!volume['emptyDir']) yield invalidValue(path, volumeName, 'referenced volume must be of type emptyDir');
    }
}

/** A token of a ServiceAccount needs to know whose. Part of validatePodMetadataAndSpec. */
export function* tokenVolumes(spec: FullPodSpec, field: string): Iterable<Cause> {
  if (spec.serviceAccountName) return;
  for (const [i, volume] of (spec.volumes ?? []).entries()) {
    const { sources = [] } = ((volume as unknown as Plain)['projected'] ?? {}) as { readonly sources?: readonly Plain[] };
    for (const [j, source] of sources.entries())
      if (source['serviceAccountToken'])
        yield forbidden(`${field}.volumes[${i}].projected.sources[${j}].serviceAccountToken`, 'must not be specified when serviceAccountName is not set');
  }
}
