import { describe, expect, it } from 'vitest';
import { explainDaemonSet } from '../../../src/cluster/controllers/daemonset/index.ts';
import { allowsSurge, rolloutLimits } from '../../../src/cluster/controllers/daemonset/numbers.ts';
import type { IntOrString } from '../../../src/kube/meta.ts';
import type { DaemonSet } from '../../../src/kube/workloads.ts';
import { World, daemonSet } from '../../support/workloads.ts';

const nodes = (count: number): { name: string }[] => Array.from({ length: count }, (_, index) => ({ name: `n${index + 1}` }));
const rolling = (maxUnavailable: IntOrString, maxSurge: IntOrString = 0): Partial<DaemonSet['spec']> => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
});
const count = (world: World, what: string): number => world.picture().filter((line) => line.includes(what)).length;
const why = (world: World): unknown => explainDaemonSet(world.cluster.store, world.daemonSet(), world.cluster.now);
const BAD = { 'app:bad': { fault: 'NeverReady' as const } };

describe('how many Nodes an update may touch', () => {
  it.each([
    { maxUnavailable: 0, maxSurge: 0, desired: 0, limits: { maxUnavailable: 0, maxSurge: 0 } },
    { maxUnavailable: 1, maxSurge: 0, desired: 2, limits: { maxUnavailable: 1, maxSurge: 0 } },
    { maxUnavailable: 0, maxSurge: 0, desired: 2, limits: { maxUnavailable: 1, maxSurge: 0 } },
    { maxUnavailable: '50%', maxSurge: 0, desired: 3, limits: { maxUnavailable: 2, maxSurge: 0 } },
    { maxUnavailable: '1%', maxSurge: 0, desired: 3, limits: { maxUnavailable: 1, maxSurge: 0 } },
    { maxUnavailable: 0, maxSurge: '50%', desired: 2, limits: { maxUnavailable: 0, maxSurge: 1 } },
    { maxUnavailable: 0, maxSurge: '34%', desired: 3, limits: { maxUnavailable: 0, maxSurge: 2 } },
    { maxUnavailable: 0, maxSurge: '100%', desired: 2, limits: { maxUnavailable: 0, maxSurge: 2 } },
  ])('maxUnavailable $maxUnavailable and maxSurge $maxSurge of $desired Nodes', ({ maxUnavailable, maxSurge, desired, limits }) => {
    expect(rolloutLimits(daemonSet(rolling(maxUnavailable, maxSurge)) as DaemonSet, desired)).toEqual(limits);
  });

  it('may be a second Pod on a Node with any maxSurge above 0', () => {
    expect(
      [rolling(0, 1), rolling(0, '1%'), rolling(1, 0), rolling(1, '0%'), { updateStrategy: { type: 'OnDelete' as const } }].map((spec) =>
        allowsSurge(daemonSet(spec) as DaemonSet),
      ),
    ).toEqual([true, true, false, false, false]);
  });
});

describe('a rolling update of a DaemonSet', () => {
  it('replaces one Pod after the other by default', () => {
    const world = World.open({ nodes: nodes(3) })
      .create(daemonSet())
      .advance(3)
      .setImage('daemonsets', 'agent', 'app:2');
    for (const updated of [0, 1, 2]) {
      expect([count(world, 'Terminating'), count(world, 'app:2')]).toEqual([1, updated]);
      world.advance(3);
    }
    expect(count(world, '1/1 app:2')).toBe(3);
    expect(world.daemonSet().status).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3 });
    expect(world.reasons()).toContainEqual({
      rule: 'daemonset/replace-outdated',
      values: { daemonSet: 'agent', maxUnavailable: 1, unavailable: 0, outdated: 3, delete: 1 },
    });
  });

  it('rounds a percentage of maxUnavailable up', () => {
    const world = World.open({ nodes: nodes(5) })
      .create(daemonSet(rolling('30%')))
      .advance(3)
      .setImage('daemonsets', 'agent', 'app:2');
    expect(count(world, 'Terminating')).toBe(2);
  });

  it('stops at maxUnavailable where the new Pods do not get ready', () => {
    const world = World.open({ nodes: nodes(4), images: BAD })
      .create(daemonSet(rolling(2)))
      .advance(3)
      .setImage('daemonsets', 'agent', 'app:bad')
      .advance(20);
    expect([count(world, '1/1 app:1'), count(world, '0/1 app:bad')]).toEqual([2, 2]);
    expect(why(world)).toEqual({ rule: 'daemonset/max-unavailable-reached', values: { daemonSet: 'agent', maxUnavailable: 2, unavailable: 2, outdated: 2 } });
    world.setImage('daemonsets', 'agent', 'app:1').advance(3);
    expect([count(world, '1/1 app:1'), why(world)]).toEqual([4, undefined]);
  });

  it('replaces old Pods that are not available at once, and counts them', () => {
    const world = World.open({ nodes: nodes(4), images: BAD })
      .create(daemonSet({ updateStrategy: { type: 'OnDelete' } }))
      .advance(3);
    const [first, second] = world.pods().map(({ metadata }) => metadata.name) as [string, string];
    world
      .ready({ [first]: false, [second]: false })
      .edit('daemonsets', 'agent', (spec: never) => ({ ...(spec as object), ...rolling(1) }))
      .setImage('daemonsets', 'agent', 'app:2');
    expect(count(world, 'Terminating')).toBe(2);
    world.advance(3);
    expect([count(world, '1/1 app:2'), count(world, 'Terminating')]).toEqual([2, 1]);
  });

  it('does nothing where only other things than the template change', () => {
    const world = World.open({ nodes: nodes(2) })
      .create(daemonSet())
      .advance(3)
      .edit('daemonsets', 'agent', (spec: never) => ({ ...(spec as object), revisionHistoryLimit: 3 }))
      .advance(3);
    expect([world.events('SuccessfulDelete'), world.revisions().length, world.daemonSet().status.observedGeneration]).toEqual([[], 1, 2]);
  });

  it('leaves everything to somebody else with OnDelete', () => {
    const world = World.open({ nodes: nodes(2) })
      .create(daemonSet({ updateStrategy: { type: 'OnDelete' } }))
      .advance(3)
      .setImage('daemonsets', 'agent', 'app:2')
      .advance(3);
    expect(count(world, '1/1 app:1')).toBe(2);
    expect(why(world)).toEqual({ rule: 'daemonset/on-delete', values: { daemonSet: 'agent', outdated: 2 } });
    world.delete('pods', world.pods()[0]?.metadata.name ?? '').advance(3);
    expect([count(world, '1/1 app:1'), count(world, '1/1 app:2')]).toEqual([1, 1]);
  });

  it('waits for minReadySeconds before the next Node', () => {
    const world = World.open({ nodes: nodes(2) })
      .create(daemonSet({ minReadySeconds: 4 }))
      .advance(10)
      .setImage('daemonsets', 'agent', 'app:2')
      .advance(6);
    expect([count(world, 'Terminating'), world.daemonSet().status.numberReady, world.daemonSet().status.numberAvailable]).toEqual([0, 2, 1]);
    world.advance(1);
    expect([count(world, 'Terminating'), world.daemonSet().status.numberAvailable]).toEqual([1, 2]);
  });
});

describe('a surging update of a DaemonSet', () => {
  const start = (world: World): World => world.advance(3).setImage('daemonsets', 'agent', 'app:2');

  it('starts the new Pod first, and deletes the old one when the new one is available', () => {
    const world = start(World.open({ nodes: nodes(3) }).create(daemonSet(rolling(0, 1))));
    expect(world.picture()).toEqual(['n1 Pending 0/1 app:2', 'n1 Running 1/1 app:1', 'n2 Running 1/1 app:1', 'n3 Running 1/1 app:1']);
    world.advance(2);
    expect([count(world, 'Terminating app:1'), count(world, '0/1 app:2'), count(world, '1/1 app:2')]).toEqual([1, 1, 1]);
    world.advance(10);
    expect(world.picture()).toEqual(['n1 Running 1/1 app:2', 'n2 Running 1/1 app:2', 'n3 Running 1/1 app:2']);
    expect(world.reasons()).toContainEqual({ rule: 'daemonset/surge', values: { daemonSet: 'agent', maxSurge: 1, surging: 0, outdated: 3, create: 1 } });
  });

  it('rounds a percentage of maxSurge up', () => {
    expect(count(start(World.open({ nodes: nodes(5) }).create(daemonSet(rolling(0, '30%')))), 'app:2')).toBe(2);
  });

  it('keeps every old Pod where the new ones do not get ready', () => {
    const world = World.open({ nodes: nodes(3), images: BAD })
      .create(daemonSet(rolling(0, 1)))
      .advance(3)
      .setImage('daemonsets', 'agent', 'app:bad')
      .advance(20);
    expect([count(world, '1/1 app:1'), count(world, '0/1 app:bad')]).toEqual([3, 1]);
    expect(why(world)).toEqual({ rule: 'daemonset/max-surge-reached', values: { daemonSet: 'agent', maxSurge: 1, surging: 1, outdated: 2 } });
  });

  it('gives every Node whose old Pod is not ready a new one at once', () => {
    const world = World.open({ nodes: nodes(3) })
      .create(daemonSet(rolling(0, 1)))
      .advance(3);
    const [first, second] = world.pods().map(({ metadata }) => metadata.name) as [string, string];
    world.ready({ [first]: false, [second]: false }).setImage('daemonsets', 'agent', 'app:2');
    expect(count(world, 'app:2')).toBe(3);
  });

  it('deletes an old Pod that stops being ready while the new one starts', () => {
    const world = World.open({ nodes: nodes(2), images: { 'app:2': { 'ready-delay': 30 } } })
      .create(daemonSet(rolling(0, 1)))
      .advance(3)
      .setImage('daemonsets', 'agent', 'app:2')
      .advance(2);
    const [old] = world
      .pods()
      .filter((pod) => pod.spec.nodeName === 'n1')
      .map(({ metadata }) => metadata.name) as [string];
    world.ready({ [old]: false });
    expect(count(world, 'n1 Terminating app:1')).toBe(1);
  });

  it('waits for minReadySeconds with deleting the old Pod', () => {
    const world = World.open({ nodes: nodes(1) })
      .create(daemonSet({ ...rolling(0, 1), minReadySeconds: 4 }))
      .advance(10)
      .setImage('daemonsets', 'agent', 'app:2')
      .advance(5);
    expect(count(world, '1/1')).toBe(2);
    world.advance(1);
    // The controller adds a second to what it waits, and nothing else wakes it.
    expect(count(world, '1/1')).toBe(2);
    world.advance(1);
    expect(count(world, 'Terminating app:1')).toBe(1);
  });

  it('puts a new Pod beside one that is on its way out', () => {
    const world = World.open({ nodes: nodes(1) })
      .create(daemonSet(rolling(0, 1)))
      .advance(3);
    world.delete('pods', world.pods()[0]?.metadata.name ?? '');
    expect(world.picture()).toEqual(['n1 Pending 0/1 app:1', 'n1 Terminating app:1']);
  });

  it('keeps a Pod on a Node that is not wanted any more until enough are available elsewhere', () => {
    const taints = [{ key: 'a', effect: 'NoSchedule' as const }];
    const world = World.open({ nodes: nodes(2), images: { 'app:2': { 'ready-delay': 5 } } })
      .create(daemonSet(rolling(0, 1)))
      .advance(3)
      .editNode('n1', { taints })
      .setImage('daemonsets', 'agent', 'app:2');
    expect(count(world, 'n1 Terminating')).toBe(1);
    expect(count(world, 'n2 Running 1/1 app:1')).toBe(1);
    world.advance(10);
    expect(world.picture()).toEqual(['n2 Running 1/1 app:2']);
  });

  it('comes to a halt at a Pod whose Node is gone, as upstream does', () => {
    const world = World.open({ nodes: nodes(3) })
      .create(daemonSet(rolling(0, 1)))
      .advance(3)
      .nodes({ delete: ['n3'] })
      .setImage('daemonsets', 'agent', 'app:2')
      .advance(5);
    expect(count(world, 'app:2')).toBe(0);
  });
});
