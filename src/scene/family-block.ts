import { autoscalerDecision } from '../kube/autoscaling.ts';
import type { KubeObject } from '../kube/meta.ts';
import { type Block, type Box, CARD_GAP, EMPTY_BLOCK, rectOf } from './blocks.ts';
import { type FamilyContext, WORKLOAD_WIDTH, boxOf, cardOf, enlarged, isFolded } from './boxes.ts';
import { autoscalerFacts, budgetFacts, serviceFacts } from './facts.ts';
import type { Endpoints, Group } from './census.ts';
import type { Family } from './inventory.ts';
import type { Edge } from './types.ts';
import { type Bodies, workloadBoxes } from './workload-boxes.ts';

const SIDE_WIDTH = 216;
const SIDE_GAP = 16;
const SIDE_HEIGHT = 106;
const ROW_GAP = 64;

const NO_WORKLOAD: Bodies = { head: undefined, bodies: [], bodyWidth: 0 };

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
  const { head, bodies, bodyWidth } = family.workload ? workloadBoxes(family, family.workload, { ...context, scale }) : NO_WORKLOAD;
  const boxes =
    column === undefined
      ? arrangedWide(autoscalers, { head, bodies, bodyWidth }, side)
      : arrangedInColumn([...autoscalers, ...(head ? [head] : []), ...bodies, ...side]);
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

function arrangedInColumn(boxes: readonly Box[]): readonly Box[] {
  let y = 0;
  return boxes.map((box) => {
    const placed = { ...box, y };
    y += box.height + 14;
    return placed;
  });
}

function arrangedWide(autoscalers: readonly Box[], { head, bodies, bodyWidth }: Bodies, side: readonly Box[]): readonly Box[] {
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
    const columnWidth = Math.max(head.width, bodyWidth);
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

function sideBoxes({ services, budgets }: Family, column: number | undefined): readonly Box[] {
  return [
    ...budgets.map((budget) => boxOf(cardOf('poddisruptionbudgets', budget as KubeObject, budgetFacts(budget)), column ?? SIDE_WIDTH, SIDE_HEIGHT)),
    ...services.map(({ object, endpoints }) =>
      boxOf(cardOf('services', object as KubeObject, serviceFacts(object, endpoints)), column ?? SIDE_WIDTH, SIDE_HEIGHT),
    ),
  ];
}

function familyEdges({ workload, replicaSets, autoscalers, services, budgets }: Family, boxes: readonly Box[], { inventory }: FamilyContext): readonly Edge[] {
  const edges: Edge[] = [];
  const root = workload?.object.metadata.uid;
  const add = (kind: Edge['kind'], from: string, to: string): void => void edges.push({ id: `${from}>${to}`, from, to, kind });
  if (root === undefined) return edges;
  for (const { metadata } of autoscalers) add('scales', metadata.uid, root);
  // A folded ReplicaSet stands under its siblings, and a line to it would run behind them.
  const folded = new Set(boxes.filter(isFolded).map(({ card }) => card.id));
  for (const { metadata } of replicaSets) if (!folded.has(metadata.uid)) add('owns', root, metadata.uid);
  for (const { metadata } of budgets) add('guards', metadata.uid, root);
  const bodies = workload?.table === 'deployments' ? replicaSets.map(({ metadata }) => metadata.uid) : [root];
  for (const { object, endpoints } of services) {
    for (const body of bodies) if (reaches(endpoints, inventory.byOwner.get(body))) add('endpoints', object.metadata.uid, body);
  }
  return edges;
}

const uidsBehind = new WeakMap<Endpoints, ReadonlySet<string>>();
const reached = new WeakMap<Endpoints, WeakMap<Group, boolean>>();

/** Whether a Service has a Pod of this group behind a ready endpoint. Looked up once for as long as neither changes. */
function reaches(endpoints: Endpoints, group: Group | undefined): boolean {
  if (!group || !endpoints.ready) return false;
  let answers = reached.get(endpoints);
  if (!answers) reached.set(endpoints, (answers = new WeakMap()));
  let answer = answers.get(group);
  if (answer === undefined) {
    const uids = uidsBehind.get(endpoints) ?? new Set(endpoints.podUids);
    uidsBehind.set(endpoints, uids);
    answer = group.pods.some(({ uid }) => uids.has(uid));
    answers.set(group, answer);
  }
  return answer;
}
