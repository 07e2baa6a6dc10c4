import { compareWith, stopComparing } from './compare.ts';
import { closeAllBranches, openBranch, restartEngine, startEngine } from './engine.ts';
import { type Example, EXAMPLES, exampleOf } from './examples.ts';
import { type EditorFile, replaceFiles } from './files.ts';
import { freshId } from './ids.ts';
import { instantOf, positionBefore } from './instants.ts';
import { dismissTopic, notify } from './notices.ts';
import { beginOpening, endOpening } from './opening.ts';
import { beginWorkspace, hasCome, keepPreferences, keepWorkspace, lastWorkspace, loadWorkspace, openWorkspace, save } from './persistence.ts';
import { pause, seek } from './player.ts';
import { playhead } from './playhead.ts';
import { problems } from './problems.ts';
import { select } from './selection.ts';
import { currentBranch, newBranch, session } from './session.ts';
import type { Workspace } from './workspace.ts';

/** The sentences that starting can need, in the reader's language at that moment. */
export interface StartWords {
  readonly main: () => string;
  readonly restarted: () => string;
  readonly dead: (reason: string) => string;
  readonly again: () => string;
  readonly failed: (reason: string) => string;
  readonly lost: () => string;
  readonly unreadable: (why: 'newer' | 'damaged') => string;
  /** `trouble` is the refusal's name: `TapeNewer`. */
  readonly tape: (trouble: string) => string;
}

/** Starts everything but the components: what was kept, the worker, and the timeline. Resolves when there is a frame to show. */
export async function startApp(words: StartWords): Promise<void> {
  await keepPreferences();
  startEngine((trouble, detail) => {
    if (trouble === 'tape') notify({ severity: 'error', text: words.tape(detail), topic: 'tape' });
    else if (trouble === 'restarted') notify({ severity: 'info', text: words.restarted(), topic: 'engine' });
    else
      notify({
        severity: 'error',
        text: trouble === 'dead' ? words.dead(detail) : words.failed(detail),
        topic: 'engine',
        action: { label: words.again(), run: () => restartEngine() },
      });
  });
  const kept = await lastWorkspace();
  if (typeof kept === 'object') await resume(kept);
  else {
    if (kept) notify({ severity: 'error', text: words.unreadable(kept), topic: 'kept' });
    await openExample(exampleOf((EXAMPLES[0] as (typeof EXAMPLES)[0]).id) as Example, words);
  }
  keepWorkspace(() => notify({ severity: 'error', text: words.lost(), topic: 'lost' }));
}

/** Goes on where a workspace was left. */
async function resume(workspace: Workspace): Promise<void> {
  await openWorkspace(workspace);
  await openBranch(workspace.current);
  beginOpening(workspace.position);
  await until(() => session.getState().current !== workspace.current || hasCome(workspace.position));
  arrive(workspace.current, () => workspace.position);
  if (workspace.compared !== undefined) await compareWith(workspace.compared);
}

/** Puts the playhead where a branch opens, unless the reader has gone elsewhere while it was being simulated. */
function arrive(branch: string, position: () => number): void {
  if (session.getState().current !== branch) return;
  endOpening();
  const now = playhead.getState();
  if (now.position === 0 && !now.playing) seek(position());
}

/** Goes on with something that was worked on before. What is open now stays kept. */
export async function openRecent(id: string, words: StartWords): Promise<void> {
  save();
  const kept = await loadWorkspace(id);
  if (typeof kept === 'string') {
    notify({ severity: 'error', text: words.unreadable(kept), topic: 'kept' });
    return;
  }
  clear();
  await resume(kept);
}

/** Opens an example in a workspace of its own. What is open now stays kept. */
export async function openExample(example: Example, words: StartWords): Promise<void> {
  save();
  clear();
  await beginWorkspace(example.id);
  replaceFiles(Object.entries(example.files).map(([name, text]): EditorFile => ({ name, text, past: [] })));
  const id = freshId();
  session.setState({ branches: [newBranch(id, words.main(), example.tape)], current: id });
  await openBranch(id);
  const lastAct = example.tape.commands.at(-1)?.at ?? 0;
  const opensAtMs = example.opensAtMs ?? lastAct;
  beginOpening();
  await until(() => {
    const { log, busy, failed } = currentBranch();
    return session.getState().current !== id || log.timeAt(log.length) > opensAtMs || failed !== undefined || (!busy && log.length > 0);
  });
  arrive(id, () => openingPosition(opensAtMs));
  save();
}

/** Right before the act that is next; the end of a cluster in which nothing is. */
function openingPosition(opensAtMs: number): number {
  const { log } = currentBranch();
  return opensAtMs > 0 ? positionBefore(log, opensAtMs) : instantOf(log, log.length).end;
}

function clear(): void {
  pause();
  stopComparing();
  endOpening();
  closeAllBranches();
  select(undefined);
  problems.setState({ list: [], applied: false });
  dismissTopic('engine');
}

/** Resolves as soon as the session's state makes it true. */
function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (condition()) {
      resolve();
      return;
    }
    const stop = session.subscribe(() => {
      if (!condition()) return;
      stop();
      resolve();
    });
  });
}
