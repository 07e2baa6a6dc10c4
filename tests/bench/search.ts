import { type SearchOptions, search } from '../../src/scenario/search.ts';
import { Session } from '../../src/scenario/session.ts';
import type { Tape } from '../../src/scenario/tape.ts';
import { workload } from './cluster.ts';
import type { Bench } from './measure.ts';

const PODS = 10;
const ROLLOUT_MS = 8_000;
const files = {
  'web.yaml': workload({
    kind: 'Deployment',
    name: 'web',
    replicas: PODS,
    spec: '  strategy:\n    rollingUpdate:\n      maxSurge: 25%\n      maxUnavailable: 25%\n',
  }),
};

/** Ten Pods that change hands, on three Nodes. */
const tape: Tape = {
  version: 1,
  kubernetes: 'v1.36.2',
  seed: 1,
  nodes: ['node-1', 'node-2', 'node-3'].map((name) => ({ name })),
  images: { '*': { 'start-delay': 1, 'ready-delay': 2, 'stop-delay': 2 } },
  commands: [
    { at: 0, action: { do: 'kubectl', line: 'apply -f web.yaml', files } },
    { at: ROLLOUT_MS, action: { do: 'kubectl', line: 'set image deployment/web *=app:2' } },
  ],
};

/** A search that finds nothing, so that every run is played to its end. */
function options(runs: number): SearchOptions {
  const session = Session.open(tape);
  session.runUntil(ROLLOUT_MS - 1);
  return {
    tape,
    position: session.cluster.log.length,
    atMs: ROLLOUT_MS - 1,
    invariant: { rule: 'available', table: 'deployments', key: 'default/web', atLeast: 8 },
    variations: {
      seeds: 50,
      delays: [
        { image: 'app:2', delay: 'ready-delay', min: 0, max: 9 },
        { image: 'app:2', delay: 'stop-delay', min: 0, max: 9 },
      ],
      faults: [],
    },
    untilMs: ROLLOUT_MS + 120_000,
    runs,
  };
}

export const searching: Bench = {
  name: 'a search over the rollouts of ten Pods',
  unit: 'runs',
  sizes: [250, 500, 1_000],
  goals: { 1_000: 10_000 },
  prepare: (runs) => {
    const asked = options(runs);
    return () => {
      const steps = search(asked);
      let step = steps.next();
      let slices = 0;
      for (; !step.done; step = steps.next()) slices++;
      const { tried, found, cut } = step.value;
      if (found || cut || tried !== runs) throw new Error(`${tried} runs were tried, and ${found ? 'one' : 'none'} was found`);
      return { frames: 0, note: `none breaks it, ${slices} slices` };
    };
  },
};
