import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import { customColumns } from '../printers/custom-columns.ts';
import { printerFor } from '../printers/output.ts';
import type { TableOptions } from '../printers/tables/index.ts';

const FORMATS = ['wide', 'custom-columns', 'custom-columns-file'];

/** How the flags of `get` want tables to be. */
export function tableOptions(call: Call, more: Partial<TableOptions> = {}): TableOptions {
  const { flags, context } = call;
  return {
    now: context.now,
    listers: context.listers,
    wide: flags.text('output') === 'wide',
    withNamespace: flags.bool('all-namespaces'),
    withKind: flags.bool('show-kind'),
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
    ...more,
  };
}

/** The printer of an `-o` that is neither a table nor `wide`, or undefined. */
export function formatPrinter(call: Call): ((objects: readonly KubeObject[], single: boolean) => string) | undefined {
  const output = call.flags.text('output');
  if (output.startsWith('custom-columns')) return customColumns(call, output);
  const printer = printerFor(call, FORMATS);
  if (!printer) return undefined;
  return (objects, single) => {
    const [only] = objects;
    return printer(single && only && objects.length === 1 ? only : { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } });
  };
}
