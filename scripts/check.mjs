/** `npm run check [-- NAME...]`: everything that must hold, or the named checks alone (`npm run check -- types lint`). */
import { ensureBrowser } from './lib/browser.mjs';
import { CHECKS, runChecks } from './lib/checks.mjs';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length) {
  console.error(`There is no check named ${unknown.join(', ')}; there are ${CHECKS.map((check) => check.name).join(', ')}.`);
  process.exit(2);
}
const { passed, failed } = await runChecks(names.length ? CHECKS.filter((check) => names.includes(check.name)) : CHECKS, { ensureBrowser });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
