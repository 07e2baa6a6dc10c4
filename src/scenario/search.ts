import { InvariantFold, type InvariantPoint } from '../kube/invariant-fold.ts';
import type { Invariant } from '../kube/invariants.ts';
import { Outages } from './outages.ts';
import { Session } from './session.ts';
import type { Tape } from './tape.ts';
import { type Choice, type Variations, type Varied, asIs, choices, dimensionsOf, runsOf, variedBy, vary, withIndex } from './variations.ts';

export interface SearchOptions {
  /** What happened up to the place, acts with their `after`; and what is to come later, at its time. */
  readonly tape: Tape;
  /** Where the runs begin: after so many entries, at a virtual time in ms. What came before is the same for all of them. */
  readonly position: number;
  readonly atMs: number;
  readonly invariant: Invariant;
  readonly variations: Variations;
  /** How far each run goes, in virtual ms. */
  readonly untilMs: number;
  /** How many runs at most, those that look for a smaller one aside. */
  readonly runs: number;
}

export interface Finding {
  /** Plays the run. */
  readonly tape: Tape;
  /** After how many entries it leaves what happened. */
  readonly from: number;
  readonly varied: readonly Varied[];
  /** The moment from which on the invariant is broken. */
  readonly point: InvariantPoint;
}
export interface SearchResult {
  readonly tried: number;
  /** How many different runs the variations allow. */
  readonly total: number;
  /** How many runs were ended early, because they went on and on. */
  readonly cut: number;
  /** The smallest run that breaks the invariant; undefined where none of those tried does. */
  readonly found: Finding | undefined;
}
export interface Progress {
  readonly tried: number;
  /** A run was found, and a smaller one is looked for. */
  readonly shrinking: boolean;
}

/** A run that makes more entries than this (a container that crashes for ever) is ended. */
const ENTRIES_MAX = 20_000;
const STEPS_BETWEEN_YIELDS = 32;
const SHRINKS_MAX = 500;
/** Up to so many milder values are tried one by one; of more, only some. */
const VALUES_MAX = 12;

/** What all runs begin with. */
interface Base {
  readonly options: SearchOptions;
  readonly session: Session;
  readonly fold: InvariantFold;
}

/** Plays one choice until the invariant is broken, or until nothing breaks it; `cut` where it would have gone on and on. */
function* play(base: Base, choice: Choice, wholly = false): Generator<void, Finding | 'cut' | undefined, void> {
  const { atMs, untilMs, variations } = base.options;
  const varied = variedBy(variations, choice, base.session, atMs);
  const session = base.session.copy();
  const fold = base.fold.copy();
  const { cluster } = session;
  const from = cluster.log.length;
  vary(session, varied, Math.max(atMs, cluster.now));
  const outages = new Outages(varied.filter((one) => one.what === 'node'));
  let looked = fold.points.length;
  for (const steps = { taken: 0 }; ;) {
    const next = nextOf(session, outages);
    const ends = next > untilMs;
    if (!ends) yield* stepTo(session, outages, next, steps);
    fold.advance(cluster.log.entries, cluster.log.length, ends ? untilMs : Math.min(untilMs, nextOf(session, outages) - 1));
    for (; looked < fold.points.length; looked++) {
      const point = fold.points[looked] as InvariantPoint;
      if (point.state !== 'broken' || fold.points[looked - 1]?.state === 'broken') continue;
      // Whoever opens the run sees Nodes come back as they were said to.
      while (wholly && outages.nextAt < Infinity && cluster.log.length - from <= ENTRIES_MAX) yield* stepTo(session, outages, nextOf(session, outages), steps);
      return { tape: session.tape(), from, varied, point };
    }
    if (ends) return undefined;
    if (cluster.log.length - from > ENTRIES_MAX) return 'cut';
  }
}

const nextOf = ({ cluster }: Session, outages: Outages): number => Math.min(cluster.nextAt ?? Infinity, outages.nextAt);

/** Lets everything happen that is due at a time; what happens to Nodes comes after all else of its time. */
function* stepTo(session: Session, outages: Outages, next: number, steps: { taken: number }): Generator<void, void, void> {
  if (outages.nextAt === next && (session.cluster.nextAt ?? Infinity) > next) outages.act(session);
  else while (session.step(next)) if (++steps.taken % STEPS_BETWEEN_YIELDS === 0) yield;
}

/**
 * Looks for a run in which an invariant is broken after the place, over the variations that the user allows, and then for the smallest such
 * run: each choice as mild as it can be. It comes to an end whatever runs do. A generator, so that whoever runs it can show progress and
 * stop: it yields several times within a run.
 */
export function* search(options: SearchOptions): Generator<Progress, SearchResult, void> {
  const { variations, runs, tape } = options;
  const total = runsOf(variations);
  const base = baseOf(options);
  const tried = new Map<string, Finding | undefined>();
  let cut = 0;
  let shrinking = false;
  function* run(choice: Choice): Generator<Progress, Finding | undefined, void> {
    const name = choice.join();
    if (tried.has(name)) return tried.get(name);
    const playing = play(base, choice);
    let result = playing.next();
    for (; !result.done; result = playing.next()) yield { tried: tried.size, shrinking };
    if (result.value === 'cut') cut++;
    const found = result.value === 'cut' ? undefined : result.value;
    tried.set(name, found);
    yield { tried: tried.size, shrinking };
    return found;
  }
  for (const choice of choices(variations, runs, tape.seed)) {
    const finding = yield* run(choice);
    if (!finding) continue;
    shrinking = true;
    const milder = yield* shrink({ choice, finding }, variations, run);
    const smallest = yield* leaveOut(milder, base, run);
    return { tried: tried.size, total, cut, found: yield* whole(base, smallest, { tried: tried.size, shrinking }) };
  }
  return { tried: tried.size, total, cut, found: undefined };
}

function baseOf(options: SearchOptions): Base {
  const session = Session.replay(options.tape, options.position);
  if (session.cluster.now < options.atMs && (session.cluster.nextAt ?? Infinity) > options.atMs) session.runUntil(options.atMs);
  const fold = new InvariantFold(options.invariant);
  const { log } = session.cluster;
  fold.advance(log.entries, log.length, options.atMs - 1);
  return { options, session, fold };
}

/** A choice whose run breaks the invariant. */
interface Found {
  readonly choice: Choice;
  readonly finding: Finding;
}
type Run = (choice: Choice) => Generator<Progress, Finding | undefined, void>;

/** Makes one index after the other as mild as the invariant stays broken: the load first, then Nodes, faults, delays, and chance. */
function* shrink(start: Found, variations: Variations, run: Run): Generator<Progress, Found, void> {
  const dimensions = dimensionsOf(variations);
  let { choice, finding } = start;
  let left = SHRINKS_MAX;
  for (let changed = true; changed;) {
    changed = false;
    for (let i = choice.length - 1; i >= 0; i--) {
      // None of the Nodes is milder than another.
      if (dimensions[i]?.of === 'node') continue;
      for (const value of milder(choice[i] as number)) {
        if (left-- <= 0) return { choice, finding };
        const attempt = withIndex(dimensions, choice, i, value);
        const again = yield* run(attempt);
        if (!again) continue;
        choice = attempt;
        finding = again;
        changed = true;
        break;
      }
    }
  }
  return { choice, finding };
}

/** Takes out whatever the invariant stays broken without, until nothing can be left out. */
function* leaveOut({ choice: start, finding: startFinding }: Found, { session, options: { variations } }: Base, run: Run): Generator<Progress, Found, void> {
  const dimensions = dimensionsOf(variations);
  let choice = start;
  let finding = startFinding;
  let left = SHRINKS_MAX;
  for (let changed = true; changed;) {
    changed = false;
    for (const [i, dimension] of dimensions.entries()) {
      const index = asIs(variations, dimension, session);
      if (index === undefined || index === choice[i]) continue;
      const attempt = withIndex(dimensions, choice, i, index);
      if (variedBy(variations, attempt, session, 0).length >= finding.varied.length || left-- <= 0) continue;
      const again = yield* run(attempt);
      if (!again) continue;
      choice = attempt;
      finding = again;
      changed = true;
    }
  }
  return { choice, finding };
}

/** A finding whose tape goes on until everything that its run does has been done, and not only until it breaks. */
function* whole(base: Base, { choice, finding }: Found, progress: Progress): Generator<Progress, Finding, void> {
  if (!finding.varied.some(({ what }) => what === 'node')) return finding;
  const playing = play(base, choice, true);
  let result = playing.next();
  for (; !result.done; result = playing.next()) yield progress;
  return result.value === 'cut' || !result.value ? finding : result.value;
}

/** Milder values than one, the mildest first: all of them where they are few, else those that come nearer to it by halves. */
function milder(value: number): readonly number[] {
  if (value <= VALUES_MAX) return Array.from({ length: value }, (_, i) => i);
  const values = [0];
  for (let step = value >> 1; step > 0; step >>= 1) values.push(value - step);
  return values;
}
