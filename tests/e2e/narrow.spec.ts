import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });
test.beforeEach(async ({ playground }) => playground.open());

test('keeps the canvas and the transport, and nothing overflows', async ({ page, playground }) => {
  await expect(playground.canvas).toContainText('Deployment web');
  await expect(playground.play).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBe(0);
  await playground.play.tap();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('brings the other panes up as sheets, at 390 and at 360 pixels', async ({ page, playground }) => {
  for (const width of [390, 360]) {
    await page.setViewportSize({ width, height: 740 });
    for (const [pane, sign] of [
      ['Manifests', page.getByRole('button', { name: /^Apply/ })],
      ['Console', playground.prompt],
      ['Inspector', page.getByRole('tab', { name: 'YAML', exact: true })],
    ] as const) {
      await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: pane }).tap();
      await expect(sign).toBeInViewport();
      expect(
        (await new AxeBuilder({ page }).exclude('.monaco-editor').analyze()).violations.map(
          ({ id, nodes }) => `${id} ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
        ),
        pane,
      ).toEqual([]);
    }
    await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Inspector' }).tap();
  }
});

test('runs a command with a tap', async ({ page, playground }) => {
  await page.getByRole('navigation', { name: 'Panes' }).getByRole('button', { name: 'Console' }).tap();
  await playground.run('kubectl get deploy');
  await expect(playground.console).toContainText(/web +10\/10/);
});
