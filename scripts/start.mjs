/** `npm start`: installs what is missing, builds, serves, and prints the address. Runs on a fresh machine: it needs nothing but Node and npm. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, bin, ensurePackages } from './lib/setup.mjs';
import { serve } from './lib/static-server.mjs';

const { values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string', default: '127.0.0.1' } } });
const wanted = values.port ?? process.env.PORT;

ensurePackages();
console.log('Building …');
const { status } = spawnSync(process.execPath, [bin('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn'], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
// A port that was asked for is the one or none; otherwise the next free one will do.
const port = await serve(join(ROOT, 'dist'), { port: Number(wanted ?? 4173), host: values.host, orNext: wanted === undefined });
console.log(`\nRolloutscope is at http://${values.host === '127.0.0.1' ? 'localhost' : values.host}:${port}/ (Ctrl+C ends it)`);
