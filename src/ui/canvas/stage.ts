import { isMotionReduced, preferences } from '../../app/preferences.ts';
import { besideHead } from '../../app/compare.ts';
import { comparison, otherBranch } from '../../app/comparison.ts';
import { type Playhead, playhead } from '../../app/playhead.ts';
import { currentBranch, session } from '../../app/session.ts';
import { draw, mayDraw } from '../../app/turns.ts';
import { currentFrame } from '../../app/world.ts';
import { Cursor, Log } from '../../timeline/log.ts';
import type { World } from '../../timeline/types.ts';
import { instantOf } from '../../app/instants.ts';
import { Film } from '../../scene/film.ts';
import { type Flight, flightAt } from '../../scene/flight.ts';
import { type Highlight, NOTHING_CHANGED, highlightOf } from '../../scene/highlight.ts';
import { type CardPath, type Passage, type TilePath, type TileSpot, cardAt, passage, tileAt } from '../../scene/interpolate.ts';
import { Travel } from '../../scene/travel.ts';
import type { Lens, Rect, Scene, Viewport } from '../../scene/types.ts';

/** What is on screen: a passage between two scenes, and the frame's marks. A new object whenever either changed; progress is apart. */
export interface Picture {
  readonly passage: Passage;
  readonly scene: Scene;
  readonly highlight: Highlight;
}

/** Up to so many tiles are elements of the page; more are painted. */
export const ELEMENTS_MAX = 90;

/** What a canvas shows: a log, and where on it. */
export interface Reel {
  readonly log: () => Log;
  readonly head: () => Playhead;
  /** The objects at the frame that is shown. Its maps are reused. */
  readonly world: () => World;
  readonly subscribe: (listener: () => void) => () => void;
  /** The log whose revisions have the same colours here. */
  readonly colouredLike?: () => Log;
  /** It is drawn after whatever else this animation frame draws. */
  readonly waits?: boolean;
}

/** The current branch at the playhead. */
export const currentReel: Reel = {
  log: () => currentBranch().log,
  head: () => playhead.getState(),
  world: () => currentFrame().world,
  subscribe: (listener) => together([playhead.subscribe(listener), session.subscribe(listener)]),
};

const NO_LOG = new Log();

/** The branch beside it, in step. */
export function besideReel(): Reel {
  let cursor = new Cursor(NO_LOG);
  const log = (): Log => otherBranch()?.log ?? NO_LOG;
  return {
    log,
    head: () => besideHead.getState(),
    world: () => {
      if (cursor.log !== log()) cursor = new Cursor(log());
      return cursor.seek(besideHead.getState().position);
    },
    subscribe: (listener) => together([besideHead.subscribe(listener), session.subscribe(listener), comparison.subscribe(listener)]),
    colouredLike: currentReel.log,
    waits: true,
  };
}

const together =
  (stops: readonly (() => void)[]): (() => void) =>
  () => {
    for (const stop of stops) stop();
  };

/** The morph between lenses, in real ms: it is the reader's act, not the cluster's, so it has a clock of its own. */
const MORPH_MS = 460;
/** From so many tiles on, one decision travels at a time: every other would be a picture more to build. */
const FLIGHT_TILES_MAX = 2_500;
/** Two canvases with more tiles than this are drawn one after the other. */
const TOGETHER_TILES_MAX = 300;
/** The one that waits leaves the page this many times as long for everything else as its last picture took, up to the cap. */
const WAIT_FACTOR = 2;
const WAIT_MS_MAX = 120;

/**
 * Turns the playhead into pictures. It listens to the stores and tells two kinds of listeners: those that draw anew when the picture is
 * another (React), and those that paint and move (every animation frame of a passage). At rest it does nothing.
 */
export class Stage {
  /** What is painted. */
  picture: Picture;
  /** What React shows: where tiles are painted it may be a little older. */
  shown: Picture;
  progress = 1;
  /** Where several decisions travel at once. */
  private travel: Travel | undefined;
  /** Virtual time in ms, for what turns while time goes on. */
  timeMs = 0;
  private film: Film;
  private viewport: Viewport = { width: 0, height: 0 };
  private lens: Lens = preferences.getState().lens;
  private morph: { readonly from: Scene; startMs: number } | undefined;
  private scheduled = false;
  private publishing: number | undefined;
  /** When the picture was last another, in real ms. */
  private changedMs = 0;
  /** How long the last picture took to draw, in real ms. */
  private tookMs = 0;
  private readonly pictureListeners = new Set<() => void>();
  private readonly motionListeners = new Set<() => void>();
  private stops: (() => void)[] = [];

  constructor(readonly reel: Reel = currentReel) {
    this.film = this.filmOf(reel.log());
    const scene = this.film.scene(0, this.lens, this.viewport);
    this.picture = { passage: passage(scene, scene), scene, highlight: NOTHING_CHANGED };
    this.shown = this.picture;
  }

  /** Starts listening. Returns how to stop. */
  start(): () => void {
    const schedule = (): void => this.schedule();
    this.stops = [this.reel.subscribe(schedule), preferences.subscribe(schedule)];
    schedule();
    return () => {
      for (const stop of this.stops) stop();
      this.stops = [];
      if (this.publishing !== undefined) cancelAnimationFrame(this.publishing);
      this.publishing = undefined;
    };
  }

  /** The size of the canvas in CSS pixels. */
  resize(viewport: Viewport): void {
    if (viewport.width === this.viewport.width && viewport.height === this.viewport.height) return;
    this.viewport = viewport;
    this.schedule();
  }

  onPicture = (listener: () => void): (() => void) => {
    this.pictureListeners.add(listener);
    return () => this.pictureListeners.delete(listener);
  };

  onMotion(listener: () => void): () => void {
    this.motionListeners.add(listener);
    return () => this.motionListeners.delete(listener);
  }

  /** Where a tile on its way is; written into `spot`. */
  tileAt(path: TilePath, spot: TileSpot): TileSpot {
    return this.travel ? this.travel.tile(path, spot) : tileAt(path, this.progress, spot);
  }

  /** Where a card on its way is; `progress` is the picture's, where there is nothing else that says so. */
  cardAt(path: CardPath, progress = this.progress): Rect & { readonly opacity: number } {
    return this.travel ? this.travel.card(path) : cardAt(path, progress);
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame((nowMs) => {
      const draw = (): void => {
        this.scheduled = false;
        const startMs = performance.now();
        this.draw(nowMs);
        this.tookMs = performance.now() - startMs;
      };
      // Two large pictures in one animation frame would make one long task of it.
      if (this.reel.waits && this.picture.scene.tiles.length > TOGETHER_TILES_MAX) setTimeout(draw, Math.min(WAIT_MS_MAX, this.tookMs * WAIT_FACTOR));
      else draw();
    });
  }

  private filmOf(log: Log): Film {
    return new Film(log, this.reel.colouredLike);
  }

  private draw(nowMs: number): void {
    const log = this.reel.log();
    if (this.viewport.width === 0) return;
    if (this.film.log !== log) this.film = this.filmOf(log);
    const { position, from, progress, timeMs, playing } = this.reel.head();
    const { lens } = preferences.getState();
    if (lens !== this.lens) {
      if (!isMotionReduced()) this.morph = { from: this.picture.scene, startMs: nowMs };
      this.lens = lens;
    }
    const to = this.film.scene(position, lens, this.viewport);
    let start = to;
    let shown = 1;
    let flight: Flight | undefined;
    if (this.morph) {
      start = this.morph.from;
      shown = Math.min(1, (nowMs - this.morph.startMs) / MORPH_MS);
      if (shown >= 1) this.morph = undefined;
      else this.schedule();
    }
    if (!this.morph) {
      const travels = progress < 1 && from !== position;
      const oneByOne = travels && playing && from === position - 1 && to.count <= FLIGHT_TILES_MAX;
      flight = oneByOne ? flightAt(log.entries, instantOf(log, position), position, progress) : undefined;
      start = travels ? this.film.scene(flight?.from ?? from, lens, this.viewport) : to;
      shown = travels ? progress : 1;
    }
    const way = this.film.passage(start, to);
    const before = way === this.picture.passage ? this.travel : undefined;
    this.travel = flight && (before?.at(flight) ?? Travel.along(way, flight, (at) => this.film.scene(at, lens, this.viewport)));
    this.show(way, shown, timeMs, nowMs);
  }

  private show(way: Passage, progress: number, timeMs: number, nowMs: number): void {
    const changed = way !== this.picture.passage;
    this.progress = progress;
    this.timeMs = timeMs;
    if (changed) {
      const { position } = way.to;
      const highlight = way.to === this.picture.scene ? this.picture.highlight : highlightOf(this.film.log.entries[position - 1]);
      this.picture = { passage: way, scene: way.to, highlight };
      this.changedMs = nowMs;
    }
    for (const listener of this.motionListeners) listener();
    if (this.picture !== this.shown) this.publish(nowMs);
  }

  /** Tells React, at once where it draws the tiles itself; else when it is its turn. */
  private publish(nowMs: number): void {
    if (this.publishing !== undefined) cancelAnimationFrame(this.publishing);
    this.publishing = undefined;
    const isCrowded = this.picture.scene.count > ELEMENTS_MAX && this.shown.scene.count > ELEMENTS_MAX;
    const isSameLens = this.picture.passage.to.lens === this.shown.passage.to.lens;
    if (isCrowded && isSameLens && !mayDraw(nowMs, this.changedMs)) {
      this.publishing = requestAnimationFrame((laterMs) => {
        this.publishing = undefined;
        // Where a picture is still to be drawn in this animation frame, it is that one that is published.
        if (this.picture !== this.shown && !this.scheduled) this.publish(laterMs);
      });
      return;
    }
    this.shown = this.picture;
    const tell = (): void => {
      for (const listener of this.pictureListeners) listener();
    };
    if (isCrowded) draw(nowMs, tell);
    else tell();
  }
}
