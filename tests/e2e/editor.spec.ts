import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 4
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
`;

test.beforeEach(async ({ playground }) => playground.open());

test('changes maxSurge, applies, and plays another rollout', async ({ page, playground }) => {
  await playground.editor();
  const text = (await playground.text()).replace('maxSurge: 25%', 'maxSurge: 100%').replace('nginx:1.23', 'nginx:1.25');
  await playground.write(text);
  await expect(playground.monaco).toContainText('→ 10 of 10');
  await page.keyboard.press('ControlOrMeta+s');
  await expect(playground.console).toContainText('deployment.apps/web configured');
  // Applying in the past leaves the planned future alone: this is a branch of its own.
  await expect(async () => {
    await playground.canvas.focus();
    await page.keyboard.press('End');
    await playground.run('kubectl get deploy web -o wide');
    await expect(playground.console).toContainText(/web +10\/10 +10 +10 .*nginx:1\.25/, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole('log')).toContainText('deployment.apps/web configured');
});

test('shows broken YAML with its line and column, and refuses to apply it in kubectl’s words', async ({ page, playground }) => {
  await playground.write('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n   labels: {app: web}\n');
  const problem = page.getByRole('list', { name: 'What the API server says' }).getByRole('button').first();
  await expect(problem).toContainText(/web\.yaml, line [45], column \d+/);
  await page.keyboard.press('ControlOrMeta+s');
  await expect(playground.console).toContainText('error parsing web.yaml: error converting YAML to JSON: yaml: line');
  await problem.click();
  await expect(playground.monaco.locator('.squiggly-error').first()).toBeVisible();
});

test('marks the API server’s verdict at the line that caused it, before anything is applied', async ({ page, playground }) => {
  await playground.write(DEPLOYMENT.replace('  replicas: 4', '  replicas: -1'));
  const problem = page.getByRole('list', { name: 'What the API server says' }).getByRole('button').first();
  await expect(problem).toContainText('spec.replicas: Invalid value: -1');
  await expect(problem).toContainText('line 6');
  await playground.write(DEPLOYMENT.replace('nginx:1.25', 'nginx:1.25\n        bogus: 1'));
  await expect(problem).toContainText('unknown field "spec.template.spec.containers[0].bogus"');
  await expect(problem).toContainText('line 16');
});

test('completes fields from Kubernetes’ schema and explains them', async ({ page, playground }) => {
  await playground.write('apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  ');
  await page.keyboard.type('progressD');
  await expect(page.locator('.suggest-widget')).toContainText('progressDeadlineSeconds', { timeout: 20_000 });
  await page.keyboard.press('Enter');
  await expect(playground.monaco).toContainText('progressDeadlineSeconds:');
  await page.keyboard.type('60');
  await playground.monaco.getByText('progressDeadlineSeconds').first().hover();
  await expect(page.locator('.monaco-hover').filter({ hasText: 'maximum time in seconds' })).toBeVisible();
});

test('keeps what was typed across a reload, undo included', async ({ page, playground }) => {
  const before = await playground.text();
  await playground.write(`${DEPLOYMENT}# mine\n`);
  await page.reload();
  await playground.isReady();
  await playground.editor();
  await expect(playground.monaco).toContainText('name: shop');
  expect(await playground.text()).toBe(`${DEPLOYMENT}# mine\n`);
  await playground.monaco.locator('.view-line').first().click();
  for (let n = 0; n < 4; n++) await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => playground.text()).toBe(before);
});

test('adds, renames and closes files, and takes closing back', async ({ page, playground }) => {
  await page.getByRole('button', { name: 'New file' }).click();
  await expect(page.getByRole('tab', { name: /^new\.yaml/ })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('tab', { name: /^new\.yaml/ }).press('F2');
  await page.getByRole('textbox', { name: 'New name of new.yaml' }).fill('service.yaml');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'There is a file named service.yaml already.' })).toBeVisible();
  await page.getByRole('textbox', { name: 'New name of new.yaml' }).fill('extra');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /^extra\.yaml/ }).press('Delete');
  await expect(page.getByRole('tab', { name: /^extra\.yaml/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('tab', { name: /^extra\.yaml/ })).toBeVisible();
  expect((await playground.frame()).position).toBeGreaterThan(0);
});

test('takes dropped manifests, and refuses what is too large or no manifest, with the reason', async ({ page }) => {
  const drop = async (name: string, text: string): Promise<void> => {
    const data = await page.evaluateHandle(
      ({ file, size, content }) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content.padEnd(size, '#')], file));
        return transfer;
      },
      { file: name, size: text === 'large' ? 5_000_000 : 0, content: text },
    );
    await page.locator('[data-pane=editor] > section').first().dispatchEvent('drop', { dataTransfer: data });
  };
  await drop('shop.yaml', DEPLOYMENT);
  await expect(page.getByRole('tab', { name: /^shop\.yaml/ })).toHaveAttribute('aria-selected', 'true');
  await drop('photo.png', 'x');
  await expect(page.getByText('photo.png was not taken: manifests are .yaml, .yml or .json files.')).toBeVisible();
  await drop('huge.yaml', 'large');
  await expect(page.getByText(/huge\.yaml was not taken: it has 5\.0 MB/)).toBeVisible();
});

test('refuses a paste of 5 MB with the reason and stays usable', async ({ page, playground }) => {
  await playground.editor();
  await playground.monaco.locator('.view-line').first().click();
  await playground.paste('a: 1\n'.repeat(1_000_000));
  await expect(page.getByText(/Nothing was pasted: the file would have 5\.0 MB/)).toBeVisible();
  await expect(playground.monaco).toContainText('kind: Deployment');
});

test('says what kubectl says to an empty editor', async ({ page, playground }) => {
  await page.getByRole('tab', { name: /^service\.yaml/ }).press('Delete');
  await playground.write('');
  await page.keyboard.press('ControlOrMeta+s');
  await expect(playground.console).toContainText('error: no objects passed to apply');
});

test('formats, and saves one file or all as a zip', async ({ page, playground }) => {
  await playground.write('kind:   Pod\napiVersion: v1\nmetadata: {name: a}   # kept\n');
  await page.getByRole('button', { name: 'More for files' }).click();
  await page.getByRole('menuitem', { name: /^Format/ }).click();
  await expect.poll(() => playground.text()).toBe('kind: Pod\napiVersion: v1\nmetadata: {name: a} # kept\n');
  const saved = async (item: string): Promise<{ name: string; bytes: Buffer }> => {
    await page.getByRole('button', { name: 'More for files' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const one = await saved('Save this file');
  expect([one.name, one.bytes.toString()]).toEqual(['web.yaml', 'kind: Pod\napiVersion: v1\nmetadata: {name: a} # kept\n']);
  const all = await saved('Save all as a zip');
  expect(all.name).toBe('manifests.zip');
  expect(all.bytes.subarray(0, 2).toString()).toBe('PK');
  expect(all.bytes.includes('service.yaml')).toBe(true);
});
