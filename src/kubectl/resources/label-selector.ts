import type { Labels } from '../../kube/meta.ts';
import { matchesRequirement } from '../../kube/selector.ts';
import { isLabelValue, isQualifiedName } from '../../cluster/api/validation/names.ts';
import { byCode } from '../core/dig.ts';
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

/** Refuses a label key. Models validateLabelKey, whose path is nil. */
function checkKey(key: string): void {
  const problems = isQualifiedName(key);
  const words = key.split('/').length > 2 ? [NO_LABEL_KEY] : problems;
  if (words.length) fail(`unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(key)}: ${words.join('; ')}`);
}

const NO_LABEL_KEY =
  "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";

/** Refuses the values of a requirement, all that are wrong at once. Models labels.NewRequirement. */
function checkValues({ key, operator, values }: Requirement): void {
  const problems = values.flatMap((value, i) => {
    const wrong = (path: string, why: string): string => `${path}: Invalid value: ${JSON.stringify(value)}: ${why}`;
    const label = isLabelValue(value);
    return [
      ...((operator === 'Gt' || operator === 'Lt') && !/^[+-]?\d+$/.test(value)
        ? [wrong(`values[${i}]`, "for 'Gt', 'Lt' operators, the value must be an integer")]
        : []),
      ...(label.length ? [wrong(`values[${i}][${key}]`, label.join('; '))] : []),
    ];
  });
  const unique = [...new Set(problems)];
  if (unique.length) fail(`unable to parse requirement: ${unique.length > 1 ? `[${unique.join(', ')}]` : unique[0]}`);
}

class SelectorParser {
  private position = 0;
  private readonly tokens: readonly Token[];

  constructor(source: string) {
    this.tokens = tokenize(source);
  }

  parse(): readonly Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      const first = this.peek();
      if (first.kind === 'end') return requirements;
      if (first.kind !== 'word' && first.kind !== '!') fail(`found '${first.text}', expected: !, identifier, or 'end of string'`);
      const requirement = this.requirement();
      checkValues(requirement);
      requirements.push(requirement);
      const token = this.next();
      if (token.kind === 'end') return requirements;
      if (token.kind !== ',') fail(`found '${token.text}', expected: ',' or 'end of string'`);
      if (this.peek().kind !== 'word' && this.peek().kind !== '!') fail(`found '${this.peek().text}', expected: identifier after ','`);
    }
  }

  private peek(): Token {
    return this.tokens[this.position] as Token;
  }
  private next(): Token {
    return this.tokens[this.position++] ?? { kind: 'end', text: '' };
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
    checkKey(key);
    if (negated) return { key, operator: 'DoesNotExist', values: [] };
    if (this.peek().kind === 'end' || this.peek().kind === ',') return { key, operator: 'Exists', values: [] };
    const operator = this.next();
    if (operator.kind === '=' || operator.kind === '==') return { key, operator: 'Equals', values: [this.exactValue()] };
    if (operator.kind === '!=') return { key, operator: 'NotEquals', values: [this.exactValue()] };
    if (operator.kind === '>' || operator.kind === '<') return { key, operator: operator.kind === '>' ? 'Gt' : 'Lt', values: [this.exactValue()] };
    if (operator.text === 'in' || operator.text === 'notin') return { key, operator: operator.text === 'in' ? 'In' : 'NotIn', values: this.valueSet() };
    return this.refuse(`found '${operator.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }

  private exactValue(): string {
    if (this.peek().kind === 'end' || this.peek().kind === ',') return '';
    const token = this.next();
    if (token.kind !== 'word') this.refuse(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  /** The values between brackets, sorted, each once; nothing beside a comma is the empty value. Models parseValues. */
  private valueSet(): readonly string[] {
    const open = this.next();
    if (open.kind !== '(') this.refuse(`found '${open.text}' expected: '('`);
    const first = this.peek();
    if (first.kind !== 'word' && first.kind !== ',' && first.kind !== ')') this.refuse(`found '${first.text}', expected: ',', ')' or identifier`);
    const values = new Set<string>(first.kind === ')' ? [''] : []);
    for (;;) {
      const token = this.next();
      const following = this.peek().kind;
      if (token.kind === ')') return [...values].sort(byCode);
      if (token.kind === 'word') {
        values.add(token.text);
        if (following !== ',' && following !== ')') this.refuse(`found '${this.peek().text}', expected: ',' or ')'`);
      } else if (token.kind === ',') {
        if (!values.size || following === ')' || following === ',') values.add('');
      } else this.refuse(`found '${token.text}', expected: ',', or identifier`);
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
