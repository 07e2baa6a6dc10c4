/**
 * YAML's tokens as libyaml finds them, for the sake of its errors: kubectl shows them with their lines, and no other parser stumbles
 * at the same places. Models the scanner of go.yaml.in/yaml/v2; what the tokens say is of no interest here, only which they are.
 */
export type TokenType =
  | 'stream-end'
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

/** A place in the text: all three counted from 0. */
export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}
export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  /** The name of an anchor or alias. */
  readonly name: string;
}

/** A mistake in the text. `line` is what libyaml prints, 0 where it prints none; `at` is where it is. */
export class YamlSyntaxError extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly at: Mark,
  ) {
    super(message);
  }
}

interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  readonly tokenNumber: number;
  readonly mark: Mark;
}

const SIMPLE_KEY_MAX = 1024;
const isBlank = (character: string): boolean => character === ' ' || character === '\t';
const isBreak = (character: string): boolean =>
  character === '\n' || character === '\r' || character === '\u0085' || character === '\u2028' || character === '\u2029';
const isEnd = (character: string): boolean => character === '';
const isBlankOrEnd = (character: string): boolean => isBlank(character) || isBreak(character) || isEnd(character);
const isWord = (character: string): boolean => /^[0-9A-Za-z_-]$/.test(character);
const ESCAPES = '0abt\tnvfre "\'\\N_LP';
const ESCAPE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export class YamlScanner {
  private index = 0;
  private line = 0;
  private column = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private simpleKeyAllowed = true;
  private readonly simpleKeys: SimpleKey[] = [{ possible: false, required: false, tokenNumber: -1, mark: { index: 0, line: 0, column: 0 } }];
  private readonly tokens: Token[] = [];
  private taken = 0;

  constructor(private readonly text: string) {}

  /** The next token, which stays the next one until it is skipped. Throws YamlSyntaxError. */
  peek(): Token {
    while (this.needsMore()) this.fetchNext();
    return this.tokens[0] as Token;
  }

  skip(): void {
    this.peek();
    this.tokens.shift();
    this.taken++;
  }

  /** A token that may turn out to be a key cannot be given away before that is known. */
  private needsMore(): boolean {
    if (!this.tokens.length) return true;
    const key = this.simpleKeys.find(({ possible, tokenNumber }) => possible && tokenNumber === this.taken);
    return key !== undefined && this.isValid(key);
  }

  private get mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  private at(offset = 0): string {
    return this.text[this.index + offset] ?? '';
  }

  fail(message: string, context: Mark = this.mark): never {
    // Where a key or a quote began helps more than how far the search for its end went.
    const at = this.index >= this.text.length || message.endsWith("':'") ? context : this.mark;
    throw new YamlSyntaxError(message, this.line > 0 ? this.line + 1 : context.line, at);
  }

  private advance(count = 1): void {
    for (let i = 0; i < count && this.index < this.text.length; i++) {
      this.index++;
      this.column++;
    }
  }

  private advanceLine(): void {
    this.index += this.at() === '\r' && this.at(1) === '\n' ? 2 : 1;
    this.line++;
    this.column = 0;
  }

  private push(type: TokenType, start: Mark, name = ''): void {
    this.tokens.push({ type, start, name });
  }

  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line >= this.line && key.mark.index + SIMPLE_KEY_MAX >= this.index) return true;
    if (key.required) this.fail("could not find expected ':'", key.mark);
    key.possible = false;
    return false;
  }

  private removeSimpleKey(): void {
    const key = this.simpleKeys.at(-1) as SimpleKey;
    if (key.possible && key.required) this.fail("could not find expected ':'", key.mark);
    key.possible = false;
  }

  private saveSimpleKey(): void {
    if (!this.simpleKeyAllowed) return;
    const required = this.flowLevel === 0 && this.indent === this.column;
    const key: SimpleKey = { possible: true, required, tokenNumber: this.taken + this.tokens.length, mark: this.mark };
    this.removeSimpleKey();
    this.simpleKeys[this.simpleKeys.length - 1] = key;
  }

  private rollIndent(column: number, type: TokenType, start: Mark, tokenNumber?: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    const token: Token = { type, start, name: '' };
    if (tokenNumber === undefined) this.tokens.push(token);
    else this.tokens.splice(tokenNumber - this.taken, 0, token);
  }

  private unrollIndent(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.mark);
      this.indent = this.indents.pop() as number;
    }
  }

  private toNextToken(): void {
    for (;;) {
      if (this.column === 0 && this.at() === '\ufeff') this.advance();
      while (this.at() === ' ' || (this.at() === '\t' && (this.flowLevel > 0 || !this.simpleKeyAllowed))) this.advance();
      this.skipComment();
      if (!isBreak(this.at())) return;
      this.advanceLine();
      if (this.flowLevel === 0) this.simpleKeyAllowed = true;
    }
  }

  private skipComment(): void {
    if (this.at() === '#') while (!isBreak(this.at()) && !isEnd(this.at())) this.advance();
  }

  private startsWith(indicator: string): boolean {
    return this.column === 0 && this.text.startsWith(indicator, this.index) && isBlankOrEnd(this.at(3));
  }

  private fetchNext(): void {
    this.toNextToken();
    this.unrollIndent(this.column);
    const character = this.at();
    const beforeBlank = isBlankOrEnd(this.at(1));
    if (isEnd(character)) return this.fetchStreamEnd();
    if (this.column === 0 && character === '%') return this.fetchDirective();
    if (this.startsWith('---')) return this.fetchDocument('document-start');
    if (this.startsWith('...')) return this.fetchDocument('document-end');
    if (character === '[') return this.fetchFlowStart('flow-sequence-start');
    if (character === '{') return this.fetchFlowStart('flow-mapping-start');
    if (character === ']') return this.fetchFlowEnd('flow-sequence-end');
    if (character === '}') return this.fetchFlowEnd('flow-mapping-end');
    if (character === ',') return this.fetchEntry('flow-entry');
    if (character === '-' && beforeBlank) return this.fetchEntry('block-entry');
    if (character === '?' && (this.flowLevel > 0 || beforeBlank)) return this.fetchKey();
    if (character === ':' && (this.flowLevel > 0 || beforeBlank)) return this.fetchValue();
    if (character === '*' || character === '&') return this.fetchAnchor(character === '*' ? 'alias' : 'anchor');
    if (character === '!') return this.fetchTag();
    if ((character === '|' || character === '>') && this.flowLevel === 0) return this.fetchBlockScalar();
    if (character === "'" || character === '"') return this.fetchFlowScalar(character);
    const mayStart = !isBlankOrEnd(character) && !'-?:,[]{}#&*!|>\'"%@`'.includes(character);
    if (mayStart || (character === '-' && !isBlank(this.at(1))) || (this.flowLevel === 0 && (character === '?' || character === ':') && !beforeBlank))
      return this.fetchPlainScalar();
    this.fail('found character that cannot start any token');
  }

  private fetchStreamEnd(): void {
    if (this.column !== 0) {
      this.column = 0;
      this.line++;
    }
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    this.push('stream-end', this.mark);
  }

  private fetchDocument(type: TokenType): void {
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark;
    this.advance(3);
    this.push(type, start);
  }

  /** The letters, digits, `-` and `_` from here on, which are then behind. */
  private takeWord(): string {
    let word = '';
    for (; isWord(this.at()); this.advance()) word += this.at();
    return word;
  }

  private fetchDirective(): void {
    this.unrollIndent(-1);
    this.removeSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark;
    this.advance();
    const name = this.takeWord();
    if (!name) this.fail('could not find expected directive name', start);
    if (!isBlankOrEnd(this.at())) this.fail('found unexpected non-alphabetical character', start);
    if (name !== 'YAML' && name !== 'TAG') this.fail('found unknown directive name', start);
    while (!isBreak(this.at()) && !isEnd(this.at())) this.advance();
    this.push('directive', start);
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveSimpleKey();
    this.simpleKeys.push({ possible: false, required: false, tokenNumber: -1, mark: this.mark });
    this.flowLevel++;
    this.simpleKeyAllowed = true;
    this.push(type, this.mark);
    this.advance();
  }

  private fetchFlowEnd(type: TokenType): void {
    this.removeSimpleKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.simpleKeys.pop();
    }
    this.simpleKeyAllowed = false;
    this.push(type, this.mark);
    this.advance();
  }

  private fetchEntry(type: 'flow-entry' | 'block-entry'): void {
    if (type === 'block-entry' && this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) this.fail('block sequence entries are not allowed in this context');
      this.rollIndent(this.column, 'block-sequence-start', this.mark);
    }
    this.removeSimpleKey();
    this.simpleKeyAllowed = true;
    this.push(type, this.mark);
    this.advance();
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) this.fail('mapping keys are not allowed in this context');
      this.rollIndent(this.column, 'block-mapping-start', this.mark);
    }
    this.removeSimpleKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.push('key', this.mark);
    this.advance();
  }

  private fetchValue(): void {
    const key = this.simpleKeys.at(-1) as SimpleKey;
    if (this.isValid(key)) {
      this.tokens.splice(key.tokenNumber - this.taken, 0, { type: 'key', start: key.mark, name: '' });
      this.rollIndent(key.mark.column, 'block-mapping-start', key.mark, key.tokenNumber);
      key.possible = false;
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) this.fail('mapping values are not allowed in this context');
        this.rollIndent(this.column, 'block-mapping-start', this.mark);
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.push('value', this.mark);
    this.advance();
  }

  private fetchAnchor(type: 'alias' | 'anchor'): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark;
    this.advance();
    const name = this.takeWord();
    if (!name || !(isBlankOrEnd(this.at()) || '?:,]}%@`'.includes(this.at()))) this.fail('did not find expected alphabetic or numeric character', start);
    this.push(type, start, name);
  }

  private fetchTag(): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark;
    const verbatim = this.at(1) === '<';
    this.advance(verbatim ? 2 : 1);
    while (isWord(this.at()) || (this.at() !== '' && ";/?:@&=+$,.!~*'()[]%".includes(this.at()))) this.advance();
    if (verbatim) {
      if (this.at() !== '>') this.fail("did not find the expected '>'", start);
      this.advance();
    }
    if (!isBlankOrEnd(this.at())) this.fail('did not find expected whitespace or line break', start);
    this.push('tag', start);
  }

  private fetchBlockScalar(): void {
    this.removeSimpleKey();
    this.simpleKeyAllowed = true;
    const start = this.mark;
    this.advance();
    let increment = 0;
    for (let i = 0; i < 2; i++) {
      if (this.at() === '+' || this.at() === '-') this.advance();
      else if (/^\d$/.test(this.at()) && !increment) {
        if (this.at() === '0') this.fail('found an indentation indicator equal to 0', start);
        increment = Number(this.at());
        this.advance();
      }
    }
    while (isBlank(this.at())) this.advance();
    this.skipComment();
    if (!isBreak(this.at()) && !isEnd(this.at())) this.fail('did not find expected comment or line break', start);
    if (isBreak(this.at())) this.advanceLine();
    let indent = increment ? Math.max(this.indent, 0) + increment : 0;
    indent = this.blockBreaks(indent, start);
    while (this.column === indent && !isEnd(this.at())) {
      while (!isBreak(this.at()) && !isEnd(this.at())) this.advance();
      if (isBreak(this.at())) this.advanceLine();
      indent = this.blockBreaks(indent, start);
    }
    this.push('scalar', start);
  }

  /** Empty lines of a block scalar, and the indentation of the line after them; the first of those decides. */
  private blockBreaks(indent: number, start: Mark): number {
    let widest = 0;
    for (;;) {
      while ((indent === 0 || this.column < indent) && this.at() === ' ') this.advance();
      widest = Math.max(widest, this.column);
      if ((indent === 0 || this.column < indent) && this.at() === '\t') this.fail('found a tab character where an indentation space is expected', start);
      if (!isBreak(this.at())) break;
      this.advanceLine();
    }
    return indent || Math.max(widest, this.indent + 1, 1);
  }

  private fetchFlowScalar(quote: string): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark;
    this.advance();
    for (;;) {
      if (this.startsWith('---') || this.startsWith('...')) this.fail('found unexpected document indicator', start);
      const character = this.at();
      if (isEnd(character)) this.fail('found unexpected end of stream', start);
      if (isBreak(character)) this.advanceLine();
      else if (quote === "'" && character === "'" && this.at(1) === "'") this.advance(2);
      else if (character === quote) break;
      else if (quote === '"' && character === '\\') this.escape(start);
      else this.advance();
    }
    this.advance();
    this.push('scalar', start);
  }

  private escape(start: Mark): void {
    const next = this.at(1);
    if (isBreak(next)) {
      this.advance();
      return this.advanceLine();
    }
    const length = ESCAPE_LENGTHS[next] ?? 0;
    if (!length && (next === '' || !ESCAPES.includes(next))) this.fail('found unknown escape character', start);
    this.advance(2);
    const digits = this.text.slice(this.index, this.index + length);
    if (digits.length < length || !/^[0-9a-fA-F]*$/.test(digits)) this.fail('did not find expected hexdecimal number', start);
    const code = Number.parseInt(digits || '0', 16);
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) this.fail('found invalid Unicode character escape code', start);
    this.advance(length);
  }

  private fetchPlainScalar(): void {
    this.saveSimpleKey();
    this.simpleKeyAllowed = false;
    const start = this.mark;
    const indent = this.indent + 1;
    let leadingBlanks = false;
    for (;;) {
      if (this.startsWith('---') || this.startsWith('...') || this.at() === '#') break;
      while (!isBlankOrEnd(this.at())) {
        if (this.at() === ':' && isBlankOrEnd(this.at(1))) break;
        if (this.flowLevel > 0 && ',?[]{}'.includes(this.at())) break;
        leadingBlanks = false;
        this.advance();
      }
      if (!isBlank(this.at()) && !isBreak(this.at())) break;
      while (isBlank(this.at()) || isBreak(this.at())) {
        if (isBreak(this.at())) {
          this.advanceLine();
          leadingBlanks = true;
          continue;
        }
        if (leadingBlanks && this.column < indent && this.at() === '\t') this.fail('found a tab character that violates indentation', start);
        this.advance();
      }
      if (this.flowLevel === 0 && this.column < indent) break;
    }
    this.push('scalar', start);
    if (leadingBlanks) this.simpleKeyAllowed = true;
  }
}
