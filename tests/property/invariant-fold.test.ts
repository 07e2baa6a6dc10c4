import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantFold } from '../../src/kube/invariant-fold.ts';
import type { Invariant } from '../../src/kube/invariants.ts';
import { keyOf } from '../../src/kube/meta.ts';
import { readingNow } from '../../src/scenario/invariants.ts';
import { Session } from '../../src/scenario/session.ts';
import type { Tape } from '../../src/scenario/tape.ts';
import { TAPE_END_MS, tapes } from './tapes.ts';

const seed = Number(process.env['PROPERTY_SEED'] ?? Math.floor(Date.now() / 86_400_000));
const numRuns = Math.ceil(Number(process.env['PROPERTY_RUNS'] ?? 40) / 2);

const AROUND = `apiVersion: v1
kind: Service
metadata: {name: w0}
spec: {selector: {app: w0}, ports: [{port: 80}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: w0}
spec: {minAvailable: 1, selector: {matchLabels: {app: w0}}}
`;

/** The tape, with a Service and a budget for its first workload. */
const withService = (tape: Tape): Tape => ({
  ...tape,
  commands: [{ at: 0, action: { do: 'kubectl', line: 'apply -f around.yaml', files: { 'around.yaml': AROUND } } }, ...tape.commands],
});

function invariants(): readonly Invariant[] {
  const tables = ['deployments', 'statefulsets', 'daemonsets'] as const;
  return [
    ...['w0', 'w1'].flatMap((name) =>
      tables.flatMap((table): Invariant[] => [
        { rule: 'available', table, key: `default/${name}`, atLeast: 2, fromStart: true },
        { rule: 'pods', table, key: `default/${name}`, atMost: 3, fromStart: true },
      ]),
    ),
    { rule: 'requests', key: 'default/w0', fromStart: true },
    { rule: 'budget', key: 'default/w0', fromStart: true },
  ];
}

interface Looked {
  readonly atMs: number;
  readonly readings: readonly unknown[];
}

/** Plays a tape, and looks at everything at the end of each instant and, time alone passing, at each whole second. */
function lookedAt(tape: Tape, all: readonly Invariant[]): { readonly session: Session; readonly looked: readonly Looked[] } {
  const session = Session.open(tape);
  const { cluster } = session;
  const looked: Looked[] = [];
  const look = (): void => void looked.push({ atMs: cluster.now, readings: all.map((invariant) => readingNow(invariant, cluster.store, cluster.now)) });
  for (let second = 0; second <= TAPE_END_MS; second += 1_000) {
    for (let next = cluster.nextAt; next !== undefined && next <= second; next = cluster.nextAt) {
      session.runUntil(next);
      look();
    }
    session.runUntil(second);
    look();
  }
  return { session, looked };
}

const readingAt = (fold: InvariantFold, atMs: number): unknown => fold.points.findLast((point) => point.atMs <= atMs)?.reading;

describe('what must hold, folded over a log', () => {
  it('is at every moment what one look at the whole cluster says', () => {
    fc.assert(
      fc.property(tapes, fc.integer({ min: 1, max: 40 }), (plain, batch) => {
        const all = invariants();
        const { session, looked } = lookedAt(withService(plain), all);
        const { entries, length } = session.cluster.log;
        all.forEach((invariant, i) => {
          const fold = new InvariantFold(invariant);
          // As entries stream in: what comes next is not known, so the last instant is not over.
          for (let at = batch; at < length; at += batch) fold.advance(entries, at, (entries[at - 1]?.at ?? 0) - 1);
          fold.advance(entries, length, TAPE_END_MS);
          for (const { atMs, readings } of looked) expect(readingAt(fold, atMs), `${invariant.rule} ${invariant.key} at ${atMs}`).toEqual(readings[i]);
        });
      }),
      { seed, numRuns },
    );
  });

  it('takes back what it concluded from a silence that an act then broke', () => {
    fc.assert(
      fc.property(tapes, fc.integer({ min: 1, max: 200 }), (plain, cut) => {
        const tape = withService(plain);
        const { log } = lookedAt(tape, []).session.cluster;
        const at = Math.min(cut, log.length);
        for (const invariant of invariants()) {
          const plainly = new InvariantFold(invariant);
          plainly.advance(log.entries, log.length, TAPE_END_MS);
          const ahead = new InvariantFold(invariant);
          ahead.advance(log.entries, at, TAPE_END_MS);
          const copy = ahead.copy();
          ahead.advance(log.entries, log.length, TAPE_END_MS);
          copy.advance(log.entries, log.length, TAPE_END_MS);
          expect(ahead.points).toEqual(plainly.points);
          expect(copy.points).toEqual(plainly.points);
        }
      }),
      { seed, numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it('has something to look at', () => {
    const tape: Tape = {
      version: 1,
      kubernetes: 'v1.36.2',
      seed: 1,
      commands: [
        {
          at: 0,
          action: {
            do: 'kubectl',
            line: 'create deployment w0 --image=nginx --replicas=3',
          },
        },
        { at: 10_000, action: { do: 'kubectl', line: 'scale deployment/w0 --replicas=1' } },
      ],
    };
    const session = Session.open(tape);
    session.runUntil(30_000);
    expect([...session.cluster.store.list('deployments')].map(keyOf)).toEqual(['default/w0']);
    const fold = new InvariantFold({ rule: 'available', table: 'deployments', key: 'default/w0', atLeast: 2 });
    fold.advance(session.cluster.log.entries, session.cluster.log.length, 30_000);
    expect(fold.points.map(({ state, reading }) => [state, reading?.found])).toEqual([
      ['pending', 0],
      ['kept', 3],
      ['broken', 1],
    ]);
  });
});
