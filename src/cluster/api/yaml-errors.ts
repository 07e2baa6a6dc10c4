import type { LineCounter, YAMLError } from 'yaml';

/** Where something stands in a manifest's text, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mistake in a text, as kubectl prints it after `yaml: `. */
export interface Problem {
  readonly message: string;
  readonly at: Position | undefined;
}

/** Nested deeper than this, no text is read. */
export const DEPTH_MAX = 1_000;

/** libyaml's words for what the parser found, with its way of counting lines: it does not say where on the first one. */
export function describeProblem(problem: YAMLError, counter: LineCounter, text: string): Problem {
  const { line, col } = counter.linePos(problem.pos[0]);
  const at = { line, column: col };
  const open = openBracket(text.slice(0, problem.pos[0]));
  const say = (message: string, where: number): Problem => ({ message: where > 0 ? `line ${where}: ${message}` : message, at });
  /** The scanner counts from 1. */
  const scanner = (message: string, where = line): Problem => say(message, where > 1 ? where : 0);
  /** The parser counts from 0. */
  const parser = (message: string, where = line): Problem => say(message, where - 1);
  const inFlow = (): Problem => parser(`did not find expected ',' or '${open}'`, line + 1);
  switch (problem.code) {
    case 'RESOURCE_EXHAUSTION':
      return { message: `exceeded max depth of ${DEPTH_MAX}`, at };
    case 'TAB_AS_INDENT':
      return scanner(followsPlainScalar(text, line) ? 'found a tab character that violates indentation' : 'found character that cannot start any token');
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      // The value begins here; what is not allowed is the colon further on.
      return scanner(
        'mapping values are not allowed in this context',
        line + (text.slice(problem.pos[0]).split(/:(?:\s|$)/, 1)[0] ?? '').split('\n').length - 1,
      );
    case 'BAD_ALIAS':
      return scanner('did not find expected alphabetic or numeric character');
    case 'BAD_SCALAR_START':
      return scanner('found character that cannot start any token');
    case 'BAD_DQ_ESCAPE':
      return scanner('found unknown escape character');
    case 'BAD_DIRECTIVE':
      return scanner('could not find expected directive name');
    case 'MISSING_CHAR':
      if (/quote/.test(problem.message)) return scanner('found unexpected end of stream', counter.lineStarts.length + (text.endsWith('\n') ? 0 : 1));
      return open ? inFlow() : block();
    case 'MULTILINE_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return block();
    default:
      return open ? inFlow() : block();
  }

  /** In block style the line's own shape and its indentation say what libyaml stumbles over. */
  function block(): Problem {
    const start = counter.lineStarts[line - 1] ?? 0;
    const own = text.slice(start).split('\n', 1)[0] ?? '';
    const before = own.slice(0, col - 1);
    if (text.startsWith('- ', problem.pos[0]) && /:\s*$/.test(before)) return scanner('block sequence entries are not allowed in this context');
    if (before.trim() !== '') return parser('did not find expected key');
    if (!/^\s*(- |-$)|:(\s|$)/.test(own)) return scanner("could not find expected ':'", line + 1);
    return parser(
      enclosing(text.slice(0, start).split('\n'), own.search(/\S|$/)) === 'sequence' ? "did not find expected '-' indicator" : 'did not find expected key',
    );
  }
}

/** Whether the line before ends in a plain word that the next line would continue. */
function followsPlainScalar(text: string, line: number): boolean {
  const before =
    text
      .split('\n')
      .slice(0, line - 1)
      .findLast((one) => one.trim() !== '') ?? '';
  const value = /(?:^|[:-]\s+)([^:]*)$/.exec(before.replace(/\s#.*$/, ''))?.[1]?.trim() ?? '';
  return value !== '' && !/^["'|>[{&*!]/.test(value);
}

/** What is still open at a column after the given lines: libyaml's stack of indents. */
function enclosing(lines: readonly string[], column: number): 'sequence' | 'mapping' | undefined {
  const stack: { readonly column: number; readonly kind: 'sequence' | 'mapping' }[] = [];
  const open = (at: number, kind: 'sequence' | 'mapping'): void => {
    while ((stack.at(-1)?.column ?? -1) > at) stack.pop();
    if (stack.at(-1)?.column !== at || (kind === 'sequence' && stack.at(-1)?.kind !== 'sequence')) stack.push({ column: at, kind });
  };
  for (const one of lines) {
    let at = one.search(/\S|$/);
    if (at === one.length || one[at] === '#') continue;
    while (/^-(\s|$)/.test(one.slice(at))) {
      open(at, 'sequence');
      at += 1 + one.slice(at + 1).search(/\S|$/);
    }
    if (/:(\s|$)/.test(one.slice(at))) open(at, 'mapping');
  }
  while ((stack.at(-1)?.column ?? -1) > column) stack.pop();
  return stack.at(-1)?.kind;
}

/** The bracket that a flow collection is waiting for, or undefined. */
function openBracket(text: string): string | undefined {
  const stack: string[] = [];
  let quote = '';
  for (const character of text) {
    if (quote) {
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && stack.length) quote = character;
    else if (character === '[') stack.push(']');
    else if (character === '{') stack.push('}');
    else if (character === stack.at(-1)) stack.pop();
  }
  return stack.at(-1);
}
