import type { Service } from '../../kube/cluster-objects.ts';
import { type KubeObject, type Labels, keyOf } from '../../kube/meta.ts';
import type { Pod, PodTemplate } from '../../kube/pod.ts';
import { isPodReady, isPodTerminal } from '../../kube/pod-status.ts';
import { matchesMap } from '../../kube/selector.ts';
import { PROXY_DELAY_MS, deletionAskedAt, preStopMs, traffic } from '../../kube/traffic.ts';
import type { PersistentVolumeClaim } from '../../kube/workloads.ts';
import type { Listers } from '../store.ts';
import { NO_PROVISIONER, classOf, isDelayed, specOf } from '../volume-match.ts';
import { type Blocker, type ExplainContext, type Remedy, inNamespace, quoted, timeOf } from './contract.ts';
import { workloadOf } from './owners.ts';
import { blockersOfPods } from './pods.ts';

const objectOf = (service: Service): Blocker['object'] => ({ table: 'services', key: keyOf(service) });
const spelled = (labels: Labels | undefined): string =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** Why nobody answers a Service's requests, or not every one. `remediesOf`: what an owner of Pods knows to help them. */
export function blockersOfService(context: ExplainContext, service: Service, remediesOf: (pod: Pod) => readonly Remedy[]): readonly Blocker[] {
  const { selector, type } = service.spec;
  if (type === 'ExternalName' || !selector || !Object.keys(selector).length) return [];
  const all = [...context.listers.listIn('pods', service.metadata.namespace ?? '')];
  const pods = all.filter((pod) => matchesMap(selector, pod.metadata.labels) && !isPodTerminal(pod));
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (!staying.length) return [...withoutPods(context, service), ...blockersOfPods(context, pods, 0, [])];
  const ready = staying.filter(isPodReady);
  if (!ready.length) return blockersOfPods(context, staying, 0, staying[0] ? remediesOf(staying[0]) : []);
  return [...withoutPort(service, ready), ...refusals(context, service, pods)];
}

/** No Pod has the labels that it selects. */
function withoutPods({ listers }: ExplainContext, service: Service): readonly Blocker[] {
  const { name } = service.metadata;
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/service-no-pods', values: { name, selector: spelled(service.spec.selector) } },
      object: objectOf(service),
      remedies: remediesOfSelector(listers, service),
    },
  ];
}

const TEMPLATED = ['deployments', 'statefulsets', 'daemonsets'] as const;
const CANDIDATES_MAX = 3;

/** A workload that it may have been meant for: one that matches and has no Pods, or one whose labels are the nearest. */
function remediesOfSelector(listers: Listers, service: Service): readonly Remedy[] {
  const selector = service.spec.selector ?? {};
  const candidates: { readonly nearness: number; readonly remedy: Remedy }[] = [];
  for (const table of TEMPLATED)
    for (const workload of listers.listIn(table, service.metadata.namespace ?? '')) {
      const { template, replicas } = workload.spec as { readonly template: PodTemplate; readonly replicas?: number };
      const labels = template.metadata?.labels ?? {};
      const target = `${workload.kind.toLowerCase()}/${workload.metadata.name}`;
      if (matchesMap(selector, labels)) {
        if (replicas === 0)
          candidates.push({ nearness: 100, remedy: { rule: 'remedy/scale-up', commands: [`kubectl scale ${target}${inNamespace(service)} --replicas=1`] } });
        continue;
      }
      const wanted = (workload.spec as { readonly selector?: { readonly matchLabels?: Labels } }).selector?.matchLabels ?? labels;
      const command = `kubectl set selector service ${service.metadata.name}${inNamespace(service)} ${spelled(wanted)}`;
      candidates.push({ nearness: nearness(selector, labels, service, workload), remedy: { rule: 'remedy/set-selector', commands: [command] } });
    }
  return candidates
    .filter((one) => one.nearness > 0)
    .sort((a, b) => b.nearness - a.nearness)
    .slice(0, CANDIDATES_MAX)
    .map(({ remedy }) => remedy);
}

/** How much speaks for a workload: pairs that agree, keys that agree, and the name. */
function nearness(selector: Labels, labels: Labels, service: Service, workload: Pick<KubeObject, 'metadata'>): number {
  let sum = workload.metadata.name === service.metadata.name ? 3 : 0;
  for (const key in selector) sum += labels[key] === selector[key] ? 4 : labels[key] === undefined ? 0 : 1;
  return sum;
}

/** A port that is named, and that none of the ready Pods has. */
function withoutPort(service: Service, ready: readonly Pod[]): readonly Blocker[] {
  const ports = ready.flatMap(({ spec }) => spec.containers.flatMap((container) => container.ports ?? []));
  const index = (service.spec.ports ?? []).findIndex(({ targetPort }) => typeof targetPort === 'string' && !ports.some(({ name }) => name === targetPort));
  if (index < 0) return [];
  const { targetPort = '' } = service.spec.ports?.[index] ?? {};
  const patch = quoted([{ op: 'replace', path: `/spec/ports/${index}/targetPort`, value: ports[0]?.name ?? ports[0]?.containerPort }]);
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/service-port', values: { name: service.metadata.name, port: targetPort, pods: ready.length } },
      object: objectOf(service),
      remedies: ports.length
        ? [{ rule: 'remedy/target-port', commands: [`kubectl patch service ${service.metadata.name}${inNamespace(service)} --type=json -p ${patch}`] }]
        : [],
    },
  ];
}

/** The race of SIGTERM against the Nodes that still send requests: for as long as a Pod is behind it. */
function refusals(context: ExplainContext, service: Service, pods: readonly Pod[]): readonly Blocker[] {
  const { refusing } = traffic(service, pods, context.now);
  const [pod] = refusing;
  return pod ? [refusal(context, pod, refusing.length, service.metadata.name)] : [];
}

function refusal(context: ExplainContext, pod: Pod, pods: number, service: string): Blocker {
  const asked = deletionAskedAt(pod) ?? context.now;
  const signal = asked + preStopMs(pod);
  return {
    kind: 'waiting',
    aside: true,
    reason: {
      rule: 'blocked/refuses',
      values: {
        pod: pod.metadata.name,
        pods,
        service,
        workload: workloadOf(context.listers, pod)?.target ?? '',
        signal: (signal / 1000).toFixed(3),
        delay: PROXY_DELAY_MS / 1000,
        preStop: preStopMs(pod) / 1000,
        ...timeOf(context, asked + PROXY_DELAY_MS),
      },
    },
    object: { table: 'pods', key: keyOf(pod) },
    remedies: [],
  };
}

/** The same for a Pod that refuses, whichever Service sends it requests. */
export function refusalsOfPod(context: ExplainContext, pod: Pod): readonly Blocker[] {
  for (const service of context.listers.listIn('services', pod.metadata.namespace ?? '')) {
    if (traffic(service, [pod], context.now).refusing.length) return [refusal(context, pod, 1, service.metadata.name)];
  }
  return [];
}

/** Why a claim is not bound: it waits for a Pod, finds no volume, or names one that is not there. */
export function blockersOfClaim({ listers }: ExplainContext, claim: PersistentVolumeClaim): readonly Blocker[] {
  const volume = claim.spec['volumeName'] as string | undefined;
  if (claim.status?.phase === 'Bound' || claim.metadata.deletionTimestamp !== undefined) return [];
  const object = { table: 'persistentvolumeclaims', key: keyOf(claim) };
  const { name } = claim.metadata;
  if (volume === undefined) {
    const storageClass = classOf(listers, claim);
    const unmet = storageClass?.provisioner === NO_PROVISIONER || specOf(claim).selector !== undefined;
    const rule = isDelayed(listers, claim) ? 'blocked/claim-consumer' : unmet ? 'blocked/claim-unmet' : 'blocked/claim-pending';
    return [
      {
        kind: unmet && rule !== 'blocked/claim-consumer' ? 'blocked' : 'waiting',
        reason: { rule, values: { name, class: storageClass?.metadata.name ?? '' } },
        object,
        remedies: [],
      },
    ];
  }
  const exists = listers.get('persistentvolumes', volume) !== undefined;
  const { volumeName: _, ...spec } = claim.spec;
  const again = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name }, spec };
  return [
    {
      kind: 'blocked',
      reason: { rule: 'blocked/claim-volume', values: { name, volume, exists } },
      object,
      remedies: [
        {
          rule: 'remedy/recreate-claim',
          commands: [`echo ${quoted(again)} | kubectl replace --force${inNamespace(claim)} -f -`],
        },
      ],
    },
  ];
}
