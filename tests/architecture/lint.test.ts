import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './sources.ts';

/** A copy of the rules, with files that break them: a rule that passes because it looks nowhere is found out here. */
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
  for (const name of ['.oxlintrc.json', '.dependency-cruiser.cjs', 'package.json', 'tsconfig.json', 'tsconfig.engine.json', 'scripts/lint'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  write('src/timeline/log.ts', 'export const log = 1;\n');
  write('src/worker/protocol.ts', 'export interface Tape { readonly seed: number }\nexport const version = 1;\n');
  write('src/worker/client.ts', 'export const client = 1;\n');
  write('src/worker/main.ts', 'export const main = 1;\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(program: readonly string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, program, { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
}

const lint = (path: string): string => run([join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--deny-warnings', path]);
const cruise = (): string =>
  run([join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'), 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'err']);

describe('lint', () => {
  it('bans what would make two runs differ, and names what to use instead', () => {
    write(
      'src/cluster/bad.ts',
      'export const a = Date.now();\nexport const b = new Date();\nexport const c = Math.random();\nexport async function d(): Promise<void> {}\nexport const e = setTimeout;\n',
    );
    const report = lint('src/cluster/bad.ts');
    for (const instead of ['context.now', 'EPOCH_MS', 'context.randomInt', 'generator', 'requeueAfter']) expect(report).toContain(instead);
  });

  it('lets the page do what the engine may not', () => {
    write('src/ui/fine.ts', 'export const a = Date.now();\nexport const b = Math.random();\nexport async function c(): Promise<number> {\n  return a;\n}\n');
    expect(lint('src/ui/fine.ts')).toContain('Found 0 warnings and 0 errors');
  });

  it('bans markup made of text', () => {
    write('src/ui/bad.tsx', 'export function A({ text }: { readonly text: string }) {\n  return <div dangerouslySetInnerHTML={{ __html: text }} />;\n}\n');
    expect(lint('src/ui/bad.tsx')).toContain('react(no-danger)');
  });
});

describe('import rules', () => {
  it('let imports point left only, and the page reach the engine through the client only', () => {
    write('src/sim/right.ts', "import { run } from '../cluster/x.ts';\nexport const sim = run;\n");
    write('src/cluster/x.ts', "import { log } from '../timeline/log.ts';\nexport const run = log;\n");
    write('src/scenario/player.ts', "import type { Tape } from '../worker/protocol.ts';\nexport type Mine = Tape;\n");
    write('src/ui/bad.ts', "import { run } from '../cluster/x.ts';\nimport { main } from '../worker/main.ts';\nexport const both = [run, main];\n");
    write('src/app/fine.ts', "import { client } from '../worker/client.ts';\nimport { log } from '../timeline/log.ts';\nexport const both = [client, log];\n");
    write('src/ui/monaco.ts', "import * as monaco from 'monaco-editor';\nexport const editor = monaco.editor;\n");
    const report = cruise();
    expect(report).toContain('imports-point-left-sim');
    expect(report).toContain('engine-only-through-the-client: src/ui/bad.ts');
    expect(report).toContain('worker-only-through-client-and-protocol: src/ui/bad.ts');
    expect(report).toContain('editor-stays-lazy: src/ui/monaco.ts');
    expect(report).not.toContain('src/app/fine.ts');
    expect(report).not.toContain('src/scenario/player.ts');
    expect(report).not.toContain('imports-point-left-cluster');
  });
});
