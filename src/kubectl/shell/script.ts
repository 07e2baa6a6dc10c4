/** One command of a pipeline as it was typed, and what stands in its here-document. */
export interface Command {
  readonly text: string;
  readonly heredoc?: string;
}

/** When a step is carried out, after the one before it: always, only where that succeeded, or only where it failed. */
export type When = 'always' | 'success' | 'failure';

/** A script as plain data, so that the rest of it can be kept while one of its commands goes on. */
export type Step =
  | { readonly kind: 'pipeline'; readonly when: When; readonly commands: readonly Command[] }
  | { readonly kind: 'while'; readonly when: When; readonly until: boolean; readonly condition: readonly Step[]; readonly body: readonly Step[] }
  | { readonly kind: 'for'; readonly when: When; readonly variable: string; readonly words: string; readonly body: readonly Step[] };

/** A script that a shell would not take. */
export class SyntaxProblem extends Error {}

type Token = { readonly text: string; readonly heredoc?: string } | { readonly operator: '|' | '&&' | '||' | ';' | '&' };

/** Takes here-documents out of a text: `<<EOF` up to the line `EOF`. Each command refers to its own by number. */
function withoutHeredocs(text: string): { readonly text: string; readonly bodies: readonly string[] } {
  const bodies: string[] = [];
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = (lines[i] as string).replaceAll(/<<<\s*('[^']*'|"[^"]*"|\S+)/g, (_whole, word: string) => {
      bodies.push(`${/^['"]/.test(word) ? word.slice(1, -1) : word}\n`);
      return ` \uE000${bodies.length - 1}\uE000 `;
    });
    const mark = /<<(-?)\s*(['"]?)(\w+)\2/.exec(line);
    if (!mark) {
      kept.push(line);
      continue;
    }
    const body: string[] = [];
    for (i++; i < lines.length && (mark[1] ? (lines[i] as string).replace(/^\t+/, '') : lines[i]) !== mark[3]; i++)
      body.push(mark[1] ? (lines[i] as string).replace(/^\t+/, '') : (lines[i] as string));
    kept.push(line.replace(mark[0], ` \uE000${bodies.length}\uE000 `));
    bodies.push(body.map((each) => `${each}\n`).join(''));
  }
  return { text: kept.join('\n'), bodies };
}

/** Cuts a text at its operators, outside of quotes and of `$(…)`. A line's end counts as `;`, unless a backslash is before it. */
function tokenize(source: string): Token[] {
  const { text, bodies } = withoutHeredocs(source.replaceAll('\\\n', ' '));
  const tokens: Token[] = [];
  let current = '';
  let quote = '';
  let depth = 0;
  const flush = (): void => {
    const mark = /\uE000(\d+)\uE000/.exec(current);
    const words = current.replaceAll(/\uE000\d+\uE000/g, ' ').trim();
    if (words || mark) tokens.push({ text: words, ...(mark ? { heredoc: bodies[Number(mark[1])] as string } : {}) });
    current = '';
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    const pair = text.slice(i, i + 2);
    if (quote) {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"') current += character + (text[++i] ?? '');
      if (character !== '\\' || quote !== '"') current += character;
      continue;
    }
    if (character === '\\') {
      current += pair;
      i++;
    } else if (character === "'" || character === '"') {
      quote = character;
      current += character;
    } else if (pair === '$(') {
      depth++;
      current += pair;
      i++;
    } else if (depth) {
      if (character === '(') depth++;
      if (character === ')') depth--;
      current += character;
    } else if (character === '#' && (current === '' || /\s$/.test(current))) {
      while (i + 1 < text.length && text[i + 1] !== '\n') i++;
    } else if (pair === '&&' || pair === '||') {
      flush();
      tokens.push({ operator: pair });
      i++;
    } else if (pair === '&>' || pair === '>&') {
      current += pair;
      i++;
    } else if (character === '|' || character === ';' || character === '&' || character === '\n') {
      flush();
      tokens.push({ operator: character === '\n' ? ';' : character });
    } else current += character;
  }
  if (quote) throw new SyntaxProblem(`unexpected EOF while looking for matching \`${quote}'`);
  if (depth) throw new SyntaxProblem("unexpected EOF while looking for matching `)'");
  flush();
  return tokens;
}

const KEYWORD = /^(while|until|for|do|done|if|then|else|fi|case|function)(?:\s+([\s\S]*))?$/;

class ScriptReader {
  private at = 0;
  private readonly tokens: Token[];
  constructor(source: string) {
    this.tokens = tokenize(source);
  }

  /** Steps up to the word that ends them, or the end of the script. */
  steps(end?: 'do' | 'done'): readonly Step[] {
    const steps: Step[] = [];
    let when: When = 'always';
    for (;;) {
      const token = this.tokens[this.at];
      if (!token) {
        if (end) throw new SyntaxProblem('syntax error: unexpected end of file');
        return steps;
      }
      if ('operator' in token) {
        if (token.operator === '|') throw new SyntaxProblem("syntax error near unexpected token `|'");
        when = token.operator === '&&' ? 'success' : token.operator === '||' ? 'failure' : 'always';
        this.at++;
        continue;
      }
      const keyword = KEYWORD.exec(token.text);
      if (keyword && end && keyword[1] === end) {
        this.replaceWith(keyword[2]);
        return steps;
      }
      steps.push(keyword ? this.compound(keyword[1] as string, keyword[2] ?? '', when) : this.pipeline(when));
      when = 'always';
    }
  }

  /** What stands behind a word on the same line is the next command. */
  private replaceWith(rest: string | undefined): void {
    if (rest) this.tokens[this.at] = { ...(this.tokens[this.at] as { text: string }), text: rest };
    else this.at++;
  }

  private compound(word: string, rest: string, when: When): Step {
    if (word === 'for') {
      const [, variable, words] = /^(\w+)\s+in\s+([\s\S]*)$/.exec(rest) ?? [];
      if (!variable || words === undefined) throw new SyntaxProblem('the playground knows `for NAME in WORDS; do …; done`');
      this.at++;
      this.steps('do');
      return { kind: 'for', when, variable, words, body: this.steps('done') };
    }
    if (word !== 'while' && word !== 'until') throw new SyntaxProblem(`syntax error near unexpected token \`${word}'`);
    this.replaceWith(rest);
    const condition = this.steps('do');
    return { kind: 'while', when, until: word === 'until', condition, body: this.steps('done') };
  }

  private pipeline(when: When): Step {
    const commands: Command[] = [];
    for (;;) {
      const token = this.tokens[this.at];
      if (!token || 'operator' in token)
        throw new SyntaxProblem(`syntax error near unexpected token \`${token && 'operator' in token ? token.operator : 'newline'}'`);
      commands.push(token);
      this.at++;
      const next = this.tokens[this.at];
      if (!next || !('operator' in next) || next.operator !== '|') return { kind: 'pipeline', when, commands };
      this.at++;
    }
  }
}

/** Reads a line or several. Throws SyntaxProblem in a shell's words. */
export function parseScript(source: string): readonly Step[] {
  return new ScriptReader(withoutPrompt(source)).steps();
}

/** A prompt that was pasted along: `$ kubectl …`, `# kubectl …`. */
function withoutPrompt(source: string): string {
  return source
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[\w.@~:/-]*[$%>]\s+|#\s+(?=(?:kubectl|k|curl|wget|watch)\s))/, ''))
    .join('\n');
}

/** All pipelines of a script, those inside of loops too. */
export function pipelinesOf(steps: readonly Step[]): readonly (readonly Command[])[] {
  return steps.flatMap((step) =>
    step.kind === 'pipeline' ? [step.commands] : [...(step.kind === 'while' ? pipelinesOf(step.condition) : []), ...pipelinesOf(step.body)],
  );
}
