import { beforeEach, describe, expect, it } from 'vitest';
import { removeBookmark, setBookmark } from '../../../src/app/bookmarks.ts';
import { derivedOf } from '../../../src/app/derived.ts';
import { exampleOf } from '../../../src/app/examples.ts';
import { lowestOf, nearest, toBookmark, toLowest, toUnavailable, unavailableAt } from '../../../src/app/jumps.ts';
import { REST, playhead } from '../../../src/app/playhead.ts';
import { preferences } from '../../../src/app/preferences.ts';
import type { Point } from '../../../src/app/series.ts';
import { branchOf, currentBranch, newBranch, session } from '../../../src/app/session.ts';
import { Session } from '../../../src/scenario/session.ts';
import { Log } from '../../../src/timeline/log.ts';

const point = (position: number, desired: number, ...available: number[]): Point => ({ position, desired, available, total: 0 });
const position = (): number => playhead.getState().position;

/** The page's state with an example played to its end. */
function show(id: string): void {
  const example = exampleOf(id) as NonNullable<ReturnType<typeof exampleOf>>;
  const played = Session.open(example.tape);
  played.runUntil(120_000);
  const log = new Log();
  for (const entry of played.cluster.log.entries) log.append(entry);
  session.setState({ branches: [newBranch('main', 'Main', example.tape, { log, length: log.length, busy: false })], current: 'main' });
  preferences.setState({ motion: 'reduced' });
  playhead.setState(REST);
}

const charted = () => derivedOf(currentBranch().log).series.workloads[0] as NonNullable<ReturnType<typeof derivedOf>['series']['workloads'][0]>;
const availableHere = (): number =>
  charted()
    .points.filter((one) => one.position <= position())
    .at(-1)
    ?.available.reduce((sum, count) => sum + count, 0) ?? 0;

describe('moments that something is unavailable', () => {
  it('begin where there are fewer available Pods than asked for, and not with every Pod less', () => {
    expect(unavailableAt([point(1, 3), point(2, 3, 1), point(5, 3, 3), point(7, 3, 2), point(8, 3, 1, 1), point(9, 3, 1, 2), point(11, 4, 1, 2)])).toEqual([
      1, 7, 11,
    ]);
  });
  it('are looked for from the playhead, both ways', () => {
    expect([nearest([1, 7, 11], 7, 1), nearest([1, 7, 11], 7, -1), nearest([1, 7, 11], 11, 1)]).toEqual([11, 1, undefined]);
  });
  it('are gone to, and where there is none the playhead stays', () => {
    show('recreate');
    expect(toUnavailable(1)).toBe(true);
    const first = position();
    expect(toUnavailable(1)).toBe(true);
    expect(position()).toBeGreaterThan(first);
    expect(availableHere()).toBeLessThan(6);
    const last = position();
    expect(toUnavailable(1)).toBe(false);
    expect(position()).toBe(last);
    expect(toUnavailable(-1)).toBe(true);
    expect(position()).toBe(first);
  });
});

describe('the frame where availability is lowest', () => {
  it('is the first with the smallest share of what is asked for, once all was there', () => {
    expect(lowestOf([point(1, 4), point(2, 4, 1), point(3, 4, 4), point(4, 4, 3), point(5, 10, 4), point(6, 10, 4, 1), point(9, 4, 4)])).toBe(5);
  });
  it('is found in a workload that never came up, and in none that asks for nothing', () => {
    expect(lowestOf([point(1, 4), point(2, 4, 1)])).toBe(1);
    expect(lowestOf([point(1, 0)])).toBeUndefined();
  });
  it('is the gap of a Recreate', () => {
    show('recreate');
    expect(toLowest(charted())).toBe(true);
    expect(availableHere()).toBe(0);
    expect(position()).toBeGreaterThan(30);
  });
  it('is under the minimum of no rolling update', () => {
    show('rolling');
    expect(toLowest(charted())).toBe(true);
    expect(availableHere()).toBe(8);
  });
});

describe('bookmarks', () => {
  beforeEach(() => show('rolling'));

  it('are kept in the order of their frames, and one a frame', () => {
    setBookmark(20, 'later');
    setBookmark(5, '  sooner ');
    setBookmark(20, 'last');
    setBookmark(9, '   ');
    expect(currentBranch().bookmarks.map(({ position: at, name }) => [at, name])).toEqual([
      [5, 'sooner'],
      [20, 'last'],
    ]);
  });

  it('are gone to, both ways', () => {
    setBookmark(20, 'later');
    setBookmark(5, 'sooner');
    expect([toBookmark(1), position(), toBookmark(1), position(), toBookmark(1), position()]).toEqual([true, 5, true, 20, false, 20]);
    expect([toBookmark(-1), position(), toBookmark(-1), position()]).toEqual([true, 5, false, 5]);
  });

  it('come back where removing one is taken back', () => {
    setBookmark(5, 'sooner');
    setBookmark(20, 'later');
    const undo = removeBookmark(currentBranch().bookmarks[0]?.id ?? '');
    expect(currentBranch().bookmarks.map(({ name }) => name)).toEqual(['later']);
    // On the branch it came from, wherever the reader is by then.
    session.setState((state) => ({ branches: [...state.branches, newBranch('other', 'Other', currentBranch().tape)], current: 'other' }));
    undo?.();
    undo?.();
    expect(branchOf('main')?.bookmarks.map(({ name }) => name)).toEqual(['sooner', 'later']);
    expect(currentBranch().bookmarks).toEqual([]);
  });
});
