import { isPlain } from '../core/dig.ts';
import { goJson, goJsonIndented, sortedEntries } from './json.ts';

/** A template or an expression that cannot be read or carried out; the message is client-go's. */
export class JsonPathError extends Error {}

interface Bound {
  readonly known: boolean;
  readonly value: number;
  readonly derived?: boolean;
}
type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'slice'; readonly bounds: readonly [Bound, Bound, Bound] }
  | { readonly kind: 'filter'; readonly left: readonly Node[]; readonly right: readonly Node[]; readonly operator: string }
  | { readonly kind: 'constant'; readonly value: number | boolean }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'union'; readonly parts: readonly (readonly Node[])[] }
  | { readonly kind: 'word'; readonly name: string };

/** A piece of a template: what stands between braces, or the text between them. */
type Action = readonly Node[];
type Block = readonly (Action | { readonly range: Action; readonly body: Block })[];

const isTerminator = (character: string | undefined): boolean => character === undefined || /[\s.,[\]$@{}]/.test(character);

/** Reads one template. Models client-go's util/jsonpath parser. */
class Reader {
  private at = 0;
  constructor(private readonly source: string) {}

  actions(): Action[] {
    const actions: Action[] = [];
    while (this.at < this.source.length) {
      const brace = this.source.indexOf('{', this.at);
      const text = this.source.slice(this.at, brace < 0 ? undefined : brace);
      if (text) actions.push([{ kind: 'text', text }]);
      if (brace < 0) break;
      this.at = brace + 1;
      actions.push(this.inside());
    }
    return actions;
  }

  private inside(): Node[] {
    const nodes: Node[] = [];
    for (;;) {
      const rest = this.source.slice(this.at);
      const character = rest[0];
      if (character === '}') {
        this.at++;
        return nodes;
      }
      if (rest.startsWith('[?(')) nodes.push(this.filter());
      else if (rest.startsWith('..')) this.recursive(nodes);
      else if (character === undefined || character === '\n' || character === '\r') throw new JsonPathError('unclosed action');
      else if (character === ' ' || character === '@' || character === '$') this.at++;
      else if (character === '[') nodes.push(...this.brackets());
      else if (character === '"' || character === "'") nodes.push(this.quoted(character));
      else if (character === '.') {
        this.at++;
        nodes.push(this.field());
      } else if (/[-+\d]/.test(character)) nodes.push(this.number());
      else if (/[\p{L}_]/u.test(character)) nodes.push(this.word());
      else
        throw new JsonPathError(
          `unrecognized character in action: U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')} '${character}'`,
        );
    }
  }

  private recursive(nodes: Node[]): void {
    if (nodes.at(-1)?.kind === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    this.at += 2;
    nodes.push({ kind: 'recursive' });
    if (/[\p{L}\d_]/u.test(this.source[this.at] ?? '')) nodes.push(this.field());
  }

  private field(): Node {
    const start = this.at;
    while (!isTerminator(this.source[this.at])) this.at += this.source[this.at] === '\\' ? 2 : 1;
    const name = this.source.slice(start, this.at);
    return name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') };
  }

  private word(): Node {
    const start = this.at;
    while (!isTerminator(this.source[this.at])) this.at++;
    const name = this.source.slice(start, this.at);
    return name === 'true' || name === 'false' ? { kind: 'constant', value: name === 'true' } : { kind: 'word', name };
  }

  private number(): Node {
    const text = /^[-+]?[\d.]*/.exec(this.source.slice(this.at))?.[0] ?? '';
    this.at += text.length;
    if (!/\d/.test(text) || !Number.isFinite(Number(text))) throw new JsonPathError(`cannot parse number ${text}`);
    return { kind: 'constant', value: Number(text) };
  }

  private quoted(quote: string): Node {
    const start = ++this.at;
    for (; this.source[this.at] !== quote || this.source[this.at - 1] === '\\'; this.at++)
      if (this.at >= this.source.length || this.source[this.at] === '\n') throw new JsonPathError('unterminated quoted string');
    const text = this.source.slice(start, this.at++);
    return { kind: 'text', text: unescape(text) };
  }

  private brackets(): readonly Node[] {
    const end = this.source.indexOf(']', this.at);
    const text = this.source.slice(this.at + 1, end);
    if (end < 0 || text.includes('\n')) throw new JsonPathError('unterminated array');
    this.at = end + 1;
    const parts = text.split(',');
    if (parts.length > 1) return [{ kind: 'union', parts: parts.map((part) => new Reader(`[${part.trim()}]}`).inside()) }];
    const key = /^'([^']*)'$/.exec(text);
    if (key) return new Reader(`.${key[1]}}`).inside();
    return [slice(text === '*' ? ':' : text)];
  }

  private filter(): Node {
    const start = (this.at += 3);
    let quote = '';
    let closed = false;
    for (; ; this.at++) {
      const character = this.source[this.at];
      if (character === undefined || character === '\n') throw new JsonPathError('unterminated filter');
      if (character === '"' || character === "'") {
        if (!quote) quote = character;
        else if (character === quote && this.source[this.at - 1] !== '\\') closed = true;
      } else if (character === ')' && (!quote || closed)) break;
    }
    const text = this.source.slice(start, this.at);
    if (this.source[this.at + 1] !== ']') throw new JsonPathError('unclosed array expect ]');
    this.at += 2;
    const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    if (!comparison) return { kind: 'filter', left: new Reader(`${text}}`).inside(), right: [], operator: 'exists' };
    return {
      kind: 'filter',
      left: new Reader(`${comparison[1]}}`).inside(),
      right: new Reader(`${comparison[3]}}`).inside(),
      operator: comparison[2] as string,
    };
  }
}

function unescape(text: string): string {
  return text.replace(
    /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{3}))/g,
    (_, simple: string | undefined, hex?: string, unicode?: string, octal?: string) => {
      if (simple) return { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }[simple] ?? simple;
      return String.fromCharCode(octal ? Number.parseInt(octal, 8) : Number.parseInt((hex ?? unicode) as string, 16));
    },
  );
}

function slice(text: string): Node {
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!match) throw new JsonPathError(`invalid array index ${text}`);
  const first = match[1] ? { known: true, value: Number(match[1]) } : { known: false, value: 0 };
  const bound = (part: string | undefined): Bound => (part && part.length > 1 ? { known: true, value: Number(part.slice(1)) } : { known: false, value: 0 });
  const second = match[2] === undefined ? { known: true, value: first.value + 1, derived: true } : bound(match[2]);
  return { kind: 'slice', bounds: [first, second, bound(match[3])] };
}

/** Puts what stands between `{range …}` and `{end}` into blocks. */
function nest(actions: readonly Action[]): Block {
  let position = 0;
  const block = (inRange: boolean): Block => {
    const body: (Action | { range: Action; body: Block })[] = [];
    while (position < actions.length) {
      const action = actions[position++] as Action;
      const [first] = action;
      if (first?.kind !== 'word') body.push(action);
      else if (first.name === 'range') body.push({ range: action.slice(1), body: block(true) });
      else if (first.name === 'end') {
        if (!inRange) throw new JsonPathError('not in range, nothing to end');
        return body;
      } else throw new JsonPathError(`unrecognized identifier ${first.name}`);
    }
    return body;
  };
  return block(false);
}

/** A compiled template: `'{.spec.replicas}{"\n"}'`. */
export class JsonPath {
  private readonly block: Block;
  /** Throws JsonPathError for what cannot be read. With `allowMissing`, a key that is not there gives nothing. */
  constructor(
    template: string,
    private readonly allowMissing = true,
  ) {
    this.block = nest(new Reader(template).actions());
  }

  /** The results of each piece of the template, in order. */
  find(data: unknown): unknown[][] {
    return this.run(this.block, data);
  }

  /** What the template prints for `data`. */
  print(data: unknown): string {
    return this.find(data)
      .map((results) => results.map(toText).join(' '))
      .join('');
  }

  /** All results as a JSON list, as `-o jsonpath-as-json` prints them. */
  printAsJson(data: unknown): string {
    return this.find(data)
      .map((results) => `${goJsonIndented(results)}\n`)
      .join('');
  }

  private run(block: Block, data: unknown): unknown[][] {
    return block.flatMap((part) =>
      'range' in part ? this.evaluate(part.range, [data]).flatMap((value) => this.run(part.body, value)) : [this.evaluate(part, [data])],
    );
  }

  private evaluate(nodes: readonly Node[], input: readonly unknown[]): unknown[] {
    return nodes.reduce((values: unknown[], node) => this.step(node, values), [...input]);
  }

  private step(node: Node, input: readonly unknown[]): unknown[] {
    switch (node.kind) {
      case 'text':
        return [node.text];
      case 'constant':
        return input.map(() => node.value);
      case 'field':
        return this.fields(node.name, input);
      case 'wildcard':
        return input.flatMap(members);
      case 'recursive':
        return input.flatMap(descendants);
      case 'union':
        return node.parts.flatMap((part) => this.evaluate(part, input));
      case 'slice':
        return input.flatMap((value) => sliced(value, node.bounds));
      case 'filter':
        return input.flatMap((value) => this.filtered(value, node));
      case 'word':
        throw new JsonPathError(`unrecognized identifier ${node.name}`);
    }
  }

  private fields(name: string, input: readonly unknown[]): unknown[] {
    if (!name) return [...input];
    if (!input.length) return [];
    const results = input.filter((value) => isPlain(value) && value[name] !== undefined).map((value) => (value as Record<string, unknown>)[name]);
    if (!results.length && !this.allowMissing) throw new JsonPathError(`${name} is not found`);
    return results;
  }

  private filtered(value: unknown, node: Extract<Node, { kind: 'filter' }>): unknown[] {
    if (!Array.isArray(value)) throw new JsonPathError(`${toText(value)} is not array or slice and cannot be filtered`);
    return (value as unknown[]).filter((item) => {
      const left = this.evaluate(node.left, [item]);
      if (node.operator === 'exists') return left.length > 0;
      if (!left.length) return false;
      if (left.length > 1) throw new JsonPathError('can only compare one element at a time');
      const right = this.evaluate(node.right, [item]);
      if (!right.length) return false;
      if (right.length > 1) throw new JsonPathError('can only compare one element at a time');
      return compare(left[0], right[0], node.operator);
    });
  }
}

const members = (value: unknown): unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : isPlain(value) ? sortedEntries(value).map(([, member]) => member) : [];

function descendants(value: unknown): unknown[] {
  const inner = members(value);
  return inner.length ? [value, ...inner.flatMap(descendants)] : [];
}

function sliced(value: unknown, [from, to, by]: readonly [Bound, Bound, Bound]): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value))
    throw new JsonPathError(`${isPlain(value) ? 'map[string]interface {}' : typeof value === 'string' ? 'string' : 'int64'} is not array or slice`);
  const { length } = value;
  const start = from.known && from.value < 0 ? from.value + length : from.value;
  let end = to.known ? to.value : length;
  if (end < 0 || (end === 0 && to.derived)) end += length;
  if (start === end) return [];
  if (start >= length || start < 0) throw new JsonPathError(`array index out of bounds: index ${start}, length ${length}`);
  if (end > length || end < 0) throw new JsonPathError(`array index out of bounds: index ${end - 1}, length ${length}`);
  if (start > end) throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`);
  if (by.known && by.value <= 0) throw new JsonPathError('step must be > 0');
  const step = by.known ? by.value : 1;
  return (value as unknown[]).slice(start, end).filter((_, i) => i % step === 0);
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  if (operator !== '==' && operator !== '!=' && operator !== '<' && operator !== '>' && operator !== '<=' && operator !== '>=')
    throw new JsonPathError(`unrecognized filter operator ${operator}`);
  if (typeof left !== typeof right || typeof left === 'object') throw new JsonPathError('incompatible types for comparison');
  const [a, b] = [left as string | number, right as string | number];
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (typeof left === 'boolean') throw new JsonPathError('invalid type for comparison');
  if (operator === '<') return a < b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : a >= b;
}

function toText(value: unknown): string {
  return value === null ? 'null' : typeof value === 'object' ? goJson(value) : String(value);
}

/** How Go's fmt prints a value that came from JSON: `map[a:1]`, `[x y]`, `<nil>`. */
export function goPrint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`;
  if (typeof value === 'object')
    return `map[${sortedEntries(value)
      .map(([key, member]) => `${key}:${goPrint(member)}`)
      .join(' ')}]`;
  return String(value);
}

/** `metadata.name`, `.metadata.name`, `{metadata.name}` and `{.metadata.name}` are one. Models get.RelaxedJSONPathExpression. */
export function relaxedPath(expression: string): string {
  if (!expression) return expression;
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (!match) throw new JsonPathError("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
  return `{.${match[1] ?? match[2]}}`;
}
