import type { KubeObject } from '../../../kube/meta.ts';
import type { ResourceType } from '../../../kube/resources.ts';
import { isPlain } from '../../core/dig.ts';
import { sortedEntries } from '../json.ts';
import { goPrint } from '../jsonpath.ts';
import { ACCESS_DESCRIBERS } from './access.ts';
import { AUTOSCALING_DESCRIBERS } from './autoscaling.ts';
import { CONFIGURATION_DESCRIBERS } from './configuration.ts';
import { NAMESPACE_DESCRIBERS } from './namespaces.ts';
import { NETWORK_DESCRIBERS } from './network.ts';
import { NODE_DESCRIBERS } from './nodes.ts';
import { STORAGE_DESCRIBERS } from './storage.ts';
import { WORKLOAD_DESCRIBERS } from './workloads.ts';
import { type DescribeContext, DescribeWriter, type Describer } from './writer.ts';

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  ...WORKLOAD_DESCRIBERS,
  ...AUTOSCALING_DESCRIBERS,
  ...NETWORK_DESCRIBERS,
  ...NODE_DESCRIBERS,
  ...NAMESPACE_DESCRIBERS,
  ...CONFIGURATION_DESCRIBERS,
  ...STORAGE_DESCRIBERS,
  ...ACCESS_DESCRIBERS,
};

const ACRONYMS = new Set(['API', 'URL', 'UID', 'GUID']);
const SKIPPED = new Set(['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.managedFields']);

/** `holderIdentity` as `Holder Identity`. Models smartLabelFor. */
function labelFor(field: string): string {
  if (!/^[A-Za-z-]+$/.test(field)) return field;
  const words = field.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|-/g) ?? [field];
  return words.map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word[0]?.toUpperCase() + word.slice(1))).join(' ');
}

function writeContent(writer: DescribeWriter, level: number, content: object, path: string): void {
  for (const [field, value] of sortedEntries(content)) {
    const inner = path ? `${path}.${field}` : field;
    if (SKIPPED.has(inner)) continue;
    if (Array.isArray(value)) {
      writer.line(level, `${labelFor(field)}:`);
      for (const item of value as unknown[])
        if (isPlain(item)) writeContent(writer, level + 1, item, inner);
        else writer.line(level + 1, goPrint(item));
    } else if (isPlain(value)) {
      writer.line(level, `${labelFor(field)}:`);
      writeContent(writer, level + 1, value, inner);
    } else writer.line(level, `${labelFor(field)}:\t${goPrint(value)}`);
  }
}

/** Describes an object of a kind without a describer of its own. Models genericDescriber. */
const generic: Describer = (object, writer, context) => {
  writer.field('Name', object.metadata.name);
  writer.field('Namespace', object.metadata.namespace ?? '');
  writer.marks(object.metadata);
  writeContent(writer, 0, object, '');
  writer.events(object, context);
};

/** What `kubectl describe` prints for one object. */
export function describeObject(resource: ResourceType, object: KubeObject, context: DescribeContext): string {
  const writer = new DescribeWriter();
  (DESCRIBERS[resource.plural] ?? generic)(object, writer, context);
  return writer.aligned();
}
