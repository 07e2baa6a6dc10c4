// Plays scenarios headless: npm run --silent replay -- OUT_DIR SCENARIO.yaml...
// Writes OUT_DIR/NAME.json for each, in the format of the recordings in tests/conformance.
import fs from 'node:fs';
import path from 'node:path';
import { parseScenario } from '../src/scenario/format.ts';
import { play } from '../src/scenario/player.ts';

const [outDir, ...files] = process.argv.slice(2);
if (!outDir || !files.length) {
  console.error('usage: npm run --silent replay -- OUT_DIR SCENARIO.yaml...');
  process.exit(2);
}
fs.mkdirSync(outDir, { recursive: true });
let failed = 0;
for (const file of files) {
  const name = path.basename(file).replace(/\.ya?ml$/, '');
  try {
    const trace = play(name, parseScenario(fs.readFileSync(file, 'utf8')));
    fs.writeFileSync(path.join(outDir, `${name}.json`), `${JSON.stringify(trace)}\n`);
  } catch (error) {
    failed++;
    console.error(`${file}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
process.exit(failed ? 1 : 0);
