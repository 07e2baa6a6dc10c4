import { describe, expect, it } from 'vitest';
import { hasStaleOwner, hasUnexpectedController, isOwnerUpToDate, withOwners } from '../../../src/cluster/controllers/statefulset/retention.ts';
import type { KubeObject, OwnerReference } from '../../../src/kube/meta.ts';
import type { Pod } from '../../../src/kube/pod.ts';
import type { PersistentVolumeClaim, StatefulSet } from '../../../src/kube/workloads.ts';
import { WWW, World, statefulSet } from '../../support/workloads.ts';

type Policy = 'Retain' | 'Delete';
const withClaims = (replicas: number, whenScaled: Policy = 'Retain', whenDeleted: Policy = 'Retain', more: object = {}): unknown =>
  statefulSet(replicas, { volumeClaimTemplates: [WWW], persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted }, ...more });
const claims = (world: World): readonly string[] =>
  [...world.cluster.store.listIn('persistentvolumeclaims', 'default')].map(({ metadata }) => metadata.name).sort();
const owners = (world: World, name: string): readonly string[] =>
  (world.claim(name)?.metadata.ownerReferences ?? []).map(({ kind, name: owner }) => `${kind}/${owner}`);

describe('claims of a StatefulSet', () => {
  it('come before the Pod, get a volume at once, and are mounted', () => {
    const world = World.open().create(withClaims(2));
    expect(world.events('SuccessfulCreate')).toEqual([
      'Create Claim www-web-0 Pod web-0 in StatefulSet web success',
      'Create Pod web-0 in StatefulSet web successful',
    ]);
    expect(world.claim('www-web-0')).toMatchObject({
      metadata: { labels: { app: 'web' } },
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
    });
    expect(world.pod('web-0').spec.volumes).toEqual([{ name: 'www', persistentVolumeClaim: { claimName: 'www-web-0' } }]);
    world.advance(5);
    expect(claims(world)).toEqual(['www-web-0', 'www-web-1']);
  });

  it('outlive their Pods, and are found again', () => {
    const world = World.open().create(withClaims(2)).advance(5);
    const uid = world.claim('www-web-1')?.metadata.uid;
    world.scale('web', 1).advance(3).scale('web', 2).advance(5);
    expect(world.claim('www-web-1')?.metadata.uid).toBe(uid);
    world.delete('statefulsets', 'web').advance(3);
    expect([world.pods().length, claims(world)]).toEqual([0, ['www-web-0', 'www-web-1']]);
  });

  it('go with a Pod that is scaled away where whenScaled says so, and with no other Pod', () => {
    const world = World.open().create(withClaims(2, 'Delete')).advance(5).delete('pods', 'web-1').advance(5);
    expect([claims(world), owners(world, 'www-web-1')]).toEqual([['www-web-0', 'www-web-1'], []]);
    world.scale('web', 1);
    expect(owners(world, 'www-web-1')).toEqual(['Pod/web-1']);
    world.advance(1);
    expect(claims(world)).toEqual(['www-web-0']);
  });

  it('go with the set where whenDeleted says so', () => {
    const world = World.open()
      .create(withClaims(2, 'Retain', 'Delete'))
      .advance(5);
    expect(owners(world, 'www-web-0')).toEqual(['StatefulSet/web']);
    world.delete('statefulsets', 'web').advance(3);
    expect(claims(world)).toEqual([]);
    expect([...world.cluster.store.list('persistentvolumes')]).toEqual([]);
  });

  it('change hands when the policy changes', () => {
    const world = World.open().create(withClaims(2)).advance(5);
    const policy = (whenScaled: Policy, whenDeleted: Policy): void =>
      void world.edit('statefulsets', 'web', (spec: StatefulSet['spec']) => ({ ...spec, persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted } }));
    policy('Delete', 'Delete');
    expect([owners(world, 'www-web-0'), owners(world, 'www-web-1')]).toEqual([['StatefulSet/web'], ['StatefulSet/web']]);
    world.scale('web', 1);
    expect(owners(world, 'www-web-1')).toEqual(['Pod/web-1']);
    policy('Retain', 'Retain');
    expect([owners(world, 'www-web-0'), owners(world, 'www-web-1')]).toEqual([[], []]);
  });

  it('stay while a Pod uses them: a deleted claim goes with its Pod, and the next Pod waits for a new one', () => {
    const world = World.open().create(withClaims(1)).advance(5).delete('persistentvolumeclaims', 'www-web-0');
    const first = world.claim('www-web-0');
    expect(first?.metadata.deletionTimestamp).toBeDefined();
    world.delete('pods', 'web-0').advance(3);
    expect(world.claim('www-web-0')?.metadata.uid).not.toBe(first?.metadata.uid);
    expect(world.picture()).toEqual(['web-0 Running 1/1 app:1']);
  });

  it('are made again for a Pod that is pending', () => {
    const world = World.open({ nodes: [] }).create(withClaims(1));
    world.delete('persistentvolumeclaims', 'www-web-0');
    expect(claims(world)).toEqual([]);
    world.edit('statefulsets', 'web', (spec: StatefulSet['spec']) => ({ ...spec, minReadySeconds: 1 }));
    expect(claims(world)).toEqual(['www-web-0']);
  });

  it('that still belong to the Pod before keep the next one from being created', () => {
    const world = World.open({ images: { '*': { 'stop-delay': 2 } } })
      .create(withClaims(2, 'Delete'))
      .advance(6)
      .scale('web', 1)
      .advance(1)
      .scale('web', 2);
    expect(owners(world, 'www-web-1')).toEqual(['Pod/web-1']);
    world.advance(20);
    expect([claims(world), world.picture()]).toEqual([
      ['www-web-0', 'www-web-1'],
      ['web-0 Running 1/1 app:1', 'web-1 Running 1/1 app:1'],
    ]);
  });

  it('are refused with the Pod, in the words of the API server', () => {
    const world = World.open();
    world.create({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q', namespace: 'default' }, spec: { hard: { persistentvolumeclaims: '1' } } });
    world.create(withClaims(2)).advance(3);
    const refused =
      'persistentvolumeclaims "www-web-1" is forbidden: exceeded quota: q, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: persistentvolumeclaims=1';
    expect(new Set(world.events('FailedCreate'))).toEqual(
      new Set([
        `Create Claim www-web-1 for Pod web-1 in StatefulSet web failed error: ${refused}`,
        `Create Pod web-1 in StatefulSet web failed error: failed to create PVC www-web-1: ${refused}`,
      ]),
    );
    expect(world.pods()).toHaveLength(1);
  });
});

describe('the owners of a claim', () => {
  const set = (whenScaled: Policy, whenDeleted: Policy): StatefulSet =>
    ({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'web', uid: 'set' },
      spec: { replicas: 2, persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted } },
    }) as unknown as StatefulSet;
  const pod = (ordinal: number, uid = 'pod'): Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `web-${ordinal}`, uid } }) as unknown as Pod;
  const claim = (...ownerReferences: readonly OwnerReference[]): PersistentVolumeClaim =>
    ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'www-web-1', ownerReferences }, spec: {} }) as unknown as PersistentVolumeClaim;
  const toSet = (uid = 'set', controller = true): OwnerReference => ({ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid, controller });
  const toPod = (ordinal: number, uid = 'pod', controller = true): OwnerReference => ({
    apiVersion: 'v1',
    kind: 'Pod',
    name: `web-${ordinal}`,
    uid,
    controller,
  });
  const toOther = (controller: boolean): OwnerReference => ({ apiVersion: 'v1', kind: 'ReplicationController', name: 'rc', uid: 'other', controller });

  it.each([
    { whenScaled: 'Retain', whenDeleted: 'Retain', ordinal: 0, wants: [] },
    { whenScaled: 'Retain', whenDeleted: 'Delete', ordinal: 0, wants: ['set'] },
    { whenScaled: 'Retain', whenDeleted: 'Delete', ordinal: 2, wants: ['set'] },
    { whenScaled: 'Delete', whenDeleted: 'Retain', ordinal: 1, wants: [] },
    { whenScaled: 'Delete', whenDeleted: 'Retain', ordinal: 2, wants: ['pod'] },
    { whenScaled: 'Delete', whenDeleted: 'Delete', ordinal: 1, wants: ['set'] },
    { whenScaled: 'Delete', whenDeleted: 'Delete', ordinal: 2, wants: ['pod'] },
  ] as const)('whenScaled $whenScaled, whenDeleted $whenDeleted, ordinal $ordinal of 2: $wants', ({ whenScaled, whenDeleted, ordinal, wants }) => {
    for (const has of [[], [toSet()], [toPod(ordinal)], [toSet(), toPod(ordinal)]]) {
      const fits = has.map(({ uid }) => uid).join() === wants.join();
      expect(isOwnerUpToDate(claim(...has), set(whenScaled, whenDeleted), pod(ordinal))).toBe(fits);
      const next = withOwners(claim(...has, toOther(false)), set(whenScaled, whenDeleted), pod(ordinal));
      expect(next.metadata.ownerReferences?.map(({ uid }) => uid)).toEqual(['other', ...wants]);
    }
  });

  it('are left alone where an earlier set or Pod of the name still owns the claim', () => {
    expect(hasStaleOwner(claim(toPod(1, 'earlier')), pod(1))).toBe(true);
    expect(isOwnerUpToDate(claim(toPod(1, 'earlier')), set('Retain', 'Delete'), pod(1))).toBe(true);
    expect(isOwnerUpToDate(claim(toSet('earlier')), set('Retain', 'Delete'), pod(1))).toBe(true);
  });

  it('are left to another controller, and ours is taken away beside it', () => {
    expect(hasUnexpectedController(claim(toOther(true)), set('Retain', 'Delete'), pod(1))).toBe(true);
    expect(hasUnexpectedController(claim(toOther(true)), set('Retain', 'Retain'), pod(1))).toBe(false);
    expect(isOwnerUpToDate(claim(toOther(true)), set('Retain', 'Delete'), pod(1))).toBe(true);
    expect(isOwnerUpToDate(claim(toOther(true), toSet()), set('Retain', 'Delete'), pod(1))).toBe(false);
    expect(withOwners(claim(toOther(true), toSet()), set('Retain', 'Delete'), pod(1)).metadata.ownerReferences?.map(({ uid }) => uid)).toEqual(['other']);
  });

  it('become controllers where they only were owners', () => {
    expect(isOwnerUpToDate(claim(toSet('set', false)), set('Retain', 'Delete'), pod(1))).toBe(false);
    expect(withOwners(claim(toSet('set', false)), set('Retain', 'Delete'), pod(1)).metadata.ownerReferences).toMatchObject([
      { uid: 'set', controller: true, blockOwnerDeletion: true },
    ]);
  });

  it('are reported where another controller is in the way', () => {
    const world = World.open()
      .create(withClaims(1, 'Retain', 'Delete'))
      .advance(3);
    world.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rc', namespace: 'default' } });
    const { uid } = (world.cluster.store.get('configmaps', 'default/rc') as KubeObject).metadata;
    const other = { apiVersion: 'v1', kind: 'ConfigMap', name: 'rc', uid, controller: true };
    const found = world.claim('www-web-0') as unknown as KubeObject;
    world.cluster.decide('test', 0, undefined, () =>
      world.cluster.server.update(
        {
          ...found,
          metadata: { ...found.metadata, ownerReferences: [...(found.metadata.ownerReferences ?? []).map((one) => ({ ...one, controller: false })), other] },
        },
        { trusted: true },
      ),
    );
    world.setImage('statefulsets', 'web', 'app:2').advance(5);
    expect(world.events('ConflictingController')).toContain(
      'PersistentVolumeClaim www-web-0 has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim',
    );
  });
});
