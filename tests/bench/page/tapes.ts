import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseScenario, tapeOf } from '../../../src/scenario/format.ts';
import { Session } from '../../../src/scenario/session.ts';
import type { Tape } from '../../../src/scenario/tape.ts';
import { workload } from '../cluster.ts';

const PODS_PER_NODE = 10;
const ROLLING = '  strategy:\n    rollingUpdate:\n      maxSurge: 25%\n      maxUnavailable: 25%\n';

function rollouts(pods: number, images: readonly string[], everySeconds: number): Tape {
  const files = { 'web.yaml': workload({ kind: 'Deployment', name: 'web', replicas: pods, spec: ROLLING }) };
  const lines = ['kubectl apply -f web.yaml', ...images.map((image) => `kubectl set image deployment/web app=${image}`)];
  return {
    version: 1,
    kubernetes: 'v1.36.2',
    seed: 1,
    nodes: Array.from({ length: Math.ceil(pods / PODS_PER_NODE) }, (_, i) => ({ name: `node-${i + 1}` })),
    images: { '*': { 'start-delay': 1, 'ready-delay': 2, 'stop-delay': 2 } },
    commands: lines.map((line, i) => ({ at: i * everySeconds * 1000, action: { do: 'kubectl', line, files, background: true } })),
  };
}

/** A Deployment of so many Pods comes up, and is rolled over once. */
export const oneRollout = (pods: number): Tape => rollouts(pods, ['app:2'], 10);

/** A Deployment of so many Pods comes up. */
export const oneStart = (pods: number): Tape => rollouts(pods, [], 10);

/** One rollout after the other, until there are more than so many frames. A frame more or less for each Pod is what a rollout takes. */
export function manyRollouts(frames: number, pods = 200): Tape {
  const count = Math.ceil(frames / (4.8 * pods));
  return rollouts(
    pods,
    Array.from({ length: count }, (_, i) => `app:${i + 2}`),
    20,
  );
}

/** Of all recorded scenarios, the one that comes to the most frames. Folders are relative to that of the recordings. */
export function longestRecorded(recordings: string): { readonly name: string; readonly tape: Tape; readonly frames: number } {
  let longest: { name: string; tape: Tape; frames: number } | undefined;
  for (const folder of ['traces', 'random'])
    for (const file of readdirSync(join(recordings, folder))) {
      if (!file.endsWith('.yaml')) continue;
      const scenario = parseScenario(readFileSync(join(recordings, folder, file), 'utf8'));
      const tape = tapeOf(scenario, 1);
      const session = Session.open(tape);
      session.runUntil(scenario.end * 1000 + 999);
      const frames = session.cluster.log.length;
      if (!longest || frames > longest.frames) longest = { name: file.replace('.yaml', ''), tape, frames };
    }
  if (!longest) throw new Error(`no recordings in ${recordings}`);
  return longest;
}
