import type { Reason } from '../../../timeline/types.ts';
import type { Pod } from '../../../kube/pod.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import { type Outcome, type Step, because } from '../../controller.ts';
import type { Progress } from './manage.ts';
import { rolloutLimits } from './numbers.ts';
import { syncNodes } from './pods.ts';
import type { Roster } from './roster.ts';

export interface UpdateProgress extends Progress {
  readonly waiting?: Reason;
}

/**
 * Takes the next steps of a rolling update. For example, 4 Nodes and `maxUnavailable: 1`: one old Pod is deleted; the manage loop puts a
 * new one in its place; until that is available, no other old Pod goes, except such as are not available anyway. With `maxSurge: 1` a
 * new Pod joins the old one on one Node, and the old one goes when the new one is available. Models rollingUpdate.
 */
function* rollingUpdate(daemonSet: DaemonSet, roster: Roster): Generator<Step, UpdateProgress, Outcome> {
  const { maxSurge, maxUnavailable } = rolloutLimits(daemonSet, roster.sums.desired);
  return yield* maxSurge === 0 ? replace(daemonSet, roster, maxUnavailable) : surge(daemonSet, roster, maxSurge);
}

const OLD = ['old', 'old-unwanted', 'old-unavailable', 'old-unavailable-unwanted'] as const;
type OldSituation = (typeof OLD)[number];

/** What the strategy does with Pods that are not of the template as it is. */
export function* updateStep(daemonSet: DaemonSet, roster: Roster): Generator<Step, UpdateProgress, Outcome> {
  if (daemonSet.spec.updateStrategy.type === 'RollingUpdate') return yield* rollingUpdate(daemonSet, roster);
  const outdated = roster.count(...OLD);
  return { acted: false, ...(outdated ? { waiting: { rule: 'daemonset/on-delete', values: { daemonSet: daemonSet.metadata.name, outdated } } } : {}) };
}

/** Old Pods that are not available go at once; of the others as many as may be missing. Deleted Pods do not count, so Nodes that are down do not stop an update. */
function* replace(daemonSet: DaemonSet, roster: Roster, maxUnavailable: number): Generator<Step, UpdateProgress, Outcome> {
  const outdated = roster.count(...OLD);
  if (!outdated) return { acted: false };
  const unavailable = roster.count('excess', 'vacant', 'both', 'both-available', 'new-unavailable', 'old-unavailable', 'old-unavailable-unwanted');
  const free = Math.max(0, maxUnavailable - unavailable);
  const broken = ranks(roster, 'old-unavailable', 'old-unavailable-unwanted');
  const candidates = ranks(roster, 'old', 'old-unwanted', free);
  const values = { daemonSet: daemonSet.metadata.name, maxUnavailable, unavailable, outdated };
  if (!broken.length && !candidates.length) return { acted: false, waiting: { rule: 'daemonset/max-unavailable-reached', values } };
  if (broken.length) yield because('daemonset/replace-unavailable', { ...values, delete: broken.length });
  if (candidates.length) yield because('daemonset/replace-outdated', { ...values, delete: candidates.length });
  const failure = yield* syncNodes(
    daemonSet,
    roster.hash,
    [],
    [...broken, ...candidates].map((rank) => oldPod(roster, rank)),
  );
  return { acted: true, ...(failure === undefined ? {} : { failure }) };
}

/** New Pods join old ones that are not available at once, and of the others as many as `maxSurge` allows; old ones go when the new ones are available. */
function* surge(daemonSet: DaemonSet, roster: Roster, maxSurge: number): Generator<Step, UpdateProgress, Outcome> {
  const lost = roster.nodeless.next(0);
  if (lost >= 0) return { acted: false, failure: `couldn't get node for nodeName "${roster.slotAt(lost).name}": node "${roster.slotAt(lost).name}" not found` };
  const outdated = roster.count(...OLD);
  const surging = roster.count('excess', 'both');
  // With surge all Nodes stay served: a Pod leaves a Node that is not wanted only when more are available than are desired.
  const spare = Math.max(0, roster.serving - roster.sums.desired);
  const leaving = [
    ...roster.in('old-unavailable-unwanted').list(),
    ...roster.in('both-available').list(),
    ...roster.in('old-unwanted').list(0, Infinity, spare),
  ];
  const joining = [...roster.in('old-unavailable').list(), ...roster.in('old').list(0, Infinity, Math.max(0, maxSurge - surging))];
  const values = { daemonSet: daemonSet.metadata.name, maxSurge, surging, outdated };
  if (!leaving.length && !joining.length) return { acted: false, ...(outdated ? { waiting: { rule: 'daemonset/max-surge-reached', values } } : {}) };
  if (leaving.length) yield because('daemonset/replaced', { ...values, delete: leaving.length });
  if (joining.length) yield because('daemonset/surge', { ...values, create: joining.length });
  const pods = leaving.map((rank) => oldPod(roster, rank));
  const failure = yield* syncNodes(
    daemonSet,
    roster.hash,
    joining.map((rank) => roster.slotOfRank(rank).name),
    pods,
  );
  return { acted: true, ...(failure === undefined ? {} : { failure }) };
}

/** The Nodes in either of two situations, by rank; at most `limit` of them. */
function ranks(roster: Roster, one: OldSituation, other: OldSituation, limit = Infinity): number[] {
  return [...roster.in(one).list(0, Infinity, limit), ...roster.in(other).list(0, Infinity, limit)].sort((a, b) => a - b).slice(0, limit);
}

function oldPod(roster: Roster, rank: number): Pod {
  const pods = [...roster.slotOfRank(rank).pods.values()];
  return pods.find((pod) => pod.metadata.deletionTimestamp === undefined && !roster.isNew(pod)) as Pod;
}
