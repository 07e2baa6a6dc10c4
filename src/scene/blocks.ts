import type { Grid } from './grid.ts';
import type { Card, Edge, EmptySlot, PodFacts, Rect, Viewport } from './types.ts';

/** A Pod's place in a card, by index into its grid. */
export interface Standing {
  readonly pod: PodFacts;
  readonly place: number;
  readonly revision: number;
  readonly caption: string;
}

type SlotWhy = EmptySlot['why'];
/** A place that is kept though nobody stands there. */
export interface Vacancy {
  readonly id: string;
  readonly place: number;
  readonly caption: string;
  readonly why: SlotWhy;
}

/** A card with what stands in it, at a place within its block. */
export interface Box {
  readonly card: Omit<Card, 'rect'>;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly grid: Grid | undefined;
  readonly standings: readonly Standing[];
  readonly vacancies: readonly Vacancy[];
  readonly at: 'owner' | 'node';
}

/** Cards that belong together, arranged; edges connect them. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
}

export const EMPTY_BLOCK: Block = { width: 0, height: 0, boxes: [], edges: [] };

/** Under this width everything stands in one column. */
export const COMPACT_BELOW = 560;
export const MARGIN = 24;
export const CARD_GAP = 32;
export const FAMILY_GAP = 56;

export const isCompact = ({ width }: Viewport): boolean => width < COMPACT_BELOW;

export function moved(block: Block, x: number, y: number): Block {
  return { ...block, boxes: block.boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y })) };
}

/** Puts blocks under each other. */
export function stacked(blocks: readonly Block[], gap: number): Block {
  let y = 0;
  let width = 0;
  const parts: Block[] = [];
  for (const block of blocks) {
    if (!block.boxes.length) continue;
    parts.push(moved(block, 0, y));
    y += block.height + gap;
    width = Math.max(width, block.width);
  }
  return joined(parts, width, Math.max(0, y - gap));
}

/** Puts blocks beside each other, and under each other where `widthMax` is reached. */
export function flowed(blocks: readonly Block[], widthMax: number, gapX: number, gapY: number): Block {
  const parts: Block[] = [];
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  let width = 0;
  for (const block of blocks) {
    if (x > 0 && x + block.width > widthMax) {
      x = 0;
      y += rowHeight + gapY;
      rowHeight = 0;
    }
    parts.push(moved(block, x, y));
    x += block.width + gapX;
    width = Math.max(width, x - gapX);
    rowHeight = Math.max(rowHeight, block.height);
  }
  return joined(parts, width, y + rowHeight);
}

function joined(parts: readonly Block[], width: number, height: number): Block {
  return { width, height, boxes: parts.flatMap(({ boxes }) => boxes), edges: parts.flatMap(({ edges }) => edges) };
}

/** How large a picture of this size can be shown: 1 is in full. */
export function fitZoom(size: { readonly width: number; readonly height: number }, { width, height }: Viewport): number {
  if (size.width <= 0 || size.height <= 0) return 1;
  return Math.min(1, width / (size.width + 2 * MARGIN), height / (size.height + 2 * MARGIN));
}

export function rectOf(boxes: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[]): Rect {
  if (!boxes.length) return { x: 0, y: 0, width: 0, height: 0 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
