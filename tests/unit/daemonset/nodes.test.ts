import { describe, expect, it } from 'vitest';
import type { DaemonSet } from '../../../src/kube/workloads.ts';
import type { Node, Taint } from '../../../src/kube/cluster-objects.ts';
import { eligibility } from '../../../src/cluster/controllers/daemonset/eligibility.ts';
import { explainNode } from '../../../src/cluster/controllers/daemonset/index.ts';
import { daemonTolerations } from '../../../src/cluster/controllers/daemonset/template.ts';
import { World, daemonSet } from '../../support/workloads.ts';

const NODES = [{ name: 'n1' }, { name: 'n2' }, { name: 'n3' }];
const ssd = { nodeSelector: { disktype: 'ssd' } };
const taint = (key: string, effect: Taint['effect'], value?: string): Taint => ({ key, effect, ...(value === undefined ? {} : { value }) });

describe('a DaemonSet and its Nodes', () => {
  it('puts a Pod on each', () => {
    const world = World.open({ nodes: NODES }).create(daemonSet()).advance(3);
    expect(world.picture()).toEqual(['n1 Running 1/1 app:1', 'n2 Running 1/1 app:1', 'n3 Running 1/1 app:1']);
    expect(world.daemonSet().status).toMatchObject({
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      numberReady: 3,
      numberAvailable: 3,
      updatedNumberScheduled: 3,
      numberMisscheduled: 0,
      observedGeneration: 1,
    });
    expect(world.events('SuccessfulCreate')).toHaveLength(3);
    expect(world.reasons()).toContainEqual({ rule: 'daemonset/create-pods', values: { daemonSet: 'agent', desired: 3, create: 3, missing: 3, node: 'n1' } });
  });

  it('pins each Pod to its Node, with the tolerations of a daemon', () => {
    const preferred = [{ weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'Exists' }] } }];
    const world = World.open({ nodes: [{ name: 'n1' }] }).create(
      daemonSet({}, { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } }),
    );
    const [pod] = world.pods();
    expect(pod?.metadata.generateName).toBe('agent-');
    expect(pod?.metadata.labels).toMatchObject({ app: 'agent', 'pod-template-generation': '1', 'controller-revision-hash': expect.any(String) });
    expect(pod?.spec.affinity).toEqual({
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: preferred,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }] },
      },
    });
    expect(pod?.spec.tolerations?.map(({ key, effect, operator }) => `${key?.split('/')[1]}:${effect}:${operator}`)).toEqual([
      'not-ready:NoExecute:Exists',
      'unreachable:NoExecute:Exists',
      'disk-pressure:NoSchedule:Exists',
      'memory-pressure:NoSchedule:Exists',
      'pid-pressure:NoSchedule:Exists',
      'unschedulable:NoSchedule:Exists',
    ]);
  });

  it('tolerates an unavailable network only on the host network, and replaces tolerations that say the same for some seconds', () => {
    expect(daemonTolerations({ containers: [], hostNetwork: true }).at(-1)?.key).toBe('node.kubernetes.io/network-unavailable');
    const own = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 };
    expect(daemonTolerations({ containers: [], tolerations: [own] })[0]).toEqual({ key: own.key, operator: 'Exists', effect: 'NoExecute' });
    expect(daemonTolerations({ containers: [], tolerations: [{ ...own, operator: 'Equal' }] })).toHaveLength(7);
  });

  it('follows Nodes that join, and does not look when one leaves', () => {
    const world = World.open({ nodes: NODES })
      .create(daemonSet())
      .advance(3)
      .nodes({ add: [{ name: 'n4' }] });
    expect(world.picture()).toContain('n4 Pending 0/1 app:1');
    world.advance(3).nodes({ delete: ['n2'] });
    expect(world.daemonSet().status.desiredNumberScheduled).toBe(4);
    expect(world.events('SuccessfulDelete')).toEqual([]);
  });

  it('deletes the unbound Pod of a Node that is gone', () => {
    const world = World.open({ nodes: [{ name: 'n1' }] }).create(daemonSet({}, { schedulingGates: [{ name: 'wait' }] }));
    expect(world.pods()).toHaveLength(1);
    world.nodes({ delete: ['n1'] }).edit('daemonsets', 'agent', (spec: never) => ({ ...(spec as object), minReadySeconds: 1 }));
    expect(world.pods()).toHaveLength(0);
  });

  it('follows labels that come and go', () => {
    const world = World.open({ nodes: NODES }).create(daemonSet({}, ssd));
    expect(world.pods()).toEqual([]);
    world
      .editNode('n1', { labels: { disktype: 'ssd' } })
      .editNode('n3', { labels: { disktype: 'ssd' } })
      .advance(3);
    expect(world.picture()).toEqual(['n1 Running 1/1 app:1', 'n3 Running 1/1 app:1']);
    world.editNode('n1', { labels: {} });
    expect(world.picture()).toEqual(['n1 Terminating app:1', 'n3 Running 1/1 app:1']);
    expect(world.daemonSet().status).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
    world.advance(1);
    expect(world.daemonSet().status).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 0 });
    expect(world.reasons()).toContainEqual({ rule: 'daemonset/delete-misplaced', values: { daemonSet: 'agent', desired: 1, delete: 1 } });
  });

  it('leaves a Pod where a new NoSchedule taint would not let it in, and counts it as misscheduled', () => {
    const world = World.open({ nodes: NODES })
      .create(daemonSet())
      .advance(3)
      .editNode('n1', { taints: [taint('a', 'NoSchedule')] });
    world.edit('daemonsets', 'agent', (spec: never) => ({ ...(spec as object), minReadySeconds: 1 })).advance(2);
    expect(world.picture()).toHaveLength(3);
    expect(world.daemonSet().status).toMatchObject({ desiredNumberScheduled: 2, numberMisscheduled: 1 });
    world.editNode('n1', { taints: [] });
    expect(world.daemonSet().status).toMatchObject({ desiredNumberScheduled: 3, numberMisscheduled: 0 });
  });

  it('takes a Pod away where a new NoExecute taint is not tolerated, and puts it back', () => {
    const world = World.open({ nodes: NODES })
      .create(daemonSet())
      .advance(3)
      .editNode('n1', { taints: [taint('a', 'NoExecute')] });
    expect(world.picture()).toContain('n1 Terminating app:1');
    world.advance(3).editNode('n1', { taints: [] });
    expect(world.picture()).toContain('n1 Pending 0/1 app:1');
  });

  it('does not mind a cordon', () => {
    const world = World.open({ nodes: NODES }).create(daemonSet()).advance(3);
    const from = world.cluster.log.length;
    world.editNode('n1', { taints: [taint('node.kubernetes.io/unschedulable', 'NoSchedule')] }).advance(2);
    expect(world.cluster.log.length).toBe(from + 1);
  });
});

describe('whether a Node is eligible', () => {
  const node = (labels: Record<string, string>, taints: readonly Taint[] = [], name = 'n1'): Node =>
    ({ metadata: { name, labels }, spec: { taints } }) as unknown as Node;
  const required = (terms: unknown): object => ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
  });
  const set = (pod: object): DaemonSet => daemonSet({}, pod) as DaemonSet;

  it.each([
    ['anything', {}, node({}), true, true, undefined],
    ['another nodeName', { nodeName: 'n2' }, node({}), false, false, 'daemonset/node-name'],
    ['its nodeName', { nodeName: 'n1' }, node({}), true, true, undefined],
    ['a label that it has', ssd, node({ disktype: 'ssd' }), true, true, undefined],
    ['a label that it lacks', ssd, node({ disktype: 'hdd' }), false, false, 'daemonset/node-selector'],
    [
      'an affinity that it satisfies',
      required([{ matchExpressions: [{ key: 'cpu', operator: 'Gt', values: ['4'] }] }]),
      node({ cpu: '8' }),
      true,
      true,
      undefined,
    ],
    [
      'an affinity that it does not',
      required([{ matchExpressions: [{ key: 'cpu', operator: 'Gt', values: ['8'] }] }]),
      node({ cpu: '8' }),
      false,
      false,
      'daemonset/node-affinity',
    ],
    [
      'one of two terms',
      required([{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }]),
      node({}),
      true,
      true,
      undefined,
    ],
    ['an empty term', required([{}]), node({}), false, false, 'daemonset/node-affinity'],
    ['no toleration of NoSchedule', {}, node({}, [taint('a', 'NoSchedule')]), false, true, 'daemonset/taint-keeps-off'],
    ['no toleration of NoExecute', {}, node({}, [taint('a', 'NoExecute')]), false, false, 'daemonset/taint-evicts'],
    ['no toleration of PreferNoSchedule', {}, node({}, [taint('a', 'PreferNoSchedule')]), true, true, undefined],
    ['a toleration of the key', { tolerations: [{ key: 'a', operator: 'Exists' }] }, node({}, [taint('a', 'NoExecute', 'x')]), true, true, undefined],
    [
      'a toleration of another value',
      { tolerations: [{ key: 'a', operator: 'Equal', value: 'y' }] },
      node({}, [taint('a', 'NoSchedule', 'x')]),
      false,
      true,
      'daemonset/taint-keeps-off',
    ],
    ['a toleration of everything', { tolerations: [{ operator: 'Exists' }] }, node({}, [taint('a', 'NoExecute')]), true, true, undefined],
    ['nothing on a Node that is not ready', {}, node({}, [taint('node.kubernetes.io/not-ready', 'NoExecute')]), true, true, undefined],
    [
      'nothing on a Node without network',
      {},
      node({}, [taint('node.kubernetes.io/network-unavailable', 'NoSchedule')]),
      false,
      true,
      'daemonset/taint-keeps-off',
    ],
    [
      'the host network on a Node without network',
      { hostNetwork: true },
      node({}, [taint('node.kubernetes.io/network-unavailable', 'NoSchedule')]),
      true,
      true,
      undefined,
    ],
  ])('a template that asks for %s', (_what, pod, where, shouldRun, shouldContinue, rule) => {
    expect(eligibility(set(pod), where)).toEqual({ shouldRun, shouldContinue });
    expect(explainNode(set(pod), where)?.rule).toBe(rule);
  });
});
