import { Random } from '../sim/random.ts';
import { type Invariant, type Violation, violationOf } from './invariants.ts';
import { Session } from './session.ts';
import type { ImageBehaviour, Tape } from './tape.ts';

/** What a search may vary. */
export interface Variations {
  /** How many different seeds: 1 leaves the tape's own. */
  readonly seeds: number;
  /** Delays in whole seconds, from `min` to `max`, for an image (or `*`). */
  readonly delays: readonly {
    readonly image: string;
    readonly delay: 'start-delay' | 'ready-delay' | 'stop-delay';
    readonly min: number;
    readonly max: number;
  }[];
  /** Faults that an image may have, beside none. */
  readonly faults: readonly { readonly image: string; readonly faults: readonly NonNullable<ImageBehaviour['fault']>[] }[];
}

export interface SearchOptions {
  readonly tape: Tape;
  readonly invariant: Invariant;
  readonly variations: Variations;
  /** From when on the invariant must hold, in virtual ms: before, things are still being set up. */
  readonly fromMs: number;
  /** How far each run goes, in virtual ms. */
  readonly untilMs: number;
  readonly runs: number;
}

/** One choice out of the variations: an index for each. All zero is the mildest. */
type Choice = readonly number[];

export interface Finding {
  readonly tape: Tape;
  readonly violation: Violation;
  /** The entry after which the invariant was broken. */
  readonly position: number;
  readonly atMs: number;
}
export interface SearchResult {
  readonly tried: number;
  /** The smallest run that breaks the invariant; undefined where none of those tried does. */
  readonly found: Finding | undefined;
}

/** The sizes of the dimensions of a search: seeds, then each delay, then each image's faults. */
function dimensions({ seeds, delays, faults }: Variations): readonly number[] {
  return [Math.max(1, seeds), ...delays.map(({ min, max }) => max - min + 1), ...faults.map((fault) => fault.faults.length + 1)];
}

/** The tape with one choice made. */
function vary(tape: Tape, { delays, faults }: Variations, choice: Choice): Tape {
  const images: Record<string, ImageBehaviour> = { ...tape.images };
  delays.forEach(({ image, delay, min }, i) => {
    images[image] = { ...images[image], [delay]: min + (choice[1 + i] as number) };
  });
  faults.forEach(({ image, faults: kinds }, i) => {
    const fault = kinds[(choice[1 + delays.length + i] as number) - 1];
    if (fault) images[image] = { ...images[image], fault };
  });
  return { ...tape, seed: tape.seed + (choice[0] as number), images };
}

/** Plays a tape until the invariant is broken at the end of an instant, or until nothing breaks it. */
function play({ invariant, fromMs, untilMs }: SearchOptions, tape: Tape): Finding | undefined {
  const session = Session.open(tape);
  const { cluster } = session;
  for (;;) {
    const next = cluster.nextAt;
    if (next === undefined || next > untilMs) return undefined;
    session.runUntil(next);
    if (cluster.now < fromMs) continue;
    const violation = violationOf(invariant, cluster.store, cluster.now);
    if (violation) return { tape, violation, position: cluster.log.length, atMs: cluster.now };
  }
}

/**
 * Looks for a run that breaks an invariant, over the variations that the user allows, and then for the smallest such run: each choice
 * as mild as it can be. A generator, so that whoever runs it can show progress after each run and stop; it yields how many were tried.
 * The tape's commands must carry times of their own, since entries have other numbers in other runs.
 */
export function* search(options: SearchOptions): Generator<number, SearchResult, void> {
  const sizes = dimensions(options.variations);
  const total = sizes.reduce((product, size) => product * size, 1);
  const random = new Random(options.tape.seed);
  let tried = 0;
  const run = (choice: Choice): Finding | undefined => {
    tried++;
    return play(options, vary(options.tape, options.variations, choice));
  };
  let choice: Choice = sizes.map(() => 0);
  let found = run(choice);
  yield tried;
  // Where there are fewer choices than runs, each is tried once; otherwise chance chooses.
  const all = total <= options.runs;
  for (let i = 1; !found && i < Math.min(options.runs, total); i++) {
    choice = all ? nth(sizes, i) : sizes.map((size) => random.int('search', size));
    found = run(choice);
    yield tried;
  }
  if (!found) return { tried, found: undefined };
  return { tried, found: yield* shrink(choice, found, run, () => tried) };
}

function nth(sizes: readonly number[], index: number): Choice {
  let rest = index;
  return sizes.map((size) => {
    const value = rest % size;
    rest = Math.floor(rest / size);
    return value;
  });
}

/** Makes one choice after the other as mild as the invariant stays broken, until no single step is left. */
function* shrink(start: Choice, startFinding: Finding, run: (choice: Choice) => Finding | undefined, tried: () => number): Generator<number, Finding, void> {
  let choice = start;
  let finding = startFinding;
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < start.length; i++)
      for (let value = 0; value < (choice[i] as number); value++) {
        const milder = choice.map((old, j) => (j === i ? value : old));
        const again = run(milder);
        yield tried();
        if (!again) continue;
        choice = milder;
        finding = again;
        changed = true;
        break;
      }
  }
  return finding;
}
