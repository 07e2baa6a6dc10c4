import { Failure } from './failure.ts';

/** How a flag takes its value. `strings` splits at commas, `array` does not; both may be repeated. */
export type FlagType = 'bool' | 'string' | 'strings' | 'array' | 'int' | 'duration';

/** One flag of a command, as pflag describes it. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  /** The value where the flag is not given; left out: false, empty or none. */
  readonly value?: string;
  /** The value where the flag stands without one (`--dry-run`, `--cascade`). A bool's is `true`. */
  readonly bare?: string;
  readonly usage: string;
  readonly hidden?: boolean;
  /** What is said on the error stream where the flag is used. */
  readonly deprecated?: string;
}

/** A flag in one line: `flag('output', 'o', 'string', 'Output format.')`. */
export function flag(name: string, short: string, type: FlagType, usage: string, more: Partial<Flag> = {}): Flag {
  return { name, ...(short ? { short } : {}), type, usage, ...more };
}

/** The flags of one call by name, and what is left: the arguments. */
export class FlagValues {
  /** The flags that the line names, in its order. */
  readonly given = new Map<string, string[]>();
  readonly args: string[] = [];
  /** How many arguments stood before `--`, or -1 where there was none. */
  argsBeforeDash = -1;

  constructor(private readonly table: ReadonlyMap<string, Flag>) {}

  /** Whether the line names the flag. */
  has(name: string): boolean {
    return this.given.has(name);
  }
  /** The last value given, or the default. */
  text(name: string): string {
    return this.given.get(name)?.at(-1) ?? this.table.get(name)?.value ?? '';
  }
  bool(name: string): boolean {
    return this.text(name) === 'true';
  }
  int(name: string): number {
    return Number(this.text(name) || 0);
  }
  /** Milliseconds. */
  duration(name: string): number {
    return parseDuration(this.text(name) || '0') ?? 0;
  }
  /** All values of a flag that may be repeated. */
  list(name: string): readonly string[] {
    const values = this.given.get(name);
    if (!values) return this.table.get(name)?.value ? [this.table.get(name)?.value as string] : [];
    return this.table.get(name)?.type === 'strings' ? values.flatMap((value) => (value === '' ? [] : splitCommas(value))) : values;
  }
}

/** Splits at commas as pflag's StringSlice does: a quoted part keeps its commas. */
function splitCommas(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

const UNIT_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Go's durations (`1m30s`, `0`) in ms, or undefined. Models time.ParseDuration. */
export function parseDuration(text: string): number | undefined {
  const match = /^([-+]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (/^[-+]?0$/.test(text)) return 0;
  if (!match) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) total += Number(amount) * (UNIT_MS[unit as string] as number);
  return match[1] === '-' ? -total : total;
}

/** A duration in ms as Go prints it: `1m30s`, `500ms`, `0s`. Models time.Duration.String. */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (Math.abs(ms) < 1000) return `${ms}ms`;
  const size = Math.abs(ms);
  const hours = Math.floor(size / 3_600_000);
  const minutes = Math.floor((size % 3_600_000) / 60_000);
  const seconds = (size % 60_000) / 1000;
  return `${ms < 0 ? '-' : ''}${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`;
}

/** What strconv and time say of a value that a flag cannot take, or undefined. */
function valueProblem(flag: Flag, value: string): string | undefined {
  const quoted = JSON.stringify(value);
  if (flag.type === 'bool')
    return /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value) ? undefined : `strconv.ParseBool: parsing ${quoted}: invalid syntax`;
  if (flag.type === 'int') {
    if (!/^[-+]?(0x[0-9a-fA-F]+|\d+)$/.test(value)) return `strconv.ParseInt: parsing ${quoted}: invalid syntax`;
    return Math.abs(Number(value)) > 2 ** 31 ? `strconv.ParseInt: parsing ${quoted}: value out of range` : undefined;
  }
  if (flag.type !== 'duration' || parseDuration(value) !== undefined) return undefined;
  if (/^[-+]?(\d+\.?\d*|\.\d+)$/.test(value)) return `time: missing unit in duration ${quoted}`;
  const unit = /^[-+]?(?:\d+\.?\d*|\.\d+)([^\d.]+)/.exec(value)?.[1];
  return unit ? `time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}` : `time: invalid duration ${quoted}`;
}

/**
 * Reads flags and arguments as pflag does: flags may stand anywhere before `--`, `-oyaml`, `-o yaml`, `-o=yaml` and
 * `--output=yaml` are one, and short flags without values may be joined. `path` is the command's name for the words after an error.
 */
export function parseFlags(flags: readonly Flag[], words: readonly string[], path: string, interspersed = true): FlagValues {
  const byName = new Map(flags.map((known) => [known.name, known]));
  const byShort = new Map(flags.flatMap((known) => (known.short ? [[known.short, known] as const] : [])));
  const values = new FlagValues(byName);
  const fail = (message: string): never => {
    throw new Failure(`${message}\nSee 'kubectl${path ? ` ${path}` : ''} --help' for usage.`);
  };
  const set = (known: Flag, value: string): void => {
    const problem = valueProblem(known, value);
    if (problem) fail(`invalid argument ${JSON.stringify(value)} for "${known.short ? `-${known.short}, ` : ''}--${known.name}" flag: ${problem}`);
    const text = known.type === 'bool' ? String(/^(1|t|true)$/i.test(value)) : value;
    const earlier = values.given.get(known.name);
    if (earlier) earlier.push(text);
    else values.given.set(known.name, [text]);
  };
  const bareOf = (known: Flag): string | undefined => known.bare ?? (known.type === 'bool' ? 'true' : undefined);

  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '--') {
      values.argsBeforeDash = values.args.length;
      values.args.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      values.args.push(word);
      if (interspersed) continue;
      values.args.push(...words.slice(i + 1));
      break;
    }
    if (word.startsWith('--')) {
      const [, name = '', , value] = /^--([^=]*)(=(.*))?$/s.exec(word) ?? [];
      if (!name || name.startsWith('-')) fail(`bad flag syntax: ${word}`);
      const known = byName.get(name);
      if (!known) return fail(`unknown flag: --${name}`);
      const bare = bareOf(known);
      if (value !== undefined) set(known, value);
      else if (bare !== undefined) set(known, bare);
      else if (i + 1 < words.length) set(known, words[++i] as string);
      else fail(`flag needs an argument: --${name}`);
      continue;
    }
    for (let rest = word.slice(1); rest;) {
      const letter = rest[0] as string;
      const known = byShort.get(letter);
      if (!known) return fail(`unknown shorthand flag: '${letter}' in -${rest}`);
      const bare = bareOf(known);
      const after = rest.slice(1);
      if (after.startsWith('=')) set(known, after.slice(1));
      else if (bare !== undefined) {
        set(known, bare);
        rest = after;
        continue;
      } else if (after) set(known, after);
      else if (i + 1 < words.length) set(known, words[++i] as string);
      else fail(`flag needs an argument: '${letter}' in -${rest}`);
      break;
    }
  }
  return values;
}
