import { describe, expect, it } from 'vitest';
import { formatYaml } from '../../../src/ui/editor/monaco/format.ts';

describe('formatting a manifest', () => {
  it("gives it kubectl's layout and keeps comments, blank lines and short flow maps", () => {
    expect(
      formatYaml(
        '# top\nkind:   Pod\nmetadata: {name:  a, labels: {app: web}}\n\nspec:\n    containers:\n      - name: a   # why\n        args: ["a",\n          "b"]\n',
      ),
    ).toBe('# top\nkind: Pod\nmetadata: {name: a, labels: {app: web}}\n\nspec:\n  containers:\n  - name: a # why\n    args:\n    - "a"\n    - "b"\n');
  });

  it('keeps documents apart and leaves out empty ones', () => {
    expect(formatYaml('---\na:  1\n---\n---\n# second\nb: 2\n')).toBe('a: 1\n---\n# second\nb: 2\n');
    expect(formatYaml('a: 1\n...\n---\nb: 2\n')).toBe('a: 1\n---\nb: 2\n');
  });

  it('does not change what is formatted', () => {
    const once = formatYaml('a:\n   - b: 1\n     c: |\n        text\n\n        more\n');
    expect(formatYaml(once as string)).toBe(once);
  });

  it('loses nothing: comments alone, nothing, directives, long lines', () => {
    for (const text of ['# only\n', '', '%YAML 1.2\n---\na:   1\n']) expect(formatYaml(text)).toBe(text);
    const long = `a: ${'word '.repeat(60)}end\n`;
    expect(formatYaml(long)).toBe(long);
  });

  it('refuses a syntax error with its place', () => {
    expect(formatYaml('a: 1\nb: [1,\n')).toMatchObject({ line: 3, column: 1 });
  });
});
