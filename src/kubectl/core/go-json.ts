import { Failure } from './failure.ts';

/** A text that is no JSON; the message is that of Go's encoding/json. */
export class GoJsonError extends Error {}

const isSpace = (character: string | undefined): boolean => character === ' ' || character === '\t' || character === '\r' || character === '\n';

/** Finds the first mistake of a text that is no JSON, in Go's words. */
class Scanner {
  private at = 0;
  constructor(private readonly text: string) {}

  document(): void {
    this.value();
    this.space();
    if (this.at < this.text.length) this.refuse('after top-level value');
  }

  private peek(): string | undefined {
    return this.text[this.at];
  }
  private space(): void {
    while (isSpace(this.peek())) this.at++;
  }
  private refuse(context: string): never {
    const character = this.peek();
    if (character === undefined) throw new GoJsonError('unexpected end of JSON input');
    const shown = character === "'" ? `'\\''` : character === '"' ? `'"'` : `'${JSON.stringify(character).slice(1, -1)}'`;
    throw new GoJsonError(`invalid character ${shown} ${context}`);
  }

  private value(): void {
    this.space();
    const character = this.peek();
    if (character === '{') this.object();
    else if (character === '[') this.array();
    else if (character === '"') this.string();
    else if (character === '-' || (character !== undefined && /\d/.test(character))) this.number();
    else if (character === 't') this.literal('true');
    else if (character === 'f') this.literal('false');
    else if (character === 'n') this.literal('null');
    else this.refuse('looking for beginning of value');
  }

  private object(): void {
    this.at++;
    this.space();
    if (this.peek() === '}') {
      this.at++;
      return;
    }
    for (;;) {
      this.space();
      if (this.peek() !== '"') this.refuse('looking for beginning of object key string');
      this.string();
      this.space();
      if (this.peek() !== ':') this.refuse('after object key');
      this.at++;
      this.value();
      this.space();
      if (this.peek() !== ',' && this.peek() !== '}') this.refuse('after object key:value pair');
      if (this.text[this.at++] === '}') return;
    }
  }

  private array(): void {
    this.at++;
    this.space();
    if (this.peek() === ']') {
      this.at++;
      return;
    }
    for (;;) {
      this.value();
      this.space();
      if (this.peek() !== ',' && this.peek() !== ']') this.refuse('after array element');
      if (this.text[this.at++] === ']') return;
    }
  }

  private string(): void {
    for (this.at++; ; this.at++) {
      const character = this.peek();
      if (character === undefined) this.refuse('');
      if (character === '"') break;
      if ((character as string) < ' ') this.refuse('in string literal');
      if (character !== '\\') continue;
      this.at++;
      if (!/^["\\/bfnrtu]$/.test(this.peek() ?? '')) this.refuse('in string escape code');
      if (this.peek() !== 'u') continue;
      for (let i = 0; i < 4; i++) {
        this.at++;
        if (!/[0-9a-fA-F]/.test(this.peek() ?? '')) this.refuse('in \\u hexadecimal character escape');
      }
    }
    this.at++;
  }

  private digits(context: string): void {
    if (!/\d/.test(this.peek() ?? '')) this.refuse(context);
    while (/\d/.test(this.peek() ?? '')) this.at++;
  }

  private number(): void {
    if (this.peek() === '-') this.at++;
    if (this.peek() === '0') this.at++;
    else this.digits('in numeric literal');
    if (this.peek() === '.') {
      this.at++;
      this.digits('after decimal point in numeric literal');
    }
    if (this.peek() === 'e' || this.peek() === 'E') {
      this.at++;
      if (this.peek() === '+' || this.peek() === '-') this.at++;
      this.digits('in exponent of numeric literal');
    }
  }

  private literal(word: string): void {
    for (let i = 1; i <= word.length; i++) {
      this.at++;
      if (i < word.length && this.peek() !== word[i]) this.refuse(`in literal ${word} (expecting '${word[i]}')`);
    }
  }
}

/** Reads JSON. Throws GoJsonError where it is none. */
export function parseGoJson(text: string): unknown {
  new Scanner(text).document();
  return JSON.parse(text) as unknown;
}

/** Reads JSON that a flag holds. Fails with `error: …` where it is none. */
export function jsonOfFlag(text: string, prefix: string): unknown {
  try {
    return parseGoJson(text);
  } catch (error) {
    if (error instanceof GoJsonError) throw new Failure(`${prefix}${error.message}`);
    throw error;
  }
}
