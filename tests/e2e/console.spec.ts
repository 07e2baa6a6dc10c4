import { expect, test } from './fixtures.ts';

test.beforeEach(async ({ playground }) => playground.open());

test('runs commands at the frame on screen, and cuts the output back with the timeline', async ({ page, playground }) => {
  await page.keyboard.press('/');
  await expect(playground.prompt).toBeFocused();
  await playground.run('kubectl get deploy');
  await expect(playground.console).toContainText(/web +10\/10 +10 +10/);
  await playground.run('kubectl scale deploy/web --replicas=3');
  await expect(playground.console).toContainText('deployment.apps/web scaled');
  await playground.canvas.focus();
  await page.keyboard.press('Home');
  await expect(playground.console).not.toContainText('deployment.apps/web scaled');
  await page.keyboard.press('End');
  await expect(playground.console).toContainText('deployment.apps/web scaled');
});

test('streams while the timeline plays, and ends with Ctrl-C', async ({ playground }) => {
  await playground.prompt.fill('kubectl get pods -w');
  await playground.prompt.press('Enter');
  await expect(playground.console.getByRole('button', { name: 'End (Ctrl-C)' })).toBeVisible();
  await playground.prompt.press('Control+c');
  await expect(playground.console.getByRole('button', { name: 'End (Ctrl-C)' })).toHaveCount(0);
});

test('keeps its history across a reload, and finds in it', async ({ page, playground }) => {
  await playground.run('kubectl get nodes');
  await playground.run('kubectl get services');
  await page.reload();
  await playground.isReady();
  await playground.prompt.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(playground.prompt).toHaveValue('kubectl get nodes');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(playground.prompt).toHaveValue('');
  await page.keyboard.press('Control+r');
  await page.keyboard.type('serv');
  await expect(page.locator('#console-state')).toHaveText('kubectl get services');
  await page.keyboard.press('Enter');
  await expect(playground.console).toContainText('CLUSTER-IP');
});

test('completes verbs, kinds and live names', async ({ page, playground }) => {
  await playground.prompt.focus();
  await page.keyboard.type('kubectl desc');
  await page.keyboard.press('Tab');
  await expect(playground.prompt).toHaveValue('kubectl describe ');
  await page.keyboard.type('deployment w');
  await page.keyboard.press('Tab');
  await expect(playground.prompt).toHaveValue('kubectl describe deployment web ');
});

test('runs pasted lines one after the other, without their prompts', async ({ playground }) => {
  await playground.prompt.focus();
  await playground.paste('$ kubectl get nodes\n# a remark\nroot@master:~# kubectl get services\nkubectl get rs');
  await expect(playground.console).toContainText('node-1');
  await expect(playground.console).toContainText('CLUSTER-IP');
  await expect(playground.prompt).toHaveValue('kubectl get rs');
  await expect(playground.console).not.toContainText('remark');
});

test('prints what was typed as text, and never as markup', async ({ page, playground }) => {
  await playground.run('kubectl get <img src=x onerror=alert(1)>');
  await playground.run("kubectl annotate deploy web note='<b id=evil>bold</b>'");
  await playground.run('kubectl get deploy web -o yaml');
  await expect(playground.console).toContainText('<b id=evil>bold</b>');
  expect(await page.locator('#evil, img[src=x]').count()).toBe(0);
});

test('links names to the canvas', async ({ page, playground }) => {
  await playground.run('kubectl get pods');
  const link = playground.console.locator('[data-link]').last();
  const name = await link.textContent();
  await link.click();
  await page.getByRole('tab', { name: 'YAML', exact: true }).click();
  await expect(page.getByTestId('yaml')).toContainText(`name: ${name}`);
});

test('shows 10,000 lines with as many in the document as fit', async ({ playground }) => {
  for (let n = 0; n < 40; n++) {
    await playground.prompt.fill('kubectl get pods -o yaml');
    await playground.prompt.press('Enter');
  }
  await expect(playground.console.locator('[data-waiting]')).toHaveCount(0, { timeout: 40_000 });
  const lines = await playground.console.evaluate((log) => Math.round(log.scrollHeight / 19));
  expect(lines).toBeGreaterThan(10_000);
  expect(await playground.console.locator('*').count()).toBeLessThan(1_000);
});
