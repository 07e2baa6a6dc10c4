/** Serves dist/ at a free port, and prints its address. */
import { join } from 'node:path';
import { ROOT } from '../../../scripts/lib/setup.mjs';
import { serve } from '../../../scripts/lib/static-server.mjs';

console.log(`http://127.0.0.1:${await serve(join(ROOT, 'dist'), { port: 4830, orNext: true })}/`);
