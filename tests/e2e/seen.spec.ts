import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import type { Page } from '@playwright/test';

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).exclude('.monaco-editor').disableRules(['region']).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

test.beforeEach(async ({ playground }) => playground.open());

test('has lines between cards from the first picture on, and keeps them when cards are resized', async ({ page, playground }) => {
  const lines = playground.canvas.locator('[data-edge=owns]');
  await expect(lines).toHaveCount(1);
  const meets = async (): Promise<void> => {
    await expect(async () => {
      const [line, owner, owned] = await Promise.all([
        lines.first().boundingBox(),
        page.locator('[data-card][data-kind=deployment]').boundingBox(),
        page.locator('[data-card][data-kind=replicaset]').first().boundingBox(),
      ]);
      if (!line || !owner || !owned) throw new Error('not there yet');
      expect(Math.abs(line.y - owner.y - owner.height)).toBeLessThanOrEqual(4);
      expect(Math.abs(line.y + line.height - owned.y)).toBeLessThanOrEqual(4);
    }).toPass();
  };
  await meets();
  // In one column every card is as wide as the screen.
  await page.setViewportSize({ width: 400, height: 800 });
  await meets();
  await page.setViewportSize({ width: 1440, height: 900 });
  await meets();
  await page.getByRole('button', { name: 'Nodes', exact: true }).click();
  await expect(lines).toHaveCount(0);
});

test('moves nothing of the page while time goes on', async ({ page, playground }) => {
  await playground.editor();
  const places = (): Promise<readonly string[]> =>
    page.evaluate(() =>
      [
        'header button',
        'section[aria-label=Transport] button',
        '[data-pane=editor]',
        '[data-pane=console]',
        '[role=tablist]',
        '[data-testid=scrubber]',
        '#canvas',
      ]
        .flatMap((selector) => [...document.querySelectorAll(selector)])
        .map((element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return `${element.getAttribute('aria-label') ?? element.tagName}: ${[left, top, width, height].map(Math.round).join()}`.replace(
            /^(Play|Pause|Replay):/,
            'Play:',
          );
        }),
    );
  const before = await places();
  expect(before.length).toBeGreaterThan(20);
  await page.evaluate(() => Object.assign(window, { editorHeights: new Set<number>() }));
  await page.evaluate(() => {
    const { editorHeights } = window as unknown as { editorHeights: Set<number> };
    const look = (): void => {
      editorHeights.add(Math.round(document.querySelector('[data-editor=monaco]')?.getBoundingClientRect().height ?? 0));
      requestAnimationFrame(look);
    };
    look();
  });
  await playground.play.click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  expect(await places()).toEqual(before);
  await page.keyboard.press('End');
  await expect(page.getByRole('button', { name: 'Replay' })).toBeVisible();
  expect(await places()).toEqual(before);
  expect(await page.evaluate(() => [...(window as unknown as { editorHeights: Set<number> }).editorHeights])).toHaveLength(1);
});

test('has a notice hide no card, and no table of a comparison', async ({ page, playground }) => {
  const message = page.getByRole('region', { name: 'Messages' }).getByRole('listitem');
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.getByRole('button', { name: 'Examples' }).click();
    await page.getByRole('menuitem', { name: /^Requests, with/ }).click();
    await expect(message.last()).toBeVisible();
    await expect(page.locator('[data-card][data-kind=node]')).toHaveCount(3);
    await expect(async () => {
      const notice = await message.first().boundingBox();
      const cards = await page.locator('[data-card]').evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().bottom));
      expect(Math.max(...cards)).toBeLessThanOrEqual(notice?.y ?? 0);
    }).toPass();
  }
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: /^Rolling update/ }).click();
  await playground.isReady();
  await playground.canvas.focus();
  await page.keyboard.press('Shift+C');
  await page.getByRole('dialog').locator('input:not([type=radio])').first().fill('6');
  await page.getByRole('dialog').getByRole('button', { name: 'Compare' }).click();
  const findings = page.getByRole('region', { name: 'Comparison' });
  await expect(findings).toBeVisible();
  await page.getByRole('button', { name: 'Add a Node' }).click();
  await expect(message.last()).toBeVisible();
  await expect(async () => {
    const [notice, table] = await Promise.all([message.first().boundingBox(), findings.boundingBox()]);
    expect((table?.y ?? 0) + (table?.height ?? 0)).toBeLessThanOrEqual((notice?.y ?? 0) + 1);
  }).toPass();
  expect(await violations(page)).toEqual([]);
});

test('leads to each painted Pod with the keyboard, and keeps the focus where Pods become elements again', async ({ page, playground }) => {
  await playground.run('kubectl scale deployment web --replicas=120');
  await playground.isReady();
  await playground.canvas.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[data-painted=true]')).toHaveCount(1);
  const list = playground.canvas.getByRole('listbox', { name: 'Pods' });
  const option = list.getByRole('option');
  // From a card into its Pods.
  await page.locator('[data-card][data-kind=replicaset]').last().focus();
  await page.keyboard.press('ArrowDown');
  await expect(list).toBeFocused();
  await expect(option).toHaveAccessibleName(/^Pod web-\S+, ready, Running, on node-\d$/);
  await expect(option).toHaveAttribute('aria-posinset', '1');
  const id = await option.getAttribute('id');
  await expect(list).toHaveAttribute('aria-activedescendant', id ?? '');
  const first = await option.getAttribute('aria-label');
  const place = await option.boundingBox();
  await page.keyboard.press('ArrowRight');
  await expect(option).not.toHaveAttribute('aria-label', first ?? '');
  const next = await option.boundingBox();
  expect(next?.y).toBeCloseTo(place?.y ?? 0, 0);
  expect(next?.x).toBeGreaterThan(place?.x ?? 0);
  expect(await option.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
  await page.keyboard.press('ArrowDown');
  expect((await option.boundingBox())?.y).toBeGreaterThan(next?.y ?? 0);
  const label = (await option.getAttribute('aria-label')) ?? '';
  const name = /^Pod ([^,]+)/.exec(label)?.[1] ?? '';
  await expect(page.getByRole('tooltip')).toContainText(name);
  const { position } = await playground.frame();
  await page.keyboard.press('Enter');
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('why').getByRole('heading', { name: `Pod ${name}` })).toBeVisible();
  expect((await playground.frame()).position).toBe(position);
  await page.keyboard.press('m');
  await expect(page.getByRole('menu', { name: `Pod ${name}` })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(list).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-card][data-kind=replicaset]').last()).toBeFocused();
});

test('keeps the keyboard on a Pod when Pods that were elements are painted, and back', async ({ page, playground }) => {
  await playground.run('kubectl scale deployment web --replicas=120');
  await playground.isReady();
  await playground.canvas.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[data-painted=true]')).toHaveCount(1);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.locator('[data-painted=true]')).toHaveCount(0);
  await page.locator('[data-card][data-kind=replicaset]').first().focus();
  await page.keyboard.press('ArrowDown');
  const focused = (): Promise<readonly [string | null | undefined, string | null | undefined]> =>
    page.evaluate(() => [document.activeElement?.getAttribute('role'), document.activeElement?.getAttribute('data-tile')]);
  const [role, tile] = await focused();
  expect([role, tile]).toEqual([null, expect.stringContaining('@owner')]);
  await page.keyboard.press('End');
  await expect(page.locator('[data-painted=true]')).toHaveCount(1);
  await expect.poll(focused).toEqual(['listbox', tile]);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.locator('[data-painted=true]')).toHaveCount(0);
  await expect.poll(focused).toEqual([null, tile]);
});
