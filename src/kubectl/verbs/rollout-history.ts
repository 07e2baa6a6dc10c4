import type { PodTemplate } from '../../kube/pod.ts';
import type { Call } from '../core/call.ts';
import { PRINT_FLAGS } from '../core/common-flags.ts';
import { withPath } from '../core/dig.ts';
import { fail } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { describePodTemplate } from '../printers/describe/pod-parts.ts';
import { DescribeWriter } from '../printers/describe/writer.ts';
import { printerFor } from '../printers/output.ts';
import { decoded } from '../printers/typed.ts';
import { DESCRIBE_STYLE, alignTabs } from '../printers/tabwriter.ts';
import { type Info, nameOfInfo } from '../resources/info.ts';
import { type Revision, revisionsOf } from '../resources/revisions.ts';
import { forEach } from '../resources/select.ts';
import { ROLLOUT_FLAGS, requireHistory, selectForRollout } from './rollout-common.ts';

/** A template as rollout shows it: described, with its tabs. */
export function templateText(template: PodTemplate): string {
  const writer = new DescribeWriter();
  describePodTemplate(writer, template);
  return writer.raw();
}

export const rolloutHistory: Verb = {
  path: 'rollout history',
  use: 'rollout history (TYPE NAME | TYPE/NAME) [flags]',
  short: 'View rollout history',
  flags: [...ROLLOUT_FLAGS, ...PRINT_FLAGS, flag('revision', '', 'int', 'See the details, including podTemplate of the revision specified', { value: '0' })],
  run(call) {
    const revision = call.flags.int('revision');
    if (revision < 0) fail(`revision must be a positive integer: ${revision}`);
    forEach(selectForRollout(call), (info) => {
      requireHistory(info, 'history');
      const revisions = revisionsOf(call.context.listers, info.object);
      if (call.flags.has('output')) printHistoryObjects(call, info, revisions, revision);
      else printHistory(call, info, revisions, revision);
    });
  },
};

/** The ReplicaSets of a Deployment; a StatefulSet or DaemonSet as it was at each revision. Models HistoryViewer.GetHistory. */
function printHistoryObjects(call: Call, info: Info, revisions: readonly Revision[], revision: number): void {
  const printer = printerFor(call);
  if (revision && !revisions.some(({ number }) => number === revision)) fail('unable to find the specified revision');
  for (const { keeper, number, template } of revisions)
    if (printer && (!revision || number === revision))
      call.out(printer(info.resource.plural === 'deployments' ? decoded(keeper) : withPath(info.object, 'spec.template', template)));
}

function printHistory(call: Call, info: Info, revisions: readonly Revision[], revision: number): void {
  const say = (rest: string): void => call.say(`${nameOfInfo(info)} ${rest}`);
  if (!revisions.length) {
    say(`${revision ? `with revision #${revision}` : ''}\nNo rollout history found.`);
    return;
  }
  if (revision) {
    const wanted = revisions.find((each) => each.number === revision) ?? fail('unable to find the specified revision');
    say(`with revision #${revision}\n${templateText(wanted.template)}`);
    return;
  }
  const rows = revisions.map(({ number, changeCause }) => `${number}\t${changeCause || '<none>'}\n`).join('');
  say(`\n${alignTabs(`REVISION\tCHANGE-CAUSE\n${rows}`, DESCRIBE_STYLE)}`);
}
