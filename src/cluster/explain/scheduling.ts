import type { Node } from '../../kube/cluster-objects.ts';
import type { NodeSelectorRequirement, Pod } from '../../kube/pod.ts';
import { matchesNode } from '../../kube/node-fit.ts';
import { fromMilli, fromWhole } from '../../kube/quantity.ts';
import { matchesRequirement } from '../../kube/selector.ts';
import { NODES, type NodeRow } from '../node/behaviour.ts';
import { type NodeVerdict, explainScheduling } from '../scheduler/explain.ts';
import { allocatableOf, requestsOf } from '../scheduler/resources.ts';
import type { Listers } from '../store.ts';
import { type ExplainContext, type Remedy, inNamespace, quoted } from './contract.ts';
import { type Workload, replicasOf, workloadOf } from './owners.ts';

/** Of many Nodes that are refused for the same thing, so many are thought of. */
const NODES_MAX = 2;

/** A Pod that goes nowhere, and those who may help it. */
interface Stranded {
  readonly listers: Listers;
  readonly pod: Pod;
  readonly owner: Workload | undefined;
}

type Ways = (stranded: Stranded, node: Node) => readonly Remedy[];

/** What may let a Node take the Pod that it refuses, by the plugin that refuses. */
const OF_NODE: Readonly<Record<string, Ways>> = {
  NodeUnschedulable: (_, { metadata: { name } }) => [{ rule: 'remedy/uncordon', commands: [`kubectl uncordon ${name}`] }],
  TaintToleration: ({ listers }, node) => waysOverTaints(listers, node),
  NodeAffinity: ({ pod }, node) => waysOverLabels(pod, node),
  PodTopologySpread: ({ pod }, node) => waysOverTopology(pod, node),
};

/** What may let a Pod be scheduled whichever Node it is, by plugin: a Node more, or fewer requests. */
const OF_POD: Readonly<Record<string, (stranded: Stranded) => readonly Remedy[]>> = {
  NodeResourcesFit: (stranded) => [...another(stranded), ...smaller(stranded)],
  NodePorts: another,
  InterPodAffinity: another,
  PodTopologySpread: (stranded) => [...another(stranded), ...anyway(stranded)],
  VolumeRestrictions: (stranded) => claims(stranded),
  VolumeBinding: (stranded) => claims(stranded),
};

/** What may let a Pod that no Node takes be scheduled, the smallest change first. Nothing of it has been tried. */
export function remediesOfUnschedulable({ listers }: ExplainContext, pod: Pod): readonly Remedy[] {
  const stranded: Stranded = { listers, pod, owner: workloadOf(listers, pod) };
  const refusals = explainScheduling(listers, pod).nodes.filter((verdict) => verdict.refused !== undefined);
  const remedies: Remedy[] = [];
  for (const [plugin, ways] of Object.entries(OF_NODE)) {
    const helped = refusedBy(refusals, plugin)
      .map((name) => listers.get('nodes', name))
      .filter((node) => node !== undefined)
      .map((node) => ways(stranded, node))
      .filter((found) => found.length > 0);
    remedies.push(...helped.slice(0, NODES_MAX).flat());
  }
  for (const [plugin, ways] of Object.entries(OF_POD)) if (refusedBy(refusals, plugin).length) remedies.push(...ways(stranded));
  return [...remedies, ...fewer(stranded)];
}

const refusedBy = (refusals: readonly NodeVerdict[], plugin: string): readonly string[] =>
  refusals.filter(({ refused }) => refused?.plugin.split(' ').includes(plugin)).map(({ node }) => node);

/** Starts a kubelet that is gone; takes off a taint that somebody put there. Kubernetes' own taints go with what they tell of. */
function waysOverTaints(listers: Listers, { metadata: { name }, spec }: Node): readonly Remedy[] {
  if ((listers.get(NODES, name) as NodeRow | undefined)?.spec.down) return [startKubelet(name)];
  return (spec.taints ?? [])
    .filter(({ key, effect }) => !key.startsWith('node.kubernetes.io/') && effect !== 'PreferNoSchedule')
    .map(({ key, value, effect }) => ({
      rule: 'remedy/untaint',
      commands: [`kubectl taint nodes ${name} ${key}${value ? `=${value}` : ''}:${effect}-`],
    }));
}

export function startKubelet(node: string): Remedy {
  return { rule: 'remedy/start-kubelet', commands: [`ssh ${node} systemctl start kubelet`] };
}

/** The labels that a Node lacks for a Pod's selector and the first term of its affinity that labels can satisfy. */
function waysOverLabels({ spec }: Pod, node: Node): readonly Remedy[] {
  if (matchesNode(spec, node)) return [];
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [{}];
  for (const { matchExpressions = [], matchFields = [] } of terms) {
    if (matchFields.length) continue;
    const changes = [...Object.entries(spec.nodeSelector ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] })), ...matchExpressions]
      .filter(({ key, operator, values }) => !matchesRequirement(node.metadata.labels?.[key], operator, values ?? []))
      .map(labelFor);
    if (changes.every((change) => change !== undefined) && changes.length)
      return [{ rule: 'remedy/label-node', commands: [`kubectl label node ${node.metadata.name} ${changes.join(' ')} --overwrite`] }];
  }
  return [];
}

/** The change of a label that satisfies a requirement, as `kubectl label` takes it; undefined where no single one surely does. */
function labelFor({ key, operator, values = [] }: NodeSelectorRequirement): string | undefined {
  switch (operator) {
    case 'In':
      return `${key}=${values[0] ?? ''}`;
    case 'Exists':
      return `${key}=`;
    case 'NotIn':
    case 'DoesNotExist':
      return `${key}-`;
    case 'Gt':
      return `${key}=${Number(values[0]) + 1}`;
    case 'Lt':
      return `${key}=${Number(values[0]) - 1}`;
    default:
      return undefined;
  }
}

/** A Node without a label that Pods are spread by is none of its places: it gets the Node's own name, a place of its own. */
function waysOverTopology({ spec }: Pod, node: Node): readonly Remedy[] {
  const missing = (spec.topologySpreadConstraints ?? []).filter(
    ({ topologyKey, whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule' && node.metadata.labels?.[topologyKey] === undefined,
  );
  if (!missing.length) return [];
  const labels = missing.map(({ topologyKey }) => `${topologyKey}=${node.metadata.name}`);
  return [{ rule: 'remedy/label-node', commands: [`kubectl label node ${node.metadata.name} ${labels.join(' ')}`] }];
}

/** A Node more, as large as a new machine is. */
function another({ listers }: Stranded): readonly Remedy[] {
  const names = new Set([...listers.list('nodes')].map((node) => node.metadata.name));
  let number = names.size + 1;
  while (names.has(`node-${number}`)) number++;
  return [{ rule: 'remedy/add-node', commands: [`ssh node-${number} kubeadm join`] }];
}

/** Requests that fit into the Node with the most room. */
function smaller({ listers, pod, owner }: Stranded): readonly Remedy[] {
  const wanted = requestsOf(pod.spec);
  const [container] = pod.spec.containers;
  if (!owner || pod.spec.containers.length > 1 || !container) return [];
  const room = [...listers.list('nodes')].filter(({ spec }) => !spec.unschedulable).map((node) => roomOf(listers, node));
  const cpu = Math.max(0, ...room.map((one) => one.cpu));
  const memory = Math.max(0, ...room.map((one) => one.memory));
  const parts = [
    ...(wanted.cpu > cpu && cpu > 0 ? [`cpu=${fromMilli(Math.floor(cpu))}`] : []),
    ...(wanted.memory > memory && memory > 0 ? [`memory=${fromWhole(Math.floor(memory))}`] : []),
  ];
  if (!parts.length) return [];
  return [
    {
      rule: 'remedy/fewer-requests',
      commands: [`kubectl set resources ${owner.target}${inNamespace(pod)} -c ${container.name} --requests=${parts.join(',')}`],
    },
  ];
}

function roomOf(listers: Listers, node: Node): { readonly cpu: number; readonly memory: number } {
  const { cpu, memory } = allocatableOf(node);
  const used = listers.podsOn(node.metadata.name).map(({ spec }) => requestsOf(spec));
  const sum = (of: (requests: { readonly cpu: number; readonly memory: number }) => number): number => used.reduce((total, one) => total + of(one), 0);
  return { cpu: cpu - sum((one) => one.cpu), memory: memory - sum((one) => one.memory) };
}

/** As many Pods as have found a place. */
function fewer({ listers, pod, owner }: Stranded): readonly Remedy[] {
  const replicas = owner && replicasOf(owner);
  if (!owner || replicas === undefined) return [];
  const placed = [...listers.listIn('pods', pod.metadata.namespace ?? '')].filter(
    (other) => other.spec.nodeName && other.metadata.deletionTimestamp === undefined && workloadOf(listers, other)?.key === owner.key,
  ).length;
  if (placed === 0 || placed >= replicas) return [];
  return [{ rule: 'remedy/scale-down', commands: [`kubectl scale ${owner.target}${inNamespace(pod)} --replicas=${placed}`] }];
}

/** Spread as well as can be, instead of not at all. */
function anyway({ pod, owner }: Stranded): readonly Remedy[] {
  if (!owner) return [];
  const patch = (pod.spec.topologySpreadConstraints ?? []).flatMap(({ whenUnsatisfiable }, i) =>
    whenUnsatisfiable === 'DoNotSchedule'
      ? [{ op: 'replace', path: `/spec/template/spec/topologySpreadConstraints/${i}/whenUnsatisfiable`, value: 'ScheduleAnyway' }]
      : [],
  );
  return patch.length ? [{ rule: 'remedy/spread-anyway', commands: [`kubectl patch ${owner.target}${inNamespace(pod)} --type=json -p ${quoted(patch)}`] }] : [];
}

/** The claims that a Pod names and that are not there, made. */
function claims({ listers, pod }: Stranded): readonly Remedy[] {
  const commands = (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => {
    const name = persistentVolumeClaim?.claimName;
    if (!name || listers.get('persistentvolumeclaims', `${pod.metadata.namespace}/${name}`)) return [];
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    return [`echo ${quoted(claim)} | kubectl apply${inNamespace(pod)} -f -`];
  });
  return commands.length ? [{ rule: 'remedy/create-claim', commands }] : [];
}
