import type { Node } from '../kube/cluster-objects.ts';
import type { DaemonSet } from '../kube/workloads.ts';
import { type Block, type Box, EMPTY_BLOCK, type Standing, type Vacancy, blockOf, flowed, stacked } from './blocks.ts';
import { daemonVerdict } from './eligibility.ts';
import { nodeFacts } from './facts.ts';
import { type Grid, gridExtent, gridFor, gridTimes } from './grid.ts';
import type { History } from './history.ts';
import type { Inventory } from './inventory.ts';
import type { Card, CardFacts, PodFacts } from './types.ts';

export interface NodeContext {
  readonly inventory: Inventory;
  readonly history: History;
  readonly column: number | undefined;
  readonly revisionOf: (pod: PodFacts) => number;
  /** Whether Pods that are bound nowhere get a card: where they are not shown at their owners. */
  readonly withUnbound: boolean;
}

/** From so many Nodes on they are drawn small, and from so many in groups. */
export const DENSE_FROM = 31;
const GROUPED_FROM = 61;
const GROUP_SIZE = 100;
/** A DaemonSet beyond so many has no place of its own on the Node cards: its Pods stand among the others. */
const DAEMON_PLACES_MAX = 4;
const GAP = 14;

/** Arranges Nodes within a width, so many times larger; it may be asked for several widths and scales. */
export interface NodeArranger {
  readonly arrange: (widthMax: number, scale?: number) => Block;
  /** False where Nodes are drawn small, and are as large as they are. */
  readonly scales: boolean;
}

/** Pods where they run: a card for each Node. */
export function nodeArranger(context: NodeContext): NodeArranger {
  const { nodes } = context.inventory;
  const dense = nodes.length >= DENSE_FROM;
  const grouped = nodes.length >= GROUPED_FROM;
  const gap = grouped ? 24 : dense ? 8 : GAP;
  const made = new Map<number, readonly Block[]>();
  const blocksAt = (scale: number): readonly Block[] => {
    let blocks = made.get(scale);
    if (!blocks) {
      const singles = (dense ? denseBoxes(context) : fullBoxes(context, scale)).map(blockOf);
      made.set(scale, (blocks = grouped ? groups(nodes, singles) : singles));
    }
    return blocks;
  };
  const arrange = (widthMax: number, scale = 1): Block => {
    const arranged = flowed(blocksAt(scale), widthMax, gap * scale, gap * scale);
    return context.withUnbound ? stacked([unboundBlock(context, Math.max(arranged.width, Math.min(widthMax, 400))), arranged], 24) : arranged;
  };
  return { arrange, scales: nodes.length > 0 && !dense && context.column === undefined };
}

interface Occupants {
  readonly standings: readonly Standing[];
  readonly vacancies: readonly Vacancy[];
}

function daemonSetsOf({ families }: Inventory): readonly DaemonSet[] {
  return families.flatMap(({ workload }) => (workload?.table === 'daemonsets' ? [workload.object] : []));
}

/** DaemonSets have the first places on every Node, one each; the others follow. */
function occupantsOf(node: Node, daemonSets: readonly DaemonSet[], { inventory, history, revisionOf }: NodeContext): Occupants {
  const { name, uid } = node.metadata;
  const standings: Standing[] = [];
  const vacancies: Vacancy[] = [];
  const reserved = new Map(daemonSets.slice(0, DAEMON_PLACES_MAX).map((set, index) => [set.metadata.uid, index]));
  const taken = new Set<number>();
  let spare = reserved.size + history.roomOnNode(name);
  const ofDaemons: PodFacts[] = [];
  for (const pod of inventory.byNode.get(name)?.pods ?? []) {
    if (pod.ownerKind === 'DaemonSet') ofDaemons.push(pod);
    else standings.push({ pod, place: reserved.size + (history.placeOnNode(name, pod.uid) ?? 0), revision: revisionOf(pod), caption: '' });
  }
  for (const pod of ofDaemons.sort((a, b) => (a.uid < b.uid ? -1 : 1))) {
    const own = reserved.get(pod.ownerUid);
    const place = own !== undefined && !taken.has(own) ? own : spare++;
    taken.add(place);
    standings.push({ pod, place, revision: revisionOf(pod), caption: '' });
  }
  for (const set of daemonSets) {
    const place = reserved.get(set.metadata.uid);
    if (place === undefined || taken.has(place)) continue;
    vacancies.push({
      id: `${uid}/${set.metadata.uid}`,
      place,
      caption: '',
      why: { kind: 'daemon', node: name, daemonSet: set.metadata.name, verdict: daemonVerdict(set, node) },
    });
  }
  return { standings, vacancies };
}

const rooms = new WeakMap<readonly Node[], { readonly history: History; readonly version: number; readonly most: number }>();

/** The most room that any of these Nodes ever needs; counted once for as long as it cannot be another. */
function mostRoom(nodes: readonly Node[], history: History): number {
  const known = rooms.get(nodes);
  if (known?.history === history && known.version === history.version) return known.most;
  const most = Math.max(0, ...nodes.map(({ metadata }) => history.roomOnNode(metadata.name)));
  rooms.set(nodes, { history, version: history.version, most });
  return most;
}

/** The most places that any Node will ever need: all Node cards are alike. */
function capacityOf({ inventory, history }: NodeContext, daemonSets: readonly DaemonSet[]): number {
  const reserved = Math.min(daemonSets.length, DAEMON_PLACES_MAX);
  const surge = daemonSets.filter(({ spec }) => (spec.updateStrategy.rollingUpdate?.maxSurge ?? 0) !== 0).length;
  return reserved + surge + mostRoom(inventory.nodes, history) + Math.max(0, daemonSets.length - DAEMON_PLACES_MAX);
}

function nodeCard(node: Node, { inventory }: NodeContext, dense: boolean, scale = 1): Omit<Card, 'rect'> {
  const pods = inventory.byNode.get(node.metadata.name)?.pods ?? [];
  let [cpuMilli, memoryBytes] = [0, 0];
  let count = 0;
  for (const pod of pods) {
    if (pod.state === 'completed') continue;
    count++;
    cpuMilli += pod.cpuMilli;
    memoryBytes += pod.memoryBytes;
  }
  const { uid, name, deletionTimestamp } = node.metadata;
  return {
    id: uid,
    ref: { table: 'nodes', key: name },
    name,
    facts: nodeFacts(node, { cpuMilli, memoryBytes }, count, dense, isDown(inventory, name)),
    painted: dense,
    scale,
    terminating: deletionTimestamp !== undefined,
  };
}

/** Whether a Node's kubelet was made to stop: a row that the stand-in keeps, under the Node's name. */
function isDown({ world }: Inventory, name: string): boolean {
  const power = world.get('#nodes')?.get(name) as { readonly spec?: { readonly down?: boolean } } | undefined;
  return power?.spec?.down ?? false;
}

const NODE_PADDING = 14;
const NODE_HEADER = 58;
const NODE_TILES_WIDTH = 5 * 38 - 6;

interface KeptBox {
  readonly node: Node;
  readonly pods: readonly PodFacts[];
  readonly daemonSets: readonly DaemonSet[];
  readonly down: boolean;
  readonly box: Box;
}
const kept = new WeakMap<History, Map<string, KeptBox>>();
const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean => a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
const sameGrid = (a: Grid | undefined, b: Grid): boolean =>
  a !== undefined && a.size === b.size && a.columns === b.columns && a.rows === b.rows && a.x === b.x && a.y === b.y;
const NO_PODS: readonly PodFacts[] = [];

/** A Node's card with what stands on it; the same object as last time where the Node and its Pods are the same, as most are. */
function nodeBox(
  node: Node,
  daemonSets: readonly DaemonSet[],
  context: NodeContext,
  size: { readonly width: number; readonly height: number; readonly grid: Grid; readonly dense: boolean; readonly scale: number },
): Box {
  const { inventory, history } = context;
  const { name } = node.metadata;
  const pods = inventory.byNode.get(name)?.pods ?? NO_PODS;
  let boxes = kept.get(history);
  if (!boxes) kept.set(history, (boxes = new Map()));
  const { width, height, grid, dense, scale } = size;
  const kind = scale === 1 ? name : `${name} ×${scale}`;
  const old = boxes.get(kind);
  const down = isDown(inventory, name);
  if (
    old &&
    old.node === node &&
    old.down === down &&
    sameItems(old.pods, pods) &&
    sameItems(old.daemonSets, daemonSets) &&
    old.box.width === width &&
    old.box.height === height &&
    sameGrid(old.box.grid, grid)
  )
    return old.box;
  const box: Box = { card: nodeCard(node, context, dense, scale), x: 0, y: 0, width, height, grid, at: 'node', ...occupantsOf(node, daemonSets, context) };
  boxes.set(kind, { node, pods, daemonSets, down, box });
  return box;
}

function fullBoxes(context: NodeContext, scale: number): readonly Box[] {
  const { inventory, column } = context;
  const daemonSets = daemonSetsOf(inventory);
  const capacity = Math.max(5, capacityOf(context, daemonSets));
  const width = column === undefined ? NODE_TILES_WIDTH : Math.floor((column - GAP) / 2) - 2 * NODE_PADDING;
  const grid = gridFor({ capacity, x: NODE_PADDING, y: NODE_HEADER, width, mayGrow: column === undefined, rowsMin: 2 });
  const extent = gridExtent(grid);
  const badges = Math.max(0, ...inventory.nodes.map((node) => badgesOf(nodeCard(node, context, false).facts)));
  const height = NODE_HEADER + extent.height + NODE_PADDING + (badges ? 4 + 24 * Math.min(badges, 3) : 0);
  const size = {
    width: (Math.max(extent.width, width) + 2 * NODE_PADDING) * scale,
    height: height * scale,
    grid: gridTimes(grid, scale),
    dense: false,
    scale,
  };
  return inventory.nodes.map((node) => nodeBox(node, daemonSets, context, size));
}

/** How many lines of badges a Node's card shows: its state, then its taints. */
function badgesOf(facts: CardFacts): number {
  if (facts.kind !== 'node') return 0;
  return (facts.cordoned || facts.down || facts.ready !== 'True' || facts.pressures.length ? 1 : 0) + facts.taints.length;
}

function denseBoxes(context: NodeContext): readonly Box[] {
  const { inventory } = context;
  const daemonSets = daemonSetsOf(inventory);
  const capacity = Math.max(4, capacityOf(context, daemonSets));
  const many = inventory.nodes.length >= GROUPED_FROM;
  const [size, pitch, header] = many ? [8, 10, 14] : [14, 17, 20];
  const columns = Math.max(5, Math.ceil(Math.sqrt(capacity * 1.4)));
  const grid: Grid = { x: 5, y: header, size, pitchX: pitch, pitchY: pitch, columns, rows: Math.max(2, Math.ceil(capacity / columns)) };
  const extent = gridExtent(grid);
  const box = { width: extent.width + 10, height: header + extent.height + 5, grid, dense: true, scale: 1 };
  return inventory.nodes.map((node) => nodeBox(node, daemonSets, context, box));
}

/** Clusters of Nodes, each in a frame: by zone where there are several, else by the hundred. */
function groups(nodes: readonly Node[], blocks: readonly Block[]): readonly Block[] {
  const zones = new Map<string, number[]>();
  nodes.forEach(({ metadata }, index) => {
    const zone = metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
    const list = zones.get(zone);
    if (list) list.push(index);
    else zones.set(zone, [index]);
  });
  const result: Block[] = [];
  for (const [zone, members] of [...zones].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (let start = 0; start < members.length; start += GROUP_SIZE) {
      const part = members.slice(start, start + GROUP_SIZE);
      const first = (nodes[part[0] as number] as Node).metadata.name;
      const last = (nodes[part.at(-1) as number] as Node).metadata.name;
      const label = zone && members.length <= GROUP_SIZE ? zone : `${zone ? `${zone}: ` : ''}${rangeOf(first, last)}`;
      result.push(
        keptGroup(
          label,
          part.map((index) => blocks[index] as Block),
        ),
      );
    }
  }
  return result;
}

/** `node-1 … 100`: what both names begin with is said once. */
function rangeOf(first: string, last: string): string {
  const prefix = /^.*?(?=\d*$)/.exec(first)?.[0] ?? '';
  return `${first} … ${last.startsWith(prefix) ? last.slice(prefix.length) : last}`;
}

const keptGroups = new Map<string, { readonly members: readonly Block[]; readonly block: Block }>();

/** The same block as last time where all Nodes in it are: at most one of each name is kept. */
function keptGroup(label: string, members: readonly Block[]): Block {
  const old = keptGroups.get(label);
  if (old && sameItems(old.members, members)) return old.block;
  const block = groupBlock(label, members);
  keptGroups.set(label, { members, block });
  if (keptGroups.size > GROUPS_KEPT_MAX) keptGroups.delete(keptGroups.keys().next().value as string);
  return block;
}

const GROUPS_KEPT_MAX = 200;
const GROUP_PADDING = 12;
const GROUP_HEADER = 92;

function groupBlock(label: string, members: readonly Block[]): Block {
  const columns = Math.ceil(Math.sqrt(members.length));
  const inner = flowed(members, columns * ((members[0]?.width ?? 0) + 8), 8, 8);
  const notReady = members.filter(({ boxes }) => boxes[0]?.card.facts.kind === 'node' && boxes[0].card.facts.ready !== 'True').length;
  const width = inner.width + 2 * GROUP_PADDING;
  const height = inner.height + GROUP_PADDING + GROUP_HEADER;
  const card: Omit<Card, 'rect'> = {
    id: `nodes/${label}`,
    ref: undefined,
    name: label,
    facts: { kind: 'nodegroup', label, nodes: members.length, notReady },
    painted: false,
    scale: 1,
    terminating: false,
  };
  const frame: Box = { card, x: 0, y: 0, width, height, grid: undefined, standings: [], vacancies: [], at: 'node' };
  return { ...EMPTY_BLOCK, width, height, boxes: [frame], parts: [{ x: GROUP_PADDING, y: GROUP_HEADER, block: inner }] };
}

/** Pods that no Node has yet. It keeps its room while nobody waits: every Pod passes through. */
function unboundBlock({ inventory, history, column, revisionOf }: NodeContext, width: number): Block {
  const capacity = history.roomOnNode('');
  if (capacity === 0) return EMPTY_BLOCK;
  const pods = inventory.byNode.get('')?.pods ?? [];
  // Among groups of Nodes its words are as large as theirs.
  const header = inventory.nodes.length >= GROUPED_FROM ? GROUP_HEADER : 48;
  const grid = gridFor({ capacity, x: 18, y: header, width: (column ?? width) - 36, mayGrow: false, rowsMin: 1 });
  const standings = pods.map((pod): Standing => ({ pod, place: history.placeOnNode('', pod.uid) ?? 0, revision: revisionOf(pod), caption: '' }));
  const card: Omit<Card, 'rect'> = {
    id: 'unbound',
    ref: undefined,
    name: '',
    facts: { kind: 'unbound', pods: pods.length },
    painted: false,
    scale: 1,
    terminating: false,
  };
  const box: Box = { card, x: 0, y: 0, width: column ?? width, height: header + gridExtent(grid).height + 16, grid, standings, vacancies: [], at: 'node' };
  return blockOf(box);
}
