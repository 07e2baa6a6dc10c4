import { type Reading, clockAt, rateAfter, readClock } from './clock.ts';
import { isCommand, nextChangeOf, previousChangeOf } from './landmarks.ts';
import { type Instant, type Timed, earlier, instantOf, paired, positionAt, positionBefore } from './instants.ts';
import { isMotionReduced, preferences, type StepSize } from './preferences.ts';
import { playhead } from './playhead.ts';
import type { ObjectRef } from './selection.ts';
import { currentBranch, session } from './session.ts';

/** A step's travel, and a decision's time where each is to last the same, in real ms. */
const STEP_MS = 320;
const EVEN_MS = 700;
const EVEN_TRAVEL = 0.6;
/** Playing beyond what has been simulated asks for so much more, in virtual ms. */
const EXTEND_MS = 300_000;

/** Asks the engine to simulate further; `actions.ts` puts it in. */
let extend: (untilMs: number) => void = () => {};
export function onExtend(ask: typeof extend): void {
  extend = ask;
}

/** A branch that is shown beside the current one, in step by virtual time. */
export interface Companion {
  readonly log: Timed;
  readonly untilMs: number;
  readonly busy: boolean;
  readonly settled: boolean;
}
let companion: () => Companion | undefined = () => undefined;
/** Says what is shown beside the current branch; `compare.ts` puts it in. */
export function onCompanion(find: typeof companion): void {
  companion = find;
}

/** Where the playhead can stand: on a frame, at its time or later while nothing follows. */
export interface Stand {
  readonly position: number;
  readonly timeMs: number;
}

/** What keeps the picture moving. `clockMs` is virtual time with the decisions of an instant spread out; see `clock.ts`. */
type Motion = { readonly kind: 'play'; clockMs: number } | { readonly kind: 'even'; elapsedMs: number } | { readonly kind: 'step'; elapsedMs: number };

let motion: Motion | undefined;
let lastTick: number | undefined;
let ticking = false;

/** Puts the playhead at a frame at once: dragging, jumps, another branch. */
export function seek(position: number): void {
  const { log } = currentBranch();
  const target = Math.max(0, Math.min(position, log.length));
  goTo({ position: target, timeMs: log.timeAt(target) });
}

/** The same, with a time that may be later than the frame's. */
export function goTo({ position, timeMs }: Stand): void {
  const { playing } = playhead.getState();
  playhead.setState({ position, from: position, fromMs: undefined, progress: 1, timeMs, playing });
  if (playing) startMotion();
  else motion = undefined;
}

/** The reader takes hold of the playhead, or lets go of it. */
export function hold(held: boolean): void {
  playhead.setState({ held });
}

/** Moves to a frame with travel: the picture goes from here to there, forwards or backwards. Playing pauses. */
export function travel(position: number): void {
  const { log } = currentBranch();
  const target = Math.max(0, Math.min(position, log.length));
  travelTo({ position: target, timeMs: log.timeAt(target) });
}

/** The same, with a time that may be later than the frame's. */
export function travelTo({ position, timeMs }: Stand): void {
  const { position: from, timeMs: fromMs } = playhead.getState();
  if ((position === from && (timeMs === fromMs || !companion())) || isMotionReduced()) {
    playhead.setState({ playing: false });
    motion = undefined;
    goTo({ position, timeMs });
    return;
  }
  playhead.setState({ position, from, fromMs, progress: 0, timeMs, playing: false });
  motion = { kind: 'step', elapsedMs: 0 };
  tickSoon();
}

/** One step of a size, forwards (1) or backwards (-1). */
export function step(direction: 1 | -1, size: StepSize = preferences.getState().step): void {
  travelTo(stepFrom(playhead.getState(), direction, size));
}

/** Where a step leads. Beside another branch, what happens there alone is a step too, an instant at a time. */
function stepFrom(here: Stand, direction: 1 | -1, size: StepSize): Stand {
  const { log } = currentBranch();
  const position = stepTarget(here.position, direction, size);
  const target = { position, timeMs: log.timeAt(position) };
  const beside = companion()?.log;
  if (!beside) return target;
  if (size === 'command') return position === log.length && direction === 1 ? lastStand() : target;
  if (direction === 1) {
    const besideMs = beside.entries[positionAt(beside, here.timeMs)]?.at;
    const ownMs = log.entries[here.position]?.at;
    return besideMs !== undefined && (ownMs === undefined || besideMs < ownMs) ? { position: here.position, timeMs: besideMs } : target;
  }
  const besideMs = beside.entries[positionBefore(beside, here.timeMs) - 1]?.at ?? Number.NEGATIVE_INFINITY;
  const hereMs = log.timeAt(here.position);
  if (here.timeMs > hereMs) return { position: here.position, timeMs: Math.max(besideMs, hereMs) };
  const waits = position === instantOf(log, position).end;
  return waits && besideMs > target.timeMs ? { position, timeMs: besideMs } : target;
}

/** The end of what is known: of the current branch, or of the one beside it where that goes on for longer. */
function lastStand(): Stand {
  const { log } = currentBranch();
  return { position: log.length, timeMs: Math.max(log.timeAt(log.length), companion()?.log.entries.at(-1)?.at ?? 0) };
}

export function seekEnd(): void {
  goTo(lastStand());
}

/** Whether nothing known comes after a place. */
export function isAtEnd({ position, timeMs }: Stand = playhead.getState()): boolean {
  return position >= currentBranch().length && timeMs >= lastStand().timeMs;
}

/** The frame that a step leads to. */
export function stepTarget(position: number, direction: 1 | -1, size: StepSize): number {
  const { log } = currentBranch();
  const last = log.length;
  if (size === 'decision') return Math.max(0, Math.min(last, position + direction));
  if (size === 'instant') {
    if (direction === 1) return position < last ? instantOf(log, position + 1).end : last;
    const { start, end } = instantOf(log, position);
    return position > start || position === end ? start : 0;
  }
  if (direction === 1) {
    for (let at = position; at < last; at++) if (isCommand(log.entries[at])) return at + 1;
    return last;
  }
  for (let at = position - 2; at >= 0; at--) if (isCommand(log.entries[at])) return at + 1;
  return 0;
}

/** To the next (1) or the previous (-1) frame in which this object changed. False where there is none. */
export function toChangeOf(ref: ObjectRef, direction: 1 | -1): boolean {
  const { log } = currentBranch();
  const { position } = playhead.getState();
  const target = direction === 1 ? nextChangeOf(log, ref, position) : previousChangeOf(log, ref, position);
  if (target === undefined) return false;
  travel(target);
  return true;
}

/** Plays from here; at the end of a settled timeline: again from before the last command. */
export function play(): void {
  const branch = currentBranch();
  if (!branch.length) return;
  const beside = companion();
  if (isAtEnd() && !branch.busy && !beside?.busy) {
    if ((branch.settled || branch.nextAtMs === null) && (beside?.settled ?? true)) seek(beforeLastCommand());
    else extend(Math.max(branch.untilMs, branch.nextAtMs ?? 0, beside?.untilMs ?? 0) + EXTEND_MS);
  }
  playhead.setState({ playing: true });
  startMotion();
}

export function pause(): void {
  motion = undefined;
  const { position } = playhead.getState();
  playhead.setState({ playing: false, from: position, fromMs: undefined, progress: 1 });
}

export function togglePlay(): void {
  if (playhead.getState().playing) pause();
  else play();
}

/** The frame before the last command, or the first. */
function beforeLastCommand(): number {
  const { log } = currentBranch();
  for (let at = log.length - 1; at >= 0; at--) if (isCommand(log.entries[at])) return at;
  return 0;
}

function startMotion(): void {
  const { speed, shortenWaits } = preferences.getState();
  const { position, timeMs } = playhead.getState();
  const { log } = currentBranch();
  if (speed === 'even') motion = { kind: 'even', elapsedMs: EVEN_MS };
  else {
    const { end, nextMs } = instantOf(log, position);
    const beside = companion()?.log;
    const rested = clockAt(view(), position, speed, shortenWaits);
    const besideMs = beside?.entries[positionAt(beside, timeMs)]?.at ?? Number.POSITIVE_INFINITY;
    // A wait that leads up to a command is left out: whoever presses Play there wants to see the command.
    const skips = position === end && isCommand(log.entries[position]) && nextMs !== undefined && nextMs <= besideMs;
    motion = { kind: 'play', clockMs: skips ? nextMs : Math.max(rested, position === end ? timeMs : rested) };
  }
  tickSoon();
}

function tickSoon(): void {
  if (ticking) return;
  ticking = true;
  lastTick = undefined;
  requestAnimationFrame(tick);
}

function tick(nowMs: number): void {
  // A tab that was in the background must not leap.
  const elapsedMs = lastTick === undefined ? 0 : Math.min(100, nowMs - lastTick);
  lastTick = nowMs;
  if (motion && !advance(motion, elapsedMs)) motion = undefined;
  ticking = motion !== undefined;
  if (ticking) requestAnimationFrame(tick);
}

/** False where the motion has come to its end. */
function advance(moving: Motion, elapsedMs: number): boolean {
  switch (moving.kind) {
    case 'step':
      return advanceStep(moving, elapsedMs);
    case 'even':
      return advanceEven(moving, elapsedMs);
    case 'play':
      return advancePlay(moving, elapsedMs);
  }
}

function advanceStep(moving: Motion & { kind: 'step' }, elapsedMs: number): boolean {
  moving.elapsedMs += elapsedMs;
  const progress = Math.min(1, moving.elapsedMs / STEP_MS);
  const { position } = playhead.getState();
  playhead.setState(progress < 1 ? { progress } : { progress: 1, from: position });
  return progress < 1;
}

function advanceEven(moving: Motion & { kind: 'even' }, elapsedMs: number): boolean {
  const busy = currentBranch().busy || (companion()?.busy ?? false);
  moving.elapsedMs += elapsedMs;
  const { position, timeMs } = playhead.getState();
  if (moving.elapsedMs >= EVEN_MS) {
    if (isAtEnd()) {
      if (!busy) pause();
      return busy;
    }
    moving.elapsedMs %= EVEN_MS;
    playhead.setState({ ...stepFrom({ position, timeMs }, 1, 'decision'), from: position, fromMs: timeMs, progress: 0 });
    return true;
  }
  const progress = Math.min(1, moving.elapsedMs / (EVEN_MS * EVEN_TRAVEL));
  playhead.setState(progress < 1 ? { progress } : { progress: 1, from: position });
  return true;
}

function advancePlay(moving: Motion & { kind: 'play' }, elapsedMs: number): boolean {
  const { log, busy, untilMs } = currentBranch();
  const beside = companion();
  const { speed, shortenWaits } = preferences.getState();
  if (speed === 'even') {
    startMotion();
    return true;
  }
  const rate = rateAfter(waitAt(playhead.getState().position, moving.clockMs), speed, shortenWaits);
  const wanted = moving.clockMs + elapsedMs * rate;
  // Never past what is known: the worker may be behind.
  const known = Math.min(busy ? untilMs : wanted, beside?.busy ? beside.untilMs : wanted);
  moving.clockMs = Math.min(wanted, Math.max(moving.clockMs, known));
  const reading = readClock(view(), moving.clockMs, speed, shortenWaits);
  show(reading, moving.clockMs);
  if (reading.position < log.length || reading.progress < 1 || busy || goesOnBeside(beside, moving.clockMs)) return true;
  pause();
  return false;
}

/** The current log as the clock sees it. */
function view(): Timed {
  const { log } = currentBranch();
  const beside = companion()?.log;
  return beside ? paired(log, beside) : log;
}

/** The wait that the clock is in: after the last thing that happened, here or beside. */
function waitAt(position: number, clockMs: number): Pick<Instant, 'atMs' | 'nextMs'> {
  const instant = instantOf(view(), position);
  const beside = companion()?.log;
  if (!beside) return instant;
  const seen = positionAt(beside, clockMs);
  const besideMs = beside.entries[seen - 1]?.at ?? Number.NEGATIVE_INFINITY;
  if (besideMs <= instant.atMs) return instant;
  return { atMs: besideMs, nextMs: earlier(currentBranch().log.entries[instant.end]?.at, beside.entries[seen]?.at) };
}

/** Whether the branch beside has not come to its end yet, or decisions of its last instant are still to be seen. */
function goesOnBeside(beside: Companion | undefined, clockMs: number): boolean {
  if (!beside) return false;
  const { speed, shortenWaits } = preferences.getState();
  const { position, progress } = readClock(beside.log, clockMs, Number(speed), shortenWaits);
  return beside.busy || position < beside.log.entries.length || progress < 1;
}

function show({ position, progress }: Reading, clockMs: number): void {
  const { log } = currentBranch();
  const instant = instantOf(log, position);
  // While decisions of one instant pass one after the other, the cluster's clock stands.
  const timeMs = position < instant.end ? instant.atMs : Math.max(instant.atMs, Math.min(clockMs, instant.nextMs ?? clockMs));
  const moving = progress < 1 && !isMotionReduced();
  playhead.setState({ position, from: moving ? position - 1 : position, fromMs: undefined, progress: moving ? progress : 1, timeMs });
}

/** A change of branch or of the log's end keeps the playhead within it. */
session.subscribe(() => {
  const { position } = playhead.getState();
  const { log } = currentBranch();
  if (position > log.length) seek(log.length);
});
