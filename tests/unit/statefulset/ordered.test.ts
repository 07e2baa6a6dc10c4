import { describe, expect, it } from 'vitest';
import { World, statefulSet } from '../../support/workloads.ts';

const BAD = { 'app:bad': { fault: 'NeverReady' as const } };

describe('a StatefulSet in order', () => {
  it('creates each Pod when the one before it is ready', () => {
    const world = World.open().create(statefulSet(3));
    expect(world.picture()).toEqual(['web-0 Pending 0/1 app:1']);
    world.advance(1);
    expect(world.picture()).toEqual(['web-0 Running 0/1 app:1']);
    world.advance(1);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Pending 0/1 app:1']);
    world.advance(4);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Running 1/1 app:1']);
    expect(world.events('SuccessfulCreate')).toEqual([0, 1, 2].map((ordinal) => `Create Pod web-${ordinal} in StatefulSet web successful`));
    expect(world.statefulSet().status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
      collisionCount: 0,
    });
  });

  it('gives each Pod its identity', () => {
    const world = World.open().create(statefulSet(1)).advance(3);
    const { metadata, spec } = world.pod('web-0');
    const revision = world.statefulSet().status.updateRevision;
    expect(metadata.labels).toEqual({
      app: 'web',
      'statefulset.kubernetes.io/pod-name': 'web-0',
      'apps.kubernetes.io/pod-index': '0',
      'controller-revision-hash': revision,
    });
    expect(metadata).toMatchObject({
      generateName: 'web-',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', controller: true, blockOwnerDeletion: true }],
    });
    expect([spec.hostname, spec.subdomain]).toEqual(['web-0', 'web']);
  });

  it('scales down from the highest ordinal, one at a time', () => {
    const world = World.open().create(statefulSet(3)).advance(10).scale('web', 1);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Terminating app:1']);
    world.advance(1);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Terminating app:1']);
    world.advance(1);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1']);
    expect(world.reasons()).toContainEqual({ rule: 'statefulset/scale-down', values: { set: 'web', pod: 'web-2', ordinal: 2, replicas: 1, remaining: 1 } });
  });

  it('does not scale down while a Pod below is not ready, and says for whom it waits', () => {
    const world = World.open().create(statefulSet(3)).advance(10).ready({ 'web-0': false });
    const from = world.cluster.log.length;
    world.scale('web', 1).advance(5);
    expect(world.picture()).toEqual(['web-0 Running 0/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Running 1/1 app:1']);
    expect(world.rules(from)).toContain('statefulset/wait-until-ready');
    world.ready({ 'web-0': true }).advance(3);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1']);
  });

  it('takes a condemned Pod away that is the only one not ready, and waits where a lower condemned one is not', () => {
    const world = World.open().create(statefulSet(4)).advance(10).ready({ 'web-3': false }).scale('web', 2);
    expect(world.picture()).toContain('web-3 Terminating app:1');
    const other = World.open().create(statefulSet(4)).advance(10).ready({ 'web-3': false, 'web-2': false }).scale('web', 2).advance(5);
    expect(other.picture().slice(2)).toEqual(['web-2 Running 0/1 app:1', 'web-3 Running 0/1 app:1']);
  });

  it('waits with scaling up for a Pod that is on its way out', () => {
    const world = World.open({ images: { '*': { 'stop-delay': 3 } } })
      .create(statefulSet(2))
      .advance(10)
      .delete('pods', 'web-0')
      .scale('web', 3);
    expect(world.picture()).toEqual(['web-0 Terminating app:1', 'web-1 Running 1/1 app:1']);
    world.advance(6);
    expect(world.pods()).toHaveLength(3);
  });

  it('updates from the highest ordinal, one at a time, and is complete when all are ready', () => {
    const world = World.open().create(statefulSet(3)).advance(10).setImage('statefulsets', 'web', 'app:2');
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Terminating app:1']);
    world.advance(3);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Terminating app:1', 'web-2 Running 1/1 app:2']);
    expect(world.statefulSet().status).toMatchObject({ currentReplicas: 1, updatedReplicas: 1 });
    world.advance(6);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:2', 'web-1 Running 1/1 app:2', 'web-2 Running 1/1 app:2']);
    const { currentRevision, updateRevision, currentReplicas } = world.statefulSet().status;
    expect([currentRevision, currentReplicas]).toEqual([updateRevision, 3]);
    expect(world.rules()).toContain('statefulset/rollout-complete');
  });

  it('keeps a broken ordinal after an undo until somebody deletes it', () => {
    const world = World.open({ images: BAD })
      .create(statefulSet(3))
      .advance(10)
      .setImage('statefulsets', 'web', 'app:bad')
      .advance(10)
      .setImage('statefulsets', 'web', 'app:1')
      .advance(30);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Running 0/1 app:bad']);
    world.delete('pods', 'web-2').advance(3);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Running 1/1 app:1']);
  });

  it('scales before it updates', () => {
    const world = World.open()
      .create(statefulSet(3))
      .advance(10)
      .edit('statefulsets', 'web', (spec: never) => ({ ...(spec as object), replicas: 2 }));
    world.setImage('statefulsets', 'web', 'app:2');
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Terminating app:1']);
    world.advance(1);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Terminating app:1']);
  });

  it.each(['Failed', 'Succeeded'] as const)('replaces a Pod that has %s', (phase) => {
    const world = World.open().create(statefulSet(2)).advance(10);
    const { uid } = world.pod('web-0').metadata;
    world.end('web-0', phase);
    expect(world.pod('web-0').metadata.uid).not.toBe(uid);
    expect(world.events('SuccessfulDelete')).toEqual(['Delete Pod web-0 in StatefulSet web successful']);
    expect(world.reasons()).toContainEqual({ rule: 'statefulset/replace-ended', values: { set: 'web', pod: 'web-0', phase } });
  });

  it('counts from ordinals.start, and moves when it changes', () => {
    const world = World.open()
      .create(statefulSet(2, { ordinals: { start: 3 } }))
      .advance(10);
    expect(world.picture()).toEqual(['web-3 Running 1/1 app:1', 'web-4 Running 1/1 app:1']);
    world.edit('statefulsets', 'web', (spec: never) => ({ ...(spec as object), ordinals: { start: 4 } })).advance(10);
    expect(world.picture()).toEqual(['web-4 Running 1/1 app:1', 'web-5 Running 1/1 app:1']);
  });

  it('does nothing but report while it is being deleted', () => {
    const world = World.open().create(statefulSet(2)).advance(10);
    world
      .edit('statefulsets', 'web', (spec: never) => spec)
      .delete('statefulsets', 'web', { propagationPolicy: 'Foreground' })
      .advance(0);
    expect(world.picture()).toEqual(['web-0 Terminating app:1', 'web-1 Terminating app:1']);
    world.advance(1);
    expect(world.pods()).toEqual([]);
    expect(world.cluster.store.get('statefulsets', 'default/web')).toBeUndefined();
  });
});

describe('minReadySeconds of a StatefulSet', () => {
  it('gates each step of creating', () => {
    const world = World.open()
      .create(statefulSet(2, { minReadySeconds: 5 }))
      .advance(6);
    expect(world.pods()).toHaveLength(1);
    expect(world.statefulSet().status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 });
    world.advance(1);
    expect(world.pods()).toHaveLength(2);
    expect(world.statefulSet().status).toMatchObject({ readyReplicas: 1, availableReplicas: 1 });
  });

  it('gates each step of an update, but not its end', () => {
    const world = World.open()
      .create(statefulSet(2, { minReadySeconds: 5 }))
      .advance(30)
      .setImage('statefulsets', 'web', 'app:2')
      .advance(7);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:2']);
    world.advance(1);
    expect(world.picture()).toEqual(['web-0 Terminating app:1', 'web-1 Running 1/1 app:2']);
    world.advance(3);
    const { currentRevision, updateRevision, readyReplicas, availableReplicas } = world.statefulSet().status;
    expect({ done: currentRevision === updateRevision, readyReplicas, availableReplicas }).toEqual({ done: true, readyReplicas: 2, availableReplicas: 1 });
  });

  it('gates scaling down', () => {
    const world = World.open()
      .create(statefulSet(3, { minReadySeconds: 5 }))
      .advance(40)
      .delete('pods', 'web-0')
      .advance(4)
      .scale('web', 1);
    expect(world.pods()).toHaveLength(3);
    world.advance(3);
    expect(world.pods().filter((pod) => !pod.metadata.deletionTimestamp)).toHaveLength(3);
    world.advance(1);
    expect(world.picture()[2]).toBe('web-2 Terminating app:1');
  });
});
