import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures.ts';

const verdictOf = (page: Page) => page.getByTestId('verdict');

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).exclude('.monaco-editor').disableRules(['region']).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Goes to the end, from wherever. */
async function atTheEnd({ canvas, page }: { readonly canvas: Locator; readonly page: Page }): Promise<void> {
  await canvas.focus();
  await page.keyboard.press('End');
}

test.beforeEach(async ({ playground }) => playground.open());

test("reads the scheduler's verdict: which filter refuses which Node, and the scores", async ({ page, playground }) => {
  await playground.run('kubectl taint node node-2 dedicated=db:NoSchedule');
  await playground.run('kubectl run late --image=nginx');
  await atTheEnd(playground);
  await page.locator('[data-tile][aria-label*="Pod late"]').first().click();
  await verdictOf(page).getByText('What the scheduler thinks of each Node').click();
  await expect(verdictOf(page)).toContainText(/late went to node-[13] at t = [\d.]+ s; 2 of 3 Nodes could take it/);
  await expect(verdictOf(page)).toContainText(/node-[13]\s*chosen\s*Score\s*\d+\s*.*NodeResourcesFit \d+/s);
  await expect(page.getByRole('list', { name: 'Nodes that are refused' })).toContainText(/TaintToleration\s*node\(s\) had untolerated taint.*node-2/s);
  expect(await violations(page)).toEqual([]);
  await verdictOf(page).getByRole('button', { name: 'Go to that decision' }).click();
  await expect(page.getByTestId('why').last()).toContainText('late was bound to');
  // A Pod that finds no Node shows it unasked.
  await atTheEnd(playground);
  await playground.run(`kubectl run big --image=nginx --overrides='{"spec":{"nodeSelector":{"disktype":"ssd"}}}'`);
  await atTheEnd(playground);
  await page.locator('[data-tile][aria-label*="Pod big"]').first().click();
  await expect(verdictOf(page)).toContainText('none of 3 Nodes can take big');
  await expect(page.getByRole('list', { name: 'Nodes that are refused' })).toContainText('NodeAffinity');
});

test('opens what can be done with an object from the keyboard and from the inspector', async ({ page, playground }) => {
  await page.locator('[data-card][aria-label="Node node-1"]').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('m');
  const menu = page.getByRole('menu', { name: 'Node node-1' });
  await expect(menu).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-card][aria-label="Node node-1"]')).toBeFocused();
  const button = page.getByRole('button', { name: 'What can be done with node-1' });
  await button.click();
  await menu.getByRole('menuitem', { name: /Another label/ }).click();
  await expect(playground.prompt).toBeFocused();
  await expect(playground.prompt).toHaveValue('kubectl label node node-1 ');
  await page.keyboard.type('zone=a');
  await page.keyboard.press('Enter');
  await expect(playground.console).toContainText('node/node-1 labeled');
  await button.click();
  await expect(menu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await button.click();
  await menu.getByRole('menuitem', { name: /^Cordon/ }).click();
  await expect(playground.console).toContainText('node/node-1 cordoned');
});

test('acts on an object of its own namespace, whatever the namespace of the context is', async ({ page, playground }) => {
  await playground.run('kubectl create namespace shop');
  await playground.run('kubectl config set-context --current --namespace=shop');
  await page.locator('[data-card][aria-label="Deployment web"]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^One more replica/ }).click();
  await expect(playground.console).toContainText('kubectl scale deployment/web --replicas=11 -n default');
  await expect(playground.console).toContainText('deployment.apps/web scaled');
});

test('knows every kind: no word of the editor against a valid manifest of any', async ({ page, playground }) => {
  await page.setViewportSize({ width: 1400, height: 9000 });
  const text = readFileSync('tests/support/every-kind.yaml', 'utf8');
  await playground.write(text);
  await expect(page.getByRole('list', { name: 'What the API server says' })).toHaveCount(0);
  // A mistake on the first line, so that it is known when the schema and the API server have looked: it has a mark of each, and nothing else has.
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('nonsense: 1\n');
  await expect(page.getByRole('list', { name: 'What the API server says' })).toContainText('unknown field "nonsense"');
  await expect(playground.monaco.locator('.squiggly-warning, .squiggly-error')).toHaveCount(2, { timeout: 40_000 });
});

test('saves an object that was opened with kubectl edit, more than once, and nothing else', async ({ page, playground }) => {
  await playground.run('kubectl edit deployment web');
  await expect(page.getByRole('tab', { name: /web-deployment\.yaml/ })).toHaveAttribute('aria-selected', 'true');
  for (const [from, to] of [
    ['replicas: 10', 'replicas: 4'],
    ['replicas: 4', 'replicas: 6'],
  ] as const) {
    // From its beginning: what is scrolled away cannot be clicked.
    await playground.monaco.locator('.view-lines').click();
    await page.keyboard.press('ControlOrMeta+Home');
    await playground.write((await playground.text()).replace(from, to));
    await page.getByRole('button', { name: /^Save/ }).click();
    await expect(playground.console).toContainText(`kubectl patch deployment web --type=merge -p '{"spec":{"${to.replace(': ', '":')}}}'`);
    await atTheEnd(playground);
  }
  await expect(playground.console).not.toContainText('Conflict');
  await expect(playground.canvas).toContainText('6 of max 8');
  await page.getByRole('button', { name: /^Save/ }).click();
  await expect(page.getByText('Edit cancelled, no changes made.')).toBeVisible();
});

test('takes a manifest that is pasted where no file is open', async ({ page, playground }) => {
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: /^An empty cluster/ }).click();
  await expect(page.getByText('No manifest is open.')).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await playground.paste('\uFEFFapiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: a}\r\n');
  await expect(page.getByRole('tab', { name: /pasted\.yaml/ })).toBeVisible();
  await page.getByRole('button', { name: /^Apply/ }).click();
  await expect(playground.console).toContainText('configmap/a created');
});

test.describe('with a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test('a long press opens the menu, and it stays open when the finger is lifted', async ({ page }) => {
    const box = await page.locator('[data-tile]').first().boundingBox();
    const at = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
    const client = await page.context().newCDPSession(page);
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
    await expect(page.getByRole('menu')).toBeVisible();
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect(page.getByRole('menuitem', { name: /^Evict/ })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  });
});
