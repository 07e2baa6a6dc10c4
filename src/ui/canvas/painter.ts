import type { Highlight } from '../../scene/highlight.ts';
import { type TilePath, type TileSpot, tileAt } from '../../scene/interpolate.ts';
import type { EmptySlot, Tile } from '../../scene/types.ts';
import { type Pixels, faded, wordOf } from './pixels.ts';
import { type Colours, Sprites, codeOf } from './sprites.ts';

/** Where the canvas looks: screen = canvas × zoom + offset, in CSS pixels. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Marks {
  readonly highlight: Highlight;
  readonly endpoints: ReadonlySet<string>;
  readonly selectedPod: string | undefined;
  readonly selectedCard: string | undefined;
  readonly hoveredPod: string | undefined;
}

/** Where to paint: `ratio` device pixels are a CSS pixel. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly pixels: Pixels;
  readonly view: View;
  readonly ratio: number;
}

/** From this size on the screen the end of a Pod's name can be read. */
const POD_LABEL_FROM_PX = 44;
/** Under so many device pixels a tile is a dot of its colour, and dots stand without gaps: a crowd is a field. */
const FLAT_BELOW_PX = 3;
/** A tile's share of its place in the grid. */
const PITCH = 1.17;
/** Rings around tiles that are smaller than this would hide their neighbours; only what the reader points at or chose has one then. */
const RING_FROM_PX = 4;
const RING_MIN_PX = 9;

interface Ring {
  readonly x: number;
  readonly y: number;
  readonly px: number;
  readonly colour: string;
}

/** Paints tiles. All lengths that come in are canvas units; it paints device pixels. */
export class TilePainter {
  private readonly sprites: Sprites;
  private readonly rings: Ring[] = [];
  private readonly labels: { readonly tile: Tile; readonly x: number; readonly y: number; readonly px: number }[] = [];

  constructor(private readonly colours: Colours) {
    this.sprites = new Sprites(colours);
  }

  /** Everything that stands still. */
  still(surface: Surface, tiles: readonly Tile[], slots: readonly EmptySlot[], marks: Marks): void {
    surface.pixels.begin();
    const { width, height } = surface.context.canvas;
    const { view, ratio } = surface;
    const scale = view.zoom * ratio;
    const [dx, dy] = [view.x * ratio, view.y * ratio];
    for (const slot of slots) this.slot(surface, slot);
    for (const tile of tiles) {
      const x = tile.x * scale + dx;
      const y = tile.y * scale + dy;
      const px = tile.size * scale;
      if (x < width && y < height && x + px > 0 && y + px > 0) this.tile(surface, tile, x, y, px, 1, marks);
    }
    this.finish(surface);
  }

  /** Everything that is on its way; `progressOf` says how far each has come, from 0 to 1. */
  moving(surface: Surface, paths: readonly TilePath[], progressOf: (uid: string) => number, marks: Marks): void {
    surface.pixels.begin();
    const { view, ratio } = surface;
    const scale = view.zoom * ratio;
    const spot: TileSpot = { x: 0, y: 0, size: 0, opacity: 1 };
    for (const path of paths) {
      tileAt(path, progressOf(path.tile.pod.uid), spot);
      if (spot.opacity <= 0) continue;
      this.tile(surface, path.tile, spot.x * scale + view.x * ratio, spot.y * scale + view.y * ratio, spot.size * scale, spot.opacity, marks);
    }
    this.finish(surface);
  }

  private tile({ pixels, ratio }: Surface, tile: Tile, x: number, y: number, px: number, opacity: number, marks: Marks): void {
    const { pod, revision } = tile;
    const code = codeOf(pod.state, revision);
    const left = Math.round(x);
    const top = Math.round(y);
    if (px < FLAT_BELOW_PX) {
      const word = this.sprites.flat[code] as number;
      const width = Math.max(1, Math.round(x + px * PITCH) - left);
      pixels.rect(left, top, width, Math.max(1, Math.round(y + px * PITCH) - top), opacity === 1 ? word : faded(word, opacity));
    } else {
      const size = Math.round(px);
      const stamps = this.sprites.ofSize(size);
      const stamp = (stamps[code] ??= this.sprites.drawn(pod.state, revision, size));
      pixels.stamp(stamp, left, top, opacity);
    }
    const ring = this.ringOf(tile, px, marks);
    if (ring) this.rings.push({ x: left, y: top, px, colour: ring });
    if (px / ratio >= POD_LABEL_FROM_PX) this.labels.push({ tile, x, y, px });
  }

  private ringOf({ pod }: Tile, px: number, { highlight, selectedPod, hoveredPod, endpoints }: Marks): string | undefined {
    if (pod.key === selectedPod) return this.colours.accent;
    if (px >= RING_FROM_PX && highlight.uids.has(pod.uid)) return this.colours.accent;
    if (pod.key === hoveredPod) return this.colours.muted;
    return px >= RING_FROM_PX && endpoints.has(pod.uid) ? this.colours.service : undefined;
  }

  /** Rings lie over all tiles, and words over everything. */
  private finish(surface: Surface): void {
    const { pixels, context, ratio } = surface;
    for (const { x, y, px, colour } of this.rings) {
      const line = Math.max(1, Math.round(Math.min(3 * ratio, px / 9)));
      const gap = px < RING_FROM_PX ? Math.ceil((RING_MIN_PX * ratio - px) / 2) : Math.ceil(1.5 * ratio);
      const size = Math.round(px) + 2 * gap;
      pixels.frame(x - gap, y - gap, size, size, line, wordOf(colour));
    }
    pixels.show();
    for (const { tile, x, y, px } of this.labels) this.label(context, tile, x, y, px);
    this.rings.length = this.labels.length = 0;
  }

  private label(context: CanvasRenderingContext2D, tile: Tile, x: number, y: number, px: number): void {
    const height = px * 0.28;
    context.fillStyle = this.colours.surface;
    context.fillRect(x + px * 0.04, y + px - height - px * 0.03, px * 0.92, height);
    context.fillStyle = this.colours.text;
    context.font = `500 ${Math.round(height * 0.82)}px ${this.colours.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(tile.label, x + px / 2, y + px - height / 2 - px * 0.03, px * 0.9);
  }

  private slot({ pixels, view, ratio }: Surface, slot: EmptySlot): void {
    const px = Math.round(slot.size * view.zoom * ratio);
    if (px < 4) return;
    const [x, y] = [Math.round((slot.x * view.zoom + view.x) * ratio), Math.round((slot.y * view.zoom + view.y) * ratio)];
    pixels.frame(x, y, px, px, Math.max(1, Math.round(Math.min(ratio, px / 10))), faded(wordOf(this.colours.border), 0.55));
  }
}
