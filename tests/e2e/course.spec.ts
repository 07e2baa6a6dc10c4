import { readFileSync } from 'node:fs';
import { expect, test } from './fixtures.ts';

test.use({ locale: 'zh-CN' });

const manifest = (name: string): string => readFileSync(`tests/unit/course/manifests/${name}`, 'utf8');

test.beforeEach(async ({ page, playground }) => {
  await page.goto('./');
  await playground.isReady();
  await page.getByRole('button', { name: '示例' }).click();
  await page.getByRole('menuitem', { name: /^空集群/ }).click();
  await page
    .getByText('没有打开清单')
    .or(page.getByRole('button', { name: 'Deployment' }))
    .first()
    .waitFor();
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
});

test('1.2 Deployment：部署、更新、回滚，画面与控制台一致', async ({ page, playground }) => {
  await playground.paste(manifest('nginx-dp.yaml'));
  await expect(page.getByText('API 服务器会接受')).toBeVisible();
  await page.getByRole('button', { name: /^应用/ }).click();
  await expect(playground.console).toContainText('deployment.apps/nginx created');
  const end = async (): Promise<void> => {
    await playground.canvas.focus();
    await page.keyboard.press('End');
  };
  await end();
  await expect(playground.canvas).toContainText('共 3（上限 4）· 可用 3（下限 3）');
  await playground.run('# kubectl set image deploy nginx nginx=nginx:1.15.12');
  await expect(playground.console).toContainText('deployment.apps/nginx image updated');
  await end();
  await expect(playground.canvas).toContainText('修订 2 · nginx:1.15.12 · 3');
  await expect(playground.canvas).toContainText('修订 1 · nginx:1.23 · 0');
  await playground.run('kubectl rollout history deployment nginx');
  await expect(playground.console).toContainText(/1 +<none>\s*2 +<none>/);
  await playground.run('kubectl rollout undo deployment nginx --to-revision=1');
  await end();
  await expect(playground.canvas).toContainText('修订 3 · nginx:1.23 · 3');
  await expect(page.getByTestId('why').last()).toContainText('接下来');
});

test('1.4 DaemonSet：节点选择器由菜单打标签，空位说明为什么为空', async ({ page, playground }) => {
  await playground.paste(manifest('nginx-ds.yaml').replace('      containers:', '      nodeSelector:\n        disktype: ssd\n      containers:'));
  await page.getByRole('button', { name: /^应用/ }).click();
  await expect(playground.console).toContainText('daemonset.apps/nginx created');
  const end = async (): Promise<void> => {
    await playground.canvas.focus();
    await page.keyboard.press('End');
  };
  await end();
  await expect(page.getByRole('img', { name: 'nginx 不能在 node-1 上运行：它选择 disktype=ssd' }).first()).toBeVisible();
  await page.locator('[data-card][aria-label="Node node-1"]').click({ button: 'right' });
  await page.getByRole('menuitem', { name: /添加标签 disktype=ssd/ }).click();
  await expect(playground.console).toContainText('node/node-1 labeled');
  await end();
  await expect(page.locator('[data-tile][aria-label*="nginx-"]').first()).toBeVisible();
  await playground.run(`kubectl get nodes --show-labels | grep ssd | awk {'print $1'}`);
  await expect(playground.console).toContainText(/print \$1'\}\s*node-1/);
  await expect(page.getByRole('img', { name: /nginx 不能在 node-1/ })).toHaveCount(0);
});
