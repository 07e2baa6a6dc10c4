import { expect, it } from 'vitest';
import type { Outcome, Step } from '../../../src/cluster/controller.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import type { Deployment, ReplicaSet } from '../../../src/kube/workloads.ts';
import { type Rollout, scale } from '../../../src/cluster/controllers/deployment/sync.ts';

const deploymentOf = (replicas: number, maxSurge: number): Deployment =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'd' },
    spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } } },
    status: {},
  }) as unknown as Deployment;

/** The first is the newest. `desired`: what its annotations say the Deployment's size was when it was last scaled. */
const setOf = (age: number, replicas: number, desired: number, maxSurge: number): ReplicaSet =>
  ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `web-${9 - age}`,
      namespace: 'default',
      uid: `s${age}`,
      creationTimestamp: `2026-01-05T0${9 - age}:00:00Z`,
      annotations: { 'deployment.kubernetes.io/desired-replicas': `${desired}`, 'deployment.kubernetes.io/max-replicas': `${desired + maxSurge}` },
    },
    spec: { replicas },
    status: { replicas },
  }) as unknown as ReplicaSet;

/** Scales as the controller does when somebody has scaled; what the sizes of the ReplicaSets are then. */
function scaled(from: number, to: number, [surgeBefore, surge]: readonly [number, number], sizes: readonly number[], hasNew: boolean): readonly number[] {
  const sets = sizes.map((size, age) => setOf(age, size, from, surgeBefore));
  const rollout: Rollout = {
    context: {} as Rollout['context'],
    deployment: deploymentOf(to, surge),
    newSet: hasNew ? sets[0] : undefined,
    oldSets: (hasNew ? sets.slice(1) : sets).toReversed(),
  };
  const plan = scale(rollout);
  for (let answer: Outcome = {}; ;) {
    const { done, value } = plan.next(answer) as IteratorResult<Step, void>;
    if (done) break;
    answer = value.do === 'update' ? { object: value.object as KubeObject } : {};
  }
  return [...(rollout.newSet ? [rollout.newSet] : []), ...rollout.oldSets.toReversed()].map(({ spec }) => spec.replicas);
}

// The cases of upstream's TestScale: sizes from the newest ReplicaSet to the oldest.
it.each([
  ['the only one takes all', 10, 12, [0, 0], [10], [12]],
  ['the only one gives all', 10, 5, [0, 0], [10], [5]],
  ['each takes its share', 5, 10, [0, 0], [2, 3], [4, 6]],
  ['each gives its share', 5, 3, [0, 0], [2, 3], [1, 2]],
  ['down to nothing for the smallest', 9, 4, [0, 0], [8, 1], [4, 0]],
  ['three take their shares', 7, 10, [0, 0], [2, 3, 2], [3, 4, 3]],
  ['three give their shares', 13, 8, [0, 0], [2, 8, 3], [1, 5, 2]],
  ['of equals, the newest takes what is left over', 3, 4, [0, 0], [1, 1, 1], [2, 1, 1]],
  ['of equals, the oldest gives it', 3, 2, [0, 0], [1, 1, 1], [1, 1, 0]],
  ['all to zero', 6, 0, [0, 0], [3, 2, 1], [0, 0, 0]],
  ['from zero, the newest takes all', 6, 6, [0, 0], [0, 0, 0], [6, 0, 0]],
  ['room for a surge is shared as well', 10, 20, [2, 2], [6, 6], [11, 11]],
  ['another surge and another size', 10, 50, [3, 6], [5, 8], [22, 34]],
  ['one that has its size but not its Pods takes nothing from the old', 2, 2, [1, 1], [2, 1], [2, 1]],
] as const)('%s: %i to %i', (_name, from, to, surges, sizes, expected) => {
  expect(scaled(from, to, surges, sizes, true)).toEqual(expected);
});

it.each([
  ['of equals, the younger takes what is left over', 4, 5, [2, 2], [3, 2]],
  ['each takes its share', 10, 14, [7, 3], [10, 4]],
] as const)('while the newest template has no ReplicaSet yet, %s: %i to %i', (_name, from, to, sizes, expected) => {
  expect(scaled(from, to, [0, 0], sizes, false)).toEqual(expected);
});
