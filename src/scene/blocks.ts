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
  /** Very many Pods of one revision, by place, instead of `standings`. */
  readonly crowd?: { readonly seats: readonly (PodFacts | undefined)[]; readonly revision: number } | undefined;
  readonly vacancies: readonly Vacancy[];
  readonly at: 'owner' | 'node';
}

/** Cards that belong together, arranged; edges connect them. It can be made of other blocks, which are moved without being copied. */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
  readonly parts: readonly { readonly x: number; readonly y: number; readonly block: Block }[];
}

export const EMPTY_BLOCK: Block = { width: 0, height: 0, boxes: [], edges: [], parts: [] };

/** A block of one card. */
export function blockOf(box: Box): Block {
  let block = alone.get(box);
  if (!block) alone.set(box, (block = { ...EMPTY_BLOCK, width: box.width, height: box.height, boxes: [box] }));
  return block;
}
const alone = new WeakMap<Box, Block>();

/** Under this width everything stands in one column. */
export const COMPACT_BELOW = 460;
export const MARGIN = 24;
export const CARD_GAP = 32;
export const FAMILY_GAP = 56;

export const isCompact = ({ width }: Viewport): boolean => width < COMPACT_BELOW;

/** Puts blocks under each other. */
export function stacked(blocks: readonly Block[], gap: number): Block {
  let y = 0;
  let width = 0;
  const parts: Block['parts'][number][] = [];
  for (const block of blocks) {
    if (block.height <= 0) continue;
    parts.push({ x: 0, y, block });
    y += block.height + gap;
    width = Math.max(width, block.width);
  }
  return { ...EMPTY_BLOCK, width, height: Math.max(0, y - gap), parts };
}

/** Puts blocks beside each other, and under each other where `widthMax` is reached. */
export function flowed(blocks: readonly Block[], widthMax: number, gapX: number, gapY: number): Block {
  const parts: Block['parts'][number][] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const block of blocks) {
    if (x > 0 && x + block.width > widthMax) {
      x = 0;
      y += rowHeight + gapY;
      rowHeight = 0;
    }
    parts.push({ x, y, block });
    x += block.width + gapX;
    width = Math.max(width, x - gapX);
    rowHeight = Math.max(rowHeight, block.height);
  }
  return { ...EMPTY_BLOCK, width, height: y + rowHeight, parts };
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
