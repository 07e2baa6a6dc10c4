import { describe, expect, it } from 'vitest';
import { Keyframes } from '../../../src/scenario/keyframes.ts';
import { Session } from '../../../src/scenario/session.ts';
import type { Tape } from '../../../src/scenario/tape.ts';
import { deploymentYaml } from '../../support/cluster.ts';

const TAPE: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 7,
  commands: [
    { at: 0, action: { do: 'kubectl', line: 'apply -f m.yaml', files: { 'm.yaml': deploymentYaml({ replicas: 6 }) } } },
    { at: 5_000, action: { do: 'kubectl', line: 'set image deployment/web c=nginx:2' } },
    { at: 30_000, action: { do: 'kubectl', line: 'scale deployment/web --replicas=9' } },
  ],
};

/** A tape on which a person acted in between. */
function taped(): Tape {
  const session = Session.open(TAPE);
  session.runUntil(12_000);
  session.act({ do: 'kubectl', line: 'kubectl rollout status deployment/web', background: true });
  session.act({ do: 'kubectl', line: 'kubectl rollout pause deployment/web', background: true });
  session.runUntil(20_000);
  session.act({ do: 'kubectl', line: 'kubectl rollout resume deployment/web', background: true });
  return session.tape();
}

/** Plays a minute of it, and takes keyframes on the way. */
function played(every: number): { readonly session: Session; readonly keyframes: Keyframes } {
  const tape = taped();
  const session = Session.open(tape);
  const keyframes = new Keyframes(every);
  const run = (goesOn: () => boolean): void => {
    while (goesOn() && session.step(60_000)) keyframes.observe(session);
  };
  for (const { after, at, action } of tape.commands) {
    if (after === undefined) continue;
    run(() => session.cluster.log.length < after);
    session.act(action, at);
  }
  run(() => true);
  return { session, keyframes };
}

const told = ({ cluster, records }: Session): unknown => JSON.parse(JSON.stringify({ entries: cluster.log.entries, now: cluster.now, records }));

describe('keyframes', () => {
  it('lead to the same session as playing from the start, at every place and from then on', () => {
    const { session, keyframes } = played(10);
    const tape = session.tape();
    const { length } = session.cluster.log;
    expect(length).toBeGreaterThan(100);
    for (let position = 1; position <= length; position += 5) {
      const near = keyframes.replay(tape, position);
      const far = Session.replay(tape, position);
      expect(told(near)).toEqual(told(far));
      expect(near.tape()).toEqual(far.tape());
      for (const one of [near, far]) {
        one.forgetWaiting();
        one.act({ do: 'kubectl', line: 'kubectl set image deployment/web c=nginx:3', background: true });
        one.runUntil(one.cluster.now + 20_000);
      }
      expect(told(near)).toEqual(told(far));
    }
  });

  it('are the past of a branch that begins among them, and of no tape that did otherwise', () => {
    const { session, keyframes } = played(10);
    const fork = session.fork(60);
    fork.act({ do: 'kubectl', line: 'kubectl scale deployment/web --replicas=2', background: true });
    fork.runUntil(fork.cluster.now + 10_000);
    const shared = keyframes.until(60);
    for (const position of [20, 45, 60, 80]) expect(told(shared.replay(fork.tape(), position))).toEqual(told(Session.replay(fork.tape(), position)));
    // The same acts but for one in their midst: what was kept of the others must not be taken for it.
    const [first, , ...others] = session.tape().commands;
    const changed: Tape = {
      ...TAPE,
      commands: [first as Tape['commands'][number], { at: 5_000, action: { do: 'kubectl', line: 'scale deployment/web --replicas=3' } }, ...others],
    };
    expect(told(keyframes.replay(changed, 90))).toEqual(told(Session.replay(changed, 90)));
  });

  it('are thinned out, so that a long log has no more than a short one', () => {
    const session = Session.open(TAPE);
    const keyframes = new Keyframes(1);
    let copies = 0;
    const counted = Object.assign(Object.create(session) as Session, {
      copy: () => {
        copies++;
        return session.copy();
      },
    });
    while (session.step(60_000)) keyframes.observe(counted);
    const { length } = session.cluster.log;
    expect(length).toBeGreaterThan(100);
    expect(copies).toBeLessThan(length / 2);
    expect(told(keyframes.replay(session.tape(), length))).toEqual(told(Session.replay(session.tape(), length)));
  });
});
