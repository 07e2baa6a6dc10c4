import type { Event, Node } from '../../../kube/cluster-objects.ts';
import { firstSeen, lastSeen, sourceOf, timesSeen } from '../../../kube/event.ts';
import { byCode, dig, digList, digMap, digText } from '../../core/dig.ts';
import { type Table, ageOf, since, tableOf } from './table.ts';

/** The STATUS column of a Node. */
export function nodeStatus(node: Node): string {
  const ready = node.status.conditions?.find((condition) => condition.type === 'Ready');
  return [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown', ...(node.spec.unschedulable ? ['SchedulingDisabled'] : [])].join(',');
}

/** The roles that a Node's labels name, sorted. Models findNodeRoles. */
export function nodeRoles(node: Node): string {
  const roles = Object.entries(node.metadata.labels ?? {}).flatMap(([key, value]) =>
    key.startsWith('node-role.kubernetes.io/') ? [key.slice('node-role.kubernetes.io/'.length)] : key === 'kubernetes.io/role' ? [value] : [],
  );
  return [...new Set(roles.filter(Boolean))].sort(byCode).join(',') || '<none>';
}

const addressOf = (node: Node, type: string): string => node.status.addresses?.find((address) => address.type === type)?.address ?? '<none>';

function eventSource(event: Event): string {
  const component = sourceOf(event);
  const instance = event.source?.host || event.reportingInstance || '';
  return instance ? `${component}, ${instance}` : component;
}

const created = (object: { readonly metadata: { readonly name: string; readonly creationTimestamp: string } }): readonly string[] => [
  object.metadata.name,
  object.metadata.creationTimestamp,
];

function subjects(object: unknown): readonly string[] {
  const all = digList(object, 'subjects');
  const names = (kind: string): string =>
    all
      .filter((subject) => subject['kind'] === kind)
      .map((subject) => (kind === 'ServiceAccount' ? `${digText(subject, 'namespace')}/${digText(subject, 'name')}` : digText(subject, 'name')))
      .join(', ');
  return [names('User'), names('Group'), names('ServiceAccount')];
}

const binding: Table['cells'] = (object, context) => [
  object.metadata.name,
  `${digText(object, 'roleRef.kind')}/${digText(object, 'roleRef.name')}`,
  ageOf(object, context),
  ...subjects(object),
];

function quotaCells(hard: Readonly<Record<string, string>>, used: Readonly<Record<string, string>>, limits: boolean): string {
  return Object.keys(hard)
    .sort(byCode)
    .filter((name) => name.startsWith('limits.') === limits)
    .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
    .join(', ');
}

export const CLUSTER_TABLES: readonly (readonly [string, Table])[] = [
  tableOf('nodes', 'NAME|STATUS|ROLES|AGE|VERSION|~INTERNAL-IP|~EXTERNAL-IP|~OS-IMAGE|~KERNEL-VERSION|~CONTAINER-RUNTIME', (node, context) => {
    const info = node.status.nodeInfo ?? {};
    const kernel = info['kernelVersion'] || '<unknown>';
    return [
      node.metadata.name,
      nodeStatus(node),
      nodeRoles(node),
      ageOf(node, context),
      info['kubeletVersion'] ?? '',
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      info['osImage'] || '<unknown>',
      info['architecture'] ? `${kernel} (${info['architecture']})` : kernel,
      info['containerRuntimeVersion'] || '<unknown>',
    ];
  }),
  tableOf('namespaces', 'NAME|STATUS|AGE', (object, context) => [object.metadata.name, object.status?.phase ?? '', ageOf(object, context)]),
  tableOf('events', 'LAST SEEN|TYPE|REASON|OBJECT|~SUBOBJECT|~SOURCE|MESSAGE|~FIRST SEEN|~COUNT|~NAME', (event, context) => {
    const kind = (event.involvedObject.kind ?? '').toLowerCase();
    return [
      since(lastSeen(event), context.now),
      event.type,
      event.reason,
      event.involvedObject.name ? `${kind}/${event.involvedObject.name}` : kind,
      event.involvedObject.fieldPath ?? '',
      eventSource(event),
      event.message.trim(),
      since(firstSeen(event), context.now),
      timesSeen(event),
      event.metadata.name,
    ];
  }),
  tableOf('resourcequotas', 'NAME|REQUEST|LIMIT|AGE', (object, context) => {
    const hard = object.status?.hard ?? {};
    const used = object.status?.used ?? {};
    return [object.metadata.name, quotaCells(hard, used, false), quotaCells(hard, used, true), ageOf(object, context)];
  }),
  tableOf('limitranges', 'NAME|CREATED AT', created),
  tableOf('configmaps', 'NAME|DATA|AGE', (object, context) => [
    object.metadata.name,
    Object.keys(digMap(object, 'data')).length + Object.keys(digMap(object, 'binaryData')).length,
    ageOf(object, context),
  ]),
  tableOf('secrets', 'NAME|TYPE|DATA|AGE', (object, context) => [
    object.metadata.name,
    digText(object, 'type') || 'Opaque',
    Object.keys(digMap(object, 'data')).length,
    ageOf(object, context),
  ]),
  tableOf('serviceaccounts', 'NAME|AGE', (object, context) => [object.metadata.name, ageOf(object, context)]),
  tableOf('priorityclasses', 'NAME|VALUE|GLOBAL-DEFAULT|AGE|PREEMPTIONPOLICY', (object, context) => [
    object.metadata.name,
    object.value,
    String(object.globalDefault ?? false),
    ageOf(object, context),
    object.preemptionPolicy ?? '',
  ]),
  tableOf('leases', 'NAME|HOLDER|AGE', (object, context) => [object.metadata.name, object.spec.holderIdentity ?? '', ageOf(object, context)]),
  ['roles', { columns: ['NAME', 'CREATED AT'], cells: created }],
  ['clusterroles', { columns: ['NAME', 'CREATED AT'], cells: created }],
  ['rolebindings', { columns: ['NAME', 'ROLE', 'AGE', '~USERS', '~GROUPS', '~SERVICEACCOUNTS'], cells: binding }],
  ['clusterrolebindings', { columns: ['NAME', 'ROLE', 'AGE', '~USERS', '~GROUPS', '~SERVICEACCOUNTS'], cells: binding }],
  tableOf('storageclasses', 'NAME|PROVISIONER|RECLAIMPOLICY|VOLUMEBINDINGMODE|ALLOWVOLUMEEXPANSION|AGE', (object, context) => {
    const isDefault = object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
    return [
      `${object.metadata.name}${isDefault ? ' (default)' : ''}`,
      digText(object, 'provisioner'),
      digText(object, 'reclaimPolicy') || 'Delete',
      digText(object, 'volumeBindingMode') || 'Immediate',
      String(dig(object, 'allowVolumeExpansion') ?? false),
      ageOf(object, context),
    ];
  }),
];
