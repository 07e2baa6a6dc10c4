import { useOnViewportChange, useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { preferences } from '../../app/preferences.ts';
import { selection } from '../../app/selection.ts';
import styles from './Canvas.module.css';
import { NodePainter } from './node-painter.ts';
import { type Marks, type Surface, TilePainter, type View } from './painter.ts';
import { Pixels } from './pixels.ts';
import { readColours } from './sprites.ts';
import type { Picture, Stage } from './stage.ts';

export interface PaintLayerProps {
  readonly stage: Stage;
  readonly endpoints: ReadonlySet<string>;
  readonly selectedCard: string | undefined;
  readonly width: number;
  readonly height: number;
  /** False where the tiles are elements of the page, and only Nodes are painted. */
  readonly withTiles: boolean;
}

/** What the layer shows beside the stage's picture. */
interface Look {
  readonly marks: Omit<Marks, 'highlight'>;
  readonly withTiles: boolean;
}

/** Three canvases: Nodes, what stands still, and what moves above it. Each is painted only where its part of the picture is another. */
class Layers {
  private painters: { readonly nodes: NodePainter; readonly tiles: TilePainter } | undefined;
  private readonly pixels = new Map<HTMLCanvasElement, Pixels>();
  private last: { readonly picture: Picture; readonly look: Look; readonly view: View } | undefined;

  constructor(
    private readonly stage: Stage,
    private readonly canvases: readonly [nodes: HTMLCanvasElement, still: HTMLCanvasElement, above: HTMLCanvasElement],
  ) {}

  /** The theme is another, or the canvases' size: everything is painted anew. */
  forget(): void {
    this.painters = undefined;
    this.last = undefined;
    this.pixels.clear();
    for (const canvas of this.canvases) canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
  }

  paint(look: Look, view: View): void {
    const { picture } = this.stage;
    const { passage, highlight } = picture;
    const marks: Marks = { ...look.marks, highlight };
    const { last } = this;
    const isNew = last?.picture !== picture || last.look !== look || last.view.x !== view.x || last.view.y !== view.y || last.view.zoom !== view.zoom;
    this.last = { picture, look, view };
    if (look.withTiles && isNew) this.count(passage.to.count);
    const [nodes, still, above] = this.canvases;
    this.painters ??= makePainters(nodes);
    const { painters } = this;
    const shown = look.withTiles ? passage : NO_TILES;
    const cardsMove = passage.cards.some(({ card }) => card.painted);
    const ground = isNew || cardsMove ? this.surface(nodes, view) : undefined;
    if (ground) painters.nodes.still(ground, passage.stillCards, marks);
    if (ground && cardsMove) painters.nodes.moving(ground, passage.cards, (path) => this.stage.cardAt(path), marks);
    const below = isNew ? this.surface(still, view) : undefined;
    if (below) painters.tiles.still(below, shown.parts, look.withTiles ? passage.to.slots : []);
    const upper = isNew || shown.tiles.length ? this.surface(above, view) : undefined;
    if (upper) painters.tiles.above(upper, shown, (path, spot) => this.stage.tileAt(path, spot), marks);
  }

  /** How many tiles are in the picture: for whoever asks the page, which cannot count pixels. */
  private count(tiles: number): void {
    const holder = this.canvases[0].parentElement;
    if (holder && holder.dataset['tiles'] !== String(tiles)) holder.dataset['tiles'] = String(tiles);
  }

  private surface(canvas: HTMLCanvasElement, view: View): Surface | undefined {
    const context = canvas.getContext('2d');
    if (!context) return undefined;
    let pixels = this.pixels.get(canvas);
    if (!pixels?.fits) this.pixels.set(canvas, (pixels = new Pixels(context)));
    return { context, pixels, view, ratio: ratioNow() };
  }
}

function makePainters(element: Element): { readonly nodes: NodePainter; readonly tiles: TilePainter } {
  const colours = readColours(element);
  return { nodes: new NodePainter(colours), tiles: new TilePainter(colours) };
}

const NO_TILES = { tiles: [], parts: [] };

const ratioNow = (): number => Math.min(2, devicePixelRatio);

/**
 * Pods and Nodes painted, where there are too many for elements. It follows the stage in every animation frame, past React, which may come
 * later. `PaintedTiles` is the keyboard's way to it, and `PodList` its mirror for those who cannot see it.
 */
export function PaintLayer({ stage, endpoints, selectedCard, width, height, withTiles }: PaintLayerProps) {
  const holder = useRef<HTMLDivElement>(null);
  const newest = useRef<Look | undefined>(undefined);
  const request = useRef<() => void>(() => {});
  const layers = useRef<Layers | undefined>(undefined);
  const { getViewport } = useReactFlow();
  const theme = useStore(preferences, (state) => state.theme);
  const selectedPod = useStore(selection, ({ selected }) => (selected?.table === 'pods' ? selected.key : undefined));
  const hoveredPod = useStore(selection, (state) => (state.hovered?.table === 'pods' ? state.hovered.key : undefined));

  useEffect(() => {
    const made = new Layers(stage, [...(holder.current?.children ?? [])] as unknown as ConstructorParameters<typeof Layers>[1]);
    layers.current = made;
    let pending = false;
    request.current = () => {
      if (pending) return;
      pending = true;
      requestAnimationFrame(() => {
        pending = false;
        if (newest.current) made.paint(newest.current, getViewport());
      });
    };
    // The stage speaks from within an animation frame: what it has is painted in the same one.
    return stage.onMotion(() => {
      if (newest.current) made.paint(newest.current, getViewport());
    });
  }, [stage, getViewport]);
  useEffect(() => {
    newest.current = { marks: { endpoints, selectedCard, selectedPod, hoveredPod }, withTiles };
    request.current();
  }, [endpoints, selectedCard, selectedPod, hoveredPod, withTiles]);
  useEffect(() => {
    const forget = (): void => {
      layers.current?.forget();
      request.current();
    };
    forget();
    // The colours are read from the page, after <html> got its theme.
    const frame = requestAnimationFrame(forget);
    const query = matchMedia('(prefers-color-scheme: dark)');
    query.addEventListener('change', forget);
    return () => {
      cancelAnimationFrame(frame);
      query.removeEventListener('change', forget);
    };
  }, [theme, width, height]);
  useOnViewportChange({ onChange: () => request.current() });

  const ratio = ratioNow();
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio), style: { width, height } };
  return (
    <div ref={holder} className={styles.paint} aria-hidden data-painted={withTiles}>
      <canvas {...size} />
      <canvas {...size} />
      <canvas {...size} />
    </div>
  );
}
