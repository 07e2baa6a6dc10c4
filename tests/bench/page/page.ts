import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { Tape } from '../../../src/scenario/tape.ts';

declare global {
  interface Window {
    probe: { begin(): void; end(): { readonly frames: readonly number[]; readonly tasks: readonly number[] } };
  }
}

/** What the page itself says of its frames: milliseconds between them, and its tasks of 50 ms and more. */
export interface Account {
  readonly frames: readonly number[];
  readonly tasks: readonly number[];
}

const ID = 'bench';

/** A workspace as the browser keeps it, with one branch: what the page goes on with when it is opened. */
export function keptWorkspace(tape: Tape, position = 0): Readonly<Record<string, string>> {
  const workspace = {
    version: 1,
    id: ID,
    example: '',
    changedAt: 1,
    files: [{ name: 'web.yaml', text: '', past: [] }],
    active: 'web.yaml',
    branches: [{ id: 'b', name: 'main', tape, reads: [] }],
    current: 'b',
    position,
  };
  return { [`rolloutscope/workspace/${ID}`]: JSON.stringify(workspace) };
}

/** A page with the probe in it, and with what is kept for it. */
export async function newPage(browser: Browser, root: string, kept: Readonly<Record<string, string>> = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
  await page.addInitScript({ path: join(root, 'tests/bench/page/probe.js') });
  await page.addInitScript((entries) => {
    for (const [key, text] of entries) if (localStorage.getItem(key) === null) localStorage.setItem(key, text);
  }, Object.entries(kept));
  return page;
}

/** The number of frames, once the whole tape has been simulated. */
export async function simulated(page: Page): Promise<number> {
  const where = page.getByTestId('where');
  await where.and(page.locator('[data-busy=false]')).waitFor({ timeout: 300_000 });
  return Number(/of (\d+)/.exec((await where.textContent()) ?? '')?.[1] ?? 0);
}

export async function account(page: Page, act: () => Promise<void>): Promise<Account> {
  await page.evaluate(() => window.probe.begin());
  await act();
  return page.evaluate(() => window.probe.end());
}

/** Drags the playhead from one end of the timeline to the other and back, a move in each frame or so. */
export async function dragAcross(page: Page, moves = 240): Promise<void> {
  const box = await page.getByTestId('scrubber').boundingBox();
  if (!box) throw new Error('there is no scrubber');
  const xAt = (i: number): number => box.x + 2 + (box.width - 4) * (1 - Math.abs(1 - (2 * i) / moves));
  const y = box.y + box.height / 2;
  await page.mouse.move(xAt(0), y);
  await page.mouse.down();
  for (let i = 0; i <= moves; i++) {
    await page.mouse.move(xAt(i), y);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await page.mouse.up();
}
