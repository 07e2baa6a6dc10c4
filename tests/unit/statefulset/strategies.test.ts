import { describe, expect, it } from 'vitest';
import type { StatefulSet } from '../../../src/kube/workloads.ts';
import { belongsToCurrent } from '../../../src/cluster/controllers/statefulset/identity.ts';
import { World, statefulSet } from '../../support/workloads.ts';

const rolling = (partition: number) => ({ updateStrategy: { type: 'RollingUpdate' as const, rollingUpdate: { partition } } });
const images = (world: World): readonly string[] => world.picture().map((line) => line.split(' ').at(-1) ?? '');

describe('a parallel StatefulSet', () => {
  const parallel = (replicas: number): unknown => statefulSet(replicas, { podManagementPolicy: 'Parallel' });

  it('creates and scales down all Pods at once', () => {
    const world = World.open().create(parallel(5));
    expect(world.pods()).toHaveLength(5);
    world.advance(3).scale('web', 2);
    expect(world.picture()).toEqual([
      'web-0 Running 1/1 app:1',
      'web-1 Running 1/1 app:1',
      'web-2 Terminating app:1',
      'web-3 Terminating app:1',
      'web-4 Terminating app:1',
    ]);
    expect(world.reasons()).toContainEqual({ rule: 'statefulset/create-pods', values: { set: 'web', create: 5, replicas: 5, have: 0 } });
    expect(world.reasons()).toContainEqual({ rule: 'statefulset/scale-down-parallel', values: { set: 'web', delete: 3, replicas: 2 } });
  });

  it('updates in order all the same', () => {
    const world = World.open().create(parallel(3)).advance(3).setImage('statefulsets', 'web', 'app:2');
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Terminating app:1']);
  });

  it('scales up and down while a Pod is not ready, and does not update then', () => {
    const world = World.open().create(parallel(3)).advance(3).ready({ 'web-2': false }).setImage('statefulsets', 'web', 'app:2').advance(1);
    expect(world.picture()[2]).toBe('web-2 Pending 0/1 app:2');
    world.ready({ 'web-2': false }).advance(5);
    expect(images(world)).toEqual(['app:1', 'app:1', 'app:2']);
    world.scale('web', 4);
    expect(world.pods()).toHaveLength(4);
  });

  it('replaces all Pods that have ended at once', () => {
    const world = World.open().create(parallel(3)).advance(3);
    world.end('web-0', 'Failed').end('web-2', 'Succeeded').advance(3);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Running 1/1 app:1']);
  });
});

describe('a partition', () => {
  it('keeps the ordinals below it at the current revision, also when they are created again', () => {
    const world = World.open()
      .create(statefulSet(4, rolling(2)))
      .advance(10)
      .setImage('statefulsets', 'web', 'app:2')
      .advance(10);
    expect(images(world)).toEqual(['app:1', 'app:1', 'app:2', 'app:2']);
    world.delete('pods', 'web-1').advance(3);
    expect(images(world)).toEqual(['app:1', 'app:1', 'app:2', 'app:2']);
    const { currentRevision, updateRevision, currentReplicas, updatedReplicas } = world.statefulSet().status;
    expect([currentRevision === updateRevision, currentReplicas, updatedReplicas]).toEqual([false, 2, 2]);
  });

  it('moves on when it is lowered', () => {
    const world = World.open()
      .create(statefulSet(3, rolling(2)))
      .advance(10)
      .setImage('statefulsets', 'web', 'app:2')
      .advance(10);
    world.edit('statefulsets', 'web', (spec: StatefulSet['spec']) => ({ ...spec, ...rolling(1) })).advance(10);
    expect(images(world)).toEqual(['app:1', 'app:2', 'app:2']);
    world.edit('statefulsets', 'web', (spec: StatefulSet['spec']) => ({ ...spec, ...rolling(0) })).advance(10);
    expect(images(world)).toEqual(['app:2', 'app:2', 'app:2']);
  });

  it('above the replicas stops an update', () => {
    const world = World.open()
      .create(statefulSet(2, rolling(5)))
      .advance(10)
      .setImage('statefulsets', 'web', 'app:2')
      .advance(10);
    expect(images(world)).toEqual(['app:1', 'app:1']);
    expect(world.reasons()).toContainEqual({ rule: 'statefulset/partition-holds', values: { set: 'web', partition: 5, outdated: 2 } });
  });

  it.each([
    { type: 'RollingUpdate', partition: 2, start: 0, ordinal: 1, current: true },
    { type: 'RollingUpdate', partition: 2, start: 0, ordinal: 2, current: false },
    { type: 'RollingUpdate', partition: 2, start: 5, ordinal: 6, current: true },
    { type: 'RollingUpdate', partition: 2, start: 5, ordinal: 7, current: false },
    { type: 'RollingUpdate', partition: undefined, start: 0, ordinal: 2, current: true },
    { type: 'RollingUpdate', partition: undefined, start: 0, ordinal: 3, current: false },
    { type: 'OnDelete', partition: undefined, start: 0, ordinal: 0, current: false },
  ])('$type with partition $partition, start $start: ordinal $ordinal is of the current revision: $current', ({ type, partition, start, ordinal, current }) => {
    const set = {
      spec: { ordinals: { start }, updateStrategy: { type, ...(partition === undefined ? {} : { rollingUpdate: { partition } }) } },
      status: { currentReplicas: 3 },
    };
    expect(belongsToCurrent(set as unknown as StatefulSet, ordinal)).toBe(current);
  });
});

describe('OnDelete', () => {
  it('updates what somebody deletes, and nothing else', () => {
    const world = World.open()
      .create(statefulSet(3, { updateStrategy: { type: 'OnDelete' } }))
      .advance(10)
      .setImage('statefulsets', 'web', 'app:2')
      .advance(10);
    expect(images(world)).toEqual(['app:1', 'app:1', 'app:1']);
    world.delete('pods', 'web-1').advance(3);
    expect(images(world)).toEqual(['app:1', 'app:2', 'app:1']);
    expect(world.statefulSet().status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
    expect(world.reasons()).toContainEqual({ rule: 'statefulset/on-delete', values: { set: 'web', outdated: 3 } });
  });

  it('never says that the update is complete', () => {
    const world = World.open()
      .create(statefulSet(1, { updateStrategy: { type: 'OnDelete' } }))
      .advance(3)
      .setImage('statefulsets', 'web', 'app:2')
      .delete('pods', 'web-0')
      .advance(5);
    const { currentRevision, updateRevision, updatedReplicas } = world.statefulSet().status;
    expect([currentRevision === updateRevision, updatedReplicas]).toEqual([false, 1]);
  });
});

describe('maxUnavailable', () => {
  it('is accepted and ignored', () => {
    const world = World.open()
      .create(statefulSet(3, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } } }))
      .advance(10);
    world.setImage('statefulsets', 'web', 'app:2');
    expect(world.picture().filter((line) => line.includes('Terminating'))).toEqual(['web-2 Terminating app:1']);
    expect(world.statefulSet().spec.updateStrategy.rollingUpdate).toEqual({ partition: 0 });
  });
});
