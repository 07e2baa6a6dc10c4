import type { Reason } from '../../../timeline/types.ts';
import type { DaemonSet } from '../../../kube/workloads.ts';
import type { Listers } from '../../store.ts';
import { holds } from '../history.ts';
import { hashOf } from './revisions.ts';
import { Roster } from './roster.ts';
import { updateStep } from './update.ts';

/** Why an update of a DaemonSet does not go on at this moment, or undefined where it is done or about to take a step. */
export function explainDaemonSet(listers: Listers, daemonSet: DaemonSet, nowMs: number): Reason | undefined {
  const { uid } = daemonSet.metadata;
  const current = listers.controlledBy('controllerrevisions', uid).find((revision) => holds(revision, daemonSet.spec.template));
  if (!current) return undefined;
  const roster = new Roster(daemonSet, hashOf(current), listers.list('nodes'), listers.controlledBy('pods', uid), nowMs);
  // Plans are data: the first step that a plan would take is looked at, and nobody takes it.
  const first = updateStep(daemonSet, roster).next();
  return first.done ? first.value.waiting : undefined;
}
