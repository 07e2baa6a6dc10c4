import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { isMotionReduced } from '../../app/preferences.ts';
import type { ObjectRef } from '../../app/selection.ts';
import type { Scene } from '../../scene/types.ts';

/** Brings an object that was selected elsewhere (in the console, a link) into view, where it is out of it. */
export function useReveal(scene: Scene, selected: ObjectRef | undefined, width: number, height: number): void {
  const { getViewport, setCenter } = useReactFlow();
  const newest = useRef(scene);
  useEffect(() => {
    newest.current = scene;
  }, [scene]);
  useEffect(() => {
    if (!selected) return;
    const spot = spotOf(newest.current, selected);
    if (!spot) return;
    const { x, y, zoom } = getViewport();
    const [left, top] = [spot.x * zoom + x, spot.y * zoom + y];
    const isSeen = left + spot.width * zoom > 0 && top + spot.height * zoom > 0 && left < width && top < height;
    if (!isSeen) void setCenter(spot.x + spot.width / 2, spot.y + spot.height / 2, { zoom, duration: isMotionReduced() ? 0 : 260 });
  }, [selected, width, height, getViewport, setCenter]);
}

function spotOf({ tiles, cards }: Scene, { table, key }: ObjectRef): { x: number; y: number; width: number; height: number } | undefined {
  if (table === 'pods') {
    const tile = tiles.find(({ pod }) => pod.key === key);
    return tile && { x: tile.x, y: tile.y, width: tile.size, height: tile.size };
  }
  return cards.find(({ ref }) => ref?.table === table && ref.key === key)?.rect;
}
