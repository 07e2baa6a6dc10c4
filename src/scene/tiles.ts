import type { Box } from './blocks.ts';
import { type Grid, isCaptioned, placeAt } from './grid.ts';
import type { History } from './history.ts';
import { NO_REVISION, type EmptySlot, type Placed, type PodFacts, type Tile } from './types.ts';

/** A box at its place, and what it was made from. */
interface Kept {
  readonly box: Box;
  readonly placed: Placed;
}
/** What of the pictures of one history can be used again in its next one: two that stand beside each other would disturb each other. */
class Memory {
  /** The newest of each card, by where its Pods stand. */
  readonly newest = { owner: new Map<string, Kept>(), node: new Map<string, Kept>() };
  readonly known = { owner: new WeakMap<PodFacts, Tile>(), node: new WeakMap<PodFacts, Tile>() };
}
const memories = new WeakMap<History, Memory>();

function memoryOf(history: History): Memory {
  let memory = memories.get(history);
  if (!memory) memories.set(history, (memory = new Memory()));
  return memory;
}

const standing = new WeakMap<Box, Placed>();

/** A box at its place; the same objects as last time where the box and the place are. */
export function placeBox(history: History, box: Box, x: number, y: number): Placed {
  const before = standing.get(box);
  if (before?.card.rect.x === x && before.card.rect.y === y) return before;
  const memory = memoryOf(history);
  const { newest } = memory;
  const { card, width, height, grid, at } = box;
  const old = newest[at].get(card.id);
  const stands = old !== undefined && old.placed.card.rect.x === x && old.placed.card.rect.y === y;
  const same = stands && grid !== undefined && sameGrid(old.box.grid, grid) && old.box.card.id === card.id ? old : undefined;
  const held = grid ? (box.crowd ? crowdIn(memory, box, grid, x, y, same) : standingsIn(memory, box, grid, x, y)) : NOTHING_HELD;
  const placed: Placed = { card: { ...card, rect: { x, y, width, height } }, ...held };
  standing.set(box, placed);
  newest[at].set(card.id, { box, placed });
  if (newest[at].size > KEPT_MAX) newest[at].delete(newest[at].keys().next().value as string);
  return placed;
}

/** More cards than stand in any picture are not remembered. */
const KEPT_MAX = 12_000;
type Held = Omit<Placed, 'card'>;
const NOTHING_HELD: Held = { tiles: [], slots: [], revisions: [] };

const sameGrid = (a: Grid | undefined, b: Grid): boolean =>
  a !== undefined && a.x === b.x && a.y === b.y && a.size === b.size && a.pitchX === b.pitchX && a.pitchY === b.pitchY && a.columns === b.columns;

function standingsIn(memory: Memory, { card, standings, vacancies, at }: Box, grid: Grid, x: number, y: number): Held {
  const { size } = grid;
  const captioned = isCaptioned(grid);
  const tiles = standings.map(({ pod, place, revision, caption }) => {
    const spot = placeAt(grid, place);
    return tileOf(memory, at, pod, card.id, x + spot.x, y + spot.y, size, revision, captioned ? caption : '');
  });
  const slots = vacancies.map(({ id, place, caption, why }): EmptySlot => {
    const spot = placeAt(grid, place);
    return { id: `${id}@${at}`, card: card.id, x: x + spot.x, y: y + spot.y, size, caption: captioned ? caption : '', why };
  });
  return { tiles, slots, revisions: [...new Set(standings.map(({ revision }) => revision))].filter((revision) => revision !== NO_REVISION) };
}

/** The tiles of a crowd. Where the one before stood in the same grid, only who is another gets a new tile. */
function crowdIn(memory: Memory, { card, crowd, at }: Box, grid: Grid, x: number, y: number, old: Kept | undefined): Held {
  const { seats, revision } = crowd as NonNullable<Box['crowd']>;
  const before = old?.box.crowd?.revision === revision ? old.box.crowd.seats : undefined;
  if (before === seats && old) {
    const { tiles, slots, revisions } = old.placed;
    return { tiles, slots, revisions };
  }
  const tiles: Tile[] = [];
  let index = 0;
  for (let place = 0; place < seats.length; place++) {
    const pod = seats[place];
    const stood = before?.[place];
    const tile = stood ? old?.placed.tiles[index++] : undefined;
    if (!pod) continue;
    if (stood === pod && tile) {
      tiles.push(tile);
      continue;
    }
    const spot = placeAt(grid, place);
    tiles.push(tileOf(memory, at, pod, card.id, x + spot.x, y + spot.y, grid.size, revision, ''));
  }
  return { tiles, slots: [], revisions: tiles.length ? [revision] : [] };
}

const newestOfAll = { owner: new WeakMap<PodFacts, Tile>(), node: new WeakMap<PodFacts, Tile>() };

/** The tile that was made last of these facts, in whatever picture: a hint. */
export const newestTile = (at: Box['at'], pod: PodFacts): Tile | undefined => newestOfAll[at].get(pod);

/** A tile; the same object as last time while nothing about it has changed, so that ten thousand that stand still cost little. */
function tileOf({ known }: Memory, at: Box['at'], pod: PodFacts, card: string, x: number, y: number, size: number, revision: number, caption: string): Tile {
  const old = known[at].get(pod);
  if (old && old.x === x && old.y === y && old.size === size && old.card === card && old.revision === revision && old.caption === caption) return old;
  const tile: Tile = { id: `${pod.uid}@${at}`, pod, card, x, y, size, revision, caption, label: labelOf(pod) };
  known[at].set(pod, tile);
  newestOfAll[at].set(pod, tile);
  return tile;
}

/** What tells a Pod from its siblings: its ordinal, its Node, or the random end of its name. */
function labelOf({ name, ordinal, ownerKind, node }: PodFacts): string {
  if (ordinal >= 0) return String(ordinal);
  if (ownerKind === 'DaemonSet' && node) return node;
  return ownerKind ? name.slice(name.lastIndexOf('-') + 1) : name;
}
