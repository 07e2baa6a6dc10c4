import type { Call } from '../core/call.ts';
import type { Flag } from '../core/flags.ts';
import type { Verb } from '../core/verb.ts';
import { CREATE_FLAGS, type Generated, createGenerated, nameArgument } from './generate.ts';

/** A `create KIND NAME` whose manifest follows from its flags alone. */
export function kindVerb(
  path: string,
  use: string,
  short: string,
  aliases: readonly string[],
  flags: readonly Flag[],
  manifest: (call: Call, name: string) => Generated,
  /** What stands before the API server's refusal. */
  failure = '',
  required: readonly string[] = [],
): Verb {
  return {
    path: `create ${path}`,
    ...(aliases.length ? { aliases: aliases.map((alias) => `create ${alias}`) } : {}),
    use: `create ${use}`,
    short,
    writes: true,
    flags: [...CREATE_FLAGS, ...flags],
    required,
    run: (call) => void createGenerated(call, manifest(call, nameArgument(call)), 'created', failure),
  };
}
