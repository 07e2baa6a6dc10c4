import { type Reading, clockAt, rateAfter, readClock } from './clock.ts';
import { isCommand, nextChangeOf, previousChangeOf } from './landmarks.ts';
import { instantOf } from './instants.ts';
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

/** What keeps the picture moving. `clockMs` is virtual time with the decisions of an instant spread out; see `clock.ts`. */
type Motion = { readonly kind: 'play'; clockMs: number } | { readonly kind: 'even'; elapsedMs: number } | { readonly kind: 'step'; elapsedMs: number };

let motion: Motion | undefined;
let lastTick: number | undefined;
let ticking = false;

/** Puts the playhead at a frame at once: dragging, jumps, another branch. */
export function seek(position: number): void {
  const { log } = currentBranch();
  const target = Math.max(0, Math.min(position, log.length));
  const { playing } = playhead.getState();
  playhead.setState({ position: target, from: target, progress: 1, timeMs: log.timeAt(target), playing });
  if (playing) startMotion();
  else motion = undefined;
}

/** Moves to a frame with travel: the picture goes from here to there, forwards or backwards. Playing pauses. */
export function travel(position: number): void {
  const { log } = currentBranch();
  const target = Math.max(0, Math.min(position, log.length));
  const from = playhead.getState().position;
  if (target === from || isMotionReduced()) {
    playhead.setState({ playing: false });
    motion = undefined;
    seek(target);
    return;
  }
  playhead.setState({ position: target, from, progress: 0, timeMs: log.timeAt(target), playing: false });
  motion = { kind: 'step', elapsedMs: 0 };
  tickSoon();
}

/** One step of a size, forwards (1) or backwards (-1). */
export function step(direction: 1 | -1, size: StepSize = preferences.getState().step): void {
  travel(stepTarget(playhead.getState().position, direction, size));
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
  const { position } = playhead.getState();
  if (position >= branch.length && !branch.busy) {
    if (branch.settled || branch.nextAtMs === null) seek(beforeLastCommand());
    else extend(Math.max(branch.untilMs, branch.nextAtMs) + EXTEND_MS);
  }
  playhead.setState({ playing: true });
  startMotion();
}

export function pause(): void {
  motion = undefined;
  const { position } = playhead.getState();
  playhead.setState({ playing: false, from: position, progress: 1 });
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
    const rested = clockAt(log, position, speed, shortenWaits);
    // A wait that leads up to a command is left out: whoever presses Play there wants to see the command.
    const skips = position === end && isCommand(log.entries[position]) && nextMs !== undefined;
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
  const { log, busy } = currentBranch();
  moving.elapsedMs += elapsedMs;
  const { position } = playhead.getState();
  if (moving.elapsedMs >= EVEN_MS) {
    if (position >= log.length) {
      if (!busy) pause();
      return busy;
    }
    moving.elapsedMs %= EVEN_MS;
    playhead.setState({ position: position + 1, from: position, progress: 0, timeMs: log.timeAt(position + 1) });
    return true;
  }
  const progress = Math.min(1, moving.elapsedMs / (EVEN_MS * EVEN_TRAVEL));
  playhead.setState(progress < 1 ? { progress } : { progress: 1, from: position });
  return true;
}

function advancePlay(moving: Motion & { kind: 'play' }, elapsedMs: number): boolean {
  const { log, busy, untilMs } = currentBranch();
  const { speed, shortenWaits } = preferences.getState();
  if (speed === 'even') {
    startMotion();
    return true;
  }
  const { position } = playhead.getState();
  const instant = instantOf(log, position);
  const rate = rateAfter(instant, speed, shortenWaits);
  const wanted = moving.clockMs + elapsedMs * rate;
  // Never past what is known: the worker may be behind.
  moving.clockMs = busy ? Math.min(wanted, Math.max(moving.clockMs, untilMs)) : wanted;
  const reading = readClock(log, moving.clockMs, speed, shortenWaits);
  show(reading, moving.clockMs);
  if (reading.position < log.length || reading.progress < 1 || busy) return true;
  pause();
  return false;
}

function show({ position, progress }: Reading, clockMs: number): void {
  const { log } = currentBranch();
  const instant = instantOf(log, position);
  // While decisions of one instant pass one after the other, the cluster's clock stands.
  const timeMs = position < instant.end ? instant.atMs : Math.max(instant.atMs, Math.min(clockMs, instant.nextMs ?? clockMs));
  const moving = progress < 1 && !isMotionReduced();
  playhead.setState({ position, from: moving ? position - 1 : position, progress: moving ? progress : 1, timeMs });
}

/** A change of branch or of the log's end keeps the playhead within it. */
session.subscribe(() => {
  const { position } = playhead.getState();
  const { log } = currentBranch();
  if (position > log.length) seek(log.length);
});
