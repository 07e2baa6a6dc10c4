// The page's own account of its frames, in a real browser, beside an empty page and the same page at rest: ratios within one run.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type Page, chromium } from '@playwright/test';
import { median, quantile } from '../measure.ts';
import { type Account, account, dragAcross, keptWorkspace, newPage, simulated } from './page.ts';
import { longestRecorded, manyRollouts, oneRollout, oneStart } from './tapes.ts';

const PLAYING = 'the page while it plays';
const ROLLING = 'the page while a command is simulated and streams in';
const DRAGGING = 'the page while its timeline is dragged';
const SIZES = [100, 1_000, 10_000];
const FRAMES = 100_000;
const PLAYED_MS = 6_000;
const ROLLED_SIZES = [100, 1_000];
const ROLLED_MS = 12_000;
const RESTED_MS = 3_000;

const ms = (value: number): string => value.toFixed(1);

function line(name: string, { frames, tasks }: Account, rest: Account, restName: string): string {
  const [middle, high] = [median(frames), quantile(frames, 0.95)];
  const ratio = `${(middle / median(rest.frames)).toFixed(2)} and ${(high / quantile(rest.frames, 0.95)).toFixed(2)} times ${restName}`;
  const longest = tasks.length ? `${Math.max(...tasks).toFixed(0)} ms, ${tasks.length} of 50 ms and more` : 'under 50 ms';
  return `  ${name.padEnd(34)} median ${ms(middle)} ms, 95th percentile ${ms(high)} ms (${ratio}); longest task ${longest}`;
}

const rested = (page: Page): Promise<Account> => account(page, () => page.waitForTimeout(RESTED_MS));

async function emptyPage(browser: Browser, root: string): Promise<Account> {
  const page = await newPage(browser, root);
  await page.goto('about:blank');
  const result = await rested(page);
  await page.close();
  return result;
}

/** Opens the page with a tape, waits until everything has been simulated, and has `look` look at it. */
async function withTape(
  browser: Browser,
  root: string,
  url: string,
  kept: Readonly<Record<string, string>>,
  look: (page: Page, frames: number) => Promise<void>,
) {
  const page = await newPage(browser, root, kept);
  await page.goto(url);
  const frames = await simulated(page);
  await page.waitForTimeout(1_500);
  await look(page, frames);
  await page.close();
}

async function reportPlaying(browser: Browser, root: string, url: string): Promise<void> {
  console.log(`\n${PLAYING}: a rollout at 1×, beside an empty page in the same browser`);
  const empty = await emptyPage(browser, root);
  console.log(line('an empty page', empty, empty, 'itself'));
  for (const pods of SIZES)
    await withTape(browser, root, url, keptWorkspace(oneRollout(pods)), async (page, frames) => {
      console.log(line(`${pods.toLocaleString('en')} Pods, at rest`, await rested(page), empty, 'that'));
      // From the frame before the last command on.
      await page.locator('#canvas').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Alt+ArrowLeft');
      await page.waitForTimeout(800);
      await page.keyboard.press('ArrowLeft');
      await page.waitForTimeout(800);
      const played = await account(page, async () => {
        await page.keyboard.press('Space');
        await page.waitForTimeout(PLAYED_MS);
      });
      console.log(line(`${pods.toLocaleString('en')} Pods, ${frames.toLocaleString('en')} frames`, played, empty, 'that'));
    });
}

async function reportRolling(browser: Browser, root: string, url: string): Promise<void> {
  console.log(`\n${ROLLING}: kubectl set image, typed into the console, beside the same page at rest`);
  for (const pods of ROLLED_SIZES)
    await withTape(browser, root, url, keptWorkspace(oneStart(pods)), async (page) => {
      const rest = await rested(page);
      await page.locator('#canvas').focus();
      await page.keyboard.press('End');
      const input = page.locator('[data-pane=console] textarea').first();
      await input.fill('kubectl set image deployment/web app=app:2');
      const rolled = await account(page, async () => {
        await input.press('Enter');
        await page.waitForTimeout(ROLLED_MS);
      });
      console.log(line(`${pods.toLocaleString('en')} Pods`, rolled, rest, 'that'));
    });
}

async function reportDragging(browser: Browser, root: string, url: string): Promise<void> {
  console.log(`\n${DRAGGING}, beside the same page at rest`);
  const recorded = longestRecorded(join(root, 'tests/conformance'));
  for (const [name, tape] of [
    [`${recorded.name}, the longest recording`, recorded.tape],
    ['rollouts of 200 Pods', manyRollouts(FRAMES)],
  ] as const)
    await withTape(browser, root, url, keptWorkspace(tape), async (page, frames) => {
      console.log(`  ${name}: ${frames.toLocaleString('en')} frames`);
      const rest = await rested(page);
      console.log(line('at rest', rest, rest, 'itself'));
      console.log(line('dragged', await account(page, () => dragAcross(page)), rest, 'that'));
    });
}

/** What the scripts of this project offer beside it; they are not bundled, since they look for things where they stand. */
const script = async <T>(root: string, name: string): Promise<T> => (await import(/* @vite-ignore */ pathToFileURL(join(root, 'scripts/lib', name)).href)) as T;

/** Builds and serves the page, and measures it. */
export async function reportPage(root: string, wanted: (name: string) => boolean): Promise<void> {
  if (![PLAYING, ROLLING, DRAGGING].some(wanted)) return;
  const { ensureBrowser } = await script<{ ensureBrowser(): string | undefined }>(root, 'browser.mjs');
  const executablePath = ensureBrowser();
  const built = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the page could not be built');
  const server = spawn(process.execPath, [join(root, 'tests/bench/page/serve.mjs')], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await addressOf(server);
    const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox', '--disable-gpu'] });
    console.log(`\nChromium ${browser.version()}`);
    if (wanted(PLAYING)) await reportPlaying(browser, root, url);
    if (wanted(ROLLING)) await reportRolling(browser, root, url);
    if (wanted(DRAGGING)) await reportDragging(browser, root, url);
    await browser.close();
  } finally {
    server.kill();
  }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    server.stdout?.on('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    server.on('exit', (code) => reject(new Error(`the page could not be served: ${String(code)}`)));
  });
}
