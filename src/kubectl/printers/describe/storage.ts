import type { KubeObject } from '../../../kube/meta.ts';
import { byCode, dig, digList, digMap, digText } from '../../core/dig.ts';
import { accessModes } from '../tables/storage.ts';
import { formatLabels } from '../tables/table.ts';
import { type DescribeContext, type DescribeWriter, type Describer, ago, head } from './writer.ts';

function storageHead(writer: DescribeWriter, object: KubeObject, { now }: DescribeContext): void {
  writer.field('StorageClass', digText(object, 'spec.storageClassName'));
  writer.field(
    'Status',
    object.metadata.deletionTimestamp ? `Terminating (lasts ${ago(object.metadata.deletionTimestamp, now)})` : digText(object, 'status.phase'),
  );
}

const claim: Describer = (object, writer, context) => {
  const volume = digText(object, 'spec.volumeName');
  writer.field('Name', object.metadata.name);
  writer.field('Namespace', object.metadata.namespace ?? '');
  storageHead(writer, object, context);
  writer.field('Volume', volume);
  writer.marks(object.metadata);
  writer.field('Finalizers', `[${(object.metadata.finalizers ?? []).join(' ')}]`);
  writer.field('Capacity', volume ? digText(object, 'status.capacity.storage') || '0' : '');
  writer.field('Access Modes', volume ? accessModes(dig(object, 'status.accessModes')) : '');
  const mode = digText(object, 'spec.volumeMode');
  if (mode) writer.field('VolumeMode', mode);
  const users = [...context.listers.listIn('pods', object.metadata.namespace ?? '')].filter((pod) =>
    pod.spec.volumes?.some((each) => each.persistentVolumeClaim?.claimName === object.metadata.name),
  );
  writer.list('Used By', users.map((pod) => pod.metadata.name).sort(byCode));
  writer.events(object, context);
};

const volume: Describer = (object, writer, context) => {
  head(writer, object);
  writer.field('Finalizers', `[${(object.metadata.finalizers ?? []).join(' ')}]`);
  storageHead(writer, object, context);
  const reference = dig(object, 'spec.claimRef');
  writer.field('Claim', reference ? `${digText(reference, 'namespace')}/${digText(reference, 'name')}` : '');
  writer.field('Reclaim Policy', digText(object, 'spec.persistentVolumeReclaimPolicy'));
  writer.field('Access Modes', accessModes(dig(object, 'spec.accessModes')));
  const mode = digText(object, 'spec.volumeMode');
  if (mode) writer.field('VolumeMode', mode);
  writer.field('Capacity', digText(object, 'spec.capacity.storage') || '0');
  writer.field('Node Affinity', '<none>');
  writer.field('Message', digText(object, 'status.message'));
  writer.line(0, 'Source:');
  const path = digText(object, 'spec.hostPath.path');
  if (path)
    writer.line(2, `Type:\tHostPath (bare host directory volume)\n    Path:\t${path}\n    HostPathType:\t${digText(object, 'spec.hostPath.type') || '<none>'}`);
  else writer.line(1, '<unknown>');
  writer.events(object, context);
};

/** `zone in [a, b]`. */
const topology = (expression: unknown): string => {
  const values = digList(expression, 'values') as unknown as readonly string[];
  return `${digText(expression, 'key')} in ${values.length ? `[${values.join(', ')}]` : '<none>'}`;
};

const storageClass: Describer = (object, writer, context) => {
  writer.field('Name', object.metadata.name);
  writer.field('IsDefaultClass', object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true' ? 'Yes' : 'No');
  writer.field('Annotations', formatLabels(object.metadata.annotations));
  writer.field('Provisioner', digText(object, 'provisioner'));
  writer.field('Parameters', formatLabels(digMap(object, 'parameters')));
  const expansion = dig(object, 'allowVolumeExpansion');
  writer.field('AllowVolumeExpansion', expansion === undefined ? '<unset>' : expansion ? 'True' : 'False');
  const options = digList(object, 'mountOptions') as unknown as readonly string[];
  if (!options.length) writer.field('MountOptions', '<none>');
  else {
    writer.line(0, 'MountOptions:');
    for (const option of options) writer.line(1, option);
  }
  writer.field('ReclaimPolicy', digText(object, 'reclaimPolicy') || 'Delete');
  writer.field('VolumeBindingMode', digText(object, 'volumeBindingMode') || 'Immediate');
  const topologies = digList(object, 'allowedTopologies');
  if (topologies.length) {
    writer.line(0, 'AllowedTopologies:\t');
    for (const [i, term] of topologies.entries()) writer.list(`Term ${i}`, digList(term, 'matchLabelExpressions').map(topology), '  ');
  }
  writer.events(object, context);
};

export const STORAGE_DESCRIBERS: Readonly<Record<string, Describer>> = {
  persistentvolumeclaims: claim,
  persistentvolumes: volume,
  storageclasses: storageClass,
};
