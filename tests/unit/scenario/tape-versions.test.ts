import { describe, expect, it } from 'vitest';
import { type TapeUpgrades, readTape } from '../../../src/scenario/tape-versions.ts';

const TAPE = { version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [{ at: 0, action: { do: 'kubectl', line: 'kubectl get pods' } }] };

/** Two formats that there could have been: seeds as text, and before that commands as lines. */
const UPGRADES: TapeUpgrades = {
  [-1]: ({ lines, ...tape }) => ({ ...tape, version: 0, commands: (lines as string[]).map((line) => ({ at: 0, action: { do: 'kubectl', line } })) }),
  0: ({ seed, ...tape }) => ({ ...tape, version: 1, seed: Number(seed) }),
};
const refusal = (tape: unknown, upgrades?: TapeUpgrades): string => {
  try {
    readTape(tape, upgrades);
    return 'none';
  } catch (error) {
    return (error as Error).name;
  }
};

describe('a kept tape', () => {
  it('is the same object where it is of the version that is played', () => {
    expect(readTape(TAPE)).toBe(TAPE);
  });

  it('is upgraded step by step', () => {
    const { commands: _, ...older } = TAPE;
    expect(readTape({ ...older, version: -1, seed: '1', lines: ['kubectl get pods'] }, UPGRADES)).toEqual(TAPE);
    expect(readTape({ ...TAPE, version: 0, seed: '1' }, UPGRADES)).toEqual(TAPE);
  });

  it('is refused where a newer page wrote it, or another Kubernetes played it', () => {
    expect(refusal({ ...TAPE, version: 2 })).toBe('TapeNewer');
    expect(refusal({ ...TAPE, kubernetes: 'v1.37.0' })).toBe('TapeKubernetes');
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'tape'],
    ['no version', { ...TAPE, version: undefined }],
    ['a version before all others', { ...TAPE, version: -2 }],
    ['no seed', { ...TAPE, seed: undefined }],
    ['no commands', { ...TAPE, commands: undefined }],
    ['a command without a time', { ...TAPE, commands: [{ action: { do: 'kubectl' } }] }],
    ['a command that does nothing', { ...TAPE, commands: [{ at: 0 }] }],
  ])('is damaged with %s', (_what, tape) => {
    expect(refusal(tape, UPGRADES)).toBe('TapeDamaged');
  });

  it('is damaged where an upgrade does not come to the next version: nothing goes round for ever', () => {
    expect(refusal({ ...TAPE, version: 0 }, { 0: (tape) => tape })).toBe('TapeDamaged');
  });
});
