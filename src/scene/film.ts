import { Cursor, type Log } from '../timeline/log.ts';
import type { World } from '../timeline/types.ts';
import { Census } from './census.ts';
import { History } from './history.ts';
import { type Passage, passage } from './interpolate.ts';
import { revisionsOf } from './revisions.ts';
import { buildScene } from './scene.ts';
import type { Lens, Scene, Viewport } from './types.ts';

/** How many scenes are kept: those that the picture is mixed from, and those that a step back or forth needs next. */
const KEPT_MAX = 40;
/** Over more entries than this it is less work to look at every Pod than at every change. */
const WALKED_MAX = 4_000;

/**
 * The scenes of a log, by position. It looks with a cursor of its own, so it disturbs nobody; the same arguments always give the same
 * scene, and while it is kept, the same object.
 */
export class Film {
  private history = new History();
  private census = new Census(this.history);
  private counted = 0;
  private revisionsSeen = 0;
  private readonly cursor: Cursor;
  private readonly kept = new Map<string, Scene>();
  private passed: Passage | undefined;

  /** `colouredLike` names a log whose revisions have the same colours here; others come after them. */
  constructor(
    readonly log: Log,
    private readonly colouredLike?: () => Log,
  ) {
    this.cursor = new Cursor(log);
  }

  /** The scene after `position` entries. */
  scene(position: number, lens: Lens, viewport: Viewport): Scene {
    const at = Math.max(0, Math.min(position, this.log.length));
    this.catchUp();
    // Room is made for the most that a card will ever hold, so a longer history may be another picture of the same position.
    const key = `${at}|${lens}|${viewport.width}x${viewport.height}|${this.history.version}|${this.revisionsSeen}`;
    const known = this.kept.get(key);
    if (known) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    const scene = buildScene({ world: this.seek(at), position: at, history: this.history, lens, viewport, census: this.census });
    this.kept.set(key, scene);
    if (this.kept.size > KEPT_MAX) this.kept.delete(this.kept.keys().next().value as string);
    return scene;
  }

  /** The way between two scenes; the same object while the scenes are. */
  passage(from: Scene, to: Scene): Passage {
    if (this.passed?.from !== from || this.passed.to !== to) this.passed = passage(from, to);
    return this.passed;
  }

  private seek(position: number): World {
    const world = this.cursor.seek(position);
    const [from, to] = [Math.min(this.counted, position), Math.max(this.counted, position)];
    this.counted = position;
    if (to - from > WALKED_MAX) {
      this.census.moveTo(world);
      return world;
    }
    const keys = new Set<string>();
    for (let at = from; at < to; at++) for (const { table, key } of this.log.entries[at]?.changes ?? []) if (table === 'pods') keys.add(key);
    this.census.moveTo(world, keys);
    return world;
  }

  private catchUp(): void {
    const like = this.colouredLike && revisionsOf(this.colouredLike());
    if (like && like.seen !== this.revisionsSeen) {
      this.revisionsSeen = like.seen;
      this.history = new History(like);
      this.census = new Census(this.history);
      this.counted = 0;
    }
    const { entries } = this.log;
    while (this.history.length < entries.length) {
      const entry = entries[this.history.length];
      if (!entry) return;
      this.history.observe(entry);
    }
  }
}
