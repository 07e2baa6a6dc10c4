import { expect, test } from './fixtures.ts';

test.beforeEach(async ({ playground }) => playground.open());

test('opens on a rollout that is ready to play, and one click hands ten Pods over', async ({ page, playground }) => {
  await expect(playground.canvas).toContainText('nginx:1.23');
  await expect(playground.canvas).not.toContainText('nginx:1.24');
  await playground.play.click();
  const { length } = await playground.frame();
  await expect.poll(async () => (await playground.frame()).position, { timeout: 50_000 }).toBe(length);
  await playground.run('kubectl get rs');
  await expect(playground.console).toContainText(/web-\w+ +10 +10 +10/);
  await expect(playground.console).toContainText(/web-\w+ +0 +0 +0/);
  await expect(page.getByRole('button', { name: 'Replay' })).toBeVisible();
});

test('steps back and forward to the same picture and the same state', async ({ page, playground }) => {
  await page.keyboard.press('End');
  const { length } = await playground.frame();
  const middle = length - 14;
  await page.keyboard.press('Home');
  await playground.standsOn(0);
  await page.getByTestId('scrubber').press('End');
  for (let n = 0; n < 14; n++) await page.keyboard.press('ArrowLeft');
  await playground.standsOn(middle);
  const picture = await playground.picture();
  await playground.prompt.press('Control+l');
  await playground.run('kubectl get deployments,replicasets,pods -o yaml');
  const state = await playground.printed();
  expect(state).toContain('kind: ReplicaSet');

  await playground.canvas.focus();
  for (let n = 0; n < 10; n++) await page.keyboard.press('ArrowLeft');
  await playground.standsOn(middle - 10);
  expect((await playground.difference(await playground.picture(), picture)).places).toBeGreaterThan(50);
  for (let n = 0; n < 10; n++) await page.keyboard.press('ArrowRight');
  await playground.standsOn(middle);

  await playground.prompt.press('Control+l');
  await playground.run('kubectl get deployments,replicasets,pods -o yaml');
  expect(await playground.printed()).toBe(state);
  expect(await playground.difference(await playground.picture(), picture)).toEqual({ places: 0 });
});

test('goes by decision, instant and command, both ways', async ({ page, playground }) => {
  const start = await playground.frame();
  await page.keyboard.press('ArrowRight');
  await playground.standsOn(start.position + 1);
  await page.keyboard.press('ArrowLeft');
  await playground.standsOn(start.position);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await playground.frame()).position).toBeGreaterThan(start.position + 1);
  await page.keyboard.press('Home');
  await playground.standsOn(0);
  await page.keyboard.press('Alt+ArrowRight');
  await page.keyboard.press('Alt+ArrowRight');
  await expect.poll(async () => (await playground.frame()).position).toBe(start.position + 1);
});

test('drags the scrubber and shows the frame under it', async ({ page, playground }) => {
  const box = await page.getByTestId('scrubber').boundingBox();
  if (!box) throw new Error('there is no scrubber');
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
  await page.mouse.down();
  for (let share = 0.9; share >= 0.3; share -= 0.05) await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
  await page.mouse.up();
  const { position, length } = await playground.frame();
  expect(position).toBeGreaterThan(0);
  expect(position).toBeLessThan(length);
});
