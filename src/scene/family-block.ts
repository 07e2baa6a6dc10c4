import { autoscalerDecision } from '../kube/autoscaling.ts';
import type { KubeObject } from '../kube/meta.ts';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../kube/workloads.ts';
import { type Block, type Box, CARD_GAP, EMPTY_BLOCK, type Standing, type Vacancy, rectOf } from './blocks.ts';
import { daemonVerdict } from './eligibility.ts';
import { autoscalerFacts, budgetFacts, daemonSetFacts, deploymentFacts, replicaSetFacts, serviceFacts, sharesOf, statefulSetFacts } from './facts.ts';
import { type Grid, gridExtent, gridFor, isCaptioned } from './grid.ts';
import type { History } from './history.ts';
import type { Family, Inventory, Workload } from './inventory.ts';
import type { Card, CardFacts, Edge, PodFacts } from './types.ts';

export interface FamilyContext {
  readonly inventory: Inventory;
  readonly history: History;
  /** The one column's width on a narrow screen, or undefined. */
  readonly column: number | undefined;
}

const PADDING = 18;
const HEADER = 64;
const WORKLOAD_WIDTH = 276;
/** Numbers of four digits and more need more room. */
const WORKLOAD_WIDTH_MANY = 352;
const MANY_FROM = 1_000;
const SIDE_WIDTH = 216;
const SIDE_GAP = 16;
const SIDE_HEIGHT = 106;
const ROW_GAP = 64;
const TILES_WIDTH = 7 * 38 - 6;
const FOLDED_HEIGHT = 42;

const cardOf = (table: string, object: KubeObject, facts: CardFacts): Omit<Card, 'rect'> => {
  const { namespace, name, uid, deletionTimestamp } = object.metadata;
  return {
    id: uid,
    ref: { table, key: namespace ? `${namespace}/${name}` : name },
    name,
    facts,
    painted: false,
    scale: 1,
    terminating: deletionTimestamp !== undefined,
  };
};

const boxOf = (card: Omit<Card, 'rect'>, width: number, height: number, more: Partial<Box> = {}): Box => ({
  card,
  x: 0,
  y: 0,
  width,
  height,
  grid: undefined,
  standings: [],
  vacancies: [],
  at: 'owner',
  ...more,
});

/** A family, arranged: autoscaler over workload over ReplicaSets, with Services and budgets beside. */
export function familyBlock(family: Family, context: FamilyContext): Block {
  const { column } = context;
  const scale = scaleFor(family, context);
  const side = sideBoxes(family, column).map((box) => enlarged(box, scale));
  const autoscalers = family.autoscalers.map((hpa) => {
    const facts = autoscalerFacts(hpa, autoscalerDecision(context.inventory.world, `${family.namespace}/${hpa.metadata.name}`));
    const lines = Math.max(1, facts.metrics.length) + (facts.trouble || facts.limited ? 1 : 0);
    return enlarged(boxOf(cardOf('horizontalpodautoscalers', hpa as KubeObject, facts), column ?? WORKLOAD_WIDTH, 92 + lines * 30), scale);
  });
  const { head, bodies } = family.workload ? workloadBoxes(family, family.workload, { ...context, scale }) : { head: undefined, bodies: [] };
  const boxes =
    column === undefined ? arrangedWide(autoscalers, head, bodies, side) : arrangedInColumn([...autoscalers, ...(head ? [head] : []), ...bodies, ...side]);
  const { width, height } = rectOf(boxes);
  return { ...EMPTY_BLOCK, width, height, boxes, edges: familyEdges(family, boxes, context) };
}

/** A family with very many Pods is looked at from afar: its cards and their words are larger, so that they can be read. */
function scaleFor({ workload, replicaSets }: Family, { history, column }: FamilyContext): number {
  if (column !== undefined || !workload) return 1;
  const uids = [workload.object.metadata.uid, ...replicaSets.map(({ metadata }) => metadata.uid)];
  const desired = workload.table === 'daemonsets' ? 0 : workload.object.spec.replicas;
  const room = Math.max(desired, ...uids.map((uid) => history.roomAtOwner(uid)));
  return room <= 500 ? 1 : room <= 1_800 ? 1.6 : 2.6;
}

/** The box of a card without tiles, so many times larger. */
const enlarged = (box: Box, scale: number): Box =>
  scale === 1 ? box : { ...box, width: box.width * scale, height: box.height * scale, card: { ...box.card, scale } };

function arrangedInColumn(boxes: readonly Box[]): readonly Box[] {
  let y = 0;
  return boxes.map((box) => {
    const placed = { ...box, y };
    y += box.height + 14;
    return placed;
  });
}

function arrangedWide(autoscalers: readonly Box[], head: Box | undefined, bodies: readonly Box[], side: readonly Box[]): readonly Box[] {
  const placed: Box[] = [];
  let y = 0;
  let x = 0;
  for (const box of autoscalers) {
    placed.push({ ...box, x, y });
    x += box.width + CARD_GAP;
  }
  if (autoscalers.length) y += Math.max(...autoscalers.map(({ height }) => height)) + ROW_GAP;
  if (head) {
    // A Deployment stands over its first ReplicaSet, and its Services over the second.
    placed.push({ ...head, x: 0, y });
    const columnWidth = Math.max(head.width, bodies[0]?.width ?? 0);
    x = columnWidth + CARD_GAP;
    for (const box of side) {
      placed.push({ ...box, x, y });
      x += box.width + SIDE_GAP;
    }
    y += Math.max(head.height, ...side.map(({ height }) => height)) + ROW_GAP;
    placed.push(...rowsOfBodies(bodies, y, Math.max(x - SIDE_GAP, 2 * columnWidth + CARD_GAP)));
    return placed;
  }
  const body = bodies[0];
  if (body) placed.push({ ...body, x: 0, y });
  x = body ? body.width + CARD_GAP : 0;
  let sideY = y;
  for (const box of side) {
    placed.push({ ...box, x, y: sideY });
    sideY += box.height + SIDE_GAP;
  }
  return placed;
}

/** Full cards first, two or more in a row; then, under them, those that have had their turn. */
function rowsOfBodies(bodies: readonly Box[], top: number, widthMax: number): readonly Box[] {
  const placed: Box[] = [];
  let [x, y, rowHeight] = [0, top, 0];
  let foldedBefore = false;
  for (const box of [...bodies].sort((a, b) => Number(isFolded(a)) - Number(isFolded(b)))) {
    const folded = isFolded(box);
    if (x > 0 && (x + box.width > widthMax || folded !== foldedBefore)) {
      y += rowHeight + (folded && foldedBefore ? 10 : 20);
      [x, rowHeight] = [0, 0];
    }
    foldedBefore = folded;
    placed.push({ ...box, x, y });
    x += box.width + CARD_GAP;
    rowHeight = Math.max(rowHeight, box.height);
  }
  return placed;
}

const isFolded = ({ card }: Box): boolean => (card.facts.kind === 'replicaset' || card.facts.kind === 'replicationcontroller') && card.facts.folded;

function sideBoxes({ services, budgets }: Family, column: number | undefined): readonly Box[] {
  return [
    ...budgets.map((budget) => boxOf(cardOf('poddisruptionbudgets', budget as KubeObject, budgetFacts(budget)), column ?? SIDE_WIDTH, SIDE_HEIGHT)),
    ...services.map(({ object, endpoints }) =>
      boxOf(cardOf('services', object as KubeObject, serviceFacts(object, endpoints)), column ?? SIDE_WIDTH, SIDE_HEIGHT),
    ),
  ];
}

interface BodyContext extends FamilyContext {
  readonly scale: number;
}

function workloadBoxes(family: Family, workload: Workload, context: BodyContext): { readonly head: Box | undefined; readonly bodies: readonly Box[] } {
  const { inventory } = context;
  const podsOf = (uid: string): readonly PodFacts[] => inventory.podsByOwner.get(uid) ?? [];
  const pods = podsOf(workload.object.metadata.uid);
  switch (workload.table) {
    case 'deployments':
      return deploymentBoxes(workload.object, family.replicaSets, podsOf, context);
    case 'statefulsets':
      return { head: undefined, bodies: [statefulSetBox(workload.object, family, pods, context)] };
    case 'daemonsets':
      return { head: undefined, bodies: [daemonSetBox(workload.object, pods, context)] };
    case 'replicasets':
    case 'replicationcontrollers': {
      const { object, table } = workload;
      const facts = replicaSetFacts(object, pods, 0, false);
      return {
        head: undefined,
        bodies: [
          tiledBox(
            cardOf(table, object as KubeObject, facts),
            pods,
            Math.max(object.spec.replicas, context.history.roomAtOwner(object.metadata.uid)),
            () => 0,
            context,
          ),
        ],
      };
    }
  }
}

function deploymentBoxes(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
  podsOf: (uid: string) => readonly PodFacts[],
  context: BodyContext,
): { head: Box; bodies: Box[] } {
  const { history, column, scale } = context;
  const { uid } = deployment.metadata;
  const colourOf = (replicaSet: ReplicaSet): number => history.revisionOf(uid, replicaSet.metadata.labels?.['pod-template-hash'] ?? replicaSet.metadata.name);
  const numbers = replicaSets.map(revisionNumber).sort((a, b) => b - a);
  const newestTwo = numbers[1] ?? 0;
  const groups = replicaSets.map((replicaSet) => ({ revision: colourOf(replicaSet), pods: podsOf(replicaSet.metadata.uid) }));
  // Every ReplicaSet that is not folded gets the room that the whole Deployment needs, so that a handover changes no card's size.
  const room = Math.max(deployment.spec.replicas, ...replicaSets.map(({ metadata }) => history.roomAtOwner(metadata.uid)));
  const bodies = [...replicaSets]
    .sort((a, b) => colourOf(a) - colourOf(b))
    .map((replicaSet) => {
      const pods = podsOf(replicaSet.metadata.uid);
      const folded = pods.length === 0 && replicaSet.spec.replicas === 0 && revisionNumber(replicaSet) < newestTwo;
      const card = cardOf('replicasets', replicaSet as KubeObject, replicaSetFacts(replicaSet, pods, colourOf(replicaSet), folded));
      const box = tiledBox(card, pods, room, () => colourOf(replicaSet), context);
      return folded ? { ...box, height: FOLDED_HEIGHT * scale, grid: undefined } : box;
    });
  const facts = deploymentFacts(deployment, sharesOf(groups));
  const height = facts.trouble ? 134 : 108;
  return {
    head: enlarged(
      boxOf(cardOf('deployments', deployment as KubeObject, facts), column ?? (facts.totalMax < MANY_FROM ? WORKLOAD_WIDTH : WORKLOAD_WIDTH_MANY), height),
      scale,
    ),
    bodies,
  };
}

const revisionNumber = ({ metadata }: ReplicaSet): number => Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);

function tiledGrid(capacity: number, { column, scale }: BodyContext, captioned: boolean, width = TILES_WIDTH): Grid {
  const padding = PADDING * scale;
  return gridFor({
    capacity,
    x: padding,
    y: HEADER * scale,
    width: column === undefined ? width : column - 2 * padding,
    mayGrow: column === undefined,
    rowsMin: captioned || column !== undefined ? 1 : 2,
    captioned,
  });
}

function tiledBox(card: Omit<Card, 'rect'>, pods: readonly PodFacts[], capacity: number, revision: (pod: PodFacts) => number, context: BodyContext): Box {
  const { history } = context;
  const grid = tiledGrid(capacity, context, false);
  const standings = pods.map((pod) => standingOf(pod, history, revision));
  return withGrid(card, grid, standings, [], context);
}

const known = new WeakMap<History, WeakMap<PodFacts, Standing>>();

/** A Pod's place at its owner never changes, so it is looked up once for each version of it. */
function standingOf(pod: PodFacts, history: History, revision: (pod: PodFacts) => number): Standing {
  let standings = known.get(history);
  if (!standings) known.set(history, (standings = new WeakMap()));
  let standing = standings.get(pod);
  if (!standing)
    standings.set(pod, (standing = { pod, place: history.placeAtOwner(pod.ownerUid, pod.namespace, pod.uid) ?? 0, revision: revision(pod), caption: '' }));
  return standing;
}

function withGrid(card: Omit<Card, 'rect'>, grid: Grid, standings: readonly Standing[], vacancies: readonly Vacancy[], { column, scale }: BodyContext): Box {
  const extent = gridExtent(grid);
  const caption = isCaptioned(grid) ? 18 : 0;
  return boxOf({ ...card, scale }, column ?? extent.width + 2 * PADDING * scale, (HEADER + PADDING) * scale + extent.height + caption, {
    grid,
    standings,
    vacancies,
  });
}

/** Pods in the order of their ordinals; a place stays where an ordinal is wanted, or its claims were kept. */
function statefulSetBox(set: StatefulSet, { claims }: Family, pods: readonly PodFacts[], context: BodyContext): Box {
  const { history } = context;
  const { uid } = set.metadata;
  const start = set.spec.ordinals?.start ?? 0;
  const ever = history.ordinalsOf(uid);
  const first = Math.min(start, ever?.first ?? start, ...claims.keys());
  const last = Math.max(start + set.spec.replicas - 1, ever?.last ?? 0, ...claims.keys());
  const standings = pods.map((pod): Standing => ({
    pod,
    place: Math.max(0, pod.ordinal - first),
    revision: history.revisionOf(uid, pod.hash),
    caption: String(pod.ordinal),
  }));
  const standing = new Set(pods.map(({ ordinal }) => ordinal));
  const vacancies: Vacancy[] = [];
  for (let ordinal = first; ordinal <= last; ordinal++) {
    const wanted = ordinal >= start && ordinal < start + set.spec.replicas;
    const kept = claims.get(ordinal) ?? [];
    if (standing.has(ordinal) || (!wanted && !kept.length)) continue;
    vacancies.push({ id: `${uid}/${ordinal}`, place: ordinal - first, caption: String(ordinal), why: { kind: 'ordinal', ordinal, claims: kept, wanted } });
  }
  const card = cardOf('statefulsets', set as KubeObject, statefulSetFacts(set, pods, history));
  return withGrid(card, tiledGrid(last - first + 1, context, true, 6 * 54 - 22), standings, vacancies, context);
}

/** A place on every Node, also where no Pod may run. */
function daemonSetBox(set: DaemonSet, pods: readonly PodFacts[], context: BodyContext): Box {
  const { inventory, history } = context;
  const { uid, name } = set.metadata;
  const columnOf = new Map(inventory.nodes.map((node, index) => [node.metadata.name, index]));
  const taken = new Set<number>();
  let spare = inventory.nodes.length;
  // A surge has two Pods on one Node: the older keeps the place, and the other waits behind the last Node.
  const standings = [...pods]
    .sort((a, b) => (a.uid < b.uid ? -1 : 1))
    .map((pod): Standing => {
      const node = pod.node || wantedNode(pod, inventory);
      const own = columnOf.get(node);
      const place = own !== undefined && !taken.has(own) ? own : spare++;
      taken.add(place);
      return { pod, place, revision: history.revisionOf(uid, pod.hash), caption: node };
    });
  const vacancies = inventory.nodes.flatMap((node, index): Vacancy[] =>
    taken.has(index)
      ? []
      : [
          {
            id: `${uid}/${node.metadata.name}`,
            place: index,
            caption: node.metadata.name,
            why: { kind: 'daemon', node: node.metadata.name, daemonSet: name, verdict: daemonVerdict(set, node) },
          },
        ],
  );
  const surge = set.spec.updateStrategy.rollingUpdate?.maxSurge ?? 0;
  const capacity = Math.max(inventory.nodes.length + (surge === 0 || surge === '0%' ? 0 : Math.ceil(inventory.nodes.length / 4)), spare);
  const card = cardOf('daemonsets', set as KubeObject, daemonSetFacts(set, pods, history));
  return withGrid(card, tiledGrid(capacity, context, true, 6 * 54 - 22), standings, vacancies, context);
}

/** The Node that a DaemonSet's Pod is meant for before it is bound: its affinity names it. */
function wantedNode({ key }: PodFacts, { world }: Inventory): string {
  const pod = world.get('pods')?.get(key) as { spec: DaemonSet['spec']['template']['spec'] } | undefined;
  return pod?.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0] ?? '';
}

function familyEdges({ workload, replicaSets, autoscalers, services, budgets }: Family, boxes: readonly Box[], { inventory }: FamilyContext): readonly Edge[] {
  const edges: Edge[] = [];
  const root = workload?.object.metadata.uid;
  const add = (kind: Edge['kind'], from: string, to: string, count?: number): void => void edges.push({ id: `${from}>${to}`, from, to, kind, count });
  if (root === undefined) return edges;
  for (const { metadata } of autoscalers) add('scales', metadata.uid, root);
  // A folded ReplicaSet stands under its siblings, and a line to it would run behind them.
  const folded = new Set(boxes.filter(isFolded).map(({ card }) => card.id));
  for (const { metadata } of replicaSets) if (!folded.has(metadata.uid)) add('owns', root, metadata.uid);
  for (const { metadata } of budgets) add('guards', metadata.uid, root);
  const bodies = workload?.table === 'deployments' ? replicaSets.map(({ metadata }) => metadata.uid) : [root];
  for (const { object, endpoints } of services) {
    const behind = new Set(endpoints.podUids);
    for (const body of bodies) {
      const count = (inventory.podsByOwner.get(body) ?? []).filter(({ uid }) => behind.has(uid)).length;
      if (count > 0) add('endpoints', object.metadata.uid, body, count);
    }
  }
  return edges;
}
