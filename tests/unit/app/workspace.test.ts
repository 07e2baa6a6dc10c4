import { describe, expect, it } from 'vitest';
import { readWorkspace } from '../../../src/app/workspace.ts';

const KEPT = {
  version: 1,
  id: 'a',
  example: 'rolling',
  changedAt: 1,
  files: [{ name: 'web.yaml', text: 'kind: Deployment', past: [] }],
  active: 'web.yaml',
  branches: [{ id: 'b', name: 'Main', tape: { version: 1, kubernetes: 'v1.36.2', seed: 1, commands: [] }, reads: [] }],
  current: 'b',
  position: 14,
};

const withTape = (commands: readonly unknown[]): string =>
  JSON.stringify({ ...KEPT, branches: [{ ...KEPT.branches[0], tape: { version: 1, kubernetes: 'v1.36.2', seed: 1, commands } }] });

describe('a kept workspace', () => {
  it('is read as it was written', () => {
    expect(readWorkspace(JSON.stringify(KEPT))).toEqual(KEPT);
  });

  it('is left alone where a newer page wrote it', () => {
    expect(readWorkspace(JSON.stringify({ ...KEPT, version: 2 }))).toBe('newer');
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['no version', JSON.stringify({ ...KEPT, version: undefined })],
    ['no branches', JSON.stringify({ ...KEPT, branches: [] })],
    ['a file without a text', JSON.stringify({ ...KEPT, files: [{ name: 'web.yaml' }] })],
    ['a tape without commands', JSON.stringify({ ...KEPT, branches: [{ id: 'b', name: 'Main', tape: {}, reads: [] }] })],
    ['a command without an action', withTape([{ at: 'noon' }])],
    ['a current branch that is not there', JSON.stringify({ ...KEPT, current: 'c' })],
    ['a branch without a name', JSON.stringify({ ...KEPT, branches: [{ ...KEPT.branches[0], name: undefined }] })],
    ['a version before the first', JSON.stringify({ ...KEPT, version: 0 })],
  ])('is called damaged with %s', (_what, text) => {
    expect(readWorkspace(text)).toBe('damaged');
  });

  it('is upgraded step by step', () => {
    const { files, ...older } = KEPT;
    const text = JSON.stringify({ ...older, version: -1, manifests: files });
    const upgrades = {
      [-1]: ({ manifests, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, files: manifests, version: 0 }),
      0: (kept: Readonly<Record<string, unknown>>) => ({ ...kept, version: 1 }),
    };
    expect(readWorkspace(text, upgrades)).toEqual(KEPT);
  });
});
