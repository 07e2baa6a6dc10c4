import { expect, it } from 'vitest';
import type { KubeObject, OwnerReference } from '../../../src/kube/meta.ts';
import { TestCluster } from '../../support/cluster.ts';

/** Objects that own each other, made by hand: ConfigMaps, as nothing else acts on them. */
class Family {
  readonly cluster = new TestCluster();

  get(name: string, namespace = 'default'): KubeObject | undefined {
    return this.cluster.session.cluster.store.get('configmaps', `${namespace}/${name}`) as KubeObject | undefined;
  }
  has(...names: readonly string[]): readonly boolean[] {
    return names.map((name) => this.get(name) !== undefined);
  }
  ref(name: string, more: Partial<OwnerReference> = {}): OwnerReference {
    return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: this.get(name)?.metadata.uid ?? '', ...more } as OwnerReference;
  }
  add(name: string, ownerReferences: readonly OwnerReference[] = [], namespace = 'default'): this {
    const metadata = { name, namespace, ...(ownerReferences.length ? { ownerReferences } : {}) };
    this.write((server) => server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata } as never, { trusted: true }));
    return this;
  }
  write(change: (server: TestCluster['session']['cluster']['server']) => void): void {
    const { cluster } = this.cluster.session;
    cluster.decide('test', 0, undefined, () => change(cluster.server));
    this.cluster.advance(0);
  }
  remove(name: string, propagationPolicy: 'Foreground' | 'Background' | 'Orphan'): void {
    this.write((server) => server.delete('configmaps', `default/${name}`, { propagationPolicy }));
  }
}

it('what waits for its dependents is no owner, whether they hold it up or not', () => {
  const family = new Family().add('a').add('b').add('c');
  // `held` is what keeps `a` from going at once: something else has a finalizer on it.
  family
    .add('held', [family.ref('a', { blockOwnerDeletion: true })])
    .add('free', [family.ref('a')])
    .add('shared', [family.ref('a'), family.ref('b')]);
  family.write((server) => {
    const held = family.get('held') as KubeObject;
    server.update({ ...held, metadata: { ...held.metadata, finalizers: ['example.com/wait'] } }, { trusted: true });
  });
  family.remove('a', 'Foreground');
  expect(family.has('a', 'held', 'free', 'shared')).toEqual([true, true, false, true]);
  expect(family.get('shared')?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['b']);
});

it('two that own each other do not wait for one another for ever', () => {
  const family = new Family().add('a').add('b');
  family.write((server) => {
    const own = (name: string, owner: string): void => {
      const object = family.get(name) as KubeObject;
      server.update({ ...object, metadata: { ...object.metadata, ownerReferences: [family.ref(owner, { blockOwnerDeletion: true })] } }, { trusted: true });
    };
    own('a', 'b');
    own('b', 'a');
  });
  family.remove('a', 'Foreground');
  expect(family.has('a', 'b')).toEqual([false, false]);
});

it('an owner of a kind that nobody knows is not taken for gone', () => {
  const family = new Family().add('a', [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 'x', uid: 'u' } as OwnerReference]);
  family.add('b', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'u' } as OwnerReference]);
  expect(family.has('a', 'b')).toEqual([true, false]);
});

it('an owner in another namespace owns nothing, and it is said', () => {
  const family = new Family().add('a');
  family.cluster.apply('apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n');
  const owner = family.ref('a');
  family.add('b', [owner], 'other');
  expect(family.get('b', 'other')).toBeUndefined();
  const [event] = [...family.cluster.session.cluster.store.listIn('events', 'other')].filter(({ reason }) => reason === 'OwnerRefInvalidNamespace');
  expect(event).toMatchObject({
    type: 'Warning',
    message: `ownerRef [v1/ConfigMap, namespace: other, name: a, uid: ${owner.uid}] does not exist in namespace "other"`,
    source: { component: 'garbage-collector-controller' },
  });
});

it('what is in no namespace keeps an owner that would be in one', () => {
  const family = new Family().add('a');
  family.write((server) =>
    server.create({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'v', ownerReferences: [family.ref('a')] }, spec: {} } as never, {
      trusted: true,
    }),
  );
  family.remove('a', 'Background');
  expect(family.cluster.session.cluster.store.get('persistentvolumes', 'v')).toBeDefined();
});
