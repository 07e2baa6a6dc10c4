import type { Container, ContainerState, ContainerStatus, Pod, PodTemplate, Probe, Toleration, TopologySpreadConstraint, Volume } from '../../../kube/pod.ts';
import { formatSelector } from '../../../kube/selector.ts';
import { byCode, dig, digList, digText, isPlain } from '../../core/dig.ts';
import { goPrint } from '../jsonpath.ts';
import { type DescribeWriter, longTime } from './writer.ts';

/** `app:NoSchedule op=Exists for 300s`. */
function toleration({ key = '', value, effect, operator, tolerationSeconds }: Toleration): string {
  const exists = operator === 'Exists' && !value ? (key || effect ? ' op=Exists' : 'op=Exists') : '';
  return `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}${exists}${tolerationSeconds === undefined ? '' : ` for ${tolerationSeconds}s`}`;
}

export function describeTolerations(writer: DescribeWriter, tolerations: readonly Toleration[] | undefined, indent = ''): void {
  writer.list('Tolerations', [...(tolerations ?? [])].sort((a, b) => byCode(a.key ?? '', b.key ?? '')).map(toleration), indent);
}

export function describeSpread(writer: DescribeWriter, constraints: readonly TopologySpreadConstraint[] | undefined, indent = ''): void {
  if (!constraints?.length) return;
  const lines = [...constraints]
    .sort((a, b) => byCode(a.topologyKey, b.topologyKey))
    .map(
      ({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) =>
        `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${labelSelector ? ` for selector ${formatSelector(labelSelector)}` : ''}`,
    );
  writer.list('Topology Spread Constraints', lines, indent);
}

/** What each kind of volume is called, and which of its fields are shown. */
const VOLUME_KINDS: Readonly<Record<string, readonly [string, readonly (readonly [string, string, string?])[]]>> = {
  hostPath: [
    'HostPath (bare host directory volume)',
    [
      ['Path', 'path'],
      ['HostPathType', 'type', '<none>'],
    ],
  ],
  emptyDir: [
    "EmptyDir (a temporary directory that shares a pod's lifetime)",
    [
      ['Medium', 'medium'],
      ['SizeLimit', 'sizeLimit', '<unset>'],
    ],
  ],
  secret: [
    'Secret (a volume populated by a Secret)',
    [
      ['SecretName', 'secretName'],
      ['Optional', 'optional', 'false'],
    ],
  ],
  configMap: [
    'ConfigMap (a volume populated by a ConfigMap)',
    [
      ['Name', 'name'],
      ['Optional', 'optional', 'false'],
    ],
  ],
  persistentVolumeClaim: [
    'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
    [
      ['ClaimName', 'claimName'],
      ['ReadOnly', 'readOnly', 'false'],
    ],
  ],
  nfs: [
    'NFS (an NFS mount that lasts the lifetime of a pod)',
    [
      ['Server', 'server'],
      ['Path', 'path'],
      ['ReadOnly', 'readOnly', 'false'],
    ],
  ],
};

function describeVolume(writer: DescribeWriter, volume: Volume, indent: string): void {
  writer.line(1, `${indent ? ' ' : ''}${volume.name}:`);
  const kind = Object.keys(volume).find((key) => key !== 'name' && isPlain(volume[key]));
  const known = kind ? VOLUME_KINDS[kind] : undefined;
  if (known && kind) {
    writer.line(2, `Type:\t${known[0]}`);
    for (const [label, field, otherwise = ''] of known[1]) writer.line(2, `${label}:\t${digText(volume[kind], field) || otherwise}`);
  } else if (kind === 'projected') {
    writer.line(2, 'Type:\tProjected (a volume that contains injected data from multiple sources)');
    for (const source of digList(volume, 'projected.sources')) {
      if (source['secret']) writer.line(2, `SecretName:\t${digText(source, 'secret.name')}`);
      else if (source['downwardAPI']) writer.line(2, 'DownwardAPI:\ttrue');
      else if (source['configMap']) writer.line(2, `ConfigMapName:\t${digText(source, 'configMap.name')}`);
      else if (source['serviceAccountToken']) writer.line(2, `TokenExpirationSeconds:\t${digText(source, 'serviceAccountToken.expirationSeconds')}`);
    }
  } else if (kind === 'downwardAPI') {
    writer.line(2, 'Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:');
    for (const item of digList(volume, 'downwardAPI.items'))
      writer.line(3, `${digText(item, 'fieldRef.fieldPath') || digText(item, 'resourceFieldRef.resource')} -> ${digText(item, 'path')}`);
  } else writer.line(1, '<unknown>');
}

export function describeVolumes(writer: DescribeWriter, volumes: readonly Volume[] | undefined, indent = ''): void {
  if (!volumes?.length) writer.line(0, `${indent}Volumes:\t<none>`);
  else {
    writer.line(0, `${indent}Volumes:`);
    for (const volume of volumes) describeVolume(writer, volume, indent);
  }
}

function probe(given: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 0, periodSeconds = 0, successThreshold = 0, failureThreshold = 0 } = given;
  const attributes = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  if (given.exec) return `exec ${goPrint(dig(given.exec, 'command'))} ${attributes}`;
  if (given.httpGet) {
    const scheme = (digText(given.httpGet, 'scheme') || 'HTTP').toLowerCase();
    const path = digText(given.httpGet, 'path');
    return `http-get ${scheme}://${digText(given.httpGet, 'host')}:${digText(given.httpGet, 'port')}${path && !path.startsWith('/') ? '/' : ''}${path} ${attributes}`;
  }
  if (given.tcpSocket) return `tcp-socket ${digText(given.tcpSocket, 'host')}:${digText(given.tcpSocket, 'port')} ${attributes}`;
  if (given.grpc) return `grpc <pod>:${digText(given.grpc, 'port')} ${digText(given.grpc, 'service')} ${attributes}`;
  return `unknown ${attributes}`;
}

function describeState(writer: DescribeWriter, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running) {
    writer.line(2, `${title}:\tRunning`);
    writer.line(3, `Started:\t${longTime(running.startedAt)}`);
  } else if (terminated) {
    writer.line(2, `${title}:\tTerminated`);
    if (terminated.reason) writer.line(3, `Reason:\t${terminated.reason}`);
    if (terminated.message) writer.line(3, `Message:\t${terminated.message}`);
    writer.line(3, `Exit Code:\t${terminated.exitCode}`);
    // A Node of this cluster does not tell when a container ended that was started again.
    if (terminated.startedAt) writer.line(3, `Started:\t${longTime(terminated.startedAt)}`);
    if (terminated.finishedAt) writer.line(3, `Finished:\t${longTime(terminated.finishedAt)}`);
  } else {
    writer.line(2, `${title}:\tWaiting`);
    if (waiting?.reason) writer.line(3, `Reason:\t${waiting.reason}`);
  }
}

/** The value of a `fieldRef` in a Pod, where it can be told. */
function fieldOf(pod: Pod | undefined, path: string): string {
  if (!pod) return '';
  const key = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (key) return pod.metadata[key[1] as 'labels' | 'annotations']?.[key[2] as string] ?? '';
  return digText(pod, path);
}

function describeEnv(writer: DescribeWriter, { env = [] }: Container, pod: Pod | undefined): void {
  writer.line(2, `Environment:${env.length ? '' : '\t<none>'}`);
  for (const { name, value, valueFrom } of env) {
    if (!valueFrom) {
      for (const [i, line] of (value ?? '').split('\n').entries()) writer.line(3, i ? `\t${line}` : `${name}:\t${line}`);
      continue;
    }
    const optional = (kind: string): string => `\tOptional: ${digText(valueFrom, `${kind}.optional`) || 'false'}`;
    if (dig(valueFrom, 'fieldRef')) {
      const path = digText(valueFrom, 'fieldRef.fieldPath');
      writer.line(3, `${name}:\t${fieldOf(pod, path)} (${digText(valueFrom, 'fieldRef.apiVersion') || 'v1'}:${path})`);
    } else if (dig(valueFrom, 'resourceFieldRef')) writer.line(3, `${name}:\t (${digText(valueFrom, 'resourceFieldRef.resource')})`);
    else if (dig(valueFrom, 'secretKeyRef'))
      writer.line(
        3,
        `${name}:\t<set to the key '${digText(valueFrom, 'secretKeyRef.key')}' in secret '${digText(valueFrom, 'secretKeyRef.name')}'>${optional('secretKeyRef')}`,
      );
    else if (dig(valueFrom, 'configMapKeyRef'))
      writer.line(
        3,
        `${name}:\t<set to the key '${digText(valueFrom, 'configMapKeyRef.key')}' of config map '${digText(valueFrom, 'configMapKeyRef.name')}'>${optional('configMapKeyRef')}`,
      );
  }
}

function describeEnvFrom(writer: DescribeWriter, container: Container): void {
  const sources = digList(container, 'envFrom');
  if (!sources.length) return;
  writer.line(2, 'Environment Variables from:');
  for (const source of sources) {
    const kind = source['configMapRef'] ? 'ConfigMap' : 'Secret';
    const reference = source['configMapRef'] ?? source['secretRef'];
    const prefix = digText(source, 'prefix');
    writer.line(3, `${digText(reference, 'name')}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${digText(reference, 'optional') || 'false'}`);
  }
}

function describeAmounts(writer: DescribeWriter, title: string, amounts: Readonly<Record<string, string>> | undefined): void {
  const names = Object.keys(amounts ?? {}).sort(byCode);
  if (names.length) writer.line(2, `${title}:`);
  for (const name of names) writer.line(3, `${name}:\t${amounts?.[name]}`);
}

function describeContainer(writer: DescribeWriter, container: Container, status: ContainerStatus | undefined, indent: string, pod: Pod | undefined): void {
  writer.line(1, `${indent ? ' ' : ''}${container.name}:`);
  if (status) writer.line(2, `Container ID:\t${status.containerID ?? ''}`);
  writer.line(2, `Image:\t${container.image}`);
  if (status) writer.line(2, `Image ID:\t${status.imageID}`);
  const ports = (container.ports ?? []).map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}`);
  const hostPorts = (container.ports ?? []).map((port) => `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}`);
  writer.line(2, `Port${ports.length > 1 ? 's' : ''}:\t${ports.join(', ') || '<none>'}`);
  writer.line(2, `Host Port${ports.length > 1 ? 's' : ''}:\t${hostPorts.join(', ') || '<none>'}`);
  for (const [title, words] of [
    ['Command', container.command],
    ['Args', container.args],
  ] as const) {
    if (!words?.length) continue;
    writer.line(2, `${title}:`);
    for (const word of words) for (const line of word.split('\n')) writer.line(3, line);
  }
  if (status) {
    describeState(writer, 'State', status.state ?? {});
    if (status.lastState?.terminated) describeState(writer, 'Last State', status.lastState);
    writer.line(2, `Ready:\t${status.ready ? 'True' : 'False'}`);
    writer.line(2, `Restart Count:\t${status.restartCount}`);
  }
  describeAmounts(writer, 'Limits', container.resources?.limits);
  describeAmounts(writer, 'Requests', container.resources?.requests);
  if (container.livenessProbe) writer.line(2, `Liveness:\t${probe(container.livenessProbe)}`);
  if (container.readinessProbe) writer.line(2, `Readiness:\t${probe(container.readinessProbe)}`);
  if (container.startupProbe) writer.line(2, `Startup:\t${probe(container.startupProbe)}`);
  describeEnvFrom(writer, container);
  describeEnv(writer, container, pod);
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => byCode(a.mountPath, b.mountPath));
  writer.line(2, `Mounts:${mounts.length ? '' : '\t<none>'}`);
  for (const { mountPath, name, readOnly, subPath } of mounts)
    writer.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${JSON.stringify(subPath)}` : ''})`);
}

/** Containers, with what runs of them where `statuses` are given. */
export function describeContainers(
  writer: DescribeWriter,
  title: string,
  containers: readonly Container[],
  indent = '',
  statuses: readonly ContainerStatus[] = [],
  pod?: Pod,
): void {
  writer.line(0, `${indent}${title}:${containers.length ? '' : ' <none>'}`);
  for (const container of containers)
    describeContainer(
      writer,
      container,
      statuses.find((status) => status.name === container.name),
      indent,
      pod,
    );
}

/** The part of every workload that describes its Pods. Models describe.DescribePodTemplate. */
export function describePodTemplate(writer: DescribeWriter, template: PodTemplate | undefined): void {
  writer.line(0, 'Pod Template:');
  if (!template) {
    writer.write(1, '<unset>');
    return;
  }
  const { metadata, spec } = template;
  writer.labels('  Labels', metadata?.labels);
  if (metadata?.annotations && Object.keys(metadata.annotations).length) writer.annotations('  Annotations', metadata.annotations);
  if (spec.serviceAccountName) writer.line(1, `Service Account:\t${spec.serviceAccountName}`);
  if (spec.initContainers?.length) describeContainers(writer, 'Init Containers', spec.initContainers, '  ');
  describeContainers(writer, 'Containers', spec.containers, '  ');
  describeVolumes(writer, spec.volumes, '  ');
  describeSpread(writer, spec.topologySpreadConstraints, '  ');
  if (spec.priorityClassName) writer.line(1, `Priority Class Name:\t${spec.priorityClassName}`);
  writer.labels('  Node-Selectors', spec.nodeSelector);
  writer.list('  Tolerations', [...(spec.tolerations ?? [])].sort((a, b) => byCode(a.key ?? '', b.key ?? '')).map(toleration));
}
