import { useVirtualizer } from '@tanstack/react-virtual';
import { X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { select, selection } from '../../app/selection.ts';
import type { Scene, Tile } from '../../scene/types.ts';
import { IconButton } from '../parts/Button.tsx';
import { classes } from '../parts/classes.ts';
import { useWords } from '../words.ts';
import styles from './Canvas.module.css';
import { Glyph } from './Glyph.tsx';
import { revisionStyle } from './palette.ts';

const ROW_HEIGHT = 34;
/** Statuses that say no more than the state does. */
const PLAIN = new Set(['Running', 'Terminating', 'Pending', 'Completed', 'ContainerCreating']);

/** The Pods of the picture as a table: for those who cannot see tiles, and for finding one among ten thousand. */
export function PodList({ scene, onClose }: { readonly scene: Scene; readonly onClose: () => void }) {
  const t = useWords();
  const [filter, setFilter] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const selectedKey = useStore(selection, ({ selected }) => (selected?.table === 'pods' ? selected.key : undefined));
  const all = useMemo(() => podTiles(scene), [scene]);
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return wanted ? all.filter((tile) => textOf(tile, t(`canvas.state.${tile.pod.state}`)).includes(wanted)) : all;
  }, [all, filter, t]);
  const virtual = useVirtualizer({ count: shown.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_HEIGHT, overscan: 12 });
  return (
    <section className={styles.list} aria-label={t('canvas.list')} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <header className={styles.listHead}>
        <h2>{t('canvas.list.title')}</h2>
        <output>{t('canvas.list.count', { shown: shown.length, total: all.length })}</output>
        <IconButton label={t('pane.close')} onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </header>
      <input
        className={styles.filter}
        type="search"
        value={filter}
        placeholder={t('canvas.list.filter')}
        aria-label={t('canvas.list.filter')}
        onChange={(event) => setFilter(event.target.value)}
      />
      {shown.length === 0 && <p className={styles.listNone}>{all.length === 0 ? t('canvas.list.empty') : t('canvas.list.none', { filter: filter.trim() })}</p>}
      <div
        ref={scroller}
        className={styles.rows}
        role="table"
        aria-rowcount={shown.length + 1}
        aria-label={t('canvas.list.title')}
        tabIndex={-1}
        hidden={shown.length === 0}
      >
        <div role="rowgroup">
          <div className={classes(styles.row, styles.rowHead)} role="row" aria-rowindex={1}>
            <span role="columnheader">
              <span className="visually-hidden">{t('canvas.legend.colour')}</span>
            </span>
            <span role="columnheader">{t('canvas.list.pod')}</span>
            <span role="columnheader">{t('canvas.list.state')}</span>
            <span role="columnheader">{t('canvas.list.node')}</span>
          </div>
        </div>
        <div role="rowgroup" style={{ position: 'relative', height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const tile = shown[index] as Tile;
            const { pod } = tile;
            return (
              <div
                key={pod.uid}
                className={styles.row}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={pod.key === selectedKey}
                style={{ position: 'absolute', top: start }}
              >
                <span role="cell" className={styles.layerless} style={revisionStyle(tile.revision)}>
                  <Glyph state={pod.state} />
                </span>
                <span role="cell">
                  <button type="button" title={pod.key} onClick={() => select({ table: 'pods', key: pod.key })}>
                    {pod.name}
                  </button>
                </span>
                <span role="cell" title={pod.message || pod.status}>
                  {PLAIN.has(pod.status) ? t(`canvas.state.${pod.state}`) : pod.status}
                </span>
                <span role="cell">{pod.node || '–'}</span>
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** One tile for each Pod, by name. */
function podTiles({ tiles }: Scene): readonly Tile[] {
  const byUid = new Map<string, Tile>();
  for (const tile of tiles) byUid.set(tile.pod.uid, tile);
  return [...byUid.values()].sort((a, b) => (a.pod.key < b.pod.key ? -1 : 1));
}

const textOf = ({ pod }: Tile, state: string): string => `${pod.name} ${pod.ownerName} ${pod.node} ${pod.status} ${pod.state} ${state}`.toLowerCase();
