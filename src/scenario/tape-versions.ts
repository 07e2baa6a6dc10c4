import type { Tape } from './tape.ts';

/** Upgrades a tape of one older version to the next: `upgrades[n]` makes n + 1 of n. None exist before version 1. */
export type TapeUpgrades = Readonly<Record<number, (tape: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>>;
const CURRENT_VERSION = 1;
const KUBERNETES = 'v1.36.2';
const UPGRADES: TapeUpgrades = {};

/**
 * Why a tape cannot be played. `TapeNewer`: a later release of the page wrote it. `TapeKubernetes`: another Kubernetes played it, and this one
 * would decide otherwise. `TapeDamaged`: it is none, or of a version that no upgrade begins with.
 */
export type TapeTrouble = 'TapeNewer' | 'TapeKubernetes' | 'TapeDamaged';

/** A refusal to play a tape: its name is the trouble. */
export class TapeRefused extends Error {
  constructor(name: TapeTrouble, message: string) {
    super(message);
    this.name = name;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A tape as it was kept, upgraded step by step to the version that is played now; the same object where it is. Throws TapeRefused. */
export function readTape(kept: unknown, upgrades: TapeUpgrades = UPGRADES): Tape {
  let tape = kept;
  for (;;) {
    if (!isRecord(tape) || typeof tape['version'] !== 'number') throw new TapeRefused('TapeDamaged', 'this is no tape');
    const { version } = tape;
    if (version === CURRENT_VERSION) break;
    if (version > CURRENT_VERSION)
      throw new TapeRefused('TapeNewer', `a tape of version ${version} cannot be played here: the newest that can is ${CURRENT_VERSION}`);
    const upgrade = upgrades[version];
    if (!upgrade) throw new TapeRefused('TapeDamaged', `there has never been a tape of version ${version}`);
    tape = upgrade(tape);
    if (!isRecord(tape) || tape['version'] !== version + 1) throw new TapeRefused('TapeDamaged', `a tape of version ${version} could not be upgraded`);
  }
  if (tape['kubernetes'] !== KUBERNETES)
    throw new TapeRefused('TapeKubernetes', `a tape of Kubernetes ${String(tape['kubernetes'])} would be played otherwise by ${KUBERNETES}`);
  if (!isTape(tape)) throw new TapeRefused('TapeDamaged', 'a part of this tape is missing');
  return tape;
}

function isTape(tape: Readonly<Record<string, unknown>>): tape is Readonly<Record<string, unknown>> & Tape {
  const { seed, commands } = tape;
  return (
    typeof seed === 'number' &&
    Array.isArray(commands) &&
    commands.every(
      (command) =>
        isRecord(command) &&
        typeof command['at'] === 'number' &&
        (command['after'] === undefined || typeof command['after'] === 'number') &&
        isRecord(command['action']) &&
        typeof command['action']['do'] === 'string',
    )
  );
}
