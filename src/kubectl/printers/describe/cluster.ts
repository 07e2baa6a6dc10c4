import type { LimitRange, Node, ResourceQuota } from '../../../kube/cluster-objects.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import type { Pod } from '../../../kube/pod.ts';
import { addQuantity, canonicalQuantity, compareQuantity, milliValue } from '../../../kube/quantity.ts';
import { byCode, dig, digList, digMap, digText } from '../../core/dig.ts';
import { nodeRoles } from '../tables/cluster.ts';
import { accessModes } from '../tables/storage.ts';
import { formatLabels } from '../tables/table.ts';
import { type DescribeContext, type DescribeWriter, type Describer, ago, longTime } from './writer.ts';

type Amounts = Readonly<Record<string, string>>;

function head(writer: DescribeWriter, object: KubeObject): void {
  writer.field('Name', object.metadata.name);
  if (object.metadata.namespace) writer.field('Namespace', object.metadata.namespace);
  writer.labels('Labels', object.metadata.labels);
  writer.annotations('Annotations', object.metadata.annotations);
}

/** What a Pod asks for or may use: its containers together, or its largest init container. Models resourcehelper.PodRequestsAndLimits. */
function podAmounts({ spec }: Pod, part: 'requests' | 'limits'): Amounts {
  const total: Record<string, string> = {};
  for (const { resources } of spec.containers)
    for (const [name, amount] of Object.entries(resources?.[part] ?? {})) total[name] = total[name] === undefined ? amount : addQuantity(total[name], amount);
  for (const { resources, restartPolicy } of spec.initContainers ?? [])
    for (const [name, amount] of Object.entries(resources?.[part] ?? {})) {
      const known = total[name];
      if (restartPolicy === 'Always') total[name] = known === undefined ? amount : addQuantity(known, amount);
      else if (known === undefined || compareQuantity(known, amount) < 0) total[name] = amount;
    }
  return total;
}

const percent = (amount: string, of: string | undefined): string => {
  const whole = of === undefined ? 0 : milliValue(of);
  return `${canonicalQuantity(amount)} (${whole ? Math.trunc((milliValue(amount) / whole) * 100) : 0}%)`;
};

function nodeResources(writer: DescribeWriter, node: Node, context: DescribeContext): void {
  const pods = context.listers.podsOn(node.metadata.name).filter((pod) => pod.status.phase !== 'Failed' && pod.status.phase !== 'Succeeded');
  const sorted = [...pods].sort((a, b) => byCode(`${a.metadata.namespace}/${a.metadata.name}`, `${b.metadata.namespace}/${b.metadata.name}`));
  const allocatable = node.status.allocatable ?? node.status.capacity ?? {};
  writer.line(0, `Non-terminated Pods:\t(${sorted.length} in total)`);
  writer.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  writer.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  const totals = { requests: {} as Record<string, string>, limits: {} as Record<string, string> };
  for (const pod of sorted) {
    const amounts = { requests: podAmounts(pod, 'requests'), limits: podAmounts(pod, 'limits') };
    for (const part of ['requests', 'limits'] as const)
      for (const [name, amount] of Object.entries(amounts[part]))
        totals[part][name] = totals[part][name] === undefined ? amount : addQuantity(totals[part][name], amount);
    const cell = (part: 'requests' | 'limits', name: string): string => percent(amounts[part][name] ?? '0', allocatable[name]);
    const cells = [cell('requests', 'cpu'), cell('limits', 'cpu'), cell('requests', 'memory'), cell('limits', 'memory')];
    writer.line(1, `${pod.metadata.namespace}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${ago(pod.metadata.creationTimestamp, context.now)}`);
  }
  writer.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  writer.line(1, 'Resource\tRequests\tLimits');
  writer.line(1, '--------\t--------\t------');
  for (const name of ['cpu', 'memory', 'ephemeral-storage'])
    writer.line(1, `${name}\t${percent(totals.requests[name] ?? '0', allocatable[name])}\t${percent(totals.limits[name] ?? '0', allocatable[name])}`);
  const others = Object.keys(allocatable).filter((name) => !['cpu', 'memory', 'ephemeral-storage', 'pods', 'storage'].includes(name));
  for (const name of others.sort(byCode)) writer.line(1, `${name}\t${totals.requests[name] ?? '0'}\t${totals.limits[name] ?? '0'}`);
}

const SYSTEM_INFO: readonly (readonly [string, string])[] = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
  ['Kube-Proxy Version', 'kubeProxyVersion'],
];

const node: Describer = (object, writer, context) => {
  const described = object as unknown as Node;
  const { metadata, spec, status } = described;
  writer.field('Name', metadata.name);
  writer.field('Roles', nodeRoles(described));
  writer.labels('Labels', metadata.labels);
  writer.annotations('Annotations', metadata.annotations);
  writer.field('CreationTimestamp', longTime(metadata.creationTimestamp));
  const taints = [...(spec.taints ?? [])].sort((a, b) => byCode(`${a.effect},${a.key}`, `${b.effect},${b.key}`));
  writer.list(
    'Taints',
    taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
  );
  writer.field('Unschedulable', String(spec.unschedulable ?? false));
  const lease = context.listers.get('leases', `kube-node-lease/${metadata.name}`);
  if (lease) {
    writer.line(0, 'Lease:');
    writer.line(1, `HolderIdentity:\t${lease.spec.holderIdentity ?? '<unset>'}`);
    writer.line(1, 'AcquireTime:\t<unset>');
    writer.line(1, `RenewTime:\t${lease.spec.renewTime ? longTime(lease.spec.renewTime) : '<unset>'}`);
  } else writer.field('Lease', `Failed to get lease: leases.coordination.k8s.io "${metadata.name}" not found`);
  if (status.conditions?.length) {
    writer.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
    writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const condition of status.conditions)
      writer.line(
        1,
        `${condition.type} \t${condition.status} \t${longTime(digText(condition, 'lastHeartbeatTime'))} \t${longTime(condition.lastTransitionTime)} \t${condition.reason ?? ''} \t${condition.message ?? ''}`,
      );
  }
  writer.line(0, 'Addresses:');
  for (const { type, address } of status.addresses ?? []) writer.line(1, `${type}:\t${address}`);
  for (const [title, amounts] of [
    ['Capacity', status.capacity],
    ['Allocatable', status.allocatable],
  ] as const) {
    if (!amounts) continue;
    writer.line(0, `${title}:`);
    for (const name of Object.keys(amounts).sort(byCode)) writer.line(1, `${name}:\t${amounts[name]}`);
  }
  writer.line(0, 'System Info:');
  for (const [title, field] of SYSTEM_INFO) writer.line(1, `${title}:\t${status.nodeInfo?.[field] ?? ''}`);
  if (spec.podCIDR) writer.field('PodCIDR', spec.podCIDR);
  if (spec.providerID) writer.field('ProviderID', spec.providerID);
  nodeResources(writer, described, context);
  writer.events(object, context);
};

function quotaRows(writer: DescribeWriter, level: number, { status }: ResourceQuota): void {
  for (const name of Object.keys(status?.hard ?? {}).sort(byCode)) writer.line(level, `${name}\t${status?.used?.[name] ?? '0'}\t${status?.hard?.[name]}`);
}

const SCOPE_HELP: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

/** Which Pods a quota counts, and what that means. */
function quotaScopes(writer: DescribeWriter, level: number, bullet: string, quota: unknown): void {
  const scopes = [...(digList(quota, 'spec.scopes') as unknown as readonly string[])].sort(byCode);
  if (scopes.length) writer.line(level, `Scopes:\t${scopes.join(', ')}`);
  for (const scope of scopes) if (SCOPE_HELP[scope]) writer.line(level, `${bullet}${SCOPE_HELP[scope]}`);
}

function limitRows(writer: DescribeWriter, prefix: string, { spec }: LimitRange): void {
  for (const item of spec.limits) {
    const { max = {}, min = {}, default: limit = {}, defaultRequest = {}, maxLimitRequestRatio = {} } = item;
    const names = new Set([max, min, limit, defaultRequest, maxLimitRequestRatio].flatMap((amounts) => Object.keys(amounts)));
    for (const name of [...names].sort(byCode))
      writer.line(
        0,
        `${prefix}${item.type}\t${name}\t${min[name] ?? '-'}\t${max[name] ?? '-'}\t${defaultRequest[name] ?? '-'}\t${limit[name] ?? '-'}\t${maxLimitRequestRatio[name] ?? '-'}`,
      );
  }
}

const namespace: Describer = (object, writer, { listers }) => {
  const { name } = object.metadata;
  writer.field('Name', name);
  writer.labels('Labels', object.metadata.labels);
  writer.annotations('Annotations', object.metadata.annotations);
  writer.field('Status', digText(object, 'status.phase'));
  const quotas = [...listers.listIn('resourcequotas', name)].sort((a, b) => byCode(a.metadata.name, b.metadata.name));
  writer.line(0, '');
  if (quotas.length) writer.line(0, 'Resource Quotas');
  else writer.line(0, 'No resource quota.');
  for (const quota of quotas) {
    writer.line(1, `Name:\t${quota.metadata.name}`);
    quotaScopes(writer, 1, '* ', quota);
    writer.line(1, 'Resource\tUsed\tHard');
    writer.line(1, '--------\t---\t---');
    quotaRows(writer, 1, quota);
  }
  const ranges = [...listers.listIn('limitranges', name)].sort((a, b) => byCode(a.metadata.name, b.metadata.name));
  writer.line(0, '');
  if (!ranges.length) {
    writer.line(0, 'No LimitRange resource.');
    return;
  }
  writer.line(0, 'Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio');
  writer.line(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
  for (const range of ranges) limitRows(writer, ' ', range);
};

const resourceQuota: Describer = (object, writer) => {
  writer.field('Name', object.metadata.name);
  writer.field('Namespace', object.metadata.namespace ?? '');
  quotaScopes(writer, 0, ' * ', object);
  writer.line(0, 'Resource\tUsed\tHard');
  writer.line(0, '--------\t----\t----');
  quotaRows(writer, 0, object as unknown as ResourceQuota);
};

const limitRange: Describer = (object, writer) => {
  writer.field('Name', object.metadata.name);
  writer.field('Namespace', object.metadata.namespace ?? '');
  writer.line(0, 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio');
  writer.line(0, '----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
  limitRows(writer, '', object as unknown as LimitRange);
};

/** How many bytes a base64 text stands for. */
const bytesOf = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);

const configMap: Describer = (object, writer, context) => {
  head(writer, object);
  writer.line(0, '\nData\n====');
  const data = digMap(object, 'data');
  for (const key of Object.keys(data).sort(byCode)) writer.line(0, `${key}:\n----\n${data[key]}\n`);
  writer.line(0, '\nBinaryData\n====');
  const binary = digMap(object, 'binaryData');
  for (const key of Object.keys(binary).sort(byCode)) writer.line(0, `${key}: ${bytesOf(binary[key] ?? '')} bytes`);
  writer.line(0, '');
  writer.events(object, context);
};

const secret: Describer = (object, writer) => {
  head(writer, object);
  writer.line(0, `\nType:\t${digText(object, 'type') || 'Opaque'}`);
  writer.line(0, '\nData\n====');
  const data = digMap(object, 'data');
  for (const key of Object.keys(data).sort(byCode)) writer.line(0, `${key}:\t${bytesOf(data[key] ?? '')} bytes`);
};

const priorityClass: Describer = (object, writer, context) => {
  writer.field('Name', object.metadata.name);
  writer.field('Value', digText(object, 'value'));
  writer.field('GlobalDefault', digText(object, 'globalDefault') || 'false');
  writer.field('PreemptionPolicy', digText(object, 'preemptionPolicy') || 'PreemptLowerPriority');
  writer.field('Description', digText(object, 'description'));
  writer.field('Annotations', formatLabels(object.metadata.annotations));
  writer.events(object, context);
};

function storageHead(writer: DescribeWriter, object: KubeObject, { now }: DescribeContext): void {
  writer.field('StorageClass', digText(object, 'spec.storageClassName'));
  writer.field(
    'Status',
    object.metadata.deletionTimestamp ? `Terminating (lasts ${ago(object.metadata.deletionTimestamp, now)})` : digText(object, 'status.phase'),
  );
}

const claim: Describer = (object, writer, context) => {
  const volume = digText(object, 'spec.volumeName');
  writer.field('Name', object.metadata.name);
  writer.field('Namespace', object.metadata.namespace ?? '');
  storageHead(writer, object, context);
  writer.field('Volume', volume);
  writer.labels('Labels', object.metadata.labels);
  writer.annotations('Annotations', object.metadata.annotations);
  writer.field('Finalizers', `[${(object.metadata.finalizers ?? []).join(' ')}]`);
  writer.field('Capacity', volume ? digText(object, 'status.capacity.storage') || '0' : '');
  writer.field('Access Modes', volume ? accessModes(dig(object, 'status.accessModes')) : '');
  const mode = digText(object, 'spec.volumeMode');
  if (mode) writer.field('VolumeMode', mode);
  const users = [...context.listers.listIn('pods', object.metadata.namespace ?? '')].filter((pod) =>
    pod.spec.volumes?.some((each) => each.persistentVolumeClaim?.claimName === object.metadata.name),
  );
  writer.list('Used By', users.map((pod) => pod.metadata.name).sort(byCode));
  writer.events(object, context);
};

const volume: Describer = (object, writer, context) => {
  head(writer, object);
  writer.field('Finalizers', `[${(object.metadata.finalizers ?? []).join(' ')}]`);
  storageHead(writer, object, context);
  const reference = dig(object, 'spec.claimRef');
  writer.field('Claim', reference ? `${digText(reference, 'namespace')}/${digText(reference, 'name')}` : '');
  writer.field('Reclaim Policy', digText(object, 'spec.persistentVolumeReclaimPolicy'));
  writer.field('Access Modes', accessModes(dig(object, 'spec.accessModes')));
  const mode = digText(object, 'spec.volumeMode');
  if (mode) writer.field('VolumeMode', mode);
  writer.field('Capacity', digText(object, 'spec.capacity.storage') || '0');
  writer.field('Node Affinity', '<none>');
  writer.field('Message', digText(object, 'status.message'));
  writer.line(0, 'Source:');
  const path = digText(object, 'spec.hostPath.path');
  if (path)
    writer.line(2, `Type:\tHostPath (bare host directory volume)\n    Path:\t${path}\n    HostPathType:\t${digText(object, 'spec.hostPath.type') || '<none>'}`);
  else writer.line(1, '<unknown>');
  writer.events(object, context);
};

/** `zone in [a, b]`. */
const topology = (expression: unknown): string => {
  const values = digList(expression, 'values') as unknown as readonly string[];
  return `${digText(expression, 'key')} in ${values.length ? `[${values.join(', ')}]` : '<none>'}`;
};

const storageClass: Describer = (object, writer, context) => {
  writer.field('Name', object.metadata.name);
  writer.field('IsDefaultClass', object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ? 'Yes' : 'No');
  writer.field('Annotations', formatLabels(object.metadata.annotations));
  writer.field('Provisioner', digText(object, 'provisioner'));
  writer.field('Parameters', formatLabels(digMap(object, 'parameters')));
  const expansion = dig(object, 'allowVolumeExpansion');
  writer.field('AllowVolumeExpansion', expansion === undefined ? '<unset>' : expansion ? 'True' : 'False');
  const options = digList(object, 'mountOptions') as unknown as readonly string[];
  if (!options.length) writer.field('MountOptions', '<none>');
  else {
    writer.line(0, 'MountOptions:');
    for (const option of options) writer.line(1, option);
  }
  writer.field('ReclaimPolicy', digText(object, 'reclaimPolicy') || 'Delete');
  writer.field('VolumeBindingMode', digText(object, 'volumeBindingMode') || 'Immediate');
  const topologies = digList(object, 'allowedTopologies');
  if (topologies.length) {
    writer.line(0, 'AllowedTopologies:\t');
    for (const [i, term] of topologies.entries()) writer.list(`Term ${i}`, digList(term, 'matchLabelExpressions').map(topology), '  ');
  }
  writer.events(object, context);
};

export const CLUSTER_DESCRIBERS: Readonly<Record<string, Describer>> = {
  nodes: node,
  namespaces: namespace,
  resourcequotas: resourceQuota,
  limitranges: limitRange,
  configmaps: configMap,
  secrets: secret,
  priorityclasses: priorityClass,
  persistentvolumeclaims: claim,
  persistentvolumes: volume,
  storageclasses: storageClass,
};
