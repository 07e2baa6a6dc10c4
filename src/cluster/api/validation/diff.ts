/** A unified difference of lines, as Go's difflib makes it. Models k8s.io/apimachinery/pkg/util/diff. */
type Block = readonly [a: number, b: number, size: number];
interface OpCode {
  readonly equal: boolean;
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
}

const CONTEXT = 3;
/** Lines that are more common than this in a long text are no anchors: difflib's «popular» elements. */
const POPULAR_FROM = 200;

function longestMatch(
  a: readonly string[],
  index: ReadonlyMap<string, readonly number[]>,
  b: readonly string[],
  [alo, ahi, blo, bhi]: readonly [number, number, number, number],
): Block {
  let best: [number, number, number] = [alo, blo, 0];
  let lengths = new Map<number, number>();
  for (let i = alo; i < ahi; i++) {
    const next = new Map<number, number>();
    for (const j of index.get(a[i] as string) ?? []) {
      if (j < blo) continue;
      if (j >= bhi) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best[2]) best = [i - size + 1, j - size + 1, size];
    }
    lengths = next;
  }
  // What is too popular for the index still extends a match on either side.
  while (best[0] > alo && best[1] > blo && a[best[0] - 1] === b[best[1] - 1]) best = [best[0] - 1, best[1] - 1, best[2] + 1];
  while (best[0] + best[2] < ahi && best[1] + best[2] < bhi && a[best[0] + best[2]] === b[best[1] + best[2]]) best = [best[0], best[1], best[2] + 1];
  return best;
}

function matchingBlocks(a: readonly string[], b: readonly string[]): readonly Block[] {
  const index = new Map<string, number[]>();
  b.forEach((line, j) => (index.get(line) ?? index.set(line, []).get(line))?.push(j));
  if (b.length >= POPULAR_FROM) for (const [line, places] of index) if (places.length > Math.floor(b.length / 100) + 1) index.delete(line);
  const found: Block[] = [];
  const match = (alo: number, ahi: number, blo: number, bhi: number): void => {
    const [i, j, size] = longestMatch(a, index, b, [alo, ahi, blo, bhi]);
    if (!size) return;
    match(alo, i, blo, j);
    found.push([i, j, size]);
    match(i + size, ahi, j + size, bhi);
  };
  match(0, a.length, 0, b.length);
  const merged: [number, number, number][] = [];
  for (const [i, j, size] of found) {
    const last = merged.at(-1);
    if (last && last[0] + last[2] === i && last[1] + last[2] === j) last[2] += size;
    else merged.push([i, j, size]);
  }
  return [...merged, [a.length, b.length, 0]];
}

function opCodes(a: readonly string[], b: readonly string[]): readonly OpCode[] {
  const codes: OpCode[] = [];
  let i = 0;
  let j = 0;
  for (const [ai, bj, size] of matchingBlocks(a, b)) {
    if (i < ai || j < bj) codes.push({ equal: false, a: [i, ai], b: [j, bj] });
    i = ai + size;
    j = bj + size;
    if (size) codes.push({ equal: true, a: [ai, i], b: [bj, j] });
  }
  return codes;
}

/** Changes that are near each other, each group with its context. */
function grouped(codes: readonly OpCode[]): readonly (readonly OpCode[])[] {
  const groups: OpCode[][] = [];
  let group: OpCode[] = [];
  codes.forEach((code, n) => {
    const size = code.a[1] - code.a[0];
    if (!code.equal) {
      group.push(code);
      return;
    }
    const first = n === 0;
    const last = n === codes.length - 1;
    const tail: OpCode = { equal: true, a: [Math.max(code.a[0], code.a[1] - CONTEXT), code.a[1]], b: [Math.max(code.b[0], code.b[1] - CONTEXT), code.b[1]] };
    const head: OpCode = { equal: true, a: [code.a[0], Math.min(code.a[1], code.a[0] + CONTEXT)], b: [code.b[0], Math.min(code.b[1], code.b[0] + CONTEXT)] };
    if (first) group.push(tail);
    else if (last) group.push(head);
    else if (size > 2 * CONTEXT) {
      group.push(head);
      groups.push(group);
      group = [tail];
    } else group.push(code);
  });
  if (group.some((code) => !code.equal)) groups.push(group);
  return groups;
}

/** `8,7`, `8` for one line, `0,0` for none. */
function range(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** The difference, or '' where there is none; every line ends with a newline. */
export function unifiedDiff(a: readonly string[], b: readonly string[]): string {
  let text = '';
  for (const group of grouped(opCodes(a, b))) {
    const first = group[0] as OpCode;
    const last = group.at(-1) as OpCode;
    text += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
    for (const code of group) {
      if (code.equal) for (let i = code.a[0]; i < code.a[1]; i++) text += ` ${a[i]}\n`;
      else {
        for (let i = code.a[0]; i < code.a[1]; i++) text += `-${a[i]}\n`;
        for (let j = code.b[0]; j < code.b[1]; j++) text += `+${b[j]}\n`;
      }
    }
  }
  return text;
}
