import { isPlain } from '../core/dig.ts';
import { sortedEntries } from './json.ts';
import { goPrint } from './jsonpath.ts';

/** A template that cannot be read or carried out. */
export class GoTemplateError extends Error {}

type Term =
  | { readonly kind: 'field'; readonly names: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly names: readonly string[] }
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'group'; readonly pipeline: Pipeline; readonly names: readonly string[] };
type Command = readonly Term[];
interface Pipeline {
  readonly variables: readonly string[];
  readonly commands: readonly Command[];
}
type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | { readonly kind: 'if' | 'range' | 'with'; readonly pipeline: Pipeline; readonly body: readonly Node[]; readonly otherwise: readonly Node[] };

const TOKEN = /\s*("(?:[^"\\]|\\.)*"|`[^`]*`|:=|=|\||\(|\)|,|-?\d+(?:\.\d+)?|\$\w*(?:\.\w+)*|\.\w+(?:\.\w+)*|\.|\w+|\S)/gy;

/** The text of a quoted constant. */
function unquote(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    throw new GoTemplateError(/^"[^\n]+"$/.test(token) ? 'template: output:1: invalid syntax' : 'template: output:1: unterminated quoted string');
  }
}

/** Reads what stands between `{{` and `}}`. */
class ActionReader {
  private readonly tokens: string[];
  private at = 0;
  constructor(source: string) {
    this.tokens = [...source.matchAll(TOKEN)].map((match) => match[1] as string);
  }
  peek(): string | undefined {
    return this.tokens[this.at];
  }
  next(): string | undefined {
    return this.tokens[this.at++];
  }

  pipeline(end?: string): Pipeline {
    const variables: string[] = [];
    const assignment = this.tokens.indexOf(':=', this.at);
    const equals = this.tokens.indexOf('=', this.at);
    const mark = assignment >= 0 ? assignment : equals;
    if (mark >= 0 && this.peek()?.startsWith('$')) {
      variables.push(...this.tokens.slice(this.at, mark).filter((token) => token !== ','));
      this.at = mark + 1;
    }
    const commands: Term[][] = [[]];
    for (let token = this.next(); token !== end; token = this.next()) {
      if (token === undefined) throw new GoTemplateError('template: output:1: unclosed left paren');
      if (token === '|') commands.push([]);
      else commands.at(-1)?.push(this.term(token));
    }
    if (commands.some((command) => !command.length)) throw new GoTemplateError('template: output:1: missing value for command');
    return { variables, commands };
  }

  private term(token: string): Term {
    if (token === '(') {
      const pipeline = this.pipeline(')');
      const fields = this.peek();
      const names = fields && /^\.\w/.test(fields) ? (this.next() as string).slice(1).split('.') : [];
      return { kind: 'group', pipeline, names };
    }
    if (token === '.') return { kind: 'field', names: [] };
    if (token.startsWith('.')) return { kind: 'field', names: token.slice(1).split('.') };
    if (token.startsWith('$')) {
      const [name = '$', ...names] = token.split('.');
      return { kind: 'variable', name, names };
    }
    if (token.startsWith('"')) return { kind: 'constant', value: unquote(token) };
    if (token.startsWith('`')) return { kind: 'constant', value: token.slice(1, -1) };
    if (/^-?\d/.test(token)) return { kind: 'constant', value: Number(token) };
    if (token === 'true' || token === 'false') return { kind: 'constant', value: token === 'true' };
    if (token === 'nil') return { kind: 'constant', value: null };
    if (/^\w+$/.test(token)) {
      if (!FUNCTIONS[token] && token !== 'and' && token !== 'or')
        throw new GoTemplateError(`template: output:1: function ${JSON.stringify(token)} not defined`);
      return { kind: 'function', name: token };
    }
    throw new GoTemplateError(`template: output:1: unexpected ${JSON.stringify(token)} in command`);
  }
}

const truth = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : isPlain(value) ? Object.keys(value).length > 0 : Boolean(value));

function index(value: unknown, ...keys: readonly unknown[]): unknown {
  return keys.reduce((at: unknown, key) => {
    if (Array.isArray(at)) {
      if (typeof key !== 'number' || key < 0 || key >= at.length)
        throw new GoTemplateError(`template: output:1: error calling index: index out of range: ${String(key)}`);
      return at[key] as unknown;
    }
    if (isPlain(at)) return at[String(key)];
    throw new GoTemplateError('template: output:1: error calling index: index of untyped nil');
  }, value);
}

function length(value: unknown): number {
  if (Array.isArray(value) || typeof value === 'string') return value.length;
  if (isPlain(value)) return Object.keys(value).length;
  throw new GoTemplateError('template: output:1: error calling len: len of nil pointer');
}

function printf(format: unknown, ...values: readonly unknown[]): string {
  let next = 0;
  return String(format).replace(/%(-?)(\d*)([a-zA-Z%])/g, (_, left: string, width: string, verb: string) => {
    if (verb === '%') return '%';
    const value = values[next++];
    const text = verb === 'q' ? JSON.stringify(value) : goPrint(value);
    return left ? text.padEnd(Number(width)) : text.padStart(Number(width));
  });
}

function ordered(a: unknown, b: unknown): number {
  if (typeof a !== typeof b || (typeof a !== 'number' && typeof a !== 'string'))
    throw new GoTemplateError('template: output:1: incompatible types for comparison');
  return a < (b as typeof a) ? -1 : a > (b as typeof a) ? 1 : 0;
}

function exists(value: unknown, ...keys: readonly unknown[]): boolean {
  let at = value;
  for (const key of keys) {
    if (Array.isArray(at) && typeof key === 'number') at = at[key] as unknown;
    else if (isPlain(at)) at = at[String(key)];
    else return false;
  }
  return at !== undefined && at !== null;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 to text, as UTF-8. */
export function base64Decode(text: string): string {
  const bits = [...text.replace(/=+$/, '')].map((character) => BASE64.indexOf(character).toString(2).padStart(6, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => `%${Number.parseInt(byte, 2).toString(16).padStart(2, '0')}`);
  return decodeURIComponent(bytes.join(''));
}

const FUNCTIONS: Readonly<Record<string, (...values: readonly unknown[]) => unknown>> = {
  index,
  len: length,
  printf,
  print: (...values) => values.map(goPrint).join(''),
  println: (...values) => `${values.map(goPrint).join(' ')}\n`,
  not: (value) => !truth(value),
  eq: (first, ...others) => others.some((other) => other === first),
  ne: (a, b) => a !== b,
  lt: (a, b) => ordered(a, b) < 0,
  le: (a, b) => ordered(a, b) <= 0,
  gt: (a, b) => ordered(a, b) > 0,
  ge: (a, b) => ordered(a, b) >= 0,
  exists,
  base64decode: (text) => base64Decode(String(text)),
  html: (value) => goPrint(value).replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`),
  slice: (value, from, to) => (value as string).slice(Number(from ?? 0), to === undefined ? undefined : Number(to)),
};

type Scope = ReadonlyMap<string, unknown>;

/** A compiled Go template, with the functions that kubectl offers: `'{{range .items}}{{.metadata.name}}{{"\n"}}{{end}}'`. */
export class GoTemplate {
  private readonly nodes: readonly Node[];
  constructor(
    source: string,
    private readonly allowMissing = true,
  ) {
    this.nodes = parse(source);
  }

  print(data: unknown): string {
    return this.run(this.nodes, data, new Map([['$', data]]));
  }

  private run(nodes: readonly Node[], dot: unknown, scope: Scope): string {
    let inner = scope;
    let output = '';
    for (const node of nodes) {
      if (node.kind === 'text') output += node.text;
      else if (node.kind === 'print') {
        const value = this.evaluate(node.pipeline, dot, inner);
        const [name] = node.pipeline.variables;
        if (name) inner = new Map(inner).set(name, value);
        else output += value === undefined ? '<no value>' : goPrint(value);
      } else output += this.control(node, dot, inner);
    }
    return output;
  }

  private control(node: Exclude<Node, { kind: 'text' | 'print' }>, dot: unknown, scope: Scope): string {
    const value = this.evaluate(node.pipeline, dot, scope);
    const { variables } = node.pipeline;
    if (!truth(value) && !(node.kind === 'range' && typeof value === 'number')) return this.run(node.otherwise, dot, scope);
    if (node.kind !== 'range') {
      const inner = variables[0] ? new Map(scope).set(variables[0], value) : scope;
      return this.run(node.body, node.kind === 'with' ? value : dot, inner);
    }
    const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
      ? (value as unknown[]).map((item, i) => [i, item] as const)
      : isPlain(value)
        ? sortedEntries(value)
        : this.refuse(`range can't iterate over ${goPrint(value)}`);
    return entries
      .map(([key, item]) => {
        const inner = new Map(scope);
        if (variables.length === 2) inner.set(variables[0] as string, key).set(variables[1] as string, item);
        else if (variables[0]) inner.set(variables[0], item);
        return this.run(node.body, item, inner);
      })
      .join('');
  }

  private evaluate({ commands }: Pipeline, dot: unknown, scope: Scope): unknown {
    let value: unknown;
    for (const [i, command] of commands.entries()) {
      const [head, ...rest] = command as [Term, ...Term[]];
      const piped = i > 0 ? [value] : [];
      if (head.kind !== 'function') {
        value = this.term(head, dot, scope);
        continue;
      }
      const values = [...rest.map((term) => this.term(term, dot, scope)), ...piped];
      if (head.name === 'and') value = values.find((each) => !truth(each)) ?? values.at(-1);
      else if (head.name === 'or') value = values.find(truth) ?? values.at(-1);
      else value = FUNCTIONS[head.name]?.(...values);
    }
    return value;
  }

  private term(term: Term, dot: unknown, scope: Scope): unknown {
    switch (term.kind) {
      case 'constant':
        return term.value;
      case 'field':
        return this.fields(dot, term.names);
      case 'variable':
        if (!scope.has(term.name)) this.refuse(`undefined variable ${JSON.stringify(term.name)}`);
        return this.fields(scope.get(term.name), term.names);
      case 'group':
        return this.fields(this.evaluate(term.pipeline, dot, scope), term.names);
      case 'function':
        return FUNCTIONS[term.name]?.();
    }
  }

  private fields(value: unknown, names: readonly string[]): unknown {
    return names.reduce((at: unknown, name) => {
      if (at === undefined || at === null) return this.allowMissing ? undefined : this.refuse(`nil pointer evaluating interface {}.${name}`);
      if (!isPlain(at)) return this.refuse(`can't evaluate field ${name} in type interface {}`);
      if (!(name in at) && !this.allowMissing) return this.refuse(`map has no entry for key ${JSON.stringify(name)}`);
      return at[name];
    }, value);
  }

  private refuse(message: string): never {
    throw new GoTemplateError(`template: output:1: ${message}`);
  }
}

function parse(source: string): readonly Node[] {
  const pieces = [...source.matchAll(/\{\{(-?)([\s\S]*?)(-?)\}\}/g)];
  const stack: { nodes: Node[]; open?: { kind: 'if' | 'range' | 'with'; pipeline: Pipeline; body?: Node[]; chained: boolean } }[] = [{ nodes: [] }];
  let at = 0;
  const top = (): (typeof stack)[number] => stack.at(-1) as (typeof stack)[number];
  const close = (): boolean => {
    const { open, nodes } = stack.pop() as (typeof stack)[number];
    if (!open || !stack.length) throw new GoTemplateError('template: output:1: unexpected {{end}}');
    top().nodes.push({ kind: open.kind, pipeline: open.pipeline, body: open.body ?? nodes, otherwise: open.body ? nodes : [] });
    return open.chained;
  };
  let trimNext = false;
  for (const piece of pieces) {
    let text = source.slice(at, piece.index);
    if (trimNext) text = text.trimStart();
    if (piece[1] && /^\s/.test(piece[2] ?? '')) text = text.trimEnd();
    if (text) top().nodes.push({ kind: 'text', text });
    at = (piece.index ?? 0) + piece[0].length;
    trimNext = piece[3] === '-';
    const inside = (piece[2] as string).trim();
    if (inside.startsWith('/*')) continue;
    const reader = new ActionReader(inside);
    const word = reader.peek();
    if (word === 'if' || word === 'range' || word === 'with') {
      reader.next();
      stack.push({ nodes: [], open: { kind: word, pipeline: reader.pipeline(), chained: false } });
    } else if (word === 'else') {
      reader.next();
      const { open, nodes } = top();
      if (!open) throw new GoTemplateError('template: output:1: unexpected {{else}}');
      stack[stack.length - 1] = { nodes: [], open: { ...open, body: nodes } };
      const chained = reader.peek();
      if (chained === 'if' || chained === 'with') {
        reader.next();
        stack.push({ nodes: [], open: { kind: chained, pipeline: reader.pipeline(), chained: true } });
      }
    } else if (word === 'end') while (close());
    else top().nodes.push({ kind: 'print', pipeline: reader.pipeline() });
  }
  if (stack.length > 1) throw new GoTemplateError('template: output:1: unexpected EOF');
  const rest = source.slice(at);
  if (rest.includes('{{')) throw new GoTemplateError('template: output:1: unclosed action');
  if (rest) top().nodes.push({ kind: 'text', text: trimNext ? rest.trimStart() : rest });
  return top().nodes;
}
