import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantFold } from '../../../src/kube/invariant-fold.ts';
import type { Invariant } from '../../../src/kube/invariants.ts';
import { violationOf } from '../../../src/scenario/invariants.ts';
import { Outages } from '../../../src/scenario/outages.ts';
import { type Finding, type SearchOptions, type SearchResult, search } from '../../../src/scenario/search.ts';
import { Session } from '../../../src/scenario/session.ts';
import type { Tape } from '../../../src/scenario/tape.ts';
import { type NodeVariation, type Variations, type Varied, choices, runsOf, vary } from '../../../src/scenario/variations.ts';
import { deploymentYaml } from '../../support/cluster.ts';

const PLACE_MS = 8_000;
const UNTIL_MS = 70_000;
const NODES = ['n1', 'n2', 'n3'];
const files = { 'm.yaml': deploymentYaml({ replicas: 4, spec: ['strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}'] }) };
/** Four Pods on three Nodes change hands; three are always available. */
const tape: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 3,
  nodes: NODES.map((name) => ({ name })),
  images: { '*': { 'start-delay': 1, 'ready-delay': 2, 'stop-delay': 2 } },
  commands: [
    { at: 0, action: { do: 'kubectl', line: 'apply -f m.yaml', files } },
    { at: 10_000, action: { do: 'kubectl', line: 'set image deployment/web c=nginx:2' } },
  ],
};
const available = (atLeast: number): Invariant => ({ rule: 'available', table: 'deployments', key: 'default/web', atLeast });
const NOTHING: Variations = { seeds: 1, delays: [], faults: [] };
const DOWN: NodeVariation = { nodes: NODES, acts: ['down'], atMost: 1, start: { min: 0, max: 8 }, length: { min: 5, max: 60 } };

function begun(from: Tape = tape): Session {
  const session = Session.open(from);
  session.runUntil(PLACE_MS);
  return session;
}

function run(variations: Variations, more: Partial<SearchOptions> = {}): SearchResult {
  const from = more.tape ?? tape;
  const steps = search({
    tape: from,
    position: begun(from).cluster.log.length,
    atMs: PLACE_MS,
    invariant: available(3),
    variations,
    untilMs: UNTIL_MS,
    runs: 60,
    ...more,
  });
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Whether the invariant breaks after the place in the run that has these things otherwise. */
function breaks(varied: readonly Varied[], invariant: Invariant = available(3), from: Tape = tape): boolean {
  const session = begun(from);
  vary(session, varied, PLACE_MS);
  const outages = new Outages(varied.filter((one) => one.what === 'node'));
  for (; outages.nextAt <= UNTIL_MS; outages.act(session)) session.runUntil(outages.nextAt);
  session.runUntil(UNTIL_MS);
  const fold = new InvariantFold(invariant);
  fold.advance(session.cluster.log.entries, session.cluster.log.length, UNTIL_MS);
  return fold.points.some(({ state, atMs }) => state === 'broken' && atMs >= PLACE_MS);
}

/** Plays what was found again, up to where it breaks. */
function replayed({ tape: played, point }: Finding): Session {
  const session = Session.replay(played, point.position);
  session.runUntil(point.atMs);
  expect(session.cluster.log.length).toBe(point.position);
  return session;
}

describe('a search over what happens to Nodes', () => {
  it('finds the Node that must not go down, for the shortest time, and says so', () => {
    expect(breaks([])).toBe(false);
    const { found } = run({ ...NOTHING, nodes: DOWN });
    expect(found?.varied).toHaveLength(1);
    const [outage] = found?.varied ?? [];
    if (outage?.what !== 'node') throw new Error('nothing happened to a Node');
    expect(outage).toMatchObject({ act: 'down', atMs: expect.any(Number) });
    expect(NODES).toContain(outage.node);
    expect(breaks([{ ...outage, seconds: outage.seconds - 1 }])).toBe(false);
  });

  it('opens a run on whose tape the Node goes down and comes back', () => {
    const { found } = run({ ...NOTHING, nodes: DOWN });
    const [outage] = found?.varied ?? [];
    if (!found || outage?.what !== 'node') throw new Error('nothing happened to a Node');
    expect(violationOf(available(3), replayed(found).cluster.store, found.point.atMs)?.reading).toEqual(found.point.reading);
    const whole = Session.replay(found.tape);
    whole.runUntil(outage.atMs + outage.seconds * 1000 + 1_000);
    const acts = whole.cluster.log.entries.filter(({ reason }) => reason.rule.startsWith('catalogue/node-') && reason.values['node'] === outage.node);
    expect(acts.map(({ at, reason }) => [at, reason.rule])).toEqual([
      [outage.atMs, 'catalogue/node-down'],
      [outage.atMs + outage.seconds * 1000, 'catalogue/node-up'],
    ]);
  });

  it('drains as a person would, and lets the Node take Pods again later', () => {
    const { found } = run({ ...NOTHING, nodes: { ...DOWN, acts: ['cordon', 'drain'], length: { min: 20, max: 30 } } });
    const [outage] = found?.varied ?? [];
    // What is not drained loses no Pod: to cordon it is not enough.
    if (!found || outage?.what !== 'node' || outage.act !== 'drain') throw new Error('no Node was drained');
    expect(outage.seconds).toBe(20);
    const lines = found.tape.commands.flatMap(({ at, action }) => (action.do === 'kubectl' ? [[at, action.line]] : []));
    expect(lines).toContainEqual([outage.atMs, `kubectl drain ${outage.node} --ignore-daemonsets --delete-emptydir-data --force`]);
    expect(lines.at(-1)).toEqual([outage.atMs + 20_000, `kubectl uncordon ${outage.node}`]);
    const whole = Session.replay(found.tape);
    expect(whole.cluster.store.get('nodes', outage.node)?.spec.unschedulable).toBeUndefined();
  });

  it('ends a drain that a budget holds up, before the Node takes Pods again', () => {
    const budget = [
      'apiVersion: policy/v1',
      'kind: PodDisruptionBudget',
      'metadata: {name: web}',
      'spec: {minAvailable: 4, selector: {matchLabels: {app: web}}}',
    ].join('\n');
    const session = begun();
    session.act({ do: 'kubectl', line: 'apply -f b.yaml', files: { 'b.yaml': budget } });
    session.forgetWaiting();
    const outages = new Outages([{ act: 'drain', node: 'n1', atMs: 9_000, seconds: 12 }]);
    for (; outages.nextAt < Infinity; outages.act(session)) session.runUntil(outages.nextAt);
    expect(session.records.at(-2)).toMatchObject({ code: 130, line: expect.stringContaining('kubectl drain n1') });
    expect(session.records.at(-1)).toMatchObject({ at: 21_000, line: 'kubectl uncordon n1' });
  });

  it('leaves a Node alone that is so already, and one that has gone', () => {
    const session = begun();
    session.act({ do: 'kubectl', line: 'cordon n1' });
    session.act({ do: 'nodes', delete: ['n2'] });
    session.runUntil(9_000);
    const acted = session.tape().commands.length;
    const outages = new Outages([
      { act: 'cordon', node: 'n1', atMs: 9_000, seconds: 1 },
      { act: 'down', node: 'n2', atMs: 9_000, seconds: 1 },
    ]);
    for (; outages.nextAt < Infinity; outages.act(session)) session.runUntil(outages.nextAt);
    expect(session.tape().commands).toHaveLength(acted);
    expect(session.cluster.store.get('nodes', 'n1')?.spec.unschedulable).toBe(true);
  });

  it('tries each run once, and counts them', () => {
    const nodes = { ...DOWN, acts: ['cordon', 'down'], atMost: 2, start: { min: 0, max: 1 }, length: { min: 5, max: 5 } } as const;
    const variations: Variations = { seeds: 2, delays: [], faults: [], nodes, loadPercent: 101 };
    // To none; to one of three, in four ways; to two of three, in four ways each.
    const total = 2 * 2 * (1 + 3 * 4 + 3 * 16);
    expect(runsOf(variations)).toBe(total);
    const all = [...choices(variations, total, 1)].map(String);
    expect(all).toHaveLength(total);
    expect(new Set(all).size).toBe(total);
    const some = [...choices(variations, 30, 1)].map(String);
    expect(new Set(some).size).toBe(30);
    expect(all).toEqual(expect.arrayContaining(some));
    expect([...choices(variations, 30, 1)].map(String)).toEqual(some);
  });

  it('tries the same runs as ever where Nodes and load are left alone', () => {
    const plain: Variations = { seeds: 40, delays: [{ image: '*', delay: 'ready-delay', min: 0, max: 9 }], faults: [{ image: '*', faults: ['NeverReady'] }] };
    const beside = new Set([...choices({ ...plain, nodes: DOWN, loadPercent: 150 }, 50, 7)].map((choice) => String(choice.slice(0, 3))));
    expect([...choices(plain, 40, 7)].map(String)).toEqual([...beside].slice(0, 40));
  });
});

describe('the smallest run of a search', () => {
  const act = fc.subarray(['cordon', 'drain', 'down'] as const, { minLength: 1 });
  const variations = fc.record({
    seeds: fc.integer({ min: 1, max: 3 }),
    delays: fc.constantFrom<Variations['delays']>([], [{ image: 'nginx:2', delay: 'ready-delay', min: 0, max: 6 }]),
    faults: fc.constantFrom<Variations['faults']>([], [{ image: 'nginx:2', faults: ['NeverReady', 'CrashLoop'] }]),
    nodes: fc.record({
      nodes: fc.constant(NODES),
      acts: act,
      atMost: fc.integer({ min: 1, max: 3 }),
      start: fc.constant({ min: 0, max: 6 }),
      length: fc.constant({ min: 2, max: 50 }),
    }),
  });

  it('breaks the same promise when it is played again, and has nothing that can be left out', () => {
    let ofNodes = 0;
    fc.assert(
      fc.property(variations, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 50 }), (allowed, atLeast, seed) => {
        const from = { ...tape, seed };
        const invariant = available(atLeast);
        const { found } = run(allowed, { tape: from, invariant, runs: 12 });
        if (!found) return;
        if (found.varied.some(({ what }) => what === 'node')) ofNodes++;
        const violation = violationOf(invariant, replayed(found).cluster.store, found.point.atMs);
        expect(violation?.reading).toEqual(found.point.reading);
        expect(breaks(found.varied, invariant, from)).toBe(true);
        for (const one of found.varied) {
          const rest = found.varied.filter((other) => other !== one);
          expect({ rest, broken: breaks(rest, invariant, from) }).toEqual({ rest, broken: false });
        }
      }),
      { numRuns: 20, seed: 5 },
    );
    expect(ofNodes).toBeGreaterThan(3);
  });
});

describe('a search over the load', () => {
  const hpa = [
    'apiVersion: autoscaling/v2',
    'kind: HorizontalPodAutoscaler',
    'metadata: {name: web}',
    'spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 4, maxReplicas: 10, metrics: [{type: Pods, pods: {metric: {name: rps}, target: {type: AverageValue, averageValue: "100"}}}]}',
  ].join('\n');
  const scaled: Tape = {
    ...tape,
    commands: [
      { at: 0, action: { do: 'kubectl', line: 'apply -f m.yaml', files } },
      { at: 0, action: { do: 'kubectl', line: 'apply -f h.yaml', files: { 'h.yaml': hpa } } },
      { at: 0, action: { do: 'load', load: { custom: { rps: 300 } } } },
      { at: 20_000, action: { do: 'load', load: { custom: { rps: { shape: 'ramp', from: '300', to: '400', start: 20, end: 30 } } } } },
    ],
  };
  const pods: Invariant = { rule: 'pods', table: 'deployments', key: 'default/web', atMost: 5 };

  it('raises what is set and what will be, as little as breaks it', () => {
    const { found } = run({ ...NOTHING, loadPercent: 200 }, { tape: scaled, invariant: pods, runs: 40 });
    const [raised] = found?.varied ?? [];
    if (!found || raised?.what !== 'load') throw new Error('the load was not raised');
    expect(found.varied).toHaveLength(1);
    expect(breaks(found.varied, pods, scaled)).toBe(true);
    expect(breaks([{ what: 'load', percent: raised.percent - 1 }], pods, scaled)).toBe(false);
    const loads = found.tape.commands.flatMap(({ at, action }) => (action.do === 'load' && at >= PLACE_MS ? [[at, action.load]] : []));
    expect(loads).toEqual([
      [PLACE_MS, { custom: { rps: String(3 * raised.percent) } }],
      [20_000, { custom: { rps: { shape: 'ramp', from: String(3 * raised.percent), to: String(4 * raised.percent), start: 20, end: 30 } } }],
    ]);
    expect(violationOf(pods, replayed(found).cluster.store, found.point.atMs)?.reading).toEqual(found.point.reading);
  });
});
