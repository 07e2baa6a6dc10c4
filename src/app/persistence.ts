import { type StoreApi, createStore } from 'zustand/vanilla';
import { comparison, otherBranch } from './comparison.ts';
import { files, replaceFiles } from './files.ts';
import { history } from './history.ts';
import { freshId } from './ids.ts';
import { layout } from './layout.ts';
import { opening } from './opening.ts';
import { playhead } from './playhead.ts';
import { preferences } from './preferences.ts';
import { promises, readPromises, setPromises } from './promises.ts';
import { currentBranch, newBranch, session } from './session.ts';
import { type KeyValue, browserStorage } from './storage.ts';
import { type KeptBranch, type Unreadable, type Workspace, readWorkspace } from './workspace.ts';

const PREFIX = 'rolloutscope/';
const WORKSPACES = `${PREFIX}workspace/`;
/** A pause in changes after which they are written, in ms; closing the tab writes at once. */
const PAUSE_MS = 200;
const WORKSPACES_MAX = 12;

const storage: KeyValue = browserStorage;
/** Which workspace is open. */
export const workspace = createStore<{ readonly id: string; readonly example: string }>(() => ({ id: '', example: '' }));
/** What was kept when the tab was opened belongs to it until it closes: a second tab works on a copy. */
const TAB_KEY = `${PREFIX}tab`;

/** What a store keeps of itself, read and written as JSON; unknown fields are dropped, missing ones stay as they are. */
async function keepStore<S extends object>(name: string, store: StoreApi<S>, fields: readonly (keyof S & string)[]): Promise<void> {
  const key = `${PREFIX}${name}`;
  try {
    const kept: unknown = JSON.parse((await storage.read(key)) ?? 'null');
    if (typeof kept === 'object' && kept !== null) {
      const known = Object.fromEntries(
        Object.entries(kept).filter(([field, value]) => fields.includes(field as keyof S & string) && sameShape(value, store.getState()[field as keyof S])),
      );
      store.setState(known as Partial<S>);
    }
  } catch {
    // Damaged preferences are no reason to stop: the defaults hold.
  }
  store.subscribe((state) => void storage.write(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field, state[field]])))));
}

/** A kept value must be of the kind that is there now; `speed` may be a number or a word. */
function sameShape(value: unknown, now: unknown): boolean {
  return typeof value === typeof now || (['number', 'string'].includes(typeof value) && ['number', 'string'].includes(typeof now));
}

/** Reads preferences, layout and the console's history, and keeps them from now on. */
export async function keepPreferences(): Promise<void> {
  await Promise.all([
    keepStore('layout', layout, ['sizes', 'editor', 'inspector', 'console', 'madeRoom', 'tab']),
    keepStore('preferences', preferences, ['language', 'theme', 'motion', 'speed', 'step', 'lens', 'scale', 'shortenWaits', 'requests', 'hiddenSeries']),
    keepStore('history', history, ['lines']),
  ]);
}

function workspaceNow(): Workspace {
  const { branches, current } = session.getState();
  const { files: list, active } = files.getState();
  const other = otherBranch();
  return {
    version: 1,
    ...workspace.getState(),
    changedAt: Date.now(),
    files: list,
    active,
    branches: branches.map(({ id, name, parent, tape, reads, bookmarks }): KeptBranch => ({
      id,
      name,
      ...(parent ? { parent } : {}),
      tape,
      reads,
      ...(bookmarks.length ? { bookmarks } : {}),
    })),
    current,
    // What has not come yet is not forgotten where the tab is closed before it has.
    position: Math.max(opening.getState().position ?? 0, playhead.getState().position),
    promises: promises.getState().list,
    ...(other ? { compared: other.id } : {}),
  };
}

let timer: ReturnType<typeof setTimeout> | undefined;
let lost = false;
let onLost: () => void = () => {};

/** Writes the workspace now. */
export function save(): void {
  clearTimeout(timer);
  timer = undefined;
  const { id } = workspace.getState();
  if (!id || !session.getState().branches.length) return;
  void storage.write(`${WORKSPACES}${id}`, JSON.stringify(workspaceNow())).then((kept) => {
    if (!kept && !lost) onLost();
    lost = !kept;
  });
}

function saveSoon(): void {
  timer ??= setTimeout(save, PAUSE_MS);
}

/** Keeps the workspace from now on. `lost` is called once where the browser keeps nothing. */
export function keepWorkspace(reportLost: () => void): void {
  onLost = reportLost;
  files.subscribe(saveSoon);
  promises.subscribe(saveSoon);
  comparison.subscribe((state, before) => {
    if (state.other !== before.other) saveSoon();
  });
  session.subscribe((state, before) => {
    // Entries that stream in are derived; only what a person made is kept.
    if (
      state.current !== before.current ||
      state.branches.length !== before.branches.length ||
      state.branches.some((branch, i) => !keptEqually(branch, before.branches[i]))
    )
      saveSoon();
  });
  playhead.subscribe((state, before) => {
    if (state.position !== before.position) saveSoon();
  });
  for (const moment of ['pagehide', 'visibilitychange'] as const) window.addEventListener(moment, save);
}

function keptEqually(a: KeptBranch, b: KeptBranch | undefined): boolean {
  return (
    b !== undefined && a.id === b.id && a.tape === b.tape && a.name === b.name && a.reads === b.reads && a.bookmarks === b.bookmarks && a.parent === b.parent
  );
}

export interface RecentWorkspace {
  readonly id: string;
  readonly example: string;
  readonly changedAt: number;
  readonly files: readonly string[];
}

/** What else was worked on, the newest first, without the one that is open. */
export async function recentWorkspaces(): Promise<readonly RecentWorkspace[]> {
  const all = await Promise.all((await storage.keys(WORKSPACES)).map(loadKey));
  return all
    .filter((kept): kept is Workspace => typeof kept === 'object' && kept.id !== workspace.getState().id)
    .map(({ id, example, changedAt, files: list }) => ({ id, example, changedAt, files: list.map(({ name }) => name) }))
    .toSorted((a, b) => b.changedAt - a.changedAt);
}

async function loadKey(key: string): Promise<Workspace | Unreadable> {
  const text = await storage.read(key);
  return text === undefined ? 'damaged' : readWorkspace(text);
}

/** The workspace to go on with: this tab's, or the newest. A reason where what was kept cannot be read. */
export async function lastWorkspace(): Promise<Workspace | Unreadable | undefined> {
  const own = tabStorage()?.getItem(TAB_KEY);
  if (own) {
    const kept = await loadKey(`${WORKSPACES}${own}`);
    if (typeof kept === 'object') return kept;
  }
  const keys = await storage.keys(WORKSPACES);
  const all = await Promise.all(keys.map(loadKey));
  const readable = all.filter((kept): kept is Workspace => typeof kept === 'object').toSorted((a, b) => b.changedAt - a.changedAt);
  return readable[0] ?? all.find((kept): kept is Unreadable => typeof kept === 'string');
}

export async function loadWorkspace(id: string): Promise<Workspace | Unreadable> {
  return loadKey(`${WORKSPACES}${id}`);
}

/** Opens what was kept. Where another tab has it open, this one goes on with a copy, so that neither writes over the other. */
export async function openWorkspace(kept: Workspace): Promise<void> {
  const id = (await claim(kept.id)) ? kept.id : freshId();
  if (id !== kept.id) await claim(id);
  identify(id, kept.example);
  replaceFiles(kept.files);
  setPromises(readPromises(kept.promises));
  if (kept.files.some(({ name }) => name === kept.active)) files.setState({ active: kept.active });
  session.setState({
    branches: kept.branches.map(({ id: branch, name, tape, parent, reads, bookmarks = [] }) =>
      newBranch(branch, name, tape, { reads, bookmarks, ...(parent ? { parent } : {}) }),
    ),
    current: kept.current,
  });
}

/** Begins a workspace of its own; the one before stays kept. */
export async function beginWorkspace(example: string): Promise<void> {
  const id = freshId();
  await claim(id);
  identify(id, example);
  setPromises([]);
  await forgetOldest();
}

function identify(id: string, example: string): void {
  workspace.setState({ id, example });
  try {
    tabStorage()?.setItem(TAB_KEY, id);
  } catch {
    // The tab forgets which workspace is its own: after a reload it goes on with the newest.
  }
}

async function forgetOldest(): Promise<void> {
  for (const { id } of (await recentWorkspaces()).slice(WORKSPACES_MAX - 1)) await storage.remove(`${WORKSPACES}${id}`);
}

function tabStorage(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

let release: (() => void) | undefined;

/** Takes a workspace for this tab until it closes, or takes another. False where another tab has it. */
async function claim(id: string): Promise<boolean> {
  release?.();
  release = undefined;
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    void navigator.locks.request(`${WORKSPACES}${id}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (!lock) return undefined;
      return new Promise<void>((done) => {
        release = done;
      });
    });
  });
}

/** Whether a branch is known well enough to be put under the playhead: its log has come so far, or will not. */
export function hasCome(position: number): boolean {
  const { length, busy, failed } = currentBranch();
  return length >= position || (!busy && length > 0) || failed !== undefined;
}
