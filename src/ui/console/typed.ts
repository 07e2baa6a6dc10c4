/** What a pasted text comes to: whole commands to run one after the other, and the rest, which stays in the prompt. */
export interface Pasted {
  readonly commands: readonly string[];
  readonly rest: string;
}

const PROGRAM = /^(kubectl|k|curl|wget|watch|while|for|until|echo|cat|sleep|time|clear|history|nslookup|hostname|env|printenv|ping|date|exit)\b/;

/** A prompt in front of a command, as transcripts have it: `$ `, `# ` and `/ # ` (root's, where a program follows), `user@host:~$ `, `PS C:\\>`, `> ` of a continued line. */
function withoutPrompt(line: string): string {
  const trimmed = line.replace(/^\s*(?:[\w.-]+@[\w.-]+(?::[^\s$#]*)?|\[[^\]]*\]|[~/][^\s$#]*|(?:PS )?[A-Z]:\\[^>]*>)?\s*(?:[$%❯➜]|(?<=>))\s+/, '');
  const root = /^\s*(?:\[?[\w.-]+@[\w.-]+[^\]#$]*\]?\s*|[~/][\w./-]*\s*|\])?#\s*(.*)$/.exec(trimmed);
  if (root && PROGRAM.test(root[1] ?? '')) return root[1] ?? '';
  return trimmed.replace(/^\s+/, '');
}

/** A line as a shell would take it: without a prompt, and nothing where it is a comment. */
export function commandOf(line: string): string {
  const command = withoutPrompt(line).trimEnd();
  return command.startsWith('#') ? '' : command;
}

/** Splits a pasted text into commands. A backslash at the end joins lines; what follows `<<EOF` belongs to the command up to `EOF`. */
export function splitPasted(text: string): Pasted {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const commands: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const start = at;
    let command = withoutPrompt(lines[at] as string);
    while (/\\\s*$/.test(command) && at + 1 < lines.length) command = `${command.replace(/\s*\\\s*$/, '')} ${(lines[++at] as string).replace(/^\s*>?\s*/, '')}`;
    const end = /<<-?\s*(['"]?)(\w+)\1/.exec(command)?.[2];
    if (end !== undefined) {
      const body: string[] = [];
      while (at + 1 < lines.length && (lines[at + 1] as string).trim() !== end) body.push(lines[++at] as string);
      // Without its end, the text is not complete yet.
      if (at + 1 >= lines.length) return { commands, rest: lines.slice(start).join('\n') };
      at++;
      command = [command, ...body, end].join('\n');
    }
    // The last line has no newline behind it: it waits for Enter.
    if (at === lines.length - 1 && end === undefined) return { commands, rest: command };
    const cleaned = end === undefined ? commandOf(command) : command;
    if (cleaned !== '') commands.push(cleaned);
  }
  return { commands, rest: '' };
}

/** The newest line of the history that holds `query`, at or before index `from`; -1 where there is none. */
export function searchBack(lines: readonly string[], query: string, from: number): number {
  if (query === '') return -1;
  for (let at = Math.min(from, lines.length - 1); at >= 0; at--) if (lines[at]?.includes(query)) return at;
  return -1;
}

/** What all candidates begin with. */
export function commonPrefix(candidates: readonly string[]): string {
  let prefix = candidates[0] ?? '';
  for (const candidate of candidates) while (!candidate.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}
