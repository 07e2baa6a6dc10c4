import type { KubeObject } from '../../../kube/meta.ts';
import type { Affinity, Pod, PodSpec, PodTemplate, Toleration } from '../../../kube/pod.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import { REVISION_LABEL } from '../history.ts';
import { podFromTemplate } from '../replicaset/manage.ts';

/** What a daemon Pod has beyond its template. Models daemon/util/daemonset_util.go. */

const TEMPLATE_GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';
const GENERATION_LABEL = 'pod-template-generation';
const NODE_NAME_FIELD = 'metadata.name';

const on = (name: string, effect: string): Toleration => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect });
const ADDED: readonly Toleration[] = [
  on('not-ready', 'NoExecute'),
  on('unreachable', 'NoExecute'),
  on('disk-pressure', 'NoSchedule'),
  on('memory-pressure', 'NoSchedule'),
  on('pid-pressure', 'NoSchedule'),
  on('unschedulable', 'NoSchedule'),
];
const ADDED_ON_HOST_NETWORK = on('network-unavailable', 'NoSchedule');

/** A Pod's tolerations and those that every daemon Pod gets: a Node in trouble keeps its daemons. Models AddOrUpdateDaemonPodTolerations. */
export function daemonTolerations(spec: PodSpec): readonly Toleration[] {
  const tolerations = [...(spec.tolerations ?? [])];
  for (const added of spec.hostNetwork ? [...ADDED, ADDED_ON_HOST_NETWORK] : ADDED) {
    const same = tolerations.findIndex(
      ({ key, effect, operator, value }) => key === added.key && effect === added.effect && operator === added.operator && !value,
    );
    if (same < 0) tolerations.push(added);
    else tolerations[same] = added;
  }
  return tolerations;
}

/** The deprecated count of template changes, which the API server keeps as an annotation. Models GetTemplateGeneration. */
export function templateGeneration(daemonSet: DaemonSet): string | undefined {
  const generation = daemonSet.metadata.annotations?.[TEMPLATE_GENERATION_ANNOTATION];
  return generation !== undefined && /^-?\d+$/.test(generation) ? generation : undefined;
}

/** Whether a Pod was made from the template as it is now. Models IsPodUpdated. */
export function isUpdated(pod: Pod, hash: string, generation: string | undefined): boolean {
  const labels = pod.metadata.labels ?? {};
  return labels[REVISION_LABEL] === hash || (generation !== undefined && labels[GENERATION_LABEL] === generation);
}

/** The template of all of a set's Pods of one revision. Models CreatePodTemplate. */
export function daemonTemplate(daemonSet: DaemonSet, hash: string): PodTemplate {
  const { template } = daemonSet.spec;
  const generation = templateGeneration(daemonSet);
  return {
    ...template,
    metadata: {
      ...template.metadata,
      labels: { ...template.metadata?.labels, ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }), [REVISION_LABEL]: hash },
    },
    spec: { ...template.spec, tolerations: daemonTolerations(template.spec) },
  };
}

/** The Pod for one Node: the scheduler binds it there, because its affinity names nothing else. Models ReplaceDaemonSetPodNodeNameNodeAffinity. */
export function daemonPod(daemonSet: DaemonSet, template: PodTemplate, node: string): KubeObject {
  const { affinity } = template.spec;
  const pinned: Affinity = {
    ...affinity,
    nodeAffinity: {
      ...affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: NODE_NAME_FIELD, operator: 'In', values: [node] }] }] },
    },
  };
  return podFromTemplate({ ...template, spec: { ...template.spec, affinity: pinned } }, daemonSet as unknown as KubeObject);
}

/** The Node that a daemon Pod is on or for, or undefined where it names none. Models GetTargetNodeName. */
export function targetNode(pod: Pod): string | undefined {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms)
    for (const { key, operator, values } of matchFields) if (key === NODE_NAME_FIELD && operator === 'In') return values?.length === 1 ? values[0] : undefined;
  return undefined;
}
