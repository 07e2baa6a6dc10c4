import type { KubeObject } from '../../../kube/meta.ts';
import type { Pod, PodTemplate, Volume } from '../../../kube/pod.ts';
import type { ControllerRevision, PersistentVolumeClaim, StatefulSet } from '../../../kube/workloads.ts';
import { REVISION_LABEL, templateOf } from '../history.ts';
import { podFromTemplate } from '../replicaset/manage.ts';

/** Who an ordinal's Pod is: its name, labels, host name and claims. Models stateful_set_utils.go. */

const POD_NAME_LABEL = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX_LABEL = 'apps.kubernetes.io/pod-index';
const POD_NAME = /^(.*)-([0-9]+)$/;
const INT32_MAX = 2_147_483_647;

/** The set and the ordinal that a Pod's name speaks of; ordinal -1 where it speaks of none. Models getParentNameAndOrdinal. */
export function parentAndOrdinal(podName: string): { parent: string; ordinal: number } {
  const match = POD_NAME.exec(podName);
  if (!match) return { parent: '', ordinal: -1 };
  const ordinal = Number(match[2]);
  return { parent: match[1] as string, ordinal: ordinal <= INT32_MAX ? ordinal : -1 };
}

export function ordinalOf(pod: Pod): number {
  return parentAndOrdinal(pod.metadata.name).ordinal;
}

/** The first ordinal: `spec.ordinals.start`, or 0. */
export function startOrdinal(set: StatefulSet): number {
  return set.spec.ordinals?.start ?? 0;
}

/** Whether an ordinal is one of those that the set wants. */
export function isInRange(set: StatefulSet, ordinal: number): boolean {
  const start = startOrdinal(set);
  return ordinal >= start && ordinal < start + set.spec.replicas;
}

export function podName(set: StatefulSet, ordinal: number): string {
  return `${set.metadata.name}-${ordinal}`;
}

/** `www-web-0`. Models getPersistentVolumeClaimName. */
export function claimName(set: StatefulSet, template: PersistentVolumeClaim, ordinal: number): string {
  return `${template.metadata.name}-${set.metadata.name}-${ordinal}`;
}

export function revisionOf(pod: Pod): string {
  return pod.metadata.labels?.[REVISION_LABEL] ?? '';
}

/** Whether a Pod has the name and the name label of its ordinal. Models identityMatches. */
export function identityMatches(set: StatefulSet, pod: Pod): boolean {
  const { parent, ordinal } = parentAndOrdinal(pod.metadata.name);
  return ordinal >= 0 && parent === set.metadata.name && pod.metadata.labels?.[POD_NAME_LABEL] === pod.metadata.name;
}

/** Whether a Pod mounts the claims of its ordinal. Models storageMatches. */
export function storageMatches(set: StatefulSet, pod: Pod): boolean {
  const ordinal = ordinalOf(pod);
  return (set.spec.volumeClaimTemplates ?? []).every(
    (template) =>
      pod.spec.volumes?.find((volume) => volume.name === template.metadata.name)?.persistentVolumeClaim?.claimName === claimName(set, template, ordinal),
  );
}

/** The Pod with the labels of its identity. Models updateIdentity. */
export function withIdentity(set: StatefulSet, pod: Pod): Pod {
  const ordinal = ordinalOf(pod);
  const name = podName(set, ordinal);
  return { ...pod, metadata: { ...pod.metadata, name, labels: { ...pod.metadata.labels, [POD_NAME_LABEL]: name, [POD_INDEX_LABEL]: String(ordinal) } } };
}

/** The Pod with its ordinal's claims among its volumes, in place of volumes of the same names. Models updateStorage. */
export function withStorage(set: StatefulSet, pod: Pod): Pod {
  const templates = set.spec.volumeClaimTemplates ?? [];
  if (!templates.length) return pod;
  const ordinal = ordinalOf(pod);
  const claimed: Volume[] = templates.map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(set, template, ordinal) },
  }));
  const own = new Set(claimed.map(({ name }) => name));
  return { ...pod, spec: { ...pod.spec, volumes: [...claimed, ...(pod.spec.volumes ?? []).filter(({ name }) => !own.has(name))] } };
}

/** The claims that an ordinal's Pod needs, as they are created. Models getPersistentVolumeClaims. */
export function claimsFor(set: StatefulSet, ordinal: number): readonly PersistentVolumeClaim[] {
  return (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    ...template,
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...template.metadata,
      name: claimName(set, template, ordinal),
      ...(set.metadata.namespace === undefined ? {} : { namespace: set.metadata.namespace }),
      labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
    },
  }));
}

/** Whether a new Pod of this ordinal is made from the current revision, because the partition keeps it there. Models newVersionedStatefulSetPod. */
export function belongsToCurrent(set: StatefulSet, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec.updateStrategy;
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : type === 'RollingUpdate' ? (set.status.currentReplicas ?? 0) : 0;
  return ordinal < startOrdinal(set) + kept;
}

/** The Pod of an ordinal as it is created from a revision. Models newStatefulSetPod and initIdentity. */
export function newPod(set: StatefulSet, ordinal: number, revision: ControllerRevision): Pod {
  const name = podName(set, ordinal);
  const template: PodTemplate = templateOf(revision);
  const bare = podFromTemplate(template, set as unknown as KubeObject, name) as unknown as Pod;
  const pod = withStorage(set, withIdentity(set, bare));
  return {
    ...pod,
    metadata: { ...pod.metadata, generateName: `${set.metadata.name}-`, labels: { ...pod.metadata.labels, [REVISION_LABEL]: revision.metadata.name } },
    spec: { ...pod.spec, hostname: name, ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}) },
  };
}
