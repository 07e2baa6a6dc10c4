/** What a filter makes of what comes in. */
export interface Filtered {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export type Filter = (args: readonly string[], input: string) => Filtered;

/** The lines of a text, the last one with or without its end. */
export const linesOf = (text: string): string[] => (text === '' ? [] : (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n'));
/** Lines as output. */
export const said = (lines: readonly string[], code = 0): Filtered => ({ stdout: lines.map((line) => `${line}\n`).join(''), stderr: '', code });
/** An error. */
export const wrong = (stderr: string, code = 2): Filtered => ({ stdout: '', stderr: `${stderr}\n`, code });
