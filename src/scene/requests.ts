import type { Service } from '../kube/cluster-objects.ts';
import type { Pod } from '../kube/pod.ts';
import { type Traffic, traffic } from '../kube/traffic.ts';
import type { World } from '../timeline/types.ts';
import type { Scene, Tile } from './types.ts';

/**
 * Requests on the canvas: each Service sends one every so often, and each goes to one of the Pods that its Nodes route to. Where a
 * request is depends on virtual time alone, so that going back takes it back.
 */
export const EVERY_MS = 250;
const FLIGHT_MS = 700;
/** How long it can be seen that a request was refused. */
const REFUSED_MS = 500;
/** A request of a Service that nobody answers gets so far, in canvas units. */
const NOWHERE = 44;
/** More Pods than this are not looked through in every animation frame. */
const PODS_MAX = 400;

export interface RequestDot {
  readonly x: number;
  readonly y: number;
  /** Refused: by a Pod that has been told to stop, or because no Pod is there. */
  readonly state: 'going' | 'refused';
  /** 0 to 1. */
  readonly opacity: number;
}

/** Who gets a Service's requests at a virtual time in ms. Undefined where that is not followed: no selector, or too many Pods. */
export function answersOf(world: World, service: Service, timeMs: number): Traffic | undefined {
  const pods = world.get('pods');
  if (!service.spec.selector || service.spec.type === 'ExternalName' || !pods || pods.size > PODS_MAX) return undefined;
  return traffic(service, pods.values() as Iterable<Pod>, timeMs);
}

/** A number for a request and a Pod: the Pod with the largest gets it, so that a request keeps its Pod when others come and go. */
export function lot(request: number, uid: string): number {
  let hash = 0x811c9dc5 ^ Math.imul(request + 1, 0x9e3779b1);
  for (let i = 0; i < uid.length; i++) hash = Math.imul(hash ^ uid.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function targetOf(request: number, { answering, refusing }: Traffic): { readonly uid: string; readonly refuses: boolean } | undefined {
  let best: { uid: string; refuses: boolean } | undefined;
  let most = -1;
  const consider = (pods: readonly Pod[], refused: boolean): void => {
    for (const { metadata } of pods) {
      const value = lot(request, metadata.uid);
      if (value > most) [best, most] = [{ uid: metadata.uid, refuses: refused }, value];
    }
  };
  consider(answering, false);
  consider(refusing, true);
  return best;
}

/** Where a request of each Service is seen at a virtual time in ms. */
export function requestsAt(scene: Scene, world: World, timeMs: number): readonly RequestDot[] {
  const dots: RequestDot[] = [];
  let tiles: ReadonlyMap<string, Tile> | undefined;
  for (const { ref, rect, facts } of scene.cards) {
    if (facts.kind !== 'service' || !ref) continue;
    const service = world.get('services')?.get(ref.key) as Service | undefined;
    const answers = service && answersOf(world, service, timeMs);
    // Nobody asks a Service for anything before it has had a Pod that answers; when it has lost all of them, requests fail.
    if (!answers || !scene.served.has(ref.key)) continue;
    tiles ??= byPod(scene);
    const from = { x: rect.x + rect.width / 2, y: rect.y + rect.height };
    for (let request = Math.floor(timeMs / EVERY_MS); request >= 0 && timeMs - request * EVERY_MS < FLIGHT_MS + REFUSED_MS; request--) {
      const target = targetOf(request, answers);
      const tile = target && tiles.get(target.uid);
      const to = tile ? { x: tile.x + tile.size / 2, y: tile.y + tile.size / 2 } : { x: from.x, y: from.y + NOWHERE };
      const age = timeMs - request * EVERY_MS;
      const refused = !target || target.refuses;
      if (target && !tile) continue;
      if (age < FLIGHT_MS) {
        const part = age / FLIGHT_MS;
        dots.push({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part, state: 'going', opacity: Math.min(1, part * 6) });
      } else if (refused) dots.push({ ...to, state: 'refused', opacity: 1 - (age - FLIGHT_MS) / REFUSED_MS });
    }
  }
  return dots;
}

/** Tiles by Pod; that at its owner where it has two. */
function byPod(scene: Scene): ReadonlyMap<string, Tile> {
  const tiles = new Map<string, Tile>();
  for (const tile of scene.tiles) if (!tiles.has(tile.pod.uid) || tile.id.endsWith('@owner')) tiles.set(tile.pod.uid, tile);
  return tiles;
}
