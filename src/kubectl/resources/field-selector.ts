import type { KubeObject } from '../../kube/meta.ts';
import type { ResourceType } from '../../kube/resources.ts';
import { dig } from '../core/dig.ts';
import { fail } from '../core/failure.ts';

/** One term of `--field-selector`. */
export interface FieldTerm {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/** The fields, besides a name and a namespace, by which each table can be selected. Models AddFieldLabelConversionFunc. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  replicationcontrollers: ['status.replicas'],
  replicasets: ['status.replicas'],
  jobs: ['status.successful'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

/** Reads `status.phase=Running,spec.nodeName!=node-1`. */
export function parseFieldSelector(text: string): readonly FieldTerm[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([^=!]+)(!=|==|=)(.*)$/.exec(part);
      if (!match) return fail(`invalid selector: '${text}'; can't understand '${part}'`);
      return { field: match[1] as string, equal: match[2] !== '!=', value: match[3] as string };
    });
}

function fieldOf(object: KubeObject, field: string): string {
  if (field === 'source') return String(dig(object, 'source.component') ?? dig(object, 'reportingComponent') ?? '');
  const value = dig(object, field);
  if (value === undefined || value === null) return field === 'spec.unschedulable' || field === 'spec.hostNetwork' ? 'false' : '';
  return String(value);
}

/** The terms as a filter. Fails for a field that the resource cannot be selected by, in the API server's words. */
export function fieldFilter(resource: ResourceType, terms: readonly FieldTerm[]): (object: KubeObject) => boolean {
  const known = ['metadata.name', ...(resource.namespaced ? ['metadata.namespace'] : []), ...(FIELDS[resource.plural] ?? [])];
  for (const { field } of terms) {
    if (known.includes(field)) continue;
    if (FIELDS[resource.plural]) fail(`field label not supported: ${field}`);
    fail(`${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`);
  }
  return (object) => terms.every(({ field, equal, value }) => (fieldOf(object, field) === value) === equal);
}
