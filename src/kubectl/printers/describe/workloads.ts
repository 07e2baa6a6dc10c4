import type { KubeObject } from '../../../kube/meta.ts';
import { podQos } from '../../../kube/qos.ts';
import type { Pod, PodTemplate } from '../../../kube/pod.ts';
import { formatSelector } from '../../../kube/selector.ts';
import type { DaemonSet, Deployment, ReplicaSet, ReplicationController, StatefulSet } from '../../../kube/workloads.ts';
import { byCode, dig, digList, digNumber, digText } from '../../core/dig.ts';
import { fromTime, humanDuration } from '../../../kube/time.ts';
import { replicaSetsOf } from '../../resources/revisions.ts';
import { formatLabels } from '../tables/table.ts';
import { describeContainers, describePodTemplate, describeSpread, describeTolerations, describeVolumes } from './pod-parts.ts';
import { type DescribeContext, type DescribeWriter, type Describer, ago, controlledBy, longTime } from './writer.ts';

function head(writer: DescribeWriter, object: KubeObject): void {
  writer.field('Name', object.metadata.name);
  writer.field('Namespace', object.metadata.namespace ?? '');
}

/** `2 Running / 1 Waiting / 0 Succeeded / 0 Failed` of the Pods that an object controls. */
function podCounts(object: KubeObject, { listers }: DescribeContext): string {
  const phases = listers.controlledBy('pods', object.metadata.uid).map((pod) => pod.status.phase);
  const count = (phase: string): number => phases.filter((other) => other === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

function conditions(writer: DescribeWriter, object: KubeObject): void {
  const list = digList(object, 'status.conditions');
  if (!list.length) return;
  writer.line(0, 'Conditions:\n  Type\tStatus\tReason');
  writer.line(1, '----\t------\t------');
  for (const condition of list) writer.line(1, `${digText(condition, 'type')} \t${digText(condition, 'status')}\t${digText(condition, 'reason')}`);
}

const namesOf = (sets: readonly ReplicaSet[]): string =>
  sets.map((set) => `${set.metadata.name} (${set.status.replicas}/${set.spec.replicas} replicas created)`).join(', ') || '<none>';

const deployment: Describer = (object, writer, context) => {
  const { metadata, spec, status } = object as unknown as Deployment;
  head(writer, object);
  writer.field('CreationTimestamp', longTime(metadata.creationTimestamp));
  writer.marks(metadata);
  writer.field('Selector', formatSelector(spec.selector));
  writer.field(
    'Replicas',
    `${spec.replicas} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`,
  );
  writer.field('StrategyType', spec.strategy.type);
  writer.field('MinReadySeconds', spec.minReadySeconds ?? 0);
  const { rollingUpdate } = spec.strategy;
  if (rollingUpdate) writer.field('RollingUpdateStrategy', `${rollingUpdate.maxUnavailable ?? 0} max unavailable, ${rollingUpdate.maxSurge ?? 0} max surge`);
  describePodTemplate(writer, spec.template);
  conditions(writer, object);
  const { old, current } = replicaSetsOf(context.listers, object as unknown as Deployment);
  if (old.length || current) {
    writer.field('OldReplicaSets', namesOf(old));
    writer.field('NewReplicaSet', namesOf(current ? [current] : []));
  }
  writer.events(object, context);
};

const replicaSet: Describer = (object, writer, context) => {
  const { metadata, spec, status } = object as unknown as ReplicaSet;
  head(writer, object);
  writer.field('Selector', formatSelector(spec.selector));
  writer.marks(metadata);
  const owner = controlledBy(object);
  if (owner) writer.field('Controlled By', owner);
  writer.field('Replicas', `${status.replicas} current / ${spec.replicas} desired`);
  writer.field('Pods Status', podCounts(object, context));
  describePodTemplate(writer, spec.template);
  conditions(writer, object);
  writer.events(object, context);
};

const replicationController: Describer = (object, writer, context) => {
  const { metadata, spec, status } = object as unknown as ReplicationController;
  head(writer, object);
  writer.field('Selector', formatLabels(spec.selector));
  writer.marks(metadata);
  writer.field('Replicas', `${status.replicas} current / ${spec.replicas} desired`);
  writer.field('Pods Status', podCounts(object, context));
  describePodTemplate(writer, spec.template);
  conditions(writer, object);
  writer.events(object, context);
};

const daemonSet: Describer = (object, writer, context) => {
  const { metadata, spec, status } = object as unknown as DaemonSet;
  writer.field('Name', metadata.name);
  writer.field('Selector', formatSelector(spec.selector));
  writer.field('Node-Selector', formatLabels(spec.template.spec.nodeSelector));
  writer.marks(metadata);
  writer.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled}`);
  writer.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled}`);
  writer.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`);
  writer.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`);
  writer.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled}`);
  writer.field('Pods Status', podCounts(object, context));
  describePodTemplate(writer, spec.template);
  writer.events(object, context);
};

function claimTemplates(writer: DescribeWriter, templates: StatefulSet['spec']['volumeClaimTemplates']): void {
  if (!templates?.length) {
    writer.field('Volume Claims', '<none>');
    return;
  }
  writer.line(0, 'Volume Claims:');
  for (const { metadata, spec } of templates) {
    writer.line(1, `Name:\t${metadata.name}`);
    writer.line(1, `StorageClass:\t${digText(spec, 'storageClassName')}`);
    writer.labels('Labels', metadata.labels, '  ');
    writer.labels('Annotations', metadata.annotations, '  ');
    writer.line(1, `Capacity:\t${digText(spec, 'resources.requests.storage') || '<default>'}`);
    writer.line(1, `Access Modes:\t[${(digList(spec, 'accessModes') as unknown as readonly string[]).join(' ')}]`);
  }
}

const statefulSet: Describer = (object, writer, context) => {
  const { metadata, spec, status } = object as unknown as StatefulSet;
  head(writer, object);
  writer.field('CreationTimestamp', longTime(metadata.creationTimestamp));
  writer.field('Selector', formatSelector(spec.selector));
  writer.marks(metadata);
  writer.field('Replicas', `${spec.replicas} desired | ${status.replicas} total`);
  writer.field('Update Strategy', spec.updateStrategy.type);
  const { partition, maxUnavailable } = spec.updateStrategy.rollingUpdate ?? {};
  if (partition !== undefined) {
    writer.line(1, `Partition:\t${partition}`);
    if (maxUnavailable !== undefined) writer.line(1, `MaxUnavailable:\t${maxUnavailable}`);
  }
  writer.field('Pods Status', podCounts(object, context));
  describePodTemplate(writer, spec.template);
  claimTemplates(writer, spec.volumeClaimTemplates);
  writer.events(object, context);
};

const pod: Describer = (object, writer, context) => {
  const described = object as unknown as Pod;
  const { metadata, spec, status } = described;
  head(writer, object);
  if (spec.priority !== undefined) writer.field('Priority', spec.priority);
  if (spec.priorityClassName) writer.field('Priority Class Name', spec.priorityClassName);
  if (spec.serviceAccountName) writer.field('Service Account', spec.serviceAccountName);
  writer.field('Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) writer.field('Start Time', longTime(status.startTime));
  writer.marks(metadata);
  if (metadata.deletionTimestamp !== undefined && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    writer.field('Status', `Terminating (lasts ${ago(metadata.deletionTimestamp, context.now)})`);
    writer.field('Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else writer.field('Status', status.phase ?? '');
  if (status.reason) writer.field('Reason', status.reason);
  if (status.message) writer.field('Message', status.message);
  writer.field('IP', status.podIP ?? '');
  const ips = status.podIPs ?? [];
  writer.line(0, ips.length ? 'IPs:' : 'IPs:\t<none>');
  for (const { ip } of ips) writer.line(1, `IP:\t${ip}`);
  const owner = controlledBy(object);
  if (owner) writer.field('Controlled By', owner);
  if (status.nominatedNodeName) writer.field('NominatedNodeName', status.nominatedNodeName);
  if (spec.initContainers?.length) describeContainers(writer, 'Init Containers', spec.initContainers, '', status.initContainerStatuses, described);
  describeContainers(writer, 'Containers', spec.containers, '', status.containerStatuses, described);
  podConditions(writer, described);
  describeVolumes(writer, spec.volumes);
  writer.field('QoS Class', status.qosClass ?? podQos(spec));
  writer.labels('Node-Selectors', spec.nodeSelector);
  describeTolerations(writer, spec.tolerations);
  describeSpread(writer, spec.topologySpreadConstraints);
  writer.events(object, context);
};

function podConditions(writer: DescribeWriter, { spec, status }: Pod): void {
  if (spec.readinessGates?.length) {
    writer.line(0, 'Readiness Gates:\n  Type\tStatus');
    for (const { conditionType } of spec.readinessGates)
      writer.line(1, `${conditionType} \t${status.conditions?.find((condition) => condition.type === conditionType)?.status ?? '<none>'} `);
  }
  if (!status.conditions?.length) return;
  writer.line(0, 'Conditions:\n  Type\tStatus');
  for (const condition of status.conditions) writer.line(1, `${condition.type} \t${condition.status} `);
}

const optional = (object: unknown, path: string, unset = '<unset>'): string => {
  const value = dig(object, path);
  return value === undefined || value === null ? unset : String(value);
};

const job: Describer = (object, writer, context) => {
  head(writer, object);
  const selector = dig(object, 'spec.selector');
  writer.field('Selector', selector ? formatSelector(selector) : '');
  writer.marks(object.metadata);
  const owner = controlledBy(object);
  if (owner) writer.field('Controlled By', owner);
  if (dig(object, 'spec.parallelism') !== undefined) writer.field('Parallelism', digNumber(object, 'spec.parallelism'));
  writer.field('Completions', optional(object, 'spec.completions'));
  for (const [title, path] of [
    ['Completion Mode', 'completionMode'],
    ['Suspend', 'suspend'],
    ['Backoff Limit', 'backoffLimit'],
    ['TTL Seconds After Finished', 'ttlSecondsAfterFinished'],
  ] as const)
    if (dig(object, `spec.${path}`) !== undefined) writer.field(title, digText(object, `spec.${path}`));
  const start = digText(object, 'status.startTime');
  const end = digText(object, 'status.completionTime');
  if (start) writer.field('Start Time', longTime(start));
  if (end) writer.field('Completed At', longTime(end));
  if (start && end) writer.field('Duration', humanDuration(fromTime(end) - fromTime(start)));
  if (dig(object, 'spec.activeDeadlineSeconds') !== undefined) writer.field('Active Deadline Seconds', `${digNumber(object, 'spec.activeDeadlineSeconds')}s`);
  writer.field(
    'Pods Statuses',
    `${digNumber(object, 'status.active')} Active / ${digNumber(object, 'status.succeeded')} Succeeded / ${digNumber(object, 'status.failed')} Failed`,
  );
  describePodTemplate(writer, dig(object, 'spec.template') as PodTemplate);
  writer.events(object, context);
};

const cronJob: Describer = (object, writer, context) => {
  head(writer, object);
  writer.marks(object.metadata);
  writer.field('Schedule', digText(object, 'spec.schedule'));
  writer.field('Concurrency Policy', digText(object, 'spec.concurrencyPolicy'));
  const suspend = dig(object, 'spec.suspend');
  writer.field('Suspend', suspend === undefined ? '<unset>' : suspend ? 'True' : 'False');
  writer.field('Successful Job History Limit', optional(object, 'spec.successfulJobsHistoryLimit'));
  writer.field('Failed Job History Limit', optional(object, 'spec.failedJobsHistoryLimit'));
  const deadline = optional(object, 'spec.startingDeadlineSeconds');
  writer.field('Starting Deadline Seconds', deadline === '<unset>' ? deadline : `${deadline}s`);
  const template = dig(object, 'spec.jobTemplate.spec');
  const selector = dig(template, 'selector');
  writer.field('Selector', selector ? formatSelector(selector as object) : '<unset>');
  writer.field('Parallelism', optional(template, 'parallelism'));
  writer.field('Completions', optional(template, 'completions'));
  describePodTemplate(writer, dig(template, 'template') as PodTemplate);
  const last = digText(object, 'status.lastScheduleTime');
  writer.field('Last Schedule Time', last ? longTime(last) : '<unset>');
  writer.field(
    'Active Jobs',
    digList(object, 'status.active')
      .map((active) => digText(active, 'name'))
      .sort(byCode)
      .join(', ') || '<none>',
  );
  writer.events(object, context);
};

export const WORKLOAD_DESCRIBERS: Readonly<Record<string, Describer>> = {
  deployments: deployment,
  replicasets: replicaSet,
  replicationcontrollers: replicationController,
  daemonsets: daemonSet,
  statefulsets: statefulSet,
  pods: pod,
  jobs: job,
  cronjobs: cronJob,
};
