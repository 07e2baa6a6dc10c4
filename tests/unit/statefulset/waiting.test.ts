import { describe, expect, it } from 'vitest';
import { parentAndOrdinal } from '../../../src/cluster/controllers/statefulset/identity.ts';
import { explainStatefulSet } from '../../../src/cluster/controllers/statefulset/index.ts';
import type { Reason } from '../../../src/timeline/types.ts';
import { TestCluster } from '../../support/cluster.ts';
import { World, statefulSet } from '../../support/workloads.ts';

const why = (world: World): Reason | undefined => explainStatefulSet(world.cluster.store, world.statefulSet(), world.cluster.now);
const BAD = { 'app:bad': { fault: 'NeverReady' as const } };

describe('why a StatefulSet does nothing', () => {
  it('is that a Pod is not ready, not available, or on its way out', () => {
    const world = World.open()
      .create(statefulSet(2, { minReadySeconds: 5 }))
      .advance(1);
    expect(why(world)).toEqual({ rule: 'statefulset/wait-until-ready', values: { set: 'web', pod: 'web-0', ordinal: 0, phase: 'Running' } });
    world.advance(3);
    expect(why(world)).toEqual({
      rule: 'statefulset/wait-until-available',
      values: { set: 'web', pod: 'web-0', ordinal: 0, minReadySeconds: 5, readyForS: 2 },
    });
    world.advance(20).delete('pods', 'web-1');
    expect(why(world)).toEqual({ rule: 'statefulset/wait-until-gone', values: { set: 'web', pod: 'web-1', ordinal: 1 } });
  });

  it('is that the Pod of an update is broken', () => {
    const world = World.open({ images: BAD })
      .create(statefulSet(2))
      .advance(6)
      .setImage('statefulsets', 'web', 'app:bad')
      .advance(8)
      .setImage('statefulsets', 'web', 'app:1')
      .advance(1);
    expect(why(world)).toEqual({ rule: 'statefulset/wait-until-ready', values: { set: 'web', pod: 'web-1', ordinal: 1, phase: 'Running' } });
  });

  it('is the same with Parallel, while there is something to update', () => {
    const world = World.open({ images: BAD })
      .create(statefulSet(2, { podManagementPolicy: 'Parallel' }))
      .advance(3)
      .setImage('statefulsets', 'web', 'app:bad')
      .advance(8);
    expect(why(world)).toMatchObject({ rule: 'statefulset/update-waits-until-ready', values: { pod: 'web-1' } });
  });

  it('is the partition, or OnDelete', () => {
    const partition = { updateStrategy: { type: 'RollingUpdate' as const, rollingUpdate: { partition: 1 } } };
    const world = World.open().create(statefulSet(2, partition)).advance(6).setImage('statefulsets', 'web', 'app:2').advance(6);
    expect(why(world)).toEqual({ rule: 'statefulset/partition-holds', values: { set: 'web', partition: 1, outdated: 1 } });
    const other = World.open()
      .create(statefulSet(2, { updateStrategy: { type: 'OnDelete' } }))
      .advance(6)
      .setImage('statefulsets', 'web', 'app:2');
    expect(why(other)).toEqual({ rule: 'statefulset/on-delete', values: { set: 'web', outdated: 2 } });
  });

  it('is nothing once all is done', () => {
    expect(why(World.open().create(statefulSet(2)).advance(10))).toBeUndefined();
  });
});

describe('a Pod name', () => {
  it.each([
    ['web-0', 'web', 0],
    ['web-10', 'web', 10],
    ['a-b-7', 'a-b', 7],
    ['web', '', -1],
    ['web-', '', -1],
    ['web-x', '', -1],
    ['web-2147483648', 'web', -1],
  ])('%s is of set %j, ordinal %i', (name, parent, ordinal) => {
    expect(parentAndOrdinal(name)).toEqual({ parent, ordinal });
  });
});

describe('a set that cannot create one of its Pods', () => {
  it('still counts another as available when its time has come, and not only at its next try', () => {
    const cluster = new TestCluster();
    cluster.apply(`apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  replicas: 2
  podManagementPolicy: Parallel
  minReadySeconds: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: "app:1"}]}
`);
    // The name is taken by a Pod that is no longer the set's: it tries again after longer and longer, at 82.92 s for one.
    cluster.session.act({ do: 'ready', pods: { 'web-1': false } });
    cluster.advance(1).kubectl('label pod web-0 app=other --overwrite');
    const available = (): number | undefined => cluster.session.cluster.store.get('statefulsets', 'default/web')?.status.availableReplicas;
    cluster.advance(42);
    cluster.session.act({ do: 'ready', pods: { 'web-1': true } });
    cluster.advance(2);
    expect(available()).toBe(0);
    cluster.advance(1);
    expect(available()).toBe(1);
  });
});
