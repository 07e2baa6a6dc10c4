import { resolve } from 'node:path';
import { keptWorkspace, dragAcross } from '../bench/page/page.ts';
import { manyRollouts, oneRollout } from '../bench/page/tapes.ts';
import { expect, test } from './fixtures.ts';
import type { Page } from '@playwright/test';

/** Opens the page with a tape that the browser has kept, and waits until all of it has been simulated. */
async function openWith(page: Page, kept: Readonly<Record<string, string>>): Promise<number> {
  await page.addInitScript({ path: resolve('tests/bench/page/probe.js') });
  await page.addInitScript((entries) => {
    for (const [key, text] of entries) if (localStorage.getItem(key) === null) localStorage.setItem(key, text);
  }, Object.entries(kept));
  await page.goto('./');
  const where = page.getByTestId('where');
  await expect(where).toHaveAttribute('data-busy', 'false', { timeout: 240_000 });
  return Number(/of (\d+)/.exec((await where.textContent()) ?? '')?.[1]);
}

/** Equal steps for every decision, and a Pod once. */
const EVENLY = { 'rolloutscope/preferences': JSON.stringify({ scale: 'decisions', lens: 'owners' }) };

test('is dragged across 100,000 frames, and shows the frames that lie there', async ({ page, playground }) => {
  test.setTimeout(400_000);
  const length = await openWith(page, { ...keptWorkspace(manyRollouts(100_000, 400)), ...EVENLY });
  expect(length).toBeGreaterThan(100_000);

  await page.evaluate(() => window.probe.begin());
  await dragAcross(page, 120);
  const { frames } = await page.evaluate(() => window.probe.end());
  const sorted = frames.toSorted((a, b) => a - b);
  console.log(
    `dragging across ${length} frames: median ${sorted[sorted.length >> 1]?.toFixed(1)} ms, 95th percentile ${sorted[Math.ceil(sorted.length * 0.95) - 1]?.toFixed(1)} ms`,
  );

  const box = await page.getByTestId('scrubber').boundingBox();
  if (!box) throw new Error('there is no scrubber');
  for (const share of [0.9, 0.5, 0.2]) {
    await page.mouse.click(box.x + box.width * share, box.y + box.height / 2);
    const { position } = await playground.frame();
    expect(Math.abs(position - share * length)).toBeLessThan(length / box.width + 1);
  }
  // What is painted is what the cluster has there: the worker plays the tape up to this frame to answer.
  await playground.prompt.fill('kubectl get pods --no-headers | wc -l');
  await playground.prompt.press('Enter');
  await expect(playground.prompt).toHaveValue('');
  await expect(playground.console.locator('[data-waiting]')).toHaveCount(0, { timeout: 180_000 });
  const printed = Number((await playground.printed()).trim().split('\n').at(-1));
  expect(printed).toBeGreaterThan(300);
  await expect(page.locator('[data-tiles]')).toHaveAttribute('data-tiles', String(printed));
});

test('paints a tile for each of a thousand Pods, which can be pointed at, chosen and listed', async ({ page, playground }) => {
  test.setTimeout(200_000);
  await openWith(page, { ...keptWorkspace(oneRollout(1_000)), ...EVENLY });
  await playground.canvas.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[data-tiles]')).toHaveAttribute('data-tiles', '1000');

  await page.getByRole('button', { name: 'Pods as a list' }).click();
  const list = page.getByRole('region', { name: 'Pods as a list' });
  await expect(list.getByRole('status')).toContainText('1000');
  await list.getByRole('button', { name: /^web-/ }).first().click();
  await expect(page.locator('[data-pane=inspector]')).toContainText(/web-[a-z0-9]+-[a-z0-9]{5}/);
});

test('goes back while the worker is still ahead, and comes back to its frame after the tab was closed', async ({ page, playground }) => {
  test.setTimeout(300_000);
  await page.addInitScript(
    (entries) => {
      for (const [key, text] of entries) if (localStorage.getItem(key) === null) localStorage.setItem(key, text);
    },
    Object.entries(keptWorkspace(oneRollout(3_000))),
  );
  await page.goto('./');
  await expect.poll(async () => (await playground.frame()).length, { timeout: 60_000 }).toBeGreaterThan(2_000);
  await playground.canvas.focus();
  await page.keyboard.press('End');
  const { position } = await playground.frame();
  expect(position).toBeGreaterThan(1_000);
  await page.keyboard.press('Home');
  await playground.standsOn(0);
  const box = await page.getByTestId('scrubber').boundingBox();
  if (!box) throw new Error('there is no scrubber');
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height / 2);
  const left = (await playground.frame()).position;
  expect(left).toBeGreaterThan(0);
  await page.reload();
  await expect.poll(async () => (await playground.frame()).position, { timeout: 180_000 }).toBe(left);
  await expect(page.getByTestId('progress')).toHaveCount(0);
});
