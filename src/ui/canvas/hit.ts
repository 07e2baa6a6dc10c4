import type { Card, Scene, Tile } from '../../scene/types.ts';

const CELL = 96;
type Cells = Map<string, Tile[]>;
const known = new WeakMap<Scene, Cells>();

/** Painted things know nothing of the pointer: what stands at a place is looked up, in a grid that is made when it is first asked for. */
export function tileUnder(scene: Scene, x: number, y: number): Tile | undefined {
  let cells = known.get(scene);
  if (!cells) {
    cells = new Map();
    for (const tile of scene.tiles) {
      const key = cellOf(tile.x, tile.y);
      const list = cells.get(key);
      if (list) list.push(tile);
      else cells.set(key, [tile]);
    }
    known.set(scene, cells);
  }
  // A tile is filed under its upper left corner, so a neighbour's cell may reach into this one.
  for (const dx of [0, -40]) for (const dy of [0, -40]) for (const tile of cells.get(cellOf(x + dx, y + dy)) ?? []) if (isWithin(tile, x, y)) return tile;
  return undefined;
}

const cellOf = (x: number, y: number): string => `${Math.floor(x / CELL)},${Math.floor(y / CELL)}`;
const isWithin = ({ x, y, size }: Tile, atX: number, atY: number): boolean => atX >= x && atY >= y && atX <= x + size && atY <= y + size;

export function paintedCardUnder(scene: Scene, x: number, y: number): Card | undefined {
  return scene.cards.find(({ painted, rect }) => painted && x >= rect.x && y >= rect.y && x <= rect.x + rect.width && y <= rect.y + rect.height);
}
