import type { Flight } from './flight.ts';
import { type CardPath, type Passage, type TilePath, type TileSpot, cardAt, eased, tileAt } from './interpolate.ts';
import type { Rect, Scene } from './types.ts';

/** A card was arranged elsewhere by the decision after `before` entries: so many canvas units further. */
interface Move {
  readonly before: number;
  readonly x: number;
  readonly y: number;
}

const NO_MOVES: ReadonlyMap<string, readonly Move[]> = new Map();

/**
 * Where everything on its way is. In a flight several decisions' travels go on beside each other, and what they push aside glides as well: each
 * move of a card has its own time, and moves that overlap add up, so that no card starts anew with every decision.
 */
export class Travel {
  private constructor(
    private readonly moves: ReadonlyMap<string, readonly Move[]>,
    private readonly flight: Flight,
  ) {}

  /** The way of a passage in a flight; `sceneAt` gives the scene after so many entries. */
  static along({ cards, to }: Passage, flight: Flight, sceneAt: (position: number) => Scene): Travel {
    const isArranged = cards.some(({ toOpacity }) => toOpacity === 1);
    return new Travel(isArranged ? movesOf(cards, flight.from, to.position, sceneAt) : NO_MOVES, flight);
  }

  /** The same way a moment later. */
  at(flight: Flight): Travel {
    return new Travel(this.moves, flight);
  }

  card(path: CardPath): Rect & { readonly opacity: number } {
    const spot = cardAt(path, this.flight.progressOf(path.card.id));
    const shift = this.shiftOf(path.card.id);
    if (!shift || path.toOpacity === 0) return spot;
    if (path.fromOpacity === 1) return { ...spot, x: path.to.x + shift.x, y: path.to.y + shift.y };
    return { ...spot, x: spot.x + shift.x, y: spot.y + shift.y };
  }

  tile(path: TilePath, spot: TileSpot): TileSpot {
    const { uid } = path.tile.pod;
    tileAt(path, this.flight.progressOf(uid), spot);
    const shift = this.shiftOf(path.tile.card);
    if (!shift) return spot;
    const isCarried = path.fromOpacity === 1 && path.toOpacity === 1 && !this.flight.travels(uid);
    spot.x = (isCarried ? path.toX : spot.x) + shift.x;
    spot.y = (isCarried ? path.toY : spot.y) + shift.y;
    return spot;
  }

  /** How far a card still is from where it has been arranged; undefined where it has not been moved. */
  private shiftOf(cardId: string): { readonly x: number; readonly y: number } | undefined {
    const moves = this.moves.get(cardId);
    if (!moves) return undefined;
    let [x, y] = [0, 0];
    for (const move of moves) {
      const left = 1 - eased(this.flight.progressSince(move.before));
      x -= move.x * left;
      y -= move.y * left;
    }
    return { x, y };
  }
}

type Rects = ReadonlyMap<string, Rect>;

/**
 * The moves of the cards of a passage. Most decisions move none, and a scene is dear: those that do are looked for by halves. What one decision moves
 * and another moves back in the same passage is left where it is.
 */
function movesOf(cards: readonly CardPath[], from: number, to: number, sceneAt: (position: number) => Scene): ReadonlyMap<string, readonly Move[]> {
  const wanted = new Set(cards.flatMap(({ card, toOpacity }) => (toOpacity === 1 ? [card.id] : [])));
  const rectsAt = (position: number): Rects => new Map(sceneAt(position).cards.flatMap(({ id, rect }) => (wanted.has(id) ? [[id, rect] as const] : [])));
  const moves = new Map<string, Move[]>();
  const look = (before: number, old: Rects, after: number, now: Rects): void => {
    const changed = [...now.keys(), ...old.keys()].some((id) => !standsAlike(old.get(id), now.get(id)));
    if (!changed) return;
    if (after - before > 1) {
      const middle = (before + after) >> 1;
      const between = rectsAt(middle);
      look(before, old, middle, between);
      look(middle, between, after, now);
      return;
    }
    for (const [id, rect] of now) {
      const stood = old.get(id);
      if (!stood || standsAlike(stood, rect)) continue;
      const list = moves.get(id) ?? [];
      list.push({ before, x: rect.x - stood.x, y: rect.y - stood.y });
      moves.set(id, list);
    }
  };
  if (from < to) look(from, rectsAt(from), to, rectsAt(to));
  return moves;
}

const standsAlike = (a: Rect | undefined, b: Rect | undefined): boolean => a?.x === b?.x && a?.y === b?.y;
