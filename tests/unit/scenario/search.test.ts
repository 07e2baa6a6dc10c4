import { describe, expect, it } from 'vitest';
import type { Invariant } from '../../../src/kube/invariants.ts';
import { violationOf } from '../../../src/scenario/invariants.ts';
import { type Progress, type SearchOptions, type SearchResult, search } from '../../../src/scenario/search.ts';
import { Session } from '../../../src/scenario/session.ts';
import type { Tape } from '../../../src/scenario/tape.ts';
import { deploymentYaml } from '../../support/cluster.ts';

const files = { 'm.yaml': deploymentYaml({ replicas: 4, spec: ['strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}'] }) };
const tape: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 1,
  commands: [
    { at: 0, action: { do: 'kubectl', line: 'apply -f m.yaml', files } },
    { at: 10_000, action: { do: 'kubectl', line: 'set image deployment/web c=nginx:2' } },
    { at: 12_000, action: { do: 'kubectl', line: 'delete pod -l app=web --wait=false' } },
  ],
};
const AT_MS = 9_000;

function positionAt(atMs: number): number {
  const session = Session.open(tape);
  session.runUntil(atMs);
  return session.cluster.log.length;
}

const available = (atLeast: number): Invariant => ({ rule: 'available', table: 'deployments', key: 'default/web', atLeast });
const pods = (atMost: number): Invariant => ({ rule: 'pods', table: 'deployments', key: 'default/web', atMost });

function run(options: Partial<SearchOptions>): { result: SearchResult; progress: Progress[] } {
  const steps = search({
    tape,
    position: positionAt(AT_MS),
    atMs: AT_MS,
    invariant: available(3),
    variations: { seeds: 1, delays: [{ image: '*', delay: 'ready-delay', min: 1, max: 3 }], faults: [{ image: 'nginx:2', faults: ['NeverReady'] }] },
    untilMs: 60_000,
    runs: 50,
    ...options,
  });
  const progress: Progress[] = [];
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { result: value, progress };
    progress.push(value);
  }
}

/** Without the command that deletes all Pods. */
const gentle: Tape = { ...tape, commands: tape.commands.slice(0, 2) };

describe('a search', () => {
  it('finds a run that breaks the invariant, which its tape plays again', () => {
    const { result, progress } = run({ tape: gentle, invariant: available(4) });
    expect(progress.length).toBeGreaterThan(0);
    const { found } = result;
    if (!found) throw new Error('nothing was found');
    const { position, atMs, reading } = found.point;
    expect(reading?.found).toBeLessThan(4);
    const session = Session.replay(found.tape, position);
    session.runUntil(atMs);
    expect(session.cluster.log.length).toBe(position);
    expect(violationOf(available(4), session.cluster.store, session.cluster.now)?.reading).toEqual(reading);
  });

  it('opens the smallest: no fault where none is needed', () => {
    const { found } = run({}).result;
    // All of its Pods are deleted at once: it breaks as things are, and a second to get ready is how things are.
    expect(found?.varied).toEqual([]);
  });

  it('takes the fault that breaks it, and nothing more', () => {
    // None may be missing, so a Pod that never gets ready only stops the rollout; one that crashes once it is relied on breaks it.
    const careful = { 'm.yaml': deploymentYaml({ replicas: 4, spec: ['strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}'] }) };
    const [apply, setImage] = gentle.commands;
    if (apply?.action.do !== 'kubectl' || !setImage) throw new Error('the tape has changed');
    const { found } = run({
      tape: { ...gentle, images: { 'nginx:2': { 'crash-after': 5 } }, commands: [{ ...apply, action: { ...apply.action, files: careful } }, setImage] },
      invariant: available(4),
      variations: { seeds: 3, delays: [], faults: [{ image: 'nginx:2', faults: ['NeverReady', 'CrashLoop'] }] },
    }).result;
    expect(found?.varied).toEqual([{ what: 'fault', image: 'nginx:2', fault: 'CrashLoop' }]);
  });

  it('leaves what has happened before its place as it was', () => {
    const { found } = run({ variations: { seeds: 5, delays: [{ image: '*', delay: 'stop-delay', min: 3, max: 3 }], faults: [] } }).result;
    if (!found) throw new Error('nothing was found');
    const before = positionAt(AT_MS);
    expect(found.from).toBe(before);
    const played = Session.replay(found.tape, before).cluster.log.entries;
    expect(played).toEqual(Session.replay(tape, before).cluster.log.entries);
    expect(found.point.position).toBeGreaterThan(before);
  });

  it('does not count what was broken at its place already', () => {
    const { found } = run({ tape: gentle, position: positionAt(AT_MS), invariant: { ...available(5), fromStart: true } }).result;
    expect(found).toBeUndefined();
  });

  it('says how many it tried where nothing breaks it', () => {
    const { result } = run({ invariant: pods(5) });
    expect(result).toEqual({ tried: 6, total: 6, cut: 0, found: undefined });
  });

  it('stops after so many runs, none of them twice', () => {
    const { result } = run({ invariant: pods(5), variations: { seeds: 1_000, delays: [], faults: [] }, runs: 7 });
    expect(result).toMatchObject({ tried: 7, total: 1_000 });
  });

  it('comes to an end where a container crashes for ever', () => {
    const { result } = run({
      tape: gentle,
      invariant: pods(5),
      variations: { seeds: 1, delays: [], faults: [{ image: 'nginx:2', faults: ['CrashLoop'] }] },
      untilMs: 30 * 86_400_000,
    });
    expect(result).toMatchObject({ tried: 2, cut: 1, found: undefined });
  });

  it('draws another chance with each seed, and each again', () => {
    const names = (seed: number): readonly string[] => {
      const session = Session.replay(tape, positionAt(AT_MS));
      session.act({ do: 'chance', seed }, AT_MS);
      session.runUntil(60_000);
      return [...session.cluster.store.list('pods')].map((pod) => pod.metadata.name);
    };
    expect(names(1)).toEqual(names(1));
    expect(names(1)).not.toEqual(names(2));
  });
});
