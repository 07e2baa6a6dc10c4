import { useReactFlow, useStore as useFlowStore } from '@xyflow/react';
import { type KeyboardEvent, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { isMotionReduced } from '../../app/preferences.ts';
import { hover, select, selection } from '../../app/selection.ts';
import type { Scene, Tile } from '../../scene/types.ts';
import { useWords } from '../words.ts';
import { CANVAS_HELP_ID } from './cards/CardView.tsx';
import { nearestInDirection, nearestTo } from './navigate.ts';
import type { Stage } from './stage.ts';
import { tileLabel } from './Tile.tsx';
import type { Pointed } from './TileLayer.tsx';
import styles from './Tiles.module.css';
import { type CarriedFocus, useCarriedFocus } from './useCarriedFocus.ts';

/** The mark of the focus is never smaller on the screen, in CSS pixels, however small the tile is. */
const RING_MIN_PX = 16;

/** While the keyboard is elsewhere, it does not matter where the view is. */
const UNSEEN: readonly [number, number, number] = [0, 0, 1];

/** Moves the keyboard's focus to a tile. */
export interface TileFocus {
  readonly focus: (tile: Tile) => void;
}

export interface PaintedTilesProps {
  readonly ref: Ref<TileFocus>;
  readonly stage: Stage;
  readonly scene: Scene;
  readonly carriedRef: CarriedFocus;
  readonly width: number;
  readonly height: number;
  readonly onPoint: (pointed: Pointed) => void;
}

/**
 * The keyboard's and the screen reader's way to painted tiles: one element that has the focus, and in it one for the tile that the arrow
 * keys have reached. It is of no size and costs nothing until it is reached with Tab, or from a card.
 */
export function PaintedTiles({ ref, stage, scene, carriedRef, width, height, onPoint }: PaintedTilesProps) {
  const t = useWords();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState<Tile | undefined>(undefined);
  const [focused, setFocused] = useState(false);
  const selectedKey = useStore(selection, ({ selected }) => (selected?.table === 'pods' ? selected.key : undefined));
  const [left, top, zoom] = useFlowStore((state) => (focused ? state.transform : UNSEEN));
  const { getViewport, setCenter } = useReactFlow();
  const tile = focused && reached ? standsNow(scene, reached) : undefined;

  const reach = (next: Tile): void => {
    setReached(next);
    hover({ table: 'pods', key: next.pod.key });
    const view = getViewport();
    const [x, y] = [next.x * view.zoom + view.x, next.y * view.zoom + view.y];
    const px = next.size * view.zoom;
    const isSeen = x >= 0 && y >= 0 && x + px <= width && y + px <= height;
    if (!isSeen) void setCenter(next.x + next.size / 2, next.y + next.size / 2, { zoom: view.zoom, duration: isMotionReduced() ? 0 : 160 });
    onPoint({ tile: next });
  };
  const asked = useRef<Tile>(undefined);
  const focus = (next: Tile): void => {
    asked.current = next;
    list.current?.focus();
  };
  useImperativeHandle(ref, () => ({ focus }));
  useCarriedFocus(list, carriedRef, (tileId) => {
    const same = scene.tiles.find((each) => each.id === tileId);
    if (same) focus(same);
  });
  const onFocus = (): void => {
    setFocused(true);
    const now = stage.picture.scene;
    const from = asked.current ?? reached;
    asked.current = undefined;
    const first = (from && standsNow(now, from)) ?? now.tiles.find(({ pod }) => pod.key === selectedKey) ?? now.tiles[0];
    if (first) reach(first);
  };
  const onBlur = (): void => {
    setFocused(false);
    hover(undefined);
    onPoint(undefined);
  };
  // What is said of a tile is said anew when it is another, as it is when its Pod is.
  useEffect(() => {
    if (tile) onPoint({ tile });
  }, [tile, onPoint]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!tile) return;
    if (event.key === 'Escape') {
      select(undefined);
      document.querySelector<HTMLElement>(`[data-card="${CSS.escape(tile.card)}"]`)?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') select({ table: 'pods', key: tile.pod.key });
    else {
      const next = event.altKey || event.shiftKey || event.ctrlKey || event.metaKey ? undefined : nearestInDirection(scene.tiles, tile, event.key);
      if (!next) return;
      reach(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const grown = tile ? Math.max(0, RING_MIN_PX - tile.size * zoom) / 2 : 0;
  const size = tile && tile.size * zoom + 2 * grown;
  const place = tile && { left: tile.x * zoom + left - grown, top: tile.y * zoom + top - grown, width: size, height: size };
  const fellows = tile ? (scene.placed.find(({ card }) => card.id === tile.card)?.tiles ?? []) : [];
  return (
    <div
      ref={list}
      className={styles.painted}
      style={place}
      role="listbox"
      data-tiles-list
      tabIndex={scene.count ? 0 : -1}
      aria-label={t('canvas.list.title')}
      aria-describedby={CANVAS_HELP_ID}
      {...(tile ? { 'aria-activedescendant': `${id}-${tile.id}`, 'data-tile': tile.id } : {})}
      onFocus={onFocus}
      onBlur={onBlur}
      onKeyDown={onKeyDown}
    >
      {tile && (
        <div
          key={tile.id}
          id={`${id}-${tile.id}`}
          role="option"
          aria-selected={tile.pod.key === selectedKey}
          aria-label={tileLabel(tile, t)}
          aria-posinset={fellows.indexOf(tile) + 1}
          aria-setsize={fellows.length}
        />
      )}
    </div>
  );
}

/** The tile as it is in a newer scene; where it is gone, the nearest one at the same card, or anywhere. */
function standsNow(scene: Scene, tile: Tile): Tile | undefined {
  const fellows = scene.placed.find(({ card }) => card.id === tile.card)?.tiles;
  return fellows?.find(({ id }) => id === tile.id) ?? (fellows?.length ? nearestTo(fellows, tile) : nearestTo(scene.tiles, tile));
}
