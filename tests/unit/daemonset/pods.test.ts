import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { World, daemonSet } from '../../support/workloads.ts';

const NODES = [{ name: 'n1' }, { name: 'n2' }];
const only = (world: World): string => world.pods().find((pod) => !pod.metadata.deletionTimestamp)?.metadata.name ?? '';

describe('Pods of a DaemonSet that have ended', () => {
  it('are deleted with an event, and replaced', () => {
    const world = World.open({ nodes: [{ name: 'n1' }] })
      .create(daemonSet())
      .advance(3);
    const name = only(world);
    world.end(name, 'Failed');
    expect(world.events('FailedDaemonPod')).toEqual([`Found failed daemon pod default/${name} on node n1, will try to kill it`]);
    expect(world.picture()).toEqual(['n1 Pending 0/1 app:1']);
    const next = only(world.advance(3));
    world.end(next, 'Succeeded');
    expect(world.events('SucceededDaemonPod')).toEqual([`Found succeeded daemon pod default/${next} on node n1, will try to delete it`]);
  });

  it('are left for 1 s, 2 s, 4 s … where one has just failed on the same Node', () => {
    const world = World.open({ nodes: [{ name: 'n1' }] }).create(daemonSet());
    const replacedAfter: number[] = [];
    for (let failures = 0; failures < 5; failures++) {
      const name = only(world);
      world.end(name, 'Failed');
      let seconds = 0;
      while (only(world) === name && seconds < 20) {
        world.advance(1);
        seconds++;
      }
      replacedAfter.push(seconds);
    }
    expect(replacedAfter).toEqual([0, 1, 2, 4, 8]);
  });

  it('begin anew with a new template', () => {
    const world = World.open({ nodes: [{ name: 'n1' }] }).create(daemonSet());
    world.end(only(world), 'Failed').end(only(world), 'Failed');
    const failed = only(world);
    world.setImage('daemonsets', 'agent', 'app:2').advance(0);
    expect(only(world)).not.toBe(failed);
  });
});

describe('Pods of a DaemonSet that are too many', () => {
  it('are deleted, all but the oldest', () => {
    const world = World.open({ nodes: NODES }).create(daemonSet()).advance(3);
    const twin = world.pods()[0];
    world.create({ ...twin, metadata: { ...twin?.metadata, name: 'twin', resourceVersion: '', uid: '' } });
    expect(world.events('SuccessfulDelete')).toEqual(['Deleted pod: twin']);
    expect(world.reasons()).toContainEqual({ rule: 'daemonset/delete-surplus', values: { daemonSet: 'agent', desired: 2, delete: 1 } });
  });
});

describe('Pods of a DaemonSet and their owner', () => {
  const bare = (name: string, app: string): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', labels: { app } },
      spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'app:0' }] },
    }) as unknown as KubeObject;

  it('are adopted where the selector matches, and then replaced as outdated', () => {
    const world = World.open({ nodes: [{ name: 'n1' }] })
      .create(bare('mine', 'agent'))
      .create(bare('other', 'x'))
      .advance(3)
      .create(daemonSet());
    expect(
      world
        .pods()
        .map((pod) => [pod.metadata.name, pod.metadata.ownerReferences?.[0]?.name])
        .sort(),
    ).toEqual([
      ['mine', 'agent'],
      ['other', undefined],
    ]);
    expect(world.pod('mine').metadata.deletionTimestamp).toBeDefined();
  });

  it('are released where their labels no longer match, and another takes their place', () => {
    const world = World.open({ nodes: [{ name: 'n1' }] })
      .create(daemonSet())
      .advance(3);
    const name = only(world);
    world.editPod(name, (pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { app: 'debug' } } }));
    expect(world.pod(name).metadata.ownerReferences).toBeUndefined();
    expect(world.pods()).toHaveLength(2);
    expect(world.daemonSet().status.currentNumberScheduled).toBe(1);
  });

  it('survive it where it is deleted without them, and are adopted again as they are', () => {
    const world = World.open({ nodes: NODES }).create(daemonSet()).advance(3).delete('daemonsets', 'agent', { propagationPolicy: 'Orphan' }).advance(1);
    const names = world.pods().map(({ metadata }) => metadata.name);
    world.create(daemonSet()).advance(5);
    expect(world.pods().map(({ metadata }) => metadata.name)).toEqual(names);
    expect(world.revisions().map(({ revision }) => revision)).toEqual([1]);
  });

  it('go with it otherwise', () => {
    const world = World.open({ nodes: NODES }).create(daemonSet()).advance(3).delete('daemonsets', 'agent').advance(1);
    expect([world.pods().length, world.revisions().length]).toEqual([0, 0]);
  });

  it('are refused by a quota one batch at a time, with an event for each', () => {
    const world = World.open({ nodes: Array.from({ length: 8 }, (_, index) => ({ name: `n${index}` })) });
    world.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'default' }, spec: { hard: { pods: '2' } } }).create(daemonSet());
    expect(world.pods()).toHaveLength(2);
    expect(world.events('FailedCreate')[0]).toMatch(
      /^Error creating: pods "agent-[a-z0-9]{5}" is forbidden: exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2$/,
    );
    expect(world.daemonSet().status).toMatchObject({ desiredNumberScheduled: 8, currentNumberScheduled: 2, observedGeneration: 1 });
  });
});

describe('ControllerRevisions of a DaemonSet', () => {
  const rollOver = (world: World, ...images: readonly string[]): World => {
    for (const image of images) world.setImage('daemonsets', 'agent', image).advance(8);
    return world;
  };

  it('count up, and one that is gone back to becomes the newest', () => {
    const world = rollOver(World.open({ nodes: NODES }).create(daemonSet()).advance(3), 'app:2', 'app:1');
    expect(world.revisions().map(({ revision, data }) => [revision, JSON.stringify(data).match(/app:\d/)?.[0]])).toEqual([
      [2, 'app:2'],
      [3, 'app:1'],
    ]);
  });

  it('are no more than revisionHistoryLimit and those in use', () => {
    const world = rollOver(
      World.open({ nodes: NODES })
        .create(daemonSet({ revisionHistoryLimit: 1 }))
        .advance(3),
      'app:2',
      'app:3',
      'app:4',
    );
    expect(world.revisions().map(({ revision }) => revision)).toEqual([3, 4]);
  });

  it('raise the collision count where their name is taken', () => {
    const world = World.open({ nodes: NODES }).create(daemonSet()).advance(3);
    const probe = world.copy().setImage('daemonsets', 'agent', 'app:2');
    const name = probe.revisions().at(-1)?.metadata.name ?? '';
    world.create({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { name, namespace: 'default' },
      data: { spec: { template: { $patch: 'replace', spec: { containers: [] } } } },
      revision: 7,
    });
    rollOver(world, 'app:2');
    expect(world.daemonSet().status.collisionCount).toBe(1);
    expect(world.picture()).toEqual(['n1 Running 1/1 app:2', 'n2 Running 1/1 app:2']);
  });

  it('of one content become one, and Pods follow', () => {
    const world = World.open({ nodes: NODES }).create(daemonSet()).advance(3);
    const [revision] = world.revisions();
    world.create({
      ...revision,
      metadata: { ...revision?.metadata, name: 'agent-twin', uid: '', resourceVersion: '', labels: { app: 'agent', 'controller-revision-hash': 'twin' } },
      revision: 5,
    });
    expect(world.revisions().map(({ metadata }) => metadata.name)).toEqual(['agent-twin']);
    expect(world.pods().map((pod) => pod.metadata.labels?.['controller-revision-hash'])).toEqual(['twin', 'twin']);
    expect(world.events('SuccessfulDelete')).toEqual([]);
  });
});
