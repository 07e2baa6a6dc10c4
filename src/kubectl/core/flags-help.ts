import { GLOBAL_FLAGS } from './common-flags.ts';
import type { Flag } from './flags.ts';

/** One flag as kubectl's help shows it; the console breaks its lines, as a terminal does. Models HelpFlagPrinter. */
function flagHelp(flag: Flag): string {
  const { name, short, type, value, usage, deprecated } = flag;
  const zero = type === 'bool' ? 'false' : type === 'int' ? '0' : type === 'duration' ? '0s' : type === 'string' ? '' : '[]';
  const shown = type === 'string' ? `'${value ?? ''}'` : value === undefined ? zero : type === 'strings' || type === 'array' ? `[${value}]` : value;
  const words = `${usage}${deprecated ? ` (DEPRECATED: ${deprecated})` : ''}`;
  return `    ${short ? `-${short}, ` : ''}--${name}=${shown}:\n\t${words}\n\n`;
}

/** The options of a command, as `--help` lists them. */
export function flagsHelp(flags: readonly Flag[]): string {
  return flags
    .filter((flag) => !flag.hidden)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(flagHelp)
    .join('')
    .trimEnd();
}

/** What `kubectl options` prints. */
export function optionsHelp(): string {
  return `The following options can be passed to any command:\n\n${flagsHelp(GLOBAL_FLAGS)}\n`;
}
