import type { Call } from '../core/call.ts';
import {
  DRY_RUN_FLAG,
  PRINT_FLAGS,
  RECORD_FLAG,
  SAVE_CONFIG_FLAG,
  SELECTOR_FLAG,
  VALIDATE_FLAG,
  fieldManagerFlag,
  filenameFlags,
} from '../core/common-flags.ts';
import { fail, failUsage, withSource } from '../core/failure.ts';
import { flag } from '../core/flags.ts';
import { withUpdatedConfiguration } from '../core/last-applied.ts';
import type { Verb } from '../core/verb.ts';
import { create as send, fieldValidation, recorded } from '../core/write.ts';
import { operationPrinter } from '../printers/output.ts';
import { forEach, select } from '../resources/select.ts';
import { createRaw } from './create-raw.ts';

export const create: Verb = {
  path: 'create',
  use: 'create -f FILENAME',
  short: 'Create a resource from a file or from stdin',
  writes: true,
  flags: [
    DRY_RUN_FLAG,
    flag('edit', '', 'bool', 'Edit the API resource before creating'),
    fieldManagerFlag('kubectl-create'),
    ...filenameFlags('to use to create the resource'),
    ...PRINT_FLAGS,
    flag('raw', '', 'string', 'Raw URI to POST to the server.  Uses the transport specified by the kubeconfig file.'),
    { ...RECORD_FLAG, hidden: true },
    SAVE_CONFIG_FLAG,
    SELECTOR_FLAG,
    VALIDATE_FLAG,
    flag('windows-line-endings', '', 'bool', 'Only relevant if --edit=true. Defaults to the line ending native to your platform.'),
  ],
  run(call) {
    validate(call);
    const raw = call.flags.text('raw');
    if (raw) {
      createRaw(call, raw);
      return;
    }
    const tell = operationPrinter(call);
    const found = select(call, { args: [], validate: fieldValidation(call) !== 'Ignore' });
    let count = 0;
    forEach(found, (info) => {
      try {
        tell('created', send(call, recorded(call, withUpdatedConfiguration(info.object, call.flags.bool('save-config')))));
        count++;
      } catch (error) {
        throw withSource('creating', info.source, error);
      }
    });
    if (!count) fail('no objects passed to create');
  },
};

function validate(call: Call): void {
  const { flags, args } = call;
  if (args.length) failUsage('create', `Unexpected args: [${args.join(' ')}]`);
  if (!flags.list('filename').length && !flags.text('kustomize')) fail('must specify one of -f and -k');
  if (flags.bool('edit')) fail('--edit is not available here. Edit the file in the editor, and create it then');
}
