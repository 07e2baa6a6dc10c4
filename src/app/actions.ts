import type { Action, Blocker, CommandOutput, Files, Place, Problem, SchedulerVerdict, Tape } from '../worker/protocol.ts';
import { RequestRefused, WorkerDied } from '../worker/client.ts';
import { otherBranch } from './comparison.ts';
import { closeBranch, markOpened, openBranch, request, withOutput } from './engine.ts';
import { files, isManifest } from './files.ts';
import { freshId } from './ids.ts';
import { instantOf } from './instants.ts';
import { notify } from './notices.ts';
import { wordsOf } from '../i18n/words.ts';
import { spoken } from './language.ts';
import { playhead } from './playhead.ts';
import { onExtend, play, seek } from './player.ts';
import { problems } from './problems.ts';
import type { ObjectRef } from './selection.ts';
import { branchOf, changeBranch, currentBranch, forkedBranch, session } from './session.ts';

/** Typed right after a settled rollout, a command happens a second later: as soon as a person could, and on the kubelet's rhythm. */
const NEXT_ACT_MS = 1_000;
const READS_MAX = 500;
/** The index of an output that stands on no tape. */
const READ = -1;

/** Where the reader stands, as the engine needs to know it. */
export function herePlace(): Place {
  const { id, log, length, settled, busy } = currentBranch();
  const { position, timeMs } = playhead.getState();
  const { atMs, end, nextMs } = instantOf(log, position);
  if (position < end) return { branch: id, position, atMs };
  if (position === length && settled && !busy) return { branch: id, position, atMs: (Math.floor(Math.max(0, atMs) / 1000) + 1) * NEXT_ACT_MS };
  const latest = nextMs === undefined ? timeMs : nextMs - 1;
  // While it plays, the playhead stands between two milliseconds; virtual time has whole ones only.
  return { branch: id, position, atMs: Math.max(0, atMs, Math.floor(Math.min(timeMs, latest))) };
}

/** All manifests of the editor, by name: what `-f` can name. */
export function manifestFiles(): Files {
  return Object.fromEntries(files.getState().files.map(({ name, text }) => [name, text]));
}

/** A branch is named after the act with which it begins. */
const branchName = (action: Action): string => (action.do === 'kubectl' || action.do === 'interrupt' ? action.line.replace(/^kubectl\s+/, '') : action.do);

let onBranch: (began: { readonly id: string; readonly name: string; readonly parent: string }) => void = () => {};
/** Who says that acting in the past began a branch. */
export function onBranchBegan(say: typeof onBranch): void {
  onBranch = say;
}

let onOpens: (opens: NonNullable<CommandOutput['opens']>) => void = () => {};
/** Who shows what a command opens: an object to edit, or a file that it wrote. */
export function onOpened(show: typeof onOpens): void {
  onOpens = show;
}

export interface Acted {
  readonly output: CommandOutput | undefined;
  /** Whether anything was written: then the playhead stands on the frame of the act. */
  readonly wrote: boolean;
}

/**
 * Acts where the reader stands. In the past, a new branch begins and becomes the current one. Rejects where the engine does not answer;
 * what the API server refuses is no rejection but the output of the command.
 */
export async function act(action: Action): Promise<Acted> {
  const place = herePlace();
  if (!branchOf(place.branch)) throw new Error('there is no timeline yet');
  const id = freshId();
  const result = await request('act', { ...place, action, newBranch: id });
  const { output } = result;
  if (output?.index === READ) {
    changeBranch(result.branch, ({ reads }) => ({ reads: [...reads, output].slice(-READS_MAX) }));
  } else if (result.branch !== place.branch) {
    beginBranch(result.branch, action, place, result.tape);
  } else changeBranch(result.branch, () => ({ tape: result.tape, busy: true, settled: false }));
  if (output && output.index >= 0) changeBranch(result.branch, ({ outputs }) => ({ outputs: withOutput(outputs, output) }));
  if (output?.opens) onOpens(output.opens);
  return { output, wrote: result.position > place.position };
}

function beginBranch(id: string, action: Action, place: Place, tape: Tape): void {
  const parent = branchOf(place.branch);
  if (!parent) return;
  const branch = forkedBranch(id, branchName(action), tape, parent, place.position);
  markOpened(id);
  session.setState((state) => ({ branches: [...state.branches, branch], current: id }));
  onBranch({ id, name: branch.name, parent: parent.id });
}

/** Acts, goes to the frame of the act as soon as it is known, and plays from there. */
export async function actAndPlay(action: Action): Promise<Acted> {
  const acted = await act(action);
  if (!acted.wrote) return acted;
  const before = playhead.getState().position;
  const { id } = currentBranch();
  await untilKnown(id, before + 1);
  if (currentBranch().id !== id) return acted;
  seek(before + 1);
  play();
  return acted;
}

/** Resolves when a branch has so many entries, or will get no more. */
export function untilKnown(id: string, length: number): Promise<void> {
  return new Promise((resolve) => {
    const isKnown = (): boolean => {
      const branch = branchOf(id);
      return !branch || branch.length >= length || branch.failed !== undefined;
    };
    if (isKnown()) {
      resolve();
      return;
    }
    const stop = session.subscribe(() => {
      if (!isKnown()) return;
      stop();
      resolve();
    });
  });
}

/** What a reading command prints where the reader stands; nothing is kept of it. */
export async function peek(line: string): Promise<CommandOutput | undefined> {
  const { output } = await request('act', { ...herePlace(), action: { do: 'kubectl', line, files: {} }, newBranch: freshId() });
  return output;
}

/** Runs a line of the console where the reader stands, with the editor's files at hand. What changes the cluster is then played. */
export async function run(line: string): Promise<CommandOutput | undefined> {
  const { output } = await actAndPlay({ do: 'kubectl', line, files: manifestFiles() });
  return output;
}

/** `kubectl apply` of these files, or of all manifests but those that `kubectl edit` opened. Errors stand beside the lines that caused them (`problems`). */
export async function applyFiles(
  names: readonly string[] = files.getState().files.flatMap(({ name, edits }) => (edits === undefined && isManifest(name) ? [name] : [])),
): Promise<CommandOutput | undefined> {
  const all = manifestFiles();
  const chosen = Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
  if (!Object.keys(chosen).length) return undefined;
  const line = `kubectl apply ${Object.keys(chosen)
    .map((name) => `-f ${/[^\w./-]/.test(name) ? `'${name}'` : name}`)
    .join(' ')}`;
  const found = await check(chosen);
  const { output } = await actAndPlay({ do: 'kubectl', line, files: chosen });
  problems.setState({ list: found, applied: true });
  return output;
}

/** As `manifestFiles`. What is being edited is sent as a change, to which it does not matter that the object has changed meanwhile. */
function filesToCheck(): Files {
  const texts = files
    .getState()
    .files.filter(({ name }) => isManifest(name))
    .map(({ name, text, edits }) => [name, edits === undefined ? text : text.replace(/^(\s*)resourceVersion: /m, '$1# ')]);
  return Object.fromEntries(texts) as Files;
}

/** What the API server would say to these files where the reader stands, applied one after the other; what is being edited is saved by itself. */
export async function check(chosen: Files = filesToCheck()): Promise<readonly Problem[]> {
  const apart = files.getState().files.flatMap(({ name, edits }) => (edits === undefined ? [] : [name]));
  const { problems: found } = await request('check', { ...herePlace(), files: chosen, apart });
  const t = wordsOf(spoken.getState().language);
  return found.map((problem) =>
    problem.duplicateOf === undefined ? problem : { ...problem, message: t('problem.duplicate', { object: problem.object ?? '', file: problem.duplicateOf }) },
  );
}

/** Why an object stands still where the reader stands, and what frees it. */
export async function explain({ table, key }: ObjectRef): Promise<readonly Blocker[]> {
  const { blockers } = await request('explain', { ...herePlace(), table, key });
  return blockers;
}

/** What the scheduler says about a Pod at a place of the timeline; undefined where there is no such Pod. */
export async function askScheduler(key: string, place: Place): Promise<SchedulerVerdict | undefined> {
  const { verdict } = await request('schedule', { ...place, key });
  return verdict ?? undefined;
}

/** What Tab offers. */
export async function complete(line: string): Promise<{ readonly candidates: readonly string[]; readonly from: number }> {
  return request('complete', { ...herePlace(), line, files: manifestFiles() });
}

/** Ctrl-C for a command that goes on. */
export async function interrupt(line: string): Promise<void> {
  const place = herePlace();
  const result = await request('interrupt', { ...place, line, newBranch: freshId() });
  if (result.branch === place.branch) changeBranch(result.branch, () => ({ tape: result.tape }));
  else beginBranch(result.branch, { do: 'interrupt', line }, place, result.tape);
}

/** Shows another branch, at the frame at which it left the current one, or as near as there is. */
export async function switchBranch(id: string): Promise<void> {
  if (!branchOf(id)) return;
  session.setState({ current: id });
  seek(playhead.getState().position);
  await openBranch(id);
}

export function renameBranch(id: string, name: string): void {
  const trimmed = name.trim();
  if (trimmed) changeBranch(id, () => ({ name: trimmed }));
}

/** Forgets a branch; its children hang on its parent from then on. The last one cannot go. Returns how to take it back. */
export function dropBranch(id: string): (() => void) | undefined {
  const state = session.getState();
  const gone = branchOf(id, state);
  if (!gone || state.branches.length < 2) return undefined;
  const heir = gone.parent?.id ?? state.branches.find((branch) => branch.id !== id)?.id ?? '';
  session.setState({
    branches: state.branches
      .filter((branch) => branch.id !== id)
      .map((branch) =>
        branch.parent?.id === id && gone.parent
          ? { ...branch, parent: { id: gone.parent.id, position: Math.min(branch.parent.position, gone.parent.position) } }
          : branch,
      ),
  });
  if (state.current === id) void switchBranch(heir);
  void closeBranch(id).catch(() => undefined);
  return () => {
    const now = session.getState();
    if (!branchOf(id, now)) session.setState({ branches: [...now.branches, gone] });
    void switchBranch(id);
  };
}

/** Says an error of `act` and its kin in the status line. `words` makes the sentence. */
export function reportFailure(error: unknown, words: { readonly died: string; readonly refused: (message: string) => string }): void {
  const text = error instanceof WorkerDied ? words.died : words.refused(error instanceof Error ? error.message : String(error));
  notify({ severity: 'error', text, topic: error instanceof RequestRefused ? 'refused' : 'engine' });
}

onExtend((untilMs) => {
  for (const branch of [currentBranch(), otherBranch()]) {
    if (!branch) continue;
    changeBranch(branch.id, () => ({ busy: true }));
    void request('extend', { branch: branch.id, untilMs }).catch(() => undefined);
  }
});
