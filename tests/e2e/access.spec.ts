import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** What axe finds on the page as it stands. Monaco's own insides are Microsoft's: its host is tested, its lines are not. */
async function violations(page: Page, except: readonly string[] = []): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .exclude('.monaco-editor')
    .disableRules([...except])
    .analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}

test.beforeEach(async ({ playground }) => playground.open());

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the main screen, ${theme}`, async ({ page, playground }) => {
    await playground.editor();
    if (theme === 'dark') await page.getByRole('button', { name: 'Dark theme' }).click();
    await playground.run('kubectl get pods');
    await playground.run('kubectl bogus');
    for (const tab of ['Describe', 'YAML', 'Events', 'Why']) {
      await page.getByRole('tab', { name: tab, exact: true }).click();
      expect(await violations(page), tab).toEqual([]);
    }
  });
}

test('axe finds nothing on menus, dialogs and lists', async ({ page, playground }) => {
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await violations(page), 'keys').toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+k');
  expect(await violations(page), 'palette').toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More for files' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  // A menu stands in a portal at the end of the page, and belongs to its button.
  expect(await violations(page, ['region']), 'files').toEqual([]);
  await page.keyboard.press('Escape');
  await playground.write('kind: Pod\n');
  await expect(page.getByRole('list', { name: 'What the API server says' })).toBeVisible();
  expect(await violations(page), 'problems').toEqual([]);
});

test('does everything of the first minute with the keyboard alone', async ({ page, playground }) => {
  // Apply a change in the editor.
  await page.keyboard.press('e');
  await playground.editor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane'))).toBe('editor');
  await page.keyboard.press('e');
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# typed with the keyboard');
  await expect.poll(() => playground.text()).toContain('# typed with the keyboard');
  // Leave it: Escape, then Tab.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-editor]') === null)).toBe(true);
  // Play, pause, step.
  await playground.canvas.focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Space');
  await page.keyboard.press('Home');
  await playground.standsOn(0);
  await page.keyboard.press('ArrowRight');
  await playground.standsOn(1);
  // The console, and out of it again.
  await page.keyboard.press('/');
  await expect(playground.prompt).toBeFocused();
  await page.keyboard.type('kubectl get nodes');
  await page.keyboard.press('Enter');
  await expect(playground.console).toContainText('NAME');
  await page.keyboard.press('Tab');
  await expect(playground.prompt).not.toBeFocused();
  // The palette has every action.
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('shows states without travel where motion is to be reduced', async ({ page, playground }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await playground.isReady();
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced');
  const start = await playground.frame();
  await page.keyboard.press('ArrowRight');
  await playground.standsOn(start.position + 1);
});

test('speaks Chinese, in every word of its own', async ({ page, playground }) => {
  await page.getByRole('button', { name: /Switch to Chinese/ }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('button', { name: /^应用/ })).toBeVisible();
  await expect(playground.play).toHaveAccessibleName(/播放/);
  // Kubernetes' own words stay.
  await expect(playground.canvas).toContainText('Deployment');
  await expect(playground.canvas).toContainText('ReplicaSet');
  expect(await violations(page)).toEqual([]);
  await page.reload();
  await playground.isReady();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
});

test.describe('in a browser that speaks Chinese', () => {
  test.use({ locale: 'zh-CN' });
  test('begins in Chinese', async ({ page }) => {
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('button', { name: /^应用/ })).toBeVisible();
  });
});
