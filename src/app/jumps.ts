import { derivedOf } from './derived.ts';
import { playhead } from './playhead.ts';
import { travel } from './player.ts';
import type { Point, WorkloadSeries } from './series.ts';
import { currentBranch } from './session.ts';

export type Direction = 1 | -1;

const availableOf = ({ available }: Point): number => available.reduce((sum, count) => sum + count, 0);

/** Whether a workload has fewer available Pods than it asks for. That is what counts as unavailable, planned or not. */
const lacks = (point: Point): boolean => availableOf(point) < point.desired;

/** The frames at which a workload comes to have fewer available Pods than it asks for. */
export function unavailableAt(points: readonly Point[]): readonly number[] {
  const starts: number[] = [];
  let lacked = false;
  for (const point of points) {
    if (lacks(point) && !lacked) starts.push(point.position);
    lacked = lacks(point);
  }
  return starts;
}

/** The nearest of some frames after (1) or before (-1) a position; undefined where there is none. */
export function nearest(positions: readonly number[], from: number, direction: Direction): number | undefined {
  const beyond = positions.filter((position) => (direction === 1 ? position > from : position < from));
  if (!beyond.length) return undefined;
  return direction === 1 ? Math.min(...beyond) : Math.max(...beyond);
}

/**
 * The first frame at which the smallest share of what a workload asks for is available. Coming up for the first time does not count, unless
 * it never came up. Undefined where it never asked for anything.
 */
export function lowestOf(points: readonly Point[]): number | undefined {
  const asking = points.filter(({ desired }) => desired > 0);
  const up = asking.findIndex((point) => !lacks(point));
  let lowest: { readonly position: number; readonly share: number } | undefined;
  for (const point of asking.slice(Math.max(0, up))) {
    const share = Math.min(1, availableOf(point) / point.desired);
    if (!lowest || share < lowest.share) lowest = { position: point.position, share };
  }
  return lowest?.position;
}

const workloads = (): readonly WorkloadSeries[] => derivedOf(currentBranch().log).series.workloads;

function go(position: number | undefined): boolean {
  if (position === undefined) return false;
  travel(position);
  return true;
}

/** To the next (1) or previous (-1) moment that some workload comes to lack available Pods. False where there is none. */
export function toUnavailable(direction: Direction): boolean {
  const starts = workloads().flatMap(({ points }) => unavailableAt(points));
  return go(nearest(starts, playhead.getState().position, direction));
}

/** To the frame where a workload's availability is lowest. False where there is none. */
export function toLowest(workload: WorkloadSeries | undefined): boolean {
  return go(workload && lowestOf(workload.points));
}

/** To the next (1) or previous (-1) bookmark. False where there is none. */
export function toBookmark(direction: Direction): boolean {
  const positions = currentBranch().bookmarks.map(({ position }) => position);
  return go(nearest(positions, playhead.getState().position, direction));
}
