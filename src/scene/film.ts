import { Cursor, type Log } from '../timeline/log.ts';
import { History } from './history.ts';
import { type Passage, passage } from './interpolate.ts';
import { revisionsOf } from './revisions.ts';
import { buildScene } from './scene.ts';
import type { Lens, Scene, Viewport } from './types.ts';

/** How many scenes are kept: those that the picture is mixed from, and those that a step back or forth needs next. */
const KEPT_MAX = 40;

/**
 * The scenes of a log, by position. It looks with a cursor of its own, so it disturbs nobody; the same arguments always give the same
 * scene, and while it is kept, the same object.
 */
export class Film {
  private history = new History();
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
    const key = `${at}|${lens}|${viewport.width}x${viewport.height}|${this.history.length}|${this.revisionsSeen}`;
    const known = this.kept.get(key);
    if (known) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    const scene = buildScene({ world: this.cursor.seek(at), position: at, history: this.history, lens, viewport });
    this.kept.set(key, scene);
    if (this.kept.size > KEPT_MAX) this.kept.delete(this.kept.keys().next().value as string);
    return scene;
  }

  /** The way between two scenes; the same object while the scenes are. */
  passage(from: Scene, to: Scene): Passage {
    if (this.passed?.from !== from || this.passed.to !== to) this.passed = passage(from, to);
    return this.passed;
  }

  private catchUp(): void {
    const like = this.colouredLike && revisionsOf(this.colouredLike());
    if (like && like.seen !== this.revisionsSeen) {
      this.revisionsSeen = like.seen;
      this.history = new History(like);
    }
    const { entries } = this.log;
    while (this.history.length < entries.length) {
      const entry = entries[this.history.length];
      if (!entry) return;
      this.history.observe(entry);
    }
  }
}
