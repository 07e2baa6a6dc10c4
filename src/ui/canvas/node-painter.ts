import type { CardPath } from '../../scene/interpolate.ts';
import type { Card, Rect } from '../../scene/types.ts';
import type { Marks, Surface } from './painter.ts';
import type { Colours } from './sprites.ts';

/** From this size on the screen a Node's name can be read. */
const NAME_FROM_ZOOM = 0.62;
const CORNER = 5;
/** Corners that are rounder than so many device pixels can be seen. */
const ROUND_FROM_PX = 2;

/** Paints Node cards, where there are very many. */
export class NodePainter {
  /** What is on the canvas. */
  private shown = '';
  private cards: readonly Card[] = [];

  constructor(private readonly colours: Colours) {}

  /** Paints cards that stand still. Nothing is done where the same cards look the same from the same place. */
  still(surface: Pick<Surface, 'context' | 'view' | 'ratio'>, cards: readonly Card[], marks: Marks): void {
    const { context, view, ratio } = surface;
    const { width, height } = context.canvas;
    const painted = cards.filter((card) => card.painted);
    const marked = painted.filter((card) => this.isMarked(card, marks));
    const shown = [view.x, view.y, view.zoom, ratio, width, height, ...marked.map(({ id }) => id)].join();
    if (shown === this.shown && painted.length === this.cards.length && painted.every((card, i) => looksLike(card, this.cards[i] as Card))) return;
    this.shown = shown;
    this.cards = painted;
    context.clearRect(0, 0, width, height);
    const scale = view.zoom * ratio;
    for (const card of painted) {
      const { x, y, width: w, height: h } = card.rect;
      const [left, top] = [(x * view.zoom + view.x) * ratio, (y * view.zoom + view.y) * ratio];
      if (left < width && top < height && left + w * scale > 0 && top + h * scale > 0) this.card(surface, card, marks);
    }
  }

  /** Paints cards that come, go or move (`placeOf` says where each is), over whatever is on the canvas. */
  moving(
    surface: Pick<Surface, 'context' | 'view' | 'ratio'>,
    paths: readonly CardPath[],
    placeOf: (path: CardPath) => Rect & { readonly opacity: number },
    marks: Marks,
  ): void {
    const { context } = surface;
    for (const path of paths) {
      if (!path.card.painted) continue;
      const { opacity, ...rect } = placeOf(path);
      context.globalAlpha = opacity;
      this.card(surface, { ...path.card, rect }, marks);
      this.shown = '';
    }
    context.globalAlpha = 1;
  }

  private isMarked(card: Card, { selectedCard, highlight }: Marks): boolean {
    return card.id === selectedCard || highlight.uids.has(card.id);
  }

  private card({ context, view, ratio }: Pick<Surface, 'context' | 'view' | 'ratio'>, card: Card, marks: Marks): void {
    const { facts, rect, name } = card;
    if (facts.kind !== 'node') return;
    const { colours } = this;
    const scale = view.zoom * ratio;
    const x = (rect.x * view.zoom + view.x) * ratio;
    const y = (rect.y * view.zoom + view.y) * ratio;
    const [width, height] = [rect.width * scale, rect.height * scale];
    const isMarked = this.isMarked(card, marks);
    const isWell = facts.ready === 'True' && !facts.cordoned;
    context.fillStyle = colours.nodeBackground;
    context.strokeStyle = isMarked ? colours.accent : isWell ? colours.border : facts.cordoned ? colours.warning : colours.danger;
    context.lineWidth = Math.max(0.5, (isMarked || !isWell ? 1.6 : 1) * ratio * Math.min(1, view.zoom * 2));
    if (!isWell) context.setLineDash([3 * scale, 2 * scale]);
    if (CORNER * scale < ROUND_FROM_PX) {
      context.fillRect(x, y, width, height);
      context.strokeRect(x, y, width, height);
    } else {
      context.beginPath();
      context.roundRect(x, y, width, height, CORNER * scale);
      context.fill();
      context.stroke();
    }
    if (!isWell) context.setLineDash([]);
    if (view.zoom < NAME_FROM_ZOOM) return;
    context.fillStyle = colours.muted;
    context.font = `500 ${Math.round(9 * scale)}px ${colours.font}`;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(name, x + CORNER * scale, y + 8 * scale, width - 10 * scale);
  }
}

/** Whether a card is painted as another: what runs on a Node is not part of its card. */
function looksLike(a: Card, b: Card): boolean {
  if (a === b) return true;
  const [one, other] = [a.rect, b.rect];
  if (a.name !== b.name || one.x !== other.x || one.y !== other.y || one.width !== other.width || one.height !== other.height) return false;
  return a.facts.kind === 'node' && b.facts.kind === 'node' && a.facts.ready === b.facts.ready && a.facts.cordoned === b.facts.cordoned;
}
