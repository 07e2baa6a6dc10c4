import { describe, expect, it } from 'vitest';
import { violationOf } from '../../../src/scenario/invariants.ts';
import { type SearchOptions, type SearchResult, search } from '../../../src/scenario/search.ts';
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

function run(options: Partial<SearchOptions>): { result: SearchResult; progress: number[] } {
  const steps = search({
    tape,
    invariant: { rule: 'available', deployment: 'default/web', atLeast: 3 },
    variations: { seeds: 1, delays: [{ image: '*', delay: 'ready-delay', min: 1, max: 3 }], faults: [{ image: 'nginx:2', faults: ['NeverReady'] }] },
    fromMs: 5_000,
    untilMs: 60_000,
    runs: 50,
    ...options,
  });
  const progress: number[] = [];
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { result: value, progress };
    progress.push(value);
  }
}

describe('a search', () => {
  it('finds a run that breaks the invariant, which its tape plays again', () => {
    const { result, progress } = run({});
    expect(progress.length).toBeGreaterThan(0);
    const { found } = result;
    if (!found) throw new Error('nothing was found');
    expect(found.violation.found).toBeLessThan(3);
    const session = Session.open(found.tape);
    session.runUntil(found.atMs);
    expect(session.cluster.log.length).toBe(found.position);
    expect(violationOf(found.violation.invariant, session.cluster.store, session.cluster.now)).toEqual(found.violation);
  });

  it('opens the smallest: no fault where none is needed', () => {
    const { found } = run({}).result;
    expect(found?.tape.images?.['nginx:2']?.fault).toBeUndefined();
    expect(found?.tape.images?.['*']?.['ready-delay']).toBe(1);
  });

  it('says how many it tried where nothing breaks it', () => {
    const { result } = run({ invariant: { rule: 'pods', deployment: 'default/web', atMost: 5 } });
    expect(result).toEqual({ tried: 6, found: undefined });
  });

  it('stops after so many runs', () => {
    const { result } = run({
      invariant: { rule: 'pods', deployment: 'default/web', atMost: 5 },
      variations: { seeds: 1_000, delays: [], faults: [] },
      runs: 7,
    });
    expect(result.tried).toBe(7);
  });
});
