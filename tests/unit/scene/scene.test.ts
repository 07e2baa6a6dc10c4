import { describe, expect, it } from 'vitest';
import type { World } from '../../../src/timeline/types.ts';
import { Film } from '../../../src/scene/film.ts';
import { historyOfWorld } from '../../../src/scene/history.ts';
import { buildScene } from '../../../src/scene/scene.ts';
import type { Card, Lens, Scene, Viewport } from '../../../src/scene/types.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import { LogWriter, deployment, inState, node, object, ownedBy, pod, replicaSet, worldOf } from './worlds.ts';

const VIEWPORT: Viewport = { width: 700, height: 640 };
const PHONE: Viewport = { width: 390, height: 700 };
const sceneOf = (world: World, lens: Lens = 'both', viewport = VIEWPORT): Scene =>
  buildScene({ world, position: 0, history: historyOfWorld(world), lens, viewport });
const card = (scene: Scene, name: string): Card => {
  const found = scene.cards.find((each) => each.name === name);
  if (!found) throw new Error(`no card ${name} among ${scene.cards.map((each) => each.name).join(', ')}`);
  return found;
};
const nodes = (count: number): KubeObject[] => Array.from({ length: count }, (_, index) => node(`node-${index + 1}`));

function rollout(): LogWriter {
  const web = deployment('web', 4, 'nginx:1');
  const first = replicaSet(web, 'aaaa', 1, 4, 'nginx:1');
  const second = replicaSet(web, 'bbbb', 2, 4, 'nginx:2');
  const old = Array.from({ length: 4 }, (_, index) => pod(first, `web-aaaa-${index}`, 'pending'));
  const fresh = Array.from({ length: 4 }, (_, index) => pod(second, `web-bbbb-${index}`, 'pending'));
  const writer = new LogWriter().put(...nodes(3)).put(web, first, second);
  old.forEach((each, index) => writer.put(each).put(inState(each, 'ready', `node-${(index % 3) + 1}`)));
  fresh.forEach((each, index) => {
    writer.put(each).put(inState(each, 'creating', `node-${(index % 3) + 1}`));
    const leaver = old[index] as KubeObject;
    writer.put(inState({ ...leaver, spec: { ...(leaver.spec as object), nodeName: `node-${(index % 3) + 1}` } }, 'terminating')).drop(leaver);
    writer.put(inState(each, 'ready', `node-${(index % 3) + 1}`));
  });
  return writer;
}

describe('a rolling update', () => {
  const { log } = rollout();
  const film = new Film(log);
  const at = (position: number, lens: Lens = 'both', viewport = VIEWPORT): Scene => film.scene(position, lens, viewport);

  it.each(['owners', 'both', 'nodes'] as const)('moves no card when a Pod comes or goes (%s)', (lens) => {
    const rects = (position: number): unknown => at(position, lens).cards.map(({ id, rect }) => [id, rect]);
    for (let position = 3; position <= log.length; position++) expect(rects(position)).toEqual(rects(log.length));
  });

  it('leaves every Pod where it stands until it goes', () => {
    const seen = new Map<string, string>();
    for (let position = 2; position <= log.length; position++)
      for (const { id, x, y } of at(position, 'owners').tiles) {
        expect(seen.get(id) ?? `${x},${y}`).toBe(`${x},${y}`);
        seen.set(id, `${x},${y}`);
      }
    expect(seen.size).toBe(8);
  });

  it('is the same picture on the way back', () => {
    // A world's tables have no order, so neither have the tiles: they are compared by id.
    const byId = (scene: Scene): unknown => ({ ...scene, tiles: [...scene.tiles].sort((a, b) => (a.id < b.id ? -1 : 1)) });
    const forwards = Array.from({ length: log.length + 1 }, (_, position) => byId(new Film(log).scene(position, 'both', VIEWPORT)));
    const back = new Film(log);
    for (let position = log.length; position >= 0; position--) expect(byId(back.scene(position, 'both', VIEWPORT))).toEqual(forwards[position]);
  });

  it('shows a Pod at its owner, and on its Node once it is bound', () => {
    const unbound = at(3);
    expect(unbound.tiles.map(({ id }) => id.split('@')[1])).toEqual(['owner']);
    const bound = at(4);
    expect(bound.tiles.map(({ id }) => id.split('@')[1]).sort()).toEqual(['node', 'owner']);
    expect(bound.tiles.map(({ card: id }) => bound.cards.find((each) => each.id === id)?.name).sort()).toEqual(['node-1', 'web-aaaa']);
  });

  it('colours Pods by revision', () => {
    const { tiles } = at(log.length, 'owners');
    expect(tiles.map(({ revision }) => revision)).toEqual([1, 1, 1, 1]);
  });

  it('counts on the Deployment’s card what its strategy allows', () => {
    expect(card(at(log.length), 'web').facts).toMatchObject({
      kind: 'deployment',
      total: 4,
      totalMax: 5,
      availableMin: 3,
      shares: [{ revision: 1, pods: 4, ready: 4 }],
    });
  });

  it('fits the width of a phone, in one column', () => {
    const { cards, bounds } = at(log.length, 'both', PHONE);
    expect(bounds.width).toBeLessThanOrEqual(390 - 32);
    for (const each of cards.filter(({ facts }) => facts.kind !== 'node')) expect(each.rect.x).toBe(0);
  });
});

describe('every scene', () => {
  const web = deployment('web', 6, 'nginx:5');
  const sets = [1, 2, 3, 4, 5].map((revision) => replicaSet(web, `h${revision}`, revision, revision > 3 ? 3 : 0, 'nginx'));
  const db = object('apps/v1', 'StatefulSet', 'db', {
    spec: {
      replicas: 3,
      template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'p', image: 'pg' }] } },
      updateStrategy: { type: 'RollingUpdate' },
      volumeClaimTemplates: [{ metadata: { name: 'data' } }],
    },
    status: { replicas: 3 },
  });
  const agent = object('apps/v1', 'DaemonSet', 'agent', {
    spec: { template: { spec: { containers: [{ name: 'a', image: 'a' }], nodeSelector: { disk: 'ssd' } } }, updateStrategy: { type: 'RollingUpdate' } },
    status: { currentNumberScheduled: 1, desiredNumberScheduled: 1, numberMisscheduled: 0, numberReady: 1 },
  });
  const workers = [
    node('node-1', { labels: { disk: 'ssd' } }),
    node('node-2'),
    node('node-3', { labels: { disk: 'ssd' }, taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] }),
  ];
  const world = worldOf(
    web,
    ...sets,
    db,
    agent,
    ...workers,
    ...[3, 4].flatMap((index) => [0, 1, 2].map((each) => pod(sets[index] as KubeObject, `web-${index}-${each}`, 'ready', `node-${each + 1}`))),
    pod(db, 'db-0', 'ready'),
    pod(db, 'db-1', 'running', 'node-2'),
    pod(agent, 'agent-1', 'ready', 'node-1'),
    pod(undefined, 'alone', 'ready'),
    ...[0, 1, 4].map((ordinal) => object('v1', 'PersistentVolumeClaim', `data-db-${ordinal}`)),
    object('v1', 'Service', 'web', { spec: { selector: { app: 'web' } } }),
    object('policy/v1', 'PodDisruptionBudget', 'web', {
      spec: { selector: { matchLabels: { app: 'web' } }, minAvailable: 2 },
      status: { disruptionsAllowed: 4, currentHealthy: 6, desiredHealthy: 2, expectedPods: 6 },
    }),
    object('v1', 'ConfigMap', 'settings'),
    object('v1', 'ServiceAccount', 'default'),
  );

  const area = ({ rect }: Card, other: Card): boolean =>
    rect.x < other.rect.x + other.rect.width &&
    other.rect.x < rect.x + rect.width &&
    rect.y < other.rect.y + other.rect.height &&
    other.rect.y < rect.y + rect.height;

  it.each([
    ['both', VIEWPORT],
    ['owners', VIEWPORT],
    ['nodes', VIEWPORT],
    ['both', PHONE],
    ['both', { width: 1600, height: 500 }],
  ] as const)('lets no card cover another, and keeps every tile in its card (%s, %o)', (lens, viewport) => {
    const scene = sceneOf(world, lens, viewport);
    scene.cards.forEach((each, index) =>
      scene.cards.slice(index + 1).forEach((other) => expect([each.name, other.name, area(each, other)]).toEqual([each.name, other.name, false])),
    );
    for (const { card: id, x, y, size } of [...scene.tiles, ...scene.slots]) {
      const { rect } = scene.cards.find((each) => each.id === id) as Card;
      expect(x).toBeGreaterThanOrEqual(rect.x);
      expect(x + size).toBeLessThanOrEqual(rect.x + rect.width);
      expect(y).toBeGreaterThanOrEqual(rect.y);
      expect(y + size).toBeLessThanOrEqual(rect.y + rect.height);
    }
    const places = [...scene.tiles, ...scene.slots].map(({ x, y }) => `${x},${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('folds the ReplicaSets that have had their turn, but neither of the two newest', () => {
    const folded = sceneOf(world).cards.filter(({ facts }) => facts.kind === 'replicaset' && facts.folded);
    expect(folded.map(({ name }) => name)).toEqual(['web-h1', 'web-h2', 'web-h3']);
  });

  it('keeps a place for each ordinal that is wanted, and for claims that were kept', () => {
    const slots = sceneOf(world).slots.flatMap(({ why }) => (why.kind === 'ordinal' ? [why] : []));
    expect(slots).toEqual([
      { kind: 'ordinal', ordinal: 2, claims: [], wanted: true },
      { kind: 'ordinal', ordinal: 4, claims: ['data-db-4'], wanted: false },
    ]);
  });

  it('says why a DaemonSet has no Pod on a Node', () => {
    const reasons = sceneOf(world, 'owners').slots.flatMap(({ why }) => (why.kind === 'daemon' ? [[why.node, why.verdict]] : []));
    expect(reasons).toEqual([
      ['node-2', { may: 'not run', because: 'selector', detail: 'disk=ssd' }],
      ['node-3', { may: 'not run', because: 'taint', detail: 'dedicated=gpu:NoSchedule' }],
    ]);
  });

  it('shows the DaemonSet’s empty places on the Nodes too', () => {
    const scene = sceneOf(world, 'nodes');
    expect(scene.slots.map(({ card: id }) => scene.cards.find((each) => each.id === id)?.name)).toEqual(['node-2', 'node-3']);
  });

  it('lists what nothing acts on, and not what every cluster has', () => {
    const { facts } = sceneOf(world).cards.find((each) => each.facts.kind === 'others') as Card;
    expect(facts).toMatchObject({ items: [{ kind: 'ConfigMap', name: 'settings', acts: false }] });
  });

  it('connects owners, budgets and what is selected', () => {
    const scene = sceneOf(world, 'owners');
    const names = new Map(scene.cards.map(({ id, name, facts }) => [id, `${facts.kind} ${name}`]));
    expect(scene.edges.map(({ kind, from, to }) => `${kind}: ${names.get(from)} > ${names.get(to)}`).sort()).toEqual([
      'guards: budget web > deployment web',
      'owns: deployment web > replicaset web-h4',
      'owns: deployment web > replicaset web-h5',
    ]);
  });
});

describe('a Service', () => {
  it('points at the cards that hold its ready endpoints', () => {
    const web = deployment('web', 2, 'nginx');
    const set = replicaSet(web, 'aaaa', 1, 2, 'nginx');
    const [ready, going] = [pod(set, 'web-aaaa-1', 'ready'), pod(set, 'web-aaaa-2', 'terminating')];
    const target = (each: KubeObject) => ({ kind: 'Pod', uid: each.metadata.uid, name: each.metadata.name });
    const slice = object('discovery.k8s.io/v1', 'EndpointSlice', 'web-x', {
      meta: { labels: { 'kubernetes.io/service-name': 'web' } },
      endpoints: [
        { conditions: { ready: true, serving: true, terminating: false }, targetRef: target(ready) },
        { conditions: { ready: false, serving: true, terminating: true }, targetRef: target(going) },
      ],
    });
    const scene = sceneOf(
      worldOf(web, set, ready, going, slice, object('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] } })),
      'owners',
    );
    expect(scene.cards.find(({ facts }) => facts.kind === 'service')?.facts).toMatchObject({ ready: 1, terminating: 1, notReady: 0, ports: ['80 → 8080'] });
    expect(scene.edges.filter(({ kind }) => kind === 'endpoints')).toMatchObject([{ to: set.metadata.uid }]);
  });
});

describe('many owners', () => {
  const families = Array.from({ length: 20 }, (_, index) => {
    const owner = deployment(`app-${index}`, 2, 'nginx');
    const set = replicaSet(owner, 'aaaa', 1, 2, 'nginx');
    return [owner, set, pod(set, `app-${index}-a`, 'ready', 'node-1'), pod(set, `app-${index}-b`, 'ready', 'node-2')];
  });
  const crowded = sceneOf(worldOf(...nodes(3), ...families.flat()));
  const share = ({ bounds }: Scene): number => Math.min(VIEWPORT.width / bounds.width, VIEWPORT.height / bounds.height);

  it('leave Nodes as large as can be read, with their Pods', () => {
    const { rect, scale } = card(crowded, 'node-1');
    expect(scale).toBeGreaterThan(1);
    expect(rect.width * share(crowded)).toBeGreaterThan(100);
    const tiles = crowded.tiles.filter((tile) => tile.card === card(crowded, 'node-1').id);
    expect(tiles).toHaveLength(20);
    for (const { x, y, size } of tiles) {
      expect(size).toBe(32 * scale);
      expect(x >= rect.x && y >= rect.y && x + size <= rect.x + rect.width && y + size <= rect.y + rect.height).toBe(true);
    }
  });

  it('give little of their own size for it', () => {
    const alone = sceneOf(worldOf(...nodes(3), ...families.flat()), 'owners');
    expect(share(crowded)).toBeGreaterThan(share(alone) * 0.6);
  });

  it('do so from a number on: a few leave Nodes as they are', () => {
    expect(card(sceneOf(worldOf(...nodes(3), ...families.slice(0, 2).flat())), 'node-1').scale).toBe(1);
  });
});

describe('namespaces', () => {
  it('get a frame each where there are several', () => {
    const inNamespace = (name: string): KubeObject => ({ ...deployment('api', 1, 'x'), metadata: { ...deployment('api', 1, 'x').metadata, namespace: name } });
    expect(
      sceneOf(worldOf(inNamespace('default'), inNamespace('shop')))
        .cards.filter(({ facts }) => facts.kind === 'namespace')
        .map(({ name }) => name),
    ).toEqual(['default', 'shop']);
    expect(sceneOf(worldOf(inNamespace('shop'))).cards.some(({ facts }) => facts.kind === 'namespace')).toBe(false);
  });
});

describe('ten thousand Pods on a thousand Nodes', () => {
  const web = deployment('web', 10_000, 'nginx');
  const set = replicaSet(web, 'aaaa', 1, 10_000, 'nginx');
  const ofOne = Array.from({ length: 10_000 }, (_, index) => pod(set, `web-aaaa-${index}`, 'ready', `node-${(index % 1000) + 1}`));
  const scene = sceneOf(worldOf(web, set, ...nodes(1000), ...ofOne));

  it('have a tile each at their owner and on their Node', () => expect(scene.tiles).toHaveLength(20_000));
  it('paint their Nodes, in groups of a hundred', () => {
    expect(scene.cards.filter(({ painted }) => painted)).toHaveLength(1000);
    expect(
      scene.cards
        .filter(({ facts }) => facts.kind === 'nodegroup')
        .map(({ name }) => name)
        .slice(0, 2),
    ).toEqual(['node-1 … 100', 'node-101 … 200']);
  });
  it('are arranged for the shape of the screen', () => expect(scene.bounds.width / scene.bounds.height).toBeGreaterThan(0.6));
});

it('is empty where there are only Nodes', () => {
  expect(sceneOf(worldOf(...nodes(3))).empty).toBe(true);
  expect(sceneOf(worldOf(...nodes(3), deployment('web', 1, 'nginx'))).empty).toBe(false);
});

it('takes a Pod whose owner is gone for one of its own', () => {
  const gone = replicaSet(deployment('web', 1, 'nginx'), 'aaaa', 1, 1, 'nginx');
  const scene = sceneOf(worldOf({ ...pod(undefined, 'orphan', 'ready'), metadata: { ...pod(gone, 'orphan', 'ready').metadata, ...ownedBy(gone) } }), 'owners');
  expect(scene.cards.map(({ facts }) => facts.kind)).toEqual(['loose']);
  expect(scene.tiles).toHaveLength(1);
});
