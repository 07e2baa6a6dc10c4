import type { Tape } from '../../src/scenario/tape.ts';

/** Tapes on which a property failed once, by what went wrong. */
export const REGRESSIONS: Readonly<Record<string, Tape>> = {
  'nothing has gone wrong on an empty tape': { version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [] },
};
