import { type Locator, type Page, test as base, expect } from '@playwright/test';

export { expect };

/** The page as a person uses it. */
export class Playground {
  /** Messages on the browser's console that a test expects. */
  readonly allowedMessages: RegExp[] = [];

  constructor(readonly page: Page) {}

  /** Opens the page at its first example, with the engine up and running. */
  async open(): Promise<void> {
    await this.page.goto('./');
    await this.isReady();
  }

  /** The cluster stands still, and the whole of the tape has been simulated. */
  async isReady(): Promise<void> {
    await expect(this.where).toContainText(/of \d{2,}|共 ?\d{2,}|\/ ?\d{2,}/, { timeout: 20_000 });
    await expect(this.where).toHaveAttribute('data-busy', 'false', { timeout: 20_000 });
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
    await expect(this.prompt).toHaveValue('');
    await expect(this.console.locator('[data-waiting]')).toHaveCount(0);
  }

  /** Everything that stands on the console, also what is out of view: by its own button for copying. */
  async printed(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.getByRole('button', { name: 'Copy everything' }).click();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Pastes into what has the focus. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((pasted) => {
      const data = new DataTransfer();
      data.setData('text/plain', pasted);
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  }

  /** The full editor, once it is there. */
  async editor(): Promise<void> {
    await expect(this.monaco.locator('.view-line').first()).toBeVisible({ timeout: 30_000 });
  }

  /** Puts a text into the editor in place of what stands there, by pasting it. */
  async write(text: string): Promise<void> {
    await this.editor();
    await this.monaco.locator('.view-line').first().click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.paste(text);
    await expect.poll(() => this.text()).toBe(text);
  }

  /** The text of the file in the editor, read from what the page keeps of it. */
  async text(): Promise<string> {
    return this.page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith('rolloutscope/workspace/'));
      const { files, active } = JSON.parse(localStorage.getItem(key ?? '') ?? '{"files":[]}') as { files: { name: string; text: string }[]; active: string };
      return files.find(({ name }) => name === active)?.text ?? '';
    });
  }

  /** The picture of the canvas once nothing moves on it any more, without the marks of pointer and focus. */
  async picture(): Promise<Buffer> {
    await this.page.mouse.move(5, 5);
    await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    // Notices come and go over the canvas, and are no part of it.
    const shoot = (): Promise<Buffer> => this.canvas.screenshot({ style: '[class*=notices] { display: none !important; }' });
    await this.page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
    let before = await shoot();
    for (let tries = 0; tries < 20; tries++) {
      const now = await shoot();
      if (now.equals(before)) return now;
      before = now;
    }
    throw new Error('the canvas does not come to rest');
  }

  /**
   * How many places of two pictures, of four by four pixels each, are not the same colour on the average, and where they lie (in pixels).
   * What antialiasing alone makes of the same shapes moves colour between neighbours and does not count; another letter or mark does.
   */
  async difference(one: Buffer, other: Buffer): Promise<{ readonly places: number; readonly within?: readonly number[] }> {
    return this.page.evaluate(
      async (urls) => {
        const SIDE = 4;
        const shrunk = async (url: string): Promise<ImageData> => {
          const image = new Image();
          image.src = url;
          await image.decode();
          const [width, height] = [Math.ceil(image.width / SIDE), Math.ceil(image.height / SIDE)];
          const full = new OffscreenCanvas(image.width, image.height).getContext('2d') as OffscreenCanvasRenderingContext2D;
          full.drawImage(image, 0, 0);
          const from = full.getImageData(0, 0, image.width, image.height).data;
          const to = new ImageData(width, height);
          for (let at = 0; at < to.data.length; at++) {
            const [channel, x, y] = [at % 4, Math.floor(at / 4) % width, Math.floor(at / 4 / width)];
            let sum = 0;
            let count = 0;
            for (let dy = y * SIDE; dy < Math.min(y * SIDE + SIDE, image.height); dy++)
              for (let dx = x * SIDE; dx < Math.min(x * SIDE + SIDE, image.width); dx++, count++) sum += from[(dy * image.width + dx) * 4 + channel] ?? 0;
            to.data[at] = Math.round(sum / count);
          }
          return to;
        };
        const [a, b] = await Promise.all([shrunk(urls[0]), shrunk(urls[1])]);
        if (a.width !== b.width || a.height !== b.height) return { places: Number.POSITIVE_INFINITY };
        const found: [x: number, y: number][] = [];
        for (let at = 0; at < a.data.length; at += 4)
          if ([0, 1, 2].some((channel) => Math.abs((a.data[at + channel] ?? 0) - (b.data[at + channel] ?? 0)) > 20))
            found.push([(at / 4) % a.width, Math.floor(at / 4 / a.width)]);
        if (!found.length) return { places: 0 };
        const [xs, ys] = [found.map(([x]) => x * SIDE), found.map(([, y]) => y * SIDE)];
        return { places: found.length, within: [Math.min(...xs), Math.min(...ys), Math.max(...xs) + SIDE, Math.max(...ys) + SIDE] };
      },
      [one, other].map((png) => `data:image/png;base64,${png.toString('base64')}`) as [string, string],
    );
  }
}

/** Every test fails on an error that the page throws or writes to the console. */
export const test = base.extend<{ readonly playground: Playground }>({
  playground: [
    async ({ page }, provide) => {
      const playground = new Playground(page);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(`thrown: ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(`${message.type()}: ${message.text()}`);
      });
      await provide(playground);
      expect(errors.filter((error) => !playground.allowedMessages.some((allowed) => allowed.test(error)))).toEqual([]);
    },
    { auto: true },
  ],
});
