import type { Branch } from '../../app/session.ts';
import type { CommandOutput } from '../../worker/protocol.ts';
import { signOf, typedInside } from './inside.ts';

/** One command at a frame: what it had printed by then. */
export interface Block {
  /** Unique within a branch, and the same at every frame. */
  readonly id: string;
  readonly command: string;
  /** What stands in front of it: `$`, or the prompt of the container in which it was typed. */
  readonly sign: string;
  readonly pieces: readonly { readonly stdout: string; readonly stderr: string }[];
  /** It had not ended at this frame. */
  readonly isRunning: boolean;
  /** The entry after which it was typed, or that it made. */
  readonly seq: number;
  /** Its line as the engine knows it: what `interrupt` takes. */
  readonly line: string;
}

/** A line on the screen. `of` says which block it belongs to. */
export interface Row {
  readonly kind: 'command' | 'out' | 'error' | 'running';
  readonly text: string;
  readonly block: Block;
}

type Printed = Pick<Branch, 'outputs' | 'reads'>;

/** What stands on the console at a frame: everything that was printed up to it, and nothing that was printed later. */
export function blocksAt({ outputs, reads }: Printed, position: number): readonly Block[] {
  const entries = [
    ...outputs.map((output) => ({ output, id: `w${output.index}`, isRead: 0 })),
    ...reads.map((output, index) => ({ output, id: `r${index}:${output.seq}:${output.line}`, isRead: 1 })),
  ].filter(({ output }) => output !== undefined && output.seq <= position);
  // Equal keys keep their order: what was typed first stands first.
  entries.sort((a, b) => a.output.seq - b.output.seq || a.output.at - b.output.at || a.isRead - b.isRead);
  return entries.map(({ output, id }) => blockOf(output, id, position));
}

function blockOf(output: CommandOutput, id: string, position: number): Block {
  const within = typedInside(output.line);
  const shown = output.pieces.filter(({ seq }) => seq <= position);
  // A shell does not tell how its programs ended; kubectl, which ran this one, did.
  const pieces = within ? shown.map((piece) => ({ ...piece, stderr: piece.stderr.replace(/^command terminated with exit code \d+\n/m, '') })) : shown;
  return {
    id,
    command: within ? within.line : asTyped(output.line),
    sign: within ? signOf(within.pod) : '$',
    pieces,
    isRunning: output.code === undefined || pieces.length < output.pieces.length,
    seq: output.seq,
    line: output.line,
  };
}

const OTHER_PROGRAMS = /^(kubectl|k|curl|wget|watch|while|for|until|echo|cat|sleep|time|clear|history|nslookup|hostname|env|printenv|ping|date|touch|rm)\b/;

/** A scenario's tape leaves the word `kubectl` out. */
export function asTyped(line: string): string {
  return OTHER_PROGRAMS.test(line) ? line : `kubectl ${line}`;
}

/** What kubectl says before it does anything: a terminal shows it above what is done. */
const WARNINGS = /^(?:(?:Flag --|[Ww]arning: |W\d{4} ).*\n)+/;

/** The lines of a block. Pieces follow each other without a break; a newline at the end makes no empty line. */
function rowsOf(block: Block): Row[] {
  const rows: Row[] = block.command.split('\n').map((text) => ({ kind: 'command', text, block }));
  let open: { kind: 'out' | 'error'; text: string } | undefined;
  const flush = (): void => {
    if (open && open.text !== '') for (const text of open.text.replace(/\n$/, '').split('\n')) rows.push({ kind: open.kind, text, block });
    open = undefined;
  };
  const print = (kind: 'out' | 'error', text: string): void => {
    if (text === '') return;
    if (open && open.kind === kind) open.text += text;
    else {
      flush();
      open = { kind, text };
    }
  };
  for (const { stdout, stderr } of block.pieces) {
    const warnings = WARNINGS.exec(stderr)?.[0] ?? '';
    print('error', warnings);
    print('out', stdout);
    print('error', stderr.slice(warnings.length));
  }
  flush();
  if (block.isRunning) rows.push({ kind: 'running', text: '', block });
  return rows;
}

/** All lines of the console, without the blocks that were cleared away. A block that did not change gives the same rows; where no row is another, neither is the list. */
export class Transcript {
  private newest: readonly Row[] = [];
  private readonly rows = new Map<string, { readonly pieces: number; readonly isRunning: boolean; readonly rows: readonly Row[] }>();

  rowsAt(printed: Printed, position: number, cleared: ReadonlySet<string>): readonly Row[] {
    const all: Row[] = [];
    for (const block of blocksAt(printed, position)) {
      if (cleared.has(block.id)) continue;
      const known = this.rows.get(block.id);
      if (known?.pieces === block.pieces.length && known.isRunning === block.isRunning && known.rows[0]?.block.line === block.line) {
        for (const row of known.rows) all.push(row);
        continue;
      }
      const rows = rowsOf(block);
      this.rows.set(block.id, { pieces: block.pieces.length, isRunning: block.isRunning, rows });
      for (const row of rows) all.push(row);
    }
    const { newest } = this;
    if (all.length !== newest.length || all.some((row, i) => row !== newest[i])) this.newest = all;
    return this.newest;
  }
}

/** The console as text, for the clipboard. */
export function textOf(rows: readonly Row[]): string {
  return rows
    .filter(({ kind }) => kind !== 'running')
    .map(({ kind, text, block }) => (kind === 'command' ? `${block.sign} ${text}` : text))
    .join('\n');
}
