import type { KubeObject } from '../../../kube/meta.ts';
import { type ResourceType, qualifiedName } from '../../../kube/resources.ts';
import { AUTOSCALING_TABLES } from './autoscaling.ts';
import { CLUSTER_TABLES } from './cluster.ts';
import { NETWORK_TABLES } from './network.ts';
import { POD_TABLES } from './pods.ts';
import { STORAGE_TABLES } from './storage.ts';
import { type CellContext, type Table, ageOf, formatLabels } from './table.ts';
import { WORKLOAD_TABLES } from './workloads.ts';

const TABLES = new Map<string, Table>();
for (const [name, table] of [...POD_TABLES, ...WORKLOAD_TABLES, ...AUTOSCALING_TABLES, ...NETWORK_TABLES, ...CLUSTER_TABLES, ...STORAGE_TABLES]) {
  if (TABLES.has(name)) throw new Error(`two tables print ${name}`);
  TABLES.set(name, table);
}

const PLAIN: Table = { columns: ['NAME', 'AGE'], cells: (object, context) => [object.metadata.name, ageOf(object, context)] };

/** What the flags of `get` ask of a table. */
export interface TableOptions extends CellContext {
  readonly withNamespace: boolean;
  readonly withKind: boolean;
  readonly showLabels: boolean;
  /** Labels with a column of their own (`-L`). */
  readonly labelColumns: readonly string[];
}

function visible(table: Table, wide: boolean): readonly number[] {
  return table.columns.flatMap((column, i) => (wide || !column.startsWith('~') ? [i] : []));
}

/** The headers of a resource's table. */
export function headersOf(resource: ResourceType, options: TableOptions): readonly string[] {
  const table = TABLES.get(resource.plural) ?? PLAIN;
  return [
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...visible(table, options.wide).map((i) => (table.columns[i] as string).replace('~', '')),
    ...options.labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
}

/** The row of one object under those headers. */
export function rowOf(resource: ResourceType, object: KubeObject, options: TableOptions): readonly string[] {
  const table = TABLES.get(resource.plural) ?? PLAIN;
  const cells = table.cells(object, options);
  const nameColumn = table.columns.indexOf('NAME');
  const shown = visible(table, options.wide).map((i) => {
    const cell = oneLine(String(cells[i]));
    return options.withKind && i === nameColumn ? `${qualifiedName(resource)}/${cell}` : cell;
  });
  return [
    ...(options.withNamespace ? [object.metadata.namespace ?? ''] : []),
    ...shown,
    ...options.labelColumns.map((label) => object.metadata.labels?.[label] ?? ''),
    ...(options.showLabels ? [formatLabels(object.metadata.labels)] : []),
  ];
}

/** A cell ends at its first line break, and says so. Models TablePrinter's truncation. */
function oneLine(text: string): string {
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}
