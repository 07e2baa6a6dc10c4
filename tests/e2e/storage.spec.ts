import type { Page } from '@playwright/test';
import { Playground, expect, test } from './fixtures.ts';

/** What a browser may do to a page that wants to keep something. */
const REFUSALS = {
  'forbids all storage': () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
  },
  'has no room left': () => {
    const full = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    Storage.prototype.setItem = full;
    IDBObjectStore.prototype.put = full;
  },
  'never opens its database': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest;
  },
} as const;

const LOST = /keeps nothing for this page/;

for (const [what, refuse] of Object.entries(REFUSALS))
  test(`a browser that ${what}: the page works, and says that it forgets`, async ({ page, playground }) => {
    await page.addInitScript(refuse);
    await playground.open();
    await expect(page.getByText(LOST)).toBeVisible();
    await playground.run('kubectl create deployment kept --image=nginx');
    await expect(playground.console).toContainText('deployment.apps/kept created');
  });

/** Opens the page with something kept that is no workspace any more. */
async function openWith(page: Page, playground: Playground, kept: string): Promise<void> {
  await page.addInitScript((text) => {
    if (localStorage.getItem('seeded')) return;
    localStorage.setItem('seeded', 'yes');
    localStorage.setItem('rolloutscope/workspace/old', text);
  }, kept);
  await playground.open();
}

const branch = { id: 'b', name: 'Main', tape: { version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [] }, reads: [] };
const kept = { version: 1, id: 'old', example: 'rolling', changedAt: 1, files: [], active: '', branches: [branch], current: 'b', position: 3 };

for (const [what, text] of Object.entries({
  'cut off': '{"version":1',
  'without the branch that was open': JSON.stringify({ ...kept, current: 'gone' }),
  'with a command that is none': JSON.stringify({ ...kept, branches: [{ ...branch, tape: { ...branch.tape, commands: [{ at: 'noon' }] } }] }),
}))
  test(`what was kept is ${what}: an example opens, and the page says why`, async ({ page, playground }) => {
    await openWith(page, playground, text);
    await expect(page.getByText(/cannot be read any more and is left untouched/)).toBeVisible();
    expect(await page.evaluate(() => localStorage.getItem('rolloutscope/workspace/old'))).toBe(text);
  });

test('two tabs go on with the same work, and neither writes over the other', async ({ page, playground, context }) => {
  await playground.open();
  await playground.run('kubectl create deployment first --image=nginx');
  await expect(playground.console).toContainText('deployment.apps/first created');
  const second = await context.newPage();
  const other = new Playground(second);
  await other.open();
  await other.run('kubectl create deployment other --image=nginx');
  await playground.run('kubectl create deployment mine --image=nginx');
  await Promise.all([page.reload(), second.reload()]);
  for (const [tab, own, foreign] of [
    [playground, 'mine', 'other'],
    [other, 'other', 'mine'],
  ] as const) {
    await tab.isReady();
    await tab.canvas.focus();
    await tab.page.keyboard.press('End');
    await expect(tab.console).toContainText(`deployment.apps/${own} created`);
    await expect(tab.console).not.toContainText(`deployment.apps/${foreign} created`);
  }
});

test('goes on in the language that it speaks where the words of another cannot be had', async ({ page, playground }) => {
  playground.allowedMessages.push(/Failed to load resource|net::ERR_FAILED/);
  await page.route('**/language.zh-CN*.js', (route) => route.abort());
  await playground.open();
  await page.getByRole('button', { name: /Switch to Chinese/ }).click();
  await expect(page.getByText('The words of that language could not be loaded.')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(playground.play).toContainText('Play');
});
