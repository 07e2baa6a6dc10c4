import type { Card, Placed, Rect, Scene, Tile } from './types.ts';

/** A tile on its way. Positions are those of its upper left corner. */
export interface TilePath {
  readonly tile: Tile;
  readonly fromX: number;
  readonly fromY: number;
  readonly fromSize: number;
  readonly toX: number;
  readonly toY: number;
  readonly toSize: number;
  readonly fromOpacity: number;
  readonly toOpacity: number;
}

export interface CardPath {
  readonly card: Card;
  readonly from: Rect;
  readonly to: Rect;
  readonly fromOpacity: number;
  readonly toOpacity: number;
}

/** Two scenes and everything that differs between them: drawn at any progress from 0 (the first) to 1 (the second). */
export interface Passage {
  readonly from: Scene;
  readonly to: Scene;
  /** Tiles of `to` that stand where they stood. */
  readonly still: readonly Tile[];
  readonly tiles: readonly TilePath[];
  readonly stillCards: readonly Card[];
  readonly cards: readonly CardPath[];
}

/** A tile of the last moment before it appears or after it is gone is this much smaller. */
const BORN_SCALE = 0.35;
const GONE_SCALE = 0.8;

/**
 * How to get from one scene to another. A Pod that appears comes out of its owner; one that gets a second place (at its owner and on
 * its Node) comes from the first; one that goes fades where it stood. Looked at backwards it is the same path.
 */
export function passage(from: Scene, to: Scene): Passage {
  if (from === to) return { from, to, still: to.tiles, tiles: [], stillCards: to.cards, cards: [] };
  const before = indexOf(from);
  const after = indexOf(to);
  // Time runs backwards where the scene to go to is the earlier one: what is born then is what had gone.
  const backwards = to.position < from.position;
  const { still, came, left } = compared(from, to, before, after);
  const tiles: TilePath[] = [];
  const old = new Map(left.map((tile) => [tile.id, tile]));
  for (const tile of came) {
    const stood = old.get(tile.id);
    old.delete(tile.id);
    if (stood && stood.x === tile.x && stood.y === tile.y && stood.size === tile.size) still.push(tile);
    else if (stood) tiles.push(path(tile, stood, 1, tile, 1));
    else tiles.push(arrival(tile, before, after, backwards));
  }
  for (const tile of old.values()) {
    const { toX, toY, toSize, toOpacity, fromX, fromY, fromSize } = arrival(tile, after, before, !backwards);
    tiles.push({ tile, fromX: toX, fromY: toY, fromSize: toSize, fromOpacity: toOpacity, toX: fromX, toY: fromY, toSize: fromSize, toOpacity: 0 });
  }
  return { from, to, still, tiles, ...cardPaths(from, to, before, after) };
}

interface Compared {
  /** Tiles that are in both. */
  readonly still: Tile[];
  readonly came: readonly Tile[];
  readonly left: readonly Tile[];
}

/** Card by card: most hold the very same tiles, and in others only few are not the same objects. */
function compared(from: Scene, to: Scene, before: SceneIndex, after: SceneIndex): Compared {
  const still: Tile[] = [];
  const came: Tile[] = [];
  const left: Tile[] = [];
  for (const { card, tiles } of to.placed) {
    const old = before.placed.get(card.id)?.tiles ?? [];
    if (old === tiles) for (const tile of tiles) still.push(tile);
    else compareTiles(old, tiles, { still, came, left });
  }
  for (const { card, tiles } of from.placed) if (!after.placed.has(card.id)) for (const tile of tiles) left.push(tile);
  return { still, came, left };
}

/** Both lists are in the order of places: whoever stands before the other's next one is not in the other. */
function compareTiles(old: readonly Tile[], now: readonly Tile[], { still, came, left }: { still: Tile[]; came: Tile[]; left: Tile[] }): void {
  let i = 0;
  for (const tile of now) {
    let other = old[i];
    while (other && other !== tile && isBefore(other, tile)) {
      left.push(other);
      other = old[++i];
    }
    if (other === tile) {
      still.push(tile);
      i++;
    } else came.push(tile);
  }
  for (; i < old.length; i++) left.push(old[i] as Tile);
}

const isBefore = (a: Tile, b: Tile): boolean => a.y < b.y || (a.y === b.y && a.x <= b.x);

/** So many tiles are looked for one by one before an index is made of all of them. */
const SEARCHES_MAX = 6;

/** A scene's tiles and cards by id. */
class SceneIndex {
  readonly placed: ReadonlyMap<string, Placed>;
  private byId: Map<string, Tile> | undefined;
  private searches = 0;

  constructor(readonly scene: Scene) {
    this.placed = new Map(scene.placed.map((each) => [each.card.id, each]));
  }

  card(id: string): Card | undefined {
    return this.placed.get(id)?.card;
  }

  tile(id: string): Tile | undefined {
    const { tiles } = this.scene;
    if (!this.byId && this.searches++ < SEARCHES_MAX) return tiles.find((tile) => tile.id === id);
    this.byId ??= new Map(tiles.map((tile) => [tile.id, tile]));
    return this.byId.get(id);
  }
}
const indexes = new WeakMap<Scene, SceneIndex>();

function indexOf(scene: Scene): SceneIndex {
  let index = indexes.get(scene);
  if (!index) indexes.set(scene, (index = new SceneIndex(scene)));
  return index;
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

const path = (tile: Tile, from: Spot, fromOpacity: number, to: Spot, toOpacity: number): TilePath => ({
  tile,
  fromX: from.x,
  fromY: from.y,
  fromSize: from.size,
  fromOpacity,
  toX: to.x,
  toY: to.y,
  toSize: to.size,
  toOpacity,
});

const twinOf = (id: string): string => (id.endsWith('@owner') ? id.replace('@owner', '@node') : id.replace('@node', '@owner'));

/** The way into `there` of a tile that `elsewhere` has not: from its other place, from its owner, or, where it is really its end seen backwards, from nothing. */
function arrival(tile: Tile, elsewhere: SceneIndex, there: SceneIndex, asDeparture: boolean): TilePath {
  const twin = elsewhere.tile(twinOf(tile.id));
  if (twin) return path(tile, twin, there.scene.lens === elsewhere.scene.lens ? 0.4 : 1, tile, 1);
  if (asDeparture) return path(tile, scaled(tile, GONE_SCALE), 0, tile, 1);
  const ownerTile = tile.id.endsWith('@node') ? there.tile(twinOf(tile.id)) : undefined;
  // Without its owner in the picture, it comes from where Pods wait for a Node.
  const owner = ownerTile ?? birthplace(tile, (tile.id.endsWith('@node') ? there.card('unbound') : undefined) ?? there.card(tile.card));
  return path(tile, scaled(owner, BORN_SCALE), 0, tile, 1);
}

function scaled({ x, y, size }: Spot, scale: number): Spot {
  const inset = (size * (1 - scale)) / 2;
  return { x: x + inset, y: y + inset, size: size * scale };
}

/** A Pod comes out of the upper edge of the card that made it, where the line from its owner ends. */
function birthplace(tile: Tile, card: Card | undefined): Spot {
  if (!card) return tile;
  return { x: card.rect.x + Math.min(card.rect.width / 2, 160) - tile.size / 2, y: card.rect.y + 8, size: tile.size };
}

function cardPaths(from: Scene, to: Scene, before: SceneIndex, after: SceneIndex): Pick<Passage, 'stillCards' | 'cards'> {
  const stillCards: Card[] = [];
  const cards: CardPath[] = [];
  for (const card of to.cards) {
    const old = before.card(card.id);
    if (old === card || (old && sameRect(old.rect, card.rect))) stillCards.push(card);
    else cards.push({ card, from: old?.rect ?? raised(card.rect), to: card.rect, fromOpacity: old ? 1 : 0, toOpacity: 1 });
  }
  for (const card of from.cards) if (!after.placed.has(card.id)) cards.push({ card, from: card.rect, to: raised(card.rect), fromOpacity: 1, toOpacity: 0 });
  return { stillCards, cards };
}

const sameRect = (a: Rect, b: Rect): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
const raised = (rect: Rect): Rect => ({ ...rect, y: rect.y - 14 });

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

/** Slow at both ends. */
export function eased(progress: number): number {
  return progress < 0.5 ? 4 * progress ** 3 : 1 - (2 - 2 * progress) ** 3 / 2;
}

export interface TileSpot {
  x: number;
  y: number;
  size: number;
  opacity: number;
}

/** Where a tile is at a progress from 0 to 1; written into `spot`, so that ten thousand of them make no garbage. */
export function tileAt({ fromX, fromY, fromSize, toX, toY, toSize, fromOpacity, toOpacity }: TilePath, progress: number, spot: TileSpot): TileSpot {
  const t = eased(progress);
  spot.x = mix(fromX, toX, t);
  spot.y = mix(fromY, toY, t);
  spot.size = mix(fromSize, toSize, t);
  // A tile can be seen for most of its way: it comes in early and goes late.
  spot.opacity =
    fromOpacity === toOpacity
      ? toOpacity
      : fromOpacity < toOpacity
        ? mix(fromOpacity, toOpacity, Math.min(1, progress * 1.8))
        : mix(fromOpacity, toOpacity, Math.max(0, progress * 1.8 - 0.8));
  return spot;
}

export function cardAt({ from, to, fromOpacity, toOpacity }: CardPath, progress: number): Rect & { readonly opacity: number } {
  const t = eased(progress);
  return {
    x: mix(from.x, to.x, t),
    y: mix(from.y, to.y, t),
    width: mix(from.width, to.width, t),
    height: mix(from.height, to.height, t),
    opacity: mix(fromOpacity, toOpacity, progress),
  };
}
