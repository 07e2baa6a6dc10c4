import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { select, selection } from '../../app/selection.ts';
import type { TileSpot } from '../../scene/interpolate.ts';
import type { EmptySlot, Tile } from '../../scene/types.ts';
import { useWords } from '../words.ts';
import { nearestInDirection } from './navigate.ts';
import type { Picture, Stage } from './stage.ts';
import { SlotMark, TileButton, type TileMotion, newMotion } from './Tile.tsx';
import styles from './Tiles.module.css';
import { type CarriedFocus, useCarriedFocus } from './useCarriedFocus.ts';

/** What the pointer, or the keyboard's focus, is on. */
export type Pointed = { readonly tile: Tile } | { readonly slot: EmptySlot } | undefined;

export interface TileLayerProps {
  readonly stage: Stage;
  readonly picture: Picture;
  readonly endpoints: ReadonlySet<string>;
  readonly carriedRef: CarriedFocus;
  readonly onPoint: (pointed: Pointed) => void;
}

/** Pods as elements of the page, up to a few hundred of them. React says which there are; where they are is written every frame, past React. */
export function TileLayer({ stage, picture, endpoints, carriedRef, onPoint }: TileLayerProps) {
  const t = useWords();
  const selectedKey = useStore(selection, ({ selected }) => (selected?.table === 'pods' ? selected.key : undefined));
  const layer = useRef<HTMLDivElement>(null);
  const [motions] = useState(() => new Map<string, TileMotion>());
  const [active, setActive] = useState<string | undefined>(undefined);
  const { passage, highlight, scene } = picture;
  const tiles = useMemo(() => [...passage.still, ...passage.tiles.map(({ tile }) => tile)].sort(byCard), [passage]);

  useCarriedFocus(layer, carriedRef, (tileId) => {
    setActive(tileId);
    layer.current?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(tileId)}"]`)?.focus();
  });

  const motionOf = (tile: Tile): TileMotion => {
    let motion = motions.get(tile.id);
    if (!motion) motions.set(tile.id, (motion = newMotion(tile.x, tile.y, 1)));
    return motion;
  };

  useEffect(() => {
    const spot: TileSpot = { x: 0, y: 0, size: 0, opacity: 1 };
    const alive = new Set(tiles.map(({ id }) => id));
    for (const id of motions.keys()) if (!alive.has(id)) motions.delete(id);
    for (const { id, x, y } of passage.still) write(motions.get(id), x, y, 1, 1);
    const move = (): void => {
      for (const path of passage.tiles) {
        stage.tileAt(path, spot);
        write(motions.get(path.tile.id), spot.x, spot.y, spot.size / path.tile.size, spot.opacity);
      }
      // Something is being done where an arc turns; it turns with the cluster's clock.
      const turn = `rotate(${Math.round(stage.timeMs * 0.3) % 360}deg)`;
      for (const arc of layer.current?.querySelectorAll<SVGPathElement>('[data-arc]') ?? []) arc.style.transform = turn;
    };
    move();
    return stage.onMotion(move);
  }, [stage, passage, tiles, motions]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent, tile: Tile) => {
      // A tile that was clicked leaves the arrow keys to the timeline; one that was reached by keyboard takes them.
      if (!event.currentTarget.matches(':focus-visible') && event.key.startsWith('Arrow')) return;
      if (event.key === 'Escape') {
        event.stopPropagation();
        select(undefined);
        document.querySelector<HTMLElement>(`[data-card="${CSS.escape(tile.card)}"]`)?.focus();
        return;
      }
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        event.stopPropagation();
        select({ table: 'pods', key: tile.pod.key });
        return;
      }
      const next = nearestInDirection(stage.picture.scene.tiles, tile, event.key);
      if (!next) return;
      event.preventDefault();
      event.stopPropagation();
      setActive(next.id);
      layer.current?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(next.id)}"]`)?.focus();
    },
    [stage],
  );
  const point = useCallback((tile: Tile | undefined) => onPoint(tile && { tile }), [onPoint]);
  const pointSlot = useCallback((slot: EmptySlot | undefined) => onPoint(slot && { slot }), [onPoint]);
  const tabbable = tiles.some(({ id }) => id === active) ? active : tiles[0]?.id;
  return (
    <div ref={layer} className={styles.layer} role="group" aria-label={t('canvas.list.title')}>
      {scene.slots.map((slot) => (
        <SlotMark key={slot.id} slot={slot} onPoint={pointSlot} />
      ))}
      {tiles.map((tile) => (
        <TileButton
          key={tile.id}
          tile={tile}
          motion={motionOf(tile)}
          changed={highlight.uids.has(tile.pod.uid)}
          selected={tile.pod.key === selectedKey}
          endpoint={endpoints.has(tile.pod.uid)}
          tabbable={tile.id === tabbable}
          onKeyDown={onKeyDown}
          onPoint={point}
        />
      ))}
    </div>
  );
}

/** A stable order whatever moves, so that no element changes its place in the page, and focus stays. */
const byCard = (a: Tile, b: Tile): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

function write(motion: TileMotion | undefined, x: number, y: number, scale: number, opacity: number): void {
  if (!motion) return;
  motion.x.set(x);
  motion.y.set(y);
  motion.scale.set(scale);
  motion.opacity.set(opacity);
}
