import type { Node } from '../../kube/cluster-objects.ts';
import type { KubeObject } from '../../kube/meta.ts';
import type { Call } from '../core/call.ts';
import { DRY_RUN_FLAG, SELECTOR_FLAG } from '../core/common-flags.ts';
import { failUsage, throwAll } from '../core/failure.ts';
import type { Verb } from '../core/verb.ts';
import { update } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { select } from '../resources/select.ts';

/** The Nodes that `cordon`, `uncordon` and `drain` name. Models DrainCmdOptions.Complete. */
export function nodesOf(call: Call): readonly KubeObject[] {
  const { args } = call;
  const selector = call.flags.text('selector');
  if (!args.length && !selector) failUsage(call.verb.path, `USAGE: ${call.verb.path} NODE [flags]`);
  if (args.length && selector) failUsage(call.verb.path, 'error: cannot specify both a node name and a --selector option');
  const names = args.map((arg) => (/^nodes?\//.test(arg) ? arg.slice(arg.indexOf('/') + 1) : arg));
  const found = select(call, { args: ['nodes', ...names] });
  throwAll(found.errors);
  return found.infos.map((info) => info.object);
}

/** Makes Nodes schedulable or not, and says so of each. Models RunCordonOrUncordon. */
export function setUnschedulable(call: Call, nodes: readonly KubeObject[], desired: boolean): void {
  const tell = operationPrinter(call);
  const word = desired ? 'cordoned' : 'uncordoned';
  for (const object of nodes) {
    const node = object as unknown as Node;
    if ((node.spec.unschedulable ?? false) === desired) {
      tell(`already ${word}`, object);
      continue;
    }
    const { unschedulable: _, ...spec } = node.spec;
    update(call, { ...object, spec: desired ? { ...spec, unschedulable: true } : spec });
    tell(word, object);
  }
}

const flags = [DRY_RUN_FLAG, SELECTOR_FLAG];

export const cordon: Verb = {
  path: 'cordon',
  use: 'cordon NODE',
  short: 'Mark node as unschedulable',
  writes: true,
  flags,
  run: (call) => setUnschedulable(call, nodesOf(call), true),
};
export const uncordon: Verb = {
  path: 'uncordon',
  use: 'uncordon NODE',
  short: 'Mark node as schedulable',
  writes: true,
  flags,
  run: (call) => setUnschedulable(call, nodesOf(call), false),
};
