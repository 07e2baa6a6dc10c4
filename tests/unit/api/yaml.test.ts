import { describe, expect, it } from 'vitest';
import { ManifestReader, parseManifest } from '../../../src/cluster/api/yaml.ts';

const documents = (text: string): readonly unknown[] => {
  const { documents: read, error } = parseManifest(text);
  expect(error).toBeUndefined();
  return read;
};

describe('manifests as kubectl reads them', () => {
  it('takes the words of YAML 1.1 for booleans, and keeps times and base-60 numbers as text', () => {
    expect(documents('a: yes\nb: off\nc: y\nd: "on"\ne: 012\nf: 22:30\ng: 1_000\nh: 0x1F\ni: ~\nj: 2026-01-01\nk: .5\nl: 1e3\nm: null\nz:\n')).toEqual([
      { a: true, b: false, c: true, d: 'on', e: 10, f: '22:30', g: 1000, h: 31, i: null, j: '2026-01-01', k: 0.5, l: 1000, m: null, z: null },
    ]);
  });

  it('reads several documents, anchors, merges, JSON and block texts; the last of equal keys counts', () => {
    expect(documents('---\na: 1\n---\n---\nb: 2\n...\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(documents('a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n')).toEqual([{ a: { b: 1 }, c: { b: 1, d: 2 } }]);
    expect(documents('a: &x {b: 1}\nc:\n  <<: [*x, {e: 3}]\n"<<": 1\n')).toEqual([{ a: { b: 1 }, c: { b: 1, e: 3 }, '<<': 1 }]);
    expect(documents('{"a": [true, null], "b": "\\u00e9"}')).toEqual([{ a: [true, null], b: 'é' }]);
    expect(documents('a: |\n  x\n  y\nb: >-\n  z\n  w\n')).toEqual([{ a: 'x\ny\n', b: 'z w' }]);
    expect(documents('metadata:\n  name: a\n  name: b\n')).toEqual([{ metadata: { name: 'b' } }]);
    expect(documents('')).toEqual([]);
  });

  it.each([
    ['a: [1, 2', "line 1: did not find expected ',' or ']'", 1],
    ['apiVersion: v1\nkind: Pod\n\tmetadata: x\n', 'line 3: found a tab character that violates indentation', 3],
    ['a:\n\tb: 2\n', 'line 2: found character that cannot start any token', 2],
    ['metadata:\n name: x\n  labels: {}\n', 'line 3: mapping values are not allowed in this context', 3],
    ['a: b: c\n', 'mapping values are not allowed in this context', 1],
    ['apiVersion: v1\nkind: Pod\nmetadata\n  name: x\n', "line 4: could not find expected ':'", 3],
    ['spec:\n  containers:\n    - name: a\n     image: b\n', "line 3: did not find expected '-' indicator", 4],
    ['a: 1\nname: "x\n', 'line 3: found unexpected end of stream', 2],
    ['a: 1\nimage: @foo\n', 'line 2: found character that cannot start any token', 2],
    ['spec:\n    a: 1\n  b: 2\n', 'line 2: did not find expected key', 3],
    ['a: 1\n- b\n', 'line 1: did not find expected key', 2],
    ['a: - b\n', 'block sequence entries are not allowed in this context', 1],
    ['a: 1\nb: {a: 1\nc: 2\n', "line 2: did not find expected ',' or '}'", 3],
    ['a: 1\nimage: {{ .Values.image }}\n', 'invalid map key: map[interface {}]interface {}{".Values.image":interface {}(nil)}', undefined],
    ['a: 1\n{{- if .Values.x }}\nb: 2\n', "line 3: could not find expected ':'", 2],
    ['a: 1\nb: |x\n', 'line 2: did not find expected comment or line break', 2],
    ['a: b\n  c: d\n', 'line 2: mapping values are not allowed in this context', 2],
    ['a: 1\nb\nc: 2\n', "line 3: could not find expected ':'", 2],
    ['a: "x" y\nb: 1\n', 'did not find expected key', 1],
    ['a: &x\n  b: *x\n', "anchor 'x' value contains itself", undefined],
    ['<<: \n', 'map merge requires map or sequence of maps as the value', undefined],
    ['? <<: x\n', 'map merge requires map or sequence of maps as the value', undefined],
    ['a: &x [1]\nb:\n  <<: *x\n', 'map merge requires map or sequence of maps as the value', undefined],
    ['a: 1\n--- x\nb: 2\n', 'invalid Yaml document separator: x', 2],
    ['a: 1\nb: "x\\q"\n', 'line 2: found unknown escape character', 2],
  ])('says what is wrong with %j as libyaml does, and where', (text, error, line) => {
    const manifest = parseManifest(text);
    expect(manifest.error).toBe(error);
    expect(manifest.errorAt?.line).toBe(line);
  });

  it('gives what stands before a mistake', () => {
    expect(parseManifest('a: 1\n---\nb: [\n').documents).toEqual([{ a: 1 }]);
  });

  it('finds the place of a field, or of what encloses it', () => {
    const manifest = parseManifest('kind: A\n---\nspec:\n  replicas: x\n  template:\n    spec:\n      containers:\n        - name: c\n          image: y\n');
    expect(manifest.positionOf(1, 'spec.replicas')).toEqual({ line: 4, column: 3 });
    expect(manifest.positionOf(1, 'spec.template.spec.containers[0].image')).toEqual({ line: 9, column: 11 });
    expect(manifest.positionOf(1, 'spec.template.spec.containers[0].ports[0].containerPort')).toEqual({ line: 8, column: 11 });
    expect(manifest.positionOf(0, 'spec.replicas')).toEqual({ line: 1, column: 1 });
  });
});

describe('monstrous manifests', () => {
  const nested = (): string =>
    ['a: &a [x,x,x,x,x,x,x,x,x]', ...[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${Array<string>(9).fill(`*${'abcdefghijk'[i]}`).join(',')}]`)].join(
      '\n',
    );

  it.each([
    ['5 MB', 'a: '.padEnd(5 * 1024 * 1024, 'x'), 'the manifest has 5.0 MB, and at most 2 MB can be read'],
    ['100,000 aliases', `a: &a x\nb:\n${'- *a\n'.repeat(100_000)}`, 'the manifest has 100000 aliases, and at most 10000 can be read'],
    ['a billion laughs', nested(), 'document contains excessive aliasing'],
    ['100,000 brackets', '['.repeat(100_000), 'exceeded max depth of 1000'],
    ['100,000 dashes', '- '.repeat(100_000), 'exceeded max depth of 1000'],
    ['an alias of nothing', 'a: *b\n', "unknown anchor 'b' referenced"],
  ])('refuses %s with the reason', (_, text, error) => {
    expect(parseManifest(text)).toMatchObject({ error, documents: [] });
  });
});

describe('reading again and again', () => {
  const one = 'kind: A\nspec:\n  replicas: 1\n';
  const two = 'kind: B\n';

  it('reads a document that stood in the last text too only once, wherever it stands now', () => {
    const reader = new ManifestReader();
    const [first] = reader.read(`${one}---\n${two}`).documents;
    const again = reader.read(`${two}---\nkind: C\n---\n${one}`);
    expect(again.documents).toEqual([{ kind: 'B' }, { kind: 'C' }, { kind: 'A', spec: { replicas: 1 } }]);
    expect(again.documents[2]).toBe(first);
    expect(again.positionOf(2, 'spec.replicas')).toEqual({ line: 7, column: 3 });
    expect(reader.read(two).documents).toEqual([{ kind: 'B' }]);
    expect(reader.read(one).documents[0]).not.toBe(first);
  });

  it('says where a mistake is that moved', () => {
    const reader = new ManifestReader();
    expect(reader.read(`${one}---\nb: [\n`).errorAt?.line).toBe(6);
    expect(reader.read(`${two}---\n${one}---\nb: [\n`)).toMatchObject({ errorAt: { line: 8 }, documents: [{}, {}] });
  });
});
