import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, memo, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { interrupt, reportFailure } from '../../app/actions.ts';
import { playhead } from '../../app/playhead.ts';
import { hover, select } from '../../app/selection.ts';
import { currentFrame, useFrame } from '../../app/world.ts';
import { useWords } from '../words.ts';
import { partsOf } from './names.ts';
import { queue } from './runner.ts';
import type { Row } from './transcript.ts';
import styles from './console.module.css';

/** Up to so many lines are all in the document, where a browser's search and a screen reader find them; beyond, only what is in view. */
const PLAIN_ROWS_MAX = 400;
const ROW_PX = 19;

/** The output. It keeps to the newest line, unless somebody has scrolled up. */
export const Log = memo(function Log({ rows }: { readonly rows: readonly Row[] }) {
  const t = useWords();
  const box = useRef<HTMLDivElement>(null);
  const lines = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const waiting = useStore(queue, (state) => state.lines);

  // The newest line stays in view when there are more, when the pane is resized, and when candidates stand above the prompt. An observer is
  // told once the page has been laid out: whoever asks for a height in between has it laid out twice.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !lines.current || !isAtEnd) return undefined;
    const observer = new ResizeObserver(() => {
      element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(lines.current);
    return () => observer.disconnect();
  }, [isAtEnd]);

  return (
    <div className={styles.viewport}>
      <div
        ref={box}
        className={styles.log}
        role="log"
        aria-label={t('console.log')}
        tabIndex={0}
        onKeyDown={walkLinks}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => setAtEnd(scrollHeight - scrollTop - clientHeight < ROW_PX)}
      >
        <div ref={lines}>
          {rows.length === 0 && waiting.length === 0 && (
            <p className={styles.welcome}>{t('console.welcome', { examples: 'kubectl get pods, kubectl rollout status deploy/web' })}</p>
          )}
          {rows.length <= PLAIN_ROWS_MAX ? (
            rows.map((row, index) => <Line key={`${row.block.id} ${index}`} row={row} />)
          ) : (
            <VirtualRows rows={rows} box={box} isAtEnd={isAtEnd} />
          )}
          {waiting.map((line, index) => (
            <div key={`${index} ${line}`} className={styles.waiting} data-waiting>
              <span aria-hidden>$ </span>
              {line}
            </div>
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <button type="button" className={styles.bottom} onClick={() => setAtEnd(true)}>
          ↓ {t('console.bottom')}
        </button>
      )}
    </div>
  );
});

/** Left and Right go through the names in the output, which Tab would take too long for. */
function walkLinks(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-link]')];
  if (links.length === 0) return;
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
  links[next]?.focus();
  event.preventDefault();
  event.stopPropagation();
}

function VirtualRows({
  rows,
  box,
  isAtEnd,
}: {
  readonly rows: readonly Row[];
  readonly box: React.RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
}) {
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 30,
    getItemKey: (index) => index,
  });
  useLayoutEffect(() => {
    if (isAtEnd) list.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [list, rows, isAtEnd]);
  return (
    <div className={styles.virtual} style={{ height: list.getTotalSize() }}>
      {list.getVirtualItems().map(({ index, start }) => (
        <div key={index} ref={list.measureElement} data-index={index} className={styles.row} style={{ transform: `translateY(${start}px)` }}>
          <Line row={rows[index] as Row} />
        </div>
      ))}
    </div>
  );
}

/** One line, as text: nothing that is printed can become markup. */
const Line = memo(function Line({ row }: { readonly row: Row }) {
  switch (row.kind) {
    case 'command':
      return (
        <div className={styles.command}>
          <span className={styles.sign} aria-hidden>
            {row.block.sign}{' '}
          </span>
          {row.text}
        </div>
      );
    case 'error':
      return <div className={styles.error}>{row.text || ' '}</div>;
    case 'running':
      return <Running row={row} />;
    case 'out':
      return <Out row={row} />;
  }
});

function Running({ row }: { readonly row: Row }) {
  const t = useWords();
  const end = (): void => {
    interrupt(row.block.line).catch((error: unknown) =>
      reportFailure(error, { died: t('console.died'), refused: (message) => t('console.refused', { message }) }),
    );
  };
  return (
    <div className={styles.running}>
      {t('console.running')}
      <button type="button" onClick={end}>
        {t('console.interrupt')}
      </button>
    </div>
  );
}

/** Two spaces in a row make a table, whose columns must not wrap. */
const isTable = (text: string): boolean => /\S {2,}\S/.test(text);

/** Names are looked up when the timeline rests: while it plays or is dragged, looking and pointing go separate ways. */
function Out({ row: { text, block } }: { readonly row: Row }) {
  const t = useWords();
  const moves = useStore(playhead, ({ playing, held }) => playing || held);
  // The key of what was found: a line is drawn again only where another name can be selected.
  const found = useFrame(() => (moves ? '' : namesOf(text, block.command)));
  const parts = found === '' ? [{ text }] : partsOf(text, currentFrame().world, block.command);
  return (
    <div className={isTable(text) ? styles.table : undefined}>
      {parts.map(({ text: part, ref }, index) =>
        ref ? (
          <button
            key={index}
            type="button"
            data-link
            tabIndex={-1}
            className={styles.link}
            title={t('console.link', { name: part })}
            onClick={() => select(ref)}
            onMouseEnter={() => hover(ref)}
            onMouseLeave={() => hover(undefined)}
            onFocus={() => hover(ref)}
            onBlur={() => hover(undefined)}
          >
            {part}
          </button>
        ) : (
          part
        ),
      )}
      {text === '' && ' '}
    </div>
  );
}

function namesOf(text: string, command: string): string {
  return partsOf(text, currentFrame().world, command)
    .map(({ ref }) => (ref ? `${ref.table}/${ref.key}` : ''))
    .filter(Boolean)
    .join(' ');
}
