import type { LimitRange, ResourceQuota } from '../../../kube/cluster-objects.ts';
import { byCode, digList, digText } from '../../core/dig.ts';
import type { DescribeWriter, Describer } from './writer.ts';

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
  writer.marks(object.metadata);
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

export const NAMESPACE_DESCRIBERS: Readonly<Record<string, Describer>> = { namespaces: namespace, resourcequotas: resourceQuota, limitranges: limitRange };
