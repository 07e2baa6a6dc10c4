import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Turns from '../../../src/app/turns.ts';

let nowMs = 0;
let turns: typeof Turns;

/** Draws in an animation frame, which takes so long. */
async function draw(frameMs: number, tookMs: number): Promise<void> {
  nowMs = frameMs;
  turns.draw(frameMs, () => (nowMs += tookMs));
  await Promise.resolve();
}

describe("React's turns", () => {
  beforeEach(async () => {
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    vi.resetModules();
    turns = await import('../../../src/app/turns.ts');
  });

  it('come with every frame as long as drawing takes little', async () => {
    for (const frameMs of [0, 16, 32]) {
      expect(turns.mayDraw(frameMs, frameMs)).toBe(true);
      await draw(frameMs, 3);
    }
  });

  it('leave the page a rest that grows with what drawing took, up to a cap', async () => {
    await draw(1_000, 10);
    expect(turns.mayDraw(1_300, 1_300)).toBe(false);
    expect(turns.mayDraw(1_310, 1_310)).toBe(true);
    await draw(2_000, 200);
    expect(turns.mayDraw(2_999, 2_999)).toBe(false);
    expect(turns.mayDraw(3_000, 3_000)).toBe(true);
  });

  it('are shared by all that draw in the same frame, whose times add up', async () => {
    await draw(1_000, 10);
    expect(turns.mayDraw(1_000, 1_000)).toBe(true);
    await draw(1_000, 10);
    expect(turns.mayDraw(1_310, 1_310)).toBe(false);
    expect(turns.mayDraw(1_610, 1_610)).toBe(true);
  });

  it('come at once when nothing new has been asked for', async () => {
    await draw(1_000, 20);
    expect(turns.mayDraw(1_200, 1_100)).toBe(false);
    expect(turns.mayDraw(1_250, 1_100)).toBe(true);
  });
});
