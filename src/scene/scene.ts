import type { World } from '../timeline/types.ts';
import {
  type Block,
  type Box,
  EMPTY_BLOCK,
  FAMILY_GAP,
  MARGIN,
  type Standing,
  blockOf,
  eachBox,
  fitZoom,
  flowed,
  isCompact,
  rectOf,
  stacked,
} from './blocks.ts';
import { Census } from './census.ts';
import { revisionOfPod } from './facts.ts';
import { familyBlock } from './family-block.ts';
import { type Grid, gridExtent, gridFor, isCaptioned, placeAt } from './grid.ts';
import type { History } from './history.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { nodeArranger } from './node-block.ts';
import { type Card, type Edge, type EmptySlot, type Lens, NO_REVISION, type Placed, type PodFacts, type Scene, type Tile, type Viewport } from './types.ts';

export interface SceneInput {
  readonly world: World;
  readonly position: number;
  readonly history: History;
  readonly lens: Lens;
  readonly viewport: Viewport;
  /** Of this very world, where one is kept; else all Pods are counted anew. */
  readonly census?: Census;
}

/** The picture of a world: a pure function of its arguments. Of what stands where it stood in the picture made before, the same objects are used again. */
export function buildScene({ world, position, history, lens, viewport, census = censusOf(world, history) }: SceneInput): Scene {
  const inventory = takeInventory(world, census);
  const column = isCompact(viewport) ? Math.max(260, viewport.width - 2 * 16) : undefined;
  const owners = lens === 'nodes' ? [] : ownerBlocks(inventory, history, column);
  const deploymentUids = new Map(
    inventory.families.flatMap(({ id, workload, replicaSets }) =>
      workload?.table === 'deployments' ? replicaSets.map(({ metadata }) => [metadata.uid, id] as const) : [],
    ),
  );
  const revisionOf = (pod: PodFacts): number => revisionOfPod(pod, deploymentUids, history);
  const nodes = lens === 'owners' ? () => EMPTY_BLOCK : nodeArranger({ inventory, history, column, revisionOf, withUnbound: lens === 'nodes' });
  const page = column === undefined ? bestWide(owners, nodes, viewport) : stacked([stacked(owners, 28), nodes(column)], 28);
  const { placed, cards, tiles, slots, edges, revisions } = arranged(page, history);
  const bounds = rectOf(cards.map(({ rect }) => rect));
  return {
    position,
    lens,
    placed,
    cards,
    tiles,
    slots,
    edges,
    revisions,
    bounds,
    empty: inventory.families.length === 0 && inventory.loosePods.size === 0 && inventory.others.size === 0,
  };
}

function censusOf(world: World, history: History): Census {
  const census = new Census(history);
  census.moveTo(world);
  return census;
}

/** So much larger must a wider arrangement come out to be taken: one column is easier to read. */
const WORTH_WIDENING = 1.03;
/** Three Nodes beside each other. */
const ROW_MIN = 3 * 212 + 2 * 14;
const WIDENINGS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 13];

/** The arrangement that can be shown largest, among rows of different lengths. */
function bestWide(owners: readonly Block[], nodes: (widthMax: number) => Block, viewport: Viewport): Block {
  const widest = Math.max(viewport.width - MARGIN, ROW_MIN, ...owners.map(({ width }) => width));
  let best: Block | undefined;
  let bestZoom = 0;
  for (const widening of WIDENINGS) {
    const width = widest * widening;
    const page = stacked([flowed(owners, width, FAMILY_GAP, FAMILY_GAP), nodes(width)], 44);
    const zoom = fitZoom(page, viewport);
    if (!best || zoom > bestZoom * WORTH_WIDENING) {
      best = page;
      bestZoom = zoom;
    }
    if (zoom >= 1) break;
  }
  return best ?? EMPTY_BLOCK;
}

/** Families by namespace; with a frame around each namespace where there are several. */
function ownerBlocks(inventory: Inventory, history: History, column: number | undefined): readonly Block[] {
  const byNamespace = new Map<string, Block[]>();
  const add = (namespace: string, block: Block): void => {
    const list = byNamespace.get(namespace);
    if (list) list.push(block);
    else byNamespace.set(namespace, [block]);
  };
  const context = { inventory, history, column };
  for (const family of inventory.families) add(family.namespace, familyBlock(family, context));
  for (const [namespace, pods] of inventory.loosePods) add(namespace, looseBlock(namespace, pods, history, column));
  for (const [namespace, items] of inventory.others) add(namespace, othersBlock(namespace, items, column));
  const order = [...byNamespace.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const named = order.filter((namespace) => namespace !== '');
  return order.flatMap((namespace) => {
    const blocks = byNamespace.get(namespace) as Block[];
    return named.length < 2 || namespace === '' ? blocks : [namespaceBlock(namespace, blocks, column)];
  });
}

const rank = (namespace: string): number => (namespace === 'default' ? 0 : namespace === '' ? 2 : 1);

const NAMESPACE_PADDING = 20;
const NAMESPACE_HEADER = 40;

function namespaceBlock(name: string, blocks: readonly Block[], column: number | undefined): Block {
  const padding = column === undefined ? NAMESPACE_PADDING : 0;
  const widest = Math.max(...blocks.map(({ width }) => width));
  const area = blocks.reduce((sum, { width, height }) => sum + (width + FAMILY_GAP) * (height + FAMILY_GAP), 0);
  const inner = column === undefined ? flowed(blocks, Math.max(widest, Math.sqrt(area * 1.6)), FAMILY_GAP, FAMILY_GAP) : stacked(blocks, 28);
  const width = inner.width + 2 * padding;
  const height = inner.height + NAMESPACE_HEADER + NAMESPACE_PADDING;
  const card: Omit<Card, 'rect'> = {
    id: `namespace/${name}`,
    ref: { table: 'namespaces', key: name },
    name,
    facts: { kind: 'namespace', name },
    painted: false,
    scale: 1,
    terminating: false,
  };
  const frame: Box = { card, x: 0, y: 0, width, height, grid: undefined, standings: [], vacancies: [], at: 'owner' };
  return { ...EMPTY_BLOCK, width, height, boxes: [frame], parts: [{ x: padding, y: NAMESPACE_HEADER, block: inner }] };
}

/** Pods without an owner on the canvas. */
function looseBlock(namespace: string, pods: readonly PodFacts[], history: History, column: number | undefined): Block {
  let spare = history.roomForLoose(namespace);
  // A world's tables have no order: without this one, two looks at it could give two pictures.
  const inOrder = [...pods].sort((a, b) => (a.uid < b.uid ? -1 : 1));
  const standings = inOrder.map((pod): Standing => {
    const place = pod.ownerUid ? undefined : history.placeAtOwner('', namespace, pod.uid);
    return { pod, place: place ?? spare++, revision: NO_REVISION, caption: pod.name };
  });
  const grid = gridFor({
    capacity: Math.max(1, spare),
    x: 18,
    y: 64,
    width: column === undefined ? 6 * 54 - 22 : column - 36,
    mayGrow: column === undefined,
    rowsMin: 1,
    captioned: true,
  });
  const extent = gridExtent(grid);
  const width = column ?? extent.width + 36;
  const height = 64 + extent.height + (isCaptioned(grid) ? 34 : 18);
  const card: Omit<Card, 'rect'> = {
    id: `loose/${namespace}`,
    ref: undefined,
    name: namespace,
    facts: { kind: 'loose', namespace, pods: pods.length },
    painted: false,
    scale: 1,
    terminating: false,
  };
  return blockOf({ card, x: 0, y: 0, width, height, grid, standings, vacancies: [], at: 'owner' });
}

const OTHERS_ROWS_MAX = 8;

/** Objects that are stored, but that nothing here acts on. */
function othersBlock(namespace: string, items: Inventory['others'] extends ReadonlyMap<string, infer T> ? T : never, column: number | undefined): Block {
  const width = column ?? 276;
  const height = 66 + 28 * Math.min(items.length, OTHERS_ROWS_MAX) + (items.length > OTHERS_ROWS_MAX ? 24 : 0) + 12;
  const listed = items.map(({ table, key, object, acts }) => ({ ref: { table, key }, kind: object.kind, name: object.metadata.name, acts }));
  const card: Omit<Card, 'rect'> = {
    id: `others/${namespace}`,
    ref: undefined,
    name: namespace,
    facts: { kind: 'others', items: listed },
    painted: false,
    scale: 1,
    terminating: false,
  };
  return blockOf({ card, x: 0, y: 0, width, height, grid: undefined, standings: [], vacancies: [], at: 'owner' });
}

/** A box at its place, and what it was made from. */
interface Kept {
  readonly box: Box;
  readonly placed: Placed;
}
/** A box at its place; the same objects as last time where the box and the place are. */
function placeBox(box: Box, x: number, y: number, history: History): Placed {
  const { newest } = memoryOf(history);
  const { card, width, height, grid, at } = box;
  const key = `${at}|${card.id}`;
  const old = newest.get(key);
  const stands = old !== undefined && old.placed.card.rect.x === x && old.placed.card.rect.y === y;
  if (stands && old.box === box) return old.placed;
  const same = stands && grid !== undefined && sameGrid(old.box.grid, grid) && old.box.card.id === card.id ? old : undefined;
  const held = grid ? (box.crowd ? crowdIn(history, box, grid, x, y, same) : standingsIn(history, box, grid, x, y)) : NOTHING_HELD;
  const placed: Placed = { card: { ...card, rect: { x, y, width, height } }, ...held };
  newest.set(key, { box, placed });
  if (newest.size > KEPT_MAX) newest.delete(newest.keys().next().value as string);
  return placed;
}

/** More cards than stand in any picture are not remembered. */
const KEPT_MAX = 12_000;
type Held = Pick<Placed, 'tiles' | 'slots'>;
const NOTHING_HELD: Held = { tiles: [], slots: [] };

const sameGrid = (a: Grid | undefined, b: Grid): boolean =>
  a !== undefined && a.x === b.x && a.y === b.y && a.size === b.size && a.pitchX === b.pitchX && a.pitchY === b.pitchY && a.columns === b.columns;

function standingsIn(history: History, { card, standings, vacancies, at }: Box, grid: Grid, x: number, y: number): Held {
  const { size } = grid;
  const captioned = isCaptioned(grid);
  const tiles = standings.map(({ pod, place, revision, caption }) => {
    const spot = placeAt(grid, place);
    return tileOf(history, at, pod, card.id, x + spot.x, y + spot.y, size, revision, captioned ? caption : '');
  });
  const slots = vacancies.map(({ id, place, caption, why }): EmptySlot => {
    const spot = placeAt(grid, place);
    return { id: `${id}@${at}`, card: card.id, x: x + spot.x, y: y + spot.y, size, caption: captioned ? caption : '', why };
  });
  return { tiles, slots };
}

/** The tiles of a crowd. Where the one before stood in the same grid, only who is another gets a new tile. */
function crowdIn(history: History, { card, crowd, at }: Box, grid: Grid, x: number, y: number, old: Kept | undefined): Held {
  const { seats, revision } = crowd as NonNullable<Box['crowd']>;
  const before = old?.box.crowd?.revision === revision ? old.box.crowd.seats : undefined;
  if (before === seats && old) return { tiles: old.placed.tiles, slots: [] };
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
    tiles.push(tileOf(history, at, pod, card.id, x + spot.x, y + spot.y, grid.size, revision, ''));
  }
  return { tiles, slots: [] };
}

interface Arranged extends Pick<Scene, 'placed' | 'cards' | 'tiles' | 'slots' | 'edges' | 'revisions'> {}

function arranged(page: Block, history: History): Arranged {
  const placed: Placed[] = [];
  const cards: Card[] = [];
  const tiles: Tile[] = [];
  const slots: EmptySlot[] = [];
  const edges: Edge[] = [];
  const revisions = new Set<number>();
  const place = (box: Box, x: number, y: number): void => {
    const result = placeBox(box, x, y, history);
    placed.push(result);
    cards.push(result.card);
    for (const tile of result.tiles) tiles.push(tile);
    for (const slot of result.slots) slots.push(slot);
    if (box.crowd) {
      if (result.tiles.length) revisions.add(box.crowd.revision);
    } else for (const { revision } of box.standings) if (revision >= 0) revisions.add(revision);
  };
  eachBox(page, place, edges);
  return { placed, cards, tiles, slots, edges, revisions: [...revisions].sort((a, b) => a - b) };
}

/** What of the pictures of one history can be used again in its next. */
interface Memory {
  readonly owner: WeakMap<PodFacts, Tile>;
  readonly node: WeakMap<PodFacts, Tile>;
  /** The newest of each card, by lens and card. */
  readonly newest: Map<string, Kept>;
}
/** Two pictures beside each other show the same Pods at different places. */
const memories = new WeakMap<History, Memory>();

function memoryOf(history: History): Memory {
  let memory = memories.get(history);
  if (!memory) memories.set(history, (memory = { owner: new WeakMap(), node: new WeakMap(), newest: new Map() }));
  return memory;
}

/** A tile; the same object as last time while nothing about it has changed, so that ten thousand that stand still cost little. */
function tileOf(history: History, at: Box['at'], pod: PodFacts, card: string, x: number, y: number, size: number, revision: number, caption: string): Tile {
  const tiles = memoryOf(history)[at];
  const old = tiles.get(pod);
  if (old && old.x === x && old.y === y && old.size === size && old.card === card && old.revision === revision && old.caption === caption) return old;
  const tile: Tile = { id: `${pod.uid}@${at}`, pod, card, x, y, size, revision, caption, label: labelOf(pod) };
  tiles.set(pod, tile);
  return tile;
}

/** What tells a Pod from its siblings: its ordinal, its Node, or the random end of its name. */
function labelOf({ name, ordinal, ownerKind, node }: PodFacts): string {
  if (ordinal >= 0) return String(ordinal);
  if (ownerKind === 'DaemonSet' && node) return node;
  return ownerKind ? name.slice(name.lastIndexOf('-') + 1) : name;
}
