import type { PodState } from '../../scene/types.ts';

/**
 * The shapes of a tile, on a grid of 32 × 32, as paths: the DOM draws them as SVG and the painter onto sprites, so both look the same.
 * Stroke widths are in the same units.
 */
export const GRID = 32;

export interface GlyphPath {
  readonly d: string;
  readonly stroke?: number;
  readonly fill?: boolean;
}

/** Part of a ring, open at the top: it turns while the cluster's clock runs. */
export const ARC: GlyphPath = { d: 'M10.9 18.2 A5.6 5.6 0 0 0 21.1 18.2', stroke: 2.2 };

export const MARKS: Readonly<Record<PodState, readonly GlyphPath[]>> = {
  pending: [{ d: 'M9.2 14.5 a1.8 1.8 0 1 0 .01 0 Z M16 14.5 a1.8 1.8 0 1 0 .01 0 Z M22.8 14.5 a1.8 1.8 0 1 0 .01 0 Z', fill: true }],
  creating: [],
  running: [],
  ready: [{ d: 'M9.8 16.6 L14.2 21 L22.4 11.8', stroke: 2.9 }],
  terminating: [{ d: 'M11.2 11.2 L20.8 20.8 M20.8 11.2 L11.2 20.8', stroke: 2.4 }],
  failing: [
    { d: 'M16 8 V17', stroke: 3 },
    { d: 'M16 19.6 a1.9 1.9 0 1 0 .01 0 Z', fill: true },
  ],
  completed: [{ d: 'M10.4 16.6 L14.4 20.6 L21.8 12.4', stroke: 2.4 }],
};

/** How the body of a tile is drawn. Colours are names: of the revision, its light tint, or of the state. */
export interface Body {
  readonly fill: 'rev' | 'rev-soft' | 'surface' | 'half' | 'hatched';
  readonly outline: 'rev' | 'rev-soft' | 'pending' | 'failing';
  readonly outlineWidth: number;
  readonly dashed: boolean;
  readonly mark: 'on-rev' | 'rev' | 'pending' | 'failing';
  /** A bar at the foot in the revision's colour, where the outline does not tell it. */
  readonly foot: boolean;
}

export const BODIES: Readonly<Record<PodState, Body>> = {
  pending: { fill: 'surface', outline: 'pending', outlineWidth: 2, dashed: false, mark: 'pending', foot: true },
  creating: { fill: 'surface', outline: 'rev', outlineWidth: 2, dashed: true, mark: 'rev', foot: false },
  running: { fill: 'half', outline: 'rev', outlineWidth: 2, dashed: false, mark: 'rev', foot: false },
  ready: { fill: 'rev', outline: 'rev', outlineWidth: 2, dashed: false, mark: 'on-rev', foot: false },
  terminating: { fill: 'hatched', outline: 'rev', outlineWidth: 1.5, dashed: false, mark: 'rev', foot: false },
  failing: { fill: 'surface', outline: 'failing', outlineWidth: 2.6, dashed: false, mark: 'failing', foot: true },
  completed: { fill: 'rev-soft', outline: 'rev', outlineWidth: 1.5, dashed: false, mark: 'rev', foot: false },
};

export const CORNER = 8;
export const DASH = [4.2, 3.1] as const;
/** The bar at the foot: x, y, width, height. */
export const FOOT = [6, 25, 20, 3] as const;
/** Where the lower half of a running Pod begins. */
export const HALF_FROM = 16;
export const HATCH = { pitch: 6.4, width: 3 };
