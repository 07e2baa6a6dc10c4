import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Terminal } from '../kubectl/terminal.ts';

interface Branch {
  readonly if: { readonly properties: { readonly kind: { readonly const: string } } };
  readonly then: { readonly $ref: string };
}
interface Schema {
  readonly properties: { readonly kind: { readonly anyOf: readonly { readonly enum?: readonly string[] }[] } };
  readonly allOf: readonly (Branch & { readonly else?: Branch })[];
  readonly definitions: Readonly<Record<string, { readonly properties: Readonly<Record<string, { readonly const?: string }>> }>>;
}

const schema = JSON.parse(readFileSync('src/ui/editor/schema/kubernetes.json', 'utf8')) as Schema;
const manifest = readFileSync('tests/support/every-kind.yaml', 'utf8');
const kinds = (terminal: Terminal): readonly (readonly [version: string, kind: string])[] =>
  terminal
    .out('kubectl api-resources --no-headers')
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/).slice(-3))
    .map(([version = '', , kind = '']) => [version, kind] as const);

describe("the editor's schema", () => {
  it('knows each kind of the API server, in the version that it prefers', () => {
    const known = schema.allOf
      .flatMap((branch) => [branch, ...(branch.else ? [branch.else] : [])])
      .map(({ then }) => schema.definitions[then.$ref.slice('#/definitions/'.length)]?.properties)
      .map((properties) => `${properties?.['apiVersion']?.const} ${properties?.['kind']?.const}`);
    expect(known).toEqual(expect.arrayContaining(kinds(new Terminal()).map((each) => each.join(' '))));
    expect(known).toContain('autoscaling/v1 HorizontalPodAutoscaler');
  });

  it('has an example of each kind to be tried with, all of which the API server takes', () => {
    const terminal = new Terminal({ 'every-kind.yaml': manifest });
    const said = terminal.out('kubectl apply -f every-kind.yaml');
    expect(said.trim().split('\n')).toHaveLength(manifest.split('---\n').length);
    for (const line of said.trim().split('\n')) expect(line).toMatch(/ created$/);
    for (const [version, kind] of kinds(terminal)) expect(manifest).toContain(`apiVersion: ${version}\nkind: ${kind}\n`);
  });
});
