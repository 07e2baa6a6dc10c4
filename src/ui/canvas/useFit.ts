import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { isMotionReduced } from '../../app/preferences.ts';
import { COMPACT_BELOW } from '../../scene/blocks.ts';
import type { Rect } from '../../scene/types.ts';
import { noticeRoom } from '../notice-room.ts';
import { NARROW, useMedia } from '../useMedia.ts';
import type { View } from './painter.ts';

const MARGIN = 28;
const MARGIN_COMPACT = 16;
/** The legend stands over the foot of the canvas; there is room for a notice of two lines in its place. */
const FOOT = 56;
/** With less width than this it has two lines. */
const FOOT_TALL_BELOW = 520;
const FOOT_TALL = 64;
/** Higher notices than this are not made room for. */
const NOTICE_MAX = 120;

/** How large the tools in the lower right corner are, where nothing else stands at the foot. */
const TOOLS = { width: 150, height: 48 };

export interface Wish {
  /** All of it is to be seen, also where it is small. */
  readonly whole?: boolean;
  /** So many CSS pixels of the foot are taken by something else than the legend. */
  readonly taken?: number;
  /** There is no legend at the foot. */
  readonly bare?: boolean;
}

/** Where to look so that the whole picture is seen, not enlarged, from its upper edge; on a narrow screen, so that its width is, unless the `whole` is wanted. */
export function fitted(bounds: Rect, width: number, height: number, { whole = false, taken = 0, bare = false }: Wish = {}): View {
  const narrow = width < COMPACT_BELOW;
  const compact = narrow && !whole;
  const margin = compact || bare ? MARGIN_COMPACT : MARGIN;
  const zoomWith = (foot: number): number =>
    Math.min(1, (width - 2 * margin) / Math.max(1, bounds.width), compact ? 1 : (height - margin - foot) / Math.max(1, bounds.height));
  if (bare) {
    // Beside the tools there is room for the picture, if it is not too wide.
    const zoom = zoomWith(margin);
    const isClear = margin + bounds.width * zoom <= width - TOOLS.width || margin + bounds.height * zoom <= height - TOOLS.height;
    if (isClear) return { x: margin - bounds.x * zoom, y: margin - bounds.y * zoom, zoom: Math.max(0.02, zoom) };
  }
  const zoom = zoomWith(Math.max(bare ? TOOLS.height : width < FOOT_TALL_BELOW ? FOOT_TALL : FOOT, Math.min(NOTICE_MAX, taken)));
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
  // Two pictures under each other have no legend.
  const bare = useMedia(NARROW) && whole;
  const follows = useRef(true);
  const first = useRef(true);
  const { x, y, width: w, height: h } = bounds;
  const taken = useStore(noticeRoom, ({ heightPx }) => (whole || heightPx <= FOOT ? 0 : heightPx));
  const apply = useCallback(
    (animate: boolean) => {
      if (w <= 0 || width <= 0) return;
      void setViewport(fitted({ x, y, width: w, height: h }, width, height, { whole, taken, bare }), { duration: animate && !isMotionReduced() ? 280 : 0 });
    },
    [x, y, w, h, width, height, whole, taken, bare, setViewport],
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
