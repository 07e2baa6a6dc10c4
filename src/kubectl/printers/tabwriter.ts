/** How columns are laid out: Go's text/tabwriter with spaces. */
export interface TabStyle {
  readonly minWidth: number;
  readonly padding: number;
}

/** The style of `kubectl describe`. */
export const DESCRIBE_STYLE: TabStyle = { minWidth: 0, padding: 2 };
/** The style of `kubectl get` and of every other table. */
export const TABLE_STYLE: TabStyle = { minWidth: 6, padding: 3 };

/** How wide a text stands in a terminal: characters, not code units. */
export function textWidth(text: string): number {
  let width = 0;
  for (const _ of text) width++;
  return width;
}

/**
 * Lays out text whose cells end with tabs: a column is a run of lines that have a cell in it, and is as wide as its widest cell.
 * The last cell of a line belongs to no column. Models Go's text/tabwriter.
 */
export function alignTabs(text: string, style: TabStyle): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const output: string[] = [];
  const widths: number[] = [];

  const write = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const cells = lines[i] as string[];
      output[i] = cells
        .map((cell, column) =>
          column < widths.length && column < cells.length - 1 ? cell.padEnd(cell.length + (widths[column] as number) - textWidth(cell)) : cell,
        )
        .join('');
    }
  };
  const format = (from: number, to: number): void => {
    const column = widths.length;
    let start = from;
    for (let i = from; i < to; i++) {
      if (column >= (lines[i] as string[]).length - 1) continue;
      write(start, i);
      start = i;
      let width = style.minWidth;
      for (; i < to && column < (lines[i] as string[]).length - 1; i++)
        width = Math.max(width, textWidth((lines[i] as string[])[column] as string) + style.padding);
      widths.push(width);
      format(start, i);
      widths.pop();
      start = i;
    }
    write(start, to);
  };
  format(0, lines.length);
  return output.join('\n');
}

/** Lays out rows under one another; `remembered` widths (of rows printed before) are kept, and widened in place. */
export function alignRows(rows: readonly (readonly string[])[], remembered: number[] = []): string {
  for (const row of rows)
    row.forEach((cell, column) => {
      if (column < row.length - 1) remembered[column] = Math.max(remembered[column] ?? TABLE_STYLE.minWidth, textWidth(cell) + TABLE_STYLE.padding);
    });
  return rows
    .map(
      (row) =>
        `${row.map((cell, column) => (column < row.length - 1 ? cell + ' '.repeat((remembered[column] as number) - textWidth(cell)) : cell)).join('')}\n`,
    )
    .join('');
}
