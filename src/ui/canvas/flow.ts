import { type Edge as FlowEdge, type Node as FlowNode, type NodeHandle, Position } from '@xyflow/react';
import { kindOf, nameOf } from '../../app/kinds.ts';
import { cardAt } from '../../scene/interpolate.ts';
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

/**
 * Where edges can begin and end: the middle of each side. They are told and not measured, so that a card needs no elements for them; React
 * Flow believes that as long as the card is as large as it was told, in whole pixels.
 */
function handlesOf(width: number, height: number): NodeHandle[] {
  const sides = [
    { id: 'top', position: Position.Top, x: width / 2, y: 0 },
    { id: 'bottom', position: Position.Bottom, x: width / 2, y: height },
    { id: 'left', position: Position.Left, x: 0, y: height / 2 },
    { id: 'right', position: Position.Right, x: width, y: height / 2 },
  ];
  return sides.flatMap(({ id, ...side }): NodeHandle[] => [
    { ...side, id: `${id}-out`, type: 'source', width: 0, height: 0 },
    { ...side, id: `${id}-in`, type: 'target', width: 0, height: 0 },
  ]);
}

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
    handles: handlesOf(width, height),
    draggable: false,
    selectable: false,
    focusable: false,
    connectable: false,
    zIndex: isFrame(card) ? 0 : 1,
  };
  kept.set(card.id, node);
  return node;
}

/** Cards as React Flow has them, each as far on its way as `progressOf` says. Painted ones are not among them. */
export function flowNodes(kept: KeptNodes, { passage, highlight }: Picture, progressOf: (uid: string) => number, selectedId: string | undefined): CardNode[] {
  const nodes: CardNode[] = [];
  const isChanged = (card: Card): boolean => highlight.uids.has(card.id) || (card.ref?.table === 'services' && highlight.services.has(card.ref.key));
  for (const card of passage.stillCards) if (!card.painted) nodes.push(nodeFor(kept, card, card.rect, 1, isChanged(card), card.id === selectedId));
  for (const path of passage.cards) {
    const progress = progressOf(path.card.id);
    if (path.card.painted || (progress >= 1 && path.toOpacity === 0)) continue;
    const { opacity, ...rect } = cardAt(path, progress);
    nodes.push(nodeFor(kept, path.card, rect, opacity, isChanged(path.card), path.card.id === selectedId));
  }
  // React Flow draws in this order; and Tab goes from card to card in it: from above to below.
  return nodes.sort(
    (a, b) => Number(isFrame(b.data.card)) - Number(isFrame(a.data.card)) || a.data.card.rect.y - b.data.card.rect.y || a.data.card.rect.x - b.data.card.rect.x,
  );
}

/** Lines between cards: from below to above where the one stands under the other, else from side to side. */
export function flowEdges(edges: readonly Edge[], nodes: readonly CardNode[], selectedId: string | undefined): FlowEdge[] {
  const names = new Map(nodes.map(({ id, data: { card } }) => [id, card.ref && `${kindOf(card.ref.table)} ${nameOf(card.ref)}`]));
  const rects = new Map(nodes.map(({ id, position, width = 0, height = 0 }) => [id, { x: position.x, y: position.y, width, height }]));
  return edges.flatMap((edge): FlowEdge[] => {
    const from = rects.get(edge.from);
    const to = rects.get(edge.to);
    if (!from || !to) return [];
    const [out, into] = sides(from, to);
    const lit = selectedId !== undefined && (edge.from === selectedId || edge.to === selectedId);
    return [
      {
        id: edge.id,
        source: edge.from,
        target: edge.to,
        sourceHandle: `${out}-out`,
        targetHandle: `${into}-in`,
        className: `${edge.kind}${lit ? ' lit' : ''}`,
        // Without a name of its own, React Flow reads the cards' ids out.
        ariaLabel: `${names.get(edge.from) ?? ''} → ${names.get(edge.to) ?? ''}`,
        focusable: false,
        selectable: false,
      },
    ];
  });
}

function sides(from: Rect, to: Rect): readonly [string, string] {
  if (from.y + from.height <= to.y) return ['bottom', 'top'];
  if (to.y + to.height <= from.y) return ['top', 'bottom'];
  return from.x < to.x ? ['right', 'left'] : ['left', 'right'];
}
