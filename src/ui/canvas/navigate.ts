import type { Tile } from '../../scene/types.ts';

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** How much a step aside costs against a step ahead. */
const ASIDE = 3;

/** The tile that an arrow key leads to: the nearest one in that direction; undefined at the edge, or for another key. */
export function nearestInDirection(tiles: readonly Tile[], from: Tile, key: string): Tile | undefined {
  const direction = DIRECTIONS[key];
  if (!direction) return undefined;
  const [dx, dy] = direction;
  let best: Tile | undefined;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const tile of tiles) {
    const x = tile.x + tile.size / 2 - from.x - from.size / 2;
    const y = tile.y + tile.size / 2 - from.y - from.size / 2;
    const ahead = x * dx + y * dy;
    if (ahead < 1) continue;
    const cost = ahead + ASIDE * Math.abs(x * dy) + ASIDE * Math.abs(y * dx);
    if (cost < bestCost) {
      best = tile;
      bestCost = cost;
    }
  }
  return best;
}

/** The tile whose place is nearest to that of another. */
export function nearestTo(tiles: readonly Tile[], { x, y }: Tile): Tile | undefined {
  let best: Tile | undefined;
  let bestSquare = Number.POSITIVE_INFINITY;
  for (const tile of tiles) {
    const square = (tile.x - x) ** 2 + (tile.y - y) ** 2;
    if (square < bestSquare) {
      best = tile;
      bestSquare = square;
    }
  }
  return best;
}
