import fc from '../../support/fast-check.ts';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { changedPaths, isChanged, yamlLines } from '../../../src/app/yaml-lines.ts';

const textOf = (object: unknown): string =>
  yamlLines(object)
    .map(({ text }) => text)
    .join('\n');

describe('an object as YAML', () => {
  it('looks as kubectl prints it', () => {
    expect(textOf({ kind: 'Pod', apiVersion: 'v1', spec: { containers: [{ name: 'a', args: ['-x', 'true'], ports: [] }], nodeSelector: {} } })).toBe(
      [
        'apiVersion: v1',
        'kind: Pod',
        'spec:',
        '  containers:',
        '  - args:',
        '    - -x',
        '    - "true"',
        '    name: a',
        '    ports: []',
        '  nodeSelector: {}',
      ].join('\n'),
    );
  });

  it('keeps lines of a text apart', () => {
    expect(textOf({ data: { a: 'one\ntwo\n', b: 'one\ntwo' } })).toBe(['data:', '  a: |', '    one', '    two', '  b: |-', '    one', '    two'].join('\n'));
  });

  it.each(['994.', '.5', '+7', '+4E6', '1_000', '0x1F', '0o17', 'y', 'No', '~', '2026-01-05T00:00:00Z', '', ' a', 'a ', 'a: b', '# a', '-', '- a'])(
    'puts %j into quotes',
    (value) => {
      expect(textOf({ value })).toBe(`value: ${JSON.stringify(value)}`);
    },
  );

  it('is read again as what it was', () => {
    const text = fc.stringMatching(/^[ -~]{0,12}$/).filter((value) => value !== '__proto__');
    const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
    const { object } = fc.letrec((tie) => ({
      object: fc.dictionary(
        text.filter((key) => key.length > 0),
        tie('value'),
        { maxKeys: 4 },
      ),
      value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(leaf, { maxLength: 3 }), tie('object')),
    }));
    fc.assert(
      fc.property(object, (value) => {
        expect(parse(textOf(value)) ?? {}).toEqual(structuredClone(value));
      }),
    );
  });
});

describe('what changed between two versions', () => {
  const before = { spec: { replicas: 3, template: { a: 1 } }, status: { conditions: [{ type: 'A' }, { type: 'B' }] } };
  const after = { spec: { replicas: 5, template: before.spec.template }, status: { conditions: [{ type: 'A' }, { type: 'C' }] } };

  it('is named by its deepest paths', () => {
    expect([...changedPaths(before, after)]).toEqual(['spec\nreplicas', 'status\nconditions\n1\ntype']);
  });

  it('marks exactly the lines that show it', () => {
    const changed = changedPaths(before, after);
    const marked = yamlLines(after).filter((line) => isChanged(line, changed));
    expect(marked.map(({ text }) => text)).toEqual(['  replicas: 5', '  - type: C']);
  });

  it('marks all of what is new', () => {
    const changed = changedPaths({ spec: {} }, { spec: { selector: { a: 'b', c: 'd' } } });
    expect(yamlLines({ spec: { selector: { a: 'b', c: 'd' } } }).map((line) => isChanged(line, changed))).toEqual([false, true, true, true]);
  });
});
