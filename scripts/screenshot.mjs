/** `npm run screenshot`: takes docs/screenshot.png of the built page, in the middle of a rollout. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ensureBrowser } from './lib/browser.mjs';
import { ROOT } from './lib/setup.mjs';
import { serve } from './lib/static-server.mjs';

/** How far into the rollout, of all frames. */
const SHARE = 0.62;

const port = await serve(join(ROOT, 'dist'), { port: 4321, orNext: true });
const executablePath = ensureBrowser();
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' });
await page.goto(`http://127.0.0.1:${port}/`);
await page.locator('[data-editor=monaco] .view-line').first().waitFor({ timeout: 60_000 });
await page
  .getByText(/of \d{2,}/)
  .first()
  .waitFor();
await page.locator('#canvas').focus();
await page.keyboard.press('End');
const where = page.getByTestId('where');
const [, length = 0] = ((await where.textContent()) ?? '').match(/\d+/g)?.map(Number) ?? [];
for (let frame = length; frame > Math.round(length * SHARE); frame--) await page.keyboard.press('ArrowLeft');
await page.locator('#console-prompt').fill('kubectl get rs');
await page.keyboard.press('Enter');
await page.getByRole('log').getByText('DESIRED').waitFor();
await page.locator('#canvas').focus();
await page.mouse.move(700, 640);
await page.waitForTimeout(1_500);
mkdirSync(join(ROOT, 'docs'), { recursive: true });
await page.screenshot({ path: join(ROOT, 'docs/screenshot.png'), style: '[class*=notices] { display: none !important; }' });
await browser.close();
process.exit(0);
