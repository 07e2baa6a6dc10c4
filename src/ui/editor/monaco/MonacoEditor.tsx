import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { files } from '../../../app/files.ts';
import { spoken } from '../../../app/language.ts';
import { problems } from '../../../app/problems.ts';
import { currentFrame, subscribeFrame } from '../../../app/world.ts';
import { useWords } from '../../words.ts';
import { Analyser } from '../analysis/analyse.ts';
import { apply, onBeforeApply } from '../apply.ts';
import { analysis, editorCommands, handover } from '../state.ts';
import { decorationsFor, showProblems } from './marks.ts';
import { flushModels, keepModels, modelOf } from './models.ts';
import { registerProviders } from './providers.ts';
import { monaco, setUpMonaco } from './setup.ts';
import { followTheme } from './theme.ts';
import styles from './monaco.module.css';

/** Marks follow typing and playing at this distance: often enough to be true, seldom enough not to be felt. */
const MARKS_MS = 200;

const OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  minimap: { enabled: false },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 8 },
  fontSize: 12.5,
  lineHeight: 20,
  fontFamily: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 10,
  glyphMargin: false,
  folding: true,
  showFoldingControls: 'mouseover',
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  scrollBeyondLastLine: false,
  padding: { top: 8, bottom: 8 },
  overviewRulerBorder: false,
  hideCursorInOverviewRuler: true,
  stickyScroll: { enabled: false },
  dropIntoEditor: { enabled: false },
  wordBasedSuggestions: 'off',
  quickSuggestions: { other: true, comments: false, strings: true },
  suggest: { showWords: false, preview: false },
  fixedOverflowWidgets: true,
  hover: { above: false, delay: 250 },
  unicodeHighlight: { ambiguousCharacters: false },
  bracketPairColorization: { enabled: false },
  guides: { indentation: true },
  'semanticHighlighting.enabled': false,
};

/** The full editor: Monaco with Kubernetes' schema, on the files of the page. */
export function MonacoEditor() {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor | undefined>(undefined);
  const active = useStore(files, (state) => state.active);
  const t = useWords();
  const words = useRef(t);

  useEffect(() => {
    if (!host.current) return undefined;
    setUpMonaco();
    registerProviders();
    const stops = [keepModels(), followTheme()];
    const created = monaco.editor.create(host.current, { ...OPTIONS, model: null });
    editor.current = created;
    // Where the key for this pane puts the cursor.
    created.getDomNode()?.querySelector('.native-edit-context, textarea')?.setAttribute('data-focus', '');
    onBeforeApply(flushModels);
    addKeys(created);
    stops.push(keepViews(created), keepProblems(), keepMarks(created, words), provideCommands(created));
    takeOver(created);
    return () => {
      onBeforeApply(() => {});
      editor.current = undefined;
      for (const stop of stops.toReversed()) stop();
      created.dispose();
    };
  }, []);

  useEffect(() => {
    words.current = t;
    editor.current?.updateOptions({ ariaLabel: t('editor.label', { name: active }) });
  }, [t, active]);

  return <div ref={host} className={styles.host} data-editor="monaco" />;
}

/** Puts the cursor where it stood in the plain editor, if it stood there. */
function takeOver(editor: monaco.editor.IStandaloneCodeEditor): void {
  const { caret } = handover.getState();
  const model = editor.getModel();
  if (caret === undefined || !model) return;
  handover.setState({ caret: undefined });
  editor.setPosition(model.getPositionAt(caret));
  editor.focus();
}

/** Ctrl/Cmd+S applies; Escape, where it closes nothing, lets the next Tab leave the editor. */
function addKeys(editor: monaco.editor.IStandaloneCodeEditor): void {
  editor.addAction({ id: 'apply', label: 'kubectl apply', keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS], run: () => apply() });
  const nothingOpen =
    '!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible && !inSnippetMode && !renameInputVisible && !markersNavigationVisible && !editorHoverVisible && !editorHasMultipleSelections';
  editor.addCommand(monaco.KeyCode.Escape, () => editor.updateOptions({ tabFocusMode: true }), nothingOpen);
  editor.onKeyDown(({ keyCode }) => {
    if (![monaco.KeyCode.Escape, monaco.KeyCode.Tab, monaco.KeyCode.Shift].includes(keyCode)) editor.updateOptions({ tabFocusMode: false });
  });
  editor.onDidBlurEditorText(() => editor.updateOptions({ tabFocusMode: false }));
}

/** Shows the active file, with the cursor and the scroll position that it was left with, and the lines that others ask for. */
function keepViews(editor: monaco.editor.IStandaloneCodeEditor): () => void {
  const views = new Map<string, monaco.editor.ICodeEditorViewState | null>();
  let shown = '';
  let revealed: unknown;
  const write = (): void => {
    const { active, reveal } = files.getState();
    const model = modelOf(active) ?? null;
    if (editor.getModel() !== model) {
      if (shown) views.set(shown, editor.saveViewState());
      editor.setModel(model);
      shown = active;
      const view = views.get(active);
      if (view) editor.restoreViewState(view);
    }
    if (reveal && reveal !== revealed && reveal.file === active) {
      revealed = reveal;
      const position = { lineNumber: reveal.line, column: reveal.column };
      editor.setPosition(position);
      editor.revealPositionInCenterIfOutsideViewport(position);
      editor.focus();
    }
  };
  write();
  return files.subscribe(write);
}

function keepProblems(): () => void {
  const write = (): void => {
    const { list } = problems.getState();
    for (const { name } of files.getState().files) {
      const model = modelOf(name);
      if (model)
        showProblems(
          model,
          list.filter(({ file }) => file === name),
          spoken.getState().language,
        );
    }
  };
  write();
  const stops = [
    problems.subscribe(write),
    spoken.subscribe(write),
    files.subscribe((state, before) => {
      if (state.files.length !== before.files.length) write();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Keeps the gutter's marks and the hints in step with the text and with the frame on screen. */
function keepMarks(editor: monaco.editor.IStandaloneCodeEditor, words: { readonly current: ReturnType<typeof useWords> }): () => void {
  const analyser = new Analyser();
  const decorations = editor.createDecorationsCollection();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: unknown[] = [];
  const write = (): void => {
    timer = undefined;
    const { files: list, active } = files.getState();
    const found = analyser.analyse(list, active, currentFrame().world);
    const now = [found, words.current, editor.getModel()];
    if (now.every((part, index) => part === shown[index])) return;
    shown = now;
    decorations.set(decorationsFor(found.differences, found.hints, words.current));
    analysis.setState({ file: active, differences: found.differences, isComplete: found.isComplete });
  };
  const soon = (): void => {
    timer ??= setTimeout(write, MARKS_MS);
  };
  soon();
  const stops = [files.subscribe(soon), subscribeFrame(soon), spoken.subscribe(soon)];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

/** What the pane's buttons and menus do in the editor. */
function provideCommands(editor: monaco.editor.IStandaloneCodeEditor): () => void {
  editorCommands.setState({
    format: () => void editor.getAction('editor.action.formatDocument')?.run(),
    insert: (snippet) => {
      const model = editor.getModel();
      if (!model) return;
      const isEmpty = model.getValue().trim() === '';
      const last = model.getLineCount();
      editor.setPosition({ lineNumber: last, column: model.getLineMaxColumn(last) });
      editor.focus();
      const gap = isEmpty ? '' : `${model.getLineContent(last) === '' ? '' : '\n'}---\n`;
      editor.getContribution<{ insert(template: string): void } & monaco.editor.IEditorContribution>('snippetController2')?.insert(gap + snippet.body);
    },
    focus: () => editor.focus(),
  });
  return () => editorCommands.setState({ format: undefined, insert: undefined, focus: undefined });
}
