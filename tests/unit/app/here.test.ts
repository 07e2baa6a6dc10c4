import { expect, it } from 'vitest';
import { herePlace } from '../../../src/app/actions.ts';
import { playhead } from '../../../src/app/playhead.ts';
import { newBranch, session } from '../../../src/app/session.ts';
import { Session } from '../../../src/scenario/session.ts';

it('an act happens at a whole millisecond, wherever between two the playhead stands', () => {
  const tape = { version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [{ at: 8_000, action: { do: 'kubectl', line: 'create namespace shop' } }] } as const;
  const played = Session.open(tape);
  played.runUntil(9_000);
  const { log } = played.cluster;
  const before = log.entries.findIndex(({ at }) => at >= 8_000);
  session.setState({ branches: [{ ...newBranch('a', 'Main', tape), log, length: log.length, busy: false }], current: 'a' });
  playhead.setState({ position: before, from: before, timeMs: 3_236.6 });
  expect(herePlace()).toEqual({ branch: 'a', position: before, atMs: 3_236 });
  // Before the next act, however late it is.
  playhead.setState({ timeMs: 7_999.9 });
  expect(herePlace().atMs).toBe(7_999);
});
