import { describe, expect, it } from 'vitest';
import { ENGINE, WRITTEN, deterministic, noMachinePaths, noOpenEnds, noRegistryHost, noSilencedChecks, notTooLong } from './rules.ts';
import { readSource, sources, trackedFiles } from './sources.ts';

const told = (violations: readonly { path: string; line: number; what: string }[]): readonly string[] =>
  violations.map(({ path, line, what }) => `${path}:${line}: ${what}`);
const file = (text: string): { path: string; text: string } => ({ path: 'x.ts', text });

/** Files whose length is that of a list: words, the schema, what is generated from Kubernetes' own tables. */
const LISTS = /^src\/i18n\/|\/schema\/|^src\/cluster\/api\/schema\/|help-(texts|examples)\.ts$|^tests\/|\.md$|package-lock\.json$|^src\/lessons\/|\.css$/;

describe('the sources', () => {
  it('name no path of a machine', () => {
    expect(told(sources(/^(?!tests\/conformance\/(traces|random|errors)\/|tests\/architecture\/).*/).flatMap(noMachinePaths))).toEqual([]);
  });

  it('leave no open ends and switch no check off', () => {
    const written = sources(WRITTEN).filter(({ path }) => !path.startsWith('tests/architecture/') && !path.startsWith('tests/conformance/'));
    expect(written.length).toBeGreaterThan(100);
    expect(told(written.flatMap(noOpenEnds))).toEqual([]);
    expect(told(written.flatMap(noSilencedChecks))).toEqual([]);
  });

  it('have one subject a file', () => {
    expect(
      told(
        sources(/^src\/.*\.tsx?$/)
          .filter(({ path }) => !LISTS.test(path))
          .flatMap(notTooLong),
      ),
    ).toEqual([]);
  });

  it('keep the engine deterministic', () => {
    const engine = sources(ENGINE);
    expect(engine.length).toBeGreaterThan(50);
    expect(told(engine.flatMap(deterministic))).toEqual([]);
  });

  it('install from any registry: the lock file and .npmrc name none', () => {
    expect(told([readSource('package-lock.json'), readSource('.npmrc')].flatMap(noRegistryHost))).toEqual([]);
  });

  it('lock what every system needs: `npm ci` refuses a lock file that leaves out another system’s binaries', () => {
    const lock = JSON.parse(readSource('package-lock.json').text) as { packages: Record<string, { optionalDependencies?: Record<string, string> }> };
    const places = Object.keys(lock.packages);
    const missing = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) => !places.some((place) => place.endsWith(`node_modules/${name}`))),
    );
    expect(missing).toEqual([]);
  });

  it('keep out what is built or installed', () => {
    expect(trackedFiles().filter((path) => /^(node_modules|dist|coverage|test-results|playwright-report)\//.test(path))).toEqual([]);
  });
});

describe('the rules', () => {
  it('see paths of machines, and let paths of addresses and Pods pass', () => {
    for (const text of ["read('/home/jo/x')", 'see /Users/Jo/project', 'C:\\Users\\jo', '`/work/project/src`', 'cd /root/project'])
      expect(noMachinePaths(file(text))).toHaveLength(1);
    for (const text of ['https://example.org/home/jo', 'mountPath: /data', "'/index.html'", 'docs/work/x', 'cat /etc/hosts'])
      expect(noMachinePaths(file(text))).toEqual([]);
  });

  it('see addresses of registries', () => {
    expect(noRegistryHost(file('"resolved": "x"'))).toHaveLength(1);
    expect(noRegistryHost(file('registry=https://registry.example.org/'))).toHaveLength(1);
    expect(noRegistryHost(file('"url": "https://github.com/sponsors/x"'))).toEqual([]);
  });

  it('see open ends and silenced checks', () => {
    expect(noOpenEnds(file('a\n// TODO: b'))).toEqual([{ path: 'x.ts', line: 2, what: expect.any(String) as string }]);
    expect(noOpenEnds(file("const todo = 'methods'"))).toEqual([]);
    expect(noSilencedChecks(file('// @ts-ignore'))).toHaveLength(1);
    expect(noSilencedChecks(file('// oxlint-disable-next-line'))).toHaveLength(1);
  });

  it('see what would make two runs differ, in code and not in comments and texts', () => {
    for (const text of [
      'Date.now()',
      'new Date( )',
      'Math.random()',
      'setTimeout(f)',
      'async () => 1',
      'await x',
      'p.then(f)',
      'process.env',
      'a.localeCompare(b)',
    ])
      expect(deterministic(file(text))).toHaveLength(1);
    for (const text of [
      'new Date(ms)',
      '// Date.now() would',
      '/* Math.random\nawait x */ a',
      "throw new Error('await the end')",
      'const then = 1',
      'Date.UTC(2026, 0, 5)',
    ])
      expect(deterministic(file(text))).toEqual([]);
  });

  it('see files that are too long', () => {
    expect(notTooLong(file('\n'.repeat(500)))).toHaveLength(1);
    expect(notTooLong(file('\n'.repeat(300)))).toEqual([]);
  });
});
