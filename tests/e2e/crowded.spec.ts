import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).exclude('.monaco-editor').disableRules(['region']).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

test.beforeEach(async ({ playground }) => playground.open());

test('gives every flag a word or a number, where commands crowd too, and leads from one to the next', async ({ page, playground }) => {
  await page.keyboard.press('End');
  for (let number = 1; number <= 5; number++) await playground.run(`kubectl create configmap settings-${number}`);
  await playground.isReady();
  const flags = page.getByRole('button', { name: /^(Command at frame|\d+ commands, frames) / });
  await expect(page.getByRole('button', { name: /^\d+ commands, frames \d+ to \d+: .*settings-5$/ })).toBeVisible();
  const boxes = await flags.evaluateAll((elements) =>
    elements.map((element) => {
      const { left, right, width, height } = element.getBoundingClientRect();
      return { text: element.textContent, left, right, width, height };
    }),
  );
  expect(boxes.filter(({ text }) => !text)).toEqual([]);
  expect(boxes.filter(({ width, height }) => width < 24 || height < 24)).toEqual([]);
  expect(boxes.filter(({ left }, i) => i > 0 && left < (boxes[i - 1]?.right ?? 0))).toEqual([]);
  // Pressed again and again, it goes through its commands and begins anew.
  const crowd = page.getByRole('button', { name: /^\d+ commands.*settings-5$/ });
  const [first = 0, last = 0] =
    ((await crowd.getAttribute('aria-label')) ?? '')
      .match(/frames (\d+) to (\d+)/)
      ?.slice(1)
      .map(Number) ?? [];
  await playground.canvas.focus();
  await page.keyboard.press('Home');
  await playground.standsOn(0);
  const count = Number(((await crowd.getAttribute('aria-label')) ?? '').match(/^\d+/)?.[0]);
  const seen: number[] = [];
  for (let press = 0; press < count; press++) {
    const before = (await playground.frame()).position;
    await crowd.click();
    await expect.poll(async () => (await playground.frame()).position).not.toBe(before);
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
    seen.push((await playground.frame()).position);
  }
  expect(seen.at(-1)).toBe(last);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  await crowd.click();
  await playground.standsOn(first);
  expect(await violations(page)).toEqual([]);
});

test('shows the names of both files at 1024 pixels, and of many always the open one', async ({ page, playground }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await playground.editor();
  const files = page.getByRole('tablist', { name: 'Manifests, by file' });
  for (const name of ['web.yaml', 'service.yaml']) {
    const tab = files.getByRole('tab', { name: new RegExp(`^${name}`) });
    await expect(tab).toBeInViewport({ ratio: 1 });
    expect(
      await tab
        .locator('span')
        .first()
        .evaluate((element) => element.scrollWidth - element.clientWidth),
      name,
    ).toBeLessThanOrEqual(0);
  }
  for (let number = 0; number < 6; number++) await page.getByRole('button', { name: 'New file' }).click();
  await expect(files).toHaveAttribute('data-more', 'start');
  await expect(files.getByRole('tab', { selected: true })).toBeInViewport({ ratio: 0.99 });
  await page.mouse.move(60, 70);
  await page.mouse.wheel(0, -2_000);
  await expect(files).toHaveAttribute('data-more', 'end');
  await expect(files.getByRole('tab').first()).toBeInViewport({ ratio: 0.99 });
});

test('has a notice hide no card on a small screen, nor tools and panes on a larger one', async ({ page, playground }) => {
  const message = page.getByRole('region', { name: 'Messages' }).getByRole('listitem');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Add a Node' }).click();
  await expect(message).toBeVisible();
  const notice = await message.boundingBox();
  const canvas = await playground.canvas.boundingBox();
  expect((canvas?.y ?? 0) + (canvas?.height ?? 0)).toBeLessThanOrEqual((notice?.y ?? 0) + 1);
  expect(await violations(page)).toEqual([]);
  for (const [width, height] of [
    [1024, 768],
    [1440, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect(async () => {
      const [shown, around, tools] = await Promise.all([message.boundingBox(), playground.canvas.boundingBox(), page.getByRole('toolbar').boundingBox()]);
      if (!shown || !around || !tools) throw new Error('not there yet');
      expect(shown.x).toBeGreaterThanOrEqual(around.x);
      expect(shown.x + shown.width).toBeLessThanOrEqual(around.x + around.width);
      expect(shown.x + shown.width <= tools.x || shown.y + shown.height <= tools.y).toBe(true);
    }).toPass();
  }
});

test('adds a Node, formats, exports, and shows and hides requests from the palette', async ({ page, playground }) => {
  await playground.editor();
  const choose = async (typed: string): Promise<void> => {
    await playground.canvas.focus();
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox').fill(typed);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  };
  await choose('add a node');
  await expect(playground.canvas.locator('[data-card][aria-label="Node node-4"]')).toBeVisible();
  await playground.write('kind:   ConfigMap\napiVersion: v1\nmetadata: {name:   a}\n');
  await choose('format web');
  await expect.poll(() => playground.text()).toContain('kind: ConfigMap');
  for (const [typed, name] of [
    ['export web', 'web.yaml'],
    ['export all', 'manifests.zip'],
  ] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), choose(typed)]);
    expect(download.suggestedFilename()).toBe(name);
  }
  const requests = page.getByRole('button', { name: 'Requests to Services' });
  const shown = await requests.getAttribute('aria-pressed');
  await choose('requests to services');
  await expect(requests).toHaveAttribute('aria-pressed', shown === 'true' ? 'false' : 'true');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('no such thing');
  await expect(page.getByText('no such thing')).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('says so where there is nothing to show', async ({ page, playground }) => {
  await page.getByRole('button', { name: 'Pods as a list' }).click();
  await page.getByRole('searchbox').fill('no such Pod');
  await expect(page.getByText('No Pod has “no such Pod” in its name')).toBeVisible();
  expect(await violations(page), 'a search without result').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: /^An empty cluster/ }).click();
  await expect(page.getByText('Nothing runs here yet')).toBeVisible();
  expect(await violations(page), 'an empty cluster').toEqual([]);
  // It stands below the Nodes, and not on them.
  const empty = await page.getByText('Nothing runs here yet').locator('..').boundingBox();
  const node = await playground.canvas.locator('[data-card][aria-label="Node node-1"]').boundingBox();
  expect(empty?.y).toBeGreaterThanOrEqual((node?.y ?? 0) + (node?.height ?? 0));
  await page.getByRole('button', { name: 'Pods as a list' }).click();
  await expect(page.getByText('There is no Pod at this frame.')).toBeVisible();
  expect(await violations(page), 'a list of nothing').toEqual([]);
});
