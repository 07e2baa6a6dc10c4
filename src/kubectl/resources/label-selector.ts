import type { Labels } from '../../kube/meta.ts';
import { matchesRequirement } from '../../kube/selector.ts';
import { fail } from '../core/failure.ts';

/** One requirement of a label selector, as `-l` writes it. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Equals' | 'NotEquals' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

interface Token {
  readonly kind: 'word' | '(' | ')' | ',' | '=' | '==' | '!=' | '!' | '>' | '<' | 'end';
  readonly text: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [, operator, word] of text.matchAll(/(==|!=|[(),=!<>])|([^\s(),=!<>]+)/g))
    tokens.push(operator ? { kind: operator as Token['kind'], text: operator } : { kind: 'word', text: word as string });
  return [...tokens, { kind: 'end', text: '' }];
}

/** The problem of a label key, or undefined. Models validateLabelKey. */
function keyProblem(key: string): string | undefined {
  const name = key.includes('/') ? key.slice(key.indexOf('/') + 1) : key;
  if (/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name) && name.length <= 63) return undefined;
  return `key: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
}

function valueProblem(key: string, value: string): string | undefined {
  if (/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value) && value.length <= 63) return undefined;
  return `values[0][${key}]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`;
}

class SelectorParser {
  private position = 0;
  private readonly tokens: readonly Token[];

  constructor(source: string) {
    this.tokens = tokenize(source);
  }

  parse(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    if (this.peek().kind === 'end') return requirements;
    for (;;) {
      requirements.push(this.requirement());
      const token = this.next();
      if (token.kind === 'end') return requirements;
      if (token.kind !== ',') this.refuse(`found '${token.text}', expected: ',' or 'end of string'`);
      if (this.peek().kind !== 'word' && this.peek().kind !== '!') this.refuse(`found '${this.peek().text}', expected: identifier after ','`);
    }
  }

  private peek(): Token {
    return this.tokens[this.position] as Token;
  }
  private next(): Token {
    return this.tokens[this.position++] as Token;
  }
  private refuse(message: string): never {
    return fail(`unable to parse requirement: ${message}`);
  }

  private requirement(): Requirement {
    const negated = this.peek().kind === '!';
    if (negated) this.next();
    const name = this.next();
    if (name.kind !== 'word') this.refuse(`found '${name.text}', expected: identifier`);
    const key = name.text;
    const problem = keyProblem(key);
    if (problem) fail(`unable to parse requirement: ${problem}`);
    if (negated) return { key, operator: 'DoesNotExist', values: [] };
    if (this.peek().kind === 'end' || this.peek().kind === ',') return { key, operator: 'Exists', values: [] };
    const operator = this.next();
    if (operator.kind === '=' || operator.kind === '==') return { key, operator: 'Equals', values: [this.exactValue(key)] };
    if (operator.kind === '!=') return { key, operator: 'NotEquals', values: [this.exactValue(key)] };
    if (operator.kind === '>' || operator.kind === '<') return { key, operator: operator.kind === '>' ? 'Gt' : 'Lt', values: [this.exactValue(key)] };
    if (operator.text === 'in' || operator.text === 'notin') return { key, operator: operator.text === 'in' ? 'In' : 'NotIn', values: this.valueSet(key) };
    return this.refuse(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  private exactValue(key: string): string {
    if (this.peek().kind === 'end' || this.peek().kind === ',') return '';
    const token = this.next();
    if (token.kind !== 'word') this.refuse(`found '${token.text}', expected: identifier`);
    const problem = valueProblem(key, token.text);
    if (problem) fail(`unable to parse requirement: ${problem}`);
    return token.text;
  }

  private valueSet(key: string): readonly string[] {
    if (this.next().kind !== '(') this.refuse(`found '${(this.tokens[this.position - 1] as Token).text}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = this.next();
      if (token.kind === ')') return values;
      if (token.kind === ',') continue;
      if (token.kind !== 'word') this.refuse(`found '${token.text}', expected: ',', or ')'`);
      const problem = valueProblem(key, token.text);
      if (problem) fail(`unable to parse requirement: ${problem}`);
      values.push(token.text);
    }
  }
}

/** Reads `app=web,tier in (a, b),!old`. Fails in the words of labels.Parse. */
export function parseLabelSelector(text: string): readonly Requirement[] {
  return new SelectorParser(text).parse();
}

/** Whether labels satisfy all requirements. */
export function satisfies(requirements: readonly Requirement[], labels: Labels | undefined): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = labels?.[key];
    if (operator === 'Equals') return value === values[0];
    if (operator === 'NotEquals') return value !== values[0];
    if (operator === 'NotIn') return value === undefined || !values.includes(value);
    return matchesRequirement(value, operator, values);
  });
}
