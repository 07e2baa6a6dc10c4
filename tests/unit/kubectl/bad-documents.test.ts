import { describe, expect, it } from 'vitest';
import { Terminal, lines } from './terminal.ts';

/** Manifests of several documents, of which some are bad: what is created, what is said, and in which order. */

const configMap = (name: string, more = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`;
const documents = (...each: readonly string[]): string => each.join('---\n');
const play = (line: string, text: string): { out: string; err: string; code: number | undefined } => new Terminal({ 'm.yaml': text }).type(line);
const turnOff = '; if you choose to ignore these errors, turn validation off with --validate=false';

describe('kubectl', () => {
  it.each([
    ['kind: 5\napiVersion: v1\n', "kind isn't string type"],
    ['kind: Pod\napiVersion: 1\n', "apiVersion isn't string type"],
    ['kind: Pod\napiVersion: a/b/c\n', 'unexpected GroupVersion string: a/b/c'],
    ['metadata: {}\n', '[apiVersion not set, kind not set]'],
  ])('finds %j itself', (text, problem) =>
    expect(play('kubectl create -f m.yaml', text).err).toBe(`error: error validating "m.yaml": error validating data: ${problem}${turnOff}\n`),
  );

  it('stops reading a file at a document without a kind, and not at one of an unknown kind', () => {
    const shown = play('kubectl create -f m.yaml', documents(configMap('a'), 'apiVersion: v1\n', configMap('c')));
    expect(shown).toMatchObject({ code: 1, out: 'configmap/a created\n' });
    const other = play('kubectl create -f m.yaml', documents(configMap('a'), 'apiVersion: v1\nkind: Foo\n', configMap('c')));
    expect(other).toMatchObject({ code: 1, out: lines('configmap/a created', 'configmap/c created') });
  });

  it('tells of what it could not read after what the server refused, and before when it applies', () => {
    const text = documents(configMap('a'), 'apiVersion: v1\nkind: Foo\n', configMap('B'));
    const unread =
      'resource mapping not found for name: "" namespace: "" from "m.yaml": no matches for kind "Foo" in version "v1"\nensure CRDs are installed first\n';
    const refused = /^Error from server \(Invalid\): error when creating "m\.yaml": ConfigMap "B" is invalid: /;
    const created = play('kubectl create -f m.yaml', text).err;
    expect(created).toMatch(refused);
    expect(created.endsWith(unread)).toBe(true);
    expect(play('kubectl apply -f m.yaml', text).err.startsWith(`${unread}Error from server (Invalid)`)).toBe(true);
  });

  it('puts several reading errors on one line among others', () => {
    const text = documents('apiVersion: v1\nkind: Foo\n', 'apiVersion: v1\nkind: Bar\n', configMap('B'));
    expect(play('kubectl apply -f m.yaml', text).err).toMatch(
      /^\[resource mapping not found .*"Foo" in version "v1"\nensure CRDs are installed first, resource mapping not found .*\nensure CRDs are installed first\]\nError from server/,
    );
  });

  it('names the structure that metadata is no part of', () => {
    expect(play('kubectl create -f m.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: []\n').err).toBe(
      'error: unable to decode "m.yaml": json: cannot unmarshal array into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta\n',
    );
  });

  it('refuses its own flags before it sends anything', () => {
    expect(play('kubectl create -f m.yaml --validate=some', configMap('a')).err).toBe(
      'error: invalid - validate option "some"; must be one of: strict (or true), warn, ignore (or false)\n',
    );
    expect(play('kubectl create -f m.yaml --dry-run=some', configMap('a')).err).toBe(
      'error: Invalid dry-run value (some). Must be "none", "server", or "client".\n',
    );
    expect(play('kubectl create -f m.yaml --validate=0', configMap('a', 'foo: bar\n'))).toMatchObject({ code: 0, err: '' });
  });

  it('says what it failed to create', () => {
    expect(play('kubectl create quota q --hard=pods=-1', '').err).toBe(
      'error: failed to create quota: ResourceQuota "q" is invalid: spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0\n',
    );
  });
});
