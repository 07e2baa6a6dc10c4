import { type Filter, linesOf, said, wrong } from './filtered.ts';

/** The characters of a set as `tr` writes it: `a-z`, `\n`, `[:upper:]`. */
function charactersOf(set: string): readonly string[] {
  const classes: Readonly<Record<string, string>> = { '[:upper:]': 'A-Z', '[:lower:]': 'a-z', '[:digit:]': '0-9', '[:space:]': ' \\t\\n', '[:blank:]': ' \\t' };
  const plain = set.replaceAll(/\[:\w+:\]/g, (name) => classes[name] ?? name);
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  const characters: string[] = [];
  for (const [, from, to, escaped, single] of plain.matchAll(/([^\\])-([^\\])|\\([^])|([^])/g)) {
    if (from !== undefined && to !== undefined)
      for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) characters.push(String.fromCharCode(code));
    else characters.push(escaped === undefined ? (single as string) : (escapes[escaped] ?? escaped));
  }
  return characters;
}

/** `tr SET1 SET2`, with `-d` and `-s`. */
export const tr: Filter = (args, input) => {
  const flags = args.filter((arg) => /^-[ds]+$/.test(arg)).join('');
  const [first, second] = args.filter((arg) => !/^-[ds]+$/.test(arg));
  if (first === undefined) return wrong('tr: missing operand', 1);
  const from = charactersOf(first);
  const to = second === undefined ? [] : charactersOf(second);
  let characters: readonly string[] = [...input];
  if (flags.includes('d')) characters = characters.filter((character) => !from.includes(character));
  else if (to.length)
    characters = characters.map((character) => {
      const at = from.lastIndexOf(character);
      return at < 0 ? character : (to[Math.min(at, to.length - 1)] as string);
    });
  else if (!flags.includes('s')) return wrong(`tr: missing operand after '${first}'`, 1);
  const squeezed = to.length ? to : from;
  if (flags.includes('s')) characters = characters.filter((character, i) => character !== characters[i - 1] || !squeezed.includes(character));
  return { stdout: characters.join(''), stderr: '', code: 0 };
};

/** One command of a sed script: where it holds, and what it does. */
interface Edit {
  readonly holds: (line: string, row: number, last: boolean) => boolean;
  readonly change: (line: string) => string;
  readonly act: 's' | 'p' | 'd';
}

const ADDRESS = String.raw`(\d+|\$|/(?:[^/\\]|\\.)*/)`;
const COMMAND = new RegExp(String.raw`^\s*(?:${ADDRESS}(?:,${ADDRESS})?)?\s*(?:(p|d)|s(.)((?:\\.|(?!\4).)*)\4((?:\\.|(?!\4).)*)\4([gi]*))\s*$`, 's');

function atAddress(address: string, expression: (text: string) => RegExp): (line: string, row: number, last: boolean) => boolean {
  if (address === '$') return (_line, _row, last) => last;
  if (!address.startsWith('/')) return (_line, row) => row === Number(address);
  const pattern = expression(address.slice(1, -1));
  return (line) => pattern.test(line);
}

function editOf(text: string, expression: (text: string, flags?: string) => RegExp): Edit | undefined {
  const [, from, to, act, delimiter = '', pattern = '', replacement = '', flags = ''] = COMMAND.exec(text) ?? [];
  if (act === undefined && !delimiter) return undefined;
  const starts = from === undefined ? undefined : atAddress(from, expression);
  const ends = to === undefined ? undefined : atAddress(to, expression);
  let within = false;
  const holds: Edit['holds'] = (line, row, last) => {
    if (!starts) return true;
    if (!ends) return starts(line, row, last);
    if (within) within = !ends(line, row, last) && !(/^\d+$/.test(to as string) && row >= Number(to));
    else if (starts(line, row, last)) {
      within = !(/^\d+$/.test(to as string) && row >= Number(to));
      return true;
    } else return false;
    return true;
  };
  if (act !== undefined) return { holds, act: act as 'p' | 'd', change: (line) => line };
  const plain = (part: string): string => part.replaceAll(`\\${delimiter}`, delimiter);
  const searched = expression(plain(pattern), flags);
  const written = plain(replacement).replaceAll(/\$|\\(\d)|\\(.)|&/g, (whole, group?: string, escaped?: string) =>
    whole === '$' ? '$$' : whole === '&' ? '$&' : group === undefined ? (escaped as string) : `$${group}`,
  );
  return { holds, act: 's', change: (line) => line.replace(searched, written) };
}

/** `sed 's/a/b/g; 2d; /x/p'`, with `-n`, `-e` and `-E`: lines are changed, printed or left out. Basic expressions come in `fromBasic`. */
export const sedWith =
  (fromBasic: (pattern: string) => string): Filter =>
  (args, input) => {
    const extended = args.some((arg) => /^-[nEr]*[Er]/.test(arg));
    const quiet = args.some((arg) => /^-[Er]*n/.test(arg));
    const scripts = args.filter((arg) => !/^-[nErei]+$/.test(arg));
    const expression = (text: string, flags = ''): RegExp => new RegExp(extended ? text : fromBasic(text), flags);
    const edits = scripts.flatMap((script) => script.split(/;(?=\s*(?:\d|\$|\/|[spd]))/)).map((text) => editOf(text, expression));
    if (!scripts.length || edits.some((edit) => !edit)) return wrong("sed: the playground's sed knows s/PATTERN/TEXT/, and Np, Nd, N,Mp, /PATTERN/d", 1);
    const lines = linesOf(input);
    const out: string[] = [];
    lines.forEach((given, i) => {
      let line = given;
      for (const edit of edits as readonly Edit[]) {
        if (!edit.holds(line, i + 1, i === lines.length - 1)) continue;
        if (edit.act === 'd') return;
        if (edit.act === 'p') out.push(line);
        line = edit.change(line);
      }
      if (!quiet) out.push(line);
    });
    return said(out);
  };

/** Numbers the lines. */
export const nl: Filter = (_args, input) => said(linesOf(input).map((line, i) => `${String(i + 1).padStart(6)}\t${line}`));
