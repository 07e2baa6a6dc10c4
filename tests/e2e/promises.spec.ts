import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { type Playground, expect, test } from './fixtures.ts';

const AT_LEAST_9 = 'Deployment web: at least 9 available';

const tab = (page: Page): Locator => page.getByRole('tab', { name: 'Promises' });
const card = (page: Page, text: string): Locator => page.getByTestId('promise').filter({ hasText: text });

/** Says what must hold, in the form. */
async function say(page: Page, count: string): Promise<void> {
  await tab(page).click();
  await page.getByRole('button', { name: 'Add a promise' }).click();
  await page.getByLabel('At least', { exact: true }).fill(count);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
}

/** How many Pods are available, as the cluster itself says. */
async function available(playground: Playground): Promise<number> {
  await playground.run('kubectl get deployment web -o jsonpath={.status.availableReplicas}');
  const printed = await playground.console.textContent();
  return Number(/(\d+)\D*$/.exec(printed ?? '')?.[1]);
}

async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('.monaco-editor').analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`))).toEqual([]);
}

test.beforeEach(async ({ playground }) => playground.open());

test('says that nine must be available, sees where they are not, and goes there', async ({ page, playground }) => {
  await say(page, 'nine');
  await expect(page.getByRole('alert').filter({ hasText: 'whole number' })).toBeVisible();
  await page.getByLabel('At least', { exact: true }).fill('9');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const promise = card(page, AT_LEAST_9);
  await expect(promise).toContainText('Holds: 10 available');
  await expect(promise).toContainText(/Broken (once|\d+ times) on this branch/);
  await expect(page.getByTestId('broken-band').first()).toBeVisible();
  await axe(page);
  // The key leads to the first moment after this frame, and the timeline says so in words.
  await page.keyboard.press('Escape');
  await playground.canvas.focus();
  await page.keyboard.press('x');
  await expect(promise).toContainText('Broken: 8 available, at least 9 wanted');
  await expect(page.getByRole('slider', { name: 'Position on the timeline' })).toHaveAttribute(
    'aria-valuetext',
    /broken: Deployment web: at least 9 available/,
  );
  expect(await available(playground)).toBe(8);
  const { position } = await playground.frame();
  // The mark on the timeline leads to the same frame.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'To the end' }).click();
  await expect(promise).toContainText('Holds: 10 available');
  await page
    .getByRole('button', { name: /^(Broken|\d+ broken moments)/ })
    .first()
    .click();
  await playground.standsOn(position);
});

test('keeps what was promised, and takes back what was changed', async ({ page, playground }) => {
  await say(page, '9');
  await expect(card(page, AT_LEAST_9)).toBeVisible();
  await page.getByRole('button', { name: `Edit “${AT_LEAST_9}”` }).click();
  await page.getByLabel('At least', { exact: true }).fill('8');
  await page.getByRole('button', { name: 'Save' }).click();
  const eight = card(page, 'Deployment web: at least 8 available');
  await expect(eight).toContainText('Never broken on this branch');
  await expect(page.getByTestId('broken-band')).toHaveCount(0);
  await page.waitForTimeout(400);
  await page.reload();
  await playground.isReady();
  await tab(page).click();
  await expect(eight).toContainText('Holds');
  await eight.getByRole('button', { name: /^Remove/ }).click();
  await expect(eight).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo the last change' }).click();
  await expect(eight).toBeVisible();
});

test('finds the frame in which availability is lowest', async ({ page, playground }) => {
  await tab(page).click();
  await page.getByRole('button', { name: 'Deployment web: at least 8 available' }).click();
  await page.getByRole('button', { name: /Frame in which availability is lowest: 8/ }).click();
  expect(await available(playground)).toBe(8);
  await expect(card(page, 'at least 8 available')).toContainText('Holds: 8 available, at least 8 wanted');
});

test('searches over delays and faults until a run breaks the promise, and opens it', async ({ page, playground }) => {
  await tab(page).click();
  await page.getByRole('button', { name: 'Deployment web: at least 8 available' }).click();
  await page.getByRole('button', { name: /Look for a run that breaks/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Look for a run' });
  await dialog.getByLabel('Ready of nginx:1.24, from (s)').fill('9');
  await dialog.getByLabel('Ready of nginx:1.24, to (s)').fill('4');
  await dialog.getByRole('button', { name: 'Search' }).click();
  await expect(dialog.getByRole('alert')).toContainText('1 field must be corrected');
  await expect(dialog.getByLabel('Ready of nginx:1.24, from (s)')).toBeFocused();
  await dialog.getByLabel('Ready of nginx:1.24, from (s)').fill('0');
  await dialog.getByRole('checkbox', { name: 'crashes, nginx:1.24' }).check();
  await expect(dialog).toContainText('10 different runs, all of which are tried');
  await axe(page);
  await dialog.getByRole('button', { name: 'Search' }).click();
  await expect(dialog).toBeHidden();
  const result = page.getByTestId('search');
  await expect(result).toContainText('Found after', { timeout: 60_000 });
  await expect(result).toContainText('nginx:1.24 crashes again and again');
  await expect(page.getByRole('button', { name: /^Branches: Breaks: nginx:1.24/ })).toBeVisible();
  await expect(card(page, 'at least 8 available')).toContainText('Broken: 3 available, at least 8 wanted');
  await expect(page.getByTestId('broken-band').first()).toBeVisible();
  expect(await available(playground)).toBe(3);
  await axe(page);
  await result.getByRole('button', { name: 'Back to the branch before' }).click();
  await expect(card(page, 'at least 8 available')).toContainText('Never broken on this branch');
});

test('finds the Node that must not go down meanwhile, and shows on the timeline when it does', async ({ page, playground }) => {
  await tab(page).click();
  await page.getByRole('button', { name: 'Deployment web: at least 8 available' }).click();
  await page.getByRole('button', { name: /Look for a run that breaks/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Look for a run' });
  await expect(dialog).toContainText('No load is set');
  await expect(dialog).toContainText('9 different runs, all of which are tried');
  await expect(dialog.getByLabel('Which Node')).toBeHidden();
  await dialog.getByRole('checkbox', { name: 'A Node goes down' }).check();
  await dialog.getByRole('checkbox', { name: 'A Node is cordoned' }).check();
  await dialog.getByLabel('Ready of nginx:1.24, to (s)').fill('2');
  await dialog.getByLabel('Lasts, from (s)').fill('0');
  await dialog.getByLabel('Nodes in one run, at most').fill('4');
  await dialog.getByRole('button', { name: 'Search' }).click();
  await expect(dialog.getByRole('alert')).toContainText('2 fields must be corrected');
  await expect(dialog).toContainText('Whole seconds from 1 to 86400, please.');
  await expect(dialog.getByLabel('Nodes in one run, at most')).toBeFocused();
  await dialog.getByLabel('Which Node').selectOption('node-1');
  await expect(dialog.getByLabel('Nodes in one run, at most')).toBeHidden();
  // While the last new Pods start.
  await dialog.getByLabel('Begins after, from (s)').fill('8');
  await dialog.getByLabel('Begins after, to (s)').fill('8');
  await dialog.getByLabel('Lasts, from (s)').fill('40');
  await dialog.getByLabel('Lasts, to (s)').fill('59');
  await expect(dialog).toContainText('41 different runs, all of which are tried');
  await axe(page);
  await dialog.getByRole('button', { name: 'Search' }).click();
  await expect(dialog).toBeHidden();
  const result = page.getByTestId('search');
  await expect(result).toContainText('Found after', { timeout: 60_000 });
  // It is not noticed for fifty seconds; to cordon it is not enough.
  await expect(result).toContainText(/On this branch: node-1 goes down at t = \d+ s for 5\d s\./);
  await expect(page.getByRole('button', { name: /^Branches: Breaks: node-1 goes down/ })).toBeVisible();
  await expect(card(page, 'at least 8 available')).toContainText(/Broken: [0-7] available, at least 8 wanted/);
  // The act and its end are flags of the timeline.
  await expect(page.getByRole('button', { name: /up: node-1/ })).toBeVisible();
  const { position } = await playground.frame();
  await page.getByRole('button', { name: /down: node-1/ }).click();
  await expect.poll(async () => (await playground.frame()).position).toBeLessThan(position);
  await axe(page);
});

test('says how many runs were tried where none breaks it', async ({ page }) => {
  await tab(page).click();
  await page.getByRole('button', { name: 'Deployment web: never more than 13 Pods' }).click();
  await page.getByRole('button', { name: /Look for a run that breaks/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Search' }).click();
  const result = page.getByTestId('search');
  await expect(result).toContainText('9 runs tried, none breaks “Deployment web: never more than 13 Pods”. These were all that you allowed.', {
    timeout: 60_000,
  });
});

test('stays playable while it searches, and stops when asked', async ({ page, playground }) => {
  await tab(page).click();
  await page.getByRole('button', { name: 'Deployment web: never more than 13 Pods' }).click();
  await page.getByRole('button', { name: /Look for a run that breaks/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Ways in which chance may fall').fill('100000');
  await dialog.getByLabel('Runs at most').fill('1e9');
  await dialog.getByRole('button', { name: 'Search' }).click();
  await expect(dialog.getByLabel('Runs at most')).toBeFocused();
  await dialog.getByLabel('Runs at most').fill('100000');
  await dialog.getByRole('button', { name: 'Search' }).click();
  const result = page.getByTestId('search');
  await expect(result).toContainText(/[1-9]\d* of 100000 tried/, { timeout: 30_000 });
  const { position } = await playground.frame();
  await page.keyboard.press('ArrowRight');
  await playground.standsOn(position + 1);
  await axe(page);
  await result.getByRole('button', { name: 'Stop' }).click();
  await expect(result).toContainText(/Stopped after \d+ runs?: none of them breaks/);
});

test('is all there on a narrow screen and in Chinese', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Inspector', exact: true }).click();
  await say(page, '9');
  await expect(card(page, AT_LEAST_9)).toContainText('Holds');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
  await axe(page);
});
