import type { Highlight } from '../../scene/highlight.ts';
import { type Passage, type TileSpot, tileAt } from '../../scene/interpolate.ts';
import type { Card, EmptySlot, Tile } from '../../scene/types.ts';
import { type Colours, Sprites } from './sprites.ts';

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

/** From this size on the screen a Node's name, and the end of a Pod's, can be read. */
const NODE_NAME_FROM_ZOOM = 0.62;
const POD_LABEL_FROM_PX = 44;

/** Paints Node cards and tiles. All lengths that come in are canvas units; it paints device pixels. */
export class Painter {
  private readonly sprites: Sprites;

  constructor(readonly colours: Colours) {
    this.sprites = new Sprites(colours);
  }

  /** Everything that stands still. */
  still(context: CanvasRenderingContext2D, { passage, marks, view, ratio }: { passage: Passage; marks: Marks; view: View; ratio: number }): void {
    const { width, height } = context.canvas;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const scale = view.zoom * ratio;
    const [left, top] = [-view.x / view.zoom, -view.y / view.zoom];
    const [right, bottom] = [left + width / scale, top + height / scale];
    const isVisible = (x: number, y: number, w: number, h: number): boolean => x < right && y < bottom && x + w > left && y + h > top;
    for (const card of passage.stillCards) {
      const { x, y, width: w, height: h } = card.rect;
      if (card.painted && isVisible(x, y, w, h)) this.nodeCard(context, card, marks, view, ratio);
    }
    for (const slot of passage.to.slots) if (isVisible(slot.x, slot.y, slot.size, slot.size)) this.slot(context, slot, view, ratio);
    for (const tile of passage.still) if (isVisible(tile.x, tile.y, tile.size, tile.size)) this.tile(context, tile, tile, marks, view, ratio);
  }

  /** Everything that is on its way; `progressOf` says how far each has come, from 0 to 1. */
  moving(
    context: CanvasRenderingContext2D,
    { passage, marks, view, ratio, progressOf }: { passage: Passage; marks: Marks; view: View; ratio: number; progressOf: (uid: string) => number },
  ): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    const spot: TileSpot = { x: 0, y: 0, size: 0, opacity: 1 };
    for (const { card, toOpacity } of passage.cards) {
      if (!card.painted) continue;
      const progress = progressOf(card.id);
      context.globalAlpha = toOpacity === 1 ? progress : 1 - progress;
      this.nodeCard(context, card, marks, view, ratio);
    }
    for (const path of passage.tiles) {
      tileAt(path, progressOf(path.tile.pod.uid), spot);
      if (spot.opacity <= 0) continue;
      context.globalAlpha = spot.opacity;
      this.tile(context, path.tile, spot, marks, view, ratio);
    }
    context.globalAlpha = 1;
  }

  private tile(
    context: CanvasRenderingContext2D,
    tile: Tile,
    at: { readonly x: number; readonly y: number; readonly size: number },
    marks: Marks,
    view: View,
    ratio: number,
  ): void {
    const scale = view.zoom * ratio;
    const px = at.size * scale;
    const x = (at.x * view.zoom + view.x) * ratio;
    const y = (at.y * view.zoom + view.y) * ratio;
    const { pod } = tile;
    if (px < 2.5) {
      context.fillStyle = this.flat(tile);
      context.fillRect(x, y, Math.max(1, px), Math.max(1, px));
    } else context.drawImage(this.sprites.of(pod.state, tile.revision, Math.max(3, Math.round(px))), Math.round(x), Math.round(y));
    const ring =
      pod.key === marks.selectedPod
        ? this.colours.accent
        : marks.highlight.uids.has(pod.uid)
          ? this.colours.accent
          : pod.key === marks.hoveredPod
            ? this.colours.muted
            : marks.endpoints.has(pod.uid)
              ? this.colours.service
              : undefined;
    if (ring && px >= 4) {
      context.strokeStyle = ring;
      context.lineWidth = Math.max(1, Math.min(3 * ratio, px / 9));
      context.strokeRect(Math.round(x) - 1.5, Math.round(y) - 1.5, px + 3, px + 3);
    }
    if (px / ratio >= POD_LABEL_FROM_PX) this.podLabel(context, tile, x, y, px, ratio);
  }

  /** The colour of a tile too small for a shape: a state stays apart by its lightness. */
  private flat({ pod, revision }: Tile): string {
    const { rev, soft, pending, failing } = this.colours;
    const colour = revision < 0 ? 'none' : String(revision % 8);
    switch (pod.state) {
      case 'ready':
        return rev[colour] as string;
      case 'failing':
        return failing;
      case 'pending':
        return pending;
      default:
        return soft[colour] as string;
    }
  }

  private podLabel(context: CanvasRenderingContext2D, tile: Tile, x: number, y: number, px: number, ratio: number): void {
    const height = px * 0.28;
    context.fillStyle = this.colours.surface;
    context.fillRect(x + px * 0.04, y + px - height - px * 0.03, px * 0.92, height);
    context.fillStyle = this.colours.text;
    context.font = `500 ${Math.round(height * 0.82)}px ${this.colours.font}`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(tile.label, x + px / 2, y + px - height / 2 - px * 0.03, px * 0.9);
    context.lineWidth = ratio;
  }

  private nodeCard(context: CanvasRenderingContext2D, card: Card, marks: Marks, view: View, ratio: number): void {
    const { facts, rect, name } = card;
    if (facts.kind !== 'node') return;
    const { colours } = this;
    const scale = view.zoom * ratio;
    const x = (rect.x * view.zoom + view.x) * ratio;
    const y = (rect.y * view.zoom + view.y) * ratio;
    const [width, height] = [rect.width * scale, rect.height * scale];
    const outline = new Path2D();
    outline.roundRect(x, y, width, height, 5 * scale);
    context.fillStyle = colours.nodeBackground;
    context.fill(outline);
    const isMarked = card.id === marks.selectedCard || marks.highlight.uids.has(card.id);
    const isWell = facts.ready === 'True' && !facts.cordoned;
    context.strokeStyle = isMarked ? colours.accent : isWell ? colours.border : facts.cordoned ? colours.warning : colours.danger;
    context.lineWidth = Math.max(0.5, isMarked || !isWell ? 1.6 * ratio * Math.min(1, view.zoom * 2) : Math.min(1, view.zoom * 2) * ratio);
    context.setLineDash(isWell ? [] : [3 * scale, 2 * scale]);
    context.stroke(outline);
    context.setLineDash([]);
    if (view.zoom < NODE_NAME_FROM_ZOOM) return;
    context.fillStyle = colours.muted;
    context.font = `500 ${Math.round(9 * scale)}px ${colours.font}`;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(name, x + 5 * scale, y + 8 * scale, width - 10 * scale);
  }

  private slot(context: CanvasRenderingContext2D, slot: EmptySlot, view: View, ratio: number): void {
    const scale = view.zoom * ratio;
    const px = slot.size * scale;
    if (px < 4) return;
    context.strokeStyle = this.colours.border;
    context.lineWidth = Math.min(ratio, px / 10);
    context.setLineDash([px / 10, px / 10]);
    context.strokeRect((slot.x * view.zoom + view.x) * ratio + 0.5, (slot.y * view.zoom + view.y) * ratio + 0.5, px - 1, px - 1);
    context.setLineDash([]);
  }
}
