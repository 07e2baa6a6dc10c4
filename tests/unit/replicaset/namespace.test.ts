import { expect, it } from 'vitest';
import { TestCluster } from '../../support/cluster.ts';

/** A ReplicaSet that a finalizer of somebody else's keeps, so that it sees its Pods go with their Namespace. */
const manifest = `
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web, namespace: shop, finalizers: [example.com/held]}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: 'app:1'}]}`;

it('a ReplicaSet whose Namespace is going away takes the refusals for what they are, and nothing new is said there', () => {
  const cluster = new TestCluster();
  cluster.apply(manifest);
  cluster.advance(5);
  const { store } = cluster.session.cluster;
  const events = (): readonly string[] => [...store.listIn('events', 'shop')].map(({ reason }) => reason);
  expect(events()).toContain('SuccessfulCreate');
  cluster.kubectl('delete namespace shop --wait=false');
  cluster.advance(5);
  expect([...store.listIn('pods', 'shop')]).toEqual([]);
  expect(store.get('replicasets', 'shop/web')?.status.conditions).toBeUndefined();
  expect(events()).toEqual([]);
});
