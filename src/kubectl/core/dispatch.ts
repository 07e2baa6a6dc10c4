import type { KubectlContext } from '../contract.ts';
import { subVerbs, verbAt } from '../verbs/registry.ts';
import { Call } from './call.ts';
import { GLOBAL_FLAGS, HELP_FLAG } from './common-flags.ts';
import { Failure, fail, failUsage } from './failure.ts';
import { type Flag, type FlagValues, parseFlags } from './flags.ts';
import { helpOf, rootHelp } from './help.ts';
import { suggestions } from './suggest.ts';
import type { Resolved, Verb } from './verb.ts';

/** All flags that a command takes, its own first. */
export function flagsOf(verb: Verb | undefined): readonly Flag[] {
  const own = verb?.flags ?? [];
  const names = new Set(own.map((known) => known.name));
  const shorts = new Set(own.map((known) => known.short));
  return [
    ...own,
    ...GLOBAL_FLAGS.filter((known) => !names.has(known.name)).map((known) => (known.short && shorts.has(known.short) ? { ...known, short: '' } : known)),
    HELP_FLAG,
  ];
}

const takesValue = (word: string): boolean => {
  const name = word.replace(/^--?/, '');
  const known = GLOBAL_FLAGS.find((candidate) => candidate.name === name || candidate.short === name);
  return known !== undefined && known.type !== 'bool' && !word.includes('=');
};

/** Finds the command that words name; flags may stand before and between them. Models cobra's Traverse. */
export function resolve(words: readonly string[]): Resolved | undefined {
  const rest = [...words];
  let verb: Verb | undefined;
  for (let i = 0; i < rest.length;) {
    const word = rest[i] as string;
    if (word === '--') break;
    if (word.startsWith('-')) {
      i += takesValue(word) ? 2 : 1;
      continue;
    }
    const next = verbAt(verb ? `${verb.path} ${word}` : word);
    if (!next) break;
    verb = next;
    rest.splice(i, 1);
  }
  return verb ? { verb, rest } : undefined;
}

/** What kubectl says of a word that is none of its commands. Models cobra's legacyArgs with its suggestions. */
function unknownCommand(word: string): never {
  const close = suggestions(
    word,
    subVerbs('').map((verb) => verb.path),
  );
  const hint = close.length ? `\n\nDid you mean this?\n${close.map((name) => `\t${name}\n`).join('')}` : '';
  throw new Failure(`unknown command ${JSON.stringify(word)} for "kubectl"${hint}`);
}

/** A line that was read: the call that it makes, or help that it asks for. */
export type Prepared = { readonly call: Call } | { readonly help: string; readonly code: number; readonly onErrors?: boolean };

/** Reads the words after `kubectl`. Throws Failure in kubectl's words where they are wrong. */
export function prepare(words: readonly string[], line: string, context: KubectlContext): Prepared {
  const resolved = resolve(words);
  if (!resolved) return prepareRoot(words);
  const { verb, rest } = resolved;
  if (!verb.run) return prepareGroup(verb, rest);
  const flags = parseFlags(flagsOf(verb), rest, verb.path, verb.interspersed ?? true);
  if (flags.bool('help')) return { help: helpOf(verb), code: 0 };
  requireFlags(verb, flags);
  const call = new Call(context, verb, flags, line);
  for (const name of flags.given.keys()) {
    const known = flagsOf(verb).find((candidate) => candidate.name === name);
    if (known?.deprecated) call.warn(`Flag --${name} has been deprecated, ${known.deprecated}`);
  }
  return { call };
}

function prepareRoot(words: readonly string[]): Prepared {
  for (let i = 0; i < words.length; i += (words[i] as string).startsWith('-') && takesValue(words[i] as string) ? 2 : 1)
    if (!(words[i] as string).startsWith('-')) unknownCommand(words[i] as string);
  parseFlags(flagsOf(undefined), words, '');
  return { help: rootHelp(), code: 0 };
}

function prepareGroup(verb: Verb, rest: readonly string[]): Prepared {
  const flags = parseFlags(flagsOf(verb), rest, verb.path);
  if (flags.bool('help')) return { help: helpOf(verb), code: 0 };
  if (flags.args.length) failUsage(verb.path, `unknown command ${JSON.stringify(flags.args.join(' '))}`);
  // Models where each DefaultSubCommandRun writes to.
  return { help: helpOf(verb), code: 1, onErrors: verb.path !== 'rollout' };
}

function requireFlags(verb: Verb, flags: FlagValues): void {
  const missing = (verb.required ?? []).filter((name) => !flags.has(name));
  if (missing.length) fail(`required flag(s) ${missing.map((name) => JSON.stringify(name)).join(', ')} not set`);
}
