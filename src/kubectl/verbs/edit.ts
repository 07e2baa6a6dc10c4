import { PRINT_FLAGS, RECORD_FLAG, SAVE_CONFIG_FLAG, SELECTOR_FLAG, VALIDATE_FLAG, fieldManagerFlag, filenameFlags } from '../core/common-flags.ts';
import { fail, throwAll } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { goJsonIndented } from '../printers/json.ts';
import { withoutManagedFields } from '../printers/output.ts';
import { toYaml } from '../printers/yaml.ts';
import { select } from '../resources/select.ts';

const NOTHING_NAMED = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

export const edit: Verb = {
  path: 'edit',
  use: 'edit (RESOURCE/NAME | -f FILENAME)',
  short: 'Edit a resource on the server',
  flags: [
    fieldManagerFlag('kubectl-edit'),
    ...filenameFlags('to use to edit the resource'),
    ...PRINT_FLAGS,
    flag('output-patch', '', 'bool', 'Output the patch if the resource is edited.'),
    { ...RECORD_FLAG, hidden: true },
    SAVE_CONFIG_FLAG,
    SELECTOR_FLAG,
    flag(
      'subresource',
      '',
      'string',
      'If specified, edit will operate on the subresource of the requested object. This flag is beta and may change in the future.',
    ),
    VALIDATE_FLAG,
    flag('windows-line-endings', '', 'bool', 'Defaults to the line ending native to your platform.'),
  ],
  run(call) {
    if (!call.args.length && !call.flags.list('filename').length) fail(NOTHING_NAMED);
    const found = select(call, { typeAloneIsAll: true, latest: true });
    throwAll(found.errors);
    const objects = found.infos.map((info) => withoutManagedFields(info.object));
    const [first] = found.infos;
    if (!first) return fail('edit cancelled, no objects found');
    const json = call.flags.text('output') === 'json';
    const text = json ? objects.map((object) => `${goJsonIndented(object)}\n`).join('') : objects.map(toYaml).join('---\n');
    const name = objects.length === 1 ? `${first.name}-${first.resource.singular}` : first.resource.plural;
    call.opens = { name: `${name}.${json ? 'json' : 'yaml'}`, text, edits: true };
    return undefined;
  },
};
