import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/format.ts';
import { play } from '../../src/scenario/player.ts';
import type { Trace } from '../../src/scenario/trace.ts';
import { compareTraces } from './compare.mjs';

const here = import.meta.dirname;

/**
 * Recordings that contradict themselves or a neighbour, each with the reason. Where a frame differs the recording is right, so this list is
 * expected to be empty.
 */
const WRONG_RECORDINGS: Readonly<Record<string, string>> = {};

/** What of a recording counts: of `errors/`, only what was printed. */
const FOLDERS = { traces: '', random: '', errors: 'outputs' } as const;

for (const [folder, what] of Object.entries(FOLDERS)) {
  describe(`the recordings in ${folder}/`, () => {
    const names = fs
      .readdirSync(path.join(here, folder))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.replace('.yaml', ''));

    it('are there', () => expect(names.length).toBeGreaterThan(0));

    it.each(names.filter((name) => !(name in WRONG_RECORDINGS)))('%s: every second and every output is as recorded', (name) => {
      const expected = JSON.parse(fs.readFileSync(path.join(here, folder, `${name}.json`), 'utf8')) as Trace;
      const actual = play(name, parseScenario(fs.readFileSync(path.join(here, folder, `${name}.yaml`), 'utf8')));
      // Through JSON, as a reader of the written trace would see it.
      const comparison = compareTraces(expected, JSON.parse(JSON.stringify(actual)) as Trace, what);
      expect(comparison.first).toEqual([]);
      expect(comparison.exact).toBe(true);
    });
  });
}
