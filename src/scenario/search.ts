import { InvariantFold, type InvariantPoint } from '../kube/invariant-fold.ts';
import type { Invariant } from '../kube/invariants.ts';
import { IMAGES, type ImageRow } from '../cluster/node/behaviour.ts';
import { Random } from '../sim/random.ts';
import { Session } from './session.ts';
import type { Action, ImageBehaviour, Tape } from './tape.ts';

export type Delay = 'start-delay' | 'ready-delay' | 'stop-delay';
export type FaultKind = NonNullable<ImageBehaviour['fault']>;

/** What a search may vary, from its place on. */
export interface Variations {
  /** How many ways chance may fall: 1 leaves it as it is. */
  readonly seeds: number;
  /** Delays in whole seconds, from `min` to `max`, for an image (or `*`). */
  readonly delays: readonly { readonly image: string; readonly delay: Delay; readonly min: number; readonly max: number }[];
  /** Faults that an image may have, beside what it has. */
  readonly faults: readonly { readonly image: string; readonly faults: readonly FaultKind[] }[];
}

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

/** One thing that a run has otherwise than what happened. */
export type Varied =
  | { readonly what: 'chance'; readonly seed: number }
  | { readonly what: 'delay'; readonly image: string; readonly delay: Delay; readonly seconds: number }
  | { readonly what: 'fault'; readonly image: string; readonly fault: FaultKind };

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

/** One choice out of the variations: an index for each. All zero is the mildest. */
type Choice = readonly number[];

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

/** The sizes of the dimensions of a search: chance, then each delay, then each image's faults. */
function dimensions({ seeds, delays, faults }: Variations): readonly number[] {
  return [Math.max(1, seeds), ...delays.map(({ min, max }) => max - min + 1), ...faults.map((fault) => fault.faults.length + 1)];
}

/** How many different runs there are. */
export function runsOf(variations: Variations): number {
  return dimensions(variations).reduce((product, size) => product * size, 1);
}

/** What a choice comes to, in words' terms; what stays as it is at the place is left out. */
function variedBy({ options: { variations }, session }: Base, choice: Choice): readonly Varied[] {
  const { delays, faults } = variations;
  const varied: Varied[] = [];
  const seed = choice[0] as number;
  if (seed) varied.push({ what: 'chance', seed });
  delays.forEach(({ image, delay, min }, i) => {
    const seconds = min + (choice[1 + i] as number);
    if (specOf(session, image)[delay] !== seconds) varied.push({ what: 'delay', image, delay, seconds });
  });
  faults.forEach(({ image, faults: kinds }, i) => {
    const fault = kinds[(choice[1 + delays.length + i] as number) - 1];
    if (fault && specOf(session, image).fault !== fault) varied.push({ what: 'fault', image, fault });
  });
  return varied;
}

const specOf = ({ cluster }: Session, image: string): ImageBehaviour => (cluster.store.get(IMAGES, image) as ImageRow | undefined)?.spec ?? {};

/** The acts by which a run leaves what happened. */
function actsOf(session: Session, varied: readonly Varied[]): readonly Action[] {
  const acts: Action[] = [];
  const images: Record<string, ImageBehaviour> = {};
  for (const one of varied) {
    if (one.what === 'chance') acts.push({ do: 'chance', seed: one.seed });
    else {
      const change = one.what === 'delay' ? { [one.delay]: one.seconds } : { fault: one.fault };
      images[one.image] = { ...(images[one.image] ?? specOf(session, one.image)), ...change };
    }
  }
  if (Object.keys(images).length) acts.push({ do: 'images', images });
  return acts;
}

/** Plays one choice until the invariant is broken, or until nothing breaks it; `cut` where it would have gone on and on. */
function* play(base: Base, choice: Choice): Generator<void, Finding | 'cut' | undefined, void> {
  const { atMs, untilMs } = base.options;
  const varied = variedBy(base, choice);
  const session = base.session.copy();
  const fold = base.fold.copy();
  const { cluster } = session;
  const from = cluster.log.length;
  for (const act of actsOf(session, varied)) session.act(act, Math.max(atMs, cluster.now));
  let looked = fold.points.length;
  for (let steps = 0; ;) {
    const next = cluster.nextAt;
    const ends = next === undefined || next > untilMs;
    while (!ends && session.step(next)) if (++steps % STEPS_BETWEEN_YIELDS === 0) yield;
    fold.advance(cluster.log.entries, cluster.log.length, ends ? untilMs : Math.min(untilMs, (cluster.nextAt ?? Infinity) - 1));
    for (; looked < fold.points.length; looked++) {
      const point = fold.points[looked] as InvariantPoint;
      if (point.state === 'broken' && fold.points[looked - 1]?.state !== 'broken') return { tape: session.tape(), from, varied, point };
    }
    if (ends) return undefined;
    if (cluster.log.length - from > ENTRIES_MAX) return 'cut';
  }
}

/**
 * Looks for a run in which an invariant is broken after the place, over the variations that the user allows, and then for the smallest such
 * run: each choice as mild as it can be. It comes to an end whatever runs do. A generator, so that whoever runs it can show progress and
 * stop: it yields several times within a run.
 */
export function* search(options: SearchOptions): Generator<Progress, SearchResult, void> {
  const sizes = dimensions(options.variations);
  const total = runsOf(options.variations);
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
  for (const choice of choices(sizes, total, options)) {
    let found = yield* run(choice);
    if (!found) continue;
    shrinking = true;
    found = yield* shrink(choice, found, run);
    return { tried: tried.size, total, cut, found };
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

/** Where there are fewer choices than runs, each is made once, the mildest first; otherwise the mildest, and then those that chance makes. */
function* choices(sizes: readonly number[], total: number, { tape, runs }: SearchOptions): Generator<Choice, void, void> {
  if (total <= runs) {
    for (let i = 0; i < total; i++) yield nth(sizes, i);
    return;
  }
  const random = new Random(tape.seed);
  const seen = new Set<string>();
  yield sizes.map(() => 0);
  seen.add(sizes.map(() => 0).join());
  while (seen.size < runs) {
    const choice = sizes.map((size) => random.int('search', size));
    if (seen.has(choice.join())) continue;
    seen.add(choice.join());
    yield choice;
  }
}

function nth(sizes: readonly number[], index: number): Choice {
  let rest = index;
  return sizes.map((size) => {
    const value = rest % size;
    rest = Math.floor(rest / size);
    return value;
  });
}

/** Makes one choice after the other as mild as the invariant stays broken: faults first, then delays, then chance. */
function* shrink(
  start: Choice,
  startFinding: Finding,
  run: (choice: Choice) => Generator<Progress, Finding | undefined, void>,
): Generator<Progress, Finding, void> {
  let choice = start;
  let finding = startFinding;
  let left = SHRINKS_MAX;
  for (let changed = true; changed;) {
    changed = false;
    for (let i = start.length - 1; i >= 0; i--)
      for (const value of milder(choice[i] as number)) {
        if (left-- <= 0) return finding;
        const attempt = choice.map((old, j) => (j === i ? value : old));
        const again = yield* run(attempt);
        if (!again) continue;
        choice = attempt;
        finding = again;
        changed = true;
        break;
      }
  }
  return finding;
}

/** Milder values than one, the mildest first: all of them where they are few, else those that come nearer to it by halves. */
function milder(value: number): readonly number[] {
  if (value <= VALUES_MAX) return Array.from({ length: value }, (_, i) => i);
  const values = [0];
  for (let step = value >> 1; step > 0; step >>= 1) values.push(value - step);
  return values;
}
