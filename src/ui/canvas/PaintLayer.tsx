import { useOnViewportChange, useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { preferences } from '../../app/preferences.ts';
import { selection } from '../../app/selection.ts';
import { type Marks, Painter } from './painter.ts';
import styles from './Canvas.module.css';
import { readColours } from './sprites.ts';
import type { Picture, Stage } from './stage.ts';

export interface PaintLayerProps {
  readonly stage: Stage;
  readonly picture: Picture;
  readonly endpoints: ReadonlySet<string>;
  readonly selectedCard: string | undefined;
  readonly width: number;
  readonly height: number;
  /** False where the tiles are elements of the page, and only Nodes are painted. */
  readonly withTiles: boolean;
}

/**
 * Pods and Nodes painted, where there are too many for elements: one canvas for what stands still, which is painted when the picture or
 * the view is another, and one above it for what moves. `PodList` is its mirror for those who cannot see it.
 */
export function PaintLayer({ stage, picture, endpoints, selectedCard, width, height, withTiles }: PaintLayerProps) {
  const still = useRef<HTMLCanvasElement>(null);
  const moving = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | undefined>(undefined);
  const scheduled = useRef({ still: false, moving: false, pending: false });
  const { getViewport } = useReactFlow();
  const theme = useStore(preferences, (state) => state.theme);
  const pod = useStore(selection, ({ selected }) => (selected?.table === 'pods' ? selected.key : undefined));
  const hovered = useStore(selection, (state) => (state.hovered?.table === 'pods' ? state.hovered.key : undefined));

  const paint = useCallback(() => {
    const due = scheduled.current;
    due.pending = false;
    const ratio = Math.min(2, devicePixelRatio);
    painter.current ??= still.current ? new Painter(readColours(still.current)) : undefined;
    const shown = withTiles ? picture.passage : { ...picture.passage, still: [], tiles: [], to: { ...picture.passage.to, slots: [] } };
    const marks: Marks = { highlight: picture.highlight, endpoints, selectedPod: pod, selectedCard, hoveredPod: hovered };
    const common = { passage: shown, marks, view: getViewport(), ratio };
    const below = still.current?.getContext('2d');
    const above = moving.current?.getContext('2d');
    if (due.still && below) painter.current?.still(below, common);
    if (due.moving && above) painter.current?.moving(above, { ...common, progressOf: (uid: string) => stage.progressOf(uid) });
    due.still = due.moving = false;
  }, [stage, picture, endpoints, selectedCard, pod, hovered, withTiles, getViewport]);

  const newest = useRef(paint);
  useEffect(() => {
    newest.current = paint;
  }, [paint]);
  const request = useCallback((which: { readonly still?: boolean; readonly moving?: boolean }) => {
    const due = scheduled.current;
    if (which.still) due.still = true;
    if (which.moving) due.moving = true;
    if (due.pending) return;
    due.pending = true;
    requestAnimationFrame(() => newest.current());
  }, []);

  useEffect(() => request({ still: true, moving: true }), [request, paint, width, height]);
  useEffect(() => {
    // The colours are read from the page, after <html> got its theme.
    painter.current = undefined;
    const query = matchMedia('(prefers-color-scheme: dark)');
    const forget = (): void => {
      painter.current = undefined;
      request({ still: true, moving: true });
    };
    const frame = requestAnimationFrame(forget);
    query.addEventListener('change', forget);
    return () => {
      cancelAnimationFrame(frame);
      query.removeEventListener('change', forget);
    };
  }, [request, theme]);
  useEffect(() => stage.onMotion(() => request({ moving: true })), [stage, request]);
  useOnViewportChange({ onChange: () => request({ still: true, moving: true }) });

  const ratio = Math.min(2, devicePixelRatio);
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio), style: { width, height } };
  return (
    <div className={styles.paint} aria-hidden data-painted={withTiles}>
      <canvas ref={still} {...size} />
      <canvas ref={moving} {...size} />
    </div>
  );
}
