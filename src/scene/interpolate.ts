import { newestTile } from './tiles.ts';
import type { Card, Placed, PodFacts, Rect, Scene, Tile } from './types.ts';

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

export interface Part {
  readonly card: Card;
  readonly tiles: readonly Tile[];
}

/** Two scenes and everything that differs between them: drawn at any progress from 0 (the first) to 1 (the second). */
export interface Passage {
  readonly from: Scene;
  readonly to: Scene;
  /** Tiles of `to` that stand where they stood, by the card that they stand in; a card in which nothing changed has its own list. */
  readonly parts: readonly Part[];
  /** All of them. */
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
  if (from === to) return passageOf(from, to, to.placed, [], { stillCards: to.cards, cards: [] });
  const before = indexOf(from);
  const after = indexOf(to);
  // Time runs backwards where the scene to go to is the earlier one: what is born then is what had gone.
  const backwards = to.position < from.position;
  const { parts, came, left } = compared(from, to, before, after);
  const tiles: TilePath[] = [];
  const arriving: Side = { index: after, changed: came };
  const departing: Side = { index: before, changed: left };
  for (const tile of came.values()) {
    const stood = left.get(tile.id);
    tiles.push(stood ? path(tile, stood, 1, tile, 1) : arrival(tile, departing, arriving, backwards));
  }
  for (const tile of left.values()) {
    if (came.has(tile.id)) continue;
    const { toX, toY, toSize, toOpacity, fromX, fromY, fromSize } = arrival(tile, arriving, departing, !backwards);
    tiles.push({ tile, fromX: toX, fromY: toY, fromSize: toSize, fromOpacity: toOpacity, toX: fromX, toY: fromY, toSize: fromSize, toOpacity: 0 });
  }
  return passageOf(from, to, parts, tiles, cardPaths(from, to, before, after));
}

function passageOf(from: Scene, to: Scene, parts: readonly Part[], tiles: readonly TilePath[], cards: Pick<Passage, 'stillCards' | 'cards'>): Passage {
  let still: readonly Tile[] | undefined;
  return {
    from,
    to,
    parts,
    get still() {
      return (still ??= parts.flatMap((part) => part.tiles));
    },
    tiles,
    ...cards,
  };
}

interface Compared {
  readonly parts: readonly Part[];
  /** Tiles that are not, or do not stand so, in the other scene; by id. */
  readonly came: Map<string, Tile>;
  readonly left: Map<string, Tile>;
}

/** Card by card: most hold the very same tiles, and in others only few are not the same objects. */
function compared(from: Scene, to: Scene, before: SceneIndex, after: SceneIndex): Compared {
  const parts: Part[] = [];
  const came = new Map<string, Tile>();
  const left = new Map<string, Tile>();
  for (const placed of to.placed) {
    const { card, tiles } = placed;
    const old = before.placed.get(card.id)?.tiles ?? [];
    if (old === tiles) parts.push(placed);
    else {
      const still: Tile[] = [];
      compareTiles(old, tiles, { still, came, left });
      parts.push({ card, tiles: still });
    }
  }
  for (const { card, tiles } of from.placed) if (!after.placed.has(card.id)) for (const tile of tiles) left.set(tile.id, tile);
  return { parts, came, left };
}

/**
 * Both lists are in the order of places, as a rule: whoever stands before the other's next one is not in the other. What is found to have
 * come and left without having moved has stood still all the same.
 */
function compareTiles(
  old: readonly Tile[],
  now: readonly Tile[],
  { still, came, left }: { still: Tile[]; came: Map<string, Tile>; left: Map<string, Tile> },
): void {
  let i = 0;
  const arrived: Tile[] = [];
  for (const tile of now) {
    let other = old[i];
    while (other && other !== tile && !sameSpot(other, tile) && isBefore(other, tile)) {
      left.set(other.id, other);
      other = old[++i];
    }
    if (other && (other === tile || (other.id === tile.id && sameSpot(other, tile)))) {
      still.push(tile);
      i++;
    } else arrived.push(tile);
  }
  for (; i < old.length; i++) left.set((old[i] as Tile).id, old[i] as Tile);
  for (const tile of arrived) {
    const stood = left.get(tile.id);
    if (stood && sameSpot(stood, tile)) {
      left.delete(tile.id);
      still.push(tile);
    } else came.set(tile.id, tile);
  }
}

const isBefore = (a: Tile, b: Tile): boolean => a.y < b.y || (a.y === b.y && a.x <= b.x);
const sameSpot = (a: Tile, b: Tile): boolean => a.x === b.x && a.y === b.y && a.size === b.size;

/** A scene's cards by id, and its tiles, where they are asked for. */
class SceneIndex {
  readonly placed: ReadonlyMap<string, Placed>;
  private byId: Map<string, Tile> | undefined;

  constructor(readonly scene: Scene) {
    this.placed = new Map(scene.placed.map((each) => [each.card.id, each]));
  }

  card(id: string): Card | undefined {
    return this.placed.get(id)?.card;
  }

  tile(id: string, pod: PodFacts): Tile | undefined {
    // A Pod's tile at its owner or on its Node is made of the same facts as its other one: then it is found without an index.
    const hint = newestTile(id.endsWith('@owner') ? 'owner' : 'node', pod);
    const there = hint?.id === id ? this.at(hint) : undefined;
    if (there) return there;
    if (this.scene.lens === 'nodes' && pod.ownerUid && id.endsWith('@owner')) return undefined;
    this.byId ??= new Map(this.scene.tiles.map((tile) => [tile.id, tile]));
    return this.byId.get(id);
  }

  /** The same Pod's tile in the same place, of whatever facts. */
  private at(tile: Tile): Tile | undefined {
    const tiles = this.placed.get(tile.card)?.tiles ?? [];
    let low = 0;
    let high = tiles.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const there = tiles[middle] as Tile;
      if (there.x === tile.x && there.y === tile.y) return there.id === tile.id ? there : undefined;
      if (isBefore(there, tile)) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
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

/** One of the two scenes, and which of its tiles the other has not. */
interface Side {
  readonly index: SceneIndex;
  readonly changed: ReadonlyMap<string, Tile>;
}

/** A Pod's tile in a scene. One that did not change is in both; one that changed is known. */
function find(id: string, pod: PodFacts, side: Side, other: Side): Tile | undefined {
  const changed = side.changed.get(id);
  if (changed || other.changed.has(id)) return changed;
  return side.index.tile(id, pod);
}

/** The way into `there` of a tile that `elsewhere` has not: from its other place, from its owner, or, where it is really its end seen backwards, from nothing. */
function arrival(tile: Tile, elsewhere: Side, there: Side, asDeparture: boolean): TilePath {
  const { pod } = tile;
  const twin = find(twinOf(tile.id), pod, elsewhere, there);
  if (twin) return path(tile, twin, there.index.scene.lens === elsewhere.index.scene.lens ? 0.4 : 1, tile, 1);
  if (asDeparture) return path(tile, scaled(tile, GONE_SCALE), 0, tile, 1);
  const ownerTile = tile.id.endsWith('@node') ? find(twinOf(tile.id), pod, there, elsewhere) : undefined;
  // Without its owner in the picture, it comes from where Pods wait for a Node.
  const owner = ownerTile ?? birthplace(tile, (tile.id.endsWith('@node') ? there.index.card('unbound') : undefined) ?? there.index.card(tile.card));
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
