import { type EditorFile, files, remember, setText } from '../../../app/files.ts';
import { monaco } from './setup.ts';

/** A pause in typing after which undo has a step of its own, also after a reload. */
const PAUSE_MS = 800;
/** Above this, a text is read out of Monaco at a pause in typing instead of at each key. */
const LARGE_CHARACTERS = 200_000;

const models = new Map<string, monaco.editor.ITextModel>();
/** The text on which a model and the store agreed last, by file: unchanged ones need no look at the model. */
const agreed = new Map<string, string>();
/** What is written to the store later, by file. */
const pending = new Map<string, () => void>();

export function modelOf(name: string): monaco.editor.ITextModel | undefined {
  return models.get(name);
}

/** Writes what was typed and not yet handed to the store: before applying, and before the tab closes. */
export function flushModels(): void {
  for (const write of pending.values()) write();
}

/** Keeps a model for each file, equal to it both ways. Returns how to stop. */
export function keepModels(): () => void {
  const write = (): void => {
    const { files: list } = files.getState();
    for (const file of list) keepOne(file);
    for (const [name, model] of models) {
      if (list.some((file) => file.name === name)) continue;
      pending.delete(name);
      models.delete(name);
      agreed.delete(name);
      model.dispose();
    }
  };
  write();
  const stop = files.subscribe(write);
  window.addEventListener('pagehide', flushModels);
  return () => {
    flushModels();
    stop();
    window.removeEventListener('pagehide', flushModels);
    for (const model of models.values()) model.dispose();
    models.clear();
    agreed.clear();
  };
}

function keepOne(file: EditorFile): void {
  const model = models.get(file.name);
  if (!model) models.set(file.name, createModel(file));
  else if (!pending.has(file.name) && agreed.get(file.name) !== file.text && model.getValue() !== file.text) {
    model.pushStackElement();
    replaceText(model, file.text);
    model.pushStackElement();
  }
  if (!pending.has(file.name)) agreed.set(file.name, file.text);
}

/** A model whose undo goes back over what was typed before the page was loaded. */
function createModel(file: EditorFile): monaco.editor.ITextModel {
  const [first = file.text, ...later] = file.past;
  const model = monaco.editor.createModel(first, 'yaml', monaco.Uri.from({ scheme: 'file', path: `/${file.name}` }));
  model.updateOptions({ tabSize: 2, insertSpaces: true });
  for (const text of [...later, file.text]) {
    if (text === model.getValue()) continue;
    model.pushStackElement();
    replaceText(model, text);
  }
  model.pushStackElement();
  listen(file.name, model);
  return model;
}

function listen(name: string, model: monaco.editor.ITextModel): void {
  let before = model.getValue();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    pending.delete(name);
    if (model.isDisposed()) return;
    const text = model.getValue();
    agreed.set(name, text);
    setText(name, text);
  };
  const rest = (): void => {
    timer = undefined;
    write();
    if (model.isDisposed()) return;
    before = model.getValue();
    remember(name, before);
  };
  model.onDidChangeContent(() => {
    // Set first: the store's answer to `remember` must not write the old text back.
    pending.set(name, write);
    if (!timer) remember(name, before);
    clearTimeout(timer);
    timer = setTimeout(rest, PAUSE_MS);
    if (model.getValueLength() < LARGE_CHARACTERS) write();
  });
}

/** Replaces what differs between the model and `text`, as one edit, so that the cursor and the marks elsewhere stay. */
function replaceText(model: monaco.editor.ITextModel, text: string): void {
  const old = model.getValue();
  let start = 0;
  const shorter = Math.min(old.length, text.length);
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
  const range = monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(old.length - end));
  model.pushEditOperations([], [{ range, text: text.slice(start, text.length - end) }], () => null);
}
