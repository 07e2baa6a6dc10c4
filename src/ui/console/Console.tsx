import { Copy, Eraser } from 'lucide-react';
import { type MouseEvent, useCallback, useMemo } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { notify } from '../../app/notices.ts';
import { currentBranch, session } from '../../app/session.ts';
import { useFrame } from '../../app/world.ts';
import { t as now, useWords } from '../words.ts';
import { Log } from './Log.tsx';
import { Prompt } from './Prompt.tsx';
import { clear, cleared, clearedOn } from './cleared.ts';
import { focusPrompt } from './focus.ts';
import { stop } from './runner.ts';
import { type Row, Transcript, textOf } from './transcript.ts';
import styles from './console.module.css';

/** The kubectl console: what was typed and printed up to the frame on screen, and a prompt that acts at this frame. */
export function Console() {
  const t = useWords();
  const rows = useRows();
  const running = rows.findLast(({ kind }) => kind === 'running')?.block.line;
  const interrupt = useCallback(() => stop(running), [running]);
  return (
    <section className={styles.console} aria-label={t('pane.console')} onMouseUp={focusUnlessSelecting}>
      <Log rows={rows} />
      <Prompt running={running} onInterrupt={interrupt} />
      <div className={styles.tools}>
        <button type="button" aria-label={t('console.copy')} title={t('console.copy')} disabled={rows.length === 0} onClick={() => void copy(rows)}>
          <Copy aria-hidden />
        </button>
        <button type="button" aria-label={t('console.clear')} title={`${t('console.clear')} (Ctrl+L)`} disabled={rows.length === 0} onClick={clear}>
          <Eraser aria-hidden />
        </button>
      </div>
    </section>
  );
}

function useRows(): readonly Row[] {
  const { id, outputs, reads, parent } = useStore(
    session,
    useShallow((state) => {
      const branch = currentBranch(state);
      return { id: branch.id, outputs: branch.outputs, reads: branch.reads, parent: branch.parent };
    }),
  );
  const taken = useStore(cleared);
  const position = useFrame((frame) => frame.position);
  // Another branch has other blocks under the same numbers: its rows are made anew.
  const transcript = useMemo(() => ({ of: id, rows: new Transcript() }), [id]);
  return useMemo(
    () => transcript.rows.rowsAt({ outputs, reads }, position, clearedOn({ id: transcript.of, ...(parent ? { parent } : {}) }, taken)),
    [transcript, outputs, reads, parent, position, taken],
  );
}

/** A click puts the cursor into the prompt, as in a terminal, unless it marked text or hit something. */
function focusUnlessSelecting(event: MouseEvent): void {
  if (event.button !== 0 || (event.target as Element).closest('button, textarea')) return;
  if (getSelection()?.isCollapsed !== false) focusPrompt();
}

async function copy(rows: readonly Row[]): Promise<void> {
  try {
    await navigator.clipboard.writeText(textOf(rows));
    notify({ severity: 'info', topic: 'console', text: now('console.copied') });
  } catch {
    notify({ severity: 'error', topic: 'console', text: now('console.copy.refused', { keys: /Mac/.test(navigator.platform) ? '⌘C' : 'Ctrl+C' }) });
  }
}
