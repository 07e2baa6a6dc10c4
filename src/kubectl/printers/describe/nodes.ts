import type { Node } from '../../../kube/cluster-objects.ts';
import type { Pod } from '../../../kube/pod.ts';
import { addQuantity, canonicalQuantity, compareQuantity, milliValue } from '../../../kube/quantity.ts';
import { byCode, digText } from '../../core/dig.ts';
import { nodeRoles } from '../tables/cluster.ts';
import { type DescribeContext, type DescribeWriter, type Describer, ago, longTime } from './writer.ts';

type Amounts = Readonly<Record<string, string>>;

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
  writer.marks(metadata);
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

export const NODE_DESCRIBERS: Readonly<Record<string, Describer>> = { nodes: node };
