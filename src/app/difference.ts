import type { Entry } from '../timeline/types.ts';
import { isCommand } from './landmarks.ts';
import { Substance } from './substance.ts';

/** Where two logs part: what each has there. A side that has nothing (more) at that time has the entry that comes next, or none. */
export interface Parting {
  /** Virtual time in ms of the earlier of the two. */
  readonly atMs: number;
  readonly main: Entry | undefined;
  readonly other: Entry | undefined;
}

export interface Differences {
  /** The first act of a person that only one side has, or that was another one. */
  readonly act: Parting | undefined;
  /** The first decision of the cluster that came out differently, or at another time. */
  readonly decision: Parting | undefined;
  /** Everything that is known has been looked at. */
  readonly complete: boolean;
}

/** As much of a branch as looking for differences needs; `busy` while more entries are to come. */
export interface Side {
  readonly entries: readonly Entry[];
  readonly busy: boolean;
}

/**
 * Looks for the first difference of two logs of which the first `shared` entries are the same. It goes on as the logs grow: `advance` looks
 * at some more entries. Acts are passed over, so that the decisions around them are compared with each other.
 */
export class DifferenceSearch {
  private main: number;
  private other: number;
  private act: Parting | undefined;
  private decision: Parting | undefined;
  private readonly texts = { main: new Substance(), other: new Substance() };
  private read: { main: string | undefined; other: string | undefined } = { main: undefined, other: undefined };
  private complete = false;

  constructor(shared: number) {
    this.main = shared;
    this.other = shared;
  }

  get found(): Differences {
    const { act, decision, complete } = this;
    return { act, decision, complete };
  }

  /** Looks at up to `steps` more entries of each. True where there is no more to look at for now. */
  advance(main: Side, other: Side, steps: number): boolean {
    for (let step = 0; step < steps; step++) {
      if (this.decision) return this.end();
      const a = main.entries[this.main];
      const b = other.entries[this.other];
      // Nothing can be said of a side of which nothing is known yet.
      if ((!a && main.busy) || (!b && other.busy)) {
        this.complete = false;
        return true;
      }
      if (!a && !b) return this.end();
      this.compare(a, b);
    }
    return false;
  }

  private end(): boolean {
    this.complete = true;
    return true;
  }

  private compare(a: Entry | undefined, b: Entry | undefined): void {
    if (a !== b) {
      if (a) this.read.main ??= this.texts.main.of(a);
      if (b) this.read.other ??= this.texts.other.of(b);
      if (this.read.main !== this.read.other) {
        this.part(a, b);
        return;
      }
    }
    this.pass('main');
    this.pass('other');
  }

  private part(a: Entry | undefined, b: Entry | undefined): void {
    const [actA, actB] = [isCommand(a) ? a : undefined, isCommand(b) ? b : undefined];
    if (!actA && !actB) {
      this.decision = partingOf(a, b);
      return;
    }
    this.act ??= partingOf(actA, actB);
    // Two acts at one time stand for each other; else each is passed over when the other side has come as far.
    const both = actA && actB && actA.at === actB.at;
    if (both || (actA && (!actB || actA.at < actB.at))) this.pass('main');
    if (both || (actB && (!actA || actB.at < actA.at))) this.pass('other');
  }

  private pass(side: 'main' | 'other'): void {
    this[side]++;
    this.read[side] = undefined;
  }
}

function partingOf(main: Entry | undefined, other: Entry | undefined): Parting {
  return { atMs: Math.min(main?.at ?? Number.POSITIVE_INFINITY, other?.at ?? Number.POSITIVE_INFINITY), main, other };
}
