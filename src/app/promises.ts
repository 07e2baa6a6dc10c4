import { createStore } from 'zustand/vanilla';
import { type Break, InvariantFold, type InvariantPoint, breaksOf, invariantAt } from '../kube/invariant-fold.ts';
import { type Invariant, WORKLOAD_TABLES } from '../kube/invariants.ts';
import type { Log } from '../timeline/log.ts';
import { freshId } from './ids.ts';
import { playhead } from './playhead.ts';
import { pause, seek } from './player.ts';
import { type Branch, currentBranch } from './session.ts';

/** Something that a person says must hold. */
export interface Promised {
  readonly id: string;
  readonly invariant: Invariant;
}

export interface PromisesState {
  readonly list: readonly Promised[];
  /** What the list was before each change, the newest last: what undo goes back to. */
  readonly past: readonly (readonly Promised[])[];
}

const PAST_MAX = 50;
/** More than this nobody can follow; each costs a little with every entry. */
export const PROMISES_MAX = 24;

/** What must hold, on every branch of the workspace. Kept with it. */
export const promises = createStore<PromisesState>(() => ({ list: [], past: [] }));

/** Another workspace's promises. */
export function setPromises(list: readonly Promised[]): void {
  promises.setState({ list, past: [] });
}

function change(list: readonly Promised[]): void {
  promises.setState((state) => ({ list, past: [...state.past, state.list].slice(-PAST_MAX) }));
}

/** Whether the same is said already, by another promise than `except`. */
export function isPromised(invariant: Invariant, except?: string): boolean {
  return promises.getState().list.some((one) => one.id !== except && nameOf(one.invariant) === nameOf(invariant));
}

export function addPromise(invariant: Invariant): void {
  const { list } = promises.getState();
  if (!isPromised(invariant) && list.length < PROMISES_MAX) change([...list, { id: freshId(), invariant }]);
}

export function editPromise(id: string, invariant: Invariant): void {
  change(promises.getState().list.map((one) => (one.id === id ? { id, invariant } : one)));
}

export function removePromise(id: string): void {
  change(promises.getState().list.filter((one) => one.id !== id));
}

export function undoPromises(): void {
  promises.setState(({ list, past }) => ({ list: past.at(-1) ?? list, past: past.slice(0, -1) }));
}

/** Equal for equal invariants. */
function nameOf(invariant: Invariant): string {
  return JSON.stringify(Object.entries(invariant).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function isInvariant(value: unknown): value is Invariant {
  if (!isRecord(value) || typeof value['key'] !== 'string') return false;
  if (value['rule'] === 'requests' || value['rule'] === 'budget') return true;
  if (!WORKLOAD_TABLES.some((table) => table === value['table'])) return false;
  return (value['rule'] === 'available' && isCount(value['atLeast'])) || (value['rule'] === 'pods' && isCount(value['atMost']));
}

/** What was kept, without what cannot be read. */
export function readPromises(kept: unknown): readonly Promised[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((one): one is Promised => isRecord(one) && typeof one['id'] === 'string' && isInvariant(one['invariant'])).slice(0, PROMISES_MAX);
}

const folds = new WeakMap<Log, Map<string, InvariantFold>>();

/** How an invariant stands on a branch, carried on to what is known of it. Always the same object for a log, whose points grow. */
export function foldOf({ log, untilMs, busy }: Pick<Branch, 'log' | 'untilMs' | 'busy'>, invariant: Invariant): InvariantFold {
  let known = folds.get(log);
  if (!known) folds.set(log, (known = new Map()));
  const name = nameOf(invariant);
  let fold = known.get(name);
  if (!fold) known.set(name, (fold = new InvariantFold(invariant)));
  // While more is being simulated, the newest instant is not over.
  fold.advance(log.entries, log.length, busy ? untilMs - 1 : untilMs);
  return fold;
}

/** How a promise stands where the reader does. */
export function pointHere(invariant: Invariant): InvariantPoint {
  const { position, timeMs } = playhead.getState();
  return invariantAt(foldOf(currentBranch(), invariant).points, position, timeMs);
}

/** A promise, and a time over which it is broken. */
export interface BrokenPromise {
  readonly promise: Promised;
  readonly span: Break;
}

/** Everything that is broken on a branch, by when it begins. */
export function brokenOn(branch: Pick<Branch, 'log' | 'untilMs' | 'busy'>, list: readonly Promised[] = promises.getState().list): readonly BrokenPromise[] {
  return list
    .flatMap((promise) => breaksOf(foldOf(branch, promise.invariant)).map((span) => ({ promise, span })))
    .sort((a, b) => compare(a.span.start, b.span.start));
}

interface Moment {
  readonly position: number;
  readonly atMs: number;
}
const compare = (a: Moment, b: Moment): number => a.position - b.position || a.atMs - b.atMs;

/** Whether a promise is broken at some time from a frame on until the next one. */
export function isBrokenAt({ start, end }: Break, position: number, frameMs: number): boolean {
  return start.position <= position && (!end || end.position > position || (end.position === position && end.atMs > frameMs));
}

/** Puts the playhead on a moment: a frame, and a time after it where time alone changed something. */
export function seekMoment({ position, atMs }: Moment): void {
  pause();
  seek(position);
  if (atMs > playhead.getState().timeMs) playhead.setState({ timeMs: atMs });
}

const here = (): Moment => {
  const { position, timeMs } = playhead.getState();
  return { position, atMs: timeMs };
};

/** The next (1) or previous (-1) moment at which something begins to be broken: one promise, or any. */
export function nextBroken(direction: 1 | -1, list: readonly Promised[] = promises.getState().list): InvariantPoint | undefined {
  const starts = brokenOn(currentBranch(), list).map(({ span }) => span.start);
  const now = here();
  return direction === 1 ? starts.find((start) => compare(start, now) > 0) : starts.findLast((start) => compare(start, now) < 0);
}

/** Goes there. False where there is none. */
export function toBroken(direction: 1 | -1, list?: readonly Promised[]): boolean {
  const target = nextBroken(direction, list);
  if (target) seekMoment(target);
  return target !== undefined;
}
