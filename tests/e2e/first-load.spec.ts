import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from './fixtures.ts';

/** What a school's slow network has to carry before the first picture, in KB as servers compress it: the page's own scripts and one language, without the editor. */
const PAGE_KB_MAX = 365;
/** The simulation, which is loaded beside it. */
const WORKER_KB_MAX = 380;

const compressedKb = (file: string): number => gzipSync(readFileSync(resolve('dist', file)), { level: 9 }).byteLength / 1024;

test('loads little before the first picture', () => {
  const html = readFileSync(resolve('dist/index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, file = '']) => file);
  expect(scripts.length).toBeGreaterThan(0);
  const assets = readdirSync(resolve('dist/assets'));
  const languages = assets.filter((file) => /^language\.[\w-]+\.js$/.test(file));
  expect(languages).toHaveLength(2);
  const kb = scripts.reduce((sum, file) => sum + compressedKb(file), 0) + Math.max(...languages.map((file) => compressedKb(`assets/${file}`)));
  const worker = assets.filter((file) => /^main-[\w-]+\.js$/.test(file));
  expect(worker).toHaveLength(1);
  const workerKb = compressedKb(`assets/${worker[0]}`);
  console.log(`first load: ${kb.toFixed(0)} KB of scripts, and ${workerKb.toFixed(0)} KB of the simulation, compressed`);
  expect(kb).toBeLessThan(PAGE_KB_MAX);
  expect(workerKb).toBeLessThan(WORKER_KB_MAX);
});
