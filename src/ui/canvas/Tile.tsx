import { type MotionStyle, type MotionValue, m, motionValue } from 'framer-motion';
import { type FocusEvent, type KeyboardEvent, memo } from 'react';
import type { EmptySlot, Tile } from '../../scene/types.ts';
import { hover, select } from '../../app/selection.ts';
import type { Translate } from '../../i18n/words.ts';
import { classes } from '../parts/classes.ts';
import { useWords } from '../words.ts';
import { Glyph } from './Glyph.tsx';
import { revisionStyle } from './palette.ts';
import styles from './Tiles.module.css';

/** Where a tile is: written by the layer, every animation frame of a passage. */
export interface TileMotion {
  readonly x: MotionValue<number>;
  readonly y: MotionValue<number>;
  readonly scale: MotionValue<number>;
  readonly opacity: MotionValue<number>;
}

export function newMotion(x: number, y: number, opacity: number): TileMotion {
  return { x: motionValue(x), y: motionValue(y), scale: motionValue(1), opacity: motionValue(opacity) };
}

export interface TileButtonProps {
  readonly tile: Tile;
  readonly motion: TileMotion;
  readonly changed: boolean;
  readonly selected: boolean;
  /** Behind the Service that is selected. */
  readonly endpoint: boolean;
  /** One tile of all can be reached with Tab; arrows move from there. */
  readonly tabbable: boolean;
  readonly onKeyDown: (event: KeyboardEvent, tile: Tile) => void;
  readonly onPoint: (tile: Tile | undefined, by: 'pointer' | 'focus') => void;
}

export const TileButton = memo(function TileButton({ tile, motion, changed, selected, endpoint, tabbable, onKeyDown, onPoint }: TileButtonProps) {
  const t = useWords();
  const { pod, size } = tile;
  const ref = { table: 'pods', key: pod.key };
  const style = { ...revisionStyle(tile.revision), ...motion, width: size, height: size } as unknown as MotionStyle;
  return (
    <m.button
      type="button"
      className={classes(styles.tile, changed && styles.changed, endpoint && styles.endpoint, selected && styles.selected)}
      style={style}
      data-tile={tile.id}
      data-state={pod.state}
      aria-label={tileLabel(tile, t)}
      aria-pressed={selected}
      tabIndex={tabbable ? 0 : -1}
      onClick={() => select(ref)}
      onKeyDown={(event: KeyboardEvent) => onKeyDown(event, tile)}
      onPointerEnter={() => {
        hover(ref);
        onPoint(tile, 'pointer');
      }}
      onPointerLeave={() => {
        hover(undefined);
        onPoint(undefined, 'pointer');
      }}
      onFocus={(event: FocusEvent<HTMLButtonElement>) => {
        if (!event.currentTarget.matches(':focus-visible')) return;
        hover(ref);
        onPoint(tile, 'focus');
      }}
      onBlur={() => {
        hover(undefined);
        onPoint(undefined, 'focus');
      }}
    >
      <Glyph state={pod.state} />
      {size >= 22 && !tile.caption && <span className={styles.label}>{tile.label}</span>}
      {tile.caption && <Caption tile={tile} />}
    </m.button>
  );
});

/** What a tile is, in words. */
export function tileLabel({ pod, id }: Tile, t: Translate): string {
  const where = id.endsWith('@node') || !pod.node ? '' : `, ${t('canvas.pod.on', { node: pod.node })}`;
  return t('canvas.pod.label', { name: pod.name, state: t(`canvas.state.${pod.state}`), status: pod.status }) + where;
}

function Caption({ tile }: { readonly tile: Tile }) {
  return (
    <span className={styles.caption} aria-hidden>
      {tile.caption}
      {tile.pod.ordinal >= 0 && tile.pod.claims.length > 0 && <Claim />}
    </span>
  );
}

/** A small drum: the Pod's volume claim. */
function Claim() {
  return (
    <svg className={styles.claim} viewBox="0 0 8 8" aria-hidden>
      <path d="M1 2 C1 .6 7 .6 7 2 V6 C7 7.4 1 7.4 1 6 Z M1 2 C1 3.4 7 3.4 7 2" fill="none" stroke="currentColor" strokeWidth="1" />
    </svg>
  );
}

/** A place without a Pod, and why. */
export const SlotMark = memo(function SlotMark({ slot, onPoint }: { readonly slot: EmptySlot; readonly onPoint: (slot: EmptySlot | undefined) => void }) {
  const t = useWords();
  const { x, y, size, why } = slot;
  const forbidden = why.kind === 'daemon' && why.verdict.may === 'not run';
  return (
    <div
      className={styles.slot}
      role="img"
      aria-label={slotLabel(slot, t)}
      style={{ transform: `translate(${x}px, ${y}px)`, width: size, height: size }}
      data-slot={slot.id}
      onPointerEnter={() => onPoint(slot)}
      onPointerLeave={() => onPoint(undefined)}
    >
      <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden>
        <rect x="1" y="1" width="30" height="30" rx="7" fill="none" stroke="var(--border-strong)" strokeWidth="1.5" strokeDasharray="2.5 3" />
        {forbidden && <path d="M11 16 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0 M12.6 19.4 L19.4 12.6" fill="none" stroke="var(--pod-pending)" strokeWidth="1.8" />}
        {why.kind === 'ordinal' && why.claims.length > 0 && (
          <path d="M11 12 C11 9 21 9 21 12 V20 C21 23 11 23 11 20 Z M11 12 C11 15 21 15 21 12" fill="none" stroke="var(--pod-pending)" strokeWidth="1.6" />
        )}
      </svg>
      {slot.caption && (
        <span className={styles.caption} aria-hidden>
          {slot.caption}
        </span>
      )}
    </div>
  );
});

export function slotLabel({ why }: EmptySlot, t: Translate): string {
  if (why.kind === 'ordinal') {
    const claims = why.claims.join(', ');
    if (!claims) return t('canvas.slot.ordinal', { ordinal: why.ordinal });
    return why.wanted ? t('canvas.slot.claims', { ordinal: why.ordinal, claims }) : t('canvas.slot.unwanted', { ordinal: why.ordinal, claims });
  }
  const { node, daemonSet, verdict } = why;
  if (verdict.may === 'run') return t('canvas.slot.daemon', { daemonSet, node });
  return t(`canvas.slot.${verdict.because}`, { daemonSet, node, detail: verdict.detail });
}
