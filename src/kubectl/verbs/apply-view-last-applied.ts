import { filenameFlags, SELECTOR_FLAG } from '../core/common-flags.ts';
import { failUsage, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { LAST_APPLIED } from '../core/last-applied.ts';
import type { Verb } from '../core/verb.ts';
import { toYaml } from '../printers/yaml.ts';
import { select } from '../resources/select.ts';

/** What client-side apply remembers of an object. Models ViewLastAppliedOptions. */
export const applyViewLastApplied: Verb = {
  path: 'apply view-last-applied',
  use: 'apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  flags: [
    flag('all', '', 'bool', 'Select all resources in the namespace of the specified resource types'),
    ...filenameFlags('that contains the last-applied-configuration annotations'),
    flag('output', 'o', 'string', 'Output format. Must be one of (yaml, json)', { value: 'yaml' }),
    SELECTOR_FLAG,
  ],
  run(call) {
    const found = select(call, { all: call.flags.bool('all'), typeAloneIsAll: true, latest: true });
    throwAll(found.errors);
    // kubectl makes an error where there is nothing to show, and loses it.
    const first = found.infos.findIndex(({ object }) => object.metadata.annotations?.[LAST_APPLIED] === undefined);
    const shown = first < 0 ? found.infos : found.infos.slice(0, first);
    const texts = shown.map(({ object }) => object.metadata.annotations?.[LAST_APPLIED] ?? '');
    const output = call.flags.text('output');
    for (const text of texts) {
      if (output !== 'json' && output !== 'yaml')
        failUsage('apply view-last-applied', `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`);
      const value = JSON.parse(text) as object;
      // The text as it was kept, only indented: its members are not sorted anew.
      call.out(output === 'json' ? `${JSON.stringify(value, null, 2)}\n` : toYaml(value));
    }
  },
};
