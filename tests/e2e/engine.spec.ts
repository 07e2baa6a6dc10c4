import { expect, test } from './fixtures.ts';

test('starts a worker that died again, and rebuilds the timeline from the tape', async ({ page, playground }) => {
  playground.allowedMessages.push(/killed by the test/);
  await playground.open();
  const before = await playground.frame();
  const picture = await playground.picture();
  const worker = page.workers().find((one) => /main-/.test(one.url()));
  if (!worker)
    throw new Error(
      `the engine has no worker among ${page
        .workers()
        .map((one) => one.url())
        .join(', ')}`,
    );
  await worker.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('killed by the test');
      }),
  );
  await expect.poll(() => page.workers().includes(worker)).toBe(false);
  await playground.isReady();
  expect(await playground.frame()).toEqual(before);
  await playground.run('kubectl get deploy');
  await expect(playground.console).toContainText(/web +10\/10/);
  expect(await playground.difference(await playground.picture(), picture)).toEqual({ places: 0 });
});

test('gives the same log for the same tape, after a reload as before', async ({ page, playground }) => {
  await playground.open();
  await playground.run('kubectl set image deploy/web nginx=nginx:1.26');
  await playground.canvas.focus();
  const settled = async (): Promise<number> => {
    await expect(async () => {
      const { length } = await playground.frame();
      await page.waitForTimeout(500);
      expect((await playground.frame()).length).toBe(length);
    }).toPass();
    return (await playground.frame()).length;
  };
  const length = await settled();
  await page.reload();
  await playground.isReady();
  expect(await settled()).toBe(length);
});
