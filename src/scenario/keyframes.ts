import { Session } from './session.ts';
import type { Tape } from './tape.ts';

/** The least that is played between two keyframes, in entries. */
const EVERY_MIN = 2_000;
/** More copies than this are thinned out: each has maps of its own of all objects. */
const KEPT_MAX = 12;

/**
 * Copies of a session, taken along its way, so that what happened need not be played again from the start to stand at a frame of it. The
 * more has happened, the farther apart they are.
 */
export class Keyframes {
  private kept: readonly Session[] = [];

  /** `every`: how many entries lie between two, at first. */
  constructor(private every = EVERY_MIN) {}

  /** Takes a copy of a session where the last one is far behind. Not in the middle of a decision. */
  observe(session: Session): void {
    const last = this.kept.at(-1)?.cluster.log.length ?? 0;
    if (session.cluster.log.length < last + this.every) return;
    this.kept = [...this.kept, session.copy()];
    if (this.kept.length <= KEPT_MAX) return;
    this.kept = this.kept.filter((_, i) => i % 2 === 1);
    this.every *= 2;
  }

  /** Those up to a position: what they show is the past of a branch that begins there, too. */
  until(position: number): Keyframes {
    const shared = new Keyframes(this.every);
    shared.kept = this.kept.filter((session) => session.cluster.log.length <= position);
    return shared;
  }

  /** `Session.replay`, from the last keyframe before the position that lies on this tape. The same session comes of it. */
  replay(tape: Tape, position: number): Session {
    const from = this.kept.findLast((session) => session.cluster.log.length < position && session.liesOn(tape));
    return Session.replay(tape, position, from);
  }
}
