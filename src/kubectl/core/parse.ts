import { parse } from 'shell-quote';

/** One word of a line, or an operator of the shell (`|`, `;`, `&&`, `>`). */
export type Word = { readonly text: string } | { readonly operator: string };

/** Takes a line apart as a shell would: quotes, escapes, operators. Variables stay as they are; what follows `#` is dropped. */
export function splitLine(line: string): readonly Word[] {
  return parse(line, (name: string) => `$${name}`).flatMap((entry): Word[] => {
    if (typeof entry === 'string') return [{ text: entry }];
    if ('comment' in entry) return [];
    if (entry.op === 'glob') return [{ text: entry.pattern }];
    return [{ operator: entry.op }];
  });
}
