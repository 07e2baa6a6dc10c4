import type { Pod } from '../../kube/pod.ts';
import { milliValue, wholeValue } from '../../kube/quantity.ts';
import type { Call } from '../core/call.ts';
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG } from '../core/common-flags.ts';
import { fail, failUsage } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { alignRows } from '../printers/tabwriter.ts';
import { resourceFor } from '../resources/mapping.ts';
import { select } from '../resources/select.ts';

interface Usage {
  readonly cpuMilli: number;
  readonly memoryBytes: number;
}

const MEBIBYTE = 2 ** 20;
const SORT_FLAG = flag('sort-by', '', 'string', "If non-empty, sort list using specified field. The field can be either 'cpu' or 'memory'.");
const NO_HEADERS_FLAG = flag('no-headers', '', 'bool', 'If present, print output without headers.');

const cells = ({ cpuMilli, memoryBytes }: Usage): readonly string[] => [`${Math.round(cpuMilli)}m`, `${Math.floor(memoryBytes / MEBIBYTE)}Mi`];
const total = (usages: readonly Usage[]): Usage => ({
  cpuMilli: usages.reduce((sum, usage) => sum + usage.cpuMilli, 0),
  memoryBytes: usages.reduce((sum, usage) => sum + usage.memoryBytes, 0),
});

function usageOf(call: Call, pod: Pod): Readonly<Record<string, Usage>> | undefined {
  return call.context.metrics?.pod(`${pod.metadata.namespace}/${pod.metadata.name}`);
}

/** Sorts what was measured by `--sort-by`, or leaves it in the order of names. */
function sorted<T extends { readonly usage: Usage }>(call: Call, rows: readonly T[]): readonly T[] {
  const by = call.flags.text('sort-by');
  if (!by) return rows;
  if (by !== 'cpu' && by !== 'memory') fail('--sort-by accepts only cpu or memory');
  return [...rows].sort((a, b) => (by === 'cpu' ? b.usage.cpuMilli - a.usage.cpuMilli : b.usage.memoryBytes - a.usage.memoryBytes));
}

export const top: Verb = { path: 'top', use: 'top [flags]', short: 'Display resource (CPU/memory) usage' };

export const topPod: Verb = {
  path: 'top pod',
  aliases: ['top pods', 'top po'],
  use: 'top pod [NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of pods',
  flags: [
    ALL_NAMESPACES_FLAG,
    flag('containers', '', 'bool', 'If present, print usage of containers within a pod.'),
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    NO_HEADERS_FLAG,
    SORT_FLAG,
    flag('sum', '', 'bool', 'Print the sum of the resource usage'),
  ],
  run(call) {
    const { flags } = call;
    const everywhere = flags.bool('all-namespaces');
    if (call.args.length > 1) failUsage('top pod', topPod.use.slice('top '.length));
    if (call.args.length && (flags.text('selector') || flags.text('field-selector'))) fail('only one of NAME or selector can be provided');
    const found = select(call, { args: ['pods', ...call.args], typeAloneIsAll: true, allNamespaces: everywhere });
    if (found.errors.length) throw found.errors[0];
    const measured = found.infos.flatMap((info) => {
      const pod = info.object as unknown as Pod;
      const containers = usageOf(call, pod);
      return containers ? [{ pod, containers, usage: total(Object.values(containers)) }] : [];
    });
    if (!found.infos.length) {
      call.warn(everywhere ? 'No resources found' : `No resources found in ${call.namespace} namespace.`);
      return;
    }
    if (!measured.length) fail('metrics not available yet');
    const perContainer = flags.bool('containers');
    const header = [...(everywhere ? ['NAMESPACE'] : []), ...(perContainer ? ['POD', 'NAME'] : ['NAME']), 'CPU(cores)', 'MEMORY(bytes)'];
    const rows = sorted(call, measured).flatMap(({ pod, containers, usage }) => {
      const lead = everywhere ? [pod.metadata.namespace ?? ''] : [];
      return perContainer
        ? Object.entries(containers).map(([name, each]) => [...lead, pod.metadata.name, name, ...cells(each)])
        : [[...lead, pod.metadata.name, ...cells(usage)]];
    });
    const sum = flags.bool('sum')
      ? [
          [...(everywhere ? [''] : []), ...(perContainer ? ['', ''] : ['']), '________', '________'],
          [...(everywhere ? [''] : []), ...(perContainer ? ['', ''] : ['']), ...cells(total(measured.map((each) => each.usage)))],
        ]
      : [];
    call.out(alignRows([...(flags.bool('no-headers') ? [] : [header]), ...rows, ...sum]));
  },
};

export const topNode: Verb = {
  path: 'top node',
  aliases: ['top nodes', 'top no'],
  use: 'top node [NAME | -l label]',
  short: 'Display resource (CPU/memory) usage of nodes',
  flags: [
    SELECTOR_FLAG,
    NO_HEADERS_FLAG,
    SORT_FLAG,
    flag('show-capacity', '', 'bool', 'Print node resources based on Capacity instead of Allocatable(default) of the nodes.'),
  ],
  run(call) {
    if (call.args.length > 1) failUsage('top node', topNode.use.slice('top '.length));
    if (call.args.length && call.flags.text('selector')) fail('only one of NAME or --selector can be provided');
    const found = select(call, { args: [resourceFor('nodes').plural, ...call.args], typeAloneIsAll: true });
    if (found.errors.length) throw found.errors[0];
    const rows = found.infos.map((info) => {
      const usage = total(call.context.listers.podsOn(info.name).flatMap((pod) => Object.values(usageOf(call, pod) ?? {})));
      return {
        name: info.name,
        usage,
        allocatable: (info.object as { status?: { allocatable?: Readonly<Record<string, string>> } }).status?.allocatable ?? {},
      };
    });
    const percent = (used: number, of: number): string => (of > 0 ? `${Math.floor((used * 100) / of)}%` : '<unknown>');
    const lines = sorted(call, rows).map(({ name, usage, allocatable }) => {
      const [cpu = '', memory = ''] = cells(usage);
      return [
        name,
        cpu,
        percent(usage.cpuMilli, milliValue(allocatable['cpu'] ?? '0')),
        memory,
        percent(usage.memoryBytes, wholeValue(allocatable['memory'] ?? '0')),
      ];
    });
    call.out(alignRows([...(call.flags.bool('no-headers') ? [] : [['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']]), ...lines]));
  },
};
