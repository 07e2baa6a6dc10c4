/** What a fresh machine lacks: the right Node, and the packages of the lock file. Nothing here needs a package itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NODE_MIN = [20, 19];

/** The program of an installed package, to be run with this Node: `bin('vite', 'bin/vite.js')`. */
export const bin = (name, path) => join(ROOT, 'node_modules', name, path);

const readJson = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

/** Whether node_modules holds what the lock file names. Optional packages are left out: most of them are for other systems. */
function packagesAreInstalled() {
  if (!existsSync(join(ROOT, 'node_modules/.package-lock.json'))) return false;
  const wanted = readJson('package-lock.json').packages;
  const present = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) => path === '' || optional || devOptional || present[path]?.version === version,
  );
}

/** Ends with a sentence where Node is too old; installs packages where they are missing or others than locked. */
export function ensurePackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
    console.error(`Rolloutscope needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  if (packagesAreInstalled()) return;
  console.log('Installing packages (npm ci) …');
  const npm = (...args) => spawnSync('npm', [...args, '--include=dev'], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
  // Where a registry has not everything that the lock file lists for other systems, `npm ci` gives up and `npm install` does not.
  if (npm('ci') || npm('install', '--no-save')) return;
  console.error('The packages could not be installed: see above. Without them Rolloutscope can be neither built nor tested.');
  process.exit(1);
}
