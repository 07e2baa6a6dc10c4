/** `npm test`: installs what is missing, a browser included, runs every check, and ends with one line: `N passed, N failed`. */
import { ensureBrowser } from './lib/browser.mjs';
import { CHECKS, runChecks } from './lib/checks.mjs';
import { ensurePackages } from './lib/setup.mjs';

ensurePackages();
const { passed, failed } = await runChecks(CHECKS, { ensureBrowser });
process.exitCode = failed ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);
