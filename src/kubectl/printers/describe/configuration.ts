import { byCode, digMap, digText } from '../../core/dig.ts';
import { formatLabels } from '../tables/table.ts';
import { type Describer, head } from './writer.ts';

/** How many bytes a base64 text stands for. */
const bytesOf = (base64: string): number => Math.floor((base64.replace(/=+$/, '').length * 3) / 4);

const configMap: Describer = (object, writer, context) => {
  head(writer, object);
  writer.line(0, '\nData\n====');
  const data = digMap(object, 'data');
  for (const key of Object.keys(data).sort(byCode)) writer.line(0, `${key}:\n----\n${data[key]}\n`);
  writer.line(0, '\nBinaryData\n====');
  const binary = digMap(object, 'binaryData');
  for (const key of Object.keys(binary).sort(byCode)) writer.line(0, `${key}: ${bytesOf(binary[key] ?? '')} bytes`);
  writer.line(0, '');
  writer.events(object, context);
};

const secret: Describer = (object, writer) => {
  head(writer, object);
  writer.line(0, `\nType:\t${digText(object, 'type') || 'Opaque'}`);
  writer.line(0, '\nData\n====');
  const data = digMap(object, 'data');
  for (const key of Object.keys(data).sort(byCode)) writer.line(0, `${key}:\t${bytesOf(data[key] ?? '')} bytes`);
};

const priorityClass: Describer = (object, writer, context) => {
  writer.field('Name', object.metadata.name);
  writer.field('Value', digText(object, 'value'));
  writer.field('GlobalDefault', digText(object, 'globalDefault') || 'false');
  writer.field('PreemptionPolicy', digText(object, 'preemptionPolicy') || 'PreemptLowerPriority');
  writer.field('Description', digText(object, 'description'));
  writer.field('Annotations', formatLabels(object.metadata.annotations));
  writer.events(object, context);
};

export const CONFIGURATION_DESCRIBERS: Readonly<Record<string, Describer>> = { configmaps: configMap, secrets: secret, priorityclasses: priorityClass };
