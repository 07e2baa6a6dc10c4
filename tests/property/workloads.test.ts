import fc, { runs, seed } from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { Session } from '../../src/scenario/session.ts';
import type { Tape } from '../../src/scenario/tape.ts';
import type { Entry } from '../../src/timeline/types.ts';
import { everythingHolds, revertIsTheIdentity, sameLog } from './invariants.ts';
import { REGRESSIONS } from './regressions.ts';
import { leftToDo } from './settled.ts';
import { TAPE_END_MS, tapes } from './tapes.ts';

const numRuns = runs(40);
console.info(`property tests: PROPERTY_SEED=${seed} PROPERTY_RUNS=${numRuns}`);

function play(tape: Tape): { readonly entries: readonly Entry[]; readonly session: Session } {
  const session = Session.open(tape);
  session.runUntil(TAPE_END_MS);
  return { entries: session.cluster.log.entries, session };
}

function allHolds(tape: Tape): void {
  const { entries, session } = play(tape);
  everythingHolds(entries);
  revertIsTheIdentity(entries, session.cluster.store.world);
}

describe('whatever people do', () => {
  it('no controller breaks a promise, and every log can be walked both ways', () => {
    fc.assert(fc.property(tapes, allHolds), { numRuns });
  });

  it('once a second is over, the controllers have nothing left to do', () => {
    fc.assert(
      fc.property(tapes, (tape) => {
        const session = Session.open(tape);
        for (let ms = 999; ms < TAPE_END_MS; ms += 1000) {
          session.runUntil(ms);
          expect(leftToDo(session.cluster.store, ms)).toEqual([]);
        }
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it('the same tape gives the same log', () => {
    fc.assert(
      fc.property(tapes, (tape) => {
        sameLog(play(tape).entries, play(structuredClone(tape)).entries);
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });

  it('a cluster that is copied in the middle goes on as the original does', () => {
    fc.assert(
      fc.property(tapes, fc.integer({ min: 1, max: TAPE_END_MS / 1000 }), (tape, second) => {
        const { entries } = play(tape);
        const half = Session.open(tape);
        half.runUntil(second * 1000);
        const fork = half.fork(half.cluster.log.length);
        fork.runUntil(second * 1000);
        sameLog(half.cluster.log.entries, fork.cluster.log.entries);
        const copy = half.cluster.copy();
        const quiet = tape.commands.every(({ at }) => at <= second * 1000);
        copy.runUntil(TAPE_END_MS);
        if (quiet) sameLog(entries, copy.log.entries);
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});

describe('what once went wrong', () => {
  it.each(Object.entries(REGRESSIONS))('%s', (_name, tape) => {
    expect(() => allHolds(tape)).not.toThrow();
  });
});
