/** Serves dist/: `node scripts/serve.mjs [--port N] [--host ADDRESS]`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './lib/setup.mjs';
import { serve } from './lib/static-server.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4173' }, host: { type: 'string', default: '127.0.0.1' } } });
const port = await serve(join(ROOT, 'dist'), { port: Number(values.port), host: values.host });
console.log(`http://${values.host}:${port}/`);
