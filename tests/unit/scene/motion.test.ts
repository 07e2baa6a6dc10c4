import { describe, expect, it } from 'vitest';
import { Film } from '../../../src/scene/film.ts';
import { flightAt } from '../../../src/scene/flight.ts';
import { highlightOf } from '../../../src/scene/highlight.ts';
import { type Passage, type TileSpot, passage, tileAt } from '../../../src/scene/interpolate.ts';
import type { KubeObject } from '../../../src/kube/meta.ts';
import type { Lens, Viewport } from '../../../src/scene/types.ts';
import { Travel } from '../../../src/scene/travel.ts';
import { LogWriter, deployment, inState, node, object, pod, replicaSet } from './worlds.ts';

const VIEWPORT: Viewport = { width: 700, height: 640 };
const web = deployment('web', 2, 'nginx');
const set = replicaSet(web, 'aaaa', 1, 2, 'nginx');
const waiting = pod(set, 'web-aaaa-1', 'pending');
const bound = inState(waiting, 'creating', 'node-2');
const writer = new LogWriter().put(node('node-1'), node('node-2')).put(web, set).put(waiting).put(bound).put(inState(bound, 'terminating')).drop(bound);
const film = new Film(writer.log);
const between = (from: number, to: number, lens: Lens = 'both'): Passage => passage(film.scene(from, lens, VIEWPORT), film.scene(to, lens, VIEWPORT));

/** Where everything is at a progress: id to x, y, size, opacity. */
function picture(way: Passage, progress: number): Map<string, number[]> {
  const spot: TileSpot = { x: 0, y: 0, size: 0, opacity: 0 };
  const result = new Map<string, number[]>();
  for (const { id, x, y, size } of way.still) result.set(id, [x, y, size, 1]);
  for (const path of way.tiles) {
    tileAt(path, progress, spot);
    if (spot.opacity > 0)
      result.set(
        path.tile.id,
        [spot.x, spot.y, spot.size, spot.opacity].map((value) => Math.round(value * 1000) / 1000),
      );
  }
  return result;
}
const UID = waiting.metadata.uid;

describe('a Pod', () => {
  it('comes out of its owner', () => {
    const start = picture(between(2, 3), 0.01).get(`${UID}@owner`) as number[];
    const end = picture(between(2, 3), 1).get(`${UID}@owner`) as number[];
    const card = film.scene(3, 'both', VIEWPORT).cards.find(({ id }) => id === set.metadata.uid);
    expect(start[1]).toBeLessThan(end[1] as number);
    expect(start[1]).toBeGreaterThanOrEqual(card?.rect.y ?? Number.NaN);
    expect(start[2]).toBeLessThan(end[2] as number);
  });

  it('travels from its owner to its Node when it is bound', () => {
    const [x, y] = picture(between(3, 4), 0).get(`${UID}@node`) as number[];
    const atOwner = film.scene(3, 'both', VIEWPORT).tiles.find(({ id }) => id === `${UID}@owner`);
    expect([x, y]).toEqual([atOwner?.x, atOwner?.y]);
  });

  it('fades where it stood', () => {
    const way = between(5, 6);
    const [stood, fading] = [picture(way, 0).get(`${UID}@owner`) as number[], picture(way, 0.7).get(`${UID}@owner`) as number[]];
    expect(fading[3]).toBeLessThan(1);
    const centre = ([x, y, size]: number[]): number[] => [(x as number) + (size as number) / 2, (y as number) + (size as number) / 2];
    for (const axis of [0, 1]) expect(centre(fading)[axis]).toBeCloseTo(centre(stood)[axis] as number, 2);
    expect(picture(way, 1).has(`${UID}@owner`)).toBe(false);
  });
});

describe('motion', () => {
  it.each([
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 6],
  ])('from %i to %i is the reverse of the way back', (from, to) => {
    const back = between(to, from);
    for (const progress of [0.2, 0.5, 0.9]) {
      const there = picture(between(from, to), progress);
      const here = picture(back, 1 - progress);
      for (const [id, [x, y, size]] of there) {
        const other = here.get(id);
        if (!other) continue;
        expect([x, y, size].map((value) => Math.round((value as number) * 10) / 10)).toEqual(other.slice(0, 3).map((value) => Math.round(value * 10) / 10));
      }
    }
  });

  it('ends where the next scene begins', () => {
    for (let position = 1; position < writer.log.length; position++) {
      const scene = film.scene(position, 'both', VIEWPORT);
      expect(picture(between(position - 1, position), 1)).toEqual(new Map(scene.tiles.map(({ id, x, y, size }) => [id, [x, y, size, 1]])));
    }
  });

  it('does nothing between a scene and itself', () => {
    expect(between(4, 4)).toMatchObject({ tiles: [], cards: [] });
  });

  it('takes a tile from its place in one lens to its place in another', () => {
    const way = passage(film.scene(4, 'owners', VIEWPORT), film.scene(4, 'nodes', VIEWPORT));
    const [x, y] = picture(way, 0).get(`${UID}@node`) as number[];
    const atOwner = film.scene(4, 'owners', VIEWPORT).tiles[0];
    expect([x, y]).toEqual([atOwner?.x, atOwner?.y]);
  });
});

describe('a flight', () => {
  const pods = Array.from({ length: 20 }, (_, index) => pod(set, `web-aaaa-f${index}`, 'ready'));
  const many = new LogWriter();
  for (const each of pods) many.put(each);
  const whole = { start: 0, end: 20 };
  const progress = (position: number, within: number, index: number): number =>
    flightAt(many.log.entries, whole, position, within).progressOf((pods[index] as KubeObject).metadata.uid);

  it('goes on while the next decisions pass', () => {
    expect(progress(10, 0.5, 9)).toBeLessThan(progress(10, 0.5, 8));
    expect(progress(10, 0.5, 8)).toBeLessThan(1);
    expect(progress(11, 0.5, 8)).toBeGreaterThan(progress(10, 0.5, 8));
  });

  it('is continuous from one decision to the next', () => {
    for (let position = 6; position < 20; position++)
      for (let index = position - 4; index < position; index++) expect(progress(position, 1, index)).toBeCloseTo(progress(position + 1, 0, index), 6);
  });

  it('has come to its end with its instant', () => {
    for (let index = 15; index < 20; index++) expect(progress(20, 1, index)).toBe(1);
  });
});

describe('what others push aside', () => {
  const api = deployment('api', 2, 'nginx');
  const host = node('node-1');
  const guest = pod(set, 'web-aaaa-9', 'ready', 'node-1');
  const crowd = new LogWriter()
    .put(host)
    .put(guest)
    .put(web)
    .put(set)
    .put(api)
    .put(replicaSet(api, 'bbbb', 1, 2, 'nginx'));
  const { entries, length } = crowd.log;
  const shown = new Film(crowd.log);
  const sceneAt = (position: number) => shown.scene(position, 'both', VIEWPORT);
  const nodeId = host.metadata.uid;
  const podTile = `${guest.metadata.uid}@node`;

  /** Upper edges of the Node's card and of the tile in it, while the decisions of one instant pass. */
  function edges(position: number, progress: number): readonly [card: number, tile: number] {
    const flight = flightAt(entries, { start: 2, end: length }, position, progress);
    const way = passage(sceneAt(flight.from), sceneAt(position));
    const travel = Travel.along(way, flight, sceneAt);
    const path = way.cards.find(({ card }) => card.id === nodeId);
    const tile = way.tiles.find((each) => each.tile.id === podTile);
    const spot: TileSpot = { x: 0, y: 0, size: 0, opacity: 0 };
    const still = way.to.cards.find(({ id }) => id === nodeId)?.rect.y ?? Number.NaN;
    const stillTile = way.to.tiles.find(({ id }) => id === podTile)?.y ?? Number.NaN;
    return [path ? travel.card(path).y : still, tile ? travel.tile(tile, spot).y : stillTile];
  }

  it('goes one way, without a jump, and its Pods with it', () => {
    const [start, tileStart] = edges(3, 0);
    const inset = tileStart - start;
    let before = start;
    for (let position = 3; position <= length; position++)
      for (let progress = 0; progress <= 1; progress += 0.02) {
        const [now, tile] = edges(position, progress);
        expect(now).toBeGreaterThanOrEqual(before - 1e-6);
        expect(now - before).toBeLessThan(40);
        expect(tile - now).toBeCloseTo(inset, 6);
        before = now;
      }
    expect(before).toBeGreaterThan(300);
    expect(before).toBeCloseTo(sceneAt(length).cards.find(({ id }) => id === nodeId)?.rect.y ?? Number.NaN, 6);
  });
});

describe('the highlight', () => {
  it('marks what an entry changed, and a Service whose endpoints did', () => {
    const slice = object('discovery.k8s.io/v1', 'EndpointSlice', 'web-x', { meta: { labels: { 'kubernetes.io/service-name': 'web' } } });
    const { log } = new LogWriter().put(waiting, slice);
    expect(highlightOf(log.entries[0])).toEqual({ uids: new Set([UID]), services: new Set(['default/web']) });
  });
  it('is empty at the start', () => expect(highlightOf(undefined).uids.size).toBe(0));
});
