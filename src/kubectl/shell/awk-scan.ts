import { AwkError } from './awk-tree.ts';

const TOKEN =
  /[ \t\r]*(?:\\\n|#[^\n]*)*[ \t]*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|"((?:[^"\\\n]|\\[^])*)"|([A-Za-z_]\w*)|(\n|\+\+|--|[-+*/%^]=|[=!<>]=|!~|&&|\|\||[-+*/%^!<>=~?:,;(){}[\]$|]))/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '"': '"', '/': '/', '\\': '\\' };

export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** Reads a program token by token; `at` is where the next one begins. */
export class Scanner {
  at = 0;

  constructor(private readonly program: string) {}

  scan(): Token {
    if (/^(?:\s|\\\n)*$/.test(this.program.slice(this.at)) && !this.program.slice(this.at).includes('\n')) return { kind: 'end', text: '', at: this.at };
    TOKEN.lastIndex = this.at;
    const found = TOKEN.exec(this.program);
    if (!found) throw new AwkError(this.at >= this.program.length ? 'end of program' : (this.program.slice(this.at).trim()[0] ?? 'end of program'));
    this.at = TOKEN.lastIndex;
    const [, number, text, name, sign = ''] = found;
    const at = this.at - (number ?? (text === undefined ? undefined : `"${text}"`) ?? name ?? sign).length;
    if (number !== undefined) return { kind: 'number', text: number, at };
    if (text !== undefined) return { kind: 'text', text: text.replaceAll(/\\([^])/g, (all, letter: string) => ESCAPES[letter] ?? all), at };
    return name === undefined ? { kind: 'sign', text: sign, at } : { kind: 'name', text: name, at };
  }

  /** The regular expression that begins with the slash at a place. Undefined where it does not end. */
  regexAt(start: number): string | undefined {
    const match = /\/((?:[^/\\\n[]|\\.|\[\]?[^\]\n]*\])*)\//y;
    match.lastIndex = start;
    const found = match.exec(this.program);
    if (found) this.at = match.lastIndex;
    return found?.[1];
  }
}
