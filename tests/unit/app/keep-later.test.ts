import { describe, expect, it } from 'vitest';
import { withActAt } from '../../../src/app/keep-later.ts';
import { Session } from '../../../src/scenario/session.ts';
import type { Action, CommandOutput, Tape } from '../../../src/worker/protocol.ts';

const kubectl = (line: string): Action => ({ do: 'kubectl', line });
const IMAGES: Action = { do: 'images', images: { 'nginx:2': { 'ready-delay': 9 } } };
const TAPE: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 1,
  commands: [
    { at: 0, action: kubectl('kubectl create deployment web --image=nginx:1 --replicas=2') },
    { at: 8_000, action: kubectl('kubectl set image deployment/web nginx=nginx:2') },
  ],
};

function played(tape: Tape): Session {
  const session = Session.replay(tape);
  session.runUntil(60_000);
  return session;
}
const outputsOf = ({ records }: Session): readonly CommandOutput[] => records.map((record, index) => ({ index, ...record }) as unknown as CommandOutput);

describe('an act put in at a place', () => {
  const first = played(TAPE);
  const outputs = outputsOf(first);
  const before = (outputs[1]?.seq ?? 0) - 1;

  it('changes what comes later, and leaves what came before', () => {
    const tape = withActAt(TAPE, { position: before, atMs: 7_000 }, IMAGES, outputs);
    const second = played(tape);
    const { entries } = second.cluster.log;
    expect(entries.slice(0, before)).toEqual(first.cluster.log.entries.slice(0, before));
    expect(entries[before]?.reason.rule).toBe('catalogue/images');
    expect(second.records.map(({ line, at }) => [line, at])).toEqual(first.records.map(({ line, at }) => [line, at]));
    const lastReady = (session: Session): number => session.cluster.log.entries.findLast(({ by }) => by === 'deployment-controller')?.at ?? 0;
    expect(lastReady(second)).toBeGreaterThan(lastReady(first) + 7_000);
  });

  it('does later acts of a person at their times', () => {
    const typed: Tape = {
      ...TAPE,
      commands: [...TAPE.commands, { after: first.cluster.log.length, at: 70_000, action: kubectl('kubectl scale deployment/web --replicas=5') }],
    };
    const tape = withActAt(typed, { position: before, atMs: 7_000 }, IMAGES, outputs);
    expect(tape.commands.map(({ after, at }) => [after, at])).toEqual([
      [undefined, 0],
      [before, 7_000],
      [undefined, 8_000],
      [undefined, 70_000],
    ]);
    const session = played(tape);
    session.runUntil(100_000);
    expect(session.cluster.store.get('deployments', 'default/web')?.status.availableReplicas).toBe(5);
  });
});
