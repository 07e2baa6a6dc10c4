import { type Filter, type Filtered, linesOf, said, wrong } from './filtered.ts';
import { nl, sedWith, tr } from './text-filters.ts';

/** The letters of short flags, and what is left. `withValue` names the letters that take a value. */
function shortFlags(args: readonly string[], withValue: string): { letters: Set<string>; values: Map<string, string>; rest: string[] } {
  const letters = new Set<string>();
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (!/^-[A-Za-z0-9]/.test(arg)) {
      rest.push(arg);
      continue;
    }
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] as string;
      letters.add(letter);
      if (!withValue.includes(letter)) continue;
      values.set(letter, arg.slice(j + 1) || (args[++i] ?? ''));
      break;
    }
  }
  return { letters, values, rest };
}

/** A basic regular expression as a JavaScript one: there `+?|(){}` are plain, and special with a backslash. */
function fromBasic(pattern: string): string {
  return pattern.replaceAll(/\\?[+?|(){}]/g, (match) => (match.length === 2 ? match.slice(1) : `\\${match}`));
}

const grep: Filter = (args, input) => {
  const { letters, values, rest } = shortFlags(
    args.filter((arg) => !arg.startsWith('--')),
    'emABC',
  );
  // Several patterns are given with -e; any of them may be found.
  const patterns = args.flatMap((arg, i) => (args[i - 1] === '-e' ? [arg] : []));
  const pattern = patterns.length > 1 ? patterns.join('\n') : (values.get('e') ?? rest[0]);
  if (pattern === undefined) return wrong('Usage: grep [OPTION]... PATTERNS [FILE]...');
  let expression: RegExp;
  try {
    const sourceOf = (text: string): string =>
      letters.has('F') ? text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&') : letters.has('E') || letters.has('P') ? text : fromBasic(text);
    const source = pattern.split('\n').map(sourceOf).join('|');
    expression = new RegExp(letters.has('w') ? `\\b(?:${source})\\b` : letters.has('x') ? `^(?:${source})$` : source, letters.has('i') ? 'i' : '');
  } catch {
    return wrong(`grep: Invalid regular expression: ${pattern}`);
  }
  const lines = linesOf(input);
  const hits = lines.map((line) => expression.test(line) !== letters.has('v'));
  const count = hits.filter(Boolean).length;
  if (letters.has('q')) return said([], count ? 0 : 1);
  if (letters.has('c')) return said([String(count)], count ? 0 : 1);
  const max = values.has('m') ? Number(values.get('m')) : Infinity;
  const around = Number(values.get('C') ?? 0);
  const before = Number(values.get('B') ?? around);
  const after = Number(values.get('A') ?? around);
  const shown = new Set<number>();
  let taken = 0;
  hits.forEach((hit, i) => {
    if (!hit || taken++ >= max) return;
    for (let j = Math.max(0, i - before); j <= Math.min(lines.length - 1, i + after); j++) shown.add(j);
  });
  const out = [...shown]
    .sort((a, b) => a - b)
    .map((i) => {
      const line = lines[i] as string;
      const text = letters.has('o') ? (expression.exec(line)?.[0] ?? '') : line;
      return letters.has('n') ? `${i + 1}:${text}` : text;
    });
  return said(out, count ? 0 : 1);
};

/** `awk '{print $1, $3}'`, with `-F`, `NR`, `NF`, a pattern before it: what the course needs of awk. */
const awk: Filter = (args, input) => {
  const { values, rest } = shortFlags(args, 'Fv');
  const [, conditions = '', list] = /^([^{}]*?)\s*(?:\{\s*print\b\s*(.*?)\s*;?\s*\})?\s*$/s.exec(rest[0] ?? '') ?? [];
  const tests = conditions.trim() ? conditions.split('&&').map(conditionOf) : [];
  if (!rest[0] || (!conditions.trim() && list === undefined) || tests.some((test) => !test))
    return wrong("awk: the playground's awk knows '{print $N, …}', with /pattern/, NR>1 or $N==\"text\" before it");
  const separator = values.has('F') ? new RegExp((values.get('F') as string).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')) : undefined;
  const out: string[] = [];
  linesOf(input).forEach((line, i) => {
    const fields = separator ? line.split(separator) : line.trim().split(/\s+/).filter(Boolean);
    if (!tests.every((test) => test?.(line, fields, i + 1))) return;
    out.push(list ? printed(list, line, fields, i + 1) : line);
  });
  return said(out);
};

type Condition = (line: string, fields: readonly string[], row: number) => boolean;

/** `/pattern/`, `NR>1`, `$3=="Running"`, `$1 ~ /web/`. Undefined for anything else. */
function conditionOf(text: string): Condition | undefined {
  const match = /^\s*(?:(!?)\/((?:[^/\\]|\\.)*)\/|(NR|NF|\$NF|\$\d+)\s*(==|!=|>=|<=|>|<|!~|~)\s*(?:"([^"]*)"|\/((?:[^/\\]|\\.)*)\/|(-?[\d.]+)))\s*$/.exec(text);
  if (!match) return undefined;
  const [, not, pattern, operand = '', operator = '', word, expression, number] = match;
  if (pattern !== undefined) {
    const found = new RegExp(pattern);
    return (line) => found.test(line) !== (not === '!');
  }
  const valueOf = (line: string, fields: readonly string[], row: number): string => printed(operand, line, fields, row);
  if (operator.endsWith('~')) {
    const found = new RegExp(expression ?? word ?? number ?? '');
    return (...of) => found.test(valueOf(...of)) === (operator === '~');
  }
  if (number !== undefined) return (...of) => compares(Number.parseFloat(valueOf(...of)) || 0, operator, Number(number));
  return (...of) => compares(valueOf(...of), operator, word ?? '');
}

function compares(a: number | string, operator: string, b: number | string): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '>=':
      return a >= b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a < b;
  }
}

/** What `print` prints: comma means a space, nothing between means together. */
function printed(list: string, line: string, fields: readonly string[], row: number): string {
  return [...list.matchAll(/\$(NF|\d+)|"((?:[^"\\]|\\.)*)"|NR|NF|,/g)]
    .map(([token, field, text]) => {
      if (token === ',') return ' ';
      if (token === 'NR') return String(row);
      if (token === 'NF') return String(fields.length);
      if (text !== undefined) return text.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
      if (field === 'NF') return fields.at(-1) ?? '';
      return field === '0' ? line : (fields[Number(field) - 1] ?? '');
    })
    .join('');
}

/** The `-n N`, `-N` or `-nN` of head and tail; ten otherwise. */
function lineCount(args: readonly string[]): number {
  const joined = args.join(' ');
  const match = /-n\s*([+-]?\d+)|(?:^|\s)-(\d+)/.exec(joined);
  return match ? Number(match[1] ?? match[2]) : 10;
}

const head: Filter = (args, input) => {
  const count = lineCount(args);
  return said(count < 0 ? linesOf(input).slice(0, count) : linesOf(input).slice(0, count));
};

const tail: Filter = (args, input) => {
  const from = /-n\s*\+(\d+)/.exec(args.join(' '));
  if (from) return said(linesOf(input).slice(Number(from[1]) - 1));
  const count = Math.abs(lineCount(args));
  return said(count === 0 ? [] : linesOf(input).slice(-count));
};

const wc: Filter = (args, input) => {
  const { letters } = shortFlags(args, '');
  const counts = { l: (input.match(/\n/g) ?? []).length, w: input.split(/\s+/).filter(Boolean).length, c: input.length };
  const asked = (['l', 'w', 'c'] as const).filter((letter) => letters.has(letter));
  if (asked.length === 1) return said([String(counts[asked[0] as 'l'])]);
  return said([(asked.length ? asked : (['l', 'w', 'c'] as const)).map((letter) => String(counts[letter]).padStart(7)).join(' ')]);
};

const sort: Filter = (args, input) => {
  const { letters, values } = shortFlags(args, 'kt');
  const column = Number.parseInt(values.get('k') ?? '0', 10);
  const key = (line: string): string =>
    column
      ? line
          .trim()
          .split(values.get('t') ?? /\s+/)
          .slice(column - 1)
          .join(' ')
      : line;
  const compare = (a: string, b: string): number =>
    (letters.has('n') ? (Number.parseFloat(key(a)) || 0) - (Number.parseFloat(key(b)) || 0) : 0) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
  const lines = linesOf(input).sort(compare);
  if (letters.has('r')) lines.reverse();
  return said(letters.has('u') ? [...new Set(lines)] : lines);
};

const uniq: Filter = (args, input) => {
  const counted: { line: string; count: number }[] = [];
  for (const line of linesOf(input)) {
    const last = counted.at(-1);
    if (last?.line === line) last.count++;
    else counted.push({ line, count: 1 });
  }
  return said(counted.map(({ line, count }) => (args.includes('-c') ? `${String(count).padStart(7)} ${line}` : line)));
};

const cut: Filter = (args, input) => {
  const { values } = shortFlags(args, 'dfc');
  const fields = (values.get('f') ?? values.get('c') ?? '').split(',').map(Number);
  if (!fields[0]) return wrong('cut: you must specify a list of bytes, characters, or fields', 1);
  const delimiter = values.get('d') ?? '\t';
  return said(
    linesOf(input).map((line) =>
      values.has('c')
        ? fields.map((i) => line[i - 1] ?? '').join('')
        : line.includes(delimiter)
          ? fields.map((i) => line.split(delimiter)[i - 1] ?? '').join(delimiter)
          : line,
    ),
  );
};

const FILTERS: Readonly<Record<string, Filter>> = {
  grep,
  egrep: (args, input) => grep(['-E', ...args], input),
  awk,
  head,
  tail,
  wc,
  sort,
  uniq,
  cut,
  tr,
  sed: sedWith(fromBasic),
  nl,
  cat: (_args, input) => ({ stdout: input, stderr: '', code: 0 }),
  less: (_args, input) => ({ stdout: input, stderr: '', code: 0 }),
  more: (_args, input) => ({ stdout: input, stderr: '', code: 0 }),
};

export function hasFilter(name: string): boolean {
  return Object.hasOwn(FILTERS, name);
}

export function filterNames(): readonly string[] {
  return Object.keys(FILTERS);
}

/** Runs a filter over what the command before it printed. */
export function runFilter(name: string, args: readonly string[], input: string): Filtered {
  return (FILTERS[name] as Filter)(args, input);
}
