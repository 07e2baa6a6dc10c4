import { describe, expect, it } from 'vitest';
import type { ResourceQuota } from '../../../src/kube/cluster-objects.ts';
import { namespaceController } from '../../../src/cluster/controllers/namespace.ts';
import { resourceQuotaController } from '../../../src/cluster/controllers/resourcequota.ts';
import { cluster, create, deployment, pod, refusal, remove } from './helpers.ts';

const small = { containers: [{ name: 'c', image: 'x:1', resources: { requests: { cpu: '500m', memory: '64Mi' } } }] };
const quota = (hard: object, more: object = {}): unknown => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard, ...more } });

describe('ResourceQuota', () => {
  const setup = (hard: object): ReturnType<typeof cluster> => {
    const into = cluster([resourceQuotaController]);
    create(into, quota(hard));
    into.runUntil(0);
    return into;
  };

  it('counts what is let in, refuses the rest to the letter, and gives back what is gone', () => {
    const into = setup({ 'requests.cpu': '1', pods: 5 });
    create(into, pod('a', small));
    create(into, pod('b', small));
    const used = (): unknown => (into.store.get('resourcequotas', 'default/q') as ResourceQuota).status?.used;
    expect(used()).toEqual({ 'requests.cpu': '1', pods: '2' });
    expect(refusal(() => create(into, pod('c', small)))).toBe(
      'pods "c" is forbidden: exceeded quota: q, requested: requests.cpu=500m, used: requests.cpu=1, limited: requests.cpu=1',
    );
    remove(into, 'pods', 'default/a');
    into.runUntil(0);
    expect(used()).toEqual({ 'requests.cpu': '500m', pods: '1' });
    create(into, pod('c', small), { dryRun: true });
    expect(used()).toEqual({ 'requests.cpu': '500m', pods: '1' });
  });

  it('demands that containers name what is limited', () => {
    const into = setup({ 'limits.cpu': '1', 'requests.memory': '1Gi' });
    expect(refusal(() => create(into, pod('a')))).toBe('pods "a" is forbidden: failed quota: q: must specify limits.cpu for: c; requests.memory for: c');
  });

  it('counts kinds, by either name', () => {
    const into = setup({ 'count/deployments.apps': '1', services: '1' });
    create(into, deployment('a'));
    expect(refusal(() => create(into, deployment('b')))).toBe(
      'deployments.apps "b" is forbidden: exceeded quota: q, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1',
    );
  });
});

describe('LimitRange', () => {
  it('fills in what containers leave out, and refuses what is out of bounds', () => {
    const into = cluster();
    create(into, {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'l' },
      spec: { limits: [{ type: 'Container', max: { cpu: '1' }, min: { cpu: '100m' }, defaultRequest: { cpu: '200m' } }] },
    });
    const made = create(into, pod('a'));
    expect(made.spec).toMatchObject({ containers: [{ resources: { requests: { cpu: '200m' }, limits: { cpu: '1' } } }] });
    expect(made.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger': 'LimitRanger plugin set: cpu request for container c; cpu limit for container c',
    });
    const asking = (requests: object, limits: object): unknown => pod('b', { containers: [{ name: 'c', image: 'x:1', resources: { requests, limits } }] });
    expect(refusal(() => create(into, asking({ cpu: '50m' }, { cpu: '2' })))).toBe(
      'pods "b" is forbidden: [minimum cpu usage per Container is 100m, but request is 50m, maximum cpu usage per Container is 1, but limit is 2]',
    );
  });
});

describe('Priority', () => {
  const classOf = (name: string, value: number, more: object = {}): unknown => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    ...more,
  });

  it("takes a Pod's priority from its class, or from the default class", () => {
    const into = cluster();
    expect(create(into, pod('system', { priorityClassName: 'system-node-critical' })).spec).toMatchObject({ priority: 2_000_001_000 });
    expect(refusal(() => create(into, pod('b', { priorityClassName: 'nope' })))).toBe('pods "b" is forbidden: no PriorityClass with name nope was found');
    create(into, classOf('low', 7, { globalDefault: true, preemptionPolicy: 'Never' }));
    expect(create(into, pod('c')).spec).toMatchObject({ priority: 7, priorityClassName: 'low', preemptionPolicy: 'Never' });
    expect(refusal(() => create(into, classOf('other', 8, { globalDefault: true })))).toBe(
      'priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass low is already marked as default. Only one default can exist',
    );
    expect(refusal(() => create(into, pod('d', { priority: 5 })))).toContain(
      'the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 7',
    );
  });
});

describe('Namespaces', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

  it('must exist', () => {
    expect(refusal(() => create(cluster(), pod('a', {}, { namespace: 'shop' })))).toBe('namespaces "shop" not found');
  });

  it('are emptied and then go, and take nothing new meanwhile', () => {
    const into = cluster([namespaceController]);
    expect(create(into, namespace)).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'shop' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    create(into, pod('waiting', {}, { namespace: 'shop' }));
    create(into, pod('held', { nodeName: 'n1' }, { namespace: 'shop' }));
    create(into, { ...(deployment('web') as object), metadata: { name: 'web', namespace: 'shop' } });
    remove(into, 'namespaces', 'shop');
    expect(refusal(() => create(into, pod('late', {}, { namespace: 'shop' })))).toBe(
      'pods "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
    into.runUntil(0);
    expect([...into.store.listIn('pods', 'shop')].map((one) => one.metadata.name)).toEqual(['held']);
    expect(into.store.get('namespaces', 'shop')?.status).toMatchObject({
      phase: 'Terminating',
      conditions: expect.arrayContaining([expect.objectContaining({ message: 'Some resources are remaining: pods. has 1 resource instances' })]) as unknown,
    });
    into.decide('kubelet/n1', 0, undefined, () => into.server.delete('pods', 'shop/held', { gracePeriodSeconds: 0 }));
    into.runUntil(0);
    expect(into.store.get('namespaces', 'shop')).toBeUndefined();
    expect(into.store.count('deployments')).toBe(0);
  });

  it('of the system stay', () => {
    expect(refusal(() => remove(cluster(), 'namespaces', 'default'))).toBe('namespaces "default" is forbidden: this namespace may not be deleted');
  });
});
