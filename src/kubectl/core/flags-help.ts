import { GLOBAL_FLAGS } from './common-flags.ts';
import type { Flag } from './flags.ts';

/** The columns that kubectl's help assumes a terminal to have, less its margin. */
const WRAP = 110;

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}

/** One flag as kubectl's help shows it. Models HelpFlagPrinter. */
function flagHelp(flag: Flag): string {
  const { name, short, type, value, usage, deprecated } = flag;
  const zero = type === 'bool' ? 'false' : type === 'int' ? '0' : type === 'duration' ? '0s' : type === 'string' ? '' : '[]';
  const shown = type === 'string' ? `'${value ?? ''}'` : value === undefined ? zero : type === 'strings' || type === 'array' ? `[${value}]` : value;
  const words = wrap(`${usage}${deprecated ? ` (DEPRECATED: ${deprecated})` : ''}`, WRAP - 10);
  return `    ${short ? `-${short}, ` : ''}--${name}=${shown}:\n${words.map((line) => `\t${line}\n`).join('')}\n`;
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
