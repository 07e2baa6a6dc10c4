import { type Node as FlowNode, type NodeHandle, Position, getBezierPath } from '@xyflow/react';
import type { CardPath } from '../../scene/interpolate.ts';
import type { Card, Edge, Rect } from '../../scene/types.ts';
import type { Picture } from './stage.ts';

/** What React Flow hands to a card. */
export interface CardData extends Record<string, unknown> {
  readonly card: Card;
  readonly changed: boolean;
  readonly selected: boolean;
  readonly opacity: number;
}
export type CardNode = FlowNode<CardData, 'card'>;

export const isFrame = ({ facts }: Card): boolean => facts.kind === 'namespace' || facts.kind === 'nodegroup';

/** The cards of one canvas by id, as React Flow got them last. */
export type KeptNodes = Map<string, CardNode>;
const same = (a: CardData, b: CardData): boolean => a.card === b.card && a.changed === b.changed && a.selected === b.selected && a.opacity === b.opacity;

/** React Flow is told that a card has no handles, so that it looks for none: lines are drawn from where the cards are. */
const NO_HANDLES: NodeHandle[] = [];

/** The same object as before where nothing about a card is another: React Flow then leaves it alone. */
function nodeFor(kept: KeptNodes, card: Card, rect: Rect, opacity: number, changed: boolean, selected: boolean): CardNode {
  const data: CardData = { card, changed, selected, opacity };
  const old = kept.get(card.id);
  const width = Math.round(rect.width);
  const height = Math.round(rect.height);
  if (old && same(old.data, data) && old.position.x === rect.x && old.position.y === rect.y && old.width === width && old.height === height) return old;
  const node: CardNode = {
    id: card.id,
    type: 'card',
    data,
    position: { x: rect.x, y: rect.y },
    width,
    height,
    measured: { width, height },
    handles: NO_HANDLES,
    draggable: false,
    selectable: false,
    focusable: false,
    connectable: false,
    zIndex: isFrame(card) ? 0 : 1,
  };
  kept.set(card.id, node);
  return node;
}

/** Cards as React Flow has them, each where `placeOf` says that it is on its way. Painted ones are not among them. */
export function flowNodes(
  kept: KeptNodes,
  { passage, highlight }: Picture,
  placeOf: (path: CardPath) => Rect & { readonly opacity: number },
  selectedId: string | undefined,
): CardNode[] {
  const nodes: CardNode[] = [];
  const isChanged = (card: Card): boolean => highlight.uids.has(card.id) || (card.ref?.table === 'services' && highlight.services.has(card.ref.key));
  for (const card of passage.stillCards) if (!card.painted) nodes.push(nodeFor(kept, card, card.rect, 1, isChanged(card), card.id === selectedId));
  for (const path of passage.cards) {
    if (path.card.painted) continue;
    const { opacity, ...rect } = placeOf(path);
    if (opacity <= 0 && path.toOpacity === 0) continue;
    nodes.push(nodeFor(kept, path.card, rect, opacity, isChanged(path.card), path.card.id === selectedId));
  }
  // React Flow draws in this order; and Tab goes from card to card in it: from above to below.
  return nodes.sort(
    (a, b) => Number(isFrame(b.data.card)) - Number(isFrame(a.data.card)) || a.data.card.rect.y - b.data.card.rect.y || a.data.card.rect.x - b.data.card.rect.x,
  );
}

/** A line between two cards, as it is drawn. */
export interface Line {
  readonly id: string;
  readonly kind: Edge['kind'];
  /** At the card that is selected. */
  readonly lit: boolean;
  /** An SVG path, in canvas units. */
  readonly path: string;
}

/** Lines between cards: from below to above where the one stands under the other, else from side to side. */
export function linesBetween(edges: readonly Edge[], nodes: readonly CardNode[], selectedId: string | undefined): readonly Line[] {
  const rects = new Map(nodes.map(({ id, position, width = 0, height = 0 }) => [id, { x: position.x, y: position.y, width, height }]));
  return edges.flatMap((edge): Line[] => {
    const from = rects.get(edge.from);
    const to = rects.get(edge.to);
    if (!from || !to) return [];
    const [out, into] = sides(from, to);
    const [source, target] = [middleOf(from, out), middleOf(to, into)];
    const [path] = getBezierPath({
      sourceX: source.x,
      sourceY: source.y,
      sourcePosition: out,
      targetX: target.x,
      targetY: target.y,
      targetPosition: into,
    });
    return [{ id: edge.id, kind: edge.kind, lit: selectedId !== undefined && (edge.from === selectedId || edge.to === selectedId), path }];
  });
}

function sides(from: Rect, to: Rect): readonly [Position, Position] {
  if (from.y + from.height <= to.y) return [Position.Bottom, Position.Top];
  if (to.y + to.height <= from.y) return [Position.Top, Position.Bottom];
  return from.x < to.x ? [Position.Right, Position.Left] : [Position.Left, Position.Right];
}

function middleOf({ x, y, width, height }: Rect, side: Position): { readonly x: number; readonly y: number } {
  if (side === Position.Top || side === Position.Bottom) return { x: x + width / 2, y: side === Position.Top ? y : y + height };
  return { x: side === Position.Left ? x : x + width, y: y + height / 2 };
}
