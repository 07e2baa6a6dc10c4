import { readFileSync } from 'node:fs';
import { type Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const manifest = (name: string): string => readFileSync(`tests/unit/course/manifests/${name}`, 'utf8');

/** Drops files onto something, as from the desktop. */
async function drop(page: Page, target: string, files: Readonly<Record<string, string>>): Promise<void> {
  const data = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(list)) transfer.items.add(new File([text], name));
    return transfer;
  }, files);
  await page.locator(target).first().dispatchEvent('dragover', { dataTransfer: data });
  await page.locator(target).first().dispatchEvent('drop', { dataTransfer: data });
}

const numbered = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line, i) => `${String(i + 1).padStart(3)}  ${line}`)
    .join('\n');

async function emptyCluster(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.getByRole('menuitem', { name: /^An empty cluster/ }).click();
  await expect(page.getByText('No manifest is open.')).toBeVisible();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}

test.beforeEach(async ({ playground }) => playground.open());

test('a manifest that a command wrote is applied', async ({ page, playground }) => {
  await emptyCluster(page);
  await playground.run('kubectl create deployment hpa-nginx --image=nginx:1.23 --dry-run=client -oyaml > nginx.yaml');
  await expect(page.getByRole('tab', { name: /^nginx\.yaml/ })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: /^Apply/ }).click();
  await expect(playground.console).toContainText('deployment.apps/hpa-nginx created');
});

test('files that are dropped anywhere are opened, by their names in any language, and each refusal is told', async ({ page }) => {
  await drop(page, '#canvas', { '我的 配置.yaml': manifest('nginx-dp.yaml'), 'notes.txt': 'x', 'binary.yaml': 'a\0b' });
  await expect(page.getByRole('tab', { name: /^我的-配置\.yaml/ })).toHaveAttribute('aria-selected', 'true');
  await expect(
    page.getByText('notes.txt was not taken: manifests are .yaml, .yml or .json files. binary.yaml was not taken: it is not a text file.'),
  ).toBeVisible();
});

test('what was copied with a manifest is named, taken away at a click, and can be brought back', async ({ page, playground }) => {
  const text = numbered(manifest('frontend.yaml'));
  await playground.write(text);
  const problems = page.getByRole('list', { name: 'What the API server says' });
  await expect(problems).toContainText('The numbers of the lines were copied with the manifest.');
  await problems.getByRole('button', { name: 'Fix it' }).click();
  await expect.poll(() => playground.text()).toBe(manifest('frontend.yaml').trimEnd());
  await expect(problems).toHaveCount(0);
  await playground.monaco.locator('.view-line').nth(3).click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => playground.text()).toBe(text);
});

test('a command that is refused says why, and that nothing was written', async ({ page, playground }) => {
  await playground.run('kubectl rollout undo deployment web --to-revision=77');
  const why = page.getByTestId('why').last();
  await expect(why).toContainText('it was refused. Nothing was written');
  await expect(why).toContainText('unable to find specified revision 77 in history');
});

test('a shell in a container takes lines until it is left', async ({ page, playground }) => {
  await page.locator('#canvas').focus();
  await page.keyboard.press('End');
  await playground.run('kubectl exec -it deploy/web -- sh');
  const prompt = page.getByRole('textbox', { name: /^Command line in the container nginx of web-/ });
  await expect(prompt).toBeVisible();
  await playground.run('/ # nslookup web');
  await expect(playground.console).toContainText('Name: web.default.svc.cluster.local'.replace(' ', '\t'));
  await playground.run('nslookup nobody');
  await expect(playground.console).toContainText("server can't find nobody");
  await expect(playground.console).not.toContainText('command terminated');
  await expect(playground.console).toContainText(/web-\w+-\w+:\/ # nslookup web/);
  await prompt.press('Control+d');
  await expect(page.getByRole('textbox', { name: 'kubectl command line' })).toBeVisible();
  await playground.run('kubectl get svc web');
  await expect(playground.console).toContainText('ClusterIP');
});

test('a manifest that is pasted into the prompt, or onto the canvas, is opened and not run', async ({ page, playground }) => {
  await emptyCluster(page);
  await playground.prompt.focus();
  await playground.paste(manifest('nginx-dp.yaml'));
  await expect(page.getByRole('tab', { name: /^pasted\.yaml/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('This is a manifest and no command')).toBeVisible();
  await expect(playground.console).not.toContainText('error');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await playground.paste(manifest('nginx-ds.yaml'));
  await expect(page.getByRole('tab', { name: /^pasted-2\.yaml/ })).toHaveAttribute('aria-selected', 'true');
});

test('a file of another name is named as the command wants it', async ({ page, playground }) => {
  await emptyCluster(page);
  await playground.paste(manifest('nginx-dp.yaml'));
  await playground.run('kubectl create -f nginx-dp.yaml');
  await expect(page.getByText('There is no file nginx-dp.yaml in the editor, only: pasted.yaml')).toBeVisible();
  await page.getByRole('button', { name: 'Rename pasted.yaml' }).click();
  await expect(page.getByRole('tab', { name: /^nginx-dp\.yaml/ })).toBeVisible();
  await playground.run('kubectl create -f nginx-dp.yaml');
  await expect(playground.console).toContainText('deployment.apps/nginx created');
});

test('edges are there at first sight, and a screen reader hears no ids', async ({ page }) => {
  await expect(page.getByTestId('edges').locator('path').first()).toBeVisible();
  await expect(page.getByRole('img', { name: /[0-9a-f]{8}-[0-9a-f]{4}/ })).toHaveCount(0);
});
