import { describe, expect, it } from 'vitest';
import { podFacts } from '../../../src/scene/pod-facts.ts';
import { POD_STATES } from '../../../src/scene/types.ts';
import type { Pod } from '../../../src/kube/pod.ts';
import { object, pod, replicaSet, deployment } from './worlds.ts';

const factsOf = (status: object, spec: object = {}, meta: object = {}) =>
  podFacts(object('v1', 'Pod', 'p', { meta, spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }], ...spec }, status }) as unknown as Pod);

describe('the state of a Pod', () => {
  it('is told for each of the shapes', () => {
    const owner = replicaSet(deployment('web', 1, 'nginx'), 'a', 1, 1, 'nginx');
    for (const state of POD_STATES) expect(podFacts(pod(owner, 'web-a-x', state) as unknown as Pod).state).toBe(state);
  });

  it('says why a Pod waits for a Node, in the scheduler’s words', () => {
    const { status, message } = podFacts(pod(undefined, 'p', 'pending') as unknown as Pod);
    expect([status, message]).toEqual(['Pending', '0/3 nodes are available: 3 Insufficient cpu.']);
  });

  it('counts init containers and sidecars as kubectl does', () => {
    const spec = {
      initContainers: [
        { name: 'i', image: 'x' },
        { name: 's', image: 'x', restartPolicy: 'Always' },
      ],
    };
    const one = {
      phase: 'Pending',
      initContainerStatuses: [
        { name: 'i', restartCount: 0, state: { terminated: { exitCode: 0 } } },
        { name: 's', restartCount: 0, started: false, state: { running: {} } },
      ],
    };
    expect(factsOf(one, spec)).toMatchObject({ state: 'creating', status: 'Init:1/2' });
  });

  it('takes an init container that fails for a failure', () => {
    const status = { phase: 'Pending', initContainerStatuses: [{ name: 'i', restartCount: 2, state: { waiting: { reason: 'CrashLoopBackOff' } } }] };
    expect(factsOf(status, { initContainers: [{ name: 'i', image: 'x' }] })).toMatchObject({ state: 'failing', status: 'Init:CrashLoopBackOff' });
  });

  it('is terminating as soon as its deletion was asked for, whatever its containers do', () => {
    const status = { phase: 'Running', containerStatuses: [{ name: 'c', restartCount: 0, state: { waiting: { reason: 'CrashLoopBackOff' } } }] };
    expect(factsOf(status, {}, { deletionTimestamp: '2026-01-05T00:00:05Z' }).state).toBe('terminating');
  });

  it('is completed or failed once its phase is', () => {
    expect(factsOf({ phase: 'Succeeded' }).state).toBe('completed');
    expect(factsOf({ phase: 'Failed', reason: 'Evicted' })).toMatchObject({ state: 'failing', status: 'Evicted' });
  });
});
