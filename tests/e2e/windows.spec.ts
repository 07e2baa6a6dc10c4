import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** What axe finds on the page as it stands, without Monaco's own insides; a menu stands outside the landmarks and belongs to its button. */
async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).exclude('.monaco-editor').disableRules(['region']).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

interface Box {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

async function boxesOf(locator: Locator): Promise<readonly Box[]> {
  return locator.evaluateAll((elements) =>
    elements
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { name: element.getAttribute('aria-label') ?? element.textContent ?? '', left, top, right, bottom };
      }),
  );
}

const overlap = (a: Box, b: Box): boolean => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;

/** Pairs that stand on each other. */
const overlaps = (boxes: readonly Box[]): readonly string[] =>
  boxes.flatMap((a, i) => boxes.slice(i + 1).flatMap((b) => (overlap(a, b) ? [`${a.name} / ${b.name}`] : [])));

const boxOf = async (locator: Locator): Promise<Box> => (await boxesOf(locator))[0] as Box;

/** WCAG 1.4.12, as whoever needs it sets it in the browser. */
async function spaceText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }',
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
}

test.beforeEach(async ({ playground }) => playground.open());

for (const [percent, width, height] of [
  [200, 720, 450],
  [400, 360, 225],
  [400, 320, 256],
] as const) {
  test(`loses nothing at ${percent} percent, ${width} by ${height}`, async ({ page, playground }) => {
    await page.setViewportSize({ width, height });
    const wide = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await wide()).toBe(0);
    expect(overlaps(await boxesOf(page.getByRole('banner').getByRole('button')))).toEqual([]);
    // The page itself scrolls, with the wheel as with the keyboard.
    await page.mouse.move(width / 2, 20);
    await page.mouse.wheel(0, 5_000);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
    await expect(page.getByRole('slider', { name: 'Position on the timeline' })).toBeInViewport();
    const canvas = await boxOf(playground.canvas);
    expect(canvas.bottom - canvas.top).toBeGreaterThanOrEqual(140);
    const panes = page.getByRole('navigation', { name: 'Panes' });
    for (const [pane, sign] of [
      ['Manifests', page.getByRole('button', { name: /^Apply/ })],
      ['Console', playground.prompt],
      ['Inspector', page.getByRole('tab', { name: 'Promises', exact: true })],
    ] as const) {
      await panes.getByRole('button', { name: pane }).click();
      await expect(sign).toBeInViewport({ ratio: 1 });
      expect(await wide(), pane).toBe(0);
      expect(await violations(page), pane).toEqual([]);
    }
    await panes.getByRole('button', { name: 'Inspector' }).click();
    await playground.play.click();
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  });
}

test('keeps apart what stands in the header of a small window, also with spaced text', async ({ page }) => {
  for (const width of [480, 390, 360, 320]) {
    await page.setViewportSize({ width, height: 740 });
    const buttons = await boxesOf(page.getByRole('banner').getByRole('button'));
    expect(overlaps(buttons), String(width)).toEqual([]);
    expect(Math.max(...buttons.map(({ right }) => right))).toBeLessThanOrEqual(width);
  }
  await page.getByRole('button', { name: 'More', exact: true }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('menuitem', { name: /Switch to Chinese/ }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await spaceText(page);
  expect(overlaps(await boxesOf(page.getByRole('banner').getByRole('button')))).toEqual([]);
});

test('cuts nothing off where text is spaced', async ({ page }) => {
  await spaceText(page);
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const tab of ['Why', 'Describe', 'YAML', 'Events', 'Promises'])
      await expect(page.getByRole('tab', { name: tab, exact: true })).toBeInViewport({ ratio: 1 });
    for (const part of [page.getByRole('region', { name: 'Transport' }), page.getByRole('list', { name: 'What the tiles mean' })])
      expect(await part.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const plot = await boxOf(page.getByRole('slider', { name: 'Position on the timeline' }));
  expect(plot.bottom - plot.top).toBeGreaterThan(50);
});

test('shows what is chosen, and shares and the playhead, in forced colours', async ({ page, playground }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const colourOf = (locator: Locator): Promise<string> => locator.evaluate((element) => getComputedStyle(element).backgroundColor);
  const lens = page.getByRole('group', { name: 'What the canvas is arranged by' });
  expect(await colourOf(lens.getByRole('button', { pressed: true }))).not.toBe(await colourOf(lens.getByRole('button', { pressed: false }).first()));
  expect(await colourOf(page.getByRole('tab', { name: 'Why', exact: true }))).not.toBe(await colourOf(page.getByRole('tab', { name: 'YAML', exact: true })));
  const canvas = await colourOf(page.locator('body'));
  const slider = page.getByRole('slider', { name: 'Position on the timeline' });
  expect(await colourOf(slider.locator('[class*=head]').first())).not.toBe(canvas);
  const bar = playground.canvas.getByRole('img', { name: /^Pods/ }).or(playground.canvas.locator('[class*=share]')).first();
  await expect(bar).toBeVisible();
  expect(
    await playground.canvas
      .locator('[class*=share] > i')
      .first()
      .evaluate((element) => getComputedStyle(element).backgroundColor),
  ).not.toBe(canvas);
});

for (const theme of ['light', 'dark'] as const) {
  test(`reaches 7:1 in its quiet words where more contrast is asked for, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ contrast: 'more', colorScheme: theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const { violations: found } = await new AxeBuilder({ page })
      .exclude('.monaco-editor')
      .exclude('[role=log]')
      .withRules(['color-contrast-enhanced'])
      .options({ rules: { 'color-contrast-enhanced': { enabled: true } } })
      .include('[data-pane=inspector]')
      .analyze();
    expect(found.flatMap(({ nodes }) => nodes.map(({ target }) => target.join(' ')))).toEqual([]);
  });
}

/** Controls smaller than 24 by 24 with another one too near (WCAG 2.5.8), but for words in a line of text. */
const smallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const SIZE = 24;
    const shown = [...document.querySelectorAll('button, a[href], input, select, [role=tab], [role=slider]')]
      .filter((element) => !element.closest('.monaco-editor, [inert], [role=log], [data-card], [data-tile], .react-flow__attribution'))
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ element, box }) => box.width > 1 && element.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)));
    return shown.flatMap(({ element, box }) => {
      if (box.width >= SIZE && box.height >= SIZE) return [];
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const near = shown.some(({ element: other, box: its }) => {
        if (other === element || other.contains(element) || element.contains(other)) return false;
        const away = Math.hypot(Math.max(its.left - x, 0, x - its.right), Math.max(its.top - y, 0, y - its.bottom));
        return away < SIZE / 2;
      });
      return near ? [`${element.getAttribute('aria-label') ?? element.textContent} ${box.width}x${box.height}`] : [];
    });
  });

test('has targets of 24 pixels, or room around them', async ({ page }) => {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    expect(await smallTargets(page), `${width}`).toEqual([]);
    for (const key of ['?', 'l', 'Shift+C']) {
      await page.locator('#canvas').focus();
      await page.keyboard.press(key);
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await smallTargets(page), `${key} at ${width}`).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  }
});
