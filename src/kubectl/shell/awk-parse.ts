import { type Token, Scanner } from './awk-scan.ts';
import { AwkError, type Expression, type Item, type Statement } from './awk-tree.ts';

const FUNCTIONS = new Set(['length', 'substr', 'index', 'split', 'sub', 'gsub', 'sprintf', 'toupper', 'tolower', 'int', 'match']);
const KEYWORDS = new Set([
  'BEGIN',
  'END',
  'print',
  'printf',
  'if',
  'else',
  'for',
  'while',
  'in',
  'next',
  'exit',
  'break',
  'continue',
  'delete',
  'getline',
  'function',
  'do',
]);
/** Reads a program. Throws AwkError. */
export function parseAwk(program: string): readonly Item[] {
  return new Parser(program).items();
}

class Parser {
  private token: Token;
  private readonly scanner: Scanner;
  /** Within the list of a print without brackets, `>` would be a redirection. */
  private inPrint = false;

  constructor(program: string) {
    this.scanner = new Scanner(program);
    this.token = this.scanner.scan();
  }

  items(): readonly Item[] {
    const items: Item[] = [];
    for (this.newlines(); this.token.kind !== 'end'; this.newlines()) items.push(this.item());
    return items;
  }

  private item(): Item {
    const special = this.isAny('BEGIN', 'END') ? (this.take().text as 'BEGIN' | 'END') : undefined;
    const when = special ?? (this.is('{') ? undefined : this.expression());
    if (special && !this.is('{')) this.refuse();
    return { when, action: this.is('{') ? this.block() : undefined };
  }

  private block(): Statement {
    this.expect('{');
    const statements: Statement[] = [];
    for (this.newlines(); !this.is('}'); this.newlines()) statements.push(this.statement());
    this.expect('}');
    return { does: 'block', statements };
  }

  private statement(): Statement {
    if (this.is('{')) return this.block();
    if (this.accept('if')) return this.ifStatement();
    if (this.accept('while')) {
      const test = this.inBrackets();
      return { does: 'for', test, body: this.body() };
    }
    if (this.accept('for')) return this.forStatement();
    const simple = this.simple();
    if (!this.closes()) this.end();
    return simple;
  }

  private ifStatement(): Statement {
    const test = this.inBrackets();
    const yes = this.body();
    const [token, at] = [this.token, this.scanner.at];
    this.newlines();
    if (this.accept('else')) return { does: 'if', test, yes, no: this.body() };
    [this.token, this.scanner.at] = [token, at];
    return { does: 'if', test, yes };
  }

  private forStatement(): Statement {
    this.expect('(');
    const [token, at] = [this.token, this.scanner.at];
    if (token.kind === 'name' && !KEYWORDS.has(token.text)) {
      const variable = this.take().text;
      if (this.accept('in')) {
        const name = this.name();
        this.expect(')');
        return { does: 'for-in', variable, name, body: this.body() };
      }
      [this.token, this.scanner.at] = [token, at];
    }
    const first = this.is(';') ? undefined : this.simple();
    this.expect(';');
    const test = this.is(';') ? undefined : this.expression();
    this.expect(';');
    const after = this.is(')') ? undefined : this.simple();
    this.expect(')');
    return { does: 'for', ...(first ? { first } : {}), ...(test ? { test } : {}), ...(after ? { after } : {}), body: this.body() };
  }

  private body(): Statement {
    while (this.accept('\n'));
    if (this.accept(';')) return { does: 'block', statements: [] };
    return this.statement();
  }

  private simple(): Statement {
    if (this.isAny('print', 'printf')) {
      const does = this.take().text as 'print' | 'printf';
      return { does, values: this.printed() };
    }
    if (this.isAny('next', 'exit', 'break', 'continue')) return { does: this.take().text as 'next' | 'exit' | 'break' | 'continue' };
    if (this.accept('delete')) {
      const name = this.name();
      return { does: 'delete', name, ...(this.accept('[') ? { keys: this.list(']') } : {}) };
    }
    return { does: 'evaluate', value: this.expression() };
  }

  /** The list of a print, with or without brackets around it. */
  private printed(): readonly Expression[] {
    if (this.closes() || this.isAny(';', '\n')) return [];
    const [token, at] = [this.token, this.scanner.at];
    if (this.accept('(')) {
      const values = this.list(')');
      if (this.closes() || this.isAny(';', '\n')) return values;
      [this.token, this.scanner.at] = [token, at];
    }
    this.inPrint = true;
    const values = [this.expression()];
    while (this.accept(',')) values.push(this.expression());
    this.inPrint = false;
    return values;
  }

  private list(end: string): readonly Expression[] {
    const was = this.inPrint;
    this.inPrint = false;
    const values: Expression[] = [];
    while (!this.is(end)) {
      values.push(this.expression());
      if (!this.accept(',')) break;
      while (this.accept('\n'));
    }
    this.expect(end);
    this.inPrint = was;
    return values;
  }

  private inBrackets(): Expression {
    this.expect('(');
    const value = this.expression();
    this.expect(')');
    return value;
  }

  private expression(): Expression {
    const left = this.condition();
    const operator = this.isAny('=', '+=', '-=', '*=', '/=', '%=', '^=') ? this.take().text : undefined;
    if (operator === undefined) return left;
    if (left.is !== 'variable' && left.is !== 'element' && left.is !== 'field') this.refuse();
    return { is: 'assign', target: left, operator: operator.slice(0, -1), value: this.expression() };
  }

  private condition(): Expression {
    const test = this.either();
    if (!this.accept('?')) return test;
    const yes = this.condition();
    this.expect(':');
    return { is: 'if', test, yes, no: this.condition() };
  }

  private either(): Expression {
    let left = this.both();
    while (this.accept('||')) left = { is: 'binary', operator: '||', left, right: this.both() };
    return left;
  }

  private both(): Expression {
    let left = this.membership();
    while (this.accept('&&')) left = { is: 'binary', operator: '&&', left, right: this.membership() };
    return left;
  }

  private membership(): Expression {
    let left = this.matched();
    while (this.accept('in')) left = { is: 'in', keys: [left], name: this.name() };
    return left;
  }

  private matched(): Expression {
    let left = this.compared();
    while (this.isAny('~', '!~')) left = { is: 'binary', operator: this.take().text, left, right: this.compared() };
    return left;
  }

  private compared(): Expression {
    const left = this.joined();
    if (this.inPrint && this.isAny('>', '|')) this.refuse();
    if (!this.isAny('<', '<=', '==', '!=', '>', '>=')) return left;
    return { is: 'binary', operator: this.take().text, left, right: this.joined() };
  }

  /** What stands side by side is put together. */
  private joined(): Expression {
    let left = this.sum();
    while (this.beginsValue()) left = { is: 'binary', operator: ' ', left, right: this.sum() };
    return left;
  }

  private beginsValue(): boolean {
    const { kind, text } = this.token;
    return kind === 'number' || kind === 'text' || (kind === 'name' && !KEYWORDS.has(text)) || this.isAny('$', '(', '++', '--');
  }

  private sum(): Expression {
    let left = this.product();
    while (this.isAny('+', '-')) left = { is: 'binary', operator: this.take().text, left, right: this.product() };
    return left;
  }

  private product(): Expression {
    let left = this.signed();
    while (this.isAny('*', '/', '%')) left = { is: 'binary', operator: this.take().text, left, right: this.signed() };
    return left;
  }

  private signed(): Expression {
    if (this.isAny('!', '-', '+')) return { is: 'unary', operator: this.take().text, of: this.signed() };
    const base = this.stepped();
    return this.accept('^') ? { is: 'binary', operator: '^', left: base, right: this.signed() } : base;
  }

  private stepped(): Expression {
    if (this.isAny('++', '--')) {
      const by = this.take().text === '++' ? 1 : -1;
      return { is: 'step', target: this.primary(), by, before: true };
    }
    const target = this.primary();
    if (!this.isAny('++', '--') || (target.is !== 'variable' && target.is !== 'element' && target.is !== 'field')) return target;
    return { is: 'step', target, by: this.take().text === '++' ? 1 : -1, before: false };
  }

  private primary(): Expression {
    const { kind, text, at } = this.token;
    if (this.is('/') || this.is('/=')) return this.regex(at);
    if (kind === 'end' || (kind === 'name' && KEYWORDS.has(text)) || (kind === 'sign' && !['$', '-', '('].includes(text))) this.refuse();
    this.take();
    if (kind === 'number') return { is: 'number', value: Number(text) };
    if (kind === 'text') return { is: 'text', value: text };
    if (text === '$' && kind === 'sign') return { is: 'field', of: this.isAny('++', '--') ? this.stepped() : this.primary() };
    if (text === '-' && kind === 'sign') return { is: 'unary', operator: '-', of: this.primary() };
    if (text === '(' && kind === 'sign') return this.bracketed();
    if (FUNCTIONS.has(text)) return { is: 'call', name: text, args: this.accept('(') ? this.list(')') : [] };
    if (this.accept('[')) return { is: 'element', name: text, keys: this.list(']') };
    return { is: 'variable', name: text };
  }

  private bracketed(): Expression {
    const values = this.list(')');
    const [only] = values;
    if (values.length === 1 && only) return only;
    if (!values.length || !this.accept('in')) this.refuse();
    return { is: 'in', keys: values, name: this.name() };
  }

  private regex(start: number): Expression {
    const source = this.scanner.regexAt(start);
    if (source === undefined) return this.refuse();
    this.token = this.scanner.scan();
    return { is: 'regex', source };
  }

  private name(): string {
    if (this.token.kind !== 'name' || KEYWORDS.has(this.token.text)) this.refuse();
    return this.take().text;
  }

  private closes(): boolean {
    return this.is('}') || this.token.kind === 'end';
  }

  private newlines(): void {
    while (this.isAny('\n', ';')) this.take();
  }

  private end(): void {
    if (!this.isAny('\n', ';')) this.refuse();
    this.newlines();
  }

  private is(text: string): boolean {
    return this.token.text === text && this.token.kind !== 'text' && this.token.kind !== 'end';
  }

  private isAny(...texts: readonly string[]): boolean {
    return texts.some((text) => this.is(text));
  }

  private accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.take();
    return true;
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.refuse();
  }

  private take(): Token {
    const { token } = this;
    this.token = this.scanner.scan();
    return token;
  }

  private refuse(): never {
    throw new AwkError(this.token.text === '\n' || this.token.kind === 'end' ? 'end of line' : this.token.text);
  }
}
