import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { type Playground, expect, test } from './fixtures.ts';

test.beforeEach(async ({ playground }) => playground.open());

async function openExample(page: Page, playground: Playground, name: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type(`Example: ${name}`);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`“${name}” is open`)).toBeVisible();
  await playground.isReady();
  await playground.canvas.focus();
}

/** What the pane about reasons says. */
const why = (page: Page) => page.getByRole('tabpanel', { name: 'Why' });

async function violations(page: Page, except: readonly string[] = []): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .exclude('.monaco-editor')
    .disableRules([...except])
    .analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`));
}

test('follows the end of a Pod over its causes to the command that was typed', async ({ page, playground }) => {
  const { position } = await playground.frame();
  await playground.canvas.focus();
  await page.keyboard.press('End');
  for (let steps = 0; steps < 40 && !/is gone from/.test((await why(page).locator('h2').first().textContent()) ?? ''); steps++)
    await page.keyboard.press('ArrowLeft');
  const title = (await why(page).locator('h2').first().textContent()) ?? '';
  expect(title).toMatch(/^web-\w+-\w+ is gone from node-\d$/);
  // Step by step: each link is a frame, and the first of its causes is the next link.
  for (let depth = 0; depth < 40; depth++) {
    // What is said follows the playhead, a moment later.
    await expect(why(page).locator('p').first()).toContainText(new RegExp(`frame ${(await playground.frame()).position}\\b`));
    const links = page.getByTestId('causes').getByRole('button');
    if ((await links.count()) === 0) break;
    const to = Number(/frame (\d+)/.exec((await links.first().textContent()) ?? '')?.[1]);
    await links.first().click();
    await playground.standsOn(to);
  }
  await playground.standsOn(position + 1);
  await expect(why(page).locator('h2').first()).toHaveText('kubectl set image deployment/web nginx=nginx:1.24');
  await expect(why(page)).toContainText('This is where it began');
});

test('finds the frame in which availability is lowest, and the moments that something is unavailable', async ({ page, playground }) => {
  await openExample(page, playground, 'Recreate');
  await page.keyboard.press('Home');
  await page.keyboard.press('v');
  await expect.poll(async () => (await playground.frame()).position).toBeGreaterThan(0);
  const lowest = await playground.frame();
  // To the end of this moment: the Deployment's own status follows that of its ReplicaSet.
  await page.keyboard.press('Shift+ArrowRight');
  await playground.run('kubectl get deployment web');
  await expect(playground.console).toContainText(/web +0\/6/);
  await playground.canvas.focus();
  await page.keyboard.press('Shift+U');
  await expect.poll(async () => (await playground.frame()).position).toBeLessThanOrEqual(lowest.position);
  await page.keyboard.press('End');
  await page.keyboard.press('u');
  await expect(page.getByText('No other moment in this direction')).toBeVisible();
});

test('frees a rollout that is stuck by what is offered', async ({ page, playground }) => {
  await openExample(page, playground, 'A rollout that gets stuck');
  await page.keyboard.press('Alt+ArrowRight');
  for (let n = 0; n < 3; n++) await page.keyboard.press('Shift+ArrowRight');
  const offer = page.getByTestId('whynot').getByRole('button', { name: 'Do this' });
  await expect(page.getByTestId('whynot')).toContainText('cannot get the image nginx:1.99');
  await expect(page.getByTestId('whynot')).toContainText('kubectl rollout undo deployment/web');
  await offer.click();
  await expect(page.getByText('Acting in the past began the branch')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Replay' })).toBeVisible({ timeout: 40_000 });
  await playground.run('kubectl rollout status deployment/web');
  await expect(playground.console).toContainText('successfully rolled out');
});

test('keeps bookmarks: set, named, gone to, shared with a fork, removed and taken back, there after a reload', async ({ page, playground }) => {
  const { position } = await playground.frame();
  await playground.canvas.focus();
  await page.keyboard.press('b');
  await page.getByRole('dialog').getByLabel('Name').fill('before the command');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Bookmark at frame ${position}: before the command` })).toBeVisible();
  await page.keyboard.press('End');
  const { length } = await playground.frame();
  await playground.standsOn(length);
  await page.keyboard.press('b');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: new RegExp(`Bookmark at frame ${length}:`) })).toBeVisible();
  await playground.canvas.focus();
  await page.keyboard.press('Shift+N');
  await playground.standsOn(position);
  // A fork after the first one has it, and not the second.
  await playground.run('kubectl scale deployment/web --replicas=3');
  await expect(page.getByText('Acting in the past began the branch')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Bookmark at frame/ })).toHaveCount(1);
  await page.getByRole('button', { name: 'Jump' }).click();
  await page.getByRole('menuitem', { name: 'All bookmarks' }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Remove “before the command”' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Bookmark at frame/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: /before the command$/ })).toBeVisible();
  await page.reload();
  await playground.isReady();
  await expect(page.getByRole('button', { name: `Bookmark at frame ${position}: before the command` })).toBeVisible();
});

test('switches series of the chart off, with the keyboard alone, and shows them all in the table', async ({ page, playground }) => {
  await openExample(page, playground, 'Autoscaler under a wave of load');
  await page.keyboard.press('End');
  const legend = page.getByRole('region', { name: 'Timeline' }).getByRole('list');
  await expect(legend).toContainText('Endpoints: ');
  await page.getByRole('button', { name: 'Series of the chart' }).focus();
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitemcheckbox', { name: /Ready endpoints/ });
  await expect(item).toHaveAttribute('aria-checked', 'true');
  expect(await violations(page, ['region'])).toEqual([]);
  for (let n = 0; n < 10 && (await item.getAttribute('data-active-item')) === null; n++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(item).toHaveAttribute('aria-checked', 'false');
  await page.keyboard.press('Escape');
  await expect(legend).not.toContainText('Endpoints: ');
  await page.getByRole('button', { name: 'Show the chart as a table' }).click();
  for (const column of ['Ready endpoints', 'Metric', 'Recommended by the metrics', 'After stabilization', 'Limits of the autoscaler'])
    await expect(page.getByRole('columnheader', { name: column, exact: true })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('refuses a timeline of a newer version with the reason, leaves it as it is, and goes on', async ({ page, playground }) => {
  await page.addInitScript(() => {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('rolloutscope/workspace/'))
        localStorage.setItem(key, (localStorage.getItem(key) ?? '').replace('"tape":{"version":1', '"tape":{"version":7'));
  });
  await page.reload();
  await expect(page.getByText(/written by a newer version of this page \(format 7\)/)).toBeVisible();
  await openExample(page, playground, 'Recreate');
  await expect(playground.canvas).toContainText('nginx:1.23');
});

test('seeks while the simulation is still ahead, and closes in the middle of it', async ({ page, playground }) => {
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('Example: A thousand Pods');
  await page.keyboard.press('Enter');
  await expect(page.getByText('is open. What you had before')).toBeVisible({ timeout: 60_000 });
  await playground.canvas.focus();
  for (const key of ['End', 'Home', 'End', 'ArrowLeft']) await page.keyboard.press(key);
  const { position, length } = await playground.frame();
  expect(position).toBeLessThanOrEqual(length);
  await page.reload();
  await expect.poll(async () => (await playground.frame()).position, { timeout: 60_000 }).toBe(position);
});
