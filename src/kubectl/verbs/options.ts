import { optionsHelp } from '../core/flags-help.ts';
import type { Verb } from '../core/verb.ts';

export const options: Verb = {
  path: 'options',
  use: 'options',
  short: 'Print the list of flags inherited by all commands',
  run: (call) => void call.out(optionsHelp()),
};
