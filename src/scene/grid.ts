/** Rows and columns of places for tiles inside a card; `x` and `y` are those of the first place, within the card. */
export interface Grid {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly pitchX: number;
  readonly pitchY: number;
  readonly columns: number;
  readonly rows: number;
}

interface Tier {
  readonly upTo: number;
  readonly size: number;
  readonly pitch: number;
}

/** The more Pods a card has to hold, the smaller are its tiles. */
const TIERS: readonly Tier[] = [
  { upTo: 42, size: 32, pitch: 38 },
  { upTo: 140, size: 22, pitch: 27 },
  { upTo: 500, size: 14, pitch: 17 },
  { upTo: 1_800, size: 9, pitch: 11 },
  { upTo: Number.POSITIVE_INFINITY, size: 6, pitch: 7 },
];
/** Tiles with something written under them. */
const CAPTIONED = { upTo: 48, size: 32, pitchX: 54, pitchY: 54 };
/** How much wider than high a grid may grow before it gets another row. */
const ASPECT = 1.9;

export interface GridWish {
  readonly capacity: number;
  readonly x: number;
  readonly y: number;
  /** The width that there is at least. */
  readonly width: number;
  /** False where the grid may not grow wider than `width`. */
  readonly mayGrow: boolean;
  readonly rowsMin: number;
  readonly captioned?: boolean;
}

/** A grid with room for so many tiles. It depends on the most that there will ever be, so it does not change when a Pod comes or goes. */
export function gridFor({ capacity, x, y, width, mayGrow, rowsMin, captioned = false }: GridWish): Grid {
  const tier = TIERS.find(({ upTo }) => capacity <= upTo) as Tier;
  const withCaption = captioned && capacity <= CAPTIONED.upTo;
  const size = withCaption ? CAPTIONED.size : tier.size;
  const pitchX = withCaption ? CAPTIONED.pitchX : tier.pitch;
  const pitchY = withCaption ? CAPTIONED.pitchY : tier.pitch;
  const fitting = Math.max(1, Math.floor((width + pitchX - size) / pitchX));
  const columns = mayGrow && capacity > 42 ? Math.max(fitting, Math.ceil(Math.sqrt(capacity * ASPECT))) : fitting;
  return { x, y, size, pitchX, pitchY, columns, rows: Math.max(rowsMin, Math.ceil(capacity / columns)) };
}

/** Whether there is room under each tile for a line of text. */
export const isCaptioned = ({ size, pitchX }: Grid): boolean => pitchX > size * 1.5;

/** The same places, so many times larger. */
export const gridTimes = (grid: Grid, scale: number): Grid =>
  scale === 1 ? grid : { ...grid, x: grid.x * scale, y: grid.y * scale, size: grid.size * scale, pitchX: grid.pitchX * scale, pitchY: grid.pitchY * scale };

/** The size of a grid's area. */
export function gridExtent({ size, pitchX, pitchY, columns, rows }: Grid): { readonly width: number; readonly height: number } {
  return { width: columns * pitchX - (pitchX - size), height: rows * pitchY - (pitchY - size) };
}

/** Where the place with this index lies, within the card. */
export function placeAt({ x, y, pitchX, pitchY, columns }: Grid, index: number): { readonly x: number; readonly y: number } {
  return { x: x + (index % columns) * pitchX, y: y + Math.floor(index / columns) * pitchY };
}
