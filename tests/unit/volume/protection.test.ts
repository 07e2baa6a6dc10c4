import { expect, it } from 'vitest';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { TestCluster } from '../../support/cluster.ts';

const claim =
  'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n';
const volumes = (cluster: TestCluster): readonly KubeObject[] => [...cluster.session.cluster.store.list('persistentvolumes')] as unknown as KubeObject[];

it('a volume that is deleted stays until its claim is gone', () => {
  const cluster = new TestCluster();
  cluster.apply(claim);
  const [volume] = volumes(cluster);
  expect(volume?.metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
  cluster.kubectl(`delete pv ${volume?.metadata.name} --wait=false`);
  cluster.advance(2);
  expect(volumes(cluster)).toMatchObject([{ status: { phase: 'Bound' } }]);
  expect(cluster.kubectl('get pv')).toContain('Terminating');
  cluster.kubectl('delete pvc data');
  cluster.advance(1);
  expect(volumes(cluster)).toEqual([]);
});

it('a volume that is to be retained is released', () => {
  const cluster = new TestCluster();
  cluster.apply(claim);
  cluster.kubectl(`patch pv ${volumes(cluster)[0]?.metadata.name} -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'`);
  cluster.kubectl('delete pvc data');
  cluster.advance(1);
  expect(volumes(cluster)).toMatchObject([{ status: { phase: 'Released' } }]);
});

it('a claim gets its finalizer back', () => {
  const cluster = new TestCluster();
  cluster.apply(claim);
  cluster.kubectl(`patch pvc data -p '{"metadata":{"finalizers":null}}'`);
  expect(cluster.kubectl('get pvc data -o jsonpath={.metadata.finalizers}')).toContain('kubernetes.io/pvc-protection');
});
