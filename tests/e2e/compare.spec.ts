import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { type Playground, expect, test } from './fixtures.ts';

test.beforeEach(async ({ playground }) => playground.open());

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}

/** The frames on which the two sides stand, and how many each has. */
async function frames(page: Page): Promise<readonly number[]> {
  const texts = await page.getByTestId('compared').allTextContents();
  return texts.flatMap((text) => (text.match(/\d+/g) ?? []).map(Number));
}

const figures = (page: Page): Locator => page.getByTestId('figures');
const row = (page: Page, name: string | RegExp): Locator => figures(page).getByRole('row', { name });

/** Acts at frame 14, and compares the branch that begins there with the one that it left. */
async function forkAt14(page: Page, playground: Playground): Promise<void> {
  await playground.canvas.focus();
  await page.keyboard.press('Home');
  for (let n = 0; n < 14; n++) await page.keyboard.press('ArrowRight');
  await playground.standsOn(14);
  await playground.run('kubectl scale deployment/web --replicas=6');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(figures(page).locator('caption')).not.toContainText('so far');
  await playground.canvas.focus();
  // The act is being played: a step pauses.
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);
}

/** Gives maxSurge of Deployment web another value, by the dialog that a key opens. */
async function changeSurge(page: Page, playground: Playground, value: string): Promise<void> {
  await playground.canvas.focus();
  await page.keyboard.press('Shift+C');
  await page.getByRole('radio', { name: /^maxSurge/ }).check();
  await page.getByRole('textbox', { name: 'New value of maxSurge' }).fill(value);
  await page.getByRole('dialog').getByRole('button', { name: 'Compare', exact: true }).click();
}

test('forks at frame 14 and compares: difference, figures, and both pictures in step', async ({ page, playground }) => {
  await forkAt14(page, playground);
  await expect(page.getByRole('region', { name: /^Cluster, branch/ })).toHaveCount(2);
  const difference = page.getByTestId('difference');
  await expect(difference).toContainText('kubectl scale deployment/web --replicas=6');
  await expect(difference).toContainText('What comes of it');

  // Of six Pods wanted there never are ten.
  await expect(
    row(page, /^Most Pods at once/)
      .getByRole('cell')
      .first(),
  ).toContainText(/^6|^10/);
  await expect(row(page, /^Rolled out after/).getByRole('cell')).toHaveCount(2);
  await expect(row(page, /^Failed requests to web/)).toContainText(/\d+ of \d+/);
  await expect(figures(page).getByText('better').first()).toBeVisible();

  // In the common past both stand on the same frame.
  await page.keyboard.press('Home');
  for (let n = 0; n < 10; n++) await page.keyboard.press('ArrowRight');
  await playground.standsOn(10);
  await expect.poll(async () => (await frames(page)).filter((_, i) => i % 2 === 0)).toEqual([10, 10]);
  const before = await playground.picture();

  // At the end both are at theirs; back again, the picture is the same.
  await page.keyboard.press('End');
  await expect
    .poll(async () => {
      const [main, mainLength, other, otherLength] = await frames(page);
      return main === mainLength && other === otherLength;
    })
    .toBe(true);
  expect((await playground.difference(await playground.picture(), before)).places).toBeGreaterThan(50);
  await playground.canvas.focus();
  await page.keyboard.press('Home');
  for (let n = 0; n < 10; n++) await page.keyboard.press('ArrowRight');
  await playground.standsOn(10);
  expect(await playground.difference(await playground.picture(), before)).toEqual({ places: 0 });

  // To the first difference, by key and by its mark.
  await playground.canvas.focus();
  await page.keyboard.press('d');
  await expect.poll(async () => (await playground.frame()).position).toBeGreaterThan(14);
  const { position } = await playground.frame();
  await page.keyboard.press('Home');
  await page.getByTestId('difference-mark').click();
  await playground.standsOn(position);
});

test('compares with one field changed, and is found again after a reload', async ({ page, playground }) => {
  await changeSurge(page, playground, '1');
  await expect(page.getByRole('region', { name: 'Cluster, branch “maxSurge: 25% → 1”' })).toBeVisible();
  await expect(row(page, /^Rolled out after/)).toContainText(/6\.000 s.*better.*12\.000 s/);
  await expect(row(page, /^Most Pods at once/)).toContainText(/^Most Pods at once\s*13.*11.*better/);
  await expect(page.getByTestId('difference')).toContainText('spec.strategy.rollingUpdate.maxSurge: 25%');
  await expect(page.getByTestId('difference')).toContainText('spec.replicas: 1');
  // Time goes on to the end of the slower one.
  await playground.canvas.focus();
  await page.keyboard.press('End');
  await expect.poll(async () => (await frames(page)).filter((_, i) => i === 2 || i === 3)).toEqual([192, 192]);

  await page.reload();
  await playground.isReady();
  await expect(row(page, /^Rolled out after/)).toContainText(/6\.000 s.*12\.000 s/);

  // The other side becomes the one on which one acts, and Escape leaves.
  await page.getByRole('button', { name: 'Go on from here' }).click();
  await expect(row(page, /^Rolled out after/)).toContainText(/12\.000 s.*6\.000 s/);
  await playground.canvas.focus();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: /^Cluster, branch/ })).toHaveCount(0);
  await page.keyboard.press('c');
  await expect(page.getByRole('region', { name: /^Cluster, branch/ })).toHaveCount(2);

  // Dropped while it is compared, a branch leaves one picture; taken back, it is there again.
  await page.getByRole('button', { name: /^Branches/ }).click();
  await page.getByRole('menuitem', { name: 'Drop' }).click();
  await expect(page.getByRole('region', { name: /^Cluster, branch/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('region', { name: /^Cluster, branch/ })).toHaveCount(2);
});

test('says the API server’s verdict at the field, and loses nothing', async ({ page, playground }) => {
  await changeSurge(page, playground, 'a lot');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('alert')).toContainText('spec.strategy.rollingUpdate.maxSurge: Invalid value');
  await expect(dialog.getByRole('textbox')).toHaveValue('a lot');
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('radio', { name: 'Another field…' }).check();
  await dialog.getByRole('textbox', { name: 'Path of the field' }).fill('spec.replicas.most');
  await dialog.getByRole('textbox', { name: /^New value/ }).fill('3');
  await dialog.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('spec.replicas is no mapping');
  await dialog.getByRole('radio', { name: /^maxSurge/ }).check();
  await expect(dialog.getByRole('textbox')).toHaveValue('a lot');
});

test('axe finds nothing on a comparison, wide and at 390 pixels', async ({ page, playground }) => {
  await changeSurge(page, playground, '1');
  await expect(figures(page)).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await violations(page), 'light').toEqual([]);
  await page.getByRole('button', { name: 'Dark theme' }).click();
  expect(await violations(page), 'dark').toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await violations(page), 'narrow').toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
});
