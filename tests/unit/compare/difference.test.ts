import { describe, expect, it } from 'vitest';
import { type Differences, DifferenceSearch } from '../../../src/app/difference.ts';
import { exampleOf } from '../../../src/app/examples.ts';
import { withField } from '../../../src/app/manifest-fields.ts';
import { fieldApart } from '../../../src/app/substance.ts';
import { Session } from '../../../src/scenario/session.ts';
import type { Entry } from '../../../src/timeline/types.ts';
import type { Action, Tape } from '../../../src/worker/protocol.ts';

const rolling = (exampleOf('rolling') as NonNullable<ReturnType<typeof exampleOf>>).tape;
const WEB = { kind: 'Deployment', name: 'web' };
const ROLLING_UPDATE = ['spec', 'strategy', 'rollingUpdate'];

function played(tape: Tape): readonly Entry[] {
  const session = Session.open(tape);
  session.runUntil(120_000);
  return session.cluster.log.entries;
}

function found(main: readonly Entry[], other: readonly Entry[], shared = 0): Differences {
  const search = new DifferenceSearch(shared);
  while (!search.advance({ entries: main, busy: false }, { entries: other, busy: false }, 10));
  return search.found;
}

/** The entries of a branch that began with an act after `position` entries of a tape. */
function forked(tape: Tape, position: number, action: Action): readonly Entry[] {
  const session = Session.replay(tape, position);
  session.forgetWaiting();
  session.act(action, session.cluster.now);
  session.runUntil(120_000);
  return session.cluster.log.entries;
}

describe('the first difference of two branches', () => {
  const main = played(rolling);

  it('is none where the same tape was played twice', () => {
    expect(found(main, played(rolling))).toEqual({ act: undefined, decision: undefined, complete: true });
  });

  it('is the act with which a branch began, and what the cluster did instead', () => {
    const other = forked(rolling, 14, { do: 'kubectl', line: 'kubectl scale deployment/web --replicas=6', background: true });
    const { act, decision } = found(main, other, 14);
    expect(act?.main).toBeUndefined();
    expect(act?.other?.reason.values['command']).toBe('kubectl scale deployment/web --replicas=6');
    expect(act?.other?.seq).toBe(15);
    // What was on its way already still happens on both sides, one frame later on the branch.
    const [until, untilOther] = [decision?.main?.seq ?? 0, decision?.other?.seq ?? 0];
    expect(until).toBeGreaterThan(15);
    expect(untilOther).toBe(until + 1);
    const told = (entries: readonly Entry[]) => entries.map(({ at, by, reason }) => [at, by, reason.rule]);
    expect(told(other.slice(15, untilOther - 1))).toEqual(told(main.slice(14, until - 1)));
  });

  it('is the same whether the common past is looked through or not', () => {
    const other = forked(rolling, 14, { do: 'kubectl', line: 'kubectl scale deployment/web --replicas=6', background: true });
    expect(found(main, other, 0)).toEqual(found(main, other, 14));
  });

  it('of another maxSurge is the manifest, and then how many Pods are created at once', () => {
    const { act, decision } = found(main, played(withField(rolling, WEB, [...ROLLING_UPDATE, 'maxSurge'], 1)));
    expect(act?.atMs).toBe(0);
    expect(act?.main && act.other && fieldApart(act.main, act.other)).toMatchObject({ path: 'spec.strategy.rollingUpdate.maxSurge', main: '25%', other: 1 });
    expect(decision?.main?.reason).toMatchObject({ rule: 'deployment/create-replicaset', values: { create: 3 } });
    expect(decision?.other?.reason).toMatchObject({ rule: 'deployment/create-replicaset', values: { create: 1 } });
    expect(decision?.main && decision.other && fieldApart(decision.main, decision.other)).toMatchObject({ path: 'spec.replicas', main: 3, other: 1 });
  });

  it('does not lie in names that another template makes', () => {
    // Nothing is asked of this annotation: only hashes and names differ.
    const { act, decision, complete } = found(main, played(withField(rolling, WEB, ['spec', 'template', 'metadata', 'annotations', 'team'], 'blue')));
    expect(act).toBeDefined();
    expect(decision).toBeUndefined();
    expect(complete).toBe(true);
  });

  it('waits for a branch of which nothing is known yet, and goes on when it grows', () => {
    const other = played(withField(rolling, WEB, [...ROLLING_UPDATE, 'maxSurge'], 1));
    const search = new DifferenceSearch(0);
    expect(search.advance({ entries: main, busy: false }, { entries: other.slice(0, 30), busy: true }, 1_000)).toBe(true);
    expect(search.found).toMatchObject({ decision: undefined, complete: false });
    while (!search.advance({ entries: main, busy: false }, { entries: other, busy: false }, 10));
    expect(search.found).toEqual(found(main, other));
  });

  it('is that one side goes on where the other has nothing more', () => {
    const { decision } = found(main, main.slice(0, -3));
    expect(decision?.main).toBe(main.at(-3));
    expect(decision?.other).toBeUndefined();
  });
});
