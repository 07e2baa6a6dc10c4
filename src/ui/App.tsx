import { X } from 'lucide-react';
import { Suspense, lazy, useEffect, useRef } from 'react';
import { Group, Panel, type PanelImperativeHandle, Separator } from 'react-resizable-panels';
import { useStore } from 'zustand';
import { type Layout, type Sheet, layout, rememberSizes } from '../app/layout.ts';
import { type SessionState, currentBranch, session } from '../app/session.ts';
import { Pictures } from './compare/Pictures.tsx';
import { Dialogs } from './Dialogs.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { Header } from './Header.tsx';
import { Inspector } from './inspector/Inspector.tsx';
import { Notices } from './Notices.tsx';
import { IconButton } from './parts/Button.tsx';
import { BookmarkDialogs } from './timeline/Bookmarks.tsx';
import { Timeline } from './timeline/Timeline.tsx';
import { NARROW, useMedia } from './useMedia.ts';
import { useDroppedFiles } from './useDroppedFiles.ts';
import { useKeys } from './useKeys.ts';
import { useWords } from './words.ts';
import styles from './App.module.css';

// Monaco is large: the first picture of the cluster comes before it.
const EditorPane = lazy(async () => {
  await untilShown();
  return { default: (await import('./editor/EditorPane.tsx')).EditorPane };
});
const Console = lazy(async () => ({ default: (await import('./console/Console.tsx')).Console }));

/** Resolves when the timeline has begun, or cannot. */
function untilShown(): Promise<void> {
  return new Promise((resolve) => {
    const isShown = ({ engine }: SessionState): boolean => currentBranch().length > 0 || currentBranch().failed !== undefined || engine === 'dead';
    const stop = session.subscribe((state) => {
      if (!isShown(state)) return;
      stop();
      resolve();
    });
    if (isShown(session.getState())) resolve();
  });
}

/** The page: what is wanted on the left, what is in the middle, why on the right, when at the bottom. */
export function App() {
  const t = useWords();
  const narrow = useMedia(NARROW);
  useKeys();
  useDroppedFiles();
  useEffect(() => {
    document.title = t('app.title');
  }, [t]);
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#canvas">
        {t('app.skip')}
      </a>
      <Header />
      <main className={styles.main}>{narrow ? <Narrow /> : <Wide />}</main>
      <Dialogs />
      <BookmarkDialogs />
    </div>
  );
}

function Wanted({ pane }: { readonly pane: 'editor' | 'console' }) {
  const t = useWords();
  return (
    <div className={styles.pane} data-pane={pane}>
      <ErrorBoundary>
        <Suspense fallback={<p className={styles.loading}>{t('pane.loading')}</p>}>{pane === 'editor' ? <EditorPane /> : <Console />}</Suspense>
      </ErrorBoundary>
    </div>
  );
}

function CanvasPane({ withNotices = false }: { readonly withNotices?: boolean }) {
  const t = useWords();
  const started = useStore(session, (state) => currentBranch(state).length > 0 || currentBranch(state).failed !== undefined);
  return (
    <section id="canvas" className={styles.canvas} aria-label={t('pane.canvas')} tabIndex={-1}>
      <ErrorBoundary>{started ? <Pictures /> : <p className={styles.loading}>{t('app.loading')}</p>}</ErrorBoundary>
      {withNotices && <Notices />}
    </section>
  );
}

/** A panel that the layout opens and closes; dragging it shut says so to the layout. */
function useCollapsing(pane: 'editor' | 'console' | 'inspector') {
  const open = useStore(layout, (state) => state[pane]);
  const panel = useRef<PanelImperativeHandle | null>(null);
  useEffect(() => {
    const handle = panel.current;
    if (!handle || handle.isCollapsed() === !open) return;
    if (open) handle.expand();
    else handle.collapse();
  }, [open]);
  return {
    open,
    props: {
      panelRef: panel,
      collapsible: true,
      collapsedSize: 0,
      onResize: (size: { readonly inPixels: number }): void => {
        if (layout.getState()[pane] !== size.inPixels > 1) layout.setState({ [pane]: size.inPixels > 1 });
      },
    },
  };
}

const sizesOf = (group: string, { sizes }: Layout = layout.getState()) => {
  const kept = sizes[group];
  return {
    id: group,
    ...(kept ? { defaultLayout: kept } : {}),
    onLayoutChanged: (now: Readonly<Record<string, number>>): void => rememberSizes(group, now),
  };
};

function Wide() {
  const t = useWords();
  // A layout that was reset is a new set of groups, which begins with its own sizes.
  const reset = useStore(layout, (state) => state.reset);
  const editor = useCollapsing('editor');
  const inspector = useCollapsing('inspector');
  return (
    <Group key={reset} orientation="vertical" className={styles.panes} {...sizesOf('rows')}>
      <Panel id="work" minSize={200}>
        <Group orientation="horizontal" className={styles.pane} {...sizesOf('columns')}>
          <Panel id="wanted" defaultSize="28%" minSize={220} {...editor.props}>
            <div className={styles.pane} inert={!editor.open}>
              <Left />
            </div>
          </Panel>
          <Separator className={styles.separator} aria-label={t('pane.resize.left')} />
          <Panel id="is" minSize={240}>
            <CanvasPane withNotices />
          </Panel>
          <Separator className={styles.separator} aria-label={t('pane.resize.right')} />
          <Panel id="why" defaultSize="23%" minSize={210} {...inspector.props}>
            <div className={styles.pane} inert={!inspector.open} data-pane="inspector">
              <ErrorBoundary>
                <Inspector />
              </ErrorBoundary>
            </div>
          </Panel>
        </Group>
      </Panel>
      <Separator className={styles.separator} aria-label={t('pane.resize.timeline')} />
      <Panel id="when" defaultSize={186} minSize={130} maxSize="60%" groupResizeBehavior="preserve-pixel-size">
        <ErrorBoundary>
          <Timeline />
        </ErrorBoundary>
      </Panel>
    </Group>
  );
}

function Left() {
  const t = useWords();
  const console = useCollapsing('console');
  return (
    <Group orientation="vertical" className={styles.pane} {...sizesOf('wanted-rows')}>
      <Panel id="editor" minSize={120}>
        <Wanted pane="editor" />
      </Panel>
      <Separator className={styles.separator} aria-label={t('pane.resize.console')} />
      <Panel id="console" defaultSize="34%" minSize={90} {...console.props}>
        <div className={styles.pane} inert={!console.open}>
          <Wanted pane="console" />
        </div>
      </Panel>
    </Group>
  );
}

const SHEETS: readonly NonNullable<Sheet>[] = ['editor', 'console', 'inspector'];

/** On a narrow screen the canvas and the timeline stay, and one pane at a time rises over the canvas. */
function Narrow() {
  const t = useWords();
  const sheet = useStore(layout, (state) => state.sheet);
  const show = (next: Sheet): void => layout.setState({ sheet: next === sheet ? undefined : next });
  return (
    <>
      <div className={styles.stack}>
        <CanvasPane />
        {sheet && (
          <div className={styles.sheet} data-pane={sheet}>
            <header className={styles.sheetHead}>
              <span>{t(`pane.${sheet}`)}</span>
              <IconButton label={t('pane.close')} onClick={() => show(undefined)}>
                <X aria-hidden />
              </IconButton>
            </header>
            <div>{sheet === 'inspector' ? <Inspector /> : <Wanted pane={sheet} />}</div>
          </div>
        )}
      </div>
      <Notices />
      <div className={styles.narrowTimeline}>
        <ErrorBoundary>
          <Timeline />
        </ErrorBoundary>
      </div>
      <nav className={styles.sheetTabs} aria-label={t('app.panes')}>
        {SHEETS.map((pane) => (
          <button key={pane} type="button" aria-expanded={sheet === pane} onClick={() => show(pane)}>
            {t(`pane.${pane}`)}
          </button>
        ))}
      </nav>
    </>
  );
}
