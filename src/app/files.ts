import { createStore } from 'zustand/vanilla';

/** A file in the editor: a manifest, or what a command wrote (`kubectl get pods > pods.txt`). */
export interface EditorFile {
  /** Unique. Commands name it: `kubectl apply -f web.yaml`. */
  readonly name: string;
  readonly text: string;
  /** Earlier texts, oldest first, so that undo works across reloads: the editor writes one at each pause in typing (`remember`). */
  readonly past: readonly string[];
  /** Set where `kubectl edit` opened it: the object's text as it was opened or saved last. Saving sends what has changed since. */
  readonly edits?: string;
}

export interface FilesState {
  readonly files: readonly EditorFile[];
  readonly active: string;
  /** Asks the editor to show a line of a file (both from 1); a new object each time. */
  readonly reveal: { readonly file: string; readonly line: number; readonly column: number } | undefined;
}

/** The manifests. Every change is kept in the browser by `persistence.ts`. */
export const files = createStore<FilesState>(() => ({ files: [], active: '', reveal: undefined }));

/** Whether a file is one that Apply takes: by its ending, as `kubectl apply -f FOLDER` chooses. */
export function isManifest(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}

const PAST_MAX = 50;
const PAST_CHARACTERS_MAX = 400_000;

const change = (name: string, update: (file: EditorFile) => EditorFile): void =>
  files.setState((state) => ({ files: state.files.map((file) => (file.name === name ? update(file) : file)) }));

/** What was typed. */
export function setText(name: string, text: string): void {
  if (fileOf(name)?.text !== text) change(name, (file) => ({ ...file, text }));
}

/** Keeps `text` as a step that undo can go back to. */
export function remember(name: string, text: string): void {
  change(name, (file) => {
    if (file.past.at(-1) === text) return file;
    const past = [...file.past, text].slice(-PAST_MAX);
    let size = past.reduce((sum, step) => sum + step.length, 0);
    while (past.length > 1 && size > PAST_CHARACTERS_MAX) size -= (past.shift() as string).length;
    return { ...file, past };
  });
}

export function fileOf(name: string): EditorFile | undefined {
  return files.getState().files.find((file) => file.name === name);
}

/** A name that no file has: `new.yaml`, `new-2.yaml`. */
export function freeName(wanted: string): string {
  const names = new Set(files.getState().files.map((file) => file.name));
  if (!names.has(wanted)) return wanted;
  const dot = wanted.lastIndexOf('.');
  const [stem, end] = dot < 0 ? [wanted, ''] : [wanted.slice(0, dot), wanted.slice(dot)];
  for (let n = 2; ; n++) if (!names.has(`${stem}-${n}${end}`)) return `${stem}-${n}${end}`;
}

/** Adds a file (its name is made unique) and shows it. Returns its name. */
export function addFile(wanted: string, text: string): string {
  const name = freeName(wanted);
  files.setState((state) => ({ files: [...state.files, { name, text, past: [] }], active: name }));
  return name;
}

/** Opens an object to be edited: as `openFile`, and saving it sends what is changed. */
export function openEdited(name: string, text: string): void {
  openFile(name, text);
  markSaved(name, text);
}

/** What is sent next is what differs from this text. */
export function markSaved(name: string, text: string): void {
  change(name, (file) => ({ ...file, edits: text }));
}

/** Opens text under a name: replaces the file of that name, where there is one (its old text can be undone), and shows it. */
export function openFile(name: string, text: string): void {
  const old = fileOf(name);
  if (!old) {
    addFile(name, text);
    return;
  }
  remember(name, old.text);
  setText(name, text);
  // What is written over an object that was being edited is a file like others.
  change(name, ({ edits: _, ...file }) => file);
  files.setState({ active: name });
}

export function renameFile(from: string, to: string): void {
  if (from === to || fileOf(to)) return;
  files.setState((state) => ({
    files: state.files.map((file) => (file.name === from ? { ...file, name: to } : file)),
    active: state.active === from ? to : state.active,
  }));
}

/** Closes a file. Returns it, so that closing can be taken back with `restoreFile`. */
export function removeFile(name: string): EditorFile | undefined {
  const state = files.getState();
  const index = state.files.findIndex((file) => file.name === name);
  const rest = state.files.filter((file) => file.name !== name);
  files.setState({ files: rest, active: state.active === name ? (rest[Math.min(index, rest.length - 1)]?.name ?? '') : state.active });
  return state.files[index];
}

export function restoreFile(file: EditorFile): void {
  const name = freeName(file.name);
  files.setState((state) => ({ files: [...state.files, { ...file, name }], active: name }));
}

export function showFile(name: string): void {
  if (fileOf(name)) files.setState({ active: name });
}

/** Asks the editor to show a line. */
export function revealLine(file: string, line: number, column = 1): void {
  if (fileOf(file)) files.setState({ active: file, reveal: { file, line, column } });
}

export function replaceFiles(list: readonly EditorFile[]): void {
  files.setState({ files: list, active: list[0]?.name ?? '', reveal: undefined });
}
