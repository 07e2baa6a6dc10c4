import { describe, expect, it } from 'vitest';
import { isManifest } from '../../../src/app/files.ts';
import { nameFrom, safeName } from '../../../src/ui/editor/file-io.ts';

describe('the name of a file that is opened', () => {
  it.each([
    ['web.yaml', 'web.yaml'],
    ['我的 配置.yaml', '我的-配置.yaml'],
    ['Überblick (1).YML', 'Überblick-1.YML'],
    ['.hidden.json', 'hidden.json'],
    ['../../etc.yaml', 'etc.yaml'],
    ['***.yaml', 'manifest.yaml'],
  ])('%s', (name, safe) => {
    expect(safeName(name)).toBe(safe);
    expect(isManifest(safe)).toBe(true);
    expect(nameFrom(safe)).toBe(safe);
  });
});
