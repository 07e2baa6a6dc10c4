import { type KubeObject, controllerOf } from '../../../kube/meta.ts';
import { formatSelector } from '../../../kube/selector.ts';
import { fromTime, humanDuration } from '../../../kube/time.ts';
import { type Plain, dig, digList, digNumber, digText } from '../../core/dig.ts';
import { type Table, ageOf, containerCells, formatLabels, since, tableOf } from './table.ts';

function jobStatus(job: KubeObject): string {
  const holds = (type: string): boolean => digList(job, 'status.conditions').some((condition) => condition['type'] === type && condition['status'] === 'True');
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds) ?? 'Running';
}

function jobCompletions(job: KubeObject): string {
  const done = digNumber(job, 'status.succeeded');
  const wanted = dig(job, 'spec.completions');
  if (typeof wanted === 'number') return `${done}/${wanted}`;
  const parallelism = digNumber(job, 'spec.parallelism');
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

function jobDuration(job: KubeObject, now: number): string {
  const start = digText(job, 'status.startTime');
  if (!start) return '';
  const end = digText(job, 'status.completionTime');
  return humanDuration((end ? fromTime(end) : now) - fromTime(start));
}

const containersAt = (object: KubeObject, path: string): readonly { name: string; image?: string }[] =>
  digList(object, path) as readonly (Plain & { name: string; image?: string })[];

export const WORKLOAD_TABLES: readonly (readonly [string, Table])[] = [
  tableOf('deployments', 'NAME|READY|UP-TO-DATE|AVAILABLE|AGE|~CONTAINERS|~IMAGES|~SELECTOR', (object, context) => [
    object.metadata.name,
    `${object.status.readyReplicas ?? 0}/${object.spec.replicas}`,
    object.status.updatedReplicas ?? 0,
    object.status.availableReplicas ?? 0,
    ageOf(object, context),
    ...containerCells(object.spec.template.spec.containers),
    formatSelector(object.spec.selector),
  ]),
  tableOf('replicasets', 'NAME|DESIRED|CURRENT|READY|AGE|~CONTAINERS|~IMAGES|~SELECTOR', (object, context) => [
    object.metadata.name,
    object.spec.replicas,
    object.status.replicas,
    object.status.readyReplicas ?? 0,
    ageOf(object, context),
    ...containerCells(object.spec.template.spec.containers),
    formatSelector(object.spec.selector),
  ]),
  tableOf('replicationcontrollers', 'NAME|DESIRED|CURRENT|READY|AGE|~CONTAINERS|~IMAGES|~SELECTOR', (object, context) => [
    object.metadata.name,
    object.spec.replicas,
    object.status.replicas,
    object.status.readyReplicas ?? 0,
    ageOf(object, context),
    ...containerCells(object.spec.template.spec.containers),
    formatLabels(object.spec.selector),
  ]),
  tableOf('statefulsets', 'NAME|READY|AGE|~CONTAINERS|~IMAGES', (object, context) => [
    object.metadata.name,
    `${object.status.readyReplicas ?? 0}/${object.spec.replicas}`,
    ageOf(object, context),
    ...containerCells(object.spec.template.spec.containers),
  ]),
  tableOf('daemonsets', 'NAME|DESIRED|CURRENT|READY|UP-TO-DATE|AVAILABLE|NODE SELECTOR|AGE|~CONTAINERS|~IMAGES|~SELECTOR', (object, context) => [
    object.metadata.name,
    object.status.desiredNumberScheduled,
    object.status.currentNumberScheduled,
    object.status.numberReady,
    object.status.updatedNumberScheduled ?? 0,
    object.status.numberAvailable ?? 0,
    formatLabels(object.spec.template.spec.nodeSelector),
    ageOf(object, context),
    ...containerCells(object.spec.template.spec.containers),
    formatSelector(object.spec.selector),
  ]),
  tableOf('controllerrevisions', 'NAME|CONTROLLER|REVISION|AGE', (object, context) => {
    const owner = controllerOf(object);
    const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
    return [object.metadata.name, owner ? `${owner.kind.toLowerCase()}${group}/${owner.name}` : '<none>', object.revision, ageOf(object, context)];
  }),
  tableOf('jobs', 'NAME|STATUS|COMPLETIONS|DURATION|AGE|~CONTAINERS|~IMAGES|~SELECTOR', (object, context) => [
    object.metadata.name,
    jobStatus(object),
    jobCompletions(object),
    jobDuration(object, context.now),
    ageOf(object, context),
    ...containerCells(containersAt(object, 'spec.template.spec.containers')),
    formatSelector(dig(object, 'spec.selector') as undefined),
  ]),
  tableOf('cronjobs', 'NAME|SCHEDULE|TIMEZONE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE|~CONTAINERS|~IMAGES|~SELECTOR', (object, context) => {
    const suspend = dig(object, 'spec.suspend');
    const last = digText(object, 'status.lastScheduleTime');
    return [
      object.metadata.name,
      digText(object, 'spec.schedule'),
      digText(object, 'spec.timeZone') || '<none>',
      suspend === undefined ? '<unset>' : suspend ? 'True' : 'False',
      digList(object, 'status.active').length,
      last ? since(last, context.now) : '<none>',
      ageOf(object, context),
      ...containerCells(containersAt(object, 'spec.jobTemplate.spec.template.spec.containers')),
      formatSelector(dig(object, 'spec.jobTemplate.spec.selector') as undefined),
    ];
  }),
];
