import { POD_STATES, type PodState } from '../../scene/types.ts';
import { ARC, BODIES, type Body, CORNER, DASH, FOOT, GRID, HALF_FROM, HATCH, MARKS } from './glyphs.ts';
import { REVISION_COLOURS, colourOf } from './palette.ts';
import { type Stamp, canvasOf, wordOf, wordsOf } from './pixels.ts';

/** The theme's colours, as the painter needs them. */
export interface Colours {
  readonly rev: Readonly<Record<string, string>>;
  readonly soft: Readonly<Record<string, string>>;
  readonly surface: string;
  readonly mark: string;
  readonly pending: string;
  readonly failing: string;
  readonly text: string;
  readonly muted: string;
  readonly border: string;
  readonly nodeBackground: string;
  readonly accent: string;
  readonly service: string;
  readonly danger: string;
  readonly warning: string;
  readonly font: string;
}

export function readColours(element: Element): Colours {
  const style = getComputedStyle(element);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  const numbered = (suffix: string, none: string): Record<string, string> => ({
    none,
    ...Object.fromEntries(Array.from({ length: REVISION_COLOURS }, (_, index) => [String(index), value(`--rev-${index}${suffix}`)])),
  });
  return {
    rev: numbered('', value('--text-muted')),
    soft: numbered('-soft', value('--bg-inset')),
    surface: value('--bg-raised'),
    mark: value('--text-on-accent'),
    pending: value('--pod-pending'),
    failing: value('--pod-failing'),
    text: value('--text'),
    muted: value('--text-muted'),
    border: value('--border-strong'),
    nodeBackground: value('--node-bg'),
    accent: value('--accent'),
    service: value('--service'),
    danger: value('--danger'),
    warning: value('--warning'),
    font: value('--font-ui'),
  };
}

const paths = new Map<string, Path2D>();
function pathOf(d: string): Path2D {
  let path = paths.get(d);
  if (!path) paths.set(d, (path = new Path2D(d)));
  return path;
}

/** Under so many device pixels only fill and outline can be told apart. */
const MARKS_FROM_PX = 9;
const SIZES_MAX = 48;

const CODES = Object.fromEntries(POD_STATES.map((state, index) => [state, index * (REVISION_COLOURS + 1)])) as Readonly<Record<PodState, number>>;

/** A number for a tile's look. */
export const codeOf = (state: PodState, revision: number): number => CODES[state] + (revision < 0 ? REVISION_COLOURS : revision % REVISION_COLOURS);

/** Tiles drawn once for each look and size, and copied from then on: the same shapes as the page's elements. */
export class Sprites {
  private readonly bySize = new Map<number, (Stamp | undefined)[]>();
  /** Of a tile too small for a shape, by code: a state stays apart by its lightness. */
  readonly flat: Uint32Array;

  constructor(private readonly colours: Colours) {
    this.flat = new Uint32Array(POD_STATES.length * (REVISION_COLOURS + 1));
    for (const state of POD_STATES)
      for (let revision = -1; revision < REVISION_COLOURS; revision++) this.flat[codeOf(state, revision)] = wordOf(this.flatColour(state, revision));
  }

  /** The pictures of tiles that are `px` device pixels wide, by code; those that have been asked for. */
  ofSize(px: number): (Stamp | undefined)[] {
    let stamps = this.bySize.get(px);
    if (!stamps) {
      // Every step of a zoom is another size.
      if (this.bySize.size > SIZES_MAX) this.bySize.clear();
      this.bySize.set(px, (stamps = []));
    }
    return stamps;
  }

  /** Draws the picture of a tile that is `px` device pixels wide. */
  drawn(state: PodState, revision: number, px: number): Stamp {
    const context = canvasOf(px).getContext('2d', { willReadFrequently: true });
    if (!context) return { size: 0, words: new Uint32Array() };
    const colour = colourOf(revision);
    context.scale(px / GRID, px / GRID);
    context.lineCap = 'round';
    context.lineJoin = 'round';
    this.drawBody(context, BODIES[state], colour, px);
    if (px >= MARKS_FROM_PX) this.drawMarks(context, state, colour);
    return { size: px, words: wordsOf(context, px) };
  }

  private flatColour(state: PodState, revision: number): string {
    const { rev, soft, pending, failing } = this.colours;
    if (state === 'failing') return failing;
    if (state === 'pending') return pending;
    return (state === 'ready' ? rev : soft)[colourOf(revision)] as string;
  }

  private drawBody(context: CanvasRenderingContext2D, body: Body, colour: string, px: number): void {
    const { colours } = this;
    const rev = colours.rev[colour] as string;
    // Thin lines would vanish in a small tile.
    const width = Math.max(body.outlineWidth, (1.1 * GRID) / px);
    const inset = width / 2;
    const outline = new Path2D();
    outline.roundRect(inset, inset, GRID - width, GRID - width, CORNER - inset / 2);
    context.fillStyle = body.fill === 'rev' ? rev : body.fill === 'rev-soft' ? (colours.soft[colour] as string) : colours.surface;
    context.fill(outline);
    context.save();
    context.clip(outline);
    if (body.fill === 'half') {
      context.globalAlpha = 0.5;
      context.fillStyle = rev;
      context.fillRect(0, HALF_FROM, GRID, GRID - HALF_FROM);
    } else if (body.fill === 'hatched') {
      context.globalAlpha = px >= MARKS_FROM_PX ? 0.32 : 0.45;
      context.strokeStyle = rev;
      context.lineWidth = HATCH.width;
      for (let at = -3 * HATCH.pitch; at < GRID; at += HATCH.pitch) context.stroke(pathOf(`M${at} ${GRID} L${at + GRID} 0`));
    }
    context.restore();
    context.strokeStyle = body.outline === 'pending' ? colours.pending : body.outline === 'failing' ? colours.failing : rev;
    context.lineWidth = width;
    context.setLineDash(body.dashed ? (px >= MARKS_FROM_PX ? DASH : [GRID / 4, GRID / 4]) : []);
    context.stroke(outline);
    context.setLineDash([]);
    if (body.foot) {
      context.fillStyle = rev;
      context.fillRect(...FOOT);
    }
  }

  private drawMarks(context: CanvasRenderingContext2D, state: PodState, colour: string): void {
    const { colours } = this;
    const mark = { 'on-rev': colours.mark, rev: colours.rev[colour] as string, pending: colours.pending, failing: colours.failing }[BODIES[state].mark];
    context.strokeStyle = mark;
    context.fillStyle = mark;
    const marks = state === 'creating' ? [ARC] : MARKS[state];
    for (const { d, stroke, fill } of marks) {
      if (fill) context.fill(pathOf(d));
      else {
        context.lineWidth = stroke ?? 2;
        context.stroke(pathOf(d));
      }
    }
  }
}
