import { describe, expect, it } from 'vitest';
import type { Rect } from '../../../src/scene/types.ts';
import { type Wish, fitted } from '../../../src/ui/canvas/useFit.ts';

const BOUNDS: Rect = { x: 0, y: 0, width: 640, height: 500 };

/** Where the picture lies on the screen. */
function seen(bounds: Rect, width: number, height: number, wish: Wish = {}) {
  const { x, y, zoom } = fitted(bounds, width, height, wish);
  const [left, top] = [bounds.x * zoom + x, bounds.y * zoom + y];
  return { left, top, right: left + bounds.width * zoom, bottom: top + bounds.height * zoom, zoom };
}

describe('the view', () => {
  it('leaves the foot to the legend, and to a notice in its place', () => {
    expect(seen(BOUNDS, 700, 500).bottom).toBeLessThanOrEqual(500 - 56);
  });

  it('leaves more where a notice is higher, up to a limit', () => {
    expect(seen(BOUNDS, 700, 500, { taken: 90 }).bottom).toBeLessThanOrEqual(500 - 90);
    expect(seen(BOUNDS, 700, 500, { taken: 40 })).toEqual(seen(BOUNDS, 700, 500));
    expect(seen(BOUNDS, 700, 500, { taken: 400 }).bottom).toBeGreaterThan(300);
  });

  it('does not enlarge, and shows the width of a phone in full', () => {
    expect(seen({ ...BOUNDS, width: 100, height: 100 }, 700, 500).zoom).toBe(1);
    const narrow = seen({ ...BOUNDS, width: 358, height: 2_000 }, 390, 400);
    expect(narrow.zoom).toBe(1);
    expect(narrow.bottom).toBeGreaterThan(400);
  });

  it('puts a small picture without a legend beside the tools, and above them where it is too wide', () => {
    const beside = seen(BOUNDS, 390, 170, { whole: true, bare: true });
    expect(beside.right).toBeLessThanOrEqual(390 - 150);
    expect(beside.bottom).toBeLessThanOrEqual(170);
    expect(beside.zoom).toBeGreaterThan(seen(BOUNDS, 390, 170, { whole: true }).zoom);
    const wide = seen({ ...BOUNDS, width: 1_400 }, 390, 170, { whole: true, bare: true });
    expect(wide.bottom).toBeLessThanOrEqual(170 - 48);
  });
});
