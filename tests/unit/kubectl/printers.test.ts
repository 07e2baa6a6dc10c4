import { describe, expect, it } from 'vitest';
import { GoTemplate } from '../../../src/kubectl/printers/go-template.ts';
import { goJson, goJsonIndented } from '../../../src/kubectl/printers/json.ts';
import { JsonPath } from '../../../src/kubectl/printers/jsonpath.ts';
import { DESCRIBE_STYLE, TABLE_STYLE, alignTabs } from '../../../src/kubectl/printers/tabwriter.ts';
import { unifiedDiff } from '../../../src/kubectl/printers/unified-diff.ts';
import { toYaml } from '../../../src/kubectl/printers/yaml.ts';
import { Terminal, lines } from './terminal.ts';

const LIST = {
  kind: 'List',
  items: [
    { metadata: { name: 'a', labels: { 'app.kubernetes.io/name': 'web' } }, spec: { replicas: 1 }, status: { ready: true } },
    { metadata: { name: 'b' }, spec: { replicas: 3 }, status: { ready: false } },
  ],
};

describe('tabwriter', () => {
  it('aligns cells by column, down to where a column ends', () => {
    expect(alignTabs('Name:\tweb\nLabels:\tapp=web\n\ttier=front\n', DESCRIBE_STYLE)).toBe('Name:    web\nLabels:  app=web\n         tier=front\n');
    expect(alignTabs('NAME\tAGE\na\t1s\n', TABLE_STYLE)).toBe('NAME   AGE\na      1s\n');
  });
});

describe('YAML', () => {
  it.each([
    ['1', '"1"'],
    ['true', '"true"'],
    ['null', '"null"'],
    ['0x1f', '"0x1f"'],
    ['1e3', '"1e3"'],
    ['2026-01-05T00:00:00Z', '"2026-01-05T00:00:00Z"'],
    ['yes', '"yes"'],
    ['', '""'],
    ['a: b', "'a: b'"],
    ['* star', "'* star'"],
    ['it is plain', 'it is plain'],
    ['nginx:1.23', 'nginx:1.23'],
    ['25%', '25%'],
  ])('quotes %s as %s', (value, text) => {
    expect(toYaml({ key: value })).toBe(`key: ${text}\n`);
  });

  it('prints lists at the height of their key, and texts of several lines as blocks', () => {
    expect(toYaml({ b: [{ y: 2, x: 1 }, 'text'], a: {}, c: [], d: 'one\ntwo\n', e: null })).toBe(
      lines('a: {}', 'b:', '- x: 1', '  "y": 2', '- text', 'c: []', 'd: |', '  one', '  two', 'e: null'),
    );
  });
});

describe('JSON', () => {
  it('is written as Go does', () => {
    expect(goJson({ b: '<&>', a: [1] })).toBe('{"a":[1],"b":"\\u003c\\u0026\\u003e"}');
    expect(goJsonIndented({ b: [], a: { c: 1 } })).toBe('{\n    "a": {\n        "c": 1\n    },\n    "b": []\n}');
  });
});

describe('jsonpath', () => {
  it.each([
    ['{.items[*].metadata.name}', 'a b'],
    ['{.items[-1].metadata.name}', 'b'],
    ['{.items[0:1].spec.replicas}', '1'],
    ['{range .items[*]}{.metadata.name}={.spec.replicas}{"\\n"}{end}', 'a=1\nb=3\n'],
    ['{.items[?(@.spec.replicas>1)].metadata.name}', 'b'],
    ['{.items[?(@.metadata.name=="a")].status.ready}', 'true'],
    ["{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}", 'web'],
    ['{.items[0].metadata.labels.app\\.kubernetes\\.io/name}', 'web'],
    ['{..replicas}', '1 3'],
    ['{.items[0].metadata}', '{"labels":{"app.kubernetes.io/name":"web"},"name":"a"}'],
    ['{.kind} has {.items[*].spec.replicas} replicas', 'List has 1 3 replicas'],
    ['{.nope}', ''],
  ])('%s', (path, printed) => {
    expect(new JsonPath(path, true).print(LIST)).toBe(printed);
  });
});

describe('go-template', () => {
  it.each([
    ['{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}', 'a\nb\n'],
    ['{{range $i, $item := .items}}{{$i}}={{$item.metadata.name}} {{end}}', '0=a 1=b '],
    ['{{with index .items 1}}{{.spec.replicas}}{{end}}', '3'],
    ['{{if eq .kind "List"}}{{len .items}}{{else}}none{{end}}', '2'],
    ['{{range .items}}{{if .status.ready}}{{.metadata.name | printf "%s!"}}{{end}}{{end}}', 'a!'],
    ['{{- " x " -}}  y', ' x y'],
    ['{{.nope}}', '<no value>'],
  ])('%s', (template, printed) => {
    expect(new GoTemplate(template).print(LIST)).toBe(printed);
  });
});

describe('formats that cannot be read', () => {
  const terminal = new Terminal();
  terminal.out('create deployment web --image=nginx:1.23');
  it.each([
    ["get deploy -o jsonpath='{.spec'", 'error: error parsing jsonpath {.spec, unclosed action\n'],
    ["get deploy web -o go-template='{{.metadata.name'", 'error: error parsing template {{.metadata.name, template: output:1: unclosed action\n'],
    ["get deploy web -o go-template='{{range .spec}}'", 'error: error parsing template {{range .spec}}, template: output:1: unexpected EOF\n'],
    ["get deploy web -o go-template='{{foo .spec}}'", 'error: error parsing template {{foo .spec}}, template: output:1: function "foo" not defined\n'],
    ["get deploy web -o go-template='{{\"a}}'", 'error: error parsing template {{"a}}, template: output:1: unterminated quoted string\n'],
    ['get deploy -o custom-columns=NAME', 'error: unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>\n'],
    ['get deploy -o custom-columns=', 'error: custom-columns format specified but no custom columns given\n'],
  ])('%s', (line, err) => {
    expect(terminal.err(line)).toBe(err);
  });

  it('custom columns print what is missing as <none>', () => {
    expect(terminal.out('get deploy -o custom-columns=NAME:.metadata.name,IMAGES:.spec.template.spec.containers[*].image,NONE:.metadata.nope')).toBe(
      lines('NAME   IMAGES       NONE', 'web    nginx:1.23   <none>'),
    );
  });
});

describe('unified diff', () => {
  it('prints three lines around each difference', () => {
    const from = lines('1', '2', '3', '4', '5', '6', '7', '8', '9');
    expect(unifiedDiff(from, from)).toBe('');
    expect(unifiedDiff(from, from.replace('5\n', 'five\n'))).toBe(lines('@@ -2,7 +2,7 @@', ' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8'));
    expect(unifiedDiff(from, `0\n${from}`)).toBe(lines('@@ -1,3 +1,4 @@', '+0', ' 1', ' 2', ' 3'));
  });
});
