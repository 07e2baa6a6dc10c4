import { describe, expect, it } from 'vitest';
import { revisionHash } from '../../../src/kube/hash.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { templatePatch } from '../../../src/cluster/controllers/history.ts';
import { World, statefulSet } from '../../support/workloads.ts';

const rollOver = (world: World, ...images: readonly string[]): World => {
  for (const image of images) world.setImage('statefulsets', 'web', image).advance(4);
  return world;
};

describe('ControllerRevisions of a StatefulSet', () => {
  it('have the names that a real cluster gives them', () => {
    // Recorded: the revision of this template was db-77566b7f7.
    const container = {
      image: 'nginx:1.23',
      imagePullPolicy: 'IfNotPresent',
      name: 'nginx',
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    };
    const spec = {
      containers: [container],
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    };
    const template = { metadata: { labels: { app: 'nginx' } }, spec } as never;
    expect(revisionHash(templatePatch(template), 0)).toBe('77566b7f7');
    const world = World.open();
    world.create({
      ...(statefulSet(1, {}, 'db') as object),
      spec: {
        replicas: 1,
        serviceName: 'nginx',
        selector: { matchLabels: { app: 'nginx' } },
        template: { metadata: { labels: { app: 'nginx' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.23' }] } },
      },
    });
    expect(world.statefulSet('db').status.updateRevision).toBe('db-77566b7f7');
    expect(world.pod('db-0').metadata.labels?.['controller-revision-hash']).toBe('db-77566b7f7');
  });

  it('hash what Go would escape, and what is not ASCII, as Go does', () => {
    const annotated = (text: string): unknown => ({ spec: { template: { $patch: 'replace', metadata: { annotations: { a: text } }, spec: {} } } });
    expect(new Set(['<&>', 'ä', '漢', '😀'].map((text) => revisionHash(annotated(text), 0))).size).toBe(4);
    expect(revisionHash(annotated('<'), 0)).toBe(revisionHash(annotated('<'), 0));
  });

  it('hold the template and the annotations, and belong to the set', () => {
    const world = World.open().create(statefulSet(1)).advance(3);
    const [revision] = world.revisions();
    expect(revision).toMatchObject({
      revision: 1,
      metadata: { labels: { app: 'web' }, ownerReferences: [{ kind: 'StatefulSet', name: 'web', controller: true }] },
      data: { spec: { template: { $patch: 'replace', spec: { containers: [{ image: 'app:1' }] } } } },
    });
  });

  it('count up, and one that is gone back to becomes the newest', () => {
    const world = rollOver(World.open().create(statefulSet(1)).advance(3), 'app:2', 'app:3', 'app:1');
    expect(world.revisions().map(({ revision, data }) => [revision, JSON.stringify(data).match(/app:\d/)?.[0]])).toEqual([
      [2, 'app:2'],
      [3, 'app:3'],
      [4, 'app:1'],
    ]);
    expect(world.reasons()).toContainEqual({ rule: 'statefulset/roll-back', values: { set: 'web', revision: 1, number: 4 } });
  });

  it('are no more than revisionHistoryLimit and those in use', () => {
    const world = rollOver(
      World.open()
        .create(statefulSet(1, { revisionHistoryLimit: 2 }))
        .advance(3),
      'app:2',
      'app:3',
      'app:4',
      'app:5',
    );
    expect(world.revisions().map(({ revision }) => revision)).toEqual([3, 4, 5]);
    expect(world.reasons()).toContainEqual({ rule: 'statefulset/truncate-history', values: { set: 'web', limit: 2, delete: 1 } });
  });

  it('of Pods that are still there stay', () => {
    const world = World.open()
      .create(statefulSet(2, { revisionHistoryLimit: 0, updateStrategy: { type: 'OnDelete' } }))
      .advance(6);
    rollOver(world, 'app:2').delete('pods', 'web-1').advance(3);
    rollOver(world, 'app:3');
    expect(world.revisions().map(({ revision }) => revision)).toEqual([1, 2, 3]);
    world.delete('pods', 'web-1').advance(3);
    expect(world.revisions().map(({ revision }) => revision)).toEqual([1, 3]);
  });

  it('get another name where theirs is taken by other content', () => {
    const world = World.open().create(statefulSet(1)).advance(3);
    const probe = world.copy().setImage('statefulsets', 'web', 'app:2');
    const name = probe.statefulSet().status.updateRevision ?? '';
    world.create({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { name, namespace: 'default' },
      data: { spec: { template: { $patch: 'replace', spec: { containers: [] } } } },
      revision: 7,
    });
    world.setImage('statefulsets', 'web', 'app:2').advance(4);
    const { updateRevision, collisionCount } = world.statefulSet().status;
    expect([updateRevision === name, collisionCount]).toEqual([false, 1]);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:2']);
  });

  it('that have lost their owner are adopted', () => {
    const world = World.open().create(statefulSet(2)).advance(6).delete('statefulsets', 'web', { propagationPolicy: 'Orphan' }).advance(1);
    expect(world.revisions().map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
    world.create(statefulSet(2)).advance(1);
    expect(world.revisions().map(({ revision, metadata }) => [revision, metadata.ownerReferences?.length])).toEqual([[1, 1]]);
  });
});

describe('Pods of a StatefulSet', () => {
  it('outlive it where it is deleted without its dependents, and are adopted by the next', () => {
    const world = World.open()
      .create(statefulSet(3))
      .advance(10)
      .delete('statefulsets', 'web', { propagationPolicy: 'Orphan' })
      .delete('pods', 'web-0')
      .advance(3);
    expect(world.picture()).toEqual(['web-1 Running 1/1 app:1', 'web-2 Running 1/1 app:1']);
    world.create(statefulSet(3)).advance(5);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1', 'web-2 Running 1/1 app:1']);
    expect(world.pods().every((pod) => pod.metadata.ownerReferences?.[0]?.uid === world.statefulSet().metadata.uid)).toBe(true);
  });

  it('are adopted only with the name and the labels of the set', () => {
    const bare = (name: string, app: string): KubeObject =>
      ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', labels: { app } },
        spec: { containers: [{ name: 'c', image: 'app:0' }] },
      }) as unknown as KubeObject;
    const world = World.open()
      .create(bare('web-1', 'web'))
      .create(bare('other-0', 'web'))
      .create(bare('web-2', 'other'))
      .advance(3)
      .create(statefulSet(2))
      .advance(2);
    const owned = world
      .pods()
      .filter((pod) => pod.metadata.ownerReferences)
      .map((pod) => pod.metadata.name)
      .sort();
    expect(owned).toEqual(['web-0', 'web-1']);
    expect(world.pod('web-1').metadata.labels?.['statefulset.kubernetes.io/pod-name']).toBe('web-1');
  });

  it('are released when their labels no longer match, and their ordinal is filled when they are gone', () => {
    const world = World.open().create(statefulSet(2)).advance(6);
    world.editPod('web-1', (pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { app: 'debug' } } }));
    expect(world.pod('web-1').metadata.ownerReferences).toBeUndefined();
    expect(world.statefulSet().status.replicas).toBe(1);
    world.delete('pods', 'web-1').advance(4);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1']);
  });

  it('get their name label back', () => {
    const world = World.open().create(statefulSet(1)).advance(3);
    world.editPod('web-0', (pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, 'statefulset.kubernetes.io/pod-name': 'x' } } }));
    expect(world.pod('web-0').metadata.labels?.['statefulset.kubernetes.io/pod-name']).toBe('web-0');
    expect(world.events('SuccessfulUpdate')).toEqual(['Update Pod web-0 in StatefulSet web successful']);
  });

  it('are tried again, ever less often, while a quota refuses them', () => {
    const world = World.open();
    world.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'default' }, spec: { hard: { pods: '1' } } });
    world.create(statefulSet(3, { podManagementPolicy: 'Parallel' })).advance(10);
    expect(world.pods()).toHaveLength(1);
    const [event] = [...world.cluster.store.listIn('events', 'default')].filter(({ reason }) => reason === 'FailedCreate');
    expect(event?.message).toBe(
      'Create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    );
    const tries = world.cluster.log.entries.filter((entry) => entry.reason.rule === 'statefulset/create-pods').map(({ at }) => at);
    expect(tries.slice(1, 6)).toEqual([5, 25, 65, 145, 305]);
  });
});
