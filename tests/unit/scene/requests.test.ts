import { describe, expect, it } from 'vitest';
import { exampleOf } from '../../../src/app/examples.ts';
import { Session } from '../../../src/scenario/session.ts';
import { type RequestDot, answersOf, requestsAt } from '../../../src/scene/requests.ts';
import { Film } from '../../../src/scene/film.ts';
import { historyOfWorld } from '../../../src/scene/history.ts';
import { buildScene } from '../../../src/scene/scene.ts';
import type { Scene } from '../../../src/scene/types.ts';
import { Cursor } from '../../../src/timeline/log.ts';
import type { Service } from '../../../src/kube/cluster-objects.ts';
import type { World } from '../../../src/timeline/types.ts';

const sceneOf = (world: World): Scene =>
  buildScene({ world, position: 0, history: historyOfWorld(world), lens: 'owners', viewport: { width: 900, height: 700 } });

const FROM_MS = 8_000;
const TO_MS = 25_000;
const EVERY_MS = 50;

const session = (() => {
  const played = Session.open((exampleOf('requests') as NonNullable<ReturnType<typeof exampleOf>>).tape);
  played.runUntil(TO_MS);
  return played;
})();
const { log } = session.cluster;
const positionAt = (ms: number): number => log.entries.filter(({ at }) => at <= ms).length;

/** What is seen at a moment, of one Service or of all. */
function seen(cursor: Cursor, ms: number, service?: string): readonly RequestDot[] {
  const world = cursor.seek(positionAt(ms));
  const scene = sceneOf(world);
  return requestsAt(
    service ? { ...scene, cards: scene.cards.filter(({ ref }) => ref?.table !== 'services' || ref.key === `default/${service}`) } : scene,
    world,
    ms,
  );
}
const moments = Array.from({ length: (TO_MS - FROM_MS) / EVERY_MS }, (_, i) => FROM_MS + i * EVERY_MS);

describe('requests on the canvas', () => {
  it('are a function of the moment: backwards they are where they were', () => {
    const forwards = moments.map((ms) => seen(new Cursor(log), ms));
    const cursor = new Cursor(log);
    cursor.seek(log.length);
    const backwards = moments.toReversed().map((ms) => seen(cursor, ms));
    expect(backwards.toReversed()).toEqual(forwards);
    expect(forwards.every((dots) => dots.length > 0)).toBe(true);
  });

  it('are refused without preStop while the Pods go, and never with it', () => {
    const refusedOf = (service: string): number => moments.filter((ms) => seen(new Cursor(log), ms, service).some(({ state }) => state === 'refused')).length;
    expect(refusedOf('hasty')).toBeGreaterThan(0);
    expect(refusedOf('patient')).toBe(0);
  });

  it('end at a Pod, with an opacity between 0 and 1', () => {
    for (const ms of moments)
      for (const { opacity, x, y } of seen(new Cursor(log), ms)) {
        expect(opacity).toBeGreaterThanOrEqual(0);
        expect(opacity).toBeLessThanOrEqual(1);
        expect(Number.isFinite(x + y)).toBe(true);
      }
  });

  it('of a Service whose Pods are all gone are refused on their way', () => {
    const world: World = new Map(new Cursor(log).seek(positionAt(FROM_MS)));
    const scene = sceneOf(world);
    world.set('pods', new Map());
    const dots = [0, 250, 800, 900, 1_000].flatMap((ms) => requestsAt(scene, world, FROM_MS + ms));
    expect(dots.some(({ state }) => state === 'refused')).toBe(true);
  });

  it('begin with the first Pod that answers, and fail in the gap that Recreate leaves', () => {
    const { tape } = exampleOf('recreate') as NonNullable<ReturnType<typeof exampleOf>>;
    const played = Session.open(tape);
    played.runUntil(TO_MS);
    const film = new Film(played.cluster.log);
    const cursor = new Cursor(played.cluster.log);
    const states = Array.from({ length: TO_MS / EVERY_MS }, (_, i) => {
      const ms = i * EVERY_MS;
      const position = played.cluster.log.entries.filter(({ at }) => at <= ms).length;
      return requestsAt(film.scene(position, 'owners', { width: 900, height: 700 }), cursor.seek(position), ms).map(({ state }) => state);
    });
    const first = states.findIndex((dots) => dots.length > 0);
    expect(first).toBeGreaterThan(0);
    // Nothing is asked before, so the first that is asked is answered.
    expect(states[first]).not.toContain('refused');
    expect(states.slice(first).every((dots) => dots.length > 0)).toBe(true);
    const refused = states.flatMap((dots, i) => (dots.includes('refused') ? [i * EVERY_MS] : []));
    expect(refused.length).toBeGreaterThan(1_000 / EVERY_MS);
    expect(states.at(-1)).not.toContain('refused');
  });

  it('are not followed where there is no selector, or too many Pods', () => {
    const world: World = new Map(new Cursor(log).seek(log.length));
    const service = world.get('services')?.get('default/hasty') as Service;
    expect(answersOf(world, service, TO_MS)?.answering).toHaveLength(4);
    const { selector: _, ...spec } = service.spec;
    expect(answersOf(world, { ...service, spec }, TO_MS)).toBeUndefined();
    const [pod] = world.get('pods')?.values() ?? [];
    world.set('pods', new Map(Array.from({ length: 401 }, (_unused, i) => [`default/p-${i}`, pod])));
    expect(answersOf(world, service, TO_MS)).toBeUndefined();
  });
});
