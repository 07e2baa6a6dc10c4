import { type Locator, type Page, test as base, expect } from '@playwright/test';

export { expect };

/** The page as a person uses it. */
export class Playground {
  constructor(readonly page: Page) {}

  /** Opens the page at its first example, with the engine up and running. */
  async open(): Promise<void> {
    await this.page.goto('./');
    await this.isReady();
  }

  /** The cluster stands still, and the whole of the tape has been simulated. */
  async isReady(): Promise<void> {
    await expect(this.where).toContainText(/of \d{2,}|共 ?\d{2,}|\/ ?\d{2,}/, { timeout: 20_000 });
  }

  get where(): Locator {
    return this.page.getByTestId('where');
  }

  get play(): Locator {
    return this.page.getByTestId('play');
  }

  get canvas(): Locator {
    return this.page.locator('#canvas');
  }

  get console(): Locator {
    return this.page.getByRole('log');
  }

  get prompt(): Locator {
    return this.page.locator('#console-prompt');
  }

  get monaco(): Locator {
    return this.page.locator('[data-editor=monaco]');
  }

  /** Frame and number of frames, as the transport shows them. */
  async frame(): Promise<{ readonly position: number; readonly length: number }> {
    const [position = 0, length = 0] = ((await this.where.textContent()) ?? '').match(/\d+/g)?.map(Number) ?? [];
    return { position, length };
  }

  /** Waits until the playhead stands on a frame. */
  async standsOn(position: number): Promise<void> {
    await expect.poll(async () => (await this.frame()).position).toBe(position);
  }

  /** Runs a line in the console, and waits until its answer has come. */
  async run(line: string): Promise<void> {
    await this.prompt.fill(line);
    await this.prompt.press('Enter');
    await expect(this.console.getByText(line, { exact: false }).last()).toBeVisible();
    await expect(this.console.locator('[data-waiting]')).toHaveCount(0);
  }

  /** What the console shows, as text. */
  async printed(): Promise<string> {
    return this.console.innerText();
  }

  /** The full editor, once it is there. */
  async editor(): Promise<void> {
    await expect(this.monaco.locator('.view-line').first()).toBeVisible({ timeout: 30_000 });
  }

  /** Puts a text into the editor in place of what stands there, as pasting does. */
  async write(text: string): Promise<void> {
    await this.editor();
    await this.monaco.locator('.view-line').first().click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.page.keyboard.insertText(text);
  }

  /** The text of the file in the editor, read from what the page keeps of it. */
  async text(): Promise<string> {
    return this.page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith('rolloutscope/workspace/'));
      const { files, active } = JSON.parse(localStorage.getItem(key ?? '') ?? '{"files":[]}') as { files: { name: string; text: string }[]; active: string };
      return files.find(({ name }) => name === active)?.text ?? '';
    });
  }

  /** The picture of the canvas once nothing moves on it any more. */
  async picture(): Promise<Buffer> {
    let before = await this.canvas.screenshot();
    for (let tries = 0; tries < 20; tries++) {
      const now = await this.canvas.screenshot();
      if (now.equals(before)) return now;
      before = now;
    }
    throw new Error('the canvas does not come to rest');
  }
}

interface Fixtures {
  readonly playground: Playground;
  /** Messages that a test expects on the browser's console. */
  readonly allowedMessages: RegExp[];
  readonly watched: void;
}

/** Every test fails on an error that the page throws or writes to the console. */
export const test = base.extend<Fixtures>({
  allowedMessages: async ({}, use) => use([]),
  playground: async ({ page }, use) => use(new Playground(page)),
  watched: [
    async ({ page, allowedMessages }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(`thrown: ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(`${message.type()}: ${message.text()}`);
      });
      await use();
      expect(errors.filter((error) => !allowedMessages.some((allowed) => allowed.test(error)))).toEqual([]);
    },
    { auto: true },
  ],
});
