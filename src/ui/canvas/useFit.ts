import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { isMotionReduced } from '../../app/preferences.ts';
import { COMPACT_BELOW } from '../../scene/blocks.ts';
import type { Rect } from '../../scene/types.ts';
import type { View } from './painter.ts';

const MARGIN = 28;
const MARGIN_COMPACT = 16;
/** The legend stands over the foot of the canvas. */
const FOOT = 46;
/** With less width than this it has two lines. */
const FOOT_TALL_BELOW = 520;
const FOOT_TALL = 64;

/** Where to look so that the whole picture is seen, not enlarged, from its upper edge; on a narrow screen, so that its width is, unless the `whole` is wanted. */
export function fitted(bounds: Rect, width: number, height: number, whole = false): View {
  const compact = width < COMPACT_BELOW && !whole;
  const margin = compact ? MARGIN_COMPACT : MARGIN;
  const room = { width: width - 2 * margin, height: height - margin - (width < FOOT_TALL_BELOW ? FOOT_TALL : FOOT) };
  const zoom = Math.min(1, room.width / Math.max(1, bounds.width), compact ? 1 : room.height / Math.max(1, bounds.height));
  const x = (width - bounds.width * zoom) / 2 - bounds.x * zoom;
  return { x, y: margin - bounds.y * zoom, zoom: Math.max(0.02, zoom) };
}

/** Keeps everything in view until the reader moves the view, and again after `fit`. */
export function useFit(
  bounds: Rect,
  width: number,
  height: number,
  whole: boolean,
): { readonly fit: () => void; readonly onMoved: (byReader: boolean) => void } {
  const { setViewport } = useReactFlow();
  const follows = useRef(true);
  const first = useRef(true);
  const { x, y, width: w, height: h } = bounds;
  const apply = useCallback(
    (animate: boolean) => {
      if (w <= 0 || width <= 0) return;
      void setViewport(fitted({ x, y, width: w, height: h }, width, height, whole), { duration: animate && !isMotionReduced() ? 280 : 0 });
    },
    [x, y, w, h, width, height, whole, setViewport],
  );
  useEffect(() => {
    if (!follows.current) return;
    apply(!first.current);
    if (w > 0 && width > 0) first.current = false;
  }, [apply, w, width]);
  const fit = useCallback(() => {
    follows.current = true;
    apply(true);
  }, [apply]);
  const onMoved = useCallback((byReader: boolean) => {
    if (byReader) follows.current = false;
  }, []);
  return { fit, onMoved };
}
