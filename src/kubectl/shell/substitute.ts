/** Replaces each `$(…)` outside of single quotes. */
export function substitute(text: string, run: (script: string) => string): string {
  let output = '';
  let single = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "'") single = !single;
    if (single || text.slice(i, i + 2) !== '$(') {
      output += text[i];
      continue;
    }
    let depth = 1;
    let end = i + 2;
    for (; end < text.length && depth; end++) depth += text[end] === '(' ? 1 : text[end] === ')' ? -1 : 0;
    output += run(text.slice(i + 2, end - 1));
    i = end - 1;
  }
  return output;
}
