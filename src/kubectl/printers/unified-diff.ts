/** How many equal lines stand around a difference. */
const CONTEXT = 3;

interface Edit {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** The shortest way from one list of lines to another. Models diff(1) by its longest common subsequence. */
function edits(from: readonly string[], to: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start++;
  let end = 0;
  while (end < from.length - start && end < to.length - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  const a = from.slice(start, from.length - end);
  const b = to.slice(start, to.length - end);
  const lengths = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (lengths[i] as number[])[j] =
        a[i] === b[j]
          ? ((lengths[i + 1] as number[])[j + 1] as number) + 1
          : Math.max((lengths[i + 1] as number[])[j] as number, (lengths[i] as number[])[j + 1] as number);
  const middle: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      middle.push({ mark: ' ', line: a[i++] as string });
      j++;
    } else if (i < a.length && (j >= b.length || ((lengths[i + 1] as number[])[j] as number) >= ((lengths[i] as number[])[j + 1] as number)))
      middle.push({ mark: '-', line: a[i++] as string });
    else middle.push({ mark: '+', line: b[j++] as string });
  }
  const same = (line: string): Edit => ({ mark: ' ', line });
  return [...from.slice(0, start).map(same), ...middle, ...from.slice(from.length - end).map(same)];
}

/** What `diff -u` prints of two texts, without the lines that name the files; nothing where they are equal. */
export function unifiedDiff(from: string, to: string): string {
  const lines = (text: string): string[] => (text ? text.replace(/\n$/, '').split('\n') : []);
  const all = edits(lines(from), lines(to));
  const changed = all.flatMap(({ mark }, i) => (mark === ' ' ? [] : [i]));
  let output = '';
  for (let k = 0; k < changed.length;) {
    const first = Math.max(0, (changed[k] as number) - CONTEXT);
    let last = changed[k] as number;
    for (k++; k < changed.length && (changed[k] as number) - last <= CONTEXT * 2; k++) last = changed[k] as number;
    const hunk = all.slice(first, last + CONTEXT + 1);
    const before = all.slice(0, first);
    const count = (list: readonly Edit[], mark: '-' | '+'): number => list.filter((edit) => edit.mark === ' ' || edit.mark === mark).length;
    const range = (mark: '-' | '+'): string => {
      const length = count(hunk, mark);
      const start = count(before, mark) + (length ? 1 : 0);
      return `${mark}${start}${length === 1 ? '' : `,${length}`}`;
    };
    output += `@@ ${range('-')} ${range('+')} @@\n${hunk.map(({ mark, line }) => `${mark}${line}\n`).join('')}`;
  }
  return output;
}
