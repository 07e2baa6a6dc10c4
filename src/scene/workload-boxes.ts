import type { KubeObject } from '../kube/meta.ts';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../kube/workloads.ts';
import type { Box, Standing, Vacancy } from './blocks.ts';
import { type FamilyContext, WORKLOAD_WIDTH, boxOf, cardOf, enlarged } from './boxes.ts';
import type { Group } from './census.ts';
import { daemonVerdict } from './eligibility.ts';
import { daemonSetFacts, deploymentFacts, replicaSetFacts, sharesOf, statefulSetFacts } from './facts.ts';
import { type Grid, gridExtent, gridFor, isCaptioned } from './grid.ts';
import type { Family, Inventory, Workload } from './inventory.ts';
import type { Card, PodFacts } from './types.ts';

const PADDING = 18;
const HEADER = 64;
/** Numbers of four digits and more need more room. */
const WORKLOAD_WIDTH_MANY = 352;
const MANY_FROM = 1_000;
const TILES_WIDTH = 7 * 38 - 6;
const FOLDED_HEIGHT = 42;
const NOBODY: Group = { seats: [], pods: [] };

export interface BodyContext extends FamilyContext {
  readonly scale: number;
}

export interface Bodies {
  /** The card over those that hold Pods. */
  readonly head: Box | undefined;
  readonly bodies: readonly Box[];
  /** How wide each of the bodies is, also before there is one. */
  readonly bodyWidth: number;
}

/** The cards of a workload and of what it owns: a Deployment over its ReplicaSets; every other holds its Pods itself. */
export function workloadBoxes(family: Family, workload: Workload, context: BodyContext): Bodies {
  const { inventory } = context;
  const groupOf = (uid: string): Group => inventory.byOwner.get(uid) ?? NOBODY;
  const group = groupOf(workload.object.metadata.uid);
  const { pods } = group;
  switch (workload.table) {
    case 'deployments':
      return deploymentBoxes(workload.object, family.replicaSets, groupOf, context);
    case 'statefulsets':
      return withoutHead(statefulSetBox(workload.object, family, pods, context));
    case 'daemonsets':
      return withoutHead(daemonSetBox(workload.object, pods, context));
    case 'replicasets':
    case 'replicationcontrollers': {
      const { object, table } = workload;
      const facts = replicaSetFacts(object, pods, 0, false);
      const capacity = Math.max(object.spec.replicas, context.history.roomAtOwner(object.metadata.uid));
      return withoutHead(tiledBox(cardOf(table, object as KubeObject, facts), group, capacity, 0, context));
    }
  }
}

const withoutHead = (box: Box): Bodies => ({ head: undefined, bodies: [box], bodyWidth: box.width });

function deploymentBoxes(deployment: Deployment, replicaSets: readonly ReplicaSet[], groupOf: (uid: string) => Group, context: BodyContext): Bodies {
  const { history, column, scale } = context;
  const { uid } = deployment.metadata;
  const colourOf = (replicaSet: ReplicaSet): number => history.revisionOf(uid, replicaSet.metadata.labels?.['pod-template-hash'] ?? replicaSet.metadata.name);
  const numbers = replicaSets.map(revisionNumber).sort((a, b) => b - a);
  const newestTwo = numbers[1] ?? 0;
  const groups = replicaSets.map((replicaSet) => ({ revision: colourOf(replicaSet), pods: groupOf(replicaSet.metadata.uid).pods }));
  // Every ReplicaSet that is not folded gets the room that the whole Deployment needs, so that a handover changes no card's size.
  const room = Math.max(deployment.spec.replicas, ...replicaSets.map(({ metadata }) => history.roomAtOwner(metadata.uid)));
  const bodies = [...replicaSets]
    .sort((a, b) => colourOf(a) - colourOf(b))
    .map((replicaSet) => {
      const group = groupOf(replicaSet.metadata.uid);
      const { pods } = group;
      const folded = pods.length === 0 && replicaSet.spec.replicas === 0 && revisionNumber(replicaSet) < newestTwo;
      const card = cardOf('replicasets', replicaSet as KubeObject, replicaSetFacts(replicaSet, pods, colourOf(replicaSet), folded));
      const box = tiledBox(card, group, room, colourOf(replicaSet), context);
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
    bodyWidth: column ?? tiledWidth(tiledGrid(room, context, false), scale),
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

/** A Pod's place at its owner never changes, so who stands there is its crowd as it is. */
function tiledBox(card: Omit<Card, 'rect'>, { seats }: Group, capacity: number, revision: number, context: BodyContext): Box {
  return { ...withGrid(card, tiledGrid(capacity, context, false), [], [], context), crowd: { seats, revision } };
}

const tiledWidth = (grid: Grid, scale: number): number => gridExtent(grid).width + 2 * PADDING * scale;

function withGrid(card: Omit<Card, 'rect'>, grid: Grid, standings: readonly Standing[], vacancies: readonly Vacancy[], { column, scale }: BodyContext): Box {
  const extent = gridExtent(grid);
  const caption = isCaptioned(grid) ? 18 : 0;
  return boxOf({ ...card, scale }, column ?? tiledWidth(grid, scale), (HEADER + PADDING) * scale + extent.height + caption, {
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
