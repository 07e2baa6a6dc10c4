import type { Listers, Row } from '../../../cluster/store.ts';
import type { KubeObject } from '../../../kube/meta.ts';
import { fromTime, humanDuration } from '../../../kube/time.ts';

/** What a cell may need besides its object. */
export interface CellContext {
  /** Virtual time in ms. */
  readonly now: number;
  readonly wide: boolean;
  readonly listers: Listers;
}

/** How the objects of one table are printed. Models the column definitions and print functions of the API server. */
export interface Table {
  /** The headers, in order; those after `~` only with `-o wide`. */
  readonly columns: readonly string[];
  /** A cell for each column, the wide ones too. */
  readonly cells: (object: KubeObject, context: CellContext) => readonly (string | number)[];
}

/** A table with its row type: `tableOf('pods', […], (pod) => […])`. */
export function tableOf<T extends string>(
  table: T,
  columns: string,
  cells: (object: Row<T>, context: CellContext) => readonly (string | number)[],
): readonly [string, Table] {
  return [table, { columns: columns.split('|'), cells: cells as Table['cells'] }];
}

/** How long ago an API time was, as tables print it. */
export function since(time: string | null | undefined, now: number): string {
  return time ? humanDuration(now - fromTime(time)) : '<unknown>';
}

export function ageOf(object: { readonly metadata: { readonly creationTimestamp: string } }, { now }: { readonly now: number }): string {
  return since(object.metadata.creationTimestamp, now);
}

/** `app=web,tier=front`, sorted; `<none>` where there are none. Models labels.FormatLabels. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const text = Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
  return text || '<none>';
}

/** The names and the images of containers, each with commas. */
export function containerCells(containers: readonly { readonly name: string; readonly image?: string }[] | undefined): readonly [string, string] {
  return [(containers ?? []).map((container) => container.name).join(','), (containers ?? []).map((container) => container.image ?? '').join(',')];
}

/** The first three of a list, and how many more there are. */
export function atMost(list: readonly string[], max: number): string {
  if (!list.length) return '<none>';
  return list.length > max ? `${list.slice(0, max).join(',')} + ${list.length - max} more...` : list.join(',');
}
