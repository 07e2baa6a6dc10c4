import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/format.ts';
import { play } from '../../src/scenario/player.ts';
import type { Trace, TraceOutput } from '../../src/scenario/trace.ts';
import { align, perSecond, sameEvents, sameOutput, sameState } from './compare.mjs';
import { KNOWN_DIFFERENCES } from './known-differences.ts';

const here = import.meta.dirname;
const labelOf = (output: TraceOutput): string => `${output.at} ${output.command}`;

/** The seconds and the outputs in which a trace is not as recorded. */
function differences(expected: Trace, played: Trace, outputsOnly: boolean): { seconds: number[]; outputs: string[] } {
  const outputs = expected.outputs.flatMap((output, i) => (sameOutput(output, played.outputs[i]) ? [] : [labelOf(output)]));
  if (outputsOnly) return { seconds: [], outputs };
  const actual = expected.frames.some((frame) => frame['horizontalpodautoscalers']) ? align(expected, played) : played;
  const end = Math.max(expected.end, expected.frames.at(-1)?.t ?? 0);
  const left = perSecond(expected, end);
  const right = perSecond(actual, end);
  const seconds = left.flatMap((second, t) => {
    const other = right[t];
    return other && sameState(second.state, other.state) && sameEvents(second.events, other.events, second.open) ? [] : [t];
  });
  return { seconds, outputs };
}

/** What of a recording counts: of `errors/`, only what was printed. */
for (const [folder, outputsOnly] of [
  ['traces', false],
  ['random', false],
  ['errors', true],
] as const) {
  describe(`the recordings in ${folder}/`, () => {
    const names = fs
      .readdirSync(path.join(here, folder))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.replace('.yaml', ''));

    it('are there', () => expect(names.length).toBeGreaterThan(0));

    it.each(names)('%s: every second and every output is as recorded', (name) => {
      const expected = JSON.parse(fs.readFileSync(path.join(here, folder, `${name}.json`), 'utf8')) as Trace;
      const played = play(name, parseScenario(fs.readFileSync(path.join(here, folder, `${name}.yaml`), 'utf8')));
      // Through JSON, as a reader of the written trace would see it.
      const found = differences(expected, JSON.parse(JSON.stringify(played)) as Trace, outputsOnly);
      const wrong = KNOWN_DIFFERENCES[name];
      expect(found).toEqual({ seconds: [...(wrong?.seconds ?? [])], outputs: [...(wrong?.outputs ?? [])] });
    });
  });
}
