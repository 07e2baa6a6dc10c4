import { type ComponentType, type DragEvent, type KeyboardEvent, type ClipboardEvent, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { addFile, fileOf, files } from '../../app/files.ts';
import { spoken } from '../../app/language.ts';
import { Button } from '../parts/Button.tsx';
import { useWords } from '../words.ts';
import { apply } from './apply.ts';
import { keepChecked } from './check.ts';
import { Files } from './Files.tsx';
import { openFiles, openPasted, refuseLarge } from './file-io.ts';
import { loadMonaco } from './monaco/load.ts';
import { PlainEditor } from './PlainEditor.tsx';
import { SNIPPETS, snippetText } from './snippets.ts';
import { handover } from './state.ts';
import { StatusBar } from './StatusBar.tsx';
import styles from './editor.module.css';

/** The manifests: what is wanted of the cluster. */
export function EditorPane() {
  const t = useWords();
  const isEmpty = useStore(files, (state) => state.files.length === 0);
  const [isDropping, setDropping] = useState(false);
  const full = useFullEditor();

  useEffect(() => keepChecked(), []);
  usePastedManifests();

  const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return (
    <section
      className={styles.pane}
      aria-label={t('pane.editor')}
      onKeyDownCapture={applyOnSave}
      onPasteCapture={refuseLargePaste}
      onDragOverCapture={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDropCapture={(event) => {
        setDropping(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.stopPropagation();
        // A copy: the browser empties its list when the event is over.
        void openFiles([...event.dataTransfer.files]);
      }}
    >
      <Files />
      <div className={styles.body}>{isEmpty ? <Empty /> : full.Editor ? <full.Editor /> : <PlainEditor isLoading={!full.hasFailed} />}</div>
      <StatusBar />
      {isDropping && <div className={styles.drop}>{t('editor.drop')}</div>}
    </section>
  );
}

/** Ctrl/Cmd+S is `kubectl apply`, wherever the focus stands in this pane. */
function applyOnSave(event: KeyboardEvent): void {
  if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) void apply();
}

function refuseLargePaste(event: ClipboardEvent): void {
  const { active } = files.getState();
  const size = event.clipboardData.getData('text/plain').length + (fileOf(active)?.text.length ?? 0);
  if (!refuseLarge(size, active, true)) return;
  event.preventDefault();
  event.stopPropagation();
}

interface FullEditor {
  readonly Editor: ComponentType | undefined;
  readonly hasFailed: boolean;
}

/** Monaco, loaded once the page has been drawn; until then, and where it cannot be loaded, there is the plain editor. */
function useFullEditor(): FullEditor {
  const [state, setState] = useState<FullEditor>({ Editor: undefined, hasFailed: false });
  useEffect(() => {
    let isHere = true;
    const load = (): void => {
      loadMonaco(spoken.getState().language).then(
        (Editor) => {
          if (!isHere) return;
          rememberCaret();
          setState({ Editor, hasFailed: false });
        },
        () => isHere && setState({ Editor: undefined, hasFailed: true }),
      );
    };
    const stop = whenIdle(load);
    return () => {
      isHere = false;
      stop();
    };
  }, []);
  return state;
}

/** Whoever is typing in the plain editor goes on in the full one. */
function rememberCaret(): void {
  const field = document.activeElement;
  handover.setState({ caret: field instanceof HTMLTextAreaElement && field.dataset['editor'] === 'plain' ? field.selectionStart : undefined });
}

/** Safari has no requestIdleCallback. */
function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const id = requestIdleCallback(run, { timeout: 2_000 });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(run, 200);
  return () => clearTimeout(id);
}

const FIRST_SNIPPETS = SNIPPETS.filter(({ name }) => ['Deployment', 'StatefulSet', 'DaemonSet', 'Service'].includes(name));

/** A manifest that is pasted where nothing can be typed, as onto the canvas, becomes a file. */
function usePastedManifests(): void {
  useEffect(() => {
    const onPaste = (event: globalThis.ClipboardEvent): void => {
      if (event.target instanceof Element && event.target.closest('input, textarea, [contenteditable=true], .monaco-editor')) return;
      if (openPasted(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
    };
    addEventListener('paste', onPaste);
    return () => removeEventListener('paste', onPaste);
  }, []);
}

/** Nothing is open: where to start from. */
function Empty() {
  const t = useWords();
  return (
    <div className={styles.empty}>
      <p>{t('editor.empty')}</p>
      <p>{t('editor.empty.detail')}</p>
      <div className={styles.starts}>
        {FIRST_SNIPPETS.map((snippet) => (
          <Button key={snippet.name} onClick={() => addFile(snippet.file, snippetText(snippet))}>
            {snippet.name}
          </Button>
        ))}
      </div>
    </div>
  );
}
