import type { World } from '../timeline/types.ts';
import { type Block, type Box, EMPTY_BLOCK, FAMILY_GAP, MARGIN, type Standing, blockOf, fitZoom, flowed, isCompact, rectOf, stacked } from './blocks.ts';
import { Census } from './census.ts';
import { revisionOfPod } from './facts.ts';
import { familyBlock } from './family-block.ts';
import { gridExtent, gridFor, isCaptioned } from './grid.ts';
import type { History } from './history.ts';
import { type Inventory, takeInventory } from './inventory.ts';
import { type NodeArranger, nodeArranger } from './node-block.ts';
import { placeBox } from './tiles.ts';
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
  const nodes = lens === 'owners' ? NO_NODES : nodeArranger({ inventory, history, column, revisionOf, withUnbound: lens === 'nodes' });
  const page = column === undefined ? bestWide(owners, nodes, viewport) : stacked([stacked(owners, 28), nodes.arrange(column)], 28);
  const arrangement = arranged(page, history);
  const bounds = rectOf(arrangement.cards.map(({ rect }) => rect));
  let tiles: readonly Tile[] | undefined;
  return {
    position,
    lens,
    ...arrangement,
    get tiles() {
      return (tiles ??= arrangement.placed.flatMap((each) => each.tiles));
    },
    bounds,
    served: history.servedBy(position),
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

const NO_NODES: NodeArranger = { arrange: () => EMPTY_BLOCK, scales: false };

/** The arrangement that can be shown largest, among rows of different lengths. */
function bestWide(owners: readonly Block[], nodes: NodeArranger, viewport: Viewport): Block {
  const best = widest(owners, nodes, viewport, 1);
  if (!nodes.scales || owners.length === 0 || best.zoom >= NODES_SMALL_UNDER) return best.page;
  for (const scale of NODE_SCALES) {
    if (scale * best.zoom > NODES_LARGE_ENOUGH) continue;
    const page = widest(owners, nodes, viewport, scale);
    if (page.zoom >= best.zoom * OWNERS_GIVE) return page.page;
  }
  return best.page;
}

/** Where many owners make everything small, Nodes are drawn larger, as long as owners need not give much for it. */
const NODES_SMALL_UNDER = 0.5;
const NODES_LARGE_ENOUGH = 0.75;
const NODE_SCALES = [2.5, 2, 1.5];
const OWNERS_GIVE = 0.86;

function widest(owners: readonly Block[], nodes: NodeArranger, viewport: Viewport, scale: number): { readonly page: Block; readonly zoom: number } {
  const base = Math.max(viewport.width - MARGIN, ROW_MIN, ...owners.map(({ width }) => width));
  let best: { readonly page: Block; readonly zoom: number } | undefined;
  for (const widening of WIDENINGS) {
    const width = base * widening;
    const page = stacked([flowed(owners, width, FAMILY_GAP, FAMILY_GAP), nodes.arrange(width, scale)], 44);
    const zoom = fitZoom(page, viewport);
    if (!best || zoom > best.zoom * WORTH_WIDENING) best = { page, zoom };
    if (zoom >= 1) break;
  }
  return best ?? { page: EMPTY_BLOCK, zoom: 1 };
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

type Arranged = Pick<Scene, 'placed' | 'cards' | 'count' | 'slots' | 'edges' | 'revisions'>;

function arranged(page: Block, history: History): Arranged {
  const placed: Placed[] = [];
  const slots: EmptySlot[] = [];
  const edges: Edge[] = [];
  const revisions = new Set<number>();
  collect(history, page, 0, 0, placed, edges);
  let count = 0;
  for (const each of placed) {
    count += each.tiles.length;
    if (each.slots.length) for (const slot of each.slots) slots.push(slot);
    for (const revision of each.revisions) revisions.add(revision);
  }
  return { placed, cards: placed.map(({ card }) => card), count, slots, edges, revisions: [...revisions].sort((a, b) => a - b) };
}

/** A block of many cards that is where it was is not gone through again. */
const REMEMBERED_FROM = 50;
const remembered = new WeakMap<Block, { readonly x: number; readonly y: number; readonly placed: readonly Placed[]; readonly edges: readonly Edge[] }>();

function collect(history: History, block: Block, x: number, y: number, placed: Placed[], edges: Edge[]): void {
  const known = remembered.get(block);
  if (known?.x === x && known.y === y) {
    for (const each of known.placed) placed.push(each);
    for (const edge of known.edges) edges.push(edge);
    return;
  }
  const [placedBefore, edgesBefore] = [placed.length, edges.length];
  for (const box of block.boxes) placed.push(placeBox(history, box, x + box.x, y + box.y));
  for (const edge of block.edges) edges.push(edge);
  for (const part of block.parts) collect(history, part.block, x + part.x, y + part.y, placed, edges);
  if (placed.length - placedBefore >= REMEMBERED_FROM) remembered.set(block, { x, y, placed: placed.slice(placedBefore), edges: edges.slice(edgesBefore) });
}
