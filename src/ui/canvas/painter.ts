import type { Highlight } from '../../scene/highlight.ts';
import type { Part, Passage, TilePath, TileSpot } from '../../scene/interpolate.ts';
import type { EmptySlot, Rect, Tile } from '../../scene/types.ts';
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

interface Area {
  readonly x: number;
  readonly y: number;
  readonly px: number;
}

/** Paints tiles. All lengths that come in are canvas units; it paints device pixels. */
export class TilePainter {
  private readonly sprites: Sprites;
  /** What stands on the lower canvas, by card, and from where it is seen. */
  private standing = new Map<string, readonly Tile[]>();
  private seen = '';
  /** What lies on the upper canvas, to be wiped before the next time. */
  private dirty: Area[] = [];

  constructor(private readonly colours: Colours) {
    this.sprites = new Sprites(colours);
  }

  /** Everything that stands still: only what is another than the last time, unless it is seen from elsewhere. */
  still(surface: Surface, parts: readonly Part[], slots: readonly EmptySlot[]): void {
    const { pixels, view, ratio } = surface;
    const slotted = slots.length ? `${slots.length},${slots[0]?.id},${slots.at(-1)?.id}` : '';
    const seen = [view.x, view.y, view.zoom, ratio, pixels.width, pixels.height, slotted].join();
    const before = seen === this.seen ? this.standing : undefined;
    this.seen = seen;
    const standing = new Map<string, readonly Tile[]>();
    if (!before) {
      pixels.clear();
      for (const slot of slots) this.slot(surface, slot);
    }
    for (const { card, tiles } of parts) {
      if (!tiles.length || !isVisible(surface, card.rect)) continue;
      const old = before?.get(card.id);
      standing.set(card.id, tiles);
      if (old === tiles) continue;
      if (old) this.exchange(surface, old, tiles);
      else for (const tile of tiles) this.stand(surface, tile);
    }
    if (before) for (const [id, tiles] of before) if (!standing.has(id)) for (const tile of tiles) this.wipe(surface, tile);
    this.standing = standing;
    pixels.show();
  }

  /** What lies above: what is on its way (`placeOf` says where it is), the marks of this frame, and words where there is room. */
  above(surface: Surface, { tiles, parts }: Pick<Passage, 'tiles' | 'parts'>, placeOf: (path: TilePath, spot: TileSpot) => TileSpot, marks: Marks): void {
    const { pixels, view, ratio } = surface;
    for (const { x, y, px } of this.dirty) pixels.rect(x, y, px, px, 0);
    this.dirty = [];
    const scale = view.zoom * ratio;
    const spot: TileSpot = { x: 0, y: 0, size: 0, opacity: 1 };
    for (const path of tiles) {
      placeOf(path, spot);
      if (spot.opacity <= 0) continue;
      const area = {
        x: Math.round(spot.x * scale + view.x * ratio),
        y: Math.round(spot.y * scale + view.y * ratio),
        px: Math.ceil(spot.size * scale * PITCH) + 1,
      };
      this.dirty.push(area);
      this.tile(surface, path.tile, spot.x, spot.y, spot.size, spot.opacity);
      this.mark(surface, path.tile, spot, marks);
    }
    const labelled = this.marked(surface, parts, marks);
    pixels.show();
    for (const tile of labelled) this.label(surface, tile);
  }

  /** Rings around what this frame changed, and around what the reader chose. Gives the tiles that are large enough for words. */
  private marked(surface: Surface, parts: readonly Part[], marks: Marks): readonly Tile[] {
    const { view, ratio } = surface;
    const labelled: Tile[] = [];
    const { selectedPod, hoveredPod } = marks;
    for (const { card, tiles } of parts) {
      const first = tiles[0];
      if (!first || !isVisible(surface, card.rect)) continue;
      const px = first.size * view.zoom * ratio;
      if (px < RING_FROM_PX && selectedPod === undefined && hoveredPod === undefined) continue;
      for (const tile of tiles) {
        this.mark(surface, tile, tile, marks);
        if (px / ratio >= POD_LABEL_FROM_PX) labelled.push(tile);
      }
    }
    return labelled;
  }

  /** Wipes who has left and paints who has come, where both lists are of one card. */
  private exchange(surface: Surface, old: readonly Tile[], now: readonly Tile[]): void {
    const coming: Tile[] = [];
    let i = 0;
    for (const tile of now) {
      if (old[i] === tile) {
        i++;
        continue;
      }
      while (i < old.length && old[i] !== tile && comesBefore(old[i] as Tile, tile)) this.wipe(surface, old[i++] as Tile);
      if (old[i] === tile) i++;
      else coming.push(tile);
    }
    while (i < old.length) this.wipe(surface, old[i++] as Tile);
    for (const tile of coming) this.stand(surface, tile);
  }

  private stand(surface: Surface, tile: Tile): void {
    this.tile(surface, tile, tile.x, tile.y, tile.size, 1);
  }

  private wipe({ pixels, view, ratio }: Surface, { x, y, size }: Tile): void {
    const scale = view.zoom * ratio;
    const px = size * scale;
    const [left, top] = [x * scale + view.x * ratio, y * scale + view.y * ratio];
    if (px < FLAT_BELOW_PX) flat(pixels, left, top, px, 0);
    else pixels.rect(Math.round(left), Math.round(top), Math.round(px), Math.round(px), 0);
  }

  private tile({ pixels, view, ratio }: Surface, { pod, revision }: Tile, atX: number, atY: number, size: number, opacity: number): void {
    const scale = view.zoom * ratio;
    const px = size * scale;
    const x = atX * scale + view.x * ratio;
    const y = atY * scale + view.y * ratio;
    const code = codeOf(pod.state, revision);
    if (px < FLAT_BELOW_PX) {
      const word = this.sprites.flat[code] as number;
      flat(pixels, x, y, px, opacity === 1 ? word : faded(word, opacity));
      return;
    }
    const whole = Math.round(px);
    const stamps = this.sprites.ofSize(whole);
    const stamp = (stamps[code] ??= this.sprites.drawn(pod.state, revision, whole));
    pixels.stamp(stamp, Math.round(x), Math.round(y), opacity);
  }

  private mark({ pixels, view, ratio }: Surface, tile: Tile, at: Pick<TileSpot, 'x' | 'y' | 'size'>, marks: Marks): void {
    const scale = view.zoom * ratio;
    const px = at.size * scale;
    const colour = this.ringOf(tile, px, marks);
    if (!colour) return;
    const line = Math.max(1, Math.round(Math.min(3 * ratio, px / 9)));
    const gap = px < RING_FROM_PX ? Math.ceil((RING_MIN_PX * ratio - px) / 2) : Math.ceil(1.5 * ratio);
    const area = {
      x: Math.round(at.x * scale + view.x * ratio) - gap,
      y: Math.round(at.y * scale + view.y * ratio) - gap,
      px: Math.round(px) + 2 * gap,
    };
    this.dirty.push(area);
    pixels.frame(area.x, area.y, area.px, area.px, line, wordOf(colour));
  }

  private ringOf({ pod }: Tile, px: number, { highlight, selectedPod, hoveredPod, endpoints }: Marks): string | undefined {
    if (pod.key === selectedPod) return this.colours.accent;
    if (px >= RING_FROM_PX && highlight.uids.has(pod.uid)) return this.colours.accent;
    if (pod.key === hoveredPod) return this.colours.muted;
    return px >= RING_FROM_PX && endpoints.has(pod.uid) ? this.colours.service : undefined;
  }

  private label({ context, view, ratio }: Surface, tile: Tile): void {
    const scale = view.zoom * ratio;
    const px = tile.size * scale;
    const [x, y] = [tile.x * scale + view.x * ratio, tile.y * scale + view.y * ratio];
    this.dirty.push({ x: Math.round(x), y: Math.round(y), px: Math.ceil(px) });
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

/** A tile as a dot that leaves no gap to the next one. */
function flat(pixels: Pixels, x: number, y: number, px: number, word: number): void {
  const left = Math.round(x);
  const top = Math.round(y);
  pixels.rect(left, top, Math.max(1, Math.round(x + px * PITCH) - left), Math.max(1, Math.round(y + px * PITCH) - top), word);
}

const comesBefore = (a: Tile, b: Tile): boolean => a.y < b.y || (a.y === b.y && a.x <= b.x);

function isVisible({ pixels, view, ratio }: Surface, { x, y, width, height }: Rect): boolean {
  const scale = view.zoom * ratio;
  const [left, top] = [x * scale + view.x * ratio, y * scale + view.y * ratio];
  return left < pixels.width && top < pixels.height && left + width * scale > 0 && top + height * scale > 0;
}
