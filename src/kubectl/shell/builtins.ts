import { parseDuration } from '../core/flags.ts';
import type { Printed } from '../network/programs.ts';

/** A word as it has to be typed to stay one word. */
export function quoteWord(word: string): string {
  return /[\s|;&<>()$"'\\*?[\]{}#]/.test(word) || word === '' ? `'${word.replaceAll("'", "'\\''")}'` : word;
}

export function echo(words: readonly string[]): Printed {
  const text = words.filter((word) => word !== '-n' && word !== '-e').join(' ');
  return { stdout: words.includes('-n') ? text : `${text}\n`, stderr: '', code: 0 };
}

/** Prints files of the console. */
export function cat(names: readonly string[], files: ReadonlyMap<string, string>): Printed {
  let stdout = '';
  let stderr = '';
  for (const name of names) {
    const text = files.get(name);
    if (text === undefined) stderr += `cat: ${name}: No such file or directory\n`;
    else stdout += text;
  }
  return { stdout, stderr, code: stderr ? 1 : 0 };
}

/** How many ms `sleep` is to wait, or what it says to arguments that it does not take. */
export function sleepTime([amount = '']: readonly string[]): number | string {
  const ms = parseDuration(/^[\d.]+$/.test(amount) ? `${amount}s` : amount);
  return ms ?? (amount ? `sleep: invalid time interval '${amount}'\n` : 'sleep: missing operand\n');
}

/** What `watch` is to run, and every how many ms; undefined where its arguments make no sense. */
export function watchOf(args: readonly string[]): { readonly command: string; readonly intervalMs: number } | undefined {
  let interval = 2;
  let at = 0;
  for (; at < args.length && (args[at] as string).startsWith('-'); at++) {
    const match = /^(?:-n|--interval=?)(.*)$/.exec(args[at] as string);
    if (match) interval = Number(match[1] || args[++at]);
  }
  const rest = args.slice(at);
  if (!rest.length || !(interval > 0)) return undefined;
  return { command: rest.length === 1 ? (rest[0] as string) : rest.map(quoteWord).join(' '), intervalMs: interval * 1000 };
}

/** How `xargs` is to run what: so many words at a time, or one in the place of a mark. */
export function xargsOf(args: readonly string[]): { readonly size: number; readonly mark: string | undefined; readonly words: readonly string[] } {
  let size = Infinity;
  let mark: string | undefined;
  let at = 0;
  for (; at < args.length && (args[at] as string).startsWith('-'); at++) {
    const [, letter, value] = /^-([nILPrt0])(.*)$/.exec(args[at] as string) ?? [];
    if (letter === 'n') size = Number(value || args[++at]) || 1;
    else if (letter === 'I') mark = value || args[++at];
    else if (letter === 'P' && !value) at++;
  }
  return { size, mark, words: args.slice(at) };
}

/** A list in parts of so many. */
export function batchesOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  if (list.length <= size) return [list];
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
