import { parseAwk } from './awk-parse.ts';
import { AwkError, type Expression, type Item, type Statement } from './awk-tree.ts';
import { type Filter, linesOf, wrong } from './filtered.ts';
import { formatted } from './awk-format.ts';
import { Given, type Value, arithmetic, compares, isTrue, toNumber, toText } from './awk-values.ts';

const STEPS_MAX = 1_000_000;
const NEXT = Symbol('next');
const EXIT = Symbol('exit');
const BREAK = Symbol('break');
const CONTINUE = Symbol('continue');
type Jump = typeof NEXT | typeof EXIT | typeof BREAK | typeof CONTINUE | undefined;
const JUMPS = { next: NEXT, exit: EXIT, break: BREAK, continue: CONTINUE } as const;

/** One run of a program over its input. */
class Run {
  out = '';
  private readonly variables = new Map<string, Value>();
  private readonly arrays = new Map<string, Map<string, Value>>();
  private record = '';
  private fields: string[] = [];
  private steps = 0;

  constructor(variables: readonly (readonly [string, string])[]) {
    for (const [name, value] of [['FS', ' '], ['OFS', ' '], ['ORS', '\n'], ['SUBSEP', '\x1c'], ...variables] as const)
      this.variables.set(name, new Given(value));
  }

  program(items: readonly Item[], input: string): void {
    if (this.all(items.filter(({ when }) => when === 'BEGIN'))) return;
    const main = items.filter(({ when }) => when !== 'BEGIN' && when !== 'END');
    const last = items.filter(({ when }) => when === 'END');
    if (main.length || last.length) {
      for (const [i, line] of linesOf(input).entries()) {
        this.variables.set('NR', i + 1);
        this.read(line);
        if (this.all(main)) break;
      }
    }
    this.all(last);
  }

  /** True where the program has ended. */
  private all(items: readonly Item[]): boolean {
    for (const { when, action } of items) {
      if (typeof when === 'object' && !isTrue(this.value(when))) continue;
      const jump = action ? this.execute(action) : void this.print([]);
      if (jump === NEXT) return false;
      if (jump === EXIT) return true;
    }
    return false;
  }

  private read(line: string): void {
    this.record = line;
    this.fields = this.split(line, toText(this.variables.get('FS')));
    this.variables.set('NF', this.fields.length);
  }

  private split(text: string, separator: string): string[] {
    if (separator === ' ') return text.split(/[ \t\n]+/).filter(Boolean);
    if (text === '') return [];
    return text.split(separator.length === 1 ? separator : this.regex(separator));
  }

  private regex(source: string, flags = ''): RegExp {
    try {
      return new RegExp(
        source.replaceAll(/\[:(alpha|digit|alnum|space|upper|lower):\]/g, (_, name: string) => CLASSES[name] ?? ''),
        flags,
      );
    } catch {
      throw new AwkError(`/${source}/`);
    }
  }

  // ---- statements

  private execute(statement: Statement): Jump {
    if (++this.steps > STEPS_MAX) throw new AwkError('a program that does not end');
    switch (statement.does) {
      case 'print':
        this.print(statement.values);
        return undefined;
      case 'printf': {
        const [format = '', ...values] = statement.values.map((value) => this.value(value));
        this.out += formatted(
          toText(format),
          values.map((value) => ({ text: toText(value), number: toNumber(value) })),
        );
        return undefined;
      }
      case 'evaluate':
        this.value(statement.value);
        return undefined;
      case 'if':
        return isTrue(this.value(statement.test)) ? this.execute(statement.yes) : statement.no && this.execute(statement.no);
      case 'for':
        return this.loop(statement);
      case 'for-in':
        return this.each(statement);
      case 'delete':
        if (statement.keys) this.array(statement.name).delete(this.key(statement.keys));
        else this.array(statement.name).clear();
        return undefined;
      case 'block':
        return this.block(statement.statements);
      default:
        return JUMPS[statement.does];
    }
  }

  private block(statements: readonly Statement[]): Jump {
    for (const inner of statements) {
      const jump = this.execute(inner);
      if (jump) return jump;
    }
    return undefined;
  }

  private loop({ first, test, after, body }: Extract<Statement, { does: 'for' }>): Jump {
    if (first) this.execute(first);
    while (!test || isTrue(this.value(test))) {
      const jump = this.execute(body);
      if (jump === BREAK) break;
      if (jump && jump !== CONTINUE) return jump;
      if (after) this.execute(after);
    }
    return undefined;
  }

  private each({ variable, name, body }: Extract<Statement, { does: 'for-in' }>): Jump {
    for (const key of [...this.array(name).keys()]) {
      this.variables.set(variable, new Given(key));
      const jump = this.execute(body);
      if (jump === BREAK) break;
      if (jump && jump !== CONTINUE) return jump;
    }
    return undefined;
  }

  private print(values: readonly Expression[]): void {
    const texts = values.length ? values.map((value) => toText(this.value(value))) : [this.record];
    this.out += texts.join(toText(this.variables.get('OFS'))) + toText(this.variables.get('ORS'));
  }

  // ---- expressions

  private value(expression: Expression): Value {
    switch (expression.is) {
      case 'number':
      case 'text':
        return expression.value;
      case 'regex':
        return this.regex(expression.source).test(this.record) ? 1 : 0;
      case 'variable':
        return this.variables.get(expression.name);
      case 'element':
        return this.array(expression.name).get(this.key(expression.keys));
      case 'field':
        return this.field(toNumber(this.value(expression.of)));
      case 'assign': {
        const value = this.value(expression.value);
        return this.assign(
          expression.target,
          expression.operator ? arithmetic(expression.operator, toNumber(this.value(expression.target)), toNumber(value)) : value,
        );
      }
      case 'step': {
        const was = toNumber(this.value(expression.target));
        this.assign(expression.target, was + expression.by);
        return expression.before ? was + expression.by : was;
      }
      case 'unary': {
        const value = this.value(expression.of);
        return expression.operator === '!' ? Number(!isTrue(value)) : expression.operator === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'binary':
        return this.binary(expression.operator, expression.left, expression.right);
      case 'if':
        return this.value(isTrue(this.value(expression.test)) ? expression.yes : expression.no);
      case 'in':
        return Number(this.array(expression.name).has(this.key(expression.keys)));
      case 'call':
        return this.call(expression.name, expression.args);
    }
  }

  private binary(operator: string, left: Expression, right: Expression): Value {
    if (operator === '&&') return Number(isTrue(this.value(left)) && isTrue(this.value(right)));
    if (operator === '||') return Number(isTrue(this.value(left)) || isTrue(this.value(right)));
    const a = this.value(left);
    if (operator.endsWith('~')) return Number(this.pattern(right).test(toText(a)) === (operator === '~'));
    const b = this.value(right);
    if (operator === ' ') return toText(a) + toText(b);
    return /[<>=]/.test(operator) ? Number(compares(operator, a, b)) : arithmetic(operator, toNumber(a), toNumber(b));
  }

  private pattern(expression: Expression | undefined, flags = ''): RegExp {
    if (!expression) throw new AwkError(')');
    return this.regex(expression.is === 'regex' ? expression.source : toText(this.value(expression)), flags);
  }

  private field(index: number): Value {
    return new Given(index === 0 ? this.record : (this.fields[index - 1] ?? ''));
  }

  private assign(target: Expression, value: Value): Value {
    if (target.is === 'variable') {
      this.variables.set(target.name, value);
      if (target.name === 'NF') this.rebuild(this.fields.slice(0, toNumber(value)));
    } else if (target.is === 'element') this.array(target.name).set(this.key(target.keys), value);
    else if (target.is === 'field') {
      const index = toNumber(this.value(target.of));
      if (index === 0) this.read(toText(value));
      else {
        while (this.fields.length < index) this.fields.push('');
        this.fields[index - 1] = toText(value);
        this.rebuild(this.fields);
      }
    }
    return value;
  }

  private rebuild(fields: string[]): void {
    this.fields = fields;
    this.record = fields.join(toText(this.variables.get('OFS')));
    this.variables.set('NF', fields.length);
  }

  private array(name: string): Map<string, Value> {
    let array = this.arrays.get(name);
    if (!array) this.arrays.set(name, (array = new Map()));
    return array;
  }

  private key(keys: readonly Expression[]): string {
    return keys.map((key) => toText(this.value(key))).join(toText(this.variables.get('SUBSEP')));
  }

  private call(name: string, args: readonly Expression[]): Value {
    const [first, second, third] = args;
    const given = (argument: Expression | undefined): Value => argument && this.value(argument);
    const text = (): string => toText(given(first));
    switch (name) {
      case 'length':
        return first?.is === 'variable' && this.arrays.has(first.name) ? this.array(first.name).size : [...(first ? text() : this.record)].length;
      case 'substr': {
        const start = Math.round(toNumber(given(second))) - 1;
        const end = third ? start + Math.round(toNumber(given(third))) : Infinity;
        return text().slice(Math.max(0, start), Math.max(0, end));
      }
      case 'index':
        return text().indexOf(toText(given(second))) + 1;
      case 'match':
        return text().search(this.pattern(second)) + 1;
      case 'toupper':
        return text().toUpperCase();
      case 'tolower':
        return text().toLowerCase();
      case 'int':
        return Math.trunc(toNumber(given(first)));
      case 'sprintf': {
        const [format = '', ...values] = args.map((argument) => this.value(argument));
        return formatted(
          toText(format),
          values.map((value) => ({ text: toText(value), number: toNumber(value) })),
        );
      }
      case 'split':
        return this.splitInto(text(), second, third);
      default:
        return this.substitute(name === 'gsub', first, second, third ?? { is: 'field', of: { is: 'number', value: 0 } });
    }
  }

  private splitInto(text: string, into: Expression | undefined, separator: Expression | undefined): number {
    if (into?.is !== 'variable') throw new AwkError('split');
    const by = separator === undefined ? toText(this.variables.get('FS')) : separator.is === 'regex' ? separator.source : toText(this.value(separator));
    const parts = this.split(text, by);
    const array = this.array(into.name);
    array.clear();
    for (const [i, part] of parts.entries()) array.set(String(i + 1), new Given(part));
    return parts.length;
  }

  /** `&` stands for what was found. */
  private substitute(everywhere: boolean, pattern: Expression | undefined, replacement: Expression | undefined, target: Expression): number {
    const written = toText(replacement && this.value(replacement));
    let count = 0;
    const result = toText(this.value(target)).replace(this.pattern(pattern, everywhere ? 'g' : ''), (found) => {
      count++;
      return written.replaceAll(/\\&|&/g, (mark) => (mark === '&' ? found : '&'));
    });
    if (count) this.assign(target, result);
    return count;
  }
}

const CLASSES: Readonly<Record<string, string>> = { alpha: 'A-Za-z', digit: '0-9', alnum: 'A-Za-z0-9', space: ' \\t\\n', upper: 'A-Z', lower: 'a-z' };
/** `awk [-F SEPARATOR] [-v NAME=VALUE] PROGRAM`. */
export const awk: Filter = (args, input) => {
  const variables: (readonly [string, string])[] = [];
  let program: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (program === undefined && /^-[Fv]/.test(arg)) {
      const value = arg.slice(2) || (args[++i] ?? '');
      const at = value.indexOf('=');
      variables.push(arg.startsWith('-F') ? ['FS', value === 't' || value === '\\t' ? '\t' : value] : [value.slice(0, at), value.slice(at + 1)]);
    } else program ??= arg;
  }
  if (program === undefined) return wrong("usage: awk [-F fs][-v var=value] 'program'");
  const run = new Run(variables);
  try {
    run.program(parseAwk(program), input);
  } catch (error) {
    if (!(error instanceof AwkError)) throw error;
    return { stdout: run.out, stderr: `awk: the playground's awk cannot make sense of: ${error.message}\n`, code: 2 };
  }
  return { stdout: run.out, stderr: '', code: 0 };
};
