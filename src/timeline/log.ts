import type { Entry, World } from './types.ts';
import { apply, copyWorld, emptyWorld, revert, worldSize } from './world.ts';

interface Keyframe {
  readonly position: number;
  readonly world: World;
}

/** A keyframe is worth its copy once as many changes as objects (times this) have gone by, so keyframes cost O(1) a change. */
const CHANGES_PER_OBJECT = 1;
const CHANGES_MIN = 2_000;

/**
 * What happened, in order. Position 0 is before the first entry; position n is after entry n.
 * The log holds its newest state in `head` and keyframes in between; a `Cursor` looks at any position.
 */
export class Log {
  readonly entries: Entry[] = [];
  readonly head: World;
  private readonly keyframes: Keyframe[] = [];
  private changesSinceKeyframe = 0;
  private objects = 0;

  /** `head` may be a world that somebody else writes (the store of the cluster): then `append` only records. */
  constructor(
    head: World = emptyWorld(),
    private readonly headIsShared = false,
  ) {
    this.head = head;
  }

  get length(): number {
    return this.entries.length;
  }

  /** Virtual time in ms at a position: that of the entry just applied. */
  timeAt(position: number): number {
    return this.entries[Math.min(position, this.entries.length) - 1]?.at ?? 0;
  }

  append(entry: Entry): void {
    if (entry.seq !== this.entries.length + 1) throw new RangeError(`entry ${entry.seq} cannot follow entry ${this.entries.length}`);
    this.entries.push(entry);
    if (!this.headIsShared) apply(this.head, entry);
    this.changesSinceKeyframe += entry.changes.length;
    for (const change of entry.changes) this.objects += (change.after === undefined ? 0 : 1) - (change.before === undefined ? 0 : 1);
    if (this.changesSinceKeyframe >= Math.max(CHANGES_MIN, CHANGES_PER_OBJECT * this.objects)) {
      this.keyframes.push({ position: entry.seq, world: copyWorld(this.head) });
      this.changesSinceKeyframe = 0;
    }
  }

  /** The keyframe nearest to `position`, as a world of one's own, or undefined where `distance` entries away is already nearer. */
  nearest(position: number, distance: number): { position: number; world: World } | undefined {
    let best: Keyframe | undefined;
    let bestDistance = distance;
    for (const keyframe of this.keyframes) {
      const d = Math.abs(keyframe.position - position);
      if (d < bestDistance) {
        best = keyframe;
        bestDistance = d;
      }
    }
    if (position < bestDistance) return { position: 0, world: emptyWorld() };
    return best && { position: best.position, world: copyWorld(best.world) };
  }

  /** A log with the same past whose head is the given world: a copy of this one's head that somebody else writes from here on. */
  shareWith(head: World): Log {
    const copy = new Log(head, true);
    for (const entry of this.entries) copy.entries.push(entry);
    copy.keyframes.push(...this.keyframes);
    copy.changesSinceKeyframe = this.changesSinceKeyframe;
    copy.objects = this.objects;
    return copy;
  }

  /** A log that shares everything up to `position` and then goes its own way. */
  fork(position: number): Log {
    const cursor = new Cursor(this);
    cursor.seek(position);
    const fork = new Log(cursor.world);
    for (let i = 0; i < position; i++) fork.entries.push(this.entries[i] as Entry);
    fork.keyframes.push(...this.keyframes.filter((k) => k.position <= position));
    fork.objects = worldSize(cursor.world);
    return fork;
  }
}

/** Looks at one position of a log; `world` is valid until the next `seek`. */
export class Cursor {
  position = 0;
  world: World = emptyWorld();

  constructor(readonly log: Log) {}

  /** Moves to a position (clamped to the log) by applying, reverting, or from a keyframe: whichever is least work. */
  seek(position: number): World {
    const target = Math.max(0, Math.min(position, this.log.length));
    const copyCost = Math.min(this.log.length, worldSize(this.world) >> 2);
    const from = this.log.nearest(target, Math.abs(target - this.position) - copyCost);
    if (from) {
      this.world = from.world;
      this.position = from.position;
    }
    while (this.position < target) apply(this.world, this.log.entries[this.position++] as Entry);
    while (this.position > target) revert(this.world, this.log.entries[--this.position] as Entry);
    return this.world;
  }
}
