import { describe, expect, it } from 'vitest';
import { appliedTexts } from '../../../src/ui/editor/applied.ts';
import type { CommandOutput, TapeCommand } from '../../../src/worker/protocol.ts';

const apply = (line: string, text: string, at: number, after?: number): TapeCommand => ({
  at,
  ...(after === undefined ? {} : { after }),
  action: { do: 'kubectl', line, files: { 'web.yaml': text, 'other.yaml': 'x' } },
});
const refused = (line: string, at: number): CommandOutput => ({ index: 0, at, line, seq: 1, pieces: [], code: 1 });

const at = (commands: readonly TapeCommand[], position: number, timeMs: number, outputs: readonly CommandOutput[] = []): unknown =>
  Object.fromEntries(appliedTexts({ tape: { version: 1, kubernetes: 'v1.36.2', seed: 1, commands }, outputs }, position, timeMs));

describe('what was applied', () => {
  const commands = [
    apply('apply -f web.yaml', 'one', 0),
    apply('kubectl apply -f web.yaml', 'two', 9_000, 40),
    apply("kubectl replace -f './web.yaml'", 'three', 12_000, 60),
  ];

  it('is the newest text before the frame, of the files that the command names', () => {
    expect(at(commands, 10, 3_000)).toEqual({ 'web.yaml': 'one' });
    expect(at(commands, 40, 9_000)).toEqual({ 'web.yaml': 'one' });
    expect(at(commands, 41, 9_000)).toEqual({ 'web.yaml': 'two' });
    expect(at(commands, 61, 12_000)).toEqual({ 'web.yaml': 'three' });
  });

  it('leaves out what was refused and commands that apply nothing', () => {
    expect(at(commands, 41, 9_000, [refused('kubectl apply -f web.yaml', 9_000)])).toEqual({ 'web.yaml': 'one' });
    expect(at([apply('kubectl diff -f web.yaml', 'one', 0)], 5, 5)).toEqual({});
    expect(at([apply('kubectl apply -f .', 'one', 0)], 5, 5)).toEqual({ 'web.yaml': 'one', 'other.yaml': 'x' });
  });
});
