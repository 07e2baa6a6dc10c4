import { createStore } from 'zustand/vanilla';
import { interrupt, reportFailure, run } from '../../app/actions.ts';
import { history, rememberLine } from '../../app/history.ts';
import { playhead } from '../../app/playhead.ts';
import { changeBranch, currentBranch } from '../../app/session.ts';
import { notify } from '../../app/notices.ts';
import { files, renameFile } from '../../app/files.ts';
import type { CommandOutput } from '../../worker/protocol.ts';
import { nameFrom, sizeText } from '../editor/file-io.ts';
import { t } from '../words.ts';
import { clear } from './cleared.ts';
import { execLine, follow, inside, leave } from './inside.ts';
import { commandOf } from './typed.ts';

/** More than a manifest that somebody pipes in would have. */
export const LINE_CHARACTERS_MAX = 500_000;

/** What has been typed and not been answered yet: the first is being run, the others wait for it. */
export const queue = createStore<{ readonly lines: readonly string[] }>(() => ({ lines: [] }));

/** Refuses a text that is too long for a command line, with a notice. */
export function refuseLong(characters: number): boolean {
  if (characters <= LINE_CHARACTERS_MAX) return false;
  notify({ severity: 'error', topic: 'console', text: t('console.tooLong', { size: sizeText(characters), limit: sizeText(LINE_CHARACTERS_MAX) }) });
  return true;
}

/** Runs commands one after the other; what is typed meanwhile waits. */
export function enter(lines: readonly string[]): void {
  const commands = lines.map((line) => (line.includes('\n') ? line : commandOf(line))).filter((line) => line !== '' && !refuseLong(line.length));
  if (!commands.length) return;
  const isIdle = queue.getState().lines.length === 0;
  queue.setState((state) => ({ lines: [...state.lines, ...commands] }));
  if (isIdle) void runAll();
}

async function runAll(): Promise<void> {
  for (let line = queue.getState().lines[0]; line !== undefined; line = queue.getState().lines[0]) {
    rememberLine(line);
    try {
      await runOne(line);
    } catch (error) {
      reportFailure(error, { died: t('console.died'), refused: (message) => t('console.refused', { message }) });
    }
    queue.setState((state) => ({ lines: state.lines.slice(1) }));
  }
}

async function runOne(line: string): Promise<void> {
  if (line === 'clear') clear();
  else if (line === 'history') printHistory(line);
  else {
    const { entered } = inside.getState();
    if (entered && /^(?:exit|logout)$/.test(line)) leave();
    else {
      const output = await run(entered ? execLine(entered, line) : line.replace(/^k(?=\s)/, 'kubectl'));
      follow(output);
      tellOfFiles(output);
    }
  }
}

/** A course names its files, and the editor's may have other names: which there are, and where there is just one, a way to name it so. */
function tellOfFiles(output: CommandOutput | undefined): void {
  const [, name] = /^error: the path "([^"]+)" does not exist$/m.exec(output?.pieces.map(({ stderr }) => stderr).join('') ?? '') ?? [];
  if (name === undefined) return;
  const names = files.getState().files.map((file) => file.name);
  const [only] = names;
  const wanted = nameFrom(name.slice(name.lastIndexOf('/') + 1));
  if (only === undefined) notify({ severity: 'info', topic: 'file', text: t('console.noFile.none', { name }) });
  else
    notify({
      severity: 'info',
      topic: 'file',
      text: t('console.noFile', { name, files: names.join(', ') }),
      ...(names.length === 1 && wanted !== undefined && wanted === name
        ? { action: { label: t('console.noFile.rename', { file: only }), run: () => renameFile(only, wanted) } }
        : {}),
    });
}

/** `history` is the console's own: it asks nothing of the cluster. */
function printHistory(line: string): void {
  const { lines } = history.getState();
  const width = String(lines.length).length + 2;
  const stdout = lines.map((text, index) => `${String(index + 1).padStart(width)}  ${text}\n`).join('');
  const { position: seq, timeMs: at } = playhead.getState();
  changeBranch(currentBranch().id, ({ reads }) => ({ reads: [...reads, { index: -1, at, line, seq, pieces: [{ seq, stdout, stderr: '' }], code: 0 }] }));
}

/** Ctrl-C: drops what waits, and ends the command that goes on. */
export function stop(line: string | undefined): void {
  queue.setState((state) => ({ lines: state.lines.slice(0, 1) }));
  if (line === undefined) return;
  interrupt(line).catch((error: unknown) => reportFailure(error, { died: t('console.died'), refused: (message) => t('console.refused', { message }) }));
}
