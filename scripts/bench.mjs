/**
 * `npm run bench [-- [--once] WORD...]`: measures. What is measured is bundled first, as it is for the page: a loader that runs TypeScript
 * wraps each function to keep its name, and that alone costs a tenth.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './lib/setup.mjs';

const outDir = join(ROOT, 'node_modules', '.cache', 'bench');
await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true, external: ['playwright', '@playwright/test', 'playwright-core', 'vite'] },
  build: { ssr: join(ROOT, 'tests/bench/run.ts'), outDir, target: 'node20', minify: false, emptyOutDir: true, copyPublicDir: false },
});
spawn(process.execPath, [join(outDir, 'run.js'), ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
