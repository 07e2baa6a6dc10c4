import { splitLine } from '../core/parse.ts';

/** A command with its words, and where its input comes from and its output goes. */
export interface Parsed {
  readonly words: readonly string[];
  /** A file whose text is the input. */
  readonly input?: string;
  /** A file that the output is written to. */
  readonly output?: string;
  readonly append: boolean;
  /** What becomes of the error stream: printed, dropped, or part of the output. */
  readonly errors: 'print' | 'drop' | 'merge';
}

/** Takes a command apart into words and redirections. */
export function parseCommand(text: string): Parsed {
  const words: string[] = [];
  let input: string | undefined;
  let output: string | undefined;
  let append = false;
  let errors: Parsed['errors'] = 'print';
  const all = splitLine(text);
  for (let i = 0; i < all.length; i++) {
    const word = all[i] as (typeof all)[number];
    if ('text' in word) {
      words.push(word.text);
      continue;
    }
    const next = all[i + 1];
    const target = next && 'text' in next ? next.text : '';
    switch (word.operator) {
      case '>':
      case '>>': {
        i++;
        const isErrors = words.at(-1) === '2' && /2>/.test(text);
        if (isErrors) words.pop();
        if (isErrors) errors = target === '/dev/null' ? 'drop' : 'print';
        else {
          output = target;
          append = word.operator === '>>';
        }
        break;
      }
      case '>&':
        i++;
        if (words.at(-1) === '2') words.pop();
        errors = 'merge';
        break;
      case '<':
        i++;
        input = target;
        break;
      default:
        break;
    }
  }
  return { words, ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }), append, errors };
}
