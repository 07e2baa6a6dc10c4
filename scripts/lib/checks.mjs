/** The checks behind `npm run check` and `npm test`: each a program, and how to count what it says. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { ROOT, bin } from './setup.mjs';

const VITEST_REPORT = join(ROOT, '.cache/vitest.json');
const E2E_REPORT = join(ROOT, '.cache/e2e.json');

const readReport = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** A program that found nothing counts as one that passed. */
const asOne = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 });

/** Adds a failure where a run broke off without a single failed test: a syntax error in a test file must not pass unseen. */
const withExit = ({ passed, failed }, code) => ({ passed, failed: failed === 0 && code !== 0 ? 1 : failed });

function countVitest(code) {
  const report = readReport(VITEST_REPORT);
  if (!report) return { passed: 0, failed: 1 };
  return withExit({ passed: report.numPassedTests, failed: report.numFailedTests }, code);
}

function countPlaywright(code) {
  const report = readReport(E2E_REPORT);
  if (!report) return { passed: 0, failed: 1 };
  return withExit({ passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky }, code);
}

const tsc = (project) => [bin('typescript', 'bin/tsc'), '-p', project, '--noEmit', '--pretty', 'false'];

/** `static` checks read the sources and may run beside each other; the others want the machine to themselves. */
export const CHECKS = [
  { name: 'types', title: 'Types', static: true, run: tsc('tsconfig.json') },
  { name: 'types-engine', title: 'Types of the engine (no DOM, no Node)', static: true, run: tsc('tsconfig.engine.json') },
  { name: 'lint', title: 'Lint', static: true, run: [bin('oxlint', 'bin/oxlint'), '--deny-warnings'] },
  { name: 'format', title: 'Format', static: true, run: [bin('oxfmt', 'bin/oxfmt'), '--check'] },
  {
    name: 'imports',
    title: 'Import rules',
    static: true,
    run: [bin('dependency-cruiser', 'bin/dependency-cruise.mjs'), 'src', 'tests', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'],
  },
  { name: 'unused', title: 'Unused code', static: true, run: [bin('knip', 'bin/knip.js'), '--no-progress'] },
  {
    name: 'vitest',
    title: 'Unit, property, architecture and conformance tests',
    report: VITEST_REPORT,
    run: [bin('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`],
    count: countVitest,
  },
  { name: 'build', title: 'Build', run: [bin('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn'] },
  {
    name: 'e2e',
    title: 'End-to-end tests',
    report: E2E_REPORT,
    needs: 'build',
    browser: true,
    run: [bin('@playwright/test', 'cli.js'), 'test'],
    env: { E2E_REPORT },
    count: countPlaywright,
  },
];

function start(check, env) {
  if (check.report) {
    mkdirSync(dirname(check.report), { recursive: true });
    rmSync(check.report, { force: true });
  }
  const begun = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, check.run, {
      cwd: ROOT,
      env: { ...process.env, ...env, ...check.env, FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += `${error.message}\n`));
    child.on('close', (code) => {
      const { passed, failed } = (check.count ?? asOne)(code ?? 1);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(`${failed ? '✗' : '✓'} ${check.title}: ${check.count ? `${passed} passed, ${failed} failed` : failed ? 'failed' : 'passed'} (${seconds} s)`);
      if (failed && output.trim()) console.log(output.trimEnd().replace(/^/gm, '    '));
      resolve({ name: check.name, passed, failed });
    });
  });
}

/** A port that nobody listens on, so that two checkouts can be tested at a time. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Runs checks, the static ones two at a time, and prints each one's verdict, with its output where it failed.
 * Answers with the sums: a check counts as one, a test runner as its tests.
 */
export async function runChecks(checks, { ensureBrowser }) {
  const results = [];
  const waiting = checks.filter((check) => check.static);
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) results.push(await start(check, {}));
  };
  await Promise.all([lane(), lane()]);
  for (const check of checks.filter((one) => !one.static)) {
    if (check.needs && results.some((result) => result.name === check.needs && result.failed)) {
      console.log(`✗ ${check.title}: not run, since "${check.needs}" failed`);
      results.push({ name: check.name, passed: 0, failed: 1 });
      continue;
    }
    let env = {};
    if (check.browser) {
      try {
        const path = ensureBrowser();
        env = { E2E_PORT: String(await freePort()), ...(path ? { CHROMIUM_PATH: path } : {}) };
      } catch (error) {
        console.log(`✗ ${check.title}: ${error.message}`);
        results.push({ name: check.name, passed: 0, failed: 1 });
        continue;
      }
    }
    results.push(await start(check, env));
  }
  return {
    passed: results.reduce((sum, result) => sum + result.passed, 0),
    failed: results.reduce((sum, result) => sum + result.failed, 0),
  };
}
